/** What the page carries for its script, as JSON. The document itself can be read without it. */
export interface PageData {
  figures: PageFigure[];
  /** Rows shared by the specifications, which point to them as `{ "$rows": index }`. */
  rows: unknown[][];
  scenes: PackedScene[];
  particles: PackedParticle[];
  /** What the dialog shows of each number: results in order, then claims. */
  entries: PageEntry[];
  /** Numbers that a folded list holds, whose table the script draws when it is opened. */
  folded: { id: string; entries: number[] }[];
  /** The study as YAML. */
  study: string;
  /** Its sources as BibTeX, and how it is cited as CITATION.cff. */
  bibtex: string;
  citation: string;
}

/** What stands behind one number, as text. */
export interface PageEntry {
  title: string;
  number: string;
  behind: string;
  unit?: string;
  /** Name and value of each. */
  replicates?: [string, string][];
  /** How many more there are. */
  more?: number;
  /** Standard deviation of single observations. */
  spread?: string;
  rows?: [string, string][];
  notes?: string[];
  /** Claims, with their places in the page. */
  decides?: [string, string][];
  /** Entries it is made from. */
  from?: number[];
  /** Element of the page that holds its origin. */
  origin?: string;
}

export interface PageFigure {
  id: string;
  /** Name for downloaded files. */
  name: string;
  /** The figure as its author gave it: Vega-Lite. */
  source: unknown;
  /** The same compiled to Vega, in the colours of the page. */
  compiled: unknown;
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
  surfaces?: PackedSurface[];
}

/** A surface with its arrays in base64, little-endian: vertices as float32, triangles as uint32. */
export interface PackedSurface {
  label: string;
  colour: string;
  vertices: string;
  triangles: string;
}

/** A particle of grains; arrays in base64, little-endian. */
export interface PackedParticle {
  id: string;
  name: string;
  title: string;
  /** [m] of the largest coordinate: 32767 stands for it. */
  reach: number;
  /** (V, 3), (G, 3) int16. */
  vertices: string;
  centres: string;
  /** (P) uint8 corners of each polygon. */
  sizes: string;
  /** int32, each less the one before. */
  items: string;
  grains: string;
  /** Largest tension in the steps of a particle's frames; greater pressure is kept as that. */
  strongest: number;
  histories: {
    label: string;
    /** (F) uint8. */
    film: string;
    outerFilm: boolean;
    cycles: number[];
    /** (M, F) uint8, each frame less the one before. */
    damage: string;
    wet: string;
    traction: string;
  }[];
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
  /** [meV/Å] (n) uint16, base64; what is larger stands as 65,535. */
  disagreements?: string;
  /** [eV] */
  energy?: number;
  /** What stands on shared or partly vacant sites, by index. */
  disorder?: Record<number, string>;
}
