import type { Condition } from './condition.js';
import type { Grid } from './grid.js';
import type { Note } from './note.js';
import type { Origin } from './origin.js';
import type { Structure } from './structure.js';
import type { Table } from './table.js';

/** What may stand beside the principal table. */
export type Part = Table | Grid | readonly Structure[];

/**
 * One type for a measured file and for a virtual experiment; an analysis cannot tell them apart except by `origin`.
 * Current > 0 charges the cell (BDF). Imaginary impedance is negative where capacitive.
 */
export interface Recording<K extends string = string> {
  /** Id of its kind, `cycling`; see `defineKind`. */
  kind: K;
  /** The principal table, with the columns that the kind declares. */
  table: Table;
  /**
   * What stands beside it, by the names that the kind declares: a detector frame, a density, the frames of a
   * trajectory.
   */
  parts?: Readonly<Record<string, Part>>;
  /** Same file or sitting: regions of one sample, frames of one in situ run, blank and sample. */
  series?: { id: string; index: number; label: string; at?: Condition };
  about: {
    sample?: string;
    instrument?: string;
    model?: string;
    protocol?: string;
    operator?: string;
    /** ISO 8601. */
    started?: string;
  };
  /** Everything the file says about itself, under the file's own names. */
  metadata: Record<string, unknown>;
  origin: Origin;
  notes: Note[];
}
