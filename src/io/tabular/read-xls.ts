import { ReadError } from '../../core/index.js';
import { readOleStream } from './read-ole.js';

/** A sheet of an old workbook: cells by row and column from 0. */
export interface OldSheet {
  name: string;
  cells: ReadonlyMap<number, ReadonlyMap<number, number | string>>;
}

const BOF = 0x809;
const EOF = 0x0a;
const BOUNDSHEET = 0x85;
const SST = 0xfc;
const CONTINUE = 0x3c;
const LABEL_SST = 0xfd;
const LABEL = 0x204;
const NUMBER = 0x203;
const RK = 0x27e;
const MULRK = 0xbd;
const FORMULA = 0x06;
const STRING = 0x207;
const FILEPASS = 0x2f;

interface BiffRecord {
  type: number;
  data: Uint8Array;
  /** [1] byte of the stream where it begins */
  at: number;
}

/**
 * Sheets of an Excel 97–2003 workbook (BIFF8): numbers, texts, and the stored results of formulas.
 *
 * Microsoft, [MS-XLS] Excel Binary File Format.
 */
export function readXls(bytes: Uint8Array, file: string): OldSheet[] {
  const stream = readOleStream(bytes, ['Workbook', 'Book'], file);
  const records = splitRecords(stream);
  if (records[0]?.type !== BOF) throw new ReadError('the workbook does not begin as one', { file });
  const version = new DataView(records[0].data.buffer, records[0].data.byteOffset).getUint16(0, true);
  if (version !== 0x600)
    throw new ReadError(
      'this workbook is older than Excel 97',
      { file },
      { hint: 'open it and save it as .xlsx or csv' },
    );
  if (records.some((r) => r.type === FILEPASS)) throw new ReadError('the workbook is encrypted', { file });
  const texts = readTexts(records);
  const byOffset = new Map(records.map((r, i) => [r.at, i]));
  return records
    .filter((r) => r.type === BOUNDSHEET && r.data.length >= 8)
    .flatMap((r) => {
      const view = viewOf(r.data);
      const start = byOffset.get(view.getUint32(0, true));
      if (start === undefined) return [];
      return [{ name: readText(r.data, 6, r.data[6]!, 1), cells: readCells(records, start, texts) }];
    });
}

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

function splitRecords(stream: Uint8Array): BiffRecord[] {
  const view = viewOf(stream);
  const records: BiffRecord[] = [];
  for (let at = 0; at + 4 <= stream.length; ) {
    const type = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    records.push({ type, data: stream.subarray(at + 4, Math.min(stream.length, at + 4 + length)), at });
    at += 4 + length;
  }
  return records;
}

/** Letters of one byte or two, as their flag says; `head` bytes stand before the flag. */
function readText(data: Uint8Array, at: number, length: number, head: number): string {
  const flag = data[at + head] ?? 0;
  const from = at + head + 1;
  return flag & 1
    ? new TextDecoder('utf-16le').decode(data.subarray(from, from + 2 * length))
    : new TextDecoder('windows-1252').decode(data.subarray(from, from + length));
}

/** The table of texts, whose letters may go on in the records that follow, with a flag of their own. */
function readTexts(records: readonly BiffRecord[]): string[] {
  const start = records.findIndex((r) => r.type === SST);
  if (start < 0) return [];
  const parts = [records[start]!.data];
  for (let i = start + 1; records[i]?.type === CONTINUE; i++) parts.push(records[i]!.data);
  let part = 0;
  let at = 8;
  const atEnd = (): boolean => part >= parts.length;
  const byte = (): number => {
    while (!atEnd() && at >= parts[part]!.length) {
      part++;
      at = 0;
    }
    return atEnd() ? 0 : parts[part]![at++]!;
  };
  const word = (): number => byte() | (byte() << 8);
  const texts: string[] = [];
  const total = parts[0]!.length >= 8 ? viewOf(parts[0]!).getUint32(4, true) : 0;
  while (texts.length < total && !atEnd()) {
    const length = word();
    const flags = byte();
    let wide = (flags & 1) === 1;
    const runs = flags & 8 ? word() : 0;
    const extra = flags & 4 ? word() + word() * 65_536 : 0;
    const letters: number[] = [];
    while (letters.length < length && !atEnd()) {
      if (at >= parts[part]!.length) {
        part++;
        at = 0;
        if (atEnd()) break;
        wide = (parts[part]![at++]! & 1) === 1;
      }
      letters.push(wide ? word() : byte());
    }
    for (let i = 0; i < 4 * runs + extra && !atEnd(); i++) byte();
    texts.push(String.fromCharCode(...letters.slice(0, 32_767)));
  }
  return texts;
}

function readCells(
  records: readonly BiffRecord[],
  start: number,
  texts: readonly string[],
): Map<number, Map<number, number | string>> {
  const cells = new Map<number, Map<number, number | string>>();
  const put = (row: number, column: number, value: number | string): void => {
    if (typeof value === 'number' && !Number.isFinite(value)) return;
    const found = cells.get(row) ?? new Map<number, number | string>();
    cells.set(row, found.set(column, value));
  };
  let waiting: [row: number, column: number] | undefined;
  let depth = 0;
  for (let i = start; i < records.length; i++) {
    const { type, data } = records[i]!;
    if (type === BOF) depth++;
    else if (type === EOF) {
      if (--depth === 0) break;
    }
    if (depth !== 1 || data.length < 6) continue;
    const view = viewOf(data);
    const row = view.getUint16(0, true);
    const column = view.getUint16(2, true);
    if (type === NUMBER && data.length >= 14) put(row, column, view.getFloat64(6, true));
    else if (type === RK && data.length >= 10) put(row, column, decodeRk(view.getUint32(6, true)));
    else if (type === MULRK)
      for (let k = 0; 4 + 6 * k + 6 <= data.length - 2; k++)
        put(row, column + k, decodeRk(view.getUint32(6 + 6 * k, true)));
    else if (type === LABEL_SST && data.length >= 10) put(row, column, texts[view.getUint32(6, true)] ?? '');
    else if (type === LABEL && data.length >= 9) put(row, column, readText(data, 6, view.getUint16(6, true), 2));
    else if (type === FORMULA && data.length >= 14) {
      if (view.getUint16(12, true) === 0xffff) waiting = data[6] === 0 ? [row, column] : undefined;
      else put(row, column, view.getFloat64(6, true));
    } else if (type === STRING && waiting) {
      put(...waiting, readText(data, 0, view.getUint16(0, true), 2));
      waiting = undefined;
    }
  }
  return cells;
}

/** A number packed into four bytes: the upper half of a double or a whole number, either over a hundred. */
function decodeRk(packed: number): number {
  let value: number;
  if (packed & 2) value = (packed | 0) >> 2;
  else {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(4, packed & 0xfffffffc, true);
    value = view.getFloat64(0, true);
  }
  return packed & 1 ? value / 100 : value;
}
