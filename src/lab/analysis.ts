import type {
  Citation,
  Context,
  DimensionName,
  Estimate,
  Note,
  Recording,
  RecordingKind,
  Table,
} from '../core/index.js';
import type { Figure } from '../figure/index.js';

/** One number that an analysis gives. */
export interface Finding {
  /** snake_case name of the quantity; the same in every analysis that gives it. */
  id: string;
  label: string;
  estimate: Estimate;
  /** Condition it holds at: `cycle 12`, `7C`, `50 %`, `R1`. */
  at?: string;
}

/** What every analysis gives, whatever it is about. */
export interface AnalysisResult {
  findings: Finding[];
  tables: { id: string; title: string; table: Table }[];
  figures: Figure[];
  notes: Note[];
}

/** One setting of an analysis. */
export interface AnalysisParameter {
  describe: string;
  /** Dimension of a quantity, which is then given with its unit; absent for words. */
  dimension?: DimensionName;
  /** What holds where nothing is said, in words. */
  default: string;
}

/** Settings as a person gives them: quantities with their units, words. */
export type Settings = Readonly<Record<string, string | number>>;

/** An analysis as data: the command line, studies and pages list and run it from here. */
export interface Analysis {
  id: string;
  title: string;
  accepts: RecordingKind;
  parameters: Readonly<Record<string, AnalysisParameter>>;
  run(recording: Recording, settings: Settings, ctx?: Context): Promise<AnalysisResult>;
  cite: readonly Citation[];
}

/** Checks and freezes an analysis. */
export function defineAnalysis(analysis: Analysis): Analysis {
  return Object.freeze(analysis);
}
