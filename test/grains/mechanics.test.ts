import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';
import {
  checkMaterial,
  computeDamage,
  computeReachedOpening,
  computeSpent,
  DEFAULT_MATERIAL,
  ElasticSystem,
  invertSymmetric,
  largestModulus,
  makeCohesiveLaw,
  makeLatticeStrain,
  makePolycrystal,
  type HexagonalConstants,
  type Polycrystal,
  toIsotropic,
  toMandel,
} from '../../src/grains/index.js';

const STIFF: HexagonalConstants = { c11: 250e9, c12: 80e9, c13: 60e9, c33: 200e9, c44: 50e9 };

/** Stiffness of grains in units of the largest modulus, without what facets take. */
function grainStiffness(c: HexagonalConstants, share: number): Float64Array {
  const unit = largestModulus(c);
  const compliance = invertSymmetric(
    toMandel(c).map((v) => v / unit),
    6,
  );
  for (let k = 0; k < 6; k++) compliance[7 * k] -= share;
  return invertSymmetric(compliance, 6);
}

function build(p: Polycrystal, c: HexagonalConstants, share: number): ElasticSystem {
  const system = new ElasticSystem(p, share);
  const body = grainStiffness(c, share);
  for (let g = 0; g < system.grains; g++) system.setBody(g, body);
  return system;
}

describe('a uniform stress', () => {
  const sigma = [
    [1e-3, 2e-4, 0],
    [2e-4, -5e-4, 3e-4],
    [0, 3e-4, 7e-4],
  ];

  it.each([
    [0.2, STIFF],
    [0.5, { c11: 131e9, c12: 67e9, c13: 22e9, c33: 40e9, c44: 9e9 }],
    [0.8, STIFF],
    [0.97, toIsotropic(150e9, 0.25)],
  ])('is carried by every facet and every grain, f = %d', async (share, c) => {
    const p = await makePolycrystal({ shape: 'particle', grains: 200, grainSize: 0.5e-6, seed: 2 });
    // One crystal cut into grains: with equal orientations a uniform strain belongs to a uniform stress.
    for (let i = 9; i < p.orientations.length; i++) p.orientations[i] = p.orientations[i % 9];
    const system = build(p, c, share);
    system.prepare();
    const { grains, areas, normals, centroids } = p.facets;
    const d = p.grainSize;
    // Outer faces are pulled by the stress: by the divergence theorem V σ less what inner facets take.
    for (let g = 0; g < system.grains; g++)
      for (let k = 0; k < 3; k++)
        for (let l = 0; l < 3; l++) system.extra[16 * g + 4 + 4 * l + k] += (p.volumes[g] / d ** 3) * sigma[k][l];
    for (let f = 0; f < areas.length; f++) {
      const t = [0, 1, 2].map(
        (k) =>
          ((sigma[k][0] * normals[3 * f] + sigma[k][1] * normals[3 * f + 1] + sigma[k][2] * normals[3 * f + 2]) *
            areas[f]) /
          d ** 2,
      );
      for (const [g, sign] of [
        [grains[2 * f], -1],
        [grains[2 * f + 1], 1],
      ])
        for (let k = 0; k < 3; k++) {
          system.extra[16 * g + k] += sign * t[k];
          for (let l = 0; l < 3; l++)
            system.extra[16 * g + 4 + 4 * l + k] += (sign * t[k] * (centroids[3 * f + l] - p.centres[3 * g + l])) / d;
        }
    }
    await system.solve(3e-13);
    const o = system.openings;
    let worst = 0;
    for (let f = 0; f < areas.length; f++) {
      const n = [0, 1, 2].map((k) => normals[3 * f + k]);
      const t = [0, 1, 2].map((k) => sigma[k][0] * n[0] + sigma[k][1] * n[1] + sigma[k][2] * n[2]);
      const normal = t[0] * n[0] + t[1] * n[1] + t[2] * n[2];
      const across = Math.hypot(...t.map((v, k) => v - normal * n[k]));
      const s = system.springs[f];
      worst = Math.max(worst, Math.abs(s * o[3 * f] - normal), Math.abs(s * o[3 * f + 1] - across), s * o[3 * f + 2]);
    }
    const stress = system.stresses();
    const wanted = [
      sigma[0][0],
      sigma[1][1],
      sigma[2][2],
      ...[sigma[1][2], sigma[0][2], sigma[0][1]].map((v) => v * Math.SQRT2),
    ];
    for (let i = 0; i < stress.length; i++) worst = Math.max(worst, Math.abs(stress[i] - wanted[i % 6]));
    // Of 1e-3, in double precision with a condition of some thousands.
    expect(worst / 1e-3).toBeLessThan(1e-10);
    expect(worst).toBeLessThan(1e-12);
  });
});

