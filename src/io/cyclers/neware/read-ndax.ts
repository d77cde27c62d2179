import { ReadError, type Column, type Context, type Note } from '../../../core/index.js';
import { defineTableReader, type Measurement } from '../../measured/make-recording.js';
import type { Source } from '../../reader.js';
import { isZip, openZip, type ZipEntry } from '../../tabular/archive.js';
import { markMissing } from '../../tabular/read-delimited.js';
import { parseDate, toLocalIso } from '../../tabular/parse-date.js';
import { assembleNeware, type NewareTest } from './assemble.js';
import { parseAux, parseMain, parseRunInfo, parseSteps, type RunInfo } from './parse-ndc.js';

/** Reads Neware `.ndax` archives of BTS 8 and later: every packing of `.ndc` that is known. */
export const ndaxReader = defineTableReader({
  id: 'neware-ndax',
  version: '1',
  title: 'Neware BTS archive (.ndax)',
  kind: 'cycling',
  extensions: ['.ndax'],
  sniff: (head) => {
    if (!isZip(head)) return 0;
    const names = listLocalNames(head);
    if (names.some((n) => /(^|\/)data(_[\w]+)?\.ndc$/i.test(n))) return 1;
    return names.some((n) => /^(Edit)?Step\.xml$|^TestInfo\.xml$/i.test(n)) ? 0.95 : 0;
  },
  measure: readNdax,
  uncertainty:
    'BTS-4000 class cyclers: ±0.05 % of full scale of voltage and of the current range (Neware specification); the ranges are in metadata.test_info (CurrRange in mA, VoltRange in V)',
  cite: 'Neware Technology, BTS software; layouts as documented by fastnda (Empa) and NewareNDA (D. Cogswell)',
});

/** Names in the local heads of a zip archive, as far as its first bytes show them. */
export function listLocalNames(head: Uint8Array): string[] {
  const names: string[] = [];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; at + 30 < head.length; at++) {
    if (view.getUint32(at, true) !== 0x04034b50) continue;
    const length = view.getUint16(at + 26, true);
    names.push(new TextDecoder('windows-1252').decode(head.subarray(at + 30, at + 30 + length)));
    at += 29 + length;
  }
  return names;
}

async function readNdax(source: Source, ctx?: Context): Promise<Measurement> {
  const entries = await openZip(source);
  const find = (name: string): ZipEntry | undefined => entries.find((e) => e.name.toLowerCase() === name);
  const main = find('data.ndc');
  if (!main)
    throw new ReadError(
      'the archive holds no data.ndc',
      { file: source.name },
      { hint: 'it may be a step file or a settings export of BTS, without data' },
    );
  const notes: Note[] = [];
  const metadata = await readMetadata(entries, source.name, notes);
  const file = (entry: ZipEntry): string => `${source.name}/${entry.name}`;
  const aux = listAux(entries);
  const unpack = (entry: ZipEntry | undefined): Promise<Uint8Array | undefined> =>
    entry ? entry.read() : Promise.resolve(undefined);
  const [mainBytes, runBytes, stepBytes] = await Promise.all([
    main.read(),
    unpack(find('data_runinfo.ndc')),
    unpack(find('data_step.ndc')),
  ]);
  ctx?.progress?.(1, 2, source.name);
  const test = parseMain(mainBytes, file(main), notes);
  if (runBytes) fillFromRunInfo(test, parseRunInfo(runBytes, `${source.name}/data_runInfo.ndc`, notes), notes);
  if (stepBytes && test.stepCount) fillFromSteps(test, parseSteps(stepBytes, `${source.name}/data_step.ndc`), notes);
  test.extra = await readAux(aux, test, metadata, source.name, notes);
  const info = metadata.test_info as Record<string, unknown> | undefined;
  const started = typeof info?.StartTime === 'string' ? toLocalIso(parseDate(info.StartTime)) : undefined;
  const sample = typeof info?.Barcode === 'string' && info.Barcode ? info.Barcode : undefined;
  ctx?.progress?.(2, 2, source.name);
  return {
    kind: 'cycling',
    columns: assembleNeware(test),
    notes,
    metadata,
    about: {
      instrument: 'Neware',
      sample,
      started,
      protocol: typeof info?.StepName === 'string' ? info.StepName : undefined,
    },
  };
}

