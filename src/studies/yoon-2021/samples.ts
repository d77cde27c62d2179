import { parseCell, type Cell } from '../../cells/index.js';
import { estimateDraws, Table, type Citation, type Note, type Scale, type Simulated } from '../../core/index.js';
import type { PieceHost, Result } from '../../evidence/index.js';
import type { DrawnPiece } from './figures.js';

/** Labels and units of quantities by their names. */
export type Quantities = Readonly<Record<string, { label: string; unit: string; scale?: Scale }>>;

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
  about: Pick<Result, 'id' | 'label' | 'group'> & { at?: string },
  { unit, scale }: Quantities[string],
  values: ReadonlyMap<number, number>,
  origin: Simulated,
): Result {
  const { at, ...rest } = about;
  return {
    ...rest,
    ...(at !== undefined && { at: { test: at } }),
    estimate: estimateDraws([...values.values()], unit, scale),
    replicates: Object.fromEntries([...values].map(([sample, value]) => [`sample ${sample}`, value])),
    origin,
  };
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
