import { ReadError, type Context, type Note } from '../../core/index.js';
import { describeByNames, orderColumns, type LabelNames } from '../cyclers/text-cycler.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { CellColumns } from '../tabular/cell-columns.js';
import { readTextHead, sniffLines } from '../tabular/read-head.js';
import { streamLines } from '../tabular/stream-lines.js';
import { finishImpedance } from './finish.js';

/** Reads VersaStudio `.par` files: impedance, and the time series of other actions. */
export const versaStudioReader = defineTableReader({
  id: 'versastudio-par',
  version: '1',
  title: 'VersaStudio (.par)',
  kind: 'eis',
  extensions: ['.par'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text.trim());
    return lines[0] === '<Application>' && lines.some((l) => /^Name=Versa/i.test(l))
      ? 1
      : lines.some((l) => /^<(Segment|Action)\d+>$/.test(l))
        ? 0.9
        : 0;
  },
  measure: readVersaStudio,
  cite: 'Ametek Princeton Applied Research, VersaStudio data file',
});

const names: LabelNames = {
  segment: 'step_id',
  point: 'record_index',
  e: 'voltage_volt',
  i: 'current_ampere',
  elapsed_time: 'test_time_second',
  adc_sync_input: 'adc_sync_volt',
  current_range: 'i_range_code',
  status: 'status_code',
  e_applied: 'control_voltage_volt',
  frequency: 'frequency_hertz',
  z_real: 'real_impedance_ohm',
  z_imag: 'imaginary_impedance_ohm',
  e_real: 'potential_real_volt',
  e_imag: 'potential_imaginary_volt',
  i_real: 'current_real_ampere',
  i_imag: 'current_imaginary_ampere',
  ac_amplitude: 'amplitude',
  action_id: 'action_id',
};

async function readVersaStudio(source: Source, ctx?: Context): Promise<Measurement[]> {
  const head = await readTextHead(source);
  const metadata: Record<string, Record<string, string>> = {};
  let section = '';
  let labels: string[] = [];
  let columns: CellColumns | undefined;
  let closed = true;
  for await (const lines of streamLines(source, head.lines[0]?.from ?? 0, head.encoding, ctx)) {
    for (const raw of lines) {
      const line = raw.trim();
      const tag = /^<(\/?)(\w+)>$/.exec(line);
      if (tag) {
        section = tag[1] ? '' : tag[2]!;
        if (/^Segment/.test(tag[2]!)) closed = tag[1] === '/';
        continue;
      }
      if (section === '' || /^(Graph|Notes|Dock)/.test(section)) continue;
      if (/^Segment\d+$/.test(section) && /^[-+\d.]/.test(line) && columns) {
        columns.pushFields(line.split(',').map((f) => f.trim()));
        continue;
      }
      const pair = /^([^=]+)=(.*)$/.exec(line);
      if (!pair) continue;
      if (/^Segment\d+$/.test(section) && pair[1] === 'Definition' && !columns) {
        labels = pair[2]!.split(',').map((l) => l.trim());
        columns = new CellColumns(
          labels.map((l) => (l === '0' || l === '' ? undefined : describeByNames(names, l.replace(/\s*#$/, '')))),
          labels,
        );
      } else if (!/^Segment/.test(section)) (metadata[section] ??= {})[pair[1]!.trim()] = pair[2]!.trim();
    }
  }
  if (!columns) throw new ReadError('the file has no segment with data', { file: source.name });
  const notes: Note[] = [];
  if (!closed)
    notes.push({
      level: 'serious',
      code: 'corrupted-tail',
      text: 'the file ends inside its data',
      where: `byte ${source.size}`,
    });
  const made = columns.finish(notes, source.name);
  const about = {
    instrument: 'VersaStudio',
    protocol: Object.values(metadata)
      .map((s) => s.Name)
      .filter((n) => n && !/VersaStudio|Common/.test(n))[0],
  };
  const frequency = made.columns.find((c) => c.name === 'frequency_hertz')?.values;
  const meta = { ...metadata, columns: made.labels };
  const used = made.columns.filter(
    (c) => !(c.values instanceof Float64Array && /^(z2|e2)_/.test(c.name) && c.values.every((v) => v === 0)),
  );
  if (frequency instanceof Float64Array && frequency.some((f) => f > 0))
    return [finishImpedance({ columns: used, metadata: meta, notes, about })];
  const series = used.filter(
    (c) =>
      !['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm'].includes(c.name) &&
      !/_(real|imaginary)_/.test(c.name),
  );
  return [{ kind: 'cycling', columns: orderColumns(series), metadata: meta, notes, about }];
}
