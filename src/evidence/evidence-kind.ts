import type {
  Citation,
  Condition,
  Context,
  Estimate,
  Note,
  Origin,
  Recording,
  Settings,
  Structure,
  Table,
  Values,
} from '../core/index.js';
import type { Figure } from '../figure/index.js';
import type { Source } from '../io/index.js';
import type { ParticleScene, Scene } from '../scene/index.js';
import type { Quantity } from './analysis.js';

/** A study as a person writes it (study.yaml) or as `defineStudy()` gives it. */
export interface Study {
  title: string;
  description?: string;
  authors?: string[];
  references?: Citation[];
  /**
   * Modules that bring readers, analyses, kinds of evidence: paths from the study's folder, or `cermet/studies/NAME`.
   */
  plugins?: string[];
  samples: Record<string, Record<string, unknown>>;
  evidence: Record<string, EvidenceEntry>;
  claims: Record<string, ClaimEntry>;
}

export interface EvidenceEntry {
  /** What is measured (`kind: cycling`) or simulated (`simulate: atoms/interface`); one of the two. */
  kind?: string;
  simulate?: string;
  /** Heading in the report, in place of the evidence's name. */
  title?: string;
  [setting: string]: unknown;
}

export interface ClaimEntry {
  says: string;
  /** `evidence.quantity`, optionally `at …`; absent while nothing measures it. */
  measure?: string;
  /** `coated / pristine`, `a - b`, or the name of one group; absent for a single value. */
  compare?: string;
  /** `> 2`, `< 0`, `= 1.33 ± 0.05`, `1.2..1.5`. */
  expect?: string;
  published?: number | string;
  /** Page, figure or table in the source. */
  where?: string;
  /** True when a parameter was fitted to this very number: the claim can then not be supported by it. */
  fitted?: boolean;
  /**
   * True when what was put into the simulation already says it, such as the sign of an effect: the claim can then not
   * be supported by it.
   */
  assumed?: boolean;
  /** Heading under which the report lists it. */
  group?: string;
}

/** One number that evidence gives, with its replicates. */
export interface Result {
  /**
   * The quantity's name; in a report with the evidence's before it, `interface.opening_strength`, which `runStudy`
   * adds.
   */
  id: string;
  label: string;
  /**
   * `sigma: 0` with `n: 1` says that the number is exact by construction, a count for example; no `sigma` says that
   * nothing is known.
   */
  estimate: Estimate;
  /**
   * Named replicates behind it: seed or file → value. Groups whose replicates have the same names are compared pair by
   * pair.
   */
  replicates?: Record<string, number>;
  /** For results that differ by group (sample, plane, side). */
  group?: string;
  /** For results that differ by a condition, which a claim names after `at`: `7C`, `4.4 V`. */
  at?: Condition;
  origin: Origin;
}

/** What one piece of evidence gave. */
export interface EvidenceOutput {
  results: Result[];
  figures: Figure[];
  scenes: Scene[];
  /** Particles of grains, shown in 3D. */
  particles?: ParticleScene[];
  tables: { id: string; title: string; table: Table; origin: Origin }[];
  recordings: { id: string; recording: Recording }[];
  /** A note with `where` naming a file or replicate stands by every verdict that used it, if it is serious. */
  notes: Note[];
}

/** Something that pieces compute with and that is not a file of the study. */
export interface ResourceRef {
  type: 'potential' | 'structure' | 'engine';
  name: string;
}

/** What evidence may know of the study around it. */
export interface Surroundings {
  /** Name of this evidence in the study. */
  name: string;
  samples: Study['samples'];
  /** Conditions (`… at CONDITION`) under which claims ask for a quantity of this evidence. */
  asked(quantity: string): readonly string[];
}

/** Work that outlives this run, a job of a cluster for example: the next run asks again. */
export class Pending {
  constructor(
    /** By which the work is found again. */
    readonly ticket: string,
    /** What it waits for, in words. */
    readonly says: string,
  ) {}
}

