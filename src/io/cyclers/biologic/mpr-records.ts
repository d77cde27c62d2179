import { breathe, deferColumn, ReadError, type Column, type Context } from '../../../core/index.js';
import type { Source } from '../../reader.js';
import { markMissing } from '../../tabular/read-delimited.js';
import { makeUnique } from '../../vocabulary/column-label.js';
import { describeBiologicColumn } from './labels.js';
import type { RecordLayout, RecordPart } from './mpr-columns.js';

/** [1] bytes of records read at a time: while one piece is read, columns are filled from the one before. */
const PIECE = 1 << 22;
/** What every check of a cycling test asks for: decoded while the file is read, the rest when first asked for. */
const ASKED_FOR =
  /^(test_time_second|(mean_)?((working|counter)_electrode_potential_vs_reference_volt|voltage_volt|current_ampere))$/;

/** Records of a file as they stand in it, in pieces of whole records. */
interface Records {
  pieces: Uint8Array[];
  /** [1] records a piece */
  perPiece: number;
  /** [1] bytes a record */
  size: number;
}

/** A column of the records: where it stands, its name, and what its stored values are divided by. */
interface Field {
  part: RecordPart;
  name: string;
  divisor: number;
}

/** A column under way, and whether a value that is no number was met. */
interface Made {
  field: Field;
  numbers: Float64Array | undefined;
  wholes: Int32Array | undefined;
  gaps: boolean;
}

/**
 * The columns of all records. The records are kept as they are; columns other than those that every check needs are
 * decoded from them when first asked for.
 *
 * @param rows [1] records to read
 * @param from [1] byte of the file where the first begins
 */
export async function readMprRecords(
  source: Source,
  layout: RecordLayout,
  rows: number,
  from: number,
  ctx?: Context,
): Promise<Column[]> {
  const { size } = layout;
  const perPiece = Math.max(1, Math.floor(PIECE / size));
  const records: Records = { pieces: [], perPiece, size };
  const fields = nameFields(layout);
  const early = fields.filter((f) => ASKED_FOR.test(f.name)).map((field) => makeColumn(field, rows));
  const fetch = (row: number): Promise<Uint8Array> | undefined => {
    const piece =
      row < rows ? source.slice(from + row * size, from + Math.min(rows, row + perPiece) * size) : undefined;
    piece?.catch(() => undefined);
    return piece;
  };
  let breathed = performance.now();
  let next = fetch(0);
  for (let row = 0; next; row += perPiece) {
    const piece = await next;
    const end = Math.min(rows, row + perPiece);
    next = fetch(end);
    if (piece.length < (end - row) * size)
      throw new ReadError('the file ends before its records do', {
        file: source.name,
        byte: from + row * size + piece.length,
      });
    records.pieces.push(piece);
    for (const column of early) gather(records, column, row, end, 0);
    if (performance.now() - breathed > 40) {
      ctx?.progress?.(end, rows, source.name);
      await breathe(ctx);
      breathed = performance.now();
    }
  }
  const decoded = new Map(early.map((column) => [column.field, toColumn(column)]));
  return fields.map((field) => {
    const column = decoded.get(field);
    if (column) return column;
    const decodeRows = (first: number, end: number): Column => {
      const column = makeColumn(field, end - first);
      gather(records, column, first, end, first);
      return toColumn(column);
    };
    return deferColumn(field.name, rows, () => decodeRows(0, rows), decodeRows);
  });
}

function nameFields(layout: RecordLayout): Field[] {
  const taken = new Set<string>();
  return layout.parts
    .filter((part) => !part.unknown)
    .map((part) => {
      const { name, factor } = describeBiologicColumn(part.label);
      return { part, name: makeUnique(name, taken), divisor: 1 / factor };
    });
}

function makeColumn(field: Field, rows: number): Made {
  const real = field.part.type === 'f4' || field.part.type === 'f8';
  return {
    field,
    numbers: real ? new Float64Array(rows) : undefined,
    wholes: real ? undefined : new Int32Array(rows),
    gaps: false,
  };
}

function toColumn({ field: { name }, numbers, wholes, gaps }: Made): Column {
  return wholes ? { name, values: wholes } : gaps ? markMissing(name, numbers!) : { name, values: numbers! };
}

/** Decodes rows [from, to) into a column that begins with row `first`. */
function gather({ pieces, perPiece, size }: Records, column: Made, from: number, to: number, first: number): void {
  for (let row = from; row < to; ) {
    const k = Math.floor(row / perPiece);
    const end = Math.min(to, (k + 1) * perPiece);
    const at = (row - k * perPiece) * size + column.field.part.offset;
    if (column.wholes) gatherWholes(pieces[k]!, at, size, column.field.part, column.wholes, row - first, end - first);
    else if (gatherNumbers(pieces[k]!, at, size, column.field, column.numbers!, row - first, end - first))
      column.gaps = true;
    row = end;
  }
}

/**
 * Copies one value of each record into a column. Each loop knows one type in and one out, which is what makes it quick.
 *
 * @returns whether a value is no finite number
 */
function gatherNumbers(
  bytes: Uint8Array,
  at: number,
  stride: number,
  { part, divisor }: Field,
  into: Float64Array,
  from: number,
  to: number,
): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  if (part.type === 'f8')
    for (let i = from; i < to; i++, at += stride) {
      const value = view.getFloat64(at, true) / divisor;
      into[i] = value;
      sum += value * 0;
    }
  else
    for (let i = from; i < to; i++, at += stride) {
      const value = view.getFloat32(at, true) / divisor;
      into[i] = value;
      sum += value * 0;
    }
  return sum !== 0;
}

function gatherWholes(
  bytes: Uint8Array,
  at: number,
  stride: number,
  { type, mask = 0xff }: RecordPart,
  into: Int32Array,
  from: number,
  to: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'u4') for (let i = from; i < to; i++, at += stride) into[i] = view.getInt32(at, true);
  else if (type === 'u2') for (let i = from; i < to; i++, at += stride) into[i] = view.getUint16(at, true);
  else {
    const shift = 31 - Math.clz32(mask & -mask);
    for (let i = from; i < to; i++, at += stride) {
      const bits = bytes[at]! & mask;
      // What is zero already needs no writing: memory of a flag that is never set stays untouched.
      if (bits !== 0) into[i] = bits >> shift;
    }
  }
}
