import { ReadError } from '../../core/index.js';
import type { Source } from '../reader.js';
import { openZip, type ZipEntry } from './archive.js';
import type { Cell } from './cell-columns.js';
import { fromExcelDays } from './parse-date.js';
import { parseXml, type XmlElement } from './parse-xml.js';

/** One sheet of a workbook; its rows are read when asked for. */
export interface Sheet {
  name: string;
  /** Hands over each row, in order; cells that are empty are undefined. Returning false stops. */
  readRows(take: (cells: Cell[], row: number) => boolean | void): Promise<void>;
}

/** [1] Excel's own limits */
const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_576;

/** Opens an Excel workbook (Office Open XML): its sheets in order, with shared strings and date formats understood. */
export async function openXlsx(source: Source): Promise<Sheet[]> {
  const entries = new Map((await openZip(source)).map((e) => [e.name, e]));
  const file = (name: string): string => `${source.name}/${name}`;
  const xml = async (name: string): Promise<XmlElement | undefined> => {
    const entry = entries.get(name);
    return entry && parseXml(await entry.read(), file(name));
  };
  const workbook = await xml('xl/workbook.xml');
  if (!workbook) throw new ReadError('the archive holds no Excel workbook', { file: source.name });
  const relations = new Map(
    (await xml('xl/_rels/workbook.xml.rels'))?.children.map((r) => [r.attributes.Id, r.attributes.Target]) ?? [],
  );
  const strings = entries.has('xl/sharedStrings.xml') ? await readStrings(entries.get('xl/sharedStrings.xml')!) : [];
  const dates = findDateStyles(await xml('xl/styles.xml'));
  const since1904 = workbook.children.find((c) => local(c.name) === 'workbookPr')?.attributes.date1904;
  const shift = since1904 === '1' || since1904 === 'true' ? 1462 : 0;
  const list = workbook.children.find((c) => local(c.name) === 'sheets')?.children ?? [];
  return list.flatMap((sheet) => {
    const id = Object.entries(sheet.attributes).find(([k]) => local(k) === 'id' && k.includes(':'))?.[1];
    const target = relations.get(id ?? '') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    const entry = entries.get(path);
    return entry
      ? [
          {
            name: sheet.attributes.name ?? path,
            readRows: (take) => readSheet(entry, file(path), strings, dates, shift, take),
          } satisfies Sheet,
        ]
      : [];
  });
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

async function readStrings(entry: ZipEntry): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await stream(entry, entry.name, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic;
    },
    text: (t) => {
      if (inText) text += t;
    },
    close: (name) => {
      if (name === 'si') strings.push(text);
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 't') inText = false;
    },
  });
  return strings;
}

/**
 * Which cell styles show a date or a time: built-in formats 14–22, 27–36, 45–47, 50–58, and codes with day, year, hour
 * or second in them.
 */
function findDateStyles(styles: XmlElement | undefined): Set<number> {
  const dates = new Set<number>();
  if (!styles) return dates;
  const child = (name: string): XmlElement[] => styles.children.find((c) => local(c.name) === name)?.children ?? [];
  const codes = new Map(child('numFmts').map((f) => [Number(f.attributes.numFmtId), f.attributes.formatCode ?? '']));
  child('cellXfs').forEach((style, i) => {
    const id = Number(style.attributes.numFmtId);
    const code = (codes.get(id) ?? '').replace(/"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]/gi, '');
    if (
      (id >= 14 && id <= 22) ||
      (id >= 27 && id <= 36) ||
      (id >= 45 && id <= 47) ||
      (id >= 50 && id <= 58) ||
      /[dyhs]/i.test(code)
    )
      dates.add(i);
  });
  return dates;
}

async function readSheet(
  entry: ZipEntry,
  file: string,
  strings: string[],
  dates: Set<number>,
  shift: number,
  take: (cells: Cell[], row: number) => boolean | void,
): Promise<void> {
  let cells: Cell[] = [];
  let rowNumber = 0;
  let column = -1;
  let type = '';
  let style = 0;
  let text = '';
  let inValue = false;
  const done = new Error('enough rows');
  try {
    await stream(entry, file, {
      open: (name, attributes) => {
        if (name === 'row') {
          cells = [];
          column = -1;
          rowNumber = Number(attributes.r ?? rowNumber + 1);
          if (!(rowNumber >= 1 && rowNumber <= MOST_ROWS))
            throw new ReadError(`row ${attributes.r} is beyond what a sheet can have`, { file });
        } else if (name === 'c') {
          column = attributes.r ? toColumn(attributes.r) : column + 1;
          if (column >= MOST_COLUMNS)
            throw new ReadError(`column ${attributes.r} is beyond what a sheet can have`, { file });
          type = attributes.t ?? 'n';
          style = Number(attributes.s ?? 0);
          text = '';
        } else if (name === 'v' || (name === 't' && type === 'inlineStr')) inValue = true;
      },
      text: (t) => {
        if (inValue) text += t;
      },
      close: (name) => {
        if (name === 'v' || name === 't') inValue = false;
        else if (name === 'c' && text !== '') cells[column] = toCell(text, type, dates.has(style), strings, shift);
        else if (name === 'row' && take(cells, rowNumber) === false) throw done;
      },
    });
  } catch (error) {
    if (error !== done) throw error;
  }
}

function toCell(text: string, type: string, isDate: boolean, strings: string[], shift: number): Cell {
  if (type === 's') return strings[Number(text)]?.trim() ?? undefined;
  if (type === 'str' || type === 'inlineStr') return text.trim();
  if (type === 'e') return undefined;
  if (type === 'd') return { date: Date.parse(text.endsWith('Z') ? text : `${text}Z`) / 1000 };
  const value = Number(text);
  if (Number.isNaN(value)) return text;
  return isDate ? { date: Math.round(fromExcelDays(value + shift) * 1e6) / 1e6 } : value;
}

/** [1] Index of a column from its letters: A1 is 0. */
function toColumn(reference: string): number {
  let index = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i) | 0x20;
    if (c < 0x61 || c > 0x7a) break;
    index = index * 26 + c - 0x60;
  }
  return index - 1;
}

async function stream(
  entry: ZipEntry,
  file: string,
  on: {
    open(name: string, attributes: Record<string, string>): void;
    text(text: string): void;
    close(name: string): void;
  },
): Promise<void> {
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser();
  let problem: Error | undefined;
  parser.on('opentag', ({ name, attributes }) => on.open(local(name), attributes as Record<string, string>));
  parser.on('text', on.text);
  parser.on('closetag', ({ name }) => on.close(local(name)));
  parser.on('error', (error) => {
    problem ??= error;
  });
  const bytes = await entry.read();
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length && !problem; at += 1 << 20)
    parser.write(decoder.decode(bytes.subarray(at, at + (1 << 20)), { stream: true }));
  if (problem) throw new ReadError('a part of the workbook is not well-formed', { file }, { cause: problem });
}
