/** What the page carries for its script, as JSON. The document itself can be read without it. */
export interface PageData {
  figures: PageFigure[];
  /** Rows shared by the specifications, which point to them as `{ "$rows": index }`. */
  rows: unknown[][];
  scenes: PackedScene[];
}

export interface PageFigure {
  id: string;
  /** Name for downloaded files. */
  name: string;
  /** The figure as its author gave it: Vega-Lite. */
  source: unknown;
  /** The same compiled to Vega, in the colours of the page. */
  compiled: unknown;
  csv: string;
}

/** A scene with its positions as float32 in base64, little-endian. */
export interface PackedScene {
  id: string;
  name: string;
  title: string;
  /** [fs] */
  times?: number[];
  /** Symbols that `species` points into. */
  palette: string[];
  pbc: readonly [boolean, boolean, boolean];
  frames: PackedFrame[];
}

export interface PackedFrame {
  /** (n) uint8 into the palette, base64; absent when the same as in the frame before. */
  species?: string;
  /** [Å] (3, 3) */
  cell: number[];
  /** [Å] (n, 3) float32, base64. */
  positions: string;
  /** [μB] (n) float32, base64. */
  moments?: string;
  /** (n) float32, base64. */
  groups?: string;
  /** [eV] */
  energy?: number;
  /** What stands on shared or partly vacant sites, by index. */
  disorder?: Record<number, string>;
}
