import { describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';
import {
  computeMisorientation,
  decodeParticle,
  describePolycrystal,
  drawRotation,
  encodeParticle,
  makePolycrystal,
  tessellate,
} from '../../src/grains/index.js';

describe('Poisson–Voronoi cells', () => {
  it('have the known means', async () => {
    const s = describePolycrystal(
      await makePolycrystal({ shape: 'box', grains: 20_000, grainSize: 1e-6, seed: 4, lloyd: 0 }),
    );
    // Meijering 1953 (faces, area, sides: exact); variance by quadrature. Scatter of 20,000 cells: 3.3/√20000 faces, so
    // three sigma is 0.07; volume 0.42².
    expect(s.facesPerGrain).toBeCloseTo(15.535, 0);
    expect(Math.abs(s.facesPerGrain - 15.535)).toBeLessThan(0.07);
    expect(Math.abs(s.areaPerGrain - 5.821)).toBeLessThan(0.02);
    expect(Math.abs(s.edgesPerFace - 5.228)).toBeLessThan(0.01);
    expect(Math.abs(s.volumeVariance - 0.179)).toBeLessThan(0.009);
    // Sums of 20,000 volumes in double precision.
    expect(Math.abs(s.volumeError!)).toBeLessThan(1e-12);
    expect(s.tripleLines).toBeGreaterThan(s.quadruplePoints!);
  });

  it('are simple polyhedra: V − E + F = 2 with three faces at each corner', () => {
    const rng = makeRng(9);
    const cells = tessellate(
      Float64Array.from({ length: 3000 }, () => rng.uniform()),
      [1, 1, 1],
    );
    for (let i = 0; i < 1000; i++) {
      const faces = cells.faceStart[i + 1] - cells.faceStart[i];
      const corners = cells.vertexStart[i + 1] - cells.vertexStart[i];
      expect(corners).toBe(2 * faces - 4);
    }
  });

  it('are closed: areas times normals of a cell sum to zero, and reach the volume by the divergence theorem', () => {
    const rng = makeRng(2);
    const seeds = Float64Array.from({ length: 600 }, () => rng.uniform());
    const cells = tessellate(seeds, [1, 1, 1]);
    for (let i = 0; i < 200; i++) {
      const sum = [0, 0, 0];
      for (let f = cells.faceStart[i]; f < cells.faceStart[i + 1]; f++) {
        const d = [0, 1, 2].map((k) => seeds[3 * cells.neighbours[f] + k] + cells.shifts[3 * f + k] - seeds[3 * i + k]);
        const h = Math.hypot(...d);
        for (let k = 0; k < 3; k++) sum[k] += (cells.areas[f] * d[k]) / h;
      }
      // Faces of order 1/30 each with the rounding of a few operations.
      expect(Math.hypot(...sum)).toBeLessThan(1e-12);
    }
  });

  it('are the corners of a lattice where the seeds are: 6 faces, or 12 of a rhombic dodecahedron', () => {
    const cubic: number[] = [];
    const faceCentred: number[] = [];
    for (let x = 0; x < 8; x++)
      for (let y = 0; y < 8; y++)
        for (let z = 0; z < 8; z++) {
          cubic.push(x, y, z);
          if ((x + y + z) % 2 === 0) faceCentred.push(x, y, z);
        }
    const simple = tessellate(Float64Array.from(cubic), [8, 8, 8]);
    expect(simple.volumes.every((v) => Math.abs(v - 1) < 1e-12)).toBe(true);
    const fcc = tessellate(Float64Array.from(faceCentred), [8, 8, 8]);
    expect(fcc.volumes.every((v) => Math.abs(v - 2) < 1e-12)).toBe(true);
    const large = [...fcc.areas.subarray(fcc.faceStart[0], fcc.faceStart[1])].filter((a) => a > 1e-9);
    expect(large).toHaveLength(12);
    for (const a of large) expect(a).toBeCloseTo(Math.SQRT1_2, 10);
  });

  it('work for a single seed, whose cell is the box', () => {
    const cells = tessellate(Float64Array.of(0.3, 0.2, 0.9), [1, 2, 3]);
    expect(cells.volumes[0]).toBeCloseTo(6, 12);
  });
});

describe('Laguerre cells', () => {
  it('are Voronoi cells where weights are equal', () => {
    const rng = makeRng(5);
    const seeds = Float64Array.from({ length: 900 }, () => rng.uniform());
    const plain = tessellate(seeds, [1, 1, 1]);
    const equal = tessellate(seeds, [1, 1, 1], new Float64Array(300).fill(0.37));
    expect([...equal.volumes]).toEqual([...plain.volumes]);
    expect([...equal.neighbours]).toEqual([...plain.neighbours]);
  });

  it('hold the points that are nearest by power distance', () => {
    const rng = makeRng(6);
    const seeds = Float64Array.from({ length: 300 }, () => rng.uniform());
    const weights = Float64Array.from({ length: 100 }, () => 0.02 * rng.uniform());
    const { volumes } = tessellate(seeds, [1, 1, 1], weights);
    const hits = new Float64Array(100);
    const draws = 40_000;
    for (let t = 0; t < draws; t++) {
      const x = [rng.uniform(), rng.uniform(), rng.uniform()];
      let best = Infinity;
      let who = 0;
      for (let i = 0; i < 100; i++) {
        let p = -weights[i];
        for (let k = 0; k < 3; k++) {
          const d = x[k] - seeds[3 * i + k];
          p += (d - Math.round(d)) ** 2;
        }
        if (p < best) [best, who] = [p, i];
      }
      hits[who]++;
    }
    // Binomial scatter of 40,000 draws: five standard deviations, 100 cells.
    for (let i = 0; i < 100; i++)
      expect(Math.abs(hits[i] / draws - volumes[i])).toBeLessThan(5 * Math.sqrt(volumes[i] / draws) + 1e-4);
  });

  it('take a wanted distribution of sizes within 1 %', async () => {
    const p = await makePolycrystal({ shape: 'box', grains: 400, grainSize: 1e-6, seed: 3, spread: 0.35 });
    expect(p.notes).toEqual([]);
    const logs = [...p.volumes].map((v) => Math.log(v) / 3).sort((a, b) => a - b);
    const mean = logs.reduce((s, v) => s + v, 0) / 400;
    const sigma = Math.sqrt(logs.reduce((s, v) => s + (v - mean) ** 2, 0) / 399);
    // The 400 drawn sizes themselves scatter by 1/√800 = 3.5 %.
    expect(Math.abs(sigma / 0.35 - 1)).toBeLessThan(0.1);
    const two = await makePolycrystal({ shape: 'box', grains: 300, grainSize: 1e-6, seed: 3, diameters: [1, 2] });
    const sizes = [...two.volumes].map((v) => Math.cbrt(v));
    const large = Math.max(...sizes);
    for (const s of sizes) expect(Math.min(Math.abs(s / large - 1), Math.abs((2 * s) / large - 1))).toBeLessThan(0.01);
  });
});

describe('a particle', () => {
  it('has as many grains as asked, of its size, with facets that lie between the lines of centres', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 500, grainSize: 0.5e-6, seed: 1 });
    expect(p.volumes).toHaveLength(500);
    // The outermost grains decide: one layer of grains in five.
    expect(p.volumes.reduce((s, v) => s + v, 0) / (500 * 0.125e-18)).toBeCloseTo(1, 1);
    const { grains, normals, centroids, spacings } = p.facets;
    for (let f = 0; f < spacings.length; f++) {
      const [i, j] = [grains[2 * f], grains[2 * f + 1]];
      const d = [0, 1, 2].map((k) => p.centres[3 * j + k] - p.centres[3 * i + k]);
      for (let k = 0; k < 3; k++) expect(d[k] / spacings[f]).toBeCloseTo(normals[3 * f + k], 12);
      const middle = [0, 1, 2].reduce(
        (s, k) => s + (centroids[3 * f + k] - (p.centres[3 * i + k] + p.centres[3 * j + k]) / 2) * normals[3 * f + k],
        0,
      );
      expect(Math.abs(middle)).toBeLessThan(1e-12 * 0.5e-6 * 100);
    }
  });

  it('is the same for the same seed, and another for another', async () => {
    const spec = { shape: 'particle', grains: 120, grainSize: 1e-6, seed: 7 } as const;
    expect(encodeParticle(await makePolycrystal(spec))).toBe(encodeParticle(await makePolycrystal(spec)));
    expect(encodeParticle(await makePolycrystal({ ...spec, seed: 8 }))).not.toBe(
      encodeParticle(await makePolycrystal(spec)),
    );
  });

  it('is longer along the radius where asked, and has voids', async () => {
    const round = await makePolycrystal({ shape: 'particle', grains: 900, grainSize: 1e-6, seed: 2 });
    const long = await makePolycrystal({ shape: 'particle', grains: 900, grainSize: 1e-6, seed: 2, elongation: 3 });
    // Areas of facets that face the radius, over all: radial grains have fewer of them.
    const share = (p: typeof round): number => {
      let sum = 0;
      let all = 0;
      for (let f = 0; f < p.facets.areas.length; f++) {
        const r = Math.hypot(...p.facets.centroids.subarray(3 * f, 3 * f + 3)) || 1;
        const cos = [0, 1, 2].reduce((s, k) => s + p.facets.centroids[3 * f + k] * p.facets.normals[3 * f + k], 0) / r;
        sum += p.facets.areas[f] * cos * cos;
        all += p.facets.areas[f];
      }
      return sum / all;
    };
    expect(share(round)).toBeGreaterThan(0.3);
    expect(share(long)).toBeLessThan(0.24);
    const porous = await makePolycrystal({ shape: 'particle', grains: 900, grainSize: 1e-6, seed: 2, porosity: 0.1 });
    expect(porous.volumes).toHaveLength(810);
    expect(porous.outer.kinds.some((k) => k === 2)).toBe(true);
  });

  it('keeps c axes across the radius with a full texture', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 200, grainSize: 1e-6, seed: 2, texture: 1 });
    for (let g = 0; g < 200; g++) {
      const r = p.centres.subarray(3 * g, 3 * g + 3);
      const dot =
        r[0] * p.orientations[9 * g + 2] + r[1] * p.orientations[9 * g + 5] + r[2] * p.orientations[9 * g + 8];
      expect(Math.abs(dot) / Math.hypot(...r)).toBeLessThan(1e-9);
    }
  });

  it('comes back from its file', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 60, grainSize: 1e-6, seed: 2, porosity: 0.05 });
    expect(decodeParticle(encodeParticle(p), 'p.json')).toEqual(p);
    expect(() => decodeParticle('{"format":"x"}', 'p.json')).toThrow(/p\.json/);
    expect(() => decodeParticle('{', 'p.json')).toThrow(/p\.json/);
  });

  it('is refused where numbers contradict', async () => {
    await expect(
      makePolycrystal({ shape: 'particle', halfAxes: [1e-6, 1e-6, 1e-6], grainSize: 5e-6, seed: 1 }),
    ).rejects.toThrow(/larger than the particle/);
    await expect(makePolycrystal({ shape: 'particle', grainSize: 1e-6, seed: 1 })).rejects.toThrow(/too little/);
    await expect(
      makePolycrystal({ shape: 'particle', grainSize: 1e-6, grains: 10, halfAxes: [1e-6, 1e-6, 1e-6], seed: 1 }),
    ).rejects.toThrow(/contradict/);
    await expect(
      makePolycrystal({ shape: 'particle', grainSize: 5e-10, halfAxes: [6e-6, 6e-6, 6e-6], seed: 1 }),
    ).rejects.toThrow(/more than can be held/);
  });
});

