import { ReadError, type Column, type Context, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { fromExcelDays, toLocalIso } from '../tabular/parse-date.js';
import { markMissing } from '../tabular/read-delimited.js';
import { isJet, openJet, type JetDatabase, type JetTable } from '../tabular/read-jet.js';
import { ARBIN_NAMES, finishArbin } from './arbin.js';
import { describeByNames, finishCycling } from './text-cycler.js';

/** Reads Arbin `.res` databases of MITS Pro, on any platform. */
export const arbinResReader = defineTableReader({
  id: 'arbin-res',
  version: '1',
  title: 'Arbin MITS Pro database (.res)',
  kind: 'cycling',
  extensions: ['.res'],
  sniff: (head, name) => (isJet(head) ? (name.toLowerCase().endsWith('.res') ? 0.98 : 0.8) : 0),
  measure: readRes,
  uncertainty:
    'Arbin BT-2000 and LBT class cyclers: ±0.02 % to ±0.05 % of the full scale of the range (Arbin specifications); the file does not name the range',
  cite: 'Arbin Instruments, MITS Pro results database',
});

const RECORDS = 'Channel_Normal_Table';

async function readRes(source: Source, ctx?: Context): Promise<Measurement[]> {
  const database = await openJet(source);
  if (!database.names.includes(RECORDS))
    throw new ReadError(
      `the database has no table ${RECORDS}`,
      { file: source.name },
      { hint: 'it is an Access database, but not a result of Arbin MITS Pro' },
    );
  ctx?.progress?.(1, 2, source.name);
  const records = database.read(RECORDS);
  const global = describeTests(database);
  const tests = records.numbers.get('Test_ID');
  const ids = tests ? [...new Set(tests)].filter((id) => !Number.isNaN(id)) : [];
  // A database may hold several tests; each is a recording of its own.
  const wanted = ids.length > 0 ? ids : [NaN];
  return wanted.map((id) => toMeasurement(records, id, ids.length > 1, global.get(id) ?? {}, database, source.name));
}

function describeTests(database: JetDatabase): Map<number, Record<string, unknown>> {
  const described = new Map<number, Record<string, unknown>>();
  if (!database.names.includes('Global_Table')) return described;
  const table = database.read('Global_Table');
  for (let i = 0; i < table.rows; i++) {
    const test: Record<string, unknown> = {};
    for (const [name, values] of table.numbers) if (!Number.isNaN(values[i])) test[name] = values[i];
    for (const [name, values] of table.texts) if (values[i] !== '') test[name] = values[i];
    described.set(Number(test.Test_ID), test);
  }
  return described;
}

function toMeasurement(
  records: JetTable,
  id: number,
  several: boolean,
  global: Record<string, unknown>,
  database: JetDatabase,
  file: string,
): Measurement {
  const notes: Note[] = [];
  const order = orderRows(records, several ? id : NaN, notes);
  const columns = new Map<string, Column>();
  const labels: Record<string, string> = {};
  for (const [label, values] of records.numbers) {
    if (label === 'Test_ID') continue;
    const meaning = describeByNames(ARBIN_NAMES, label)!;
    const picked = Float64Array.from(order, (i) => values[i]!);
    if (meaning.name === 'unix_time_second')
      for (let i = 0; i < picked.length; i++) picked[i] = Math.round(fromExcelDays(picked[i]!) * 1000) / 1000;
    labels[meaning.name] = label;
    columns.set(meaning.name, markMissing(meaning.name, picked));
  }
  addAuxiliary(database, columns, several ? id : NaN, notes);
  const started =
    typeof global.Start_DateTime === 'number' ? toLocalIso(fromExcelDays(global.Start_DateTime)) : undefined;
  const read = {
    columns,
    metadata: { test: global, columns: labels, ...(typeof global.MASS === 'number' && { mass_gram: global.MASS }) },
    notes,
    about: {
      instrument: 'Arbin',
      started,
      sample: global.Test_Name as string | undefined,
      protocol: global.Schedule_File_Name as string | undefined,
      operator: global.Creator as string | undefined,
    },
    file,
  };
  finishArbin(read);
  return finishCycling(read);
}

/** Rows of one test by data point: pages of a database need not stand in the order in which they were filled. */
function orderRows(records: JetTable, id: number, notes: Note[]): number[] {
  const tests = records.numbers.get('Test_ID');
  const points = records.numbers.get('Data_Point');
  const rows = Array.from({ length: records.rows }, (_, i) => i).filter((i) => Number.isNaN(id) || tests?.[i] === id);
  if (!points) return rows;
  if (rows.every((row, i) => i === 0 || points[row]! > points[rows[i - 1]!]!)) return rows;
  const sorted = [...rows].sort((a, b) => points[a]! - points[b]! || a - b);
  const kept = sorted.filter((row, i) => i === 0 || points[row] !== points[sorted[i - 1]!]);
  if (kept.length < sorted.length)
    notes.push({
      level: 'warning',
      code: 'duplicated-records',
      text: `${sorted.length - kept.length} records repeat a data point; the first of each was taken`,
    });
  return kept;
}

/** Auxiliary channels: type 0 voltage, 1 temperature; others keep their number as a name. */
function addAuxiliary(database: JetDatabase, columns: Map<string, Column>, id: number, notes: Note[]): void {
  const index = columns.get('record_index')?.values;
  if (!database.names.includes('Auxiliary_Table') || !index || Array.isArray(index)) return;
  const table = database.read('Auxiliary_Table');
  const [test, point, channel, kind, value] = ['Test_ID', 'Data_Point', 'Auxiliary_Index', 'Data_Type', 'X'].map(
    (name) => table.numbers.get(name),
  );
  if (!point || !channel || !value || table.rows === 0) return;
  const row = new Map<number, number>();
  for (let i = 0; i < index.length; i++) row.set(index[i]!, i);
  const made = new Map<string, Float64Array>();
  for (let i = 0; i < table.rows; i++) {
    const at = row.get(point[i]!);
    if (at === undefined || (!Number.isNaN(id) && test && test[i] !== id)) continue;
    const number = channel[i]! + 1;
    const name =
      kind?.[i] === 1
        ? number <= 5
          ? `temperature_t${number}_celsius`
          : `aux${number}_temperature_celsius`
        : kind?.[i] === 0
          ? `aux${number}_voltage_volt`
          : `aux${number}_type${kind?.[i] ?? 0}`;
    let column = made.get(name);
    if (!column) made.set(name, (column = new Float64Array(index.length).fill(NaN)));
    column[at] = value[i]!;
  }
  for (const [name, values] of made) if (!columns.has(name)) columns.set(name, markMissing(name, values));
  if (made.size > 0)
    notes.push({
      level: 'info',
      code: 'auxiliary-channels',
      text: `${made.size} auxiliary channel${made.size > 1 ? 's' : ''} of the database stand beside the records`,
    });
}
