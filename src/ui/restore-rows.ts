/**
 * Puts the shared data sets back where a specification points to them; each view gets rows of its own, for Vega writes
 * on them.
 */
export function restoreRows(node: unknown, rows: unknown[][]): unknown {
  if (Array.isArray(node)) return node.map((item) => restoreRows(item, rows));
  if (!node || typeof node !== 'object') return node;
  const pointer = (node as { $rows?: unknown }).$rows;
  if (typeof pointer === 'number') return structuredClone(rows[pointer]);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, restoreRows(value, rows)]));
}
