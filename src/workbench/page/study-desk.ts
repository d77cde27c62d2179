/** One thing that is wrong in a study's text. */
export interface DeskProblem {
  what: string;
  hint?: string;
  path: readonly (string | number)[];
  line?: number;
  column?: number;
}

/** A study's text as it stands on disk. */
export interface DeskStudy {
  text: string;
  /** Hash of the text: whoever writes must know the one that stands. */
  etag: string;
}

/** A setting as forms show it. */
export interface DeskSetting {
  name: string;
  describe: string;
  default?: string;
  choices?: readonly string[];
  required?: boolean;
}

/** A kind of evidence as forms show it. */
export interface DeskKind {
  id: string;
  title: string;
  /** Whether it reads files (`kind:`) or is computed (`simulate:`). */
  measured: boolean;
  settings: DeskSetting[];
  quantities: { id: string; label: string; unit: string; groups?: readonly string[] }[];
}

/** What a run would do for one evidence, and why. */
export interface DeskForecast {
  evidence: string;
  pieces: number;
  open: number;
  why: string[];
}

/** What happens while a study runs, in order. */
export type DeskEvent =
  | { type: 'idle' }
  | { type: 'running'; started: string }
  | { type: 'progress'; done: number; total: number | undefined; label: string }
  | { type: 'evidence'; name: string; results: number; verdicts: unknown[] }
  | { type: 'done'; verdicts: unknown[]; report: boolean }
  | { type: 'stopped'; message: string }
  | { type: 'failed'; message: string }
  | { type: 'changed'; etag: string };

/** A study as the page works on it. Whoever starts the server says how: it alone knows the command line's own ways. */
export interface StudyDesk {
  folder: string;
  readOnly: boolean;
  /** [bytes] of the largest file that may be added. */
  largestFile: number;
  read(): Promise<DeskStudy>;
  /** Writes the text whole or not at all; undefined where another stands there by now. */
  write(text: string, etag: string): Promise<DeskStudy | undefined>;
  check(text: string): Promise<DeskProblem[]>;
  kinds(): Promise<DeskKind[]>;
  forecast(): Promise<DeskForecast[]>;
  /** Keeps a file under `data/`; `conflict` where another of that name stands there. */
  keepFile(name: string, body: AsyncIterable<Uint8Array>): Promise<{ place: string } | 'conflict' | 'too large'>;
  /** Lists files of the study under their samples, with the evidence that they allow. */
  addFiles(sampleOf: Record<string, string>): Promise<unknown>;
  /** Verdicts and evidence of the last run, as `results/study.json` has them. */
  lastReport(): Promise<unknown>;
  /** The study with its report, results and data as a zip that is a Research Object Crate. */
  exportCrate(): Promise<Uint8Array>;
  start(): boolean;
  stop(): void;
  /** Calls back with what happens, beginning with how things stand; returns what ends it. */
  listen(tell: (event: DeskEvent) => void): () => void;
}
