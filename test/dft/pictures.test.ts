import { describe, expect, it } from 'vitest';
import type { Structure } from '../../src/core/index.js';
import { dftAnalyses } from '../../src/dft/index.js';
import { toField } from '../../src/dft/charge/grid-field.js';
import { resampleField } from '../../src/dft/charge/resample-field.js';
import { chooseLevel, sceneIsosurface } from '../../src/dft/charge/scene-isosurface.js';
import { runAnalysis } from '../../src/evidence/index.js';
import { readDftRecordings, toGrid } from '../../src/io/dft/index.js';
import { packScene, unpackSurfaces } from '../../src/scene/pack-frames.js';
import { drawSceneSvg } from '../../src/study/index.js';
import { evidenceKinds, makePieceHost, runEvidence } from '../study/run-evidence.js';
import { folderOfTexts } from './folder-of.js';

const EDGE = 8; // [Å]
const structure: Structure = {
  cell: Float64Array.of(EDGE, 0, 0, 0, EDGE, 0, 0, 0, EDGE),
  pbc: [true, true, true],
  elements: ['O', 'O'],
  positions: Float64Array.of(2, 4, 4, 6, 4, 4),
};
/** A Gaussian of width 1 Å on each atom, with the signs given, whose grid begins at an origin. */
function gaussians(n: number, signs: readonly number[], origin = 0): Float64Array {
  const values = new Float64Array(n ** 3);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++)
        signs.forEach((sign, atom) => {
          const r2 = [i, j, k].reduce((sum, m, axis) => {
            const x = origin + (m / n) * EDGE - structure.positions[3 * atom + axis];
            return sum + (x - EDGE * Math.round(x / EDGE)) ** 2;
          }, 0);
          values[(i * n + j) * n + k] += sign * Math.exp(-r2 / 2);
        });
  return values;
}
const fieldOf = (values: Float64Array, n: number) =>
  toField(
    toGrid({ field: 'spin', shape: [n, n, n], values, order: 'c', origin: [0, 0, 0], structure, title: '', notes: [] }),
  );
const BOHR = 0.529177210544;
const cubeOf = (n: number, origin: number): string => {
  const row = (head: number | string, xs: readonly number[]): string =>
    `${head} ${xs.map((x) => (x / BOHR).toFixed(9)).join(' ')}\n`;
  const step = EDGE / n;
  return [
    'a density\nmade\n',
    row(2, [origin, origin, origin]),
    row(n, [step, 0, 0]),
    row(n, [0, step, 0]),
    row(n, [0, 0, step]),
    row('8 6.0', [2, 4, 4]),
    row('8 6.0', [6, 4, 4]),
    Array.from(gaussians(n, [1, 1], origin), (v) => (v * BOHR ** 3).toExponential(8)).join('\n'),
  ].join('');
};

