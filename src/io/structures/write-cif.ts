import { countElements, InputError, toFractional, type Structure } from '../../core/index.js';
import { computeCellParameters } from './cell-parameters.js';
import { formatNumber } from './text.js';

/**
 * Structures as a CIF, one block each, all atoms listed (P 1). Shared and partly vacant sites are written as they are.
 * Beside fractions stand the lattice vectors and Cartesian coordinates under core CIF's own names, so that reading back
 * is exact.
 *
 * @throws InputError for structures that are not periodic
 */
export function writeCif(structures: Structure | readonly Structure[]): string {
  const list = Array.isArray(structures) ? (structures as readonly Structure[]) : [structures as Structure];
  return list.map((structure, i) => writeBlock(structure, i)).join('\n');
}

function writeBlock(structure: Structure, index: number): string {
  if (!structure.pbc.every(Boolean))
    throw new InputError('a CIF holds only structures that repeat along all three cell vectors', {
      hint: 'write extxyz, or make the structure periodic',
    });
  if (structure.elements.length === 0) throw new InputError('a CIF cannot hold a structure without atoms');
  for (const value of [...structure.cell, ...structure.positions])
    if (!Number.isFinite(value)) throw new InputError(`a coordinate of ${value} cannot be written`);
  const { cell, positions } = structure;
  const { a, b, c, alpha, beta, gamma } = computeCellParameters(cell);
  const formula = [...countElements(structure)]
    .map(([element, n]) => `${element}${n === 1 ? '' : Number(n.toFixed(6))}`)
    .join(' ');
  const name =
    String(structure.info?.block ?? structure.info?.name ?? `structure_${index + 1}`).replaceAll(/[^\w.+-]/g, '_') ||
    `structure_${index + 1}`;
  const fractional = toFractional(cell, positions);
  const lines = [
    `data_${name}`,
    `_chemical_formula_sum '${formula}'`,
    `_space_group_name_H-M_alt 'P 1'`,
    '_space_group_IT_number 1',
    ...Object.entries({
      length_a: a,
      length_b: b,
      length_c: c,
      angle_alpha: alpha,
      angle_beta: beta,
      angle_gamma: gamma,
    }).map(([key, value]) => `_cell_${key} ${formatNumber(value)}`),
    ...[0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => `_atom_sites_Cartn_tran_matrix_${i + 1}${j + 1} ${formatNumber(cell[3 * j + i]!)}`),
    ),
    ...[1, 2, 3].map((i) => `_atom_sites_Cartn_tran_vector_${i} 0`),
    'loop_',
    '_space_group_symop_operation_xyz',
    `'x, y, z'`,
    'loop_',
    ...['label', 'type_symbol', 'occupancy', 'fract_x', 'fract_y', 'fract_z', 'Cartn_x', 'Cartn_y', 'Cartn_z'].map(
      (column) => `_atom_site_${column}`,
    ),
  ];
  structure.elements.forEach((element, i) => {
    const place = [...fractional.subarray(3 * i, 3 * i + 3), ...positions.subarray(3 * i, 3 * i + 3)]
      .map(formatNumber)
      .join(' ');
    const label = structure.labels?.[i] ?? `${element}${i + 1}`;
    for (const occupant of structure.disorder?.get(i) ?? [{ element, occupancy: 1 }]) {
      lines.push(`${quoteText(label)} ${occupant.element} ${formatNumber(occupant.occupancy)} ${place}`);
    }
  });
  return `${lines.join('\n')}\n`;
}

/** A word that needs no quotes, or the text in quotes that it does not hold itself. */
function quoteText(text: string): string {
  const clean = text.replaceAll(/[\r\n]+/g, ' ');
  if (/^[A-Za-z0-9+*/()-][^\s'"#]*$/.test(clean) && !/^(data_|loop_|save_|stop_|global_)/i.test(clean)) return clean;
  return clean.includes("'") ? `"${clean.replaceAll('"', "'")}"` : `'${clean}'`;
}
