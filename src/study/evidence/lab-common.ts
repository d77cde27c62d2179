import {
  CERMET_VERSION,
  estimateMean,
  InputError,
  Table,
  type Derived,
  type Estimate,
  type Note,
  type Origin,
  type Recording,
} from '../../core/index.js';
import { detectReader, tableReaders } from '../../io/index.js';
import type { Finding } from '../../lab/index.js';
import type { EvidenceEntry, EvidenceOutput, PieceHost, Result, Study } from '../types.js';

/** Files by group: under `files:` of the evidence, or those of all samples. Patterns with * choose among the files that samples list. */
export function readGroups(entry: EvidenceEntry, study: Study): Record<string, string[]> {
  const listed = Object.fromEntries(
    Object.entries(study.samples).map(([name, sample]) => [name, toList(sample.files)]),
  );
  const given = entry.files;
  if (given === undefined) {
    const groups = Object.fromEntries(Object.entries(listed).filter(([, files]) => files.length > 0));
    if (Object.keys(groups).length === 0)
      throw new InputError('no sample has files', {
        hint: 'add some: cermet study add data/*.mpr --sample coated',
        where: { path: 'files' },
      });
    return groups;
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InputError('files: is a map of groups, such as { pristine: data/P-*.mpr, coated: data/C-*.mpr }', {
      where: { path: 'files' },
    });
  const all = [...new Set(Object.values(listed).flat())];
  return Object.fromEntries(
    Object.entries(given).map(([group, value]) => {
      const files = toList(value).flatMap((name) => (/[*?]/.test(name) ? matching(name, all, group) : [name]));
      if (files.length === 0)
        throw new InputError(`group ${group} has no files`, { where: { path: `files.${group}` } });
      return [group, [...new Set(files)]];
    }),
  );
}

const toList = (value: unknown): string[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

function matching(pattern: string, all: readonly string[], group: string): string[] {
  const expression = new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**', '\0')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')
      .replaceAll('\0', '.*')}$`,
  );
  const found = all.filter((file) => expression.test(file));
  if (found.length === 0)
    throw new InputError(`no file of a sample is like ${pattern}`, {
      hint: 'add files first: cermet study add FILE… --sample NAME',
      where: { path: `files.${group}` },
    });
  return found;
}

/** The recordings of one kind in a file of the study. */
export async function openRecordings(path: string, kind: Recording['kind'], host: PieceHost): Promise<Recording[]> {
  const source = await host.open(path);
  const { reader } = await detectReader(source, tableReaders, path);
  return (await reader.read(source)).recordings.filter((r) => r.kind === kind);
}

/** What one file gave: findings, or the reason why none. */
export interface CellPiece {
  group: string;
  file: string;
  sha256?: string;
  findings: Finding[];
  notes: Note[];
}

/** Results over the cells of each group: means with Student's interval, replicates by file. */
export function overCells(
  pieces: readonly CellPiece[],
  analysis: string,
  parameters: Record<string, unknown>,
): Result[] {
  const groups = new Map<
    string,
    { group: string; finding: Finding; values: Map<string, Estimate>; from: Set<string> }
  >();
  for (const piece of pieces) {
    for (const finding of piece.findings) {
      if (!Number.isFinite(finding.estimate.value)) continue;
      const key = JSON.stringify([piece.group, finding.id, finding.at, finding.estimate.unit]);
      const known = groups.get(key) ?? {
        group: piece.group,
        finding,
        values: new Map<string, Estimate>(),
        from: new Set<string>(),
      };
      known.values.set(piece.file, finding.estimate);
      known.from.add(piece.sha256 ?? piece.file);
      groups.set(key, known);
    }
  }
  return [...groups.values()].map(({ group, finding, values, from }) => {
    const single = values.size === 1 ? [...values.values()][0] : undefined;
    const origin: Derived = { type: 'derived', from: [...from], analysis, parameters, cermet: CERMET_VERSION };
    return {
      id: finding.id,
      label: finding.label,
      group,
      ...(finding.at !== undefined && { at: finding.at }),
      origin,
      // One cell says nothing of the scatter between cells, however well it was measured.
      estimate: single
        ? withoutSigma(single)
        : estimateMean(
            Float64Array.from(values.values(), (e) => e.value),
            finding.estimate.unit,
          ),
      replicates: Object.fromEntries([...values].map(([file, e]) => [file, e.value])),
    };
  });
}

function withoutSigma({ value, unit }: Estimate): Estimate {
  return {
    value,
    n: 1,
    unit,
    notes: [{ level: 'warning', code: 'one-cell', text: 'a single cell: the scatter between cells is unknown' }],
  };
}

/** Every number of every cell, as the analyses found it. */
export function tabulateCells(pieces: readonly CellPiece[], origin: Origin): EvidenceOutput['tables'][number] {
  const rows = pieces.flatMap((piece) => piece.findings.map((finding) => ({ piece, finding })));
  return {
    id: 'cells',
    title: 'Every cell',
    origin,
    table: new Table([
      { name: 'group', values: rows.map(({ piece }) => piece.group) },
      { name: 'file', values: rows.map(({ piece }) => piece.file) },
      { name: 'quantity', values: rows.map(({ finding }) => finding.id) },
      { name: 'at', values: rows.map(({ finding }) => finding.at ?? '') },
      { name: 'value', values: Float64Array.from(rows, ({ finding }) => finding.estimate.value) },
      { name: 'unit', values: rows.map(({ finding }) => finding.estimate.unit) },
    ]),
  };
}
