import { ReadError, type Column, type Context, type Note } from '../../../core/index.js';
import { defineTableReader, type Measurement } from '../../measured/make-recording.js';
import type { Source } from '../../reader.js';
import { isZip, openZip, type ZipEntry } from '../../tabular/archive.js';
import { markMissing } from '../../tabular/read-delimited.js';
import { parseDate, toLocalIso } from '../../tabular/parse-date.js';
import { assembleNeware, type NewareTest } from './assemble.js';
import { fillFromRunInfo, fillFromSteps } from './fill-records.js';
import { parseAux, parseMain, parseRunInfo, parseSteps } from './parse-ndc.js';

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
  const file = (entry: ZipEntry): string => `${source.name}/${entry.name}`;
  const aux = listAux(entries);
  // The largest is unpacked beside the others, and while those are parsed.
  const unpacked = [find('data_runinfo.ndc'), main, find('data_step.ndc')].map((entry) => entry?.read());
  for (const part of unpacked) part?.catch(() => undefined);
  const metadata = await readMetadata(entries, source.name, notes);
  ctx?.progress?.(1, 2, source.name);
  const test = parseMain((await unpacked[1])!, file(main), notes);
  const [runBytes, , stepBytes] = await Promise.all(unpacked);
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
      const root = await parseXml(await entry.read(), `${file}/${entry.name}`);
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

function alignByIndex(
  index: Float64Array | Int32Array,
  other: Float64Array | Int32Array,
  values: Float64Array,
  factor: number,
): Float64Array {
  const out = new Float64Array(index.length).fill(NaN);
  for (let i = 0, j = 0; i < index.length; i++) {
    while (j < other.length && other[j]! < index[i]!) j++;
    if (j < other.length && other[j] === index[i]) out[i] = values[j]! * factor;
  }
  return out;
}
