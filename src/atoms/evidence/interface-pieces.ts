import {
  buildInterface,
  markDisagreement,
  ORDERING_SEED,
  prepareSlab,
  runCrystalOpening,
  runOpening,
  viewByMembers,
  type Interface,
  type MemberView,
  type Opening,
  type Potential,
  type RelaxedPull,
} from '../index.js';
import {
  atomicWeight,
  AVOGADRO,
  makeRng,
  number,
  parseFormula,
  SolveError,
  subContext,
  text,
  type Context,
  type Note,
  type Recording,
  type Simulated,
  type Structure,
} from '../../core/index.js';
import { plane, supercell, type PieceHost } from '../../evidence/index.js';
import { crystal, describeRun, openCrystal, openStudyPotential } from './common.js';

/** The crystal that films are molten onto. */
export const oxideSetting = crystal(
  'name of a crystal of the library, a formula such as LiNi0.8Co0.1Mn0.1O2, or a structure file',
  true,
);

/** How the slab is cut. */
export const slabSettings = {
  plane: plane('Miller indices, such as 1 0 4 (default: the usual non-polar one)'),
  layers: number(undefined, 'number of atomic layers of the slab', { min: 1, whole: true }),
  supercell: supercell('repeats in the plane, such as 4x1'),
};

/** What melts, and what judges how wrong that may be. */
export const potentialSettings = {
  potential: text(undefined, 'interatomic potential', 'cermet-nep'),
  model_error: text(
    undefined,
    'potential whose committee tells the model error, by relaxing and opening what was molten',
    'the potential itself, where it has a committee',
  ),
};

/** Frames of a melt that the report plays. */
const FRAMES = 40;

/** What an interface is made of, times in fs. */
export interface InterfaceParameters {
  oxide: string;
  coating: string;
  /** [1] about how many atoms the film has; without it the numbers of the formula. */
  atoms?: number;
  plane?: readonly number[];
  layers?: number;
  supercell?: readonly [number, number];
  temperature: number;
  /** [fs] */
  hold: number;
  /** [kg/m3] */
  film_density?: number;
  /** [Å3] volume of an atom of the film; in place of its density. */
  atomicVolume?: number;
  seeds: readonly number[];
  potential?: string;
  model_error?: string;
}

/** What one interface is made of. */
export type SeedParameters = Omit<InterfaceParameters, 'seeds'>;

/** How views of members stand to that of the potential that melts. */
export interface Judged {
  /** Whether the potential that melts is a member too, rather than their mean. */
  withOwn: boolean;
  /** [1] by which their disagreement is multiplied to be an error; absent where nothing tells it. */
  factor?: number;
}

/** What one seed gives. */
export interface SeedPiece {
  seed: number;
  slab: Structure;
  structure: Structure;
  atomicVolume: number;
  heights: { start: number; quenched: number; relaxed: number };
  frames: Structure[];
  dynamics: Recording<'md'>;
  opening: Opening;
  /** Absent where it was not asked for. */
  pull?: RelaxedPull;
  /** The same interface as each of the other members of the committee has it. */
  views: MemberView[];
  judged: Judged;
  origin: Simulated;
  notes: Note[];
}

/** A seed whose interface is no result. */
export interface HeldSeed {
  seed: number;
  /** Why, each serious. */
  faults: Note[];
}

/** The bare oxide, opened along the same plane. */
export interface BulkPiece {
  opening: Opening;
  /** Absent where it was not asked for. */
  pull?: RelaxedPull;
  /** As each of the other members of the committee opens it. */
  views: { member: string; opening: Opening }[];
  judged: Judged;
  origin: Simulated;
}

async function prepare(p: Omit<SeedParameters, 'coating'>, ctx: Context, host: PieceHost) {
  const potential = await openStudyPotential(p.potential, host);
  const { oxide, plane, layers, supercell } = p;
  const { structure, citations, notes } = await openCrystal(oxide, host);
  const made = { slab: structure, plane, layers, supercell, potential: potential.sha256 };
  const slab = await host.keep(made, () =>
    prepareSlab(
      structure,
      potential,
      { miller: plane, layers, supercell, threads: host.threads },
      { ...ctx, rng: makeRng(ORDERING_SEED) },
    ),
  );
  const judges = await openJudges(p.model_error, potential, host);
  return { potential, judges, citations, slab: { ...slab, notes: [...notes, ...slab.notes] } };
}

/** The potentials whose differences are the model error, without the one that melts. */
interface Judges extends Judged {
  others: readonly Potential[];
}

async function openJudges(name: string | undefined, potential: Potential, host: PieceHost): Promise<Judges> {
  const named = name === undefined ? potential : await openStudyPotential(name, host);
  const { members, factor } = (await named.committee?.()) ?? { members: [named] };
  return {
    others: members.filter((member) => member.sha256 !== potential.sha256),
    withOwn: named.sha256 !== potential.sha256 || members.some((member) => member.sha256 === potential.sha256),
    ...(factor !== undefined && { factor }),
  };
}

