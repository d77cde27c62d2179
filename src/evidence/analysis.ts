import type {
  Citation,
  Condition,
  Context,
  Estimate,
  Given,
  Note,
  Recording,
  Scale,
  Settings,
  Structure,
  Table,
  Values,
} from '../core/index.js';
import type { Figure } from '../figure/index.js';
import type { Scene } from '../scene/index.js';

/** A quantity that an analysis or evidence can give. */
export interface Quantity {
  label: string;
  /** As findings carry it; several where it depends on what is known, such as `mAh/g` or `mAh`. */
  unit: string | readonly string[];
  /** Groups that are known beforehand, where there are any. */
  groups?: readonly string[];
  /** Drawn against its condition where groups are compared. */
  plot?: boolean;
  /** Where values can be: intervals stay inside. Default `linear`, anything. */
  scale?: Scale;
}

/** One number that an analysis gives. */
export interface Finding {
  /** snake_case name of the quantity; the same in every analysis that gives it. */
  id: string;
  /** Condition it holds at: `{ cycle: 12 }`, `{ rate: '7C' }`. */
  at?: Condition;
  estimate: Estimate;
  /** In place of the quantity's own label, where there is more to say. */
  label?: string;
}

/** A curve of one specimen, to be laid over those of others. */
export interface Curve {
  id: string;
  title: string;
  /** What tells it from other curves of the same id in one specimen: `cycle 1`. */
  at?: Condition;
  x: { title: string; values: ArrayLike<number> };
  y: { title: string; values: ArrayLike<number> };
  /** Both axes have one scale, as in a Nyquist plot. */
  equal?: boolean;
}

/** What every analysis gives, whatever it is about. */
export interface Outcome {
  findings: Finding[];
  tables: { id: string; title: string; table: Table }[];
  figures: Figure[];
  curves: Curve[];
  scenes: Scene[];
  /** Curves that others may read on. */
  recordings: Recording[];
  notes: Note[];
}

/** A structure by the name or file that it was asked for. */
export interface NamedStructure {
  name: string;
  structure: Structure;
  citation?: Citation;
}

/** What an analysis reads: recordings of a kind, or structures by name or file. */
export interface Input {
  /** Id of a kind of recording, or `structure`. */
  kind: string;
  /** All files that are given, together. */
  many?: boolean;
  optional?: boolean;
  describe: string;
}

type One<I> = I extends { kind: 'structure' } ? NamedStructure : Recording;
type GivenInput<I> = I extends { many: true }
  ? readonly One<I>[]
  : I extends { optional: true }
    ? One<I> | undefined
    : One<I>;
export type Inputs = Readonly<Record<string, Input>>;
export type GivenInputs<I extends Inputs> = { readonly [R in keyof I]: GivenInput<I[R]> };

/** An analysis as data: the command line, studies and pages list and run it from here. */
export interface Analysis<I extends Inputs = Inputs, S extends Settings = Settings> {
  id: string;
  /** Changes whenever its numbers do. */
  version: string;
  title: string;
  /**
   * Files go to the input of their kind, the first of which an analysis cannot do without; structures are named in
   * settings of their own.
   */
  inputs: I;
  settings: S;
  /** Every finding is one of these. */
  quantities: Readonly<Record<string, Quantity>>;
  /** Where nobody says which analysis is meant, the highest of those that accept the recording is taken (default 0). */
  preference?: number;
  /**
   * By setting, the note of a file that it answers: once the size of a pixel is given, that the file lacks it is no
   * news.
   */
  answers?: Readonly<Record<string, string>>;
  /** False where studies run it only when a claim asks for one of its quantities. */
  byDefault?: boolean;
  /** True where figures and scenes are of one specimen and say what no curve can: a report then has them of each. */
  pictures?: boolean;
  run(inputs: GivenInputs<I>, settings: Values<S>, ctx?: Context): Promise<Outcome>;
  cite: readonly Citation[];
}

/** An analysis whose inputs and settings are known at run time only, as registries hold it. */
export interface AnyAnalysis extends Omit<Analysis, 'run'> {
  // biome-ignore lint/suspicious/noExplicitAny: settings and inputs were read by the analysis's own schema
  run(inputs: any, settings: any, ctx?: Context): Promise<Outcome>;
}

/** Checks and freezes an analysis. */
export function defineAnalysis<const I extends Inputs, const S extends Settings>(
  analysis: Analysis<I, S>,
): Analysis<I, S> {
  return Object.freeze(analysis);
}

/** Name and kind of the input that takes the file or files. */
export function primaryInput(analysis: Pick<AnyAnalysis, 'id' | 'inputs'>): { name: string; input: Input } {
  const found = Object.entries(analysis.inputs).find(([, input]) => input.kind !== 'structure');
  if (!found) throw new Error(`${analysis.id} reads no recording`);
  return { name: found[0], input: found[1] };
}

/** Names and inputs of the recordings that an analysis reads, the main one first. */
export function recordingInputs(analysis: Pick<AnyAnalysis, 'inputs'>): [string, Input][] {
  return Object.entries(analysis.inputs).filter(([, input]) => input.kind !== 'structure');
}

/** An outcome with what is given and nothing else. */
export function makeOutcome(outcome: Partial<Outcome>): Outcome {
  return { findings: [], tables: [], figures: [], curves: [], scenes: [], recordings: [], notes: [], ...outcome };
}

/** The label of a finding. */
export function labelFinding(analysis: Pick<AnyAnalysis, 'quantities'>, finding: Finding): string {
  return finding.label ?? analysis.quantities[finding.id]?.label ?? finding.id.replaceAll('_', ' ');
}

export type { Given };
