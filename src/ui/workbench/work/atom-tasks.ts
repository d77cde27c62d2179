import {
  builtinPotentials,
  choosePotential,
  CRYSTALS,
  DEFAULT_POTENTIAL,
  deriveBondCutoffs,
  findBonds,
  type Potential,
  type PreparedSlab,
  type Segment,
  type Steer,
  type Termination,
} from '../../../atoms/index.js';
import { InputError, parseFormula, type Estimate, type Note, type Structure } from '../../../core/index.js';
import { writeExtxyz } from '../../../io/structures/write-extxyz.js';
import { packScene } from '../../../scene/pack-frames.js';
import type { PackedScene } from '../../../scene/page-data.js';
import { createCermet } from '../../../workbench/index.js';
import { outlinePanel, type OutlinedPanel } from '../plot/outline.js';
import { FileStore, type DroppedFile } from './file-store.js';
import { LiveFrames, type LivePart } from './live-frames.js';
import { cutSlab, makeInterface, resolveOxide, type FilmChoice, type MadeInterface } from './make-interface.js';
import type { TaskContext } from './tasks.js';
import { watchPotential } from './watch-potential.js';

/** A crystal by name, or a file that holds one. */
export interface SlabInput {
  crystal: string;
  file?: Blob;
  miller?: readonly number[];
  layers?: number;
  supercell?: readonly [number, number];
  termination?: number;
}

/** A slab as the page shows it. */
export interface SlabOutput {
  scene: PackedScene;
  miller: readonly number[];
  supercell: readonly [number, number];
  terminations: readonly Pick<Termination, 'index' | 'outermost' | 'below' | 'tasker' | 'dipole' | 'symmetric'>[];
  termination: number;
  tasker?: string;
  /** [e·Å] */
  dipole?: number;
  atoms: number;
  /** [Å2], [Å] */
  area: number;
  thickness: number;
  notes: Note[];
}

/** What a run tells while it goes on. */
export type RunPart =
  | LivePart
  /** [fs], [K], [eV]; what is still to come of melt and quench: label, [fs], [K]. */
  | { state: { time: number; temperature: number; energy: number; ahead: [string, number, number][] } }
  /** [fs], bonds of film to oxide by pair of elements. */
  | { bonds: { time: number; counts: [string, number][] } };

/** What a run ends with, as the page shows it. */
export interface RunOutput {
  film: string;
  /** Its name, where it is not the default. */
  potential?: string;
  energy: number;
  converged: boolean;
  longestForce: number;
  heights: { start: number; quenched: number; relaxed: number };
  glass: { formula: string; density: Estimate; relaxedDensity: number };
  bonds: { film: string; oxide: string; count: Estimate; length?: Estimate; cutoff: number; selectivity: Estimate }[];
  oxygens: [string, number][];
  strengths: { where: string; peak?: Estimate; energy?: Estimate }[];
  opening: OutlinedPanel;
  notes: Note[];
  scene: PackedScene;
  /** The relaxed interface, and the frames of melt, quench and relaxation, as extended XYZ. */
  structure: string;
  trajectory: string;
  steered: boolean;
}

/** What can be asked of a run that goes on. */
export type Command = 'pause' | 'go on' | 'quench' | { heat: number };

/** [ms] between counts of bonds. */
const COUNT = 100;
/** Frames whose bond cutoffs are pooled. */
const POOLED = 8;
const ANIONS = new Set(['O', 'F', 'S', 'Cl']);
/** [K] where the quench ends, as in `meltAndQuench`. */
const COLD = 300;

const cermet = createCermet();
let slabKey = '';
let slab: PreparedSlab | undefined;
let running: { frames: LiveFrames; command(given: Command): void } | undefined;

async function openCrystal({ crystal, file }: SlabInput): Promise<{ structure: Structure; notes: Note[] }> {
  if (!file) return resolveOxide(crystal);
  const store = new FileStore(cermet);
  const dropped: DroppedFile = { path: crystal, file };
  await store.take([dropped]);
  const [structure] = (await store.read(crystal)).structures;
  if (!structure) throw new InputError(`${crystal} holds no structure`);
  return { structure, notes: [] };
}

