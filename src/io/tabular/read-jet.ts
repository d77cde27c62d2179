import { ReadError } from '../../core/index.js';
import type { Source } from '../reader.js';

/** [1] bytes a page of Jet 4 and ACE databases */
const PAGE = 4096;
const DATA_PAGE = 1;
const TABLE_PAGE = 2;
/** Page of the table that lists all tables. */
const CATALOGUE = 2;

/** Column types by number, with the bytes that fixed ones take. */
const fixedSizes: Record<number, number> = { 2: 1, 3: 2, 4: 4, 5: 8, 6: 4, 7: 8, 8: 8, 12: 0 };
const BOOLEAN = 1;
const TEXT = 10;

interface JetColumn {
  name: string;
  type: number;
  number: number;
  fixed: boolean;
  /** [1] byte of a fixed value in a row, number of a variable one */
  place: number;
}

/** A table of an Access database. Numbers come as float64 with NaN where missing; dates as days since 1899-12-30. */
export interface JetTable {
  rows: number;
  numbers: Map<string, Float64Array>;
  texts: Map<string, string[]>;
}

/** An opened Access database (Jet 4 of Access 2000 on, and ACE). */
export interface JetDatabase {
  names: string[];
  read(name: string): JetTable;
}

/**
 * Opens an Access database, unencrypted, in pure bytes and thus on any platform.
 * The layout of pages, definitions and rows is as the mdbtools project documents it (HACKING).
 */
