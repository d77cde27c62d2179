import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { writeStdout } from './files.js';
import { showControls } from './show-controls.js';

/** Prints text for people: what would drive a terminal is shown instead. */
export async function writeText(text: string): Promise<void> {
  await writeStdout(showControls(text));
}

/** Prints a value as JSON: typed arrays as numbers, maps as objects, what is not finite as null. */
export async function printJson(value: unknown): Promise<void> {
  // JSON escapes the controls below a space only.
  const text = toPlainJson(value).replaceAll(
    /[\u007f-\u009f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  await writeStdout(`${text}\n`);
}

/** JSON for other programs, with short arrays of numbers on one line. */
export function toPlainJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, v: unknown) => {
      if (ArrayBuffer.isView(v)) return Array.from(v as Uint8Array);
      if (v instanceof Map) return Object.fromEntries(v as Map<string, unknown>);
      if (v instanceof Set) return [...v];
      return v;
    },
    2,
  );
  return text.replace(/\[\s*(-?[\d.eE+-]+|null)(,\s*(-?[\d.eE+-]+|null))*\s*\]/g, (list) =>
    list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
}

type Cell = string | number | undefined;

/** Prints rows in aligned columns: numbers to the right, text to the left, header underlined on a terminal. */
export async function printTable(header: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void> {
  await writeText(formatTable(header, rows));
}

/**
 * The text that {@link printTable} prints. With `width` the last column, text, is cut so that lines fit into so many
 * characters.
 */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[], width?: number): string {
  const text = rows.map((row) => header.map((_, i) => formatCell(row[i])));
  const widths = header.map((title, i) => Math.max(title.length, ...text.map((row) => displayWidth(row[i]))));
  const last = header.length - 1;
  const room = width && Math.max(8, width - widths.slice(0, last).reduce((sum, w) => sum + w + 2, 0));
  if (room)
    for (const row of text)
      row[last] = displayWidth(row[last]) > room ? `${[...row[last]].slice(0, room - 1).join('')}…` : row[last];
  const rightAligned = header.map(
    (_, i) =>
      rows.some((row) => typeof row[i] === 'number') &&
      rows.every((row) => typeof row[i] === 'number' || row[i] === undefined),
  );
  const pad = (cell: string, i: number): string => {
    const space = ' '.repeat(Math.max(0, widths[i] - displayWidth(cell)));
    return rightAligned[i] ? space + cell : cell + space;
  };
  const line = (cells: readonly string[]): string => cells.map(pad).join('  ').trimEnd();
  return `${pc.bold(line(header))}\n${text.map((row) => `${line(row)}\n`).join('')}`;
}

function formatCell(cell: Cell): string {
  if (cell === undefined) return '–';
  return typeof cell === 'number' ? formatNumber(cell) : showControls(cell);
}

/** Columns a text takes on a terminal; colours and combining marks take none. */
export const displayWidth = (text: string): number => [...stripVTControlCharacters(text).replace(/\p{M}/gu, '')].length;

/** A number for people: whole ones as they are, others to `digits` significant digits. */
export function formatNumber(value: number, digits = 5): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  const size = Math.abs(value);
  if (size >= 1e7 || (size < 1e-3 && size > 0)) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(digits)));
}

/** A number to the digit in which its uncertainty shows two. */
export function formatMeasured(value: number, sigma: number | undefined): string {
  if (sigma === undefined || !(sigma > 0) || !Number.isFinite(value)) return formatNumber(value);
  const digits = 2 + Math.floor(Math.log10(Math.abs(value) || sigma)) - Math.floor(Math.log10(sigma));
  if (Math.abs(value) >= 1e7 || (Math.abs(value) < 1e-3 && value !== 0))
    return formatNumber(value, Math.min(15, Math.max(1, digits)));
  return value.toFixed(Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(sigma)))));
}