/** The slab, and the potential that knows its elements and those of a film. */
async function takeSlab(
  input: SlabInput,
  film: Iterable<string>,
  ctx: TaskContext,
): Promise<{ slab: PreparedSlab; potential: Potential }> {
  const { structure, notes } = await openCrystal(input);
  const { potential, notes: chosen } = await choosePotential([...structure.elements, ...film]);
  const key = JSON.stringify({ ...input, file: input.file?.size, potential: potential.name });
  if (!slab || key !== slabKey) {
    const { miller, layers, supercell, termination } = input;
    const made = await cutSlab({ crystal: structure, miller, layers, supercell, termination }, potential, ctx);
    slab = { ...made, notes: [...chosen, ...notes, ...made.notes] };
    slabKey = key;
  }
  return { slab, potential };
}

const sceneOf = (title: string, frames: Structure[], name: string): PackedScene => {
  const times = frames.map((frame) => frame.info?.time_fs).filter((t): t is number => typeof t === 'number');
  return packScene(
    { id: name, title, caption: '', frames, ...(times.length === frames.length && { times }) },
    name,
    name,
  );
};

/** Lets a run be held, cut short and heated, and tells how it stands. */
function makeSteer(ctx: TaskContext, frames: LiveFrames): { glass: Steer; film: Steer; steered(): boolean } {
  let paused = false;
  let wake = (): void => undefined;
  let given: Exclude<Command, 'pause' | 'go on'> | undefined;
  let steered = false;
  let counted = -Infinity;
  const recent: Structure[] = [];
  const command = (next: Command): void => {
    if (next === 'pause') paused = true;
    else {
      paused = false;
      if (next !== 'go on') given = next;
      wake();
    }
  };
  running = { frames, command };
  ctx.signal?.addEventListener('abort', () => command('go on'));
  const steer =
    (film: boolean): Steer =>
    async ({ time, temperature, cell, positions, ahead }) => {
      const { structure, energy } = frames.last!;
      const left = ahead.map(({ label, duration, temperature: t }): [string, number, number] => [
        label,
        duration,
        Array.isArray(t) ? t[0] : (t as number),
      ]);
      ctx.part({ state: { time, temperature, energy, ahead: left } } satisfies RunPart);
      const now = performance.now();
      if (film && now - counted > COUNT) {
        counted = now;
        recent.push({ ...structure, cell: cell.slice(), positions: positions.slice() });
        if (recent.length > POOLED) recent.shift();
        ctx.part({ bonds: { time, counts: countAcross(recent) } } satisfies RunPart);
      }
      while (paused) await new Promise<void>((resolve) => (wake = resolve));
      const wanted = given;
      given = undefined;
      if (wanted === undefined) return undefined;
      const next = wanted === 'quench' ? quenchNow(ahead) : heat(ahead, wanted.heat);
      if (next) steered = true;
      return next;
    };
  return { glass: steer(false), film: steer(true), steered: () => steered };
}

/** The melt ends here and is cooled. */
const quenchNow = (ahead: readonly Segment[]): readonly Segment[] | undefined =>
  ahead[0]?.label === 'melt' ? ahead.slice(1) : undefined;

/** What is left is run at another temperature, from which it cools; what cools already is heated for as long again. */
function heat(ahead: readonly Segment[], temperature: number): readonly Segment[] | undefined {
  const [first] = ahead;
  if (!first) return undefined;
  const rest = first.label === 'melt' ? ahead.slice(1) : ahead;
  return [
    { ...first, label: 'melt', temperature },
    ...rest.map((segment) =>
      segment.label === 'quench' ? { ...segment, temperature: [temperature, COLD] as const } : segment,
    ),
  ];
}

/**
 * Bonds of the film to anions of the oxide by elements, by the rule that the result is counted by; cutoffs are those of
 * the last frames together, since one has few neighbours of a kind.
 */
