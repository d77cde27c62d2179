import { InputError } from '../../core/index.js';
import { isBpx, isHalfCell, parseJsonText, readBpx, readHalfCell } from '../../io/bpx/index.js';
import type { Cell } from './cell.js';
import { makeCellFromBpx } from './cell-from-bpx.js';
import { makeCellFromHalfCell } from './cell-from-half-cell.js';

/**
 * A cell from the text of a parameter file: BPX (any version) or our half-cell form.
 *
 * @throws ReadError for what is not JSON, InputError naming the key for what is wrong inside
 */
export function parseCell(text: string, name = 'cell'): Cell {
  const json = parseJsonText(text, name);
  if (isBpx(json)) {
    const { document, notes } = readBpx(json);
    const cell = makeCellFromBpx(document);
    return { ...cell, notes: [...notes, ...cell.notes] };
  }
  if (isHalfCell(json)) return makeCellFromHalfCell(readHalfCell(json));
  throw new InputError(
    `${name} is neither BPX (it has no "Header → BPX") nor our half-cell form (it has no "Lithium metal")`,
  );
}
