import type { Estimate, Note } from '../core/index.js';
import type { ClaimEntry, EvidenceOutput, Study } from '../evidence/index.js';

export type {
  ClaimEntry,
  EvidenceEntry,
  EvidenceOutput,
  AnyEvidenceKind,
  EvidenceKind,
  Piece,
  PieceHost,
  Result,
  Study,
} from '../evidence/index.js';
export type { Scene } from '../scene/index.js';

export type VerdictWord = 'supported' | 'not supported' | 'undecided' | 'pending' | 'not measured';

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
  /** Specimens behind each group that the claim names. */
  groups?: Record<string, number>;
  /** Serious notes on files and replicates that it rests on. */
  notes: Note[];
}

/** What one evidence takes from another: a number, or recordings. */
export interface Taken {
  /** Name of the evidence that takes it, and its setting. */
  by: string;
  setting: string;
  /** Result it takes, `interface.separation_energy [bulk]`, or the evidence whose recordings it takes. */
  result: string;
  /** Of a number. */
  estimate?: Estimate;
  /** Names of the recordings. */
  recordings?: readonly string[];
}

/** Everything the report shows; also written as `results/study.json`. */
export interface StudyReport {
  study: Study;
  /** ISO 8601 date of the run. */
  date: string;
  cermet: string;
  verdicts: Verdict[];
  evidence: Record<string, EvidenceOutput>;
  /** Numbers that flow from evidence to evidence. */
  taken: Taken[];
  notes: Note[];
}
