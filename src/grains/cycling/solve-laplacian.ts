/**
 * Potentials of a network of conductors for given sources, by conjugate gradients with symmetric Gauss–Seidel as
 * preconditioner. Nodes with an own conductance to ground are tied to it; without any, sources must add up to zero and
 * potentials are free by a constant.
 *
 * @param n [1] nodes
 * @param first [1] (E)
 * @param second [1] (E)
 * @param conductance [any unit] (E)
 * @param source [any unit] (n)
 * @param ground [any unit] (n)
 * @param used [1] (n) 1 where a node takes part; the others are at 0
 * @returns [any unit] (n)
 */
export function solveLaplacian(
  n: number,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  conductance: ArrayLike<number>,
  source: Float64Array,
  ground?: Float64Array,
  used?: Uint8Array,
): Float64Array {
  const { diagonal, start, middle, nodes, weights } = sortEdges(n, first, second, conductance, ground, used);
  const v = new Float64Array(n);
  const r = source.map((s, i) => (diagonal[i] > 0 ? s : 0));
  const z = new Float64Array(n);
  const q = new Float64Array(n);
  const precondition = (): void => {
    for (let i = 0; i < n; i++) {
      if (!(diagonal[i] > 0)) continue;
      let sum = r[i];
      for (let e = start[i]; e < middle[i]; e++) sum += weights[e] * z[nodes[e]];
      z[i] = sum / diagonal[i];
    }
    for (let i = n - 1; i >= 0; i--) {
      if (!(diagonal[i] > 0)) continue;
      let sum = 0;
      for (let e = middle[i]; e < start[i + 1]; e++) sum += weights[e] * z[nodes[e]];
      z[i] += sum / diagonal[i];
    }
  };
  precondition();
  const p = z.slice();
  let rz = dot(r, z);
  const goal = 1e-16 * dot(r, r);
  for (let k = 0; k < 5000 && dot(r, r) > goal && rz > 0; k++) {
    for (let i = 0; i < n; i++) {
      let sum = diagonal[i] * p[i];
      for (let e = start[i]; e < start[i + 1]; e++) sum -= weights[e] * p[nodes[e]];
      q[i] = sum;
    }
    const a = rz / dot(p, q);
    for (let i = 0; i < n; i++) {
      v[i] += a * p[i];
      r[i] -= a * q[i];
    }
    precondition();
    const next = dot(r, z);
    const b = next / rz;
    rz = next;
    for (let i = 0; i < n; i++) p[i] = z[i] + b * p[i];
  }
  return v;
}

/** What conducts from each node to others that take part: first to those before it, from `middle` on to those after. */
function sortEdges(
  n: number,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  conductance: ArrayLike<number>,
  ground?: Float64Array,
  used?: Uint8Array,
): { diagonal: Float64Array; start: Int32Array; middle: Int32Array; nodes: Int32Array; weights: Float64Array } {
  const diagonal = ground ? ground.slice() : new Float64Array(n);
  const start = new Int32Array(n + 1);
  const middle = new Int32Array(n);
  const takesPart = (i: number): boolean => !used || used[i] === 1;
  const joins = (e: number): boolean =>
    conductance[e] !== 0 && first[e] !== second[e] && takesPart(first[e]) && takesPart(second[e]);
  for (let e = 0; e < first.length; e++) {
    if (first[e] === second[e]) continue;
    diagonal[first[e]] += conductance[e];
    diagonal[second[e]] += conductance[e];
    if (!joins(e)) continue;
    start[first[e] + 1]++;
    start[second[e] + 1]++;
    middle[Math.max(first[e], second[e])]++;
  }
  for (let i = 0; i < n; i++) {
    if (!takesPart(i)) diagonal[i] = 0;
    start[i + 1] += start[i];
    middle[i] += start[i];
  }
  const before = start.slice();
  const after = middle.slice();
  const nodes = new Int32Array(start[n]);
  const weights = new Float64Array(start[n]);
  for (let e = 0; e < first.length; e++) {
    if (!joins(e)) continue;
    const [low, high] = first[e] < second[e] ? [first[e], second[e]] : [second[e], first[e]];
    for (const [slot, to] of [
      [after[low]++, high],
      [before[high]++, low],
    ]) {
      nodes[slot] = to;
      weights[slot] = conductance[e];
    }
  }
  return { diagonal, start, middle, nodes, weights };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
