import {
  computeVolume,
  ReadError,
  toCartesian,
  type Context,
  type Note,
  type Structure,
  throwIfAborted,
} from '../../../core/index.js';
import { parsePoscarHeader } from '../../structures/poscar.js';
import { parseNumber, splitWords } from '../../structures/text.js';
import type { Source } from '../../reader.js';
import { openTextCursor } from './text-cursor.js';
import { requireShape, type Volume } from './volume.js';

/** [Å] lines of a header: comment, scale, cell, symbols, counts. */
const HEADER = 7;

/**
 * Reads CHGCAR, CHG, AECCAR, PARCHG, LOCPOT and ELFCAR: the density stands there times the volume of the cell; without
 * spin there is one grid, with spin up + down and up − down, non-collinear the density and three components. What lies
 * between grids (augmentation occupancies) is passed over.
 *
 * @throws ReadError where the text is cut short or a number is none
 */
export async function readChgcar(source: Source, file: string, ctx?: Context): Promise<Volume[]> {
  const cursor = openTextCursor(source, file);
  const notes: Note[] = [];
  const lines: string[] = [];
  while (lines.length < HEADER) {
    const line = await cursor.line();
    if (line === undefined) throw new ReadError('the header is cut short', { file, line: lines.length + 1 });
    lines.push(line);
  }
  // The header's reader bounds the number of atoms by the number of lines; here the lines after it are not read yet.
  const counts = splitWords(parseNumber(splitWords(lines[5]!)[0]) === undefined ? lines[6]! : lines[5]!).map(Number);
  const atoms = counts.reduce((a, b) => a + b, 0);
  if (!(Number.isInteger(atoms) && atoms > 0 && atoms <= 1_000_000))
    throw new ReadError(`${atoms} atoms are announced`, { file, line: HEADER });
  const named = parseNumber(splitWords(lines[5]!)[0]) === undefined;
  const header = parsePoscarHeader([...lines, ...Array<string>(atoms).fill('')], file);
  let number = header.next;
  const nextLine = async (): Promise<string> => {
    const line = number < lines.length ? lines[number] : await cursor.line();
    number++;
    if (line === undefined) throw new ReadError('the text is cut short', { file, line: number });
    return line;
  };
  let mode = (await nextLine()).trim();
  if (/^s/i.test(mode)) mode = (await nextLine()).trim();
  const coordinates = new Float64Array(3 * atoms);
  for (let i = 0; i < atoms; i++) {
    const words = splitWords(await nextLine());
    for (let k = 0; k < 3; k++) {
      const value = parseNumber(words[k]);
      if (value === undefined) throw new ReadError('three coordinates are needed here', { file, line: number });
      coordinates[3 * i + k] = value;
    }
  }
  if (!named)
    notes.push({
      level: 'warning',
      code: 'no-symbols',
      text: 'the file names no elements: the atoms are called X',
      where: file,
    });
  const structure: Structure = {
    cell: header.cell,
    pbc: [true, true, true],
    elements: header.elements ?? Array<string>(atoms).fill('X'),
    positions: /^[ck]/i.test(mode)
      ? coordinates.map((x, i) => x * header.scale[i % 3]!)
      : toCartesian(header.cell, coordinates),
  };
  const volume = computeVolume(structure.cell);
  const kind = /LOCPOT/i.test(file) ? 'potential' : /ELFCAR/i.test(file) ? 'other' : 'density';
  const factor = kind === 'density' ? 1 / volume : 1;
  let line = await nextLine();
  while (line.trim() === '') line = await nextLine();
  const shape = splitWords(line).map(Number);
  requireShape(shape, file, number);
  const points = shape[0] * shape[1] * shape[2];
  const grids: Float64Array[] = [];
  for (;;) {
    throwIfAborted(ctx);
    const values = new Float64Array(points);
    await cursor.fill(values, factor, (done) => {
      throwIfAborted(ctx);
      ctx?.progress?.(grids.length * points + done, undefined, file);
    });
    grids.push(values);
    if (grids.length === 4 || !(await findNextGrid(cursor, shape))) break;
  }
  return grids.map((values, i) => ({
    field: i === 0 || kind !== 'density' ? kind : 'spin',
    ...(grids.length === 4 && i > 0 && { component: i }),
    shape: [shape[0], shape[1], shape[2]],
    values,
    order: 'fortran',
    origin: [0, 0, 0],
    structure,
    title: lines[0]!.trim(),
    notes: i === 0 ? notes : [],
  }));
}

/** Passes over augmentation occupancies until the numbers of points stand alone on a line again. */
async function findNextGrid(cursor: ReturnType<typeof openTextCursor>, shape: readonly number[]): Promise<boolean> {
  for (;;) {
    const line = await cursor.line();
    if (line === undefined) return false;
    const words = splitWords(line);
    if (words.length === 3 && words.every((word, i) => /^\d+$/.test(word) && Number(word) === shape[i])) return true;
  }
}