export async function openJet(source: Source): Promise<JetDatabase> {
  const bytes = await source.bytes();
  if (!isJet(bytes)) throw new ReadError('this is no Access database', { file: source.name, byte: 4 });
  if (bytes[0x14] === 0)
    throw new ReadError(
      'this is a database of Access 97 or earlier, whose pages are laid out differently',
      { file: source.name, byte: 0x14 },
      { hint: 'open and save it with a later Access, or export the test as csv from MITS Pro' },
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pages = Math.floor(bytes.length / PAGE);
  const owners = new Map<number, number[]>();
  for (let page = 1; page < pages; page++) {
    if (bytes[page * PAGE] !== DATA_PAGE) continue;
    const owner = view.getUint32(page * PAGE + 4, true);
    const list = owners.get(owner);
    if (list) list.push(page);
    else owners.set(owner, [page]);
  }
  const readAt = (page: number, wanted?: readonly string[]): JetTable =>
    readTable(bytes, view, source.name, page, owners.get(page) ?? [], wanted);
  const catalogue = readAt(CATALOGUE, ['Id', 'Type', 'Name']);
  const places = new Map<string, number>();
  for (let i = 0; i < catalogue.rows; i++) {
    if (catalogue.numbers.get('Type')?.[i] !== 1) continue;
    const page = catalogue.numbers.get('Id')![i]! & 0xffffff;
    places.set(catalogue.texts.get('Name')![i]!, page);
  }
  const names = [...places.keys()].filter((name) => !/^MSys/.test(name));
  return {
    names,
    read: (name) => {
      const page = places.get(name);
      if (page === undefined)
        throw new ReadError(
          `the database has no table "${name}"`,
          { file: source.name },
          { hint: `it has ${names.slice(0, 12).join(', ')}` },
        );
      return readAt(page);
    },
  };
}

/** Whether bytes begin as an Access database does. */
export function isJet(head: Uint8Array): boolean {
  const text = new TextDecoder('windows-1252').decode(head.subarray(4, 19));
  return head[0] === 0 && head[1] === 1 && (text.startsWith('Standard Jet DB') || text.startsWith('Standard ACE DB'));
}

/** The definition of a table, which may go on over several pages. */
function readDefinition(bytes: Uint8Array, view: DataView, file: string, page: number): DataView {
  if ((page + 1) * PAGE > bytes.length || bytes[page * PAGE] !== TABLE_PAGE)
    throw new ReadError('a table of the database has no definition where its catalogue says', {
      file,
      byte: page * PAGE,
    });
  const parts: Uint8Array[] = [];
  const seen = new Set<number>();
  for (
    let at = page;
    at !== 0 && !seen.has(at) && (at + 1) * PAGE <= bytes.length;
    at = view.getUint32(at * PAGE + 4, true)
  ) {
    seen.add(at);
    parts.push(bytes.subarray(at * PAGE + (at === page ? 0 : 8), (at + 1) * PAGE));
  }
  const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return new DataView(whole.buffer);
}

function readColumns(definition: DataView, file: string, page: number): JetColumn[] {
  const count = definition.getUint16(45, true);
  let at = 63 + 12 * definition.getUint32(51, true);
  const columns: JetColumn[] = [];
  if (at + count * 25 > definition.byteLength)
    throw new ReadError('the definition of a table is damaged', { file, byte: page * PAGE });
  for (let i = 0; i < count; i++, at += 25) {
    const fixed = (definition.getUint8(at + 15) & 1) === 1;
    columns.push({
      name: '',
      type: definition.getUint8(at),
      number: definition.getUint16(at + 5, true),
      fixed,
      place: definition.getUint16(fixed ? at + 21 : at + 7, true),
    });
  }
  for (const column of columns) {
    const length = definition.getUint16(at, true);
    column.name = new TextDecoder('utf-16le').decode(new Uint8Array(definition.buffer, at + 2, length));
    at += 2 + length;
  }
  return columns;
}

function readTable(
  bytes: Uint8Array,
  view: DataView,
  file: string,
  page: number,
  dataPages: readonly number[],
  wanted?: readonly string[],
): JetTable {
  const definition = readDefinition(bytes, view, file, page);
  const columns = readColumns(definition, file, page).filter((c) => !wanted || wanted.includes(c.name));
  const rows = listRows(view, dataPages);
  const numbers = new Map<string, Float64Array>();
  const texts = new Map<string, string[]>();
  for (const column of columns) {
    if (column.fixed && (column.type === BOOLEAN || fixedSizes[column.type]))
      numbers.set(column.name, readFixed(view, rows, column));
    else if (column.type === TEXT)
      texts.set(
        column.name,
        rows.map((row) => readText(bytes, view, row, column)),
      );
  }
  return { rows: rows.length, numbers, texts };
}

interface JetRow {
  from: number;
  to: number;
}

/** Rows of data pages, in the pages' order, without those deleted or moved elsewhere. */
function listRows(view: DataView, dataPages: readonly number[]): JetRow[] {
  const rows: JetRow[] = [];
  for (const page of dataPages) {
    const base = page * PAGE;
    const count = view.getUint16(base + 12, true);
    let end = PAGE;
    for (let i = 0; i < count && 16 + 2 * i <= PAGE; i++) {
      const entry = view.getUint16(base + 14 + 2 * i, true);
      const start = entry & 0x1fff;
      if (!(entry & 0xc000) && start >= 14 && start < end && end <= PAGE)
        rows.push({ from: base + start, to: base + end });
      end = start;
    }
  }
  return rows;
}

function isPresent(view: DataView, row: JetRow, column: JetColumn): boolean {
  const count = view.getUint16(row.from, true);
  if (column.number >= count) return false;
  const mask = row.to - ((count + 7) >> 3);
  return mask > row.from && ((view.getUint8(mask + (column.number >> 3)) >> (column.number & 7)) & 1) === 1;
}

function readFixed(view: DataView, rows: readonly JetRow[], column: JetColumn): Float64Array {
  const out = new Float64Array(rows.length).fill(NaN);
  const size = fixedSizes[column.type] ?? 0;
  for (let i = 0; i < rows.length; i++) {
    const present = isPresent(view, rows[i]!, column);
    if (column.type === BOOLEAN) {
      out[i] = present ? 1 : 0;
      continue;
    }
    const at = rows[i]!.from + 2 + column.place;
    if (!present || at + size > rows[i]!.to) continue;
    switch (column.type) {
      case 2:
        out[i] = view.getUint8(at);
        break;
      case 3:
        out[i] = view.getInt16(at, true);
        break;
      case 4:
        out[i] = view.getInt32(at, true);
        break;
      case 5:
        out[i] = Number(view.getBigInt64(at, true)) / 10_000;
        break;
      case 6:
        out[i] = view.getFloat32(at, true);
        break;
      default:
        out[i] = view.getFloat64(at, true);
    }
  }
  return out;
}

/** Variable columns end a row: their count, where each begins (last first), and a bit a column for presence. */
function readText(bytes: Uint8Array, view: DataView, row: JetRow, column: JetColumn): string {
  if (!isPresent(view, row, column)) return '';
  const mask = (view.getUint16(row.from, true) + 7) >> 3;
  const table = row.to - mask - 2;
  if (table < row.from) return '';
  const count = view.getUint16(table, true);
  if (column.place >= count || table - 2 * (column.place + 2) < row.from) return '';
  const begin = view.getUint16(table - 2 * (column.place + 1), true);
  const end = view.getUint16(table - 2 * (column.place + 2), true);
  if (row.from + end > row.to || begin > end) return '';
  return decodeJetText(bytes.subarray(row.from + begin, row.from + end));
}

/** Text is UTF-16, or after FF FE one byte a character, with a zero byte switching between the two. */
function decodeJetText(bytes: Uint8Array): string {
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  let text = '';
  let narrow = true;
  for (let i = 2; i < bytes.length; ) {
    if (narrow) {
      if (bytes[i] === 0) narrow = false;
      else text += String.fromCharCode(bytes[i]!);
      i++;
    } else if (bytes[i] === 0 && bytes[i + 1] === 0) {
      narrow = true;
      i++;
    } else {
      text += String.fromCharCode(bytes[i]! | ((bytes[i + 1] ?? 0) << 8));
      i += 2;
    }
  }
  return text;
}
