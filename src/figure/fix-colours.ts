import { elementColour, ELEMENTS, isMap } from '../core/index.js';

/** What others are held against: it comes first, in the first colour, in every figure. */
const REFERENCES = ['pristine', 'uncoated', 'bare', 'bulk', 'without film'];

/**
 * Colours in which the same thing is the same everywhere: elements as in structures, and the reference of a pair first.
 */
export function fixColours(
  spec: Record<string, unknown>,
  rows: readonly Record<string, unknown>[],
): Record<string, unknown> {
  return fixNode(spec, (field) => [...new Set(rows.filter((row) => field in row).map((row) => String(row[field])))]);
}

/** Rows of all data sets of a figure. */
export function collectRows(node: unknown, rows: Record<string, unknown>[] = []): Record<string, unknown>[] {
  if (Array.isArray(node)) for (const item of node) collectRows(item, rows);
  else if (isMap(node))
    for (const [key, value] of Object.entries(node)) {
      if (key === 'values' && Array.isArray(value)) for (const row of value) isMap(row) && rows.push(row);
      else collectRows(value, rows);
    }
  return rows;
}

function fixNode(node: Record<string, unknown>, valuesOf: (field: string) => string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === 'data' || key === 'datasets' || key === 'config') return [key, value];
      if (Array.isArray(value)) return [key, value.map((item) => (isMap(item) ? fixNode(item, valuesOf) : item))];
      if (!isMap(value)) return [key, value];
      if (key === 'color' && typeof value.field === 'string' && value.type === 'nominal' && value.scale === undefined)
        return [key, fixChannel(value, valuesOf(value.field))];
      return [key, fixNode(value, valuesOf)];
    }),
  );
}

function fixChannel(channel: Record<string, unknown>, values: string[]): Record<string, unknown> {
  const elements = elementsOf(values);
  if (elements) return { ...channel, scale: { domain: values, range: elements.map(elementColour) } };
  const reference = values.find((value) => REFERENCES.includes(value));
  if (reference === undefined) return channel;
  return { ...channel, scale: { domain: [reference, ...values.filter((value) => value !== reference)] } };
}

/** Elements that values name: each one, or of pairs such as B–O that which differs where the other is the same. */
function elementsOf(values: readonly string[]): string[] | undefined {
  if (values.length === 0) return undefined;
  const parts = values.map((value) => value.split('–'));
  if (!parts.every((pair) => pair.length === parts[0].length && pair.every((part) => ELEMENTS.includes(part))))
    return undefined;
  const at = parts[0].length === 1 ? [0] : [0, 1].filter((k) => parts.every((pair) => pair[1 - k] === parts[0][1 - k]));
  return parts[0].length <= 2 && at.length > 0 ? parts.map((pair) => pair[at[0]]) : undefined;
}
