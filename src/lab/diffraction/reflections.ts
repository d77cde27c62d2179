import { type CrystalModel, metricOf } from './crystal-model.js';

/** Reflections of one crystal, by families that a powder cannot tell apart, in order of falling spacing. */
export interface Reflections {
  /** (n, 3) one member of each family */
  hkl: Int16Array;
  /** (n) members of the family, Friedel mates included */
  multiplicity: Uint16Array;
  /** Members of each family without Friedel mates, (k, 3), for texture. */
  families: Int16Array[];
}

/**
 * All families of reflections with a spacing above a limit that the lattice's centring and the glides and screws of the
 * space group allow.
 *
 * @param metric  [Å⁻²] (6) reciprocal metric
 * @param spacing [Å] smallest
 */
export function listReflections(model: CrystalModel, metric: ArrayLike<number>, spacing: number): Reflections {
  const limit = 1 / spacing ** 2;
  const [g11, g22, g33, g12, g13, g23] = Array.from(metric);
  // |h| ≤ a/d with a the direct length: from the inverse of the metric
  const det = g11 * (g22 * g33 - g23 * g23) - g12 * (g12 * g33 - g23 * g13) + g13 * (g12 * g23 - g22 * g13);
  const most = [(g22 * g33 - g23 * g23) / det, (g11 * g33 - g13 * g13) / det, (g11 * g22 - g12 * g12) / det].map((a2) =>
    Math.floor(Math.sqrt(a2 * limit) + 1e-9),
  );
  const rotations = uniqueRotations(model);
  // most families are lost to centring, which a few products tell; glides and screws are asked of what is left
  const centring = model.operations.filter(
    (o) => isIdentity(o.rotation) && o.translation.some((t) => Math.abs(t) > 0.02),
  );
  const others = model.operations.filter((o) => !isIdentity(o.rotation));
  const found: { d2: number; hkl: number[]; family: number[][] }[] = [];
  // one of each pair of Friedel mates, and of each family the first that is met
  for (let h = most[0]; h >= 0; h--)
    for (let k = most[1]; k >= (h === 0 ? 0 : -most[1]); k--)
      for (let l = most[2]; l >= (h === 0 && k === 0 ? 1 : -most[2]); l--) {
        const s = g11 * h * h + g22 * k * k + g33 * l * l + 2 * (g12 * h * k + g13 * h * l + g23 * k * l);
        if (s > limit || isAbsent(h, k, l, centring) || !isFirst(h, k, l, rotations) || isAbsent(h, k, l, others))
          continue;
        const family = listFamily(h, k, l, rotations);
        found.push({ d2: s, hkl: choose(family), family });
      }
  found.sort((a, b) => a.d2 - b.d2);
  return {
    hkl: Int16Array.from(found.flatMap((f) => f.hkl)),
    multiplicity: Uint16Array.from(found, (f) => 2 * f.family.length),
    families: found.map((f) => Int16Array.from(f.family.flat())),
  };
}

/** What was listed of a crystal in its own cell, with 1/d² of each family. */
const listed = new WeakMap<CrystalModel, { limit: number; reflections: Reflections; d2: Float64Array }>();

/**
 * Families of a crystal in its own cell with spacings between two limits. They are listed once for all models of the
 * crystal.
 *
 * @param smallest [Å]
 * @param largest  [Å]
 */
export function listOwnReflections(model: CrystalModel, smallest: number, largest: number): Reflections {
  const limit = 1 / smallest ** 2;
  let known = listed.get(model);
  if (!known || known.limit < limit) {
    const g = metricOf(model.metrics, model.metricAmounts);
    const reflections = listReflections(model, g, smallest);
    const { hkl } = reflections;
    const d2 = Float64Array.from(reflections.multiplicity, (_, f) => {
      const [h, k, l] = [hkl[3 * f], hkl[3 * f + 1], hkl[3 * f + 2]];
      return g[0] * h * h + g[1] * k * k + g[2] * l * l + 2 * (g[3] * h * k + g[4] * h * l + g[5] * k * l);
    });
    known = { limit, reflections, d2 };
    listed.set(model, known);
  }
  const { reflections, d2 } = known;
  let to = d2.length;
  while (to > 0 && d2[to - 1] > limit) to--;
  let from = 0;
  while (from < to && d2[from] * largest ** 2 <= 1) from++;
  return {
    hkl: reflections.hkl.subarray(3 * from, 3 * to),
    multiplicity: reflections.multiplicity.subarray(from, to),
    families: reflections.families.slice(from, to),
  };
}

/** The member of a family that people write: most indices not negative, the first ones largest. */
function choose(family: number[][]): number[] {
  const both = family.flatMap((h) => [h, h.map((v) => 0 - v)]);
  const score = (h: number[]) =>
    h.filter((v) => v < 0).length * 1e6 - (Math.sign(h[2]) + Math.sign(h[0]) * 2) * 1e5 - h[0] * 100 - h[1];
  return both.reduce((best, h) => (score(h) < score(best) ? h : best)).map((v) => v + 0);
}

function uniqueRotations(model: CrystalModel): (readonly number[])[] {
  return [...new Map(model.operations.map((o) => [o.rotation.join(), o.rotation])).values()];
}

const codeOf = (h: number, k: number, l: number): number => (h * 1024 + k) * 1024 + l;

/** Whether no rotation makes of a reflection, or of its mate, one that is met earlier: larger h, then k, then l. */
function isFirst(h: number, k: number, l: number, rotations: readonly (readonly number[])[]): boolean {
  const own = codeOf(h, k, l);
  for (const r of rotations) {
    const code = codeOf(h * r[0] + k * r[3] + l * r[6], h * r[1] + k * r[4] + l * r[7], h * r[2] + k * r[5] + l * r[8]);
    if (code > own || -code > own) return false;
  }
  return true;
}

/** Members of the family of a reflection, one of each pair of mates. */
function listFamily(h: number, k: number, l: number, rotations: readonly (readonly number[])[]): number[][] {
  const codes: number[] = [];
  const family: number[][] = [];
  for (const r of rotations) {
    const member = [h * r[0] + k * r[3] + l * r[6], h * r[1] + k * r[4] + l * r[7], h * r[2] + k * r[5] + l * r[8]];
    const code = codeOf(member[0], member[1], member[2]);
    if (codes.includes(code) || codes.includes(-code)) continue;
    codes.push(code);
    family.push(member);
  }
  return family;
}

const isIdentity = (r: readonly number[]): boolean => r.every((v, i) => v === (i % 4 === 0 ? 1 : 0));

/** Absent where an operation maps h on itself with a phase that is not whole (International Tables A, 2.2.13). */
function isAbsent(h: number, k: number, l: number, operations: CrystalModel['operations']): boolean {
  for (const { rotation: r, translation: t } of operations) {
    if (
      h * r[0] + k * r[3] + l * r[6] !== h ||
      h * r[1] + k * r[4] + l * r[7] !== k ||
      h * r[2] + k * r[5] + l * r[8] !== l
    )
      continue;
    const phase = h * t[0] + k * t[1] + l * t[2];
    if (Math.abs(phase - Math.round(phase)) > 0.02) return true;
  }
  return false;
}