describe('misorientation', () => {
  it('of trigonal lattices drawn at random is 66.5° on average and never above 104.5°', () => {
    const rng = makeRng(1);
    let sum = 0;
    let largest = 0;
    for (let k = 0; k < 20_000; k++) {
      const angle = (computeMisorientation(drawRotation(rng), drawRotation(rng)) * 180) / Math.PI;
      sum += angle / 20_000;
      largest = Math.max(largest, angle);
    }
    // orix 0.15.0: mean 66.5, limit 104.5 for D3d; a scatter of 21° over 20,000 draws.
    expect(Math.abs(sum - 66.5)).toBeLessThan(0.5);
    expect(largest).toBeLessThan(104.6);
    expect(largest).toBeGreaterThan(102);
  });

  it('is zero for lattices that a symmetry joins', () => {
    const r = drawRotation(makeRng(3));
    const t = (2 * Math.PI) / 3;
    const s = [Math.cos(t), -Math.sin(t), 0, Math.sin(t), Math.cos(t), 0, 0, 0, 1];
    const turned = Float64Array.from({ length: 9 }, (_, i) => {
      const [a, b] = [Math.floor(i / 3), i % 3];
      return [0, 1, 2].reduce((sum, k) => sum + r[3 * a + k] * s[3 * k + b], 0);
    });
    expect(computeMisorientation(r, turned)).toBeLessThan(1e-6);
  });
});
