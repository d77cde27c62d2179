import { describe, expect, it } from 'vitest';
import {
  BORIDE,
  boundNetworkDiffusivity,
  computeBoundaryPaths,
  computeDihedralAngle,
  computeDistances,
  computeNetworkDiffusivity,
  computeSpreading,
  computeWalkDiffusivity,
  computeWashburnDepth,
  infuse,
  makePolycrystal,
  solveLaplacian,
} from '../../src/grains/index.js';
import { makeRng } from '../../src/core/index.js';

describe('a walk in a boundary', () => {
  it('two readings of a depth: 2 and 3 µm in two hours', () => {
    // Claim C4 prints 1.4e-16 and 3.1e-16 m²/s for these depths; x²/4t by hand.
    expect(computeWalkDiffusivity(2e-6, 7200).asRadius).toBeCloseTo(1.3889e-16, 20);
    expect(computeWalkDiffusivity(3e-6, 7200).asRadius).toBeCloseTo(3.125e-16, 20);
    expect(computeWalkDiffusivity(3e-6, 7200).asCoordinate).toBeCloseTo(6.25e-16, 20);
  });

  it('on a plane spreads as ⟨r²⟩ = 4 D t and ⟨x²⟩ = 2 D t', () => {
    const rng = makeRng(4);
    let [square, along] = [0, 0];
    const [walkers, steps] = [4000, 400];
    for (let w = 0; w < walkers; w++) {
      let [x, y] = [0, 0];
      for (let s = 0; s < steps; s++) {
        const angle = 2 * Math.PI * rng.uniform();
        x += Math.cos(angle);
        y += Math.sin(angle);
      }
      square += (x * x + y * y) / walkers;
      along += (x * x) / walkers;
    }
    // D = (step)²/4 for each unit of time; 4,000 walks scatter by 1/√4000.
    expect(computeWalkDiffusivity(Math.sqrt(square), steps).asRadius).toBeCloseTo(0.25, 1);
    expect(Math.abs(computeWalkDiffusivity(Math.sqrt(along), steps).asCoordinate / 0.25 - 1)).toBeLessThan(0.1);
    expect(Math.abs(square / steps - 1)).toBeLessThan(0.06);
  });

  it('through a network of boundaries never exceeds two thirds of that in one', async () => {
    const p = await makePolycrystal({ shape: 'box', grains: 200, grainSize: 1e-6, seed: 3, lloyd: 0 });
    const ratio = computeNetworkDiffusivity(p);
    expect(ratio).toBeLessThanOrEqual(boundNetworkDiffusivity(1) + 1e-9);
    // Sheets of an isotropic foam conduct nearly as well as the bound.
    expect(ratio).toBeGreaterThan(0.55);
  });
});

describe('wetting', () => {
  it('is complete where a boundary costs as much as two interfaces', () => {
    expect(computeDihedralAngle(2, 1)).toBe(0);
    expect(computeDihedralAngle(1, 1)).toBeCloseTo((2 * Math.PI) / 3, 12);
    expect(() => computeDihedralAngle(-1, 1)).toThrow(/above 0/);
  });

  it('a reaction that gains energy makes a film spread that else would not', () => {
    expect(computeSpreading(1, 0.8)).toBeLessThan(0);
    expect(computeSpreading(1, 0.8, -5e9, 1e-10)).toBeGreaterThan(0);
    // Electrolyte in an opened slit of 10 nm over 6 µm: about a millisecond.
    expect(computeWashburnDepth(1e-8, 0.03, 3e-3, 1e-3)).toBeCloseTo(5.77e-6, 7);
  });
});

describe('a supply', () => {
  const supply = { ...BORIDE, metalloid: 0.0312, metal: 0.18 };

  it('is conserved, and thickness × area × density is its mass', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 400, grainSize: 0.5e-6, seed: 1 });
    const out = infuse(p, { reach: 1e-6, supply, density: 4750 });
    const { metalloid, metal } = out.balance!;
    expect(Math.abs(metalloid.film + metalloid.left - supply.metalloid)).toBeLessThan(1e-12 * supply.metalloid);
    expect(Math.abs(metal.film + metal.left - supply.metal)).toBeLessThan(1e-12 * supply.metal);
    const mass = out.thickness * (out.areas.outer + out.areas.boundary) * BORIDE.density;
    const made = metalloid.film * (BORIDE.molarMasses.metalloid + BORIDE.ratio * BORIDE.molarMasses.metal);
    expect(Math.abs(mass / made - 1)).toBeLessThan(1e-12);
    expect(out.notes).toEqual([]);
    const thin = infuse(p, { reach: Infinity, supply: { ...supply, metalloid: 0.01 }, density: 4750 });
    expect(thin.notes.map((n) => n.code)).toContain('no-continuous-film');
  });

  it('that runs out leaves area bare, and says how much', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 400, grainSize: 0.5e-6, seed: 1 });
    const out = infuse(p, { reach: Infinity, supply, thickness: 1e-9, density: 4750 });
    expect(out.share).toBeLessThan(out.reachedShare);
    expect(out.areas.uncovered).toBeGreaterThan(0);
    expect(out.notes.map((n) => n.code)).toContain('supply-runs-out');
    expect(() => infuse(p, { reach: 1e-6, supply, thickness: 5e-8, density: 4750 })).toThrow(
      /needs more than is supplied/,
    );
    expect(() => infuse(p, { reach: 1e-6, thickness: 2e-6, density: 4750 })).toThrow(/2000 nm does not fit/);
    expect(() => infuse(p, { density: 4750 })).toThrow(/how far/);
    expect(() => infuse(p, { reach: 1e-6, time: 5, density: 4750 })).toThrow(/reach is given and also/);
  });

  it('reaches facets in the order of their way along boundaries', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 800, grainSize: 0.5e-6, seed: 1 });
    const paths = computeBoundaryPaths(p);
    for (let f = 0; f < paths.length; f++) {
      if (p.facets.atSurface[f]) continue;
      const before = Math.min(
        ...Array.from(p.neighbours.items.subarray(p.neighbours.start[f], p.neighbours.start[f + 1]), (g) => paths[g]),
      );
      expect(paths[f]).toBeGreaterThan(before);
    }
    const shares = [0.3e-6, 0.8e-6, 1.5e-6, Infinity].map((reach) => infuse(p, { reach, density: 4750 }).share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[3]).toBeCloseTo(1, 12);
  });
});

