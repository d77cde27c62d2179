import { signal } from '@preact/signals';
import { parseQuantity } from '../../../core/index.js';
import type { Note } from '../../../core/index.js';
import { lab, rows } from '../data/files-store.js';
import { go, route } from '../route.js';
import { complain, say } from '../say.js';
import { perform } from '../undo.js';
import type { atomTasks, Command, RunOutput, RunPart, SlabInput, SlabOutput } from '../work/atom-tasks.js';
import type { FilmChoice } from '../work/make-interface.js';
import { TaskWorker } from '../work/tasks.js';

/** What stands in the fields; what differs from this stands in the address. */
export const DEFAULTS = {
  crystal: 'LiNiO2',
  plane: '',
  layers: '',
  cells: '',
  end: '',
  film: 'Co2.2B',
  thickness: '7 Å',
  temperature: '2500 K',
  melt: '3 ps',
  quench: '3 ps',
  seed: '1',
} as const;
export type FieldName = keyof typeof DEFAULTS;
export type Fields = Record<FieldName, string>;

/** Fields of the slab: what they say is cut at once. */
const OF_SLAB: readonly FieldName[] = ['crystal', 'plane', 'layers', 'cells', 'end'];

/** The fields as the address says them. */
export function readFields(settings: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, fallback]) => [name, settings[name] ?? fallback]),
  ) as Fields;
}

/** Changes fields, to be undone as one step; another crystal or plane has other ends, layers and repeats. */
export function setFields(label: string, change: Partial<Fields>): void {
  const before = route.peek().settings;
  const fields: Fields = { ...readFields(before), ...change };
  if ('crystal' in change) Object.assign(fields, { plane: '', layers: '', cells: '', end: '', ...change });
  else if ('plane' in change) Object.assign(fields, { layers: '', cells: '', end: '', ...change });
  const after = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== DEFAULTS[name as FieldName]),
  );
  const put = (settings: Readonly<Record<string, string>>): void => go({ view: 'atoms', settings }, true);
  perform({ label, redo: () => put(after), undo: () => put(before) });
}

/** A point of the run, as the strip draws it. */
export interface Point {
  /** [fs] */
  time: number;
  /** [K] */
  temperature: number;
  /** [eV] */
  energy: number;
}

export const slab = signal<SlabOutput | undefined>(undefined);
export const slabFailure = signal('');
/** What is worked on, while it is. */
export const working = signal<{ label: string; done?: number } | undefined>(undefined);
export const run = signal<{ seed: number; began: number } | undefined>(undefined);
export const paused = signal(false);
export const ahead = signal<readonly [string, number, number][]>([]);
export const points = signal<readonly Point[]>([]);
export const bonds = signal<readonly { time: number; counts: [string, number][] }[]>([]);
/** [1/s] evaluations of the potential of late. */
export const speed = signal(0);
export const warnings = signal<readonly Note[]>([]);
export const output = signal<(RunOutput & { fields: Fields }) | undefined>(undefined);

type Atoms = Extract<RunPart, { atoms: unknown }>['atoms'];
type Frame = Extract<RunPart, { frame: unknown }>['frame'];
/** Who draws the atoms that move. */
let draw: ((atoms: Atoms, frame: Frame) => void) | undefined;
export function drawWith(drawing: typeof draw): () => void {
  draw = drawing;
  return () => {
    if (draw === drawing) draw = undefined;
  };
}

let worker: TaskWorker<typeof atomTasks> | undefined;
export const atomWorker = (): TaskWorker<typeof atomTasks> => (worker ??= new TaskWorker<typeof atomTasks>());
let stopping: AbortController | undefined;

/** A whole number, or nothing; what is neither is refused by name. */
function wholeOf(text: string, name: string): number | undefined {
  if (text.trim() === '') return undefined;
  if (!/^\d+$/.test(text.trim())) throw new Error(`${name} cannot be “${text}”: give a whole number`);
  return Number(text);
}

async function toSlabInput(fields: Fields): Promise<SlabInput> {
  const cells = /^\s*(\d+)\s*[x×]\s*(\d+)\s*$/.exec(fields.cells);
  if (fields.cells.trim() && !cells) throw new Error(`repeats cannot be “${fields.cells}”: write them like 4x1`);
  const words = fields.plane.split(/[\s,()]+/).filter(Boolean);
  return {
    crystal: fields.crystal.trim(),
    ...(rows.peek().has(fields.crystal) && { file: await lab().ask('blob', { path: fields.crystal }) }),
    ...(words.length > 0 && { miller: words.map(Number) }),
    layers: wholeOf(fields.layers, 'layers'),
    ...(cells && { supercell: [Number(cells[1]), Number(cells[2])] as const }),
    termination: wholeOf(fields.end, 'the end'),
  };
}

