import { toCsvText } from '../core/index.js';
import type { Figure } from './figure.js';

/**
 * The numbers behind a figure as CSV, with the units that its axes say; several data sets stand one after another, each
 * under a
 * `# name` line.
 */
export function figureToCsv(figure: Figure): string {
  const sets = new Map<string, Record<string, unknown>[]>();
  collectValues(figure.spec, 'data', sets);
  const heads = new Map<string, string>();
  collectHeads(figure.spec, heads);
  const parts = [...sets].map(
    ([name, rows]) => (sets.size > 1 ? `# ${name.replace(/[\r\n]+/g, ' ')}\n` : '') + rowsToCsv(rows, heads),
  );
  return parts.join('\n');
}

/** What a column is called: its field with the unit of its axis; a field of one letter by the axis itself. */
function collectHeads(node: unknown, heads: Map<string, string>): void {
  if (Array.isArray(node)) return node.forEach((item) => collectHeads(item, heads));
  if (!node || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'data' || key === 'datasets') continue;
    if (key === 'encoding') collectChannels(value as Record<string, Channel | undefined>, heads);
    collectHeads(value, heads);
  }
}

interface Channel {
  field?: unknown;
  title?: unknown;
}

function collectChannels(encoding: Record<string, Channel | undefined>, heads: Map<string, string>): void {
  for (const axis of ['x', 'y']) {
    const title = encoding[axis]?.title;
    if (typeof title !== 'string') continue;
    const [, stem, stroke, bracket] = /^(.*?)(?: \/ (.+)| \(([^()]+)\))?$/s.exec(title) ?? [];
    const unit = stroke ?? bracket;
    for (const field of [axis, `${axis}2`, `${axis}Error`, `${axis}Error2`].map((name) => encoding[name]?.field)) {
      if (typeof field !== 'string' || heads.has(field)) continue;
      const name = field.length === 1 && field === encoding[axis]!.field ? stem : field;
      heads.set(field, unit === undefined ? name : `${name} / ${unit}`);
    }
  }
}

function collectValues(node: unknown, name: string, sets: Map<string, Record<string, unknown>[]>): void {
  if (Array.isArray(node)) {
    node.forEach((item, i) => collectValues(item, `${name} ${i + 1}`, sets));
    return;
  }
  if (!node || typeof node !== 'object') return;
  const { datasets, ...rest } = node as Record<string, unknown>;
  for (const [key, rows] of Object.entries((datasets ?? {}) as Record<string, unknown>)) {
    if (Array.isArray(rows)) sets.set(key, rows.map(toRow));
  }
  for (const [key, value] of Object.entries(rest)) {
    if (key === 'data') {
      const values = (value as { values?: unknown } | undefined)?.values;
      if (Array.isArray(values))
        sets.set((value as { name?: string }).name ?? uniqueName(name, sets), values.map(toRow));
    } else if (typeof value === 'object') {
      collectValues(
        value,
        key === 'layer' || key === 'concat' || key === 'hconcat' || key === 'vconcat' ? key : name,
        sets,
      );
    }
  }
}

function uniqueName(name: string, sets: Map<string, unknown>): string {
  let candidate = name;
  for (let i = 2; sets.has(candidate); i++) candidate = `${name} (${i})`;
  return candidate;
}

function toRow(value: unknown): Record<string, unknown> {
  return value && typeof value === 'object' ? (value as Record<string, unknown>) : { value };
}

function rowsToCsv(rows: Record<string, unknown>[], heads: ReadonlyMap<string, string>): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [columns.map((c) => heads.get(c) ?? c), ...rows.map((row) => columns.map((c) => row[c]))]
    .map((cells) => `${cells.map(toCsvCell).join(',')}\n`)
    .join('');
}

/** One cell of a CSV file (RFC 4180). */
export function toCsvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return toCsvText(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
