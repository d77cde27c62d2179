/**
 * Potentials of a network of conductors for given sources, by conjugate gradients. Nodes with an own conductance to
 * ground are tied to it; without any, sources must add up to zero and potentials are free by a constant.
 *
 * @param n [1] nodes
 * @param first [1] (E)
 * @param second [1] (E)
 * @param conductance [any unit] (E)
 * @param source [any unit] (n)
 * @param ground [any unit] (n)
 * @param used [1] (n) 1 where a node takes part
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
  const diagonal = ground ? ground.slice() : new Float64Array(n);
  for (let e = 0; e < first.length; e++) {
    diagonal[first[e]] += conductance[e];
    diagonal[second[e]] += conductance[e];
  }
  const takesPart = (i: number): boolean => (!used || used[i] === 1) && diagonal[i] > 0;
  const v = new Float64Array(n);
  const r = source.map((s, i) => (takesPart(i) ? s : 0));
  const z = r.map((s, i) => (takesPart(i) ? s / diagonal[i] : 0));
  const p = z.slice();
  const q = new Float64Array(n);
  let rz = dot(r, z);
  const goal = 1e-16 * dot(r, r);
  for (let k = 0; k < 5000 && dot(r, r) > goal && rz > 0; k++) {
    if (ground) for (let i = 0; i < n; i++) q[i] = ground[i] * p[i];
    else q.fill(0);
    for (let e = 0; e < first.length; e++) {
      const [i, j] = [first[e], second[e]];
      const flow = conductance[e] * (p[i] - p[j]);
      q[i] += flow;
      q[j] -= flow;
    }
    const a = rz / dot(p, q);
    for (let i = 0; i < n; i++) {
      v[i] += a * p[i];
      if (!takesPart(i)) continue;
      r[i] -= a * q[i];
      z[i] = r[i] / diagonal[i];
    }
    const next = dot(r, z);
    const b = next / rz;
    rz = next;
    for (let i = 0; i < n; i++) p[i] = z[i] + b * p[i];
  }
  return v;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