it('distances to the surface of a sphere of fine grains average to R/4', async () => {
  const p = await makePolycrystal({ shape: 'particle', grains: 6000, grainSize: 0.4e-6, seed: 1 });
  const d = computeDistances(p, new Uint8Array(p.facets.areas.length));
  const radius = Math.cbrt((3 * p.volumes.reduce((s, v) => s + v, 0)) / (4 * Math.PI));
  // The surface is rough by half a grain of 23 in the diameter, its valleys are nearest, and the grid is a fifth of a
  // grain: shorter, never longer.
  expect(d.mean).toBeLessThan(radius / 4);
  expect(Math.abs(d.mean / (radius / 4) - 1)).toBeLessThan(0.2);
  expect(d.shares.reduce((s, v) => s + v, 0)).toBeCloseTo(1, 10);
  const broken = computeDistances(p, new Uint8Array(p.facets.areas.length).fill(1));
  expect(broken.mean).toBeLessThan(0.1e-6);
});

it('a chain of conductors has the potential of Ohm’s law', () => {
  const v = solveLaplacian(
    4,
    [0, 1, 2],
    [1, 2, 3],
    [2, 2, 2],
    Float64Array.of(0, 0, 0, 1),
    Float64Array.of(1e9, 0, 0, 0),
  );
  expect(v[3]).toBeCloseTo(1.5, 6);
});

it('percolation: intact facets that join grains, and broken facets that join at triple lines', async () => {
  const p = await makePolycrystal({ shape: 'box', grains: 1000, grainSize: 1e-6, seed: 9, lloyd: 0 });
  const F = p.facets.areas.length;
  const L = 2 * p.halfAxes[0];
  const electrons: number[] = [];
  const cracks: number[] = [];
  for (let trial = 0; trial < 12; trial++) {
    const rng = makeRng(100 + trial);
    const order = Int32Array.from({ length: F }, (_, i) => i);
    for (let k = F - 1; k > 0; k--) {
      const j = rng.integer(k + 1);
      [order[k], order[j]] = [order[j], order[k]];
    }
    const near = (points: Float64Array, i: number, j: number): number[] =>
      [0, 1, 2].map((k) => {
        const d = points[3 * j + k] - points[3 * i + k];
        return d - L * Math.round(d / L);
      });
    const grains = wrapping(p.volumes.length, L);
    electrons.push(
      (order.findIndex((f) => {
        const [i, j] = [p.facets.grains[2 * f], p.facets.grains[2 * f + 1]];
        return grains.join(i, j, near(p.centres, i, j));
      }) +
        1) /
        F,
    );
    const on = new Uint8Array(F);
    const facets = wrapping(F, L);
    cracks.push(
      (order.findIndex((f) => {
        on[f] = 1;
        let wrapped = false;
        for (let e = p.neighbours.start[f]; e < p.neighbours.start[f + 1]; e++) {
          const g = p.neighbours.items[e];
          if (on[g] && facets.join(f, g, near(p.facets.centroids, f, g))) wrapped = true;
        }
        return wrapped;
      }) +
        1) /
        F,
    );
  }
  const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
  // Jerauld et al. 1984: 0.0822 for bonds of the Poisson–Delaunay network; 1,000 grains wrap within 0.01 of it. Facets
  // at triple lines: 0.217(10) at 1,000.
  expect(Math.abs(mean(electrons) - 0.0822)).toBeLessThan(0.012);
  expect(Math.abs(mean(cracks) - 0.217)).toBeLessThan(0.015);
});

/** Union–find with displacements: `join` tells when a cluster has grown around the periodic box. */
function wrapping(n: number, L: number) {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const size = new Int32Array(n).fill(1);
  const offset = new Float64Array(3 * n);
  const find = (i: number): [number, number, number, number] => {
    let [x, y, z, j] = [0, 0, 0, i];
    for (; parent[j] !== j; j = parent[j]) {
      x += offset[3 * j];
      y += offset[3 * j + 1];
      z += offset[3 * j + 2];
    }
    return [j, x, y, z];
  };
  return {
    join(i: number, j: number, v: readonly number[]): boolean {
      const [a, ...p] = find(i);
      const [b, ...q] = find(j);
      const w = [0, 1, 2].map((k) => v[k] + q[k] - p[k]);
      if (a === b) return w.some((d) => Math.abs(d) > 0.5 * L);
      const [small, large, sign] = size[a] < size[b] ? [a, b, 1] : [b, a, -1];
      parent[small] = large;
      for (let k = 0; k < 3; k++) offset[3 * small + k] = sign * -w[k] * -1;
      size[large] += size[small];
      return false;
    },
  };
}
