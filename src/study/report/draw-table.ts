import { gzipSync } from 'fflate';
import { toBase64, unitOfColumn, type Column, type Table } from '../../core/index.js';
import { toCsv } from '../../io/to-csv.js';
import { formatNumber, formatPair, formatUnit } from './format.js';
import { html, toWellFormed, type Html } from './html.js';

const ROWS_SHOWN = 8;
/** Longer text travels packed; the script unpacks it for the reader. */
const LONGEST_PLAIN = 4_000;
/** [byte] Browsers refuse longer addresses, and a page is no place for more. */
const LONGEST_LINK = 500_000;

/**
 * The first rows of a table, and all of it as CSV behind a link that needs no script.
 *
 * @param labels what names of quantities in its cells are called
 */
export function drawTable(
  table: Table,
  title: string,
  fileName: string,
  labels: ReadonlyMap<string, string> = new Map(),
): Html {
  const rows = Math.min(table.length, ROWS_SHOWN);
  const link = toLink(toCsv(table));
  const heading = html`<caption>${title} <span class="quiet">${formatNumber(table.length)} ${table.length === 1 ? 'row' : 'rows'}</span></caption>`;
  return html`<div class="table-box"><div class="scroll" tabindex="0" role="group" aria-label="${title}"><table class="data">${heading}
    <thead><tr>${table.columns.map((c) => html`<th scope="col"${isNumeric(c) && html` class="right"`}>${headOf(c.name)}</th>`)}</tr></thead>
    <tbody>${Array.from({ length: rows }, (_, i) => html`<tr>${table.columns.map((c) => html`<td${isNumeric(c) && html` class="right"`}>${cellOf(c, i, labels)}</td>`)}</tr>`)}</tbody></table></div>
    <p class="downloads">${rows < table.length && html`<span class="quiet">The first ${rows} rows.</span> `}${
      link.href.length <= LONGEST_LINK
        ? html`<a class="download" download="${fileName}${link.ending}" href="${link.href}">CSV, all rows</a>`
        : html`<span class="quiet">Too long to travel in this page; it lies in the study's <code>results</code> folder.</span>`
    }</p></div>`;
}

/** A table as an address, packed where it is long. */
function toLink(csv: string): { href: string; ending: string } {
  if (csv.length <= LONGEST_PLAIN) return { href: `data:text/csv;charset=utf-8,${encodeCsv(csv)}`, ending: '.csv' };
  // The time of packing would make each page different.
  const packed = gzipSync(new TextEncoder().encode(csv), { level: 9, mtime: '1980-01-01' });
  return { href: `data:application/gzip;base64,${toBase64(packed)}`, ending: '.csv.gz' };
}

/** Escapes what an address cannot hold; digits, commas and points, which a table is full of, stay. */
const encodeCsv = (csv: string): string => toWellFormed(csv).replace(/[^A-Za-z0-9,._~:+-]+/g, encodeURIComponent);

const isNumeric = (c: Column): boolean => !Array.isArray(c.values);

/** `test_time_second` → test time / s */
function headOf(name: string): string {
  const unit = unitOfColumn(name);
  if (!unit || unit === '1') return name.replaceAll('_', ' ');
  return `${stemOf(name, unit).replaceAll('_', ' ')} / ${formatUnit(unit)}`;
}

/** The name without the words of its unit, which are the shortest ending that names it. */
function stemOf(name: string, unit: string): string {
  const words = name.split('_');
  for (let cut = words.length - 1; cut > 0; cut--) {
    if (unitOfColumn(`_${words.slice(cut).join('_')}`) === unit) return words.slice(0, cut).join('_');
  }
  return name;
}

function cellOf(c: Column, i: number, labels: ReadonlyMap<string, string>): string {
  if (c.valid && c.valid[i] !== 1) return '–';
  const value = c.values[i];
  if (typeof value === 'string') return c.name === 'unit' ? formatUnit(value) || '–' : (labels.get(value) ?? value);
  const sigma = c.sigma?.[i];
  return sigma !== undefined && Number.isFinite(sigma) ? formatPair(value, sigma) : formatNumber(value, 5);
}
