import { encode } from 'fast-png';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  countLabelIntercepts,
  describePolycrystal,
  fromLabels,
  fromTess,
  makePolycrystal,
  makeSection,
  measureSection,
  tabulateFacets,
  tabulateGrains,
  toTess,
  toVtu,
} from '../../src/grains/index.js';
import { parseTess } from '../../src/io/grains/tess.js';
import { readLabelStack } from '../../src/io/grains/label-stack.js';
import { makeRng } from '../../src/core/index.js';

const particle = (grains = 80) => makePolycrystal({ shape: 'particle', grains, grainSize: 0.5e-6, seed: 3 });

describe('tessellations of Neper', () => {
  it('written and read again are the same particle', async () => {
    const p = await particle();
    const q = fromTess(parseTess(toTess(p), 'p.tess'), 1e-6);
    expect(q.volumes.length).toBe(p.volumes.length);
    expect(q.facets.areas.length).toBe(p.facets.areas.length);
    // Fifteen digits are written, vertices within a millionth of a grain become one.
    p.volumes.forEach((v, g) => expect(q.volumes[g] / v).toBeCloseTo(1, 5));
    p.orientations.forEach((v, i) => expect(q.orientations[i]).toBeCloseTo(v, 12));
    const [a, b] = [describePolycrystal(p), describePolycrystal(q)];
    expect(b.boundaryDensity / a.boundaryDensity).toBeCloseTo(1, 5);
    expect(b.outerArea / a.outerArea).toBeCloseTo(1, 5);
    expect([...q.facets.atSurface].reduce((s, v) => s + v, 0)).toBe([...p.facets.atSurface].reduce((s, v) => s + v, 0));
    expect(q.notes.map((n) => n.code)).not.toContain('no-power-diagram');
  });

  it('a cube cut in two, as Neper 4 writes it', () => {
    const text = `***tess
 **format
   3.4
 **general
   3 standard
 **cell
   2
  *id
   1 2
  *seed
   1 0.25 0.5 0.5 0
   2 0.75 0.5 0.5 0
  *ori
   rodrigues:active
   0.1 0.2 0.3
   0 0 0
 **vertex
   12
   1 0 0 0 0
   2 0.5 0 0 0
   3 1 0 0 0
   4 0 1 0 0
   5 0.5 1 0 0
   6 1 1 0 0
   7 0 0 1 0
   8 0.5 0 1 0
   9 1 0 1 0
   10 0 1 1 0
   11 0.5 1 1 0
   12 1 1 1 0
 **edge
   0
 **face
   11
${[
  [1, 4, 10, 7],
  [2, 5, 11, 8],
  [3, 6, 12, 9],
  [1, 2, 8, 7],
  [2, 3, 9, 8],
  [4, 5, 11, 10],
  [5, 6, 12, 11],
  [1, 2, 5, 4],
  [2, 3, 6, 5],
  [7, 8, 11, 10],
  [8, 9, 12, 11],
]
  .map((f, i) => `   ${i + 1} 4 ${f.join(' ')}\n        0\n        0 1 0 0\n        0 0 0 0 0`)
  .join('\n')}
 **polyhedron
   2
   1 6 1 2 -4 6 8 10
   2 6 -2 3 5 7 9 11
 **domain
  *general
   cube
***end
`;
    const p = fromTess(parseTess(text, 'cube.tess'), 2e-6);
    expect([...p.volumes]).toEqual([0.5 * 8e-18, 0.5 * 8e-18].map((v) => expect.closeTo(v, 24)));
    expect(p.facets.areas).toHaveLength(1);
    expect(p.facets.areas[0]).toBeCloseTo(4e-12, 20);
    expect(p.facets.spacings[0]).toBeCloseTo(1e-6, 12);
    expect(p.facets.atSurface[0]).toBe(1);
    expect(p.orientations[9]).toBe(1);
    expect(() => parseTess(text.replace('   12\n   1 0', '   40\n   1 0'), 'cube.tess')).toThrow(/cube\.tess/);
    expect(() => parseTess(text.slice(0, 700), 'cube.tess')).toThrow(/cube\.tess/);
    expect(() => parseTess('***geo', 'x.tess')).toThrow(/no tessellation/);
  });
});

