import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { NumberRows } from '../tabular/number-rows.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { toSnakeCase } from '../vocabulary/column-label.js';
import { describeDirection } from './describe-run.js';
import { splitThermal } from './labelled-thermogram.js';

/** Text exports of TA Instruments: Q series (`Sig1 Time (min)` … `StartOfData`) and TRIOS (`[step]`, labels, units). */
export const taReader = defineTableReader({
  id: 'ta-text',
  version: '1',
  title: 'TA Instruments text (Q series, TRIOS)',
  kind: 'dsc',
  extensions: ['.txt'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text.trim());
    if (lines.some((l) => /^Nsig\t/.test(l)) && lines.some((l) => /^Sig1\t/.test(l))) return 0.99;
    return lines.includes('[step]') &&
      lines.some((l) => /^(?:Instrument name|Instrument type|Procedure name|rundate|Sample name)\t/i.test(l))
      ? 0.97
      : 0;
  },
  measure: readTa,
  uncertainty: 'temperature ±0.1 K, heat ±1 % (DSC); mass ±0.1 % (TGA) (TA Instruments specification)',
});

async function readTa(source: Source): Promise<Measurement[]> {
  const lines = await readLines(source);
  const pairs: Record<string, string> = {};
  const start = lines.findIndex((l) => /^StartOfData\s*$/.test(l) || l.trim() === '[step]');
  if (start < 0)
    throw new ReadError(
      'the file has no line StartOfData or [step]',
      { file: source.name },
      { hint: 'it may be cut short' },
    );
  for (const line of lines.slice(0, start)) {
    const tab = line.indexOf('\t');
    if (tab < 1) continue;
    const key = line.slice(0, tab).trim();
    const value = line.slice(tab + 1).trim();
    pairs[key] = Object.hasOwn(pairs, key) ? `${pairs[key]}; ${value}` : value;
  }
  const notes: Note[] = [];
  const columns =
    lines[start]!.trim() === '[step]'
      ? readSteps(lines, start, notes, source.name)
      : readSignals(lines, start, pairs, notes, source.name);
  const size = /([0-9.]+)\s*(mg|g|µg|ug)/.exec(
    pairs.Size ?? pairs['Sample Mass'] ?? pairs['Sample mass'] ?? pairs['Sample Size'] ?? '',
  );
  const all = Object.values(pairs).join('\n');
  const direction = describeDirection(`${lines.slice(0, start).join('\n')}`);
  const metadata: Record<string, unknown> = {
    ...pairs,
    ...(size && { sample_mass_gram: Number(size[1]) * (scaleWritten(size[2]!, 'g')?.factor ?? 1) }),
    ...(direction && { exothermic: direction }),
  };
  const rate = /Ramp\s+([0-9.]+)\s*°?C\/min/.exec(all);
  if (rate) metadata.heating_rate_kelvin_per_minute = Number(rate[1]);
  const found = splitThermal(
    {
      kind: 'dsc',
      columns,
      metadata,
      notes,
      about: {
        instrument: pairs.Instrument ?? pairs['Instrument name'] ?? 'TA Instruments',
        ...(pairs.Sample || pairs['Sample name'] ? { sample: pairs.Sample ?? pairs['Sample name'] } : {}),
        ...(pairs.Operator && { operator: pairs.Operator }),
        ...(pairs.Method && { protocol: pairs.Method }),
        ...(/^\d{4}-\d{2}-\d{2}$/.test(pairs.Date ?? '') && { started: `${pairs.Date}T${pairs.Time ?? '00:00:00'}` }),
      },
    },
    direction ? 'its header says so' : 'TA draws exothermic up by default',
  );
  if (found.length === 0) throw new ReadError('the run has neither heat flow nor mass', { file: source.name });
  return found;
}

interface Signal {
  name: string | undefined;
  factor: number;
}

