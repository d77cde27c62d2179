import { InputError, requireOrdered, type Structure } from '../../core/index.js';
import { formatEntry } from './extxyz-comment.js';
import { formatNumber } from './text.js';

const columnNames: Readonly<Record<string, string>> = { velocities: 'velo', fixed: 'move_mask' };
const units = 'positions Å, energy eV, forces eV/Å, stress eV/Å3 tension positive, velo Å/fs, magmoms μB, charges e';

/** Frames one after another as extended XYZ. Every number reads back exactly. */
export function writeExtxyz(frames: Iterable<Structure>): string {
  let text = '';
  for (const frame of frames) text += toExtxyzFrame(frame);
  return text;
}

/**
 * One frame as extended XYZ: number of atoms, comment line with units, one line an atom.
 *
 * @throws InputError for shared or partly vacant sites, which the format cannot hold
 */
export function toExtxyzFrame(structure: Structure): string {
  requireOrdered(structure, 'extended XYZ');
  const n = structure.elements.length;
  requireFinite(structure.positions, 'positions');
  const columns: { title: string; width: number; cell: (i: number) => string }[] = [
    { title: 'species:S', width: 1, cell: (i) => structure.elements[i]! },
    { title: 'pos:R', width: 3, cell: (i) => formatRow(structure.positions, i, 3) },
  ];
  if (structure.labels) {
    if (structure.labels.some((label) => !/^\S+$/.test(label)))
      throw new InputError('extended XYZ cannot hold labels with spaces or without letters', {
        hint: 'leave the labels out',
      });
    columns.push({ title: 'label:S', width: 1, cell: (i) => structure.labels![i]! });
  }
  for (const [name, { width, values }] of Object.entries(structure.atomic ?? {})) {
    if (!/^[^\s:="'{}[\]\\]+$/.test(name)) throw new InputError(`"${name}" cannot name a column of extended XYZ`);
    const mask = name === 'fixed' && values.every((value) => value === 0 || value === 1);
    columns.push({
      title: `${mask ? columnNames.fixed : name === 'velocities' ? columnNames.velocities : name}:${mask ? 'L' : 'R'}`,
      width,
      cell: mask
        ? (i) => Array.from(values.subarray(i * width, (i + 1) * width), (value) => (value ? 'F' : 'T')).join(' ')
        : (i) => formatRow(values, i, width),
    });
  }
  const entries = [
    ...(structure.cell.some((value) => value !== 0)
      ? [`Lattice="${Array.from(requireFinite(structure.cell, 'cell'), formatNumber).join(' ')}"`]
      : []),
    `Properties=${columns.map(({ title, width }) => `${title}:${width}`).join(':')}`,
    `pbc="${structure.pbc.map((flag) => (flag ? 'T' : 'F')).join(' ')}"`,
    ...(structure.energy === undefined
      ? []
      : [`energy=${formatNumber(requireFinite([structure.energy], 'energy')[0]!)}`]),
    ...(structure.stress
      ? [`stress="${Array.from(requireFinite(structure.stress, 'stress'), formatNumber).join(' ')}"`]
      : []),
    formatEntry('units', units),
    ...Object.entries(structure.info ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => formatEntry(key, value)),
  ];
  const lines = [String(n), entries.join(' ')];
  for (let i = 0; i < n; i++) lines.push(columns.map(({ cell }) => cell(i)).join(' '));
  return `${lines.join('\n')}\n`;
}

function formatRow(values: ArrayLike<number>, i: number, width: number): string {
  let text = formatNumber(values[i * width]!);
  for (let k = 1; k < width; k++) text += ` ${formatNumber(values[i * width + k]!)}`;
  return text;
}

function requireFinite<T extends ArrayLike<number>>(values: T, what: string): T {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new InputError(`${what} cannot be written: number ${i + 1} is ${values[i]}`);
  return values;
}
