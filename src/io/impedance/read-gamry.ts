import { ReadError, type Column, type Context, type Note } from '../../core/index.js';
import { describeByNames, orderColumns, type LabelNames } from '../cyclers/text-cycler.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { CellColumns } from '../tabular/cell-columns.js';
import { parseDate, toLocalIso } from '../tabular/parse-date.js';
import { readTextHead, sniffLines } from '../tabular/read-head.js';
import { streamLines } from '../tabular/stream-lines.js';
import { finishImpedance } from './finish.js';

/** Reads Gamry Framework `.DTA` files: impedance, and the time series of other experiments. */
export const gamryReader = defineTableReader({
  id: 'gamry-dta',
  version: '1',
  title: 'Gamry Framework (.DTA)',
  kind: 'eis',
  extensions: ['.dta'],
  sniff: (head) => (/^EXPLAIN\b/.test(sniffLines(head)[0]?.text ?? '') ? 1 : 0),
  measure: readGamry,
  uncertainty:
    'Reference 3000 class: potential ±1 mV ±0.2 % of reading, current ±10 pA ±0.3 % of range (Gamry specification); impedance by the accuracy contour plot of the instrument',
  cite: 'Gamry Instruments, Framework data file',
});

const names: LabelNames = {
  pt: 'record_index',
  time: 'test_time_second',
  t: 'test_time_second',
  freq: 'frequency_hertz',
  zreal: 'real_impedance_ohm',
  zimag: 'imaginary_impedance_ohm',
  zsig: 'zsig_volt',
  zmod: 'absolute_impedance_ohm',
  zphz: 'phase_degree',
  idc: 'current_ampere',
  vdc: 'voltage_volt',
  vf: 'voltage_volt',
  vm: 'voltage_volt',
  im: 'current_ampere',
  vu: 'uncompensated_voltage_volt',
  vsig: 'signal_volt',
  sig: 'signal_volt',
  ach: 'auxiliary_channel_volt',
  iz: 'impedance_current_ampere',
  ie_range: 'i_range_code',
  over: 'overload',
  temp: 'temperature_t1_celsius',
};

interface Block {
  name: string;
  labels: string[];
  columns: CellColumns;
  /** [1] rows promised by the head of the table, where it says */
  promised: number;
  curve: number;
}

async function readGamry(source: Source, ctx?: Context): Promise<Measurement[]> {
  const head = await readTextHead(source);
  const metadata: Record<string, unknown> = {};
  const blocks: Block[] = [];
  let waiting: { name: string; promised: number; labels?: string[] } | undefined;
  let open: Block | undefined;
  for await (const lines of streamLines(source, head.lines[0]?.from ?? 0, head.encoding, ctx)) {
    for (const line of lines) {
      const fields = line.split('\t');
      if (
        fields[1] === 'TABLE' ||
        (/^(Z|OCV|CRV|EIS)?CURVE\d*$/.test(fields[0]!) && fields.length <= 4 && fields[0] !== '')
      ) {
        waiting = { name: fields[0]!, promised: Number(fields[2]) || 0 };
        open = undefined;
      } else if (waiting && line.startsWith('\t')) {
        const cells = fields.slice(1).map((f) => f.trim());
        if (!waiting.labels) waiting.labels = cells;
        else {
          // The second line names the units: `s`, `V vs. Ref.`, `#`.
          const units = cells.map((u) =>
            /^[#]$|^bits$/.test(u)
              ? ''
              : u
                  .slice(0, 60)
                  .replace(/\s*vs\.?.*$/i, '')
                  .replace(/^(deg|°|�)\s?C$/i, 'degC')
                  .replace(/^[°�]$/, 'deg'),
          );
          const { labels } = waiting;
          open = {
            name: waiting.name,
            labels,
            promised: waiting.promised,
            curve: blocks.length,
            columns: new CellColumns(
              labels.map((label, i) => describeByNames(names, units[i] ? `${label} (${units[i]})` : label)),
              labels,
            ),
          };
          blocks.push(open);
          waiting = undefined;
        }
      } else if (open && line.startsWith('\t'))
        open.columns.pushFields(
          fields.slice(1).map((f) => f.trim().replace(/^([+-]?\d*),(\d+(?:[eE][+-]?\d+)?)$/, '$1.$2')),
        );
      else {
        open = undefined;
        if (fields.length >= 3 && /^[A-Z][A-Z0-9_]*$/.test(fields[0]!))
          metadata[fields[0]!] = fields[1] === 'NOTES' ? undefined : fields[2];
        else if (fields.length === 2 && /^[A-Z]/.test(fields[0]!)) metadata[fields[0]!] = fields[1];
      }
    }
  }
  if (blocks.length === 0)
    throw new ReadError(
      'the file holds no table',
      { file: source.name },
      { hint: 'the experiment may have been stopped before its first point' },
    );
  const started = toLocalIso(parseDate(`${String(metadata.DATE ?? '')} ${String(metadata.TIME ?? '')}`));
  const about = { instrument: 'Gamry', protocol: metadata.TITLE as string | undefined, started };
  return blocks
    .filter((b) => b.columns.rows > 0 || blocks.length === 1)
    .map((block) => toMeasurement(block, metadata, about, source))
    .sort((a, b) => Number(b.kind === 'eis') - Number(a.kind === 'eis'));
}

function toMeasurement(
  block: Block,
  metadata: Record<string, unknown>,
  about: NonNullable<Measurement['about']>,
  source: Source,
): Measurement {
  const notes: Note[] = [];
  const { columns, labels } = block.columns.finish(notes, source.name);
  const own = { ...metadata, table: block.name, columns: labels };
  if (block.promised > block.columns.rows)
    notes.push({
      level: 'serious',
      code: 'rows-missing',
      text: `table ${block.name} says ${block.promised} rows and holds ${block.columns.rows}; the file was cut`,
      where: `byte ${source.size}`,
    });
  const has = (name: string): boolean => columns.some((c: Column) => c.name === name);
  if (has('frequency_hertz') && has('real_impedance_ohm'))
    return finishImpedance({ columns, metadata: own, notes, about });
  return {
    kind: has('test_time_second') && has('voltage_volt') ? 'cycling' : 'table',
    columns: orderColumns(columns),
    metadata: own,
    notes,
    about,
  };
}