async function readMetadata(entries: ZipEntry[], file: string, notes: Note[]): Promise<Record<string, unknown>> {
  const { findElement, parseXml, toPlainData } = await import('../../tabular/parse-xml.js');
  const metadata: Record<string, unknown> = {};
  for (const [name, key] of [
    ['versioninfo.xml', 'version_info'],
    ['testinfo.xml', 'test_info'],
    ['step.xml', 'steps'],
  ] as const) {
    const entry = entries.find((e) => e.name.toLowerCase() === name);
    if (!entry) continue;
    try {
      const root = parseXml(await entry.read(), `${file}/${entry.name}`);
      const config = findElement(root, 'config') ?? root;
      const info = key === 'test_info' ? findElement(config, 'TestInfo') : undefined;
      metadata[key] = toPlainData(info ?? config);
    } catch {
      notes.push({
        level: 'warning',
        code: 'metadata-unreadable',
        text: `${entry.name} in the archive is not well-formed and was not read`,
      });
    }
  }
  return metadata;
}

/**
 * Gives each record its time, capacity and energy. The archive keeps them for some records only; between those, times
 * are carried on by the last interval and capacity and energy by current times time, which is what Neware's own export
 * does.
 */
function fillFromRunInfo(test: NewareTest, run: RunInfo, notes: Note[]): void {
  const n = test.index.length;
  const { index } = test;
  const stepTime = new Float64Array(n);
  const unixTime = new Float64Array(n);
  const stepCount = new Float64Array(n);
  /** The run record that each record is, or is carried on from; −1 before the first. */
  const runOf = new Int32Array(n);
  const runs = run.index.length;
  let r = -1;
  let next = 0;
  let elapsed = 0;
  let carried = 0;
  let orphans = 0;
  for (let i = 0; i < n; i++) {
    while (next < runs && run.index[next]! < index[i]!) next++;
    if (next < runs && run.index[next] === index[i]) {
      r = next;
      elapsed = 0;
    } else if (r < 0) {
      orphans++;
      runOf[i] = -1;
      stepTime[i] = unixTime[i] = stepCount[i] = NaN;
      continue;
    } else {
      carried++;
      elapsed += run.interval[r]!;
    }
    runOf[i] = r;
    stepTime[i] = run.stepTime[r]! + elapsed;
    unixTime[i] = run.unixTime[r]! + elapsed;
    stepCount[i] = run.stepCount[r]!;
  }
  const carryOn = (amounts: Float64Array, sign: 1 | -1, energy: boolean): Float64Array =>
    carryAmounts(test, run, runOf, amounts, sign, energy);
  test.later = {
    charge: () => carryOn(run.charge, 1, false),
    discharge: () => carryOn(run.discharge, -1, false),
    chargeEnergy: () => carryOn(run.chargeEnergy, 1, true),
    dischargeEnergy: () => carryOn(run.dischargeEnergy, -1, true),
  };
  Object.assign(test, { stepTime, unixTime, stepCount });
  if (runs > 0 && n > 0 && run.index[runs - 1]! > index[n - 1]!)
    notes.push({
      level: 'serious',
      code: 'rows-missing',
      text: `the archive keeps times up to record ${run.index[runs - 1]}, but its records end at ${index[n - 1]}`,
    });
  if (carried > 0)
    notes.push({
      level: 'info',
      code: 'times-carried-on',
      text: `the archive keeps time, capacity and energy for ${n - carried - orphans} of ${n} records; the others are carried on from these by interval and current`,
    });
  if (orphans > 0)
    notes.push({
      level: 'serious',
      code: 'records-without-time',
      text: `the first ${orphans} records have no time in the archive; their times are marked missing`,
    });
}

/**
 * One kind of amount by record: the archive's own, and between those current times time, and for energy times voltage.
 */
function carryAmounts(
  { current, voltage }: NewareTest,
  run: RunInfo,
  runOf: Int32Array,
  amounts: Float64Array,
  sign: 1 | -1,
  energy: boolean,
): Float64Array {
  const n = runOf.length;
  const out = new Float64Array(n);
  let passed = 0;
  let before = -1;
  for (let i = 0; i < n; i++) {
    const r = runOf[i]!;
    if (r < 0) {
      out[i] = NaN;
      continue;
    }
    if (r !== before) {
      passed = 0;
      before = r;
    } else passed += (run.interval[r]! * (energy ? voltage[i]! * current[i]! : current[i]!)) / 3600;
    const own = Math.abs(amounts[r]!);
    out[i] = passed * sign > 0 ? own + passed * sign : own;
  }
  return out;
}