function countAcross(frames: readonly Structure[]): [string, number][] {
  const structure = frames.at(-1)!;
  const film = structure.atomic?.group?.values;
  if (!film) return [];
  const counts = new Map<string, number>();
  for (const { a, b } of findBonds(structure, deriveBondCutoffs(frames))) {
    if (film[a] === film[b]) continue;
    const [f, o] = film[a] === 1 ? [a, b] : [b, a];
    if (!ANIONS.has(structure.elements[o])) continue;
    const pair = `${structure.elements[f]}–${structure.elements[o]}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts].sort(([x], [y]) => (x < y ? -1 : 1));
}

function describe(
  { glass, made, description, openings, notes }: MadeInterface,
  potential: string,
  steered: boolean,
): RunOutput {
  const { bonds, oxygens, strengths } = description;
  return {
    film: made.formula,
    ...(potential !== DEFAULT_POTENTIAL && { potential }),
    energy: made.energy,
    converged: made.converged,
    longestForce: made.recordings.relaxation.table.column('largest_force_ev_per_angstrom').at(-1)!,
    heights: made.heights,
    glass: { formula: glass.formula, density: glass.density, relaxedDensity: glass.relaxedDensity },
    bonds: bonds.bonds.map(({ film, oxide, count, length, cutoff, selectivity }) => ({
      film,
      oxide,
      count,
      length,
      cutoff,
      selectivity,
    })),
    oxygens: [...oxygens].sort((a, b) => b[1] - a[1]),
    strengths: strengths.map(({ where, peak, energy }) => ({ where, peak, energy })),
    opening: outlinePanel({
      id: 'opening',
      title: 'Opening in mode I, rigid halves',
      x: { title: 'opening / Å' },
      y: { title: 'traction / GPa' },
      series: openings.map(({ where, plane }) => ({ label: where, x: plane.separation, y: plane.traction })),
    }),
    notes: [...new Map(notes.map((note) => [`${note.code} ${note.text}`, note])).values()],
    scene: sceneOf('Melt, quench, relaxation', made.frames, 'interface'),
    structure: writeExtxyz([made.structure]),
    trajectory: writeExtxyz(made.frames),
    steered,
  };
}

/** What the workbench does with atoms. */
export const atomTasks = {
  /** Crystals of the library that a potential that comes with Cermet knows all elements of, and all those elements. */
  async crystals(): Promise<{ elements: readonly string[]; crystals: { name: string; title: string }[] }> {
    const known = CRYSTALS.filter(({ sites }) =>
      builtinPotentials.some(({ elements }) => sites.every(({ element }) => elements.includes(element))),
    );
    return {
      elements: [...new Set(builtinPotentials.flatMap(({ elements }) => elements))],
      crystals: known.map(({ name, title }) => ({ name, title })),
    };
  },
  async slab(input: SlabInput, ctx: TaskContext): Promise<SlabOutput> {
    const { surface, miller, supercell, notes } = (await takeSlab(input, [], ctx)).slab;
    return {
      scene: sceneOf(`${input.crystal} (${miller.join(' ')})`, [surface.structure], 'slab'),
      miller,
      supercell,
      terminations: surface.terminations.map(({ index, outermost, below, tasker, dipole, symmetric }) => ({
        index,
        outermost,
        below,
        tasker,
        dipole,
        symmetric,
      })),
      termination: surface.termination.index,
      tasker: surface.tasker,
      dipole: surface.dipole,
      atoms: surface.structure.elements.length,
      area: surface.area,
      thickness: surface.thickness,
      notes,
    };
  },
  async interface({ slab: asked, film }: { slab: SlabInput; film: FilmChoice }, ctx: TaskContext): Promise<RunOutput> {
    const frames = new LiveFrames((part, transfer) => ctx.part(part, transfer));
    const steer = makeSteer(ctx, frames);
    try {
      const { slab: cut, potential } = await takeSlab(asked, parseFormula(film.coating).keys(), ctx);
      const watched = watchPotential(potential, (sight) => frames.see(sight));
      return describe(await makeInterface(cut, film, watched, ctx, steer), potential.name, steer.steered());
    } finally {
      running = undefined;
    }
  },
  command(given: Command): void {
    running?.command(given);
  },
  'give back'(buffer: ArrayBuffer): void {
    running?.frames.giveBack(buffer);
  },
};