describe('labelled stacks', () => {
  /** Voronoi labels of a cube with a margin of nothing. */
  function makeLabels(n: number, grains: number): { labels: Uint16Array; seeds: number[][] } {
    const rng = makeRng(7);
    const seeds = Array.from({ length: grains }, () => [rng.uniform() * n, rng.uniform() * n, rng.uniform() * n]);
    const labels = new Uint16Array(n ** 3);
    for (let z = 0; z < n; z++)
      for (let y = 0; y < n; y++)
        for (let x = 0; x < n; x++) {
          let [best, who] = [Infinity, 0];
          seeds.forEach((s, i) => {
            const d = (x + 0.5 - s[0]) ** 2 + (y + 0.5 - s[1]) ** 2 + (z + 0.5 - s[2]) ** 2;
            if (d < best) [best, who] = [d, i + 1];
          });
          labels[(z * n + y) * n + x] = who;
        }
    return { labels, seeds };
  }

  it('as NRRD, raw or compressed, and as .npy give the same grains; flat boundaries lose no area to steps', async () => {
    const n = 40;
    const { labels, seeds } = makeLabels(n, 12);
    const raw = new Uint8Array(labels.buffer);
    const header = (encoding: string): Uint8Array =>
      new TextEncoder().encode(
        `NRRD0004\n# made here\ntype: ushort\ndimension: 3\nsizes: ${n} ${n} ${n}\nspacings: 25 25 25\nspace units: "nm" "nm" "nm"\nendian: little\nencoding: ${encoding}\n\n`,
      );
    const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((p) => [...p]));
    const stack = await readLabelStack(join(header('raw'), raw), 'a.nrrd');
    expect(stack.voxel?.[0]).toBeCloseTo(25e-9, 15);
    expect((await readLabelStack(join(header('gzip'), gzipSync(raw)), 'b.nrrd')).labels).toEqual(stack.labels);
    const dict = `${`{'descr': '<u2', 'fortran_order': False, 'shape': (${n}, ${n}, ${n}), }`.padEnd(117)}\n`;
    const npy = join(
      Uint8Array.of(0x93, 78, 85, 77, 80, 89, 1, 0, dict.length & 255, dict.length >> 8),
      new TextEncoder().encode(dict),
      raw,
    );
    expect((await readLabelStack(npy, 'c.npy')).labels).toEqual(stack.labels);
    const p = fromLabels(stack, stack.voxel!);
    expect(p.volumes).toHaveLength(12);
    expect(p.volumes.reduce((s, v) => s + v, 0)).toBeCloseTo((n * 25e-9) ** 3, 24);
    // The same diagram cut from planes, by counting: facets between seeds i and j on a fine grid of rays.
    let [large, along] = [0, 0];
    for (let f = 0; f < p.facets.areas.length; f++) {
      if (p.facets.areas[f] < 0.02 * (n * 25e-9) ** 2) continue;
      large++;
      const order = [...new Set(stack.labels)].filter(Boolean);
      const [i, j] = [order[p.facets.grains[2 * f]] - 1, order[p.facets.grains[2 * f + 1]] - 1];
      const d = [0, 1, 2].map((k) => seeds[j][k] - seeds[i][k]);
      const cos = [0, 1, 2].reduce((s, k) => s + d[k] * p.facets.normals[3 * f + k], 0) / Math.hypot(...d);
      along += Math.abs(cos);
    }
    expect(large).toBeGreaterThan(10);
    // Voxel faces of a facet 10 voxels wide give its normal within a few degrees.
    expect(along / large).toBeGreaterThan(0.99);
  });

  it('are refused where labels are below 0', () => {
    const labels = Int32Array.from({ length: 64 }, (_, i) => (i < 32 ? 1 : -1));
    expect(() => fromLabels({ size: [4, 4, 4], labels }, [1e-8, 1e-8, 1e-8])).toThrow(/label -1/);
  });

  it('are refused where they hold one grain, or no volume', async () => {
    expect(() => fromLabels({ size: [4, 4, 4], labels: new Int32Array(64).fill(1) }, [1e-8, 1e-8, 1e-8])).toThrow(
      /single grain/,
    );
    expect(() => fromLabels({ size: [4, 4, 4], labels: new Int32Array(64) }, [1e-8, 1e-8, 1e-8])).toThrow(/no grain/);
    await expect(readLabelStack(new TextEncoder().encode('hello there'), 'x.nrrd')).rejects.toThrow(/x\.nrrd/);
    await expect(
      readLabelStack(new TextEncoder().encode('NRRD0004\ntype: float\nsizes: 2 2 2\n\n'), 'x.nrrd'),
    ).rejects.toThrow(/whole numbers/);
    await expect(
      readLabelStack(new TextEncoder().encode('NRRD0004\ntype: uchar\nsizes: 9 9 9\nencoding: raw\n\nab'), 'x.nrrd'),
    ).rejects.toThrow(/ends after/);
  });
});