function fillFromSteps(
  test: NewareTest,
  steps: { cycle: Float64Array; stepId: Float64Array; stepType: Float64Array },
  notes: Note[],
): void {
  const count = test.stepCount!;
  const n = count.length;
  const whole = [steps.cycle, steps.stepId].every((values) => values.every(Number.isInteger));
  const cycle = new Int32Array(n);
  const stepId = new Int32Array(n);
  let described = whole;
  for (let i = 0; i < n && described; i++) {
    const at = count[i]! - 1;
    described = at >= 0 && at < steps.cycle.length;
    cycle[i] = steps.cycle[at]!;
    stepId[i] = steps.stepId[at]!;
  }
  if (described) test.wholes = { cycle, stepId };
  else {
    const pick = (values: Float64Array): Float64Array => {
      const out = new Float64Array(n);
      for (let i = 0; i < n; i++) out[i] = values[count[i]! - 1] ?? NaN;
      return out;
    };
    test.cycle = pick(steps.cycle);
    test.stepId = pick(steps.stepId);
  }
  test.stepType = new Float64Array(n);
  for (let i = 0; i < n; i++) test.stepType[i] = steps.stepType[count[i]! - 1] || 0;
  const last = n > 0 ? count[n - 1]! : 0;
  if (last > steps.cycle.length)
    notes.push({
      level: 'warning',
      code: 'steps-missing',
      text: `the records run to step ${last} and the archive describes ${steps.cycle.length} steps`,
    });
}

/** Auxiliary channels in the order in which TestInfo.xml lists them. */
function listAux(entries: ZipEntry[]): ZipEntry[] {
  return entries
    .map((entry) => ({
      entry,
      match: /data_aux_(\d+)_(\d+)_(\d+)\.ndc$/i.exec(entry.name) ?? /data[a-z_]*_(\d+)\.ndc$/i.exec(entry.name),
    }))
    .filter((found) => found.match)
    .sort((a, b) => [1, 2, 3].map((k) => Number(a.match![k] ?? 0) - Number(b.match![k] ?? 0)).find((d) => d !== 0) ?? 0)
    .map(({ entry }) => entry);
}

/** What an auxiliary channel measures, by its type in TestInfo.xml. */
const auxTypes: Record<string, [name: string, factor: number]> = {
  102: ['voltage_volt', 1],
  103: ['temperature_celsius', 1],
  104: ['current_ampere', 1],
  105: ['voltage_volt', 1],
  106: ['temperature_celsius', 1],
  107: ['current_ampere', 1],
  108: ['clamp_temperature_celsius', 1],
  110: ['clamp_air_pressure_pa', 1000],
  111: ['leader_temperature_celsius', 1],
  112: ['red_temperature_celsius', 1],
  117: ['pressure_pa', 1e5],
  335: ['temperature_setpoint_celsius', 1],
  345: ['humidity_percent', 1],
};

async function readAux(
  entries: ZipEntry[],
  test: NewareTest,
  metadata: Record<string, unknown>,
  file: string,
  notes: Note[],
): Promise<Column[]> {
  const info = (metadata.test_info ?? {}) as Record<string, unknown>;
  const described = Object.entries(info)
    .filter(([key, value]) => /^aux/i.test(key) && typeof value === 'object')
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value])) as Record<string, string>[];
  const columns: Column[] = [];
  for (const [i, entry] of entries.entries()) {
    const about = described.length === entries.length ? described[i] : undefined;
    const channel = about?.AuxID ?? String(i + 1);
    let aux: ReturnType<typeof parseAux>;
    try {
      aux = parseAux(await entry.read(), `${file}/${entry.name}`);
    } catch (error) {
      notes.push({
        level: 'warning',
        code: 'aux-unreadable',
        text: `${entry.name} was not read: ${error instanceof Error ? error.message : String(error)}`,
      });
      continue;
    }
    for (const [kind, values] of Object.entries(aux.values)) {
      const meaning = kind === 'value' ? auxTypes[about?.ChlType ?? ''] : ([kind, 1] as [string, number]);
      if (!meaning)
        notes.push({
          level: 'warning',
          code: 'aux-unknown',
          text: `auxiliary channel ${channel} is of type ${about?.ChlType ?? 'unknown'}, which is not known; its numbers are kept without a unit`,
        });
      const name = meaning
        ? meaning[0] === 'temperature_celsius' && Number(channel) <= 5
          ? `temperature_t${channel}_celsius`
          : `aux${channel}_${meaning[0]}`
        : `aux${channel}`;
      const column = alignByIndex(test.index, aux.index, values, meaning?.[1] ?? 1);
      if (kind !== 'value' && column.every((v) => v === 0 || Number.isNaN(v))) continue;
      columns.push(markMissing(columns.some((c) => c.name === name) ? `${name}_${columns.length}` : name, column));
    }
  }
  return columns;
}

function alignByIndex(index: Float64Array, other: Float64Array, values: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(index.length).fill(NaN);
  for (let i = 0, j = 0; i < index.length; i++) {
    while (j < other.length && other[j]! < index[i]!) j++;
    if (j < other.length && other[j] === index[i]) out[i] = values[j]! * factor;
  }
  return out;
}
