import { computed, signal } from '@preact/signals';
import { guessGroups } from '../../../workbench/guess-groups.js';
import { complain, say } from '../say.js';
import { perform } from '../undo.js';
import type { DroppedFile } from '../work/file-store.js';
import type { labTasks } from '../work/lab-tasks.js';
import { TaskWorker } from '../work/tasks.js';
import { isFailed, kindOf, type Row } from './rows.js';

/** Files in the order in which they came; a place whose row is absent is still being read. */
export const rows = signal<ReadonlyMap<string, Row | undefined>>(new Map());
/** Sample of each file, where the reader of the page has said so. */
const named = signal<ReadonlyMap<string, string>>(new Map());
/** Share of what was dropped that is read, while that goes on. */
export const reading = signal<{ done: number; total: number } | undefined>(undefined);

let worker: TaskWorker<typeof labTasks> | undefined;

/** The worker that holds the files; it starts when first needed. */
export const lab = (): TaskWorker<typeof labTasks> => (worker ??= new TaskWorker<typeof labTasks>());

/**
 * Paths of the files that can be read, as far as is known, in one text: a row that comes changes no path. What cannot
 * be read says nothing of how files are named.
 */
const readable = computed(() =>
  [...rows.value].flatMap(([path, row]) => (!row || !isFailed(row) ? [path] : [])).join('\0'),
);

/** Sample of each file: as said, else as guessed from the names of all. */
export const sampleOf = computed<ReadonlyMap<string, string>>(() => {
  const paths = readable.value === '' ? [] : readable.value.split('\0');
  const guessed = new Map(
    Object.entries(guessGroups(paths.map((p) => p.replace(/\/$/, '')))).flatMap(([group, own]) =>
      own.map((path) => [path, group] as const),
    ),
  );
  return new Map(
    paths.map((path) => [path, named.value.get(path) ?? guessed.get(path.replace(/\/$/, '')) ?? 'cell'] as const),
  );
});

/** Names of the samples that readable files belong to. */
export const samplesHere = computed(() => [
  ...new Set(
    [...sampleOf.value].filter(([path]) => rows.value.get(path) && !isFailed(rows.value.get(path)!)).map(([, s]) => s),
  ),
]);

/** Kinds of recordings among the files, with how many there are of each. */
export const kindsHere = computed(() => {
  const counts = new Map<string, number>();
  for (const row of rows.value.values())
    if (row && !isFailed(row)) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  return counts;
});

/** [ms] The list is drawn once in this time at most, however fast files are read. */
const EVERY = 50;

/** Rows that came since the list was last drawn, and when that was. */
let arrived = new Map<string, Row | undefined>();
let shownAt = Number.NEGATIVE_INFINITY;
let later: ReturnType<typeof setTimeout> | undefined;

function showArrived(): void {
  clearTimeout(later);
  later = undefined;
  if (arrived.size === 0) return;
  shownAt = performance.now();
  rows.value = new Map([...rows.peek(), ...arrived]);
  arrived = new Map();
}

/** Shows a row now or, where others were shown just before, soon. */
function put(path: string, row: Row | undefined): void {
  arrived.set(path, row);
  later ??= setTimeout(showArrived, Math.max(0, shownAt + EVERY - performance.now()));
}

/** Takes files that were dropped or chosen, and reads them in the worker. */
export async function takeFiles(files: readonly DroppedFile[]): Promise<void> {
  if (files.length === 0) return;
  try {
    await lab().ask('take', files, {
      onPart: ({ places = [], row }: { places?: { path: string }[]; row?: Row }) => {
        for (const { path } of places) if (!rows.peek().has(path)) put(path, undefined);
        if (row) put(row.path, row);
      },
      onProgress: (done, total = 1) => (reading.value = { done, total }),
    });
    showArrived();
    const failed = [...rows.peek().values()].filter((row) => row && isFailed(row)).length;
    const count = rows.peek().size;
    say(`${count} ${count === 1 ? 'file' : 'files'}, ${failed > 0 ? `${failed} could not be read` : 'all read'}`);
  } catch (error) {
    complain(error);
  } finally {
    reading.value = undefined;
  }
}

/** Reads a file again, by a reader that was chosen. */
export async function readWith(path: string, reader: string): Promise<void> {
  put(path, await lab().ask('readWith', { path, reader }));
  showArrived();
}

/** Says which sample files belong to, to be undone as one step. */
export function setSample(paths: readonly string[], sample: string): void {
  const before = named.peek();
  perform({
    label: `${paths.length === 1 ? paths[0] : `${paths.length} files`} to ${sample}`,
    redo: () => {
      named.value = new Map([...before, ...paths.map((path) => [path, sample] as const)]);
    },
    undo: () => {
      named.value = before;
    },
  });
}

/** Gives a group another name, to be undone as one step. */
export function renameSample(from: string, to: string): void {
  setSample(
    [...sampleOf.peek()].filter(([, sample]) => sample === from).map(([path]) => path),
    to,
  );
}

/** Takes files off the list, to be undone as one step. */
export function removeRows(paths: readonly string[]): void {
  showArrived();
  const before = rows.peek();
  perform({
    label: `${paths.length === 1 ? paths[0] : `${paths.length} files`} taken off`,
    redo: () => {
      rows.value = new Map([...before].filter(([path]) => !paths.includes(path)));
    },
    undo: () => {
      rows.value = before;
    },
  });
}
