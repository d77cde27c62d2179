import { InputError, Table, CERMET_VERSION, type Column, type Note, type Recording } from '../../core/index.js';

/** [s] A pause between two files shorter than this is not worth a note. */
const PAUSE = 60;

/** How files of one cell follow one another. */
type Clock = 'unix' | 'started' | 'test';

/**
 * Joins recordings of one cell in time: ordered by their clocks, `test_time_second` counted on from the first one's
 * start, and overlaps and gaps reported. Columns that only some have are marked missing in the others; step and cycle
 * numbers stay the files' own, and the column
 * `file_index` says which file (from 1) a row is from.
 *
 * Clocks are `unix_time_second`, else the start each file names, else `test_time_second` itself where the files
 * continue one another.
 *
 * @throws InputError where the files' times cannot be brought onto one clock, or kinds differ
 */
export function joinRecordings(recordings: readonly Recording[]): Recording {
  const given = recordings.filter((r) => r.table.length > 0);
  if (given.length === 0) throw new InputError('there is nothing to join: no recording has rows');
  if (new Set(given.map((r) => r.kind)).size > 1)
    throw new InputError(
      `recordings of different kinds cannot be joined: ${[...new Set(given.map((r) => r.kind))].join(', ')}`,
    );
  const notes: Note[] = [];
  const clock = findClock(given);
  const parts = given
    .map((recording) => ({
      recording,
      offset: findOffset(recording, clock),
      time: recording.table.column('test_time_second'),
    }))
    .map((p) => ({ ...p, from: p.offset + p.time[0]!, to: p.offset + last(p.time) }));
  parts.sort((a, b) => a.from - b.from || a.to - b.to);
  const zero = clock === 'test' ? 0 : parts[0]!.offset;
  for (let i = 1; i < parts.length; i++) {
    const between = parts[i]!.from - parts[i - 1]!.to;
    const where = `between ${nameOf(parts[i - 1]!.recording)} and ${nameOf(parts[i]!.recording)}`;
    if (between < 0)
      notes.push({
        level: 'serious',
        code: 'files-overlap',
        text: `two files overlap by ${formatSpan(-between)}; the rows of both are kept, one file after the other`,
        where,
      });
    else if (between > PAUSE)
      notes.push({
        level: 'info',
        code: 'files-gap',
        text: `a gap of ${formatSpan(between)} lies between two files`,
        where,
      });
  }
  const columns = joinColumns(parts.map((p) => p.recording.table));
  const rows = parts.reduce((sum, p) => sum + p.time.length, 0);
  const time = new Float64Array(rows);
  const index = new Int32Array(rows);
  let at = 0;
  parts.forEach((part, i) => {
    for (const t of part.time) {
      time[at] = part.offset - zero + t;
      index[at++] = i + 1;
    }
  });
  const first = parts[0]!.recording;
  return {
    kind: first.kind,
    table: new Table([
      { name: 'test_time_second', values: time },
      ...columns.filter((c) => c.name !== 'test_time_second' && c.name !== 'file_index'),
      { name: 'file_index', values: index },
    ]),
    about: first.about,
    metadata: {
      files: parts.map((p) => ({
        file: nameOf(p.recording),
        started: p.recording.about.started,
        rows: p.time.length,
        metadata: p.recording.metadata,
      })),
    },
    origin: {
      type: 'derived',
      from: parts.map((p) =>
        p.recording.origin.type === 'measured' ? p.recording.origin.sha256 : nameOf(p.recording),
      ),
      analysis: 'join-recordings@1',
      parameters: { clock },
      cermet: CERMET_VERSION,
    },
    notes: [
      ...parts.flatMap((p) =>
        p.recording.notes.map((n) => ({ ...n, where: [nameOf(p.recording), n.where].filter(Boolean).join(', ') })),
      ),
      ...notes,
    ],
  };
}

function last(values: Float64Array): number {
  return values[values.length - 1]!;
}

function nameOf(recording: Recording): string {
  return recording.origin.type === 'measured'
    ? recording.origin.file
    : recording.origin.type === 'simulated'
      ? recording.origin.model
      : recording.origin.analysis;
}

function findClock(recordings: readonly Recording[]): Clock {
  if (recordings.every((r) => hasClock(r))) return 'unix';
  if (recordings.every((r) => r.about.started !== undefined)) return 'started';
  const spans = recordings
    .map((r) => [r.table.column('test_time_second')[0]!, last(r.table.column('test_time_second'))] as const)
    .sort((a, b) => a[0] - b[0]);
  if (spans.every(([from], i) => i === 0 || from >= spans[i - 1]![1])) return 'test';
  throw new InputError('the files name no clock, and their times overlap, so their order is not known', {
    hint: 'give them in a form that keeps dates, or join them by hand',
  });
}

function hasClock(recording: Recording): boolean {
  const column = recording.table.find('unix_time_second');
  return column !== undefined && !(column.valid && !column.valid[0]);
}

/** [s] What is added to a file's own time to put it on the common clock. */
function findOffset(recording: Recording, clock: Clock): number {
  if (clock === 'test') return 0;
  if (clock === 'started')
    return (
      Date.parse(
        /Z|[+-]\d\d:\d\d$/.test(recording.about.started!) ? recording.about.started! : `${recording.about.started}Z`,
      ) / 1000
    );
  return recording.table.column('unix_time_second')[0]! - recording.table.column('test_time_second')[0]!;
}

function joinColumns(tables: readonly Table[]): Column[] {
  const names = [...new Set(tables.flatMap((t) => t.names))];
  const rows = tables.reduce((sum, t) => sum + t.length, 0);
  return names.map((name) => {
    const found = tables.map((t) => t.find(name));
    const text = found.some((c) => c && Array.isArray(c.values));
    if (text)
      return {
        name,
        values: tables.flatMap((t, i) => (found[i] ? t.text(name) : new Array<string>(t.length).fill(''))),
      };
    const whole = found.every((c) => c === undefined || c.values instanceof Int32Array);
    const values = whole ? new Int32Array(rows) : new Float64Array(rows);
    const partial = found.some((c) => !c || c.valid);
    const valid = partial ? new Uint8Array(rows).fill(1) : undefined;
    let at = 0;
    tables.forEach((t, i) => {
      const column = found[i];
      if (column) values.set(column.values as Float64Array, at);
      if (!column) valid!.fill(0, at, at + t.length);
      else if (column.valid) valid!.set(column.valid, at);
      at += t.length;
    });
    return { name, values, valid };
  });
}

function formatSpan(seconds: number): string {
  return seconds >= 86_400
    ? `${(seconds / 86_400).toPrecision(3)} d`
    : seconds >= 3600
      ? `${(seconds / 3600).toPrecision(3)} h`
      : `${Number(seconds.toPrecision(4))} s`;
}
