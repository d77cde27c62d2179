import { computeVolume, countElements, Table, type Column, type Structure } from '../core/index.js';

/** What there is in one column. Missing cells count nowhere but in `missing`; a column without values has nulls. */
export interface ColumnSummary {
  name: string;
  first: number | string | null;
  last: number | string | null;
  min: number | string | null;
  max: number | string | null;
  missing: number;
}

/** Summarises each column of a table; text compares by code unit. */
export function summariseColumns(table: Table): ColumnSummary[] {
  return table.columns.map(({ name, values, valid }) => {
    const summary: ColumnSummary = { name, first: null, last: null, min: null, max: null, missing: 0 };
    for (let i = 0; i < values.length; i++) {
      if (valid && !valid[i]) {
        summary.missing++;
        continue;
      }
      const value = values[i]!;
      summary.first ??= value;
      summary.last = value;
      if (summary.min === null || value < summary.min) summary.min = value;
      if (summary.max === null || value > summary.max) summary.max = value;
    }
    return summary;
  });
}

/**
 * A table with a row for each frame: how many atoms of what, volume, and energy, largest force and pressure where the
 * file has them.
 */
export function tabulateStructures(frames: readonly Structure[]): Table {
  const counts = frames.map(countElements);
  const elements = [...new Set(counts.flatMap((c) => [...c.keys()]))];
  const whole = frames.every((frame) => frame.pbc.every(Boolean));
  const columns: (Column | undefined)[] = [
    { name: 'atom_count', values: Int32Array.from(frames, (f) => f.elements.length) },
    ...elements.map((element) => ({
      name: `${element.toLowerCase()}_count`,
      values: Float64Array.from(counts, (c) => c.get(element) ?? 0),
    })),
    ...[0, 1, 2].map((i) => ({
      name: `cell_${'abc'[i]}_angstrom`,
      values: Float64Array.from(frames, (f) => Math.hypot(...f.cell.subarray(3 * i, 3 * i + 3))),
    })),
    whole
      ? { name: 'volume_cubic_angstrom', values: Float64Array.from(frames, (f) => computeVolume(f.cell)) }
      : undefined,
    optional(frames, 'energy_ev', (f) => f.energy),
    optional(frames, 'largest_force_ev_per_angstrom', (f) => largestNorm(f.atomic?.forces?.values)),
    optional(frames, 'shared_site_count', (f) => f.disorder?.size || undefined),
  ];
  return new Table(columns.filter((c) => c !== undefined));
}

/** A column for what some frames have and others lack; no column where none has it. */
function optional(
  frames: readonly Structure[],
  name: string,
  of: (frame: Structure) => number | undefined,
): Column | undefined {
  const found = frames.map(of);
  if (found.every((v) => v === undefined)) return undefined;
  const missing = found.some((v) => v === undefined);
  return {
    name,
    values: Float64Array.from(found, (v) => v ?? 0),
    ...(missing && { valid: Uint8Array.from(found, (v) => (v === undefined ? 0 : 1)) }),
  };
}

function largestNorm(vectors: Float64Array | undefined): number | undefined {
  if (!vectors) return undefined;
  let largest = 0;
  for (let i = 0; i < vectors.length; i += 3)
    largest = Math.max(largest, Math.hypot(vectors[i]!, vectors[i + 1]!, vectors[i + 2]!));
  return largest;
}