describe('surfaces on a structure', () => {
  it('enclose what they should, positive and negative, and are kept by packing', () => {
    const n = 40;
    const field = fieldOf(gaussians(n, [1, -1]), n);
    const scene = sceneIsosurface({ id: 's', title: 'Spin', unit: 'μB/Å³' }, field, structure, 0.5);
    expect(scene.surfaces!.map((s) => s.label)).toEqual(['0.5 μB/Å³', '−0.5 μB/Å³']);
    // exp(−r²/2) = 1/2 at r = √(2 ln 2); the straight faces lie within 0.02 Å of the ball.
    const radius = Math.sqrt(2 * Math.log(2));
    scene.surfaces!.forEach(({ vertices }, atom) => {
      expect(vertices.length).toBeGreaterThan(300);
      for (let i = 0; i < vertices.length; i += 3)
        expect(Math.hypot(vertices[i] - (2 + 4 * atom), vertices[i + 1] - 4, vertices[i + 2] - 4)).toBeCloseTo(
          radius,
          1,
        );
    });
    expect(unpackSurfaces(JSON.parse(JSON.stringify(packScene(scene, 'a', 'b'))))).toEqual(scene.surfaces);
    const svg = drawSceneSvg(scene);
    expect(svg).toMatch(/^<svg width="600".* xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>\n$/s);
    expect(svg.match(/fill-opacity/g)!.length).toBeGreaterThan(10);
  });

  it('are drawn at the mean and two deviations where nobody says', () => {
    const values = Float64Array.of(1, -1, 3, -3);
    expect(chooseLevel({ values })).toBeCloseTo(2 + 2, 12);
    const n = 8;
    const { caption, surfaces } = sceneIsosurface(
      { id: 's', title: 'Spin', unit: 'u' },
      fieldOf(gaussians(n, [1]), n),
      structure,
      9,
    );
    expect(surfaces).toEqual([]);
    expect(caption).toBe('The field reaches 9 u nowhere.');
  });

  it('of a fine grid are taken from fewer points of the same field', () => {
    const n = 40;
    const fine = fieldOf(gaussians(n, [1, 1]), n);
    const coarse = resampleField(fine, 8000);
    expect(coarse.shape).toEqual([20, 20, 20]);
    expect(coarse.at(5, 10, 10)).toBeCloseTo(fine.at(10, 20, 20), 12);
    expect(coarse.values.length * coarse.voxel).toBeCloseTo(EDGE ** 3, 9);
    expect(resampleField(fine, n ** 3)).toBe(fine);
  });
});

describe('pictures of a density', () => {
  const [, charge] = dftAnalyses();
  const analyse = async (origin: number) => {
    const { recordings } = await readDftRecordings(folderOfTexts({ 'density.cube': cubeOf(24, origin) }));
    return runAnalysis(charge, recordings, { level: '0.5', through: 'O 1' }, () => Promise.reject(new Error('none')));
  };

  it('show atoms where their density is, wherever the grid begins', async () => {
    for (const origin of [0, -3]) {
      const { scenes, figures } = await analyse(origin);
      const { vertices } = scenes[0].surfaces![0];
      // Nearest image of the first atom, in the frame that the scene is drawn in.
      const near = (i: number): number => {
        const d = [0, 1, 2].map((k) => vertices[i + k] - scenes[0].frames[0].positions[k]);
        return Math.hypot(...d.map((x) => x - EDGE * Math.round(x / EDGE)));
      };
      const found = Array.from({ length: vertices.length / 3 }, (_, i) => near(3 * i)).filter((d) => d < 2);
      expect(found.length).toBeGreaterThan(100);
      for (const d of found) expect(d).toBeCloseTo(Math.sqrt(2 * Math.log(2)), 0);
      const layers = (figures.find((f) => f.id === 'slice')!.spec as { layer: { data: { values: never[] } }[] }).layer;
      const points = layers[0].data.values as { x: number; y: number; value: number }[];
      const atoms = layers[2].data.values as { element: string; x: number; y: number }[];
      const highest = points.reduce((a, b) => (b.value > a.value ? b : a));
      expect(Math.hypot(highest.x - atoms[0].x, highest.y - atoms[0].y)).toBeLessThan(EDGE / 24);
    }
  });

  it('stand in a report, figure and surface of each file', async () => {
    const kind = evidenceKinds.find((k) => k.id === 'charge-density')!;
    const host = makePieceHost({ read: (path) => readDftRecordings(folderOfTexts({ [path]: cubeOf(12, 0) })) });
    const { figures, scenes } = await runEvidence(kind, { files: { bare: ['a.cube'], coated: ['b.cube'] } }, host, {
      name: 'density',
      samples: { bare: {}, coated: {} },
      asked: () => [],
    });
    expect(figures.map((f) => f.title)).toContain('Density in a plane: bare, all files');
    expect(scenes.map((s) => [s.id, s.surfaces!.length])).toEqual([
      ['density-1', 1],
      ['density-2', 1],
    ]);
  });
});
