import { ReadError, type Context } from '../../../core/index.js';
import { defineTableReader, type Measurement } from '../../measured/make-recording.js';
import type { Source } from '../../reader.js';
import { parseDate, toLocalIso } from '../../tabular/parse-date.js';
import { readTextHead, sniffLines, type TextHead } from '../../tabular/read-head.js';
import { deriveTestTime, readTextTable } from '../../tabular/text-table.js';
import { finishBiologic } from './finish.js';
import { describeBiologicColumn } from './labels.js';

/** Reads the text exports of EC-Lab and BT-Lab (`.mpt`, `.txt`), with their header or without. */
export const mptReader = defineTableReader({
  id: 'biologic-mpt',
  version: '1',
  title: 'Bio-Logic EC-Lab/BT-Lab text (.mpt, .txt)',
  kind: 'cycling',
  extensions: ['.mpt', '.txt'],
  sniff: (head) => {
    const lines = sniffLines(head);
    const first = lines[0]?.text ?? '';
    if (/^(EC|BT)-Lab ASCII FILE/.test(first)) return 1;
    if (isLog(first)) return 0.8;
    return isHeader(first) ? 0.9 : 0;
  },
  measure: readMpt,
  uncertainty:
    'VMP-3 class instruments: voltage resolution 0.0015 % of the range, at least 75 µV; current 0.004 % of the range (Bio-Logic specification)',
  cite: 'Bio-Logic Science Instruments, EC-Lab and BT-Lab software, text export',
});

/**
 * Whether a line is a row of EC-Lab labels: tab-separated, `quantity/unit`, with a time or frequency and a potential or
 * current.
 */
function isHeader(line: string): boolean {
  const labels = line.split('\t').map((l) => l.trim());
  return (
    labels.length >= 3 &&
    labels.some((l) => l === 'time/s' || l === 'freq/Hz') &&
    labels.some((l) => /^<?(Ewe|Ecell|I|Re\(Z\))>?\/?/.test(l))
  );
}

async function readMpt(source: Source, ctx?: Context): Promise<Measurement | Measurement[]> {
  const head = await readTextHead(source);
  if (isLog(head.lines[0]?.text ?? ''))
    throw new ReadError(
      'this is a log or settings file of EC-Lab, which holds no measurements',
      { file: source.name, line: 1 },
      { hint: 'read the .mpr or .mpt beside it' },
    );
  const header = findHeader(head, source.name);
  const metadata = parsePreamble(head.lines.slice(0, header).map((l) => l.text));
  // EC-Lab ends its line of labels with a tab that rows do not have.
  const labels = head.lines[header]!.text.split('\t').map((l) => l.trim());
  while (labels.at(-1) === '') labels.pop();
  const table = await readTextTable(
    source,
    {
      head,
      header,
      rows: header + 1,
      labels,
      dialect: { delimiter: '\t', decimal: findDecimal(head, header) },
      dateOrder: 'month-first',
      describe: describeBiologicColumn,
    },
    ctx,
  );
  metadata.columns = table.labels;
  const columns = deriveTestTime(table.columns, table.notes);
  const started =
    typeof metadata.acquisition_started === 'string' ? toLocalIso(parseDate(metadata.acquisition_started)) : undefined;
  return finishBiologic({
    columns,
    notes: table.notes,
    metadata,
    about: { instrument: 'Bio-Logic', protocol: metadata.technique as string | undefined, started },
  });
}

/** EC-Lab writes logs (`.mpl`) and settings (`.mps`) beside its data, under much the same first line. */
function isLog(first: string): boolean {
  return /^(EC|BT)-lab (log|setting) file/i.test(first);
}

function findHeader(head: TextHead, file: string): number {
  const { lines } = head;
  const count = /^(EC|BT)-Lab ASCII FILE/.test(lines[0]?.text ?? '')
    ? Number(/:\s*(\d+)/.exec(lines[1]?.text ?? '')?.[1])
    : NaN;
  if (Number.isFinite(count) && lines[count - 1]?.text.includes('\t')) return count - 1;
  const found = lines.findIndex((l) => isHeader(l.text));
  if (found >= 0) return found;
  throw new ReadError(
    'no line of column labels was found',
    { file, line: Number.isFinite(count) ? count : undefined },
    { hint: 'the header says where it ends on its second line; the file may be cut' },
  );
}

function findDecimal(head: TextHead, header: number): '.' | ',' {
  let commas = 0;
  let points = 0;
  for (const { text } of head.lines.slice(header + 1, header + 40)) {
    commas += text.match(/\d,\d/g)?.length ?? 0;
    points += text.match(/\d\.\d/g)?.length ?? 0;
  }
  return commas > points ? ',' : '.';
}

/** Everything the preamble says: `key : value` lines, and the table of parameters with one column a sequence. */
function parsePreamble(lines: string[]): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  if (lines.length === 0) return metadata;
  const technique = lines.slice(2, 6).find((l) => l.trim() !== '' && !l.includes(':'));
  if (technique) metadata.technique = technique.trim();
  const values: Record<string, string> = {};
  const parameters: Record<string, string[]> = {};
  for (const line of lines.slice(2)) {
    const pair = /^\s*([^:]{2,60}?)\s+:\s+(.*)$/.exec(line);
    if (pair) {
      values[pair[1]!] = pair[2]!.trim();
    } else if (/^\S/.test(line) && line.length > 21 && line[19] === ' ') {
      const cells = (line.slice(20).match(/.{1,20}/g) ?? []).map((cell) => cell.trim());
      while (cells.at(-1) === '') cells.pop();
      if (cells.length > 0) parameters[line.slice(0, 20).trim()] = cells;
    }
  }
  metadata.preamble = values;
  if (Object.keys(parameters).length > 0) metadata.parameters = parameters;
  if (values['Acquisition started on']) metadata.acquisition_started = values['Acquisition started on'];
  metadata.header = lines.filter((l) => l.trim() !== '');
  return metadata;
}
