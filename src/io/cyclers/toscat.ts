import { ReadError, type Column, type Context, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { parseDate, toLocalIso } from '../tabular/parse-date.js';
import { readTextHead, sniffLines, splitFields, splitHead, type HeadLine } from '../tabular/read-head.js';
import { readTextTable } from '../tabular/text-table.js';
import { describeColumn, toSnakeCase } from '../vocabulary/column-label.js';
import { describeByNames, finishCycling, type LabelNames } from './text-cycler.js';

const title = 'Toyo TOSCAT-3100';
const cite =
  'Toyo System, TOSCAT-3100 (layout as reported in public threads; no file of the maker was at hand, see docs/readers)';
const uncertainty = 'TOSCAT-3100: ±0.1 % of full scale of voltage and current (Toyo System specification)';

/** Labels of numbered files; those left empty in the file are stepped over. */
const names: LabelNames = {
  date: 'date',
  time: 'clock',
  pass_time: 'step_time_second',
  voltage: 'voltage_volt',
  current: ['current_ampere', 'mA'],
  temp1: 'temperature_t1_celsius',
  temp2: 'temperature_t2_celsius',
  condition: 'condition_code',
  mode: 'step_id',
  cycle: 'program_cycle',
  totl_cycle: 'cycle_count',
  total_cycle: 'cycle_count',
};

function findLabelLine(lines: readonly HeadLine[]): number {
  return lines
    .slice(0, 12)
    .findIndex(
      (l) => /Date\s*,\s*Time\s*,.*Pass\s*Time/i.test(l.text) && /Voltage/i.test(l.text) && /Condition/i.test(l.text),
    );
}

/** Reads one numbered file of a TOSCAT folder; `CAPACITY.LOG` beside it is kept with it. */
export const toscatReader = defineTableReader({
  id: 'toscat-3100',
  version: '1',
  title: `${title} numbered file`,
  kind: 'cycling',
  extensions: ['.csv', '.txt'],
  sniff: (bytes) => (findLabelLine(sniffLines(bytes)) >= 0 ? 0.98 : 0),
  measure: readNumbered,
  cite,
  uncertainty,
});

async function readNumbered(source: Source, ctx?: Context): Promise<Measurement> {
  const head = await readTextHead(source);
  const header = findLabelLine(head.lines);
  if (header < 0)
    throw new ReadError('no line of labels as TOSCAT writes it was found', { file: source.name, line: 4 });
  const labels = splitFields(head.lines[header]!.text, ',');
  const seen = new Set<string>();
  const table = await readTextTable(
    source,
    {
      head,
      header,
      rows: header + 1,
      labels,
      dialect: { delimiter: ',', decimal: '.' },
      dateOrder: 'month-first',
      // Temp1 stands twice in some versions; empty labels are reserved columns.
      describe: (label) => {
        if (label === '' || seen.has(label)) return undefined;
        seen.add(label);
        if (label === 'Date' || label === 'Time')
          return { name: label.toLowerCase(), kind: 'text', factor: 1, offset: 0, known: true };
        // Deg stands for degrees Celsius here.
        return describeByNames(names, label.replace('[Deg]', '[degC]'));
      },
    },
    ctx,
  );
  const notes = table.notes;
  const columns = new Map(table.columns.map((c) => [c.name, c]));
  setClock(columns, notes);
  setSign(columns, notes);
  setTestTime(columns);
  columns.delete('date');
  columns.delete('time');
  const metadata: Record<string, unknown> = {
    preamble: head.lines.slice(0, header).map((l) => l.text.replace(/,+$/, '')),
    columns: table.labels,
  };
  const log = await readCapacityRows(source, columns.get('cycle_count'));
  if (log) metadata.capacity_log = log;
  return finishCycling({ columns, metadata, notes, about: { instrument: title }, file: source.name });
}

function setClock(columns: Map<string, Column>, notes: Note[]): void {
  const date = columns.get('date')?.values;
  const clock = columns.get('time')?.values;
  if (!Array.isArray(date) || !Array.isArray(clock)) return;
  const values = Float64Array.from(date, (d, i) => parseDate(`${d} ${clock[i]}`));
  if (values.some(Number.isNaN)) {
    notes.push({
      level: 'warning',
      code: 'unreadable-dates',
      text: 'some dates could not be read; unix_time_second was left out',
    });
    return;
  }
  columns.set('unix_time_second', { name: 'unix_time_second', values });
}

/** Currents stand without sign; condition 2 is discharge, 1 charge. */
function setSign(columns: Map<string, Column>, notes: Note[]): void {
  const current = columns.get('current_ampere');
  const condition = columns.get('condition_code')?.values;
  if (!current || !(current.values instanceof Float64Array) || !condition || Array.isArray(condition)) return;
  if (!current.values.some((v) => v < 0)) {
    columns.set('current_ampere', { ...current, values: current.values.map((v, i) => (condition[i] === 2 ? -v : v)) });
    if (condition.some((c) => c === 2))
      notes.push({
        level: 'info',
        code: 'sign-from-state',
        text: 'the file writes currents without sign; rows of condition 2 (discharge) were made negative',
      });
  }
  columns.set('step_type', {
    name: 'step_type',
    values: Array.from(condition, (c) => (c === 1 ? 'CHG' : c === 2 ? 'DCH' : 'REST')),
  });
}

/** The passed time begins anew where condition or mode change; the clock says how the pieces follow one another. */
function setTestTime(columns: Map<string, Column>): void {
  const step = columns.get('step_time_second');
  if (!step || !(step.values instanceof Float64Array)) return;
  const clock = columns.get('unix_time_second')?.values as Float64Array | undefined;
  const { values } = step;
  const time = new Float64Array(values.length);
  let base = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && values[i]! < values[i - 1]!) {
      const passed = clock ? clock[i]! - clock[0]! - values[i]! + values[0]! : 0;
      base = Math.max(passed, base + values[i - 1]!);
    }
    time[i] = base + values[i]!;
  }
  columns.set('test_time_second', { name: 'test_time_second', values: time, valid: step.valid });
}

