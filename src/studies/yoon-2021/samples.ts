import { parseCell, type Cell } from '../../cells/index.js';
import {
  computeStudentQuantile,
  estimateMean,
  Table,
  type Citation,
  type Estimate,
  type Note,
  type Simulated,
} from '../../core/index.js';
import type { PieceHost, Result } from '../../study/types.js';
import type { DrawnPiece } from './figures.js';

/** Labels and units of quantities by their names. */
export type Quantities = Readonly<Record<string, { label: string; unit: string }>>;

/** The cell of a parameter file. */
export async function openCell(file: string, host: PieceHost): Promise<Cell> {
  const source = await host.open(file);
  return parseCell(new TextDecoder().decode(await source.bytes()), source.name);
}

/** Every place, a quantity with its condition, that any run gives. */
export function listPlaces(pieces: readonly DrawnPiece[]): { id: string; at?: string }[] {
  return [
    ...new Map(pieces.flatMap((piece) => piece.values.map(({ id, at }) => [`${id} ${at ?? ''}`, { id, at }]))).values(),
  ];
}

/** The values of one group at one place, by sample. */
export function valuesOf(
  pieces: readonly DrawnPiece[],
  group: string,
  { id, at }: { id: string; at?: string },
): Map<number, number> {
  return new Map(
    pieces
      .filter((p) => p.group === group)
      .flatMap((p) => p.values.filter((v) => v.id === id && v.at === at).map((v) => [p.sample, v.value] as const)),
  );
}

/** A result over samples, which are its replicates. */
export function overSamples(
  about: Pick<Result, 'id' | 'label' | 'group' | 'at'>,
  unit: string,
  values: ReadonlyMap<number, number>,
  origin: Simulated,
): Result {
  const { at, ...rest } = about;
  return {
    ...rest,
    ...(at !== undefined && { at }),
    estimate: estimateDraws([...values.values()], unit),
    replicates: Object.fromEntries([...values].map(([sample, value]) => [`sample ${sample}`, value])),
    origin,
  };
}

/**
 * Mean of draws of what is unknown, one of which is the truth. More draws make the scatter better known, not smaller, so the interval is
 * that of one further draw: mean ± t s √(1 + 1/n).
 *
 * @param values [unit of `unit`] (n)
 */
export function estimateDraws(values: readonly number[], unit: string): Estimate {
  const { spread, ...mean } = estimateMean(values, unit);
  if (spread === undefined) return mean;
  const n = values.length;
  const sigma = spread * Math.sqrt(1 + 1 / n);
  const reach = sigma * computeStudentQuantile(0.975, n - 1);
  return { ...mean, sigma, spread, confidence: 0.95, interval: [mean.value - reach, mean.value + reach] };
}

/** Every number of every run. */
export function tabulateRuns(pieces: readonly DrawnPiece[], quantities: Quantities): Table {
  const rows = pieces.flatMap((p) => p.values.map((v) => ({ ...v, group: p.group, sample: p.sample })));
  return new Table([
    { name: 'group', values: rows.map((r) => r.group) },
    { name: 'sample', values: Int32Array.from(rows, (r) => r.sample) },
    { name: 'quantity', values: rows.map((r) => r.id) },
    { name: 'at', values: rows.map((r) => r.at ?? '') },
    { name: 'unit', values: rows.map((r) => quantities[r.id].unit) },
    { name: 'value', values: Float64Array.from(rows, (r) => r.value) },
  ]);
}

/** Notes of all runs, each once, with the runs that it is of. */
export function mergeNotes(pieces: readonly DrawnPiece[]): Note[] {
  const byText = new Map<string, { note: Note; where: string[] }>();
  for (const { notes, group, sample } of pieces) {
    for (const note of notes) {
      const entry = byText.get(note.text) ?? { note, where: [] };
      entry.where.push(`${group}, sample ${sample}`);
      byText.set(note.text, entry);
    }
  }
  return [...byText.values()].map(({ note, where }) => ({ ...note, where: where.join('; ') }));
}

export function mergeCitations(pieces: readonly { citations: readonly Citation[] }[]): Citation[] {
  return [...new Map(pieces.flatMap((p) => p.citations).map((c) => [c.text, c])).values()];
}