describe('springs that change', () => {
  it('are followed from where grains stand to what a solve from nothing finds, with loose grains and without', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 300, grainSize: 0.5e-6, seed: 3 });
    const random = makeRng(7);
    const left = Float64Array.from(p.facets.areas, () => (random.uniform() < 0.8 ? 1e-4 : 1));
    const make = (): ElasticSystem => {
      const system = build(p, STIFF, 0.8);
      for (let g = 0; g < system.grains; g++) system.setStrain(g, -0.018, 0.018);
      left.forEach((share, f) => system.setSpring(f, share, f % 3 === 0 ? 1 : share));
      system.prepare();
      return system;
    };
    const system = make();
    await system.solve(1e-11);
    for (let f = 0; f < left.length; f += 5) {
      left[f] = left[f] === 1 ? 1e-4 : 0.3;
      system.setSpring(f, left[f], f % 3 === 0 ? 1 : left[f]);
    }
    system.prepare(false);
    const { error } = await system.follow(1e-11);
    const fresh = make();
    await fresh.solve(1e-11);
    expect(error).toBeLessThan(1e-11);
    // Residuals of 1e-11 with springs of 1e-4: openings to about 1e-6 of the strain of 0.02.
    system.openings.forEach((o, i) => expect(Math.abs(o - fresh.openings[i])).toBeLessThan(2e-8));
    expect(Math.max(...system.openings)).toBeGreaterThan(1e-3);
    expect(Math.abs(system.energy() / fresh.energy() - 1)).toBeLessThan(1e-9);
  });
});

describe('against a Fourier solve of the same polycrystal', () => {
  interface Reference {
    centres: number[];
    grain_stress_gpa: number[];
    facet_traction_gpa: number[];
    inside: number[];
    inclusion_pressure_gpa: number[];
    inclusion_share: number;
  }
  const reference = JSON.parse(
    readFileSync(new URL('../reference/grains/fourier.json', import.meta.url), 'utf8'),
  ) as Reference;
  let p: Polycrystal;
  beforeAll(async () => {
    p = await makePolycrystal({ shape: 'box', grains: 250, grainSize: 1e-6, seed: 5 });
  });

  it('is about the same polycrystal', () => {
    expect(p.centres).toHaveLength(reference.centres.length);
    for (let i = 0; i < p.centres.length; i++) expect(p.centres[i] / p.grainSize).toBeCloseTo(reference.centres[i], 7);
  });

  it('stresses of grains and tractions of facets agree', async () => {
    const c = toIsotropic(150e9, 0.25);
    const system = build(p, c, 0.8);
    for (let g = 0; g < 250; g++) system.setStrain(g, -0.018, 0.018);
    system.prepare();
    await system.solve(1e-8);
    const unit = largestModulus(c) / 1e9;
    const stress = system.stresses().map((v) => v * unit);
    const grain = compare(stress, reference.grain_stress_gpa);
    // Grain bodies are a little stiff: a displacement that is affine in each grain is a constraint. The design's
    // measured prototype: 1.080, r 0.975.
    expect(grain.slope).toBeGreaterThan(1);
    expect(grain.slope).toBeLessThan(1.1);
    expect(grain.r).toBeGreaterThan(0.97);
    const o = system.openings;
    const traction = Float64Array.from(p.facets.areas, (_, f) => o[3 * f] * system.springs[f] * unit);
    const facet = compare(traction, reference.facet_traction_gpa, p.facets.areas);
    expect(Math.abs(facet.slope - 1)).toBeLessThan(0.03);
    expect(facet.r).toBeGreaterThan(0.96);
  });

  it('a swelling inclusion has Eshelby’s pressure within 10 % for 28 grains', async () => {
    const c = toIsotropic(150e9, 0.25);
    const system = build(p, c, 0.8);
    for (const g of reference.inside) system.setStrain(g, 0.01, 0.01);
    system.prepare();
    await system.solve(1e-8);
    const stress = system.stresses();
    const unit = largestModulus(c) / 1e9;
    let ours = 0;
    let theirs = 0;
    reference.inside.forEach((g, i) => {
      ours += ((stress[6 * g] + stress[6 * g + 1] + stress[6 * g + 2]) / 3) * unit * p.volumes[g];
      theirs += reference.inclusion_pressure_gpa[i] * p.volumes[g];
    });
    expect(Math.abs(ours / theirs - 1)).toBeLessThan(0.1);
    // Eshelby, a sphere at zero mean strain of the box: −3K ε [4μ/(3K + 4μ) (1 − v) + v]; the Fourier solve gives it
    // for a rough sphere of grains within 1 %.
    const [k, mu, v] = [100, 60, reference.inclusion_share];
    const eshelby = -3 * k * 0.01 * (((4 * mu) / (3 * k + 4 * mu)) * (1 - v) + v);
    const volume = reference.inside.reduce((sum, g) => sum + p.volumes[g], 0);
    expect(Math.abs(theirs / volume / eshelby - 1)).toBeLessThan(0.01);
  });
});