/** Rows of `CAPACITY.LOG` that belong to the cycles of this file. */
async function readCapacityRows(
  source: Source,
  cycle: Column | undefined,
): Promise<Record<string, string>[] | undefined> {
  const log = (await source.sibling?.('CAPACITY.LOG')) ?? (await source.sibling?.('capacity.log'));
  if (!log || log.size > 1 << 26) return undefined;
  const lines = splitHead(await log.bytes())
    .lines.map((l) => l.text)
    .filter((l) => l.trim() !== '');
  const labels = splitFields(lines[0] ?? '', ',');
  const at = labels.findIndex((l) => /^Tot(a)?l ?Cycle$/i.test(l));
  const wanted = new Set(cycle && !Array.isArray(cycle.values) ? cycle.values : []);
  const rows = lines
    .slice(1)
    .map((line) => splitFields(line, ','))
    .filter((fields) => at < 0 || wanted.has(Number(fields[at])));
  return rows
    .slice(0, 5000)
    .map((fields) => Object.fromEntries(labels.flatMap((label, i) => (label ? [[label, fields[i] ?? '']] : []))));
}

/** Reads `CAPACITY.LOG`: one row a half cycle, with capacity, mean voltage and why it ended. */
export const toscatLogReader = defineTableReader({
  id: 'toscat-capacity-log',
  version: '1',
  title: `${title} CAPACITY.LOG`,
  kind: 'table',
  extensions: ['.log'],
  sniff: (bytes) => (isLog(sniffLines(bytes)) ? 0.98 : 0),
  measure: async (source, ctx) => {
    const head = await readTextHead(source);
    const labels = splitFields(head.lines[0]!.text, ',');
    const table = await readTextTable(
      source,
      {
        head,
        header: 0,
        rows: 1,
        labels,
        dialect: { delimiter: ',', decimal: '.' },
        describe: (label) =>
          label === ''
            ? undefined
            : label === 'Date' || label === 'Time' || /^(Finish|End Factor)$/i.test(label)
              ? { name: toSnakeCase(label), kind: 'text', factor: 1, offset: 0, known: true }
              : describeLog(label),
      },
      ctx,
    );
    const columns = new Map(table.columns.map((c) => [c.name, c]));
    setClock(columns, table.notes);
    const first = columns.get('unix_time_second')?.values[0];
    return {
      kind: 'table',
      columns: [...columns.values()],
      metadata: { columns: table.labels },
      notes: table.notes,
      about: { instrument: title, started: typeof first === 'number' ? toLocalIso(first) : undefined },
    };
  },
  cite,
  uncertainty,
});

function isLog(lines: readonly HeadLine[]): boolean {
  const first = lines[0]?.text ?? '';
  return /Cap(acity)?\[mAh\]/i.test(first) && /Tot(a)?l ?Cycle/i.test(first) && /(Finish|End Factor)/i.test(first);
}

function describeLog(label: string): ReturnType<typeof describeColumn> {
  const stem = toSnakeCase(label.replace(/\[.*$/, ''));
  if (stem === 'totl_cycle' || stem === 'total_cycle')
    return { name: 'cycle_count', kind: 'number', factor: 1, offset: 0, known: true };
  if (stem === 'cycle') return { name: 'program_cycle', kind: 'number', factor: 1, offset: 0, known: true };
  const found = describeColumn(label.replace(/^Ocv$/i, 'Ocv [V]').replace('[Deg]', '[degC]'));
  return found.assumed ? { ...found, name: stem, known: false } : found;
}
