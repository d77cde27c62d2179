/** A cycler's program as data. SI; current and power > 0 charge the cell. */
export interface Protocol {
  title?: string;
  items: readonly Item[];
}

export type Item = Step | Repeat | Every | GoTo | SetTemperature;

/** One step, which ends on the first of its ends, or at the cell's voltage limits. */
export interface Step {
  kind: 'step';
  /** As a person would write it; also what a go-to names. */
  label: string;
  control: StepControl;
  ends: readonly End[];
  /** [s] between rows; the solver's own rhythm when absent. */
  recordEvery?: number;
}

export type StepControl =
  | { mode: 'rest' }
  | { mode: 'current'; value: number; unit: 'A' | 'C-rate' | 'A/m2' }
  | { mode: 'voltage'; value: number }
  | { mode: 'power'; value: number }
  | { mode: 'resistance'; value: number }
  /** A drive cycle: straight lines between points. */
  | { mode: 'table'; quantity: 'current' | 'voltage' | 'power'; time: Float64Array; value: Float64Array }
  | { mode: 'impedance'; frequencies: Float64Array };

export type End =
  | { quantity: 'voltage'; value: number }
  /** Magnitude falls to this. */
  | { quantity: 'current'; value: number; unit: 'A' | 'C-rate' | 'A/m2' }
  /** Charge passed in the step. */
  | { quantity: 'charge'; value: number; unit: 'C' | 'C/m2' }
  | { quantity: 'time'; value: number }
  /** Reached from either side. */
  | { quantity: 'temperature'; value: number };

/** Repeats a number of times, or until a voltage limit is met inside. */
export interface Repeat {
  kind: 'repeat';
  times: number;
  items: readonly Item[];
}

/** Inside a repeat: done on every n-th pass (n, 2n, …). */
export interface Every {
  kind: 'every';
  passes: number;
  items: readonly Item[];
}

/** Back to a labelled step of the same level, a number of times. */
export interface GoTo {
  kind: 'goto';
  label: string;
  times: number;
}

/** Sets the surroundings; an isothermal cell follows at once. */
export interface SetTemperature {
  kind: 'temperature';
  /** [K] */
  value: number;
}
