import { strToU8, zipSync } from 'fflate';
import { InputError, type Table } from '../core/index.js';

/** [1] Excel's own limit. */
const MOST_ROWS = 1_048_576;

/**
 * Tables as an Excel workbook (Office Open XML, ECMA-376), a sheet for each: a row of column names, then the rows;
 * missing cells and numbers that are none stay empty. The same tables give the same bytes.
 *
 * @throws InputError where a table has more rows than a sheet holds
 */
export function toXlsx(tables: readonly { name: string; table: Table }[]): Uint8Array {
  const long = tables.find(({ table }) => table.length >= MOST_ROWS);
  if (long)
    throw new InputError(`${long.table.length} rows do not fit into a sheet, which holds ${MOST_ROWS}`, {
      hint: 'write .csv or .parquet',
    });
  const names = sheetNames(tables.map(({ name }) => name));
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${names.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${SHEET}" xmlns:r="${DOCUMENT}"><sheets>${names.map((name, i) => `<sheet name="${toXml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${RELATIONS}">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${DOCUMENT}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
  };
  tables.forEach(({ table }, i) => (parts[`xl/worksheets/sheet${i + 1}.xml`] = drawSheet(table)));
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(HEAD + text)])), {
    level: 6,
    mtime: '1980-01-01',
  });
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';

function drawSheet(table: Table): string {
  const columns = table.columns.flatMap((c) => [
    { name: c.name, values: c.values, valid: c.valid },
    ...(c.sigma ? [{ name: `${c.name}_sigma`, values: c.sigma, valid: c.valid }] : []),
  ]);
  const rows = [`<row r="1">${columns.map((c, k) => drawCell(c.name, `${letters(k)}1`)).join('')}</row>`];
  for (let i = 0; i < table.length; i++)
    rows.push(
      `<row r="${i + 2}">${columns.map((c, k) => (c.valid && !c.valid[i] ? '' : drawCell(c.values[i]!, `${letters(k)}${i + 2}`))).join('')}</row>`,
    );
  return `<worksheet xmlns="${SHEET}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

function drawCell(value: number | string, place: string): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `<c r="${place}"><v>${value}</v></c>` : '';
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${toXml(value)}</t></is></c>`;
}

/** A, B, … Z, AA, AB … */
function letters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : letters(Math.floor(column / 26) - 1) + letter;
}

/** Text that XML can hold; what it cannot becomes U+FFFD. */
const toXml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udfff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');

/** Names as Excel allows them: 31 characters at most, none of `[]:*?/\`, each once. */
function sheetNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name, i) => {
    const plain =
      name
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'+|'+$/g, '')
        .slice(0, 28) || `Table ${i + 1}`;
    let own = plain;
    for (let k = 2; used.has(own.toLowerCase()); k++) own = `${plain} ${k}`.slice(0, 31);
    used.add(own.toLowerCase());
    return own;
  });
}
