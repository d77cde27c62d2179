import { type Figure, houseFigure } from '../../figure/index.js';
import type { RegionFit } from './fit-region.js';
import { computeLines, computeRegion } from './region-model.js';
import type { Region } from './region-data.js';

/**
 * A region with its fit: points measured, the sum, the background and every line on it, binding energy to the left as
 * usual.
 */
export function figureRegion(region: Region, fit: RegionFit, names: readonly string[], id: string): Figure {
  const { energy, counts } = region.data;
  const total = computeRegion(fit.model, fit.parameters);
  const lines = computeLines(fit.model, fit.parameters);
  const background = total.map((v, i) => v - lines.reduce((sum, line) => sum + line[i], 0));
  const measured = Array.from(energy, (e, i) => ({ energy: e, intensity: counts[i] }));
  const curves = Array.from(energy, (e, i) => [
    { energy: e, intensity: total[i], part: 'sum' },
    { energy: e, intensity: background[i], part: 'background' },
    ...lines.map((line, s) => ({ energy: e, intensity: background[i] + line[i], part: names[s] })),
  ]).flat();
  const x = {
    field: 'energy',
    type: 'quantitative',
    title: 'binding energy / eV',
    scale: { reverse: true, zero: false, nice: false },
  };
  const y = {
    field: 'intensity',
    type: 'quantitative',
    title: region.data.counted ? 'counts' : 'intensity',
    scale: { zero: false },
  };
  return {
    id,
    title: region.name,
    caption: 'Points measured; lines the fit, its background and its components.',
    spec: houseFigure({
      layer: [
        { data: { name: 'measured', values: measured }, mark: { type: 'point', size: 8 }, encoding: { x, y } },
        {
          data: { name: 'fit', values: curves },
          mark: { type: 'line' },
          encoding: { x, y, color: { field: 'part', type: 'nominal', title: null } },
        },
      ],
    }),
  };
}
