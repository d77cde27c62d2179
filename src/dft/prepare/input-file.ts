/** One file of a prepared calculation. */
export interface InputFile {
  name: string;
  text: string;
  executable?: boolean;
}

/** One program that is run. */
export interface Step {
  id: string;
  /** `pw.x`, `gpaw`, `vasp` */
  program: string;
  arguments: string[];
  /** Standard input and output by name; input where it is read from there. */
  output: string;
  error: string;
  /** Whether MPI ranks are worth while. */
  parallel: boolean;
  /** File that makes the engine stop cleanly when it appears. */
  stopFile?: string;
  /** Whether a run that was stopped in time can go on. */
  restartable: boolean;
}
