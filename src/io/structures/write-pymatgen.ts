import { toFractional, type Structure } from '../../core/index.js';
import { computeCellParameters } from './cell-parameters.js';
import { toJson } from './json.js';

/**
 * A structure as pymatgen's `Structure.from_dict` takes it (a list of them for several); molecules as `Molecule`.
 * Per-atom quantities that pymatgen has names for become site properties.
 */
export function writePymatgenJson(structures: Structure | readonly Structure[]): string {
  return `${toJson(Array.isArray(structures) ? (structures as readonly Structure[]).map(toDict) : toDict(structures as Structure))}\n`;
}

function toDict(structure: Structure): Record<string, unknown> {
  const { cell, positions, elements, disorder, labels, pbc } = structure;
  const hasCell = cell.some((value) => value !== 0);
  const fractional = hasCell ? toFractional(cell, positions) : undefined;
  const at = (values: Float64Array, i: number) => values.subarray(3 * i, 3 * i + 3);
  const sites = elements.map((element, i) => ({
    species: (disorder?.get(i) ?? [{ element, occupancy: 1 }]).map((o) => ({ element: o.element, occu: o.occupancy })),
    ...(fractional && { abc: at(fractional, i) }),
    xyz: at(positions, i),
    label: labels?.[i] ?? element,
    properties: toProperties(structure, i),
  }));
  const marks = { '@module': 'pymatgen.core.structure', '@class': hasCell ? 'Structure' : 'Molecule', charge: 0 };
  const lattice = hasCell && {
    lattice: { matrix: [0, 1, 2].map((i) => at(cell, i)), pbc, ...computeCellParameters(cell) },
  };
  const properties = { ...structure.info, ...(structure.energy !== undefined && { energy: structure.energy }) };
  return { ...marks, ...lattice, sites, properties };
}

function toProperties({ atomic }: Structure, i: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const row = (name: string) => {
    const column = atomic?.[name];
    return column?.values.subarray(i * column.width, (i + 1) * column.width);
  };
  for (const [ours, theirs] of [
    ['forces', 'forces'],
    ['velocities', 'velocities'],
  ] as const)
    if (row(ours)) out[theirs] = row(ours);
  for (const [ours, theirs] of [
    ['magmoms', 'magmom'],
    ['charges', 'charge'],
  ] as const)
    if (row(ours)?.length === 1) out[theirs] = row(ours)![0];
  const fixed = row('fixed');
  if (fixed) out.selective_dynamics = [0, 1, 2].map((k) => fixed[fixed.length === 3 ? k : 0] === 0);
  return out;
}