/** `Weight (mg)` and the like. */
function describeSignal(label: string, unit: string, taken: Set<string>): Signal {
  const quantity = toSnakeCase(label);
  const scale = (target: string): number | undefined => scaleWritten(unit, target)?.factor;
  let name: string | undefined;
  let factor = 1;
  if (/^time$/.test(quantity)) {
    name = 'time_second';
    factor = scale('s') ?? 60;
  } else if (/^temperature$/.test(quantity)) name = 'temperature_celsius';
  else if (/^weight$|^mass$/.test(quantity)) {
    name = unit === '%' ? 'mass_percent' : 'mass_gram';
    factor = unit === '%' ? 1 : (scale('g') ?? 1e-3);
  } else if (/^heat_flow/.test(quantity)) {
    const perGram = scale('W/g');
    name = perGram !== undefined ? 'heat_flow_watt_per_gram' : 'heat_flow_watt';
    factor = perGram ?? scale('W') ?? 1e-3;
  } else name = toSnakeCase(unit ? `${label} ${unit.toLowerCase().replaceAll('/', ' per ')}` : label) || undefined;
  if (name === undefined || taken.has(name)) return { name: undefined, factor };
  taken.add(name);
  return { name, factor };
}

function readSignals(
  lines: readonly string[],
  start: number,
  pairs: Readonly<Record<string, string>>,
  notes: Note[],
  file: string,
): Measurement['columns'] {
  const count = Number(pairs.Nsig);
  if (!(count >= 2 && count < 200))
    throw new ReadError(`the number of signals "${pairs.Nsig ?? ''}" cannot be`, { file });
  const taken = new Set<string>();
  const signals = Array.from({ length: count }, (_, k) => {
    const match = /^(.*?)\s*\(([^()]*)\)\s*$/.exec(pairs[`Sig${k + 1}`] ?? '');
    return describeSignal(match?.[1] ?? pairs[`Sig${k + 1}`] ?? '', match?.[2] ?? '', taken);
  });
  const rows = new NumberRows(
    signals.map((s) => s.name),
    signals.map((s) => s.factor),
  );
  let marks = 0;
  for (const line of lines.slice(start + 1)) {
    if (line.trim() === '') continue;
    const fields = line.trim().split(/\s+/);
    // A time below zero marks a step or the end of the run; it is no point.
    if (fields[0]!.startsWith('-')) marks++;
    else rows.push(fields);
  }
  if (marks > 0)
    notes.push({ level: 'info', code: 'marks', text: `${marks} rows mark steps of the method and hold no point` });
  return rows.finish(notes);
}

/** Steps of TRIOS: a name, labels, units, rows; all steps of one run follow one another. */
function readSteps(lines: readonly string[], start: number, notes: Note[], file: string): Measurement['columns'] {
  let rows: NumberRows | undefined;
  let first = '';
  for (let i = start; i < lines.length; i++) {
    if (lines[i]!.trim() !== '[step]') continue;
    const labels = (lines[i + 2] ?? '').split('\t').map((l) => l.trim());
    const units = (lines[i + 3] ?? '').split('\t').map((u) => u.trim());
    if (labels.length < 2) throw new ReadError('a step has no labels', { file, line: i + 3 });
    if (!rows) {
      first = labels.join('\t');
      const taken = new Set<string>();
      const signals = labels.map((label, k) => describeSignal(label, units[k] ?? '', taken));
      rows = new NumberRows(
        signals.map((s) => s.name),
        signals.map((s) => s.factor),
      );
    } else if (labels.join('\t') !== first) {
      notes.push({
        level: 'warning',
        code: 'step-left-out',
        text: `the step "${lines[i + 1]?.trim()}" has other columns and is left out`,
        where: `line ${i + 1}`,
      });
      continue;
    }
    for (let k = i + 4; k < lines.length && lines[k]!.trim() !== '' && !lines[k]!.startsWith('['); k++)
      rows.push(lines[k]!.split('\t'));
  }
  if (!rows || rows.rows === 0) throw new ReadError('no step has rows', { file });
  return rows.finish(notes);
}
