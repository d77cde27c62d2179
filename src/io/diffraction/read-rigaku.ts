import { ReadError } from '../../core/index.js';
import { listLocalNames } from '../cyclers/neware/read-ndax.js';
import { defineTableReader } from '../measured/make-recording.js';
import { isZip, openZip } from '../tabular/archive.js';
import { decodeText } from '../tabular/encoding.js';
import { findElement, parseXml } from '../tabular/parse-xml.js';
import { isPlainText } from '../tabular/read-head.js';
import { EXPORT_AGAIN, type Scan, toMeasurements, wavelengthMetadata } from './scan.js';

/** Rigaku RAS: text with one header and one block of 2θ, intensity and attenuation factor for each scan. */
export const rasReader = defineTableReader({
  id: 'rigaku-ras',
  version: '1',
  title: 'Rigaku RAS',
  kind: 'diffraction',
  extensions: ['.ras'],
  sniff: (head) => (new TextDecoder('latin1').decode(head.subarray(0, 200)).includes('*RAS_') ? 0.97 : 0),
  async measure(source) {
    const lines = new TextDecoder('shift_jis').decode(await source.bytes()).split(/\r\n|\r|\n/);
    const scans: Scan[] = [];
    let header = new Map<string, string>();
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      if (line.startsWith('*RAS_HEADER_START')) header = new Map();
      const item = /^\*(\S+)\s+"(.*)"\s*$/.exec(line);
      if (item) header.set(item[1]!, item[2]!);
      if (!line.startsWith('*RAS_INT_START')) continue;
      const rows: number[][] = [];
      const begin = i + 1;
      for (i++; i < lines.length && !lines[i]!.startsWith('*'); i++) {
        if (lines[i]!.trim() === '') continue;
        const row = lines[i]!.trim().split(/\s+/).map(Number);
        if (row.length < 2 || row.some((v) => !Number.isFinite(v))) throw notRow(lines[i]!, source.name, i + 1);
        rows.push(row);
      }
      const get = (key: string) => header.get(key);
      const axis = get('MEAS_SCAN_AXIS_X') ?? '2-Theta';
      if (!/(2|two)-?theta|theta\/2/i.test(axis))
        throw new ReadError(`a scan over ${axis} is no powder pattern`, { file: source.name });
      scans.push({
        ...attenuate(rows, /cps/i.test(get('MEAS_SCAN_UNIT_Y') ?? 'counts'), {
          start: get('MEAS_SCAN_START_TIME'),
          sample: get('FILE_SAMPLE') || get('FILE_COMMENT'),
          operator: get('FILE_OPERATOR'),
          anode: get('HW_XG_TARGET_NAME'),
          alpha1: Number(get('HW_XG_WAVE_LENGTH_ALPHA1')),
          alpha2: Number(get('HW_XG_WAVE_LENGTH_ALPHA2')),
          step: Number(get('MEAS_SCAN_STEP')),
          speed: Number(get('MEAS_SCAN_SPEED')),
          speedUnit: get('MEAS_SCAN_SPEED_UNIT'),
        }),
        line: begin,
      });
    }
    return toMeasurements(scans, source.name);
  },
});

/** Rigaku RASX: a zip with a profile as text and its conditions as XML for each scan. */
export const rasxReader = defineTableReader({
  id: 'rigaku-rasx',
  version: '1',
  title: 'Rigaku RASX',
  kind: 'diffraction',
  extensions: ['.rasx'],
  sniff: (head) =>
    isZip(head) && listLocalNames(head).some((n) => /^Data\d+\/(Profile\d+\.txt|Mes)/.test(n)) ? 0.97 : 0,
  async measure(source) {
    const entries = await openZip(source);
    const scans: Scan[] = [];
    for (const entry of entries
      .filter((e) => /^Data\d+\/Profile\d+\.txt$/.test(e.name))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
      const bytes = await entry.read();
      const text = isPlainText(bytes) ? decodeText(bytes, 'utf-8') : '';
      const rows = text
        .replace(/^\uFEFF/, '')
        .split(/\r\n|\r|\n/)
        .filter((line) => line.trim() !== '')
        .map((line, i) => {
          const row = line.trim().split(/\s+/).map(Number);
          if (row.length < 2 || row.some((v) => !Number.isFinite(v)))
            throw notRow(line, `${source.name}/${entry.name}`, i + 1);
          return row;
        });
      const folder = entry.name.slice(0, entry.name.indexOf('/') + 1);
      const conditions = entries.find((e) => e.name.startsWith(folder) && /Conditions\d*\.xml$/.test(e.name));
      const root = conditions && (await parseXml(await conditions.read(), `${source.name}/${conditions.name}`));
      const get = (name: string) => (root && findElement(root, name)?.text.trim()) || undefined;
      scans.push(
        attenuate(rows, /cps/i.test(get('IntensityUnit') ?? 'counts'), {
          start: get('StartTime'),
          sample: get('SampleName'),
          operator: get('Operator'),
          anode: get('TargetName'),
          alpha1: Number(get('WavelengthKalpha1')),
          alpha2: Number(get('WavelengthKalpha2')),
          step: Number(get('Step')),
          speed: Number(get('Speed')),
          speedUnit: get('SpeedUnit'),
        }),
      );
    }
    return toMeasurements(scans, source.name);
  },
});

function notRow(line: string, file: string, at: number): ReadError {
  return new ReadError(
    `"${line.trim().slice(0, 40)}" is not 2θ, intensity and attenuation`,
    { file, line: at },
    { hint: EXPORT_AGAIN },
  );
}

interface Conditions {
  start: string | undefined;
  sample: string | undefined;
  operator: string | undefined;
  anode: string | undefined;
  alpha1: number;
  alpha2: number;
  step: number;
  speed: number;
  speedUnit: string | undefined;
}

function attenuate(rows: readonly number[][], perSecond: boolean, c: Conditions): Scan {
  const factors = rows.map((r) => r[2] ?? 1);
  const attenuated = factors.some((f) => f !== 1);
  const perMinute = c.speedUnit === undefined || /min/i.test(c.speedUnit);
  const time = c.step > 0 && c.speed > 0 ? (c.step / c.speed) * (perMinute ? 60 : 1) : undefined;
  const y = rows.map((r, i) => r[1]! * factors[i]!);
  return {
    x: rows.map((r) => r[0]!),
    y,
    kind: perSecond ? 'count_rate_per_second' : 'counts',
    ...(attenuated && !perSecond && { sigma: rows.map((r, i) => factors[i]! * Math.sqrt(Math.max(r[1]!, 1))) }),
    about: {
      instrument: 'Rigaku',
      ...(c.sample && { sample: c.sample }),
      ...(c.operator && { operator: c.operator }),
      ...(c.start && { started: c.start }),
    },
    metadata: {
      ...wavelengthMetadata(c.alpha1, c.alpha2, undefined),
      ...(c.anode && { anode: c.anode }),
      ...(time !== undefined && { counting_time_second: Number(time.toPrecision(9)) }),
    },
    ...(attenuated && {
      notes: [
        {
          level: 'info' as const,
          code: 'attenuated',
          text: 'intensities are multiplied by the attenuation factors of the file; σ is that of what was counted',
        },
      ],
    }),
  };
}
