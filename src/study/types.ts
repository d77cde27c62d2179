import type { Citation, Context, Estimate, Note, Origin, Recording, Structure, Table } from '../core/index.js';
import type { Figure } from '../figure/figure.js';
import type { Potential } from '../atoms/index.js';
import type { Source } from '../io/index.js';

/** A study as a person writes it (study.yaml) or as `defineStudy()` gives it. */
export interface Study {
  title: string;
  description?: string;
  authors?: string[];
  references?: Citation[];
  samples: Record<string, Record<string, unknown>>;
  evidence: Record<string, EvidenceEntry>;
  claims: Record<string, ClaimEntry>;
}

export interface EvidenceEntry {
  /** What is measured (`kind: cycling`) or simulated (`simulate: atoms/interface`); one of the two. */
  kind?: string;
  simulate?: string;
  [parameter: string]: unknown;
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
  /** True when what was put into the simulation already says it, such as the sign of an effect: the claim can then not be supported by it. */
  assumed?: boolean;
  /** Heading under which the report lists it. */
  group?: string;
}

/** One number that evidence gives, with its replicates. */
export interface Result {
  /** The quantity's name; in a report with the evidence's before it, `interface.opening_strength`, which `runStudy` adds. */
  id: string;
  label: string;
  /** `sigma: 0` with `n: 1` says that the number is exact by construction, a count for example; no `sigma` says that nothing is known. */
  estimate: Estimate;
  /** Named replicates behind it: seed or file → value. Groups whose replicates have the same names are compared pair by pair. */
  replicates?: Record<string, number>;
  /** For results that differ by group (sample, plane, side). */
  group?: string;
  /** For results that differ by a condition, which a claim names after `at`: `7C`, `4.4 V`. */
  at?: string;
  origin: Origin;
}

/** A structure or a trajectory to be shown in 3D. */
export interface Scene {
  id: string;
  title: string;
  caption: string;
  frames: Structure[];
  /** [fs] time of each frame, where the frames are a trajectory. */
  times?: number[];
}

/** What one piece of evidence gave. */
export interface EvidenceOutput {
  results: Result[];
  figures: Figure[];
  scenes: Scene[];
  tables: { id: string; title: string; table: Table; origin: Origin }[];
  recordings: { id: string; recording: Recording }[];
  notes: Note[];
}

/** A kind of evidence: how its parameters are checked and how it is made. */
export interface EvidenceKind {
  /** `cycling`, `eis` (measured) or `atoms/interface` (simulated). */
  id: string;
  title: string;
  /** Allowed parameters with a sentence each; the schema's error messages and the docs come from it. */
  parameters: Record<string, { describe: string; required?: boolean }>;
  /** Quantities it can give, and the groups where they are known beforehand, for checking `measure:` and `compare:` before anything runs. */
  quantities: Record<string, { label: string; unit: string; groups?: readonly string[] }>;
  /** Checks values and returns them normalised; throws InputError with `where.path` set to the key. Pure and cheap. */
  check(entry: EvidenceEntry, study: Study): Record<string, unknown>;
  /**
   * Pieces of work that are cached and resumed apart, e.g. one for each seed, in any order. Pure: it is called again in the worker
   * that runs a piece and must give the same pieces there.
   */
  plan(parameters: Record<string, unknown>, study: Study): Piece[];
  /** Puts the pieces' outputs together; cheap, runs every time. */
  assemble(parameters: Record<string, unknown>, pieces: unknown[], study: Study): EvidenceOutput;
}

/** One cacheable piece of work. `inputs` decides its content hash together with the version of the code. */
export interface Piece {
  label: string;
  /** Relative cost, for the progress bar. */
  weight?: number;
  inputs: Record<string, unknown>;
  /** Files it reads, relative to the study's folder; their content enters the hash. */
  files?: string[];
  /** Potential it computes with, by name or file; its parameters enter the hash. */
  potential?: string;
  /** Result must survive the cache's encoding: plain JSON values and typed arrays, nested; Structures, Tables and Maps too. */
  run(ctx: Context, host: PieceHost): Promise<unknown>;
}

/** What a piece may ask of the place it runs in. */
export interface PieceHost {
  /** Opens one of the piece's `files`. */
  open(path: string): Promise<Source>;
  /** A potential by name, one that the user added included; without this only those that come with Cermet. */
  openPotential?(name?: string): Promise<Potential>;
  /** Threads that one evaluation may use; the same on every run, so that results do not depend on what else is running. */
  threads: number;
}

export type VerdictWord = 'supported' | 'not supported' | 'undecided' | 'not measured';

export interface Verdict {
  id: string;
  claim: ClaimEntry;
  word: VerdictWord;
  /** One sentence why. */
  because: string;
  /** The number that is held against the expectation, a ratio or difference where the claim compares. */
  measured?: Estimate;
  /** Ids of the results it was made from, with group and condition: `interface.opening_strength [bulk]`. */
  results: string[];
}

/** Everything the report shows; also written as `results/study.json`. */
export interface StudyReport {
  study: Study;
  /** ISO 8601 date of the run. */
  date: string;
  cermet: string;
  verdicts: Verdict[];
  evidence: Record<string, EvidenceOutput>;
  notes: Note[];
}
