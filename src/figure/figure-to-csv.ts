import type { Figure } from './figure.js';

/** The numbers behind a figure as CSV; several data sets stand one after another, each under a `# name` line. */
export function figureToCsv(figure: Figure): string {
  const sets = new Map<string, Record<string, unknown>[]>();
  collectValues(figure.spec, 'data', sets);
  const parts = [...sets].map(
    ([name, rows]) => (sets.size > 1 ? `# ${name.replace(/[\r\n]+/g, ' ')}\n` : '') + rowsToCsv(rows),
  );
  return parts.join('\n');
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

function rowsToCsv(rows: Record<string, unknown>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [columns, ...rows.map((row) => columns.map((c) => row[c]))]
    .map((cells) => `${cells.map(toCsvCell).join(',')}\n`)
    .join('');
}

/** One cell of a CSV file (RFC 4180). */
export function toCsvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
