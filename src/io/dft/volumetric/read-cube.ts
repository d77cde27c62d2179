import { ELEMENTS, ReadError, type Context, type Note, throwIfAborted } from '../../../core/index.js';
import type { Source } from '../../reader.js';
import { parseNumber, splitWords } from '../../structures/text.js';
import { BOHR, HARTREE, RYDBERG } from '../calculation.js';
import { openTextCursor } from './text-cursor.js';
import { requireShape, type Volume } from './volume.js';

/**
 * Reads a Gaussian cube: lengths in Bohr (in ångström where a number of points is negative), the first vector slowest.
 * The format has no place for the unit of its values: a density is taken in electrons per Bohr³, a potential (by title
 * or name) in Hartree, in Rydberg where Quantum ESPRESSO wrote it.
 *
 * @throws ReadError where the text is cut short or a number is none
 */
export async function readCube(source: Source, file: string, ctx?: Context): Promise<Volume[]> {
  const cursor = openTextCursor(source, file);
  let number = 0;
  const next = async (): Promise<string> => {
    const line = await cursor.line();
    number++;
    if (line === undefined) throw new ReadError('the header is cut short', { file, line: number });
    return line;
  };
  const row = async (least: number): Promise<number[]> => {
    const values = splitWords(await next()).map((word) => parseNumber(word) ?? Number.NaN);
    if (values.length < least || values.slice(0, least).some((v) => !Number.isFinite(v)))
      throw new ReadError(`${least} numbers are needed here`, { file, line: number });
    return values;
  };
  const title = [(await next()).trim(), (await next()).trim()].filter(Boolean).join('; ');
  const head = await row(4);
  const atoms = Math.abs(head[0]!);
  if (!Number.isInteger(atoms) || atoms > 1_000_000)
    throw new ReadError(`${head[0]} atoms are announced`, { file, line: number });
  const axes = [await row(4), await row(4), await row(4)];
  const shape = axes.map((a) => Math.abs(a[0]!));
  requireShape(shape, file, number);
  const unit = axes.some((a) => a[0]! < 0) ? 1 : BOHR;
  const cell = Float64Array.from(axes.flatMap((a, i) => a.slice(1, 4).map((x) => x * shape[i]! * unit)));
  const origin = head.slice(1, 4).map((x) => x * unit) as [number, number, number];
  const elements: string[] = [];
  const positions = new Float64Array(3 * atoms);
  for (let i = 0; i < atoms; i++) {
    const values = await row(5);
    elements.push(ELEMENTS[values[0]! - 1] ?? 'X');
    for (let k = 0; k < 3; k++) positions[3 * i + k] = values[2 + k]! * unit;
  }
  // A negative number of atoms announces a line with several values a point.
  let each = head[4]! > 1 ? head[4]! : 1;
  if (head[0]! < 0) each = Math.max(1, (await row(1))[0]!);
  if (!Number.isInteger(each) || each > 1000)
    throw new ReadError(`${each} values a point cannot be`, { file, line: number });
  const points = shape[0] * shape[1] * shape[2];
  requireShape([points * each, 1, 1], file, number);
  const words = `${title} ${file}`;
  const field: Volume['field'] = /spin|magneti/i.test(words)
    ? 'spin'
    : /potential|v_hartree|hartree|esp|electrostatic/i.test(words)
      ? 'potential'
      : /elf|orbital|molecular orbital|wavefunction/i.test(words)
        ? 'other'
        : 'density';
  const rydberg = /PWScf/i.test(title);
  const factor = field === 'potential' ? (rydberg ? RYDBERG : HARTREE) : field === 'other' ? 1 : 1 / BOHR ** 3;
  const all = new Float64Array(points * each);
  await cursor.fill(all, factor, (done) => {
    throwIfAborted(ctx);
    ctx?.progress?.(done, all.length, file);
  });
  const notes: Note[] = [];
  if (!(await cursor.atEnd()))
    notes.push({
      level: 'warning',
      code: 'text-goes-on',
      text: 'more numbers stand there than the grid has points',
      where: file,
    });
  notes.push({
    level: 'info',
    code: 'unit-assumed',
    text: `a cube names no unit: values are taken as ${field === 'potential' ? (rydberg ? 'Rydberg' : 'Hartree') : field === 'other' ? 'they stand' : 'electrons per Bohr³'}`,
    where: file,
  });
  const structure = { cell, pbc: [true, true, true] as const, elements, positions };
  const make = (values: Float64Array, component?: number): Volume => ({
    field,
    ...(component !== undefined && { component }),
    shape: [shape[0], shape[1], shape[2]],
    values,
    order: 'c',
    origin,
    structure,
    title,
    notes,
  });
  if (each === 1) return [make(all)];
  return Array.from({ length: each }, (_, c) => {
    const values = new Float64Array(points);
    for (let i = 0; i < points; i++) values[i] = all[i * each + c]!;
    return make(values, c + 1);
  });
}