/** What a piece may ask of the place it runs in. */
export interface PieceHost {
  /** Opens one of the piece's `files`. */
  open(path: string): Promise<Source>;
  /** Reads one of the piece's `files`, a folder or an archive included, as `cermet read` does. */
  read(path: string): Promise<{ recordings: Recording[]; structures: Structure[]; notes: Note[] }>;
  /** A resource that the piece names in `uses`; without a name the one that comes with Cermet. */
  use<T>(type: ResourceRef['type'], name?: string): Promise<T>;
  /**
   * A value that pieces share: made by the first that needs it and kept beside the results, under `from`, all that
   * decides it, and the version of the code.
   */
  keep<T>(from: unknown, make: () => Promise<T>): Promise<T>;
  /**
   * Threads that one evaluation may use; the same on every run, so that results do not depend on what else is running.
   */
  threads: number;
}

/** One cacheable piece of work. `inputs` decides its content hash together with the version of the code. */
export interface Piece<T = unknown> {
  label: string;
  /** Relative cost, for the progress bar. */
  weight?: number;
  inputs: Record<string, unknown>;
  /** Files it reads, relative to the study's folder; their content enters the hash. */
  files?: readonly string[];
  /** What else it computes with; the content enters the hash. */
  uses?: readonly ResourceRef[];
  /** What it takes of a machine: cores, and memory in bytes. */
  needs?: { cores?: number; memory?: number };
  /**
   * The result must survive the cache's encoding: plain JSON values and typed arrays, nested; Structures, Tables and
   * Maps too.
   */
  run(ctx: Context, host: PieceHost): Promise<T | Pending>;
}

/** A kind of evidence: how its settings are read and how it is made. */
export interface EvidenceKind<S extends Settings = Settings, T = unknown> {
  /** `cycling`, `eis` (measured) or `atoms/interface` (simulated). */
  id: string;
  title: string;
  /** Any quantity among them may be taken from other evidence: `{ from: interface.separation_energy, group: bulk }`. */
  settings: S;
  /** Quantities it can give, for checking claims before anything runs. */
  quantities: Readonly<Record<string, Quantity>>;
  /** Kind of the recordings that it gives and other evidence may take: `{ from: particle }`. */
  recordings?: string;
  /** Refuses settings that do not go together; throws InputError with `where.path`. */
  check?(settings: Values<S>, around: Surroundings): void;
  /**
   * Pieces of work that are cached and resumed apart, e.g. one for each seed, in any order. Pure: it is called again in
   * the worker that runs a piece and must give the same pieces there.
   */
  plan(settings: Values<S>, around: Surroundings): Piece<T>[];
  /** Puts the pieces' outputs together; cheap, runs every time. */
  assemble(settings: Values<S>, pieces: readonly T[], around: Surroundings): EvidenceOutput;
}

/** A kind of evidence whose settings are known at run time only, as registries hold it. */
export interface AnyEvidenceKind extends Omit<EvidenceKind, 'check' | 'plan' | 'assemble'> {
  // biome-ignore-start lint/suspicious/noExplicitAny: settings and pieces were made by the kind's own schema and plan
  check?(settings: any, around: Surroundings): void;
  plan(settings: any, around: Surroundings): Piece[];
  assemble(settings: any, pieces: readonly any[], around: Surroundings): EvidenceOutput;
  // biome-ignore-end lint/suspicious/noExplicitAny: settings and pieces were made by the kind's own schema and plan
}

/** Checks and freezes a kind of evidence; settings, pieces and their assembly are typed together. */
export function defineEvidence<const S extends Settings, T>(kind: EvidenceKind<S, T>): EvidenceKind<S, T> {
  return Object.freeze(kind);
}

/** An output with what is given and nothing else. */
export function makeOutput(output: Partial<EvidenceOutput>): EvidenceOutput {
  return { results: [], figures: [], scenes: [], tables: [], recordings: [], notes: [], ...output };
}
