import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { NumberRows } from '../tabular/number-rows.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { describeDirection, noteDirection } from './describe-run.js';

/** Text exports of Mettler Toledo STARe: curves one after another, in columns of fixed width. */
export const mettlerReader = defineTableReader({
  id: 'mettler-text',
  version: '1',
  title: 'Mettler Toledo STARe text',
  kind: 'dsc',
  extensions: ['.txt'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text.trim());
    return lines.includes('Curve Values:') && lines.includes('Curve Name:') ? 0.98 : 0;
  },
  measure: readMettler,
  uncertainty:
    'temperature ±0.2 K, heat ±1 % of melting standards, mass ±0.1 µg resolution (Mettler Toledo specification)',
});

const COLUMNS: Readonly<Record<string, string>> = {
  t: 'time_second',
  Ts: 'temperature_celsius',
  Tr: 'program_temperature_celsius',
};

async function readMettler(source: Source): Promise<Measurement[]> {
  const lines = await readLines(source);
  const measurements: Measurement[] = [];
  const left: string[] = [];
  const sampleMass = findMass(lines);
  const started = /(\d{2})\.(\d{2})\.(\d{4})\s+(\d{2}:\d{2}(?::\d{2})?)/.exec(lines.slice(0, 12).join('\n'));
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]!.trim() !== 'Curve Name:') continue;
    const values = lines.findIndex((l, k) => k > i && l.trim() === 'Curve Values:');
    if (values < 0) break;
    const name = lines
      .slice(i + 1, values)
      .map((l) => l.trim())
      .filter((l) => l !== '');
    const labels = (lines[values + 1] ?? '').trim().split(/\s+/);
    const units = (lines[values + 2] ?? '')
      .trim()
      .split(/\s+/)
      .map((u) => u.replace(/^\[|\]$/g, ''));
    if (!labels.includes('Value') || !labels.includes('t')) {
      left.push(name.join(', '));
      continue;
    }
    // Index carries no unit, so units count from the column after it.
    const shift = labels.length - units.length;
    const unitOf = (k: number): string => units[k - shift] ?? '';
    const kind = describeValue(unitOf(labels.indexOf('Value')));
    const names = labels.map((label) => (label === 'Value' ? kind?.column : COLUMNS[label]));
    const factors = labels.map((label, k) =>
      label === 'Value' ? (kind?.factor ?? 1) : label === 't' ? (scaleWritten(unitOf(k), 's')?.factor ?? 1) : 1,
    );
    const rows = new NumberRows(names, factors);
    let end = values + 3;
    for (; end < lines.length; end++) {
      const text = lines[end]!.trim();
      if (text === '') {
        if (rows.rows > 0) break;
        continue;
      }
      if (!/^[-+\d.]/.test(text)) break;
      rows.push(text.split(/\s+/));
    }
    i = end - 1;
    if (!kind || rows.rows === 0) {
      left.push(name.join(', '));
      continue;
    }
    const notes: Note[] = [];
    const columns = rows.finish(notes);
    const direction = describeDirection(name.join(' '));
    if (kind.kind === 'dsc')
      notes.push(noteDirection(direction, direction ? 'the name of the curve says so' : 'STARe draws ^exo by default'));
    measurements.push({
      kind: kind.kind,
      columns,
      metadata: {
        curve: name,
        header: lines
          .slice(0, 6)
          .map((l) => l.trim())
          .filter(Boolean),
        ...(sampleMass !== undefined && { sample_mass_gram: sampleMass }),
        ...(direction && { exothermic: direction }),
      },
      about: {
        instrument: 'Mettler Toledo',
        ...(name[0] && { sample: name[0].replace(/^=/, '') }),
        ...(started && { started: `${started[3]}-${started[2]}-${started[1]}T${started[4]}` }),
      },
      notes,
    });
  }
  if (measurements.length === 0)
    throw new ReadError(
      'no curve of heat flow or mass was found',
      { file: source.name },
      { hint: 'export the curve values' },
    );
  if (left.length > 0)
    measurements[0]!.notes!.push({
      level: 'info',
      code: 'curves-left-out',
      text: `${left.length} curves that are neither heat flow nor mass over time are left out: ${left.slice(0, 5).join('; ')}`,
    });
  return measurements;
}

function describeValue(unit: string): { kind: 'dsc' | 'tga'; column: string; factor: number } | undefined {
  const mass = scaleWritten(unit, 'g');
  if (mass) return { kind: 'tga', column: 'mass_gram', factor: mass.factor };
  if (unit === '%') return { kind: 'tga', column: 'mass_percent', factor: 1 };
  const perGram = scaleWritten(unit.replace('^-1', '-1'), 'W/g');
  if (perGram) return { kind: 'dsc', column: 'heat_flow_watt_per_gram', factor: perGram.factor };
  const flow = scaleWritten(unit, 'W');
  return flow ? { kind: 'dsc', column: 'heat_flow_watt', factor: flow.factor } : undefined;
}

/** [g] `NAME, 12.8020 mg` under "Sample:" or in its texts. */
function findMass(lines: readonly string[]): number | undefined {
  const start = Math.max(
    0,
    lines.findIndex((l) => /^(?:Results|Sample):/.test(l.trim())),
  );
  for (const line of lines.slice(start)) {
    const match = /,\s*([0-9]+(?:[.,][0-9]+)?)\s*(mg|g|ug|µg)\s*$/.exec(line);
    if (match) return Number(match[1]!.replace(',', '.')) * { mg: 1e-3, g: 1, ug: 1e-6, µg: 1e-6 }[match[2] as 'mg'];
  }
  return undefined;
}