it('Eshelby’s pressure within 4 % for an inclusion of 500 grains', async () => {
  const p = await makePolycrystal({ shape: 'box', grains: 4000, grainSize: 1e-6, seed: 3 });
  const c = toIsotropic(150e9, 0.25);
  const system = build(p, c, 0.8);
  const radius = Math.cbrt((3 * 500) / (4 * Math.PI)) * 1e-6;
  let volume = 0;
  const inside: number[] = [];
  for (let g = 0; g < 4000; g++)
    if (Math.hypot(...p.centres.subarray(3 * g, 3 * g + 3)) < radius) {
      inside.push(g);
      volume += p.volumes[g];
      system.setStrain(g, 0.01, 0.01);
    }
  system.prepare();
  await system.solve(1e-6);
  const stress = system.stresses();
  const pressure =
    (inside.reduce((s, g) => s + ((stress[6 * g] + stress[6 * g + 1] + stress[6 * g + 2]) / 3) * p.volumes[g], 0) /
      volume) *
    (largestModulus(c) / 1e9);
  const v = volume / 4000e-18;
  const eshelby = -3 * 100 * 0.01 * ((240 / 540) * (1 - v) + v);
  expect(inside.length).toBeGreaterThan(450);
  expect(Math.abs(pressure / eshelby - 1)).toBeLessThan(0.04);
});

/** Slope through the origin, and correlation of values times the root of their weight, as an energy weighs them. */
function compare(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  weights?: ArrayLike<number>,
): { slope: number; r: number } {
  const n = b.length;
  const root = (i: number): number => (weights ? Math.sqrt(weights[i]) : 1);
  const p = Float64Array.from(a, (v, i) => v * root(i));
  const q = Float64Array.from(b, (v, i) => v * root(i));
  const sum = (x: Float64Array, y: Float64Array): number => x.reduce((s, v, i) => s + v * y[i], 0);
  const centred = (x: Float64Array): Float64Array => {
    const mean = x.reduce((s, v) => s + v, 0) / n;
    return x.map((v) => v - mean);
  };
  const [u, v] = [centred(p), centred(q)];
  return { slope: sum(p, q) / sum(q, q), r: sum(u, v) / Math.sqrt(sum(u, u) * sum(v, v)) };
}

