/** What the workbench page carries for its virtual cell. */
export interface CellPageData {
  /** Parameter files to choose from, the chosen one first. */
  cells: { name: string; title: string; text: string }[];
  /** Compiled Vega specifications; their data come while the page is used. */
  figures: Record<CellFigureName, Record<string, unknown>>;
}

export type CellFigureName = 'byTime' | 'byCharge' | 'impedance' | 'capacity';

/** Names of the two lines that a figure compares: those of the setting shown and of the one before. */
export const NOW = 'this setting';
export const BEFORE = 'before';
/** Name of a curve that was measured. */
export const MEASURED = 'measured';
/** And those of the two cells that age. */
export const BARE_CELL = 'bare';
export const COATED_CELL = 'coated';
/** Signal of a figure: names of the lines that it has. */
export const SHOWN = 'shown';
