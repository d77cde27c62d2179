import { ELEMENTS, ReadError, type Context, type Note, type Structure, throwIfAborted } from '../../../core/index.js';
import type { Source } from '../../reader.js';
import { findElement, parseNumber, splitWords } from '../../structures/text.js';
import { BOHR } from '../calculation.js';
import { openTextCursor } from './text-cursor.js';
import { requireShape, type Volume } from './volume.js';

/**
 * Reads the first grid of an XSF of XCrySDen. Its grid is a general one: the last point along each vector repeats the
 * first and is left out. Values are taken in electrons per Bohr³, as Quantum ESPRESSO writes them.
 *
 * @throws ReadError where there is no grid, or it is cut short
 */
export async function readXsf(source: Source, file: string, ctx?: Context): Promise<Volume[]> {
  const cursor = openTextCursor(source, file);
  let line = 0;
  const next = async (): Promise<string | undefined> => {
    const text = await cursor.line();
    line++;
    return text?.replace(/#.*$/, '').trim();
  };
  const numbers = (text: string | undefined, count: number): number[] => {
    const values = splitWords(text ?? '').map((w) => parseNumber(w) ?? Number.NaN);
    if (values.length < count || values.slice(0, count).some((v) => !Number.isFinite(v)))
      throw new ReadError(`${count} numbers are needed here`, { file, line });
    return values.slice(0, count);
  };
  const cell: number[] = [];
  const elements: string[] = [];
  const positions: number[] = [];
  let title = '';
  for (;;) {
    const text = await next();
    if (text === undefined) throw new ReadError('this XSF holds no grid', { file, line });
    if (text === 'PRIMVEC') {
      cell.length = 0;
      for (let i = 0; i < 3; i++) cell.push(...numbers(await next(), 3));
    } else if (text === 'PRIMCOORD') {
      const count = numbers(await next(), 1)[0]!;
      if (!(count >= 0 && count <= 1_000_000)) throw new ReadError(`${count} atoms are announced`, { file, line });
      for (let i = 0; i < count; i++) {
        const words = splitWords((await next()) ?? '');
        elements.push(findElement(words[0] ?? '') ?? ELEMENTS[Number(words[0]) - 1] ?? 'X');
        positions.push(...numbers(words.slice(1).join(' '), 3));
      }
    } else if (/^BEGIN_BLOCK_DATAGRID_3D/i.test(text)) title = (await next()) ?? '';
    else if (/^(BEGIN_)?DATAGRID_3D/i.test(text)) break;
  }
  const full = numbers(await next(), 3);
  requireShape(full, file, line);
  const origin = numbers(await next(), 3) as [number, number, number];
  const span: number[] = [];
  for (let i = 0; i < 3; i++) span.push(...numbers(await next(), 3));
  const all = new Float64Array(full[0] * full[1] * full[2]);
  await cursor.fill(all, 1 / BOHR ** 3, () => throwIfAborted(ctx));
  const shape = full.map((n) => Math.max(1, n - 1));
  // The last point of each row repeats the first; what is kept moves forward in the same memory.
  let kept = 0;
  for (let k = 0; k < shape[2]!; k++)
    for (let j = 0; j < shape[1]!; j++)
      for (let i = 0; i < shape[0]!; i++) all[kept++] = all[i + full[0] * (j + full[1] * k)]!;
  const values = all.subarray(0, kept);
  const notes: Note[] = [
    {
      level: 'info',
      code: 'unit-assumed',
      text: 'an XSF names no unit: values are taken as electrons per Bohr³',
      where: file,
    },
  ];
  if (cell.length === 9 && span.some((x, i) => Math.abs(x - cell[i]!) > 1e-3))
    notes.push({
      level: 'warning',
      code: 'grid-not-cell',
      text: 'the grid does not span the cell: integrals are over the grid only',
      where: file,
    });
  const structure: Structure = {
    cell: Float64Array.from(span),
    pbc: [true, true, true],
    elements,
    positions: Float64Array.from(positions),
  };
  return [
    {
      field: 'density',
      shape: [shape[0]!, shape[1]!, shape[2]!],
      values,
      order: 'fortran',
      origin,
      structure,
      title,
      notes,
    },
  ];
}