/** [Å, K, fs] what the fields of the film say. */
function toFilm(fields: Fields): FilmChoice {
  const femtoseconds = (text: string): number => Number((1e15 * parseQuantity(text, 'time').value).toPrecision(12));
  return {
    coating: fields.film.trim(),
    thickness: parseQuantity(fields.thickness, 'length').value * 1e10,
    temperature: parseQuantity(fields.temperature, 'temperature').value,
    melt: femtoseconds(fields.melt),
    quench: femtoseconds(fields.quench),
    seed: wholeOf(fields.seed, 'the seed') ?? 1,
  };
}

let cutting = 0;

/** Cuts the slab that the fields say. */
export async function cut(fields: Fields): Promise<void> {
  const own = ++cutting;
  slabFailure.value = '';
  working.value = { label: 'the slab is cut' };
  try {
    const made = await atomWorker().ask('slab', await toSlabInput(fields));
    if (own !== cutting) return;
    slab.value = made;
    output.value = undefined;
  } catch (error) {
    if (own !== cutting) return;
    slab.value = undefined;
    slabFailure.value = (error as Error).message;
  } finally {
    if (own === cutting) working.value = undefined;
  }
}

/** What the slab depends on. */
export const slabKey = (fields: Fields): string => JSON.stringify(OF_SLAB.map((name) => fields[name]));

/** Melts the film onto the slab, quenches, relaxes, counts, opens. */
export async function start(fields: Fields): Promise<void> {
  const controller = (stopping = new AbortController());
  let atoms: Atoms | undefined;
  let waiting: { atoms: Atoms; frame: Frame } | undefined;
  let counted = { at: performance.now(), evaluations: 0 };
  const giveBack = ({ positions: { buffer } }: Frame): void =>
    void atomWorker().ask('give back', buffer, { transfer: [buffer] });
  const paint = (): void => {
    const { atoms: own, frame } = waiting!;
    waiting = undefined;
    // The last of them may come after the result is shown.
    if (run.peek()) draw?.(own, frame);
    giveBack(frame);
  };
  const take = (part: RunPart): void => {
    if ('atoms' in part) ({ atoms } = part);
    else if ('frame' in part) {
      if (waiting) giveBack(waiting.frame);
      else requestAnimationFrame(paint);
      // The first frame comes after its atoms.
      waiting = { atoms: atoms!, frame: part.frame };
      const now = performance.now();
      if (now - counted.at < 1000) return;
      speed.value = (1000 * (part.frame.evaluations - counted.evaluations)) / (now - counted.at);
      counted = { at: now, evaluations: part.frame.evaluations };
    } else if ('state' in part) {
      const { ahead: left, ...point } = part.state;
      ahead.value = left;
      // The glass that sets the thickness has a time of its own.
      const last = points.peek().at(-1);
      points.value = last && last.time > point.time ? [point] : [...points.peek(), point];
    } else if ('bonds' in part) bonds.value = [...bonds.peek(), part.bonds];
    else warnings.value = part.warnings;
  };
  output.value = undefined;
  points.value = [];
  bonds.value = [];
  warnings.value = [];
  paused.value = false;
  try {
    const film = toFilm(fields);
    run.value = { seed: film.seed, began: Date.now() };
    const made = await atomWorker().ask(
      'interface',
      { slab: await toSlabInput(fields), film },
      {
        signal: controller.signal,
        onPart: take,
        onProgress: (done, _total, label) => (working.value = { label: shorten(label), done }),
      },
    );
    output.value = { ...made, fields };
    say(`${made.film} on ${fields.crystal}: done`);
  } catch (error) {
    if (controller.signal.aborted) say('stopped');
    else complain(error);
  } finally {
    working.value = undefined;
    run.value = undefined;
    ahead.value = [];
  }
}

/** Of the names of work within work the outermost and the innermost. */
const shorten = (label: string): string => [...new Set([label.split(': ')[0], label.split(': ').at(-1)])].join(': ');

export function stop(): void {
  stopping?.abort();
}

/** Holds a run, lets it go on, cools it now or heats it. */
export function command(given: Command): void {
  paused.value = given === 'pause';
  atomWorker().ask('command', given).catch(complain);
}
