import type { Cell, PorousElectrode } from '../parameters/cell.js';
import type { MaterialView } from './cell-system.js';
import type { Population } from './population.js';

/**
 * What can be seen of one material after its population was evaluated at a state.
 *
 * @param share [1] (nodes) of the electrode's thickness that each node stands for
 */
export function viewMaterial(p: Population, y: Float64Array, cell: Cell, share: Float64Array): MaterialView {
  p.particles.fillMean(y, p.shellsAt, p.mean);
  const { nodes, kinetics, material } = p;
  const volume =
    (cell.area * (cell[p.electrode] as PorousElectrode).thickness * material.surfaceArea * material.radius) / 3;
  let lithium = 0;
  for (let i = 0; i < nodes; i++)
    lithium += p.mean[i] * kinetics.activeShare[i] * material.maximumConcentration * volume * share[i];
  const average = (v: Float64Array): number => v.reduce((sum, x, i) => sum + x * share[i], 0);
  const quantities: Record<string, number> = {};
  kinetics.names.forEach((name, k) => {
    let sum = 0;
    for (let i = 0; i < nodes; i++) sum += share[i] * y[p.quantitiesAt + i * kinetics.quantities + k];
    quantities[name] = sum * kinetics.scales[k];
  });
  return {
    electrode: p.electrode,
    name: material.name,
    surface: average(p.surface),
    surfaceRange: [Math.min(...p.surface), Math.max(...p.surface)],
    mean: average(p.mean),
    lithium,
    activeShare: average(kinetics.activeShare),
    filmResistance: average(kinetics.filmResistance),
    areaRatio: average(kinetics.areaRatio),
    openCircuit: average(kinetics.openCircuit),
    quantities,
  };
}
