import { InputError, parseFormula, type SiteOccupancy, type Structure, toCartesian } from '../../core/index.js';
import { buildCell } from '../../io/structures/cell-parameters.js';
import { hexagonal } from './crystal.js';

/**
 * The O3 layered oxide R-3m with a formula's composition on its sites: lithium at the origin, the metals mixed on (0,
 * 0, ½), oxygen at (0, 0, z). Cell of LiNiO2, Dahn, von Sacken and Michal, Solid State Ionics 44 (1990) 87.
 *
 * @param formula `LiNi0.8Co0.1Mn0.1O2`
 * @param z       [1] height of oxygen
 * @throws InputError where the formula is no AMO2
 */
export function makeLayeredOxide(formula: string, z = 0.2415): Structure {
  const counts = parseFormula(formula);
  const oxygen = counts.get('O') ?? 0;
  const alkali = counts.get('Li') ?? counts.get('Na') ?? 0;
  const alkaliName = counts.has('Li') ? 'Li' : 'Na';
  const metals = [...counts].filter(([element]) => element !== 'O' && element !== alkaliName);
  const scale = 2 / oxygen;
  const metal = metals.reduce((sum, [, n]) => sum + n, 0) * scale;
  if (!(oxygen > 0 && alkali > 0 && metals.length > 0 && metal > 0.5 && alkali * scale + metal < 2.03))
    throw new InputError(`${formula} is no layered oxide`, { hint: 'give one like LiNi0.8Co0.1Mn0.1O2' });
  const onMetal: SiteOccupancy[] = metals.map(([element, n]) => ({
    element,
    occupancy: (n * scale) / Math.max(metal, 1),
  }));
  const li = alkali * scale;
  if (metal < 1 && li > 1) onMetal.push({ element: alkaliName, occupancy: Math.min(1 - metal, li - 1) });
  onMetal.sort((a, b) => b.occupancy - a.occupancy);
  const cell = buildCell(hexagonal(2.878, 14.19));
  const centres = [
    [0, 0, 0],
    [2 / 3, 1 / 3, 1 / 3],
    [1 / 3, 2 / 3, 2 / 3],
  ];
  const elements: string[] = [];
  const labels: string[] = [];
  const fractional: number[] = [];
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  const add = (label: string, occupants: SiteOccupancy[], heights: number[]) => {
    for (const height of heights)
      for (const [x, y, up] of centres) {
        if (occupants.length > 1 || Math.abs(occupants[0].occupancy - 1) > 1e-9)
          disorder.set(elements.length, occupants);
        elements.push(occupants[0].element);
        labels.push(label);
        fractional.push(x, y, height + up);
      }
  };
  add(`${alkaliName}1`, [{ element: alkaliName, occupancy: Math.min(1, li) }], [0]);
  add(`${onMetal[0].element}1`, onMetal, [0.5]);
  add('O1', [{ element: 'O', occupancy: 1 }], [z, -z]);
  return {
    cell,
    pbc: [true, true, true],
    elements,
    labels,
    positions: toCartesian(cell, fractional),
    ...(disorder.size > 0 && { disorder }),
    info: { name: formula },
  };
}

/** Whether a name is the formula of a layered oxide AMO2 of lithium or sodium and transition metals. */
export function isLayeredFormula(name: string): boolean {
  try {
    makeLayeredOxide(name);
    return /^(Li|Na)/.test(name.trim());
  } catch {
    return false;
  }
}