it('ParaView’s file holds every facet and face with its fields', async () => {
  const p = await particle(20);
  const n = p.facets.areas.length + p.outer.areas.length;
  const text = toVtu(p, { damage: new Float64Array(p.facets.areas.length).fill(0.25) });
  expect(text).toContain(`NumberOfCells="${n}"`);
  const block = /Name="damage"[^>]*>([^<]*)</.exec(text)![1];
  const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0));
  expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(8 * n);
  expect(new DataView(bytes.buffer).getFloat64(4, true)).toBe(0.25);
});

it('tables have a row for each grain and each facet', async () => {
  const p = await particle(20);
  expect(tabulateGrains(p).length).toBe(20);
  const facets = tabulateFacets(p, { damage: new Float64Array(p.facets.areas.length) });
  expect(facets.length).toBe(p.facets.areas.length);
  expect(facets.column('area_square_micrometre')[0]).toBeCloseTo(1e12 * p.facets.areas[0], 12);
});

describe('a virtual section', () => {
  it('is refused beyond the particle', async () => {
    const p = await particle();
    expect(() => makeSection(p, { pixel: 20e-9, height: 40e-6 })).toThrow(/40 um lies beyond/);
  });

  it('has the boundaries of stereology: 2 N_L = S_V, and 4/π of the lines', async () => {
    const p = await makePolycrystal({ shape: 'box', grains: 1000, grainSize: 0.5e-6, seed: 1 });
    const density = describePolycrystal(p).boundaryDensity;
    let [lines, intercepts] = [0, 0];
    const heights = [-1.5, -0.5, 0.5, 1.5];
    for (const h of heights) {
      const s = makeSection(p, { pixel: 20e-9, height: h * 1e-6 });
      lines += ((4 / Math.PI) * s.truth.lineDensity) / heights.length;
      intercepts += (2 * countLabelIntercepts(s.labels, s.picture.width)) / 20e-9 / heights.length;
    }
    // Four planes cross about 450 boundaries each.
    expect(Math.abs(lines / density - 1)).toBeLessThan(0.05);
    expect(Math.abs(intercepts / density - 1)).toBeLessThan(0.05);
  });

  it('is measured: the true crack share lies within two sigma of what the picture says, thin cracks too', async () => {
    const p = await makePolycrystal({ shape: 'particle', grains: 250, grainSize: 0.5e-6, seed: 2 });
    const rng = makeRng(1);
    const open = Float64Array.from(p.facets.areas, () => (rng.uniform() < 0.3 ? 1 : 0));
    for (const [opening, pixel] of [
      [15e-9, 10e-9],
      [60e-9, 15e-9],
    ]) {
      const s = makeSection(p, { pixel, blur: 0.7, noise: 2, openings: open.map((o) => o * opening) });
      const m = measureSection(s.picture);
      expect(Math.abs(m.crackShare.value - s.truth.crackShare)).toBeLessThan(2 * m.crackShare.sigma! + 0.003);
      expect(Math.abs(m.crackShare.value / s.truth.crackShare - 1)).toBeLessThan(0.4);
    }
    const whole = measureSection(makeSection(p, { pixel: 15e-9, blur: 0.7, noise: 2 }).picture);
    expect(whole.crackShare.value).toBeLessThan(2 * whole.crackShare.sigma! + 0.003);
    expect(whole.crackShare.value).toBeLessThan(0.02); // notches of the outline, as deep as a crack is wide
  });

  it('refuses a picture without contrast', () => {
    expect(() => measureSection({ width: 64, height: 64, values: new Float64Array(4096).fill(100) })).toThrow(
      /no dark/,
    );
    expect(() => measureSection({ width: 8, height: 8, values: new Float64Array(64) })).toThrow(/too small/);
    expect(encode({ width: 1, height: 1, data: Uint8Array.of(1), channels: 1, depth: 8 }).length).toBeGreaterThan(20);
  });
});
