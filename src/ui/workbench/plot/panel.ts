/** One line or cloud of a panel. */
export interface Series {
  label: string;
  x: Float64Array;
  y: Float64Array;
  /** Points in place of a line. */
  points?: boolean;
  /** Place in the colours of categories; by order where absent. */
  colour?: number;
}

export interface Axis {
  title: string;
  log?: boolean;
  /** Larger values to the left, as spectra of binding energies are drawn. */
  reverse?: boolean;
}

/** A figure as the page draws it: lines and points on two axes. */
export interface Panel {
  id: string;
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** One unit is as long on either axis, as in a Nyquist plot. */
  equal?: boolean;
}
