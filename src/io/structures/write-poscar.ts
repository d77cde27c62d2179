import { InputError, requireOrdered, type Structure } from '../../core/index.js';
import { formatNumber } from './text.js';

/**
 * VASP 5 POSCAR with Cartesian coordinates, so that every number reads back exactly. Runs of one element follow the
 * order of the atoms; fixed atoms become selective dynamics, velocities follow at the end.
 *
 * @throws InputError for shared or partly vacant sites, which the format cannot hold, and for structures that are not
 *   periodic
 */
export function writePoscar(structure: Structure): string {
  requireOrdered(structure, 'POSCAR');
  if (!structure.pbc.every(Boolean))
    throw new InputError('POSCAR holds only structures that repeat along all three cell vectors', {
      hint: 'write extxyz, or make the structure periodic',
    });
  const n = structure.elements.length;
  if (n === 0) throw new InputError('POSCAR cannot hold a structure without atoms');
  const runs: { element: string; count: number }[] = [];
  for (const element of structure.elements) {
    if (runs.at(-1)?.element === element) runs[runs.length - 1]!.count++;
    else runs.push({ element, count: 1 });
  }
  const row = (values: ArrayLike<number>, i: number) =>
    [0, 1, 2].map((k) => formatFinite(values[3 * i + k]!)).join(' ');
  const fixed = structure.atomic?.fixed;
  const isFixed = (i: number, k: number) =>
    fixed !== undefined && fixed.values[i * fixed.width + (fixed.width === 3 ? k : 0)] !== 0;
  const velocities = structure.atomic?.velocities?.values;
  const comment = structure.info?.comment ?? structure.info?.name ?? 'written by Cermet';
  const lines = [
    String(comment).replaceAll(/\s+/g, ' ').trim() || 'written by Cermet',
    '1.0',
    ...[0, 1, 2].map((i) => row(structure.cell, i)),
    runs.map(({ element }) => element).join(' '),
    runs.map(({ count }) => count).join(' '),
    ...(fixed ? ['Selective dynamics'] : []),
    'Cartesian',
    ...structure.elements.map(
      (_, i) =>
        row(structure.positions, i) + (fixed ? ` ${[0, 1, 2].map((k) => (isFixed(i, k) ? 'F' : 'T')).join(' ')}` : ''),
    ),
    ...(velocities ? ['Cartesian', ...structure.elements.map((_, i) => row(velocities, i))] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function formatFinite(value: number): string {
  if (!Number.isFinite(value)) throw new InputError(`a coordinate of ${value} cannot be written`);
  return formatNumber(value);
}