const toJudged = ({ withOwn, factor }: Judges): Judged => ({ withOwn, ...(factor !== undefined && { factor }) });

/** Melts, quenches, relaxes and opens one interface, and has the committee relax and open it. */
export async function runSeed(
  p: SeedParameters,
  seed: number,
  ctx: Context,
  host: PieceHost,
  pull = true,
): Promise<SeedPiece | HeldSeed> {
  const { potential, judges, citations, slab } = await prepare(p, ctx, host);
  const work = buildInterface(
    slab.surface.structure,
    p.coating,
    potential,
    {
      atoms: p.atoms ?? 'formula',
      atomicVolume: p.film_density === undefined ? p.atomicVolume : computeAtomicVolume(p.coating, p.film_density),
      meltTemperature: p.temperature,
      meltDuration: p.hold,
      quenchDuration: p.hold,
      threads: host.threads,
    },
    { ...subContext(ctx, 'melt', 0, 0.6), rng: makeRng(seed) },
  );
  const made = await keepUnsettled(work);
  if (!isWhole(made)) return { seed, faults: made.faults };
  const opening = await runOpening(
    made.structure,
    potential,
    { relaxed: pull, threads: host.threads },
    subContext(ctx, 'opening', 0.6, 0.8),
  );
  const views = await viewByMembers(
    made.structure,
    judges.others,
    { threads: host.threads },
    subContext(ctx, 'committee', 0.8, 1),
  );
  const members = [...(judges.withOwn ? [potential] : []), ...judges.others];
  const [structure] = markDisagreement([made.structure], members);
  const every = Math.max(1, Math.ceil(made.frames.length / FRAMES));
  const frames = made.frames.filter((_, i) => i % every === 0 || i === made.frames.length - 1);
  return {
    seed,
    slab: slab.surface.structure,
    structure,
    atomicVolume: made.atomicVolume,
    heights: made.heights,
    frames: markDisagreement(frames, members),
    dynamics: made.recordings.dynamics,
    opening: { ...opening, pull: undefined },
    pull: opening.pull,
    views,
    judged: toJudged(judges),
    origin: await describeRun(
      potential,
      { ...p },
      'Langevin dynamics at 1.5 fs with the oxide held and the height at zero stress; relaxed whole to 0.05 eV/Å; planes opened rigidly, universal-binding fit',
      citations,
      seed,
    ),
    notes: [...slab.notes, ...made.notes, ...opening.notes],
  };
}

/** An interface that did not come to rest goes on, and its faults judge it; dynamics that blew up are a fault. */
async function keepUnsettled(work: Promise<Interface>): Promise<Interface | Pick<Interface, 'faults'>> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SolveError)) throw error;
    const partial = error.partial as Interface | undefined;
    if (partial?.faults) {
      const unsettled: Note = { level: 'warning', code: 'not-converged', text: error.what };
      return { ...partial, notes: [...partial.notes, unsettled] };
    }
    return { faults: [{ level: 'serious', code: 'blew-up', text: error.what }] };
  }
}

const isWhole = (made: Interface | Pick<Interface, 'faults'>): made is Interface =>
  'structure' in made && made.faults.length === 0;

/** [Å3] volume of an atom of a composition at a density [kg/m3]. */
function computeAtomicVolume(composition: string, density: number): number {
  const counts = [...parseFormula(composition)];
  const atoms = counts.reduce((sum, [, count]) => sum + count, 0);
  const mass = counts.reduce((sum, [element, count]) => sum + count * atomicWeight(element), 0);
  return (1e27 * mass) / AVOGADRO / density / atoms;
}

/** Opens the oxide alone, and has the committee open it. */
export async function runBulk(
  p: Omit<SeedParameters, 'coating'>,
  ctx: Context,
  host: PieceHost,
  pull = true,
): Promise<BulkPiece> {
  const { potential, judges, citations, slab } = await prepare(p, ctx, host);
  const settings = { threads: host.threads, parentSupercell: slab.parentSupercell };
  const open = (by: Potential, relaxed: boolean, part: Context) =>
    runCrystalOpening(slab.crystal, slab.miller, by, { ...settings, relaxed }, part);
  const opening = await open(potential, pull, subContext(ctx, 'opening', 0, 0.6));
  const views: BulkPiece['views'] = [];
  for (const other of judges.others) {
    const { crystal: _crystal, oriented: _oriented, ...seen } = await open(other, false, { signal: ctx.signal });
    views.push({ member: other.sha256, opening: seen });
  }
  return {
    opening: { ...opening, pull: undefined },
    pull: opening.pull,
    views,
    judged: toJudged(judges),
    origin: await describeRun(
      potential,
      { oxide: p.oxide, plane: slab.miller },
      'crystal relaxed with its cell to 0.005 eV/Å; each cleavage plane opened rigidly, universal-binding fit',
      citations,
    ),
  };
}
