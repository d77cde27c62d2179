import { ReadError, type Column, type Context } from '../../../core/index.js';
import { defineTableReader, type Measurement } from '../../measured/make-recording.js';
import type { Source } from '../../reader.js';
import { CellColumns } from '../../tabular/cell-columns.js';
import { GrowableNumbers, GrowableWords } from '../../tabular/growable.js';
import { readTextHead, sniffLines, splitFields } from '../../tabular/read-head.js';
import { streamLines } from '../../tabular/stream-lines.js';
import { parseLabel, toSnakeCase } from '../../vocabulary/column-label.js';
import { describeByNames, finishCycling } from '../text-cycler.js';
import { finishNeware, NEWARE_NAMES } from './read-text.js';

/**
 * Reads the nested csv exports of Neware's BTSDA, in which rows of cycles, steps and records stand between one another.
 */
export const newareNestedReader = defineTableReader({
  id: 'neware-nested-csv',
  version: '1',
  title: 'Neware csv (cycles, steps and records nested)',
  kind: 'cycling',
  extensions: ['.csv', '.txt'],
  sniff: (head) =>
    findLevels(
      sniffLines(head)
        .slice(0, 3)
        .map((l) => l.text),
    )
      ? 0.97
      : 0,
  measure: readNested,
  uncertainty:
    'BTS-4000 class cyclers: ±0.05 % of full scale of voltage and of the current range (Neware specification)',
  cite: 'Neware Technology, BTSDA csv export',
});

interface Levels {
  delimiter: ',' | '\t' | ';';
  /** Labels of the three levels, without the empty fields before them. */
  labels: [string[], string[], string[]];
}

/** The first three lines hold labels, each level one or more fields further in. */
function findLevels(lines: readonly string[]): Levels | undefined {
  for (const delimiter of [',', '\t', ';'] as const) {
    const rows = lines.slice(0, 3).map((l) => splitFields(l, delimiter));
    if (rows.length < 3) return undefined;
    const depth = rows.map((r) => r.findIndex((f) => f !== ''));
    if (depth[0] !== 0 || depth[1]! < 1 || depth[2]! <= depth[1]!) continue;
    const labels = rows.map((r, i) => r.slice(depth[i])) as Levels['labels'];
    const stems = labels.map((level) => level.map((l) => toSnakeCase(parseLabel(l).quantity)));
    if (
      stems[0]!.some((s) => s.startsWith('cycle')) &&
      stems[1]!.includes('step_type') &&
      stems[2]!.includes('voltage')
    )
      return { delimiter, labels };
  }
  return undefined;
}

async function readNested(source: Source, ctx?: Context): Promise<Measurement> {
  const head = await readTextHead(source);
  const levels = findLevels(head.lines.map((l) => l.text));
  if (!levels)
    throw new ReadError('the first three lines are not labels of cycles, steps and records', {
      file: source.name,
      line: 1,
    });
  const [cycleLabels, stepLabels, recordLabels] = levels.labels;
  const at = (labels: string[], stem: string): number =>
    labels.findIndex((l) => toSnakeCase(parseLabel(l).quantity) === stem);
  const places = {
    cycle: Math.max(0, at(cycleLabels, 'cycle_index')),
    id: at(stepLabels, 'step_index'),
    count: at(stepLabels, 'step_number'),
    type: at(stepLabels, 'step_type'),
  };
  const records = new CellColumns(
    recordLabels.map((l) => describeByNames(NEWARE_NAMES, l)),
    recordLabels,
  );
  const carried = {
    cycle: new GrowableNumbers(),
    id: new GrowableNumbers(),
    count: new GrowableNumbers(),
    type: new GrowableWords(),
  };
  let cycle = NaN;
  let step: string[] = [];
  let orphans = 0;
  for await (const lines of streamLines(source, head.lines[3]?.from ?? source.size, head.encoding, ctx)) {
    for (const line of lines) {
      if (line.trim() === '') continue;
      const fields = splitFields(line, levels.delimiter);
      const depth = fields.findIndex((f) => f !== '');
      if (depth < 0) continue;
      const row = fields.slice(depth);
      // A cycle's row and its first step's may share a line: what is left over after the cycle's fields is the step's.
      if (depth === 0) {
        cycle = Number(row[places.cycle]);
        if (row.length > cycleLabels.length + places.type && Number.isFinite(Number(row[cycleLabels.length])))
          step = row.slice(cycleLabels.length);
      } else if (depth === 1) step = row;
      else {
        if (step.length === 0) orphans++;
        records.pushFields(row);
        carried.cycle.push(cycle);
        carried.id.push(places.id >= 0 && step.length > 0 ? Number(step[places.id]) : NaN);
        carried.count.push(places.count >= 0 && step.length > 0 ? Number(step[places.count]) : NaN);
        carried.type.push(step[places.type] ?? '');
      }
    }
  }
  const notes: Measurement['notes'] = [];
  if (orphans > 0)
    notes.push({ level: 'warning', code: 'records-without-step', text: `${orphans} records stand before any step` });
  const { columns, labels } = records.finish(notes, source.name);
  const whole = (name: string, values: GrowableNumbers): Column => ({
    name,
    values: Int32Array.from(values.finish(), (v) => (Number.isFinite(v) ? v : 0)),
  });
  const all = new Map(columns.map((c) => [c.name, c]));
  for (const column of [
    whole('cycle_count', carried.cycle),
    ...(places.id >= 0 ? [whole('step_id', carried.id)] : []),
    ...(places.count >= 0 ? [whole('step_count', carried.count)] : []),
    { name: 'step_type', values: carried.type.values },
  ])
    all.set(column.name, column);
  const read = {
    columns: all,
    metadata: { columns: labels } as Record<string, unknown>,
    notes,
    about: { instrument: 'Neware' },
    file: source.name,
  };
  finishNeware(read);
  return finishCycling(read);
}