describe('the law of one facet', () => {
  const law = makeCohesiveLaw(2.5, 4000, 150, 0.5, 1e9);

  it('peaks at the strength that spends the work of separation', () => {
    const strength = Math.sqrt((150 * 2.5) / 0.5);
    let peak = 0;
    let work = 0;
    const n = 200_000;
    const traction = (x: number): number => 4000 * x * (1 - computeDamage(law, x));
    for (let i = 0; i < n; i++) {
      const x = ((i + 0.5) * law.last) / n;
      peak = Math.max(peak, traction(x));
      work += (traction(x) * law.last) / n;
    }
    // Midpoint rule over 200,000 steps.
    expect(Math.abs(peak / strength - 1)).toBeLessThan(1e-5);
    expect(Math.abs(work / 2.5 - 1)).toBeLessThan(1e-6);
    expect(computeDamage(law, law.last)).toBe(1);
  });

  it('is capped by the strength of the bonds', () => {
    expect(makeCohesiveLaw(2.5, 4000, 150, 0.5, 9).strength).toBe(9);
  });

  it('unloads along the secant: what is stored and what is spent make the work done', () => {
    for (const x of [1.1, 2, 4].map((m) => m * law.first)) {
      const damage = computeDamage(law, x);
      const traction = 4000 * (1 - damage) * x;
      const done = law.strength * law.first * 0.5 + 0.5 * (law.strength + traction) * (x - law.first);
      expect(0.5 * traction * x + computeSpent(law, damage) * 2.5).toBeCloseTo(done, 10);
      expect(computeReachedOpening(law, damage)).toBeCloseTo(x, 12);
    }
  });
});

describe('lattice constants', () => {
  const good = { x: [1, 0.8, 0.6, 0.4], a: [2.87, 2.85, 2.83, 2.82], c: [14.2, 14.3, 14.4, 14.45], source: 'test' };

  it('are interpolated, from the row with most lithium', () => {
    const strain = makeLatticeStrain(good);
    expect(strain(1)).toEqual([0, 0]);
    expect(strain(0.7)[0]).toBeCloseTo(2.84 / 2.87 - 1, 12);
    expect(strain(0.4)[1]).toBeCloseTo(14.45 / 14.2 - 1, 12);
    expect(
      makeLatticeStrain({ ...good, x: [...good.x].reverse(), a: [...good.a].reverse(), c: [...good.c].reverse() })(0.7),
    ).toEqual(strain(0.7));
  });

  it('are refused with holes, doubles, and units forgotten', () => {
    expect(() => makeLatticeStrain({ ...good, c: [14.2, NaN, 14.4, 14.45] })).toThrow(/row 2 .*hole/);
    expect(() => makeLatticeStrain({ ...good, x: [1, 0.8, 0.6, 0.1] })).toThrow(/hole between/);
    expect(() => makeLatticeStrain({ ...good, x: [1, 0.8, 0.8, 0.6] })).toThrow(/twice/);
    expect(() => makeLatticeStrain({ ...good, a: [0.287, 0.285, 0.283, 0.282] })).toThrow(/Å/);
  });
});

it('tables of elastic constants with holes, doubles, and units forgotten are refused by their row', () => {
  const check = (x: number[], constants: HexagonalConstants[]) => () =>
    checkMaterial({ ...DEFAULT_MATERIAL, stiffness: { x, constants, source: 'test' } });
  expect(check([1, 0.5], [STIFF, STIFF])).not.toThrow();
  expect(check([1, Number.NaN], [STIFF, STIFF])).toThrow(/row 2 .*hole/);
  expect(check([1, 0.5], [STIFF, { ...STIFF, c13: Number.NaN }])).toThrow(/row 2 .*hole/);
  expect(check([1, 1], [STIFF, STIFF])).toThrow(/twice/);
  expect(check([100, 50], [STIFF, STIFF])).toThrow(/row 1 .*share of lithium/);
  expect(check([], [])).toThrow(/a row at least/);
  const inPascal = Object.fromEntries(Object.entries(STIFF).map(([k, v]) => [k, 1e9 * v]));
  expect(check([1], [inPascal as unknown as HexagonalConstants])).toThrow(/GPa/);
});

it('elastic constants that are not positive definite are refused', () => {
  expect(() => toMandel({ c11: 100e9, c12: 120e9, c13: 60e9, c33: 200e9, c44: 50e9 })).toThrow(/positive definite/);
  expect(() => toMandel({ ...STIFF, c44: -1 })).toThrow(/positive definite/);
});
