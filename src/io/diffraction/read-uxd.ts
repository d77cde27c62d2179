import { ReadError } from '../../core/index.js';
import { defineTableReader } from '../measured/make-recording.js';
import { sniffLines } from '../tabular/read-head.js';
import { EXPORT_AGAIN, type Scan, spread, toMeasurements, wavelengthMetadata } from './scan.js';

/**
 * Siemens/Bruker UXD: `_KEY=value` lines and blocks of counts or counts per second, with or without 2θ, for each range.
 */
export const uxdReader = defineTableReader({
  id: 'uxd',
  version: '1',
  title: 'Siemens UXD',
  kind: 'diffraction',
  extensions: ['.uxd'],
  sniff: (head) =>
    sniffLines(head)
      .slice(0, 40)
      .some((l) => /^_(FILEVERSION|2THETA(COUNTS|CPS)|DRIVE|STEPTIME)\b/.test(l.text))
      ? 0.96
      : 0,
  async measure(source) {
    const lines = new TextDecoder('windows-1252').decode(await source.bytes()).split(/\r\n|\r|\n/);
    const values = new Map<string, string>();
    const scans: Scan[] = [];
    let block: { kind: string; rows: number[]; started: number } | undefined;
    const finish = () => {
      if (block && block.rows.length > 0)
        scans.push(makeScan(block.kind, block.rows, values, source.name, block.started + 1));
      block = undefined;
    };
    lines.forEach((line, i) => {
      const text = line.trim();
      if (text === '' || text.startsWith(';')) {
        if (/Data for Range/i.test(text)) finish();
        return;
      }
      const head = /^_(2THETA)?(COUNTS|CPS)\s*$/.exec(text);
      if (head) {
        finish();
        block = { kind: text.slice(1), rows: [], started: i };
        return;
      }
      const item = /^_(\w+)\s*=\s*'?(.*?)'?$/.exec(text);
      if (item) {
        if (block) finish();
        values.set(item[1]!, item[2]!);
        return;
      }
      if (!block) return;
      const words = text.split(/[\s,]+/);
      if (block.kind.startsWith('2THETA') && words.length % 2 !== 0)
        throw new ReadError(
          `"${text.slice(0, 40)}" is not 2θ and intensity, which _${block.kind} announces`,
          { file: source.name, line: i + 1 },
          { hint: EXPORT_AGAIN },
        );
      for (const word of words) {
        const value = Number(word);
        if (!Number.isFinite(value))
          throw new ReadError(`"${word.slice(0, 20)}" is not a number`, { file: source.name, line: i + 1 });
        block.rows.push(value);
      }
    });
    finish();
    return toMeasurements(scans, source.name);
  },
});

function makeScan(kind: string, rows: number[], values: ReadonlyMap<string, string>, file: string, line: number): Scan {
  const number = (key: string) => {
    const v = Number(values.get(key));
    return values.has(key) && Number.isFinite(v) ? v : undefined;
  };
  const paired = kind.startsWith('2THETA');
  const y = paired ? rows.filter((_, i) => i % 2 === 1) : rows;
  const start = number('START') ?? number('2THETA');
  const step = number('STEPSIZE');
  if (!paired && (start === undefined || step === undefined))
    throw new ReadError(
      'one column of intensities, and neither _START nor _STEPSIZE above it',
      { file, line },
      { hint: EXPORT_AGAIN },
    );
  const x = paired ? rows.filter((_, i) => i % 2 === 0) : spread(start!, start! + step! * (y.length - 1), y.length);
  const time = number('STEPTIME');
  const radius = number('GONIOMETER_RADIUS');
  const sample = values.get('SAMPLE');
  return {
    x,
    y,
    line,
    kind: kind.endsWith('CPS') ? 'count_rate_per_second' : 'counts',
    about: {
      instrument: 'Siemens/Bruker',
      ...(sample && { sample }),
      ...(values.get('DATEMEASURED') && { started: values.get('DATEMEASURED')! }),
    },
    metadata: {
      ...wavelengthMetadata(number('WL1'), number('WL2'), number('WLRATIO')),
      ...(values.get('ANODE') && { anode: values.get('ANODE') }),
      ...(radius !== undefined && radius > 20 && { goniometer_radius_millimetre: radius }),
      ...(time !== undefined && time > 0 && { counting_time_second: time }),
    },
  };
}
