import type { Circuit, CircuitNode } from './parse-circuit.js';

/**
 * Values with branches that are written alike, such as p(R1,CPE1) and p(R2,CPE2) in series, in order of their time
 * constants, fast first: which of them a fit calls the first is chance, and groups of cells need the same name for the
 * same thing.
 *
 * @param values [any unit] (n) parameters of the circuit
 * @returns [any unit] (n) the same, reordered; undefined where they are in order already
 */
export function orderBranches(circuit: Circuit, values: ArrayLike<number>): Float64Array | undefined {
  if (circuit.root.type !== 'series') return undefined;
  const shapes = new Map<string, { indices: number[]; tau: number }[]>();
  for (const child of circuit.root.children) {
    const tau = timeConstant(child, values);
    if (tau === undefined) continue;
    const shape = shapeOf(child);
    shapes.set(shape, [...(shapes.get(shape) ?? []), { indices: indicesOf(child), tau }]);
  }
  const out = Float64Array.from(values);
  let moved = false;
  for (const branches of shapes.values()) {
    const sorted = [...branches].sort((a, b) => a.tau - b.tau);
    sorted.forEach((from, k) => {
      const to = branches[k];
      moved ||= from !== to;
      from.indices.forEach((index, j) => (out[to.indices[j]] = values[index]));
    });
  }
  return moved ? out : undefined;
}

/** RC, R–CPE side by side, K and Zarc have one. */
function timeConstant(node: CircuitNode, p: ArrayLike<number>): number | undefined {
  if (node.type === 'element')
    return node.element.symbol === 'K' || node.element.symbol === 'Zarc' ? p[node.at + 1] : undefined;
  if (node.type !== 'parallel' || node.children.length !== 2) return undefined;
  const find = (symbol: string): number | undefined =>
    node.children
      .map((c) => (c.type === 'element' && c.element.symbol === symbol ? c.at : undefined))
      .find((at) => at !== undefined);
  const [r, c, q] = [find('R'), find('C'), find('CPE')];
  if (r === undefined) return undefined;
  return c !== undefined ? p[r] * p[c] : q !== undefined ? (p[r] * p[q]) ** (1 / p[q + 1]) : undefined;
}

const shapeOf = (node: CircuitNode): string =>
  node.type === 'element' ? node.element.symbol : `${node.type}(${node.children.map(shapeOf).join(',')})`;

const indicesOf = (node: CircuitNode): number[] =>
  node.type === 'element' ? node.element.parameters.map((_, k) => node.at + k) : node.children.flatMap(indicesOf);
