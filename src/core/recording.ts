import type { Note } from './note.js';
import type { Origin } from './origin.js';
import type { Table } from './table.js';

export type RecordingKind = 'cycling' | 'eis' | 'md' | 'relaxation' | 'opening' | 'ageing' | 'dems' | 'table';

/**
 * One type for a measured file and for a virtual experiment; an analysis cannot tell them apart except by `origin`.
 * Current > 0 charges the cell (BDF). Imaginary impedance is negative where capacitive.
 */
export interface Recording<K extends RecordingKind = RecordingKind> {
  kind: K;
  table: Table;
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
