import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { NumberRows } from '../tabular/number-rows.js';
import { sniffLines, splitFields } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { toSnakeCase } from '../vocabulary/column-label.js';
import { splitThermal } from './labelled-thermogram.js';

/**
 * Exports of PerkinElmer Pyris: ASCII with its method and steps, and bare csv. Time is in minutes, heat flow in mW,
 * endothermic up.
 */
export const perkinElmerReader = defineTableReader({
  id: 'perkin-elmer-text',
  version: '1',
  title: 'PerkinElmer Pyris text',
  kind: 'dsc',
  extensions: ['.txt', '.csv'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text);
    if (/^Time,Unsubtracted (?:Heat Flow|Weight),/.test(lines[0] ?? '')) return 0.99;
    return lines.some((l) => /^Display Weight:/.test(l)) && lines.some((l) => /\tUnsubtracted/.test(l)) ? 0.99 : 0;
  },
  measure: readPerkinElmer,
  uncertainty: 'temperature ±0.1 K, heat below 1 % (DSC 8500); mass 0.02 % (TGA 4000) (PerkinElmer specification)',
});

const NAMES: Readonly<Record<string, readonly [name: string, factor: number]>> = {
  time: ['time_second', 60],
  unsubtracted_heat_flow: ['heat_flow_watt', 1e-3],
  unsubtracted_weight: ['mass_gram', 1e-3],
  sample_temperature: ['temperature_celsius', 1],
  program_temperature: ['program_temperature_celsius', 1],
};

async function readPerkinElmer(source: Source): Promise<Measurement[]> {
  const lines = await readLines(source);
  const notes: Note[] = [];
  const isCsv = /^Time,/.test(lines[0] ?? '');
  const read = isCsv ? readCsv(lines) : readSteps(lines, source.name);
  if (read.rows.rows === 0) throw new ReadError('the file has labels but no rows', { file: source.name });
  const columns = read.rows.finish(notes);
  const header = isCsv ? [] : lines.slice(0, read.from);
  const pairs = Object.fromEntries(
    header.flatMap((l) => {
      const match = /^([A-Z][\w /]*?):\s*(.*?)\s*$/.exec(l);
      return match?.[2] ? [[match[1], match[2]]] : [];
    }),
  );
  const mass = /([0-9.,]+)\s*(mg|g)/.exec(pairs['Sample Weight'] ?? '');
  const promised = Number(pairs['Total Points in Run']);
  if (Number.isFinite(promised) && promised > 0 && Math.abs(promised - read.rows.rows) > 0)
    notes.push({
      level: read.rows.rows < 0.98 * promised ? 'serious' : 'info',
      code: 'rows-missing',
      text: `the header says ${promised} points and the file holds ${read.rows.rows}`,
    });
  const rate = /Heat from .*? at\s+([0-9.]+)/.exec(header.join('\n'))?.[1];
  const found = splitThermal(
    {
      kind: 'dsc',
      columns,
      metadata: {
        ...pairs,
        ...(header.length > 0 && { header: header.map((l) => l.trim()).filter(Boolean) }),
        ...(mass && {
          sample_mass_gram: Number(mass[1]!.replace(',', '.')) * (scaleWritten(mass[2]!, 'g')?.factor ?? 1e-3),
        }),
        ...(rate && { heating_rate_kelvin_per_minute: Number(rate) }),
        ...(columns.some((c) => c.name === 'heat_flow_watt') && { exothermic: 'down' }),
      },
      notes,
      about: {
        instrument: 'PerkinElmer',
        ...(pairs['Sample ID'] && { sample: pairs['Sample ID'] }),
        ...(pairs['Operator ID'] && { operator: pairs['Operator ID'] }),
      },
    },
    'Pyris counts endothermic heat flow as positive',
  );
  if (found.length === 0) throw new ReadError('the run has neither heat flow nor mass', { file: source.name });
  return found;
}

function makeRows(labels: readonly string[]): NumberRows {
  const taken = new Set<string>();
  const made = labels.map((label): readonly [string | undefined, number] => {
    const key = toSnakeCase(label);
    const [name, factor] = Object.hasOwn(NAMES, key) ? NAMES[key]! : [key || undefined, 1];
    if (name === undefined || taken.has(name)) return [undefined, 1];
    taken.add(name);
    return [name, factor];
  });
  return new NumberRows(
    made.map(([name]) => name),
    made.map(([, factor]) => factor),
  );
}

function readCsv(lines: readonly string[]): { rows: NumberRows; from: number } {
  const rows = makeRows(splitFields(lines[0]!, ','));
  for (const line of lines.slice(1)) if (line.trim() !== '') rows.push(splitFields(line, ','));
  return { rows, from: 0 };
}

/** Steps such as `2) DSC 8500 Temperature Scan`, labels in two lines above the first, rows that begin with a tab. */
function readSteps(lines: readonly string[], file: string): { rows: NumberRows; from: number } {
  const top = lines.findIndex((l) => /^\tTime\s*\t/.test(l));
  if (top < 0) throw new ReadError('the file has no line of labels that begins with Time', { file });
  const [first, second] = [lines[top]!, lines[top + 1] ?? ''].map((l) =>
    l
      .split('\t')
      .slice(1)
      .map((f) => f.trim()),
  ) as [string[], string[]];
  const rows = makeRows(first.map((label, k) => `${label} ${second[k] ?? ''}`.trim()));
  for (const line of lines.slice(top + 2)) {
    if (/^\t\s*-?[\d.]/.test(line)) rows.push(line.split('\t').slice(1));
    else if (line.trim() === '' && rows.rows > 0) break;
  }
  return { rows, from: top };
}
