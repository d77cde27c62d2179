import { expect, it } from 'vitest';
import {
  packParticle,
  seenOn,
  strongestTension,
  toTractionSteps,
  TRACTION_STEP,
  unpackParticle,
} from '../../src/scene/index.js';
import { drawParticle } from '../../src/study/report/draw-particle.js';
import { ParticleModel } from '../../src/ui/viewer/particle-model.js';
import { makeSampleParticle } from './sample-particle.js';

const scene = await makeSampleParticle();
const faces = scene.start.length - 1;
const away = [0, 0, 1, 1];

it('a particle comes back from a page as it was, its corners to 3/65534 of its size', () => {
  const packed = packParticle(scene, 'a', 'a');
  const back = unpackParticle(packed);
  const { start, grains, histories } = scene;
  expect(back).toMatchObject({ title: 'A particle', start, grains });
  expect(back.vertices.length).toBeLessThan(0.6 * scene.vertices.length);
  const step = packed.reach / 32767;
  const far = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number =>
    Math.max(...[0, 1, 2].map((k) => Math.abs(a[3 * i + k] - b[3 * j + k])));
  scene.items.forEach((v, e) => {
    expect(far(scene.vertices, v, back.vertices, back.items[e])).toBeLessThanOrEqual(1.51 * step);
  });
  for (let g = 0; g < scene.centres.length / 3; g++)
    expect(far(scene.centres, g, back.centres, g)).toBeLessThanOrEqual(0.51 * step);
  back.histories.forEach(({ frames, ...one }, k) => {
    const { frames: before, ...was } = histories[k];
    expect(one).toEqual(was);
    frames.forEach(({ damage, wet, traction }, i) => {
      // Half of a tenth of the largest, and half a step.
      traction.forEach((t, f) =>
        expect(Math.abs(t - before[i].traction[f])).toBeLessThanOrEqual(packed.strongest / 20 + 0.5),
      );
      expect(Math.sign(traction.find((t) => t !== 0)!)).toBe(
        Math.sign(before[i].traction[traction.findIndex((t) => t !== 0)]),
      );
      expect(wet).toEqual(before[i].wet);
      damage.forEach((d, f) => expect(Math.abs(d - before[i].damage[f])).toBeLessThanOrEqual(8.5));
    });
  });
});

it('shows the outer faces alone where nothing is cut, and where it is cut a closed surface on the grains that are left', () => {
  const facets = scene.histories[0].film.length;
  for (let face = 0; face < faces; face++) expect(seenOn(scene, face, away) >= 0).toBe(face >= facets);
  // The areas of a closed surface add up to nothing, as vectors that point outwards.
  const sum = [0, 0, 0];
  let all = 0;
  for (let face = 0; face < faces; face++) {
    const grain = seenOn(scene, face, [0.6, 0, 0.8, 0]);
    if (grain < 0) continue;
    const loop = Array.from(scene.items.subarray(scene.start[face], scene.start[face + 1]));
    const corner = (v: number): number[] => Array.from(scene.vertices.subarray(3 * v, 3 * v + 3));
    const area = [0, 0, 0];
    loop.forEach((v, i) => {
      const [a, b] = [corner(v), corner(loop[(i + 1) % loop.length])];
      for (let k = 0; k < 3; k++) area[k] += 0.5 * (a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3]);
    });
    const outwards = corner(loop[0]).reduce((s, x, k) => s + area[k] * (x - scene.centres[3 * grain + k]), 0);
    for (let k = 0; k < 3; k++) sum[k] += Math.sign(outwards) * area[k];
    all += Math.hypot(...area);
  }
  expect(Math.hypot(...sum) / all).toBeLessThan(1e-9);
});

it('draws as many faces as are seen, dark where they look away, in colours of what became of them', () => {
  const svg = drawParticle(scene);
  expect(svg.match(/<path/g)!.length).toBeGreaterThan(30);
  expect(svg.match(/<path/g)!.length).toBeLessThan(faces);
  expect(svg).not.toContain('NaN');
  expect(drawParticle({ ...scene, histories: [scene.histories[1]] })).not.toBe(svg);
});

it('holds every face in one mesh, and makes nothing anew to play or cut', () => {
  const model = new ParticleModel(scene, 4e-6);
  const { geometry, material } = model.mesh;
  expect(geometry.getIndex()!.count).toBe(3 * scene.items.length);
  expect(geometry.getAttribute('face').count).toBe(scene.items.length + faces);
  const { data } = material.uniforms.states.value.image as { data: Uint8Array };
  model.show(scene.histories[1], 2);
  const at = (face: number): number[] => Array.from(data.subarray(4 * face, 4 * face + 4));
  // A broken facet bears nothing: the middle of the scale.
  expect(at(0)).toEqual([255, 255, 255, 127]);
  expect(at(scene.histories[1].film.length - 1).slice(0, 2)).toEqual([10, 0]);
  expect(at(faces - 1)).toEqual([0, 0, 255, 255]);
  model.show(scene.histories[0], 0);
  expect((material.uniforms.states.value.image as { data: Uint8Array }).data).toBe(data);
  const strongest = strongestTension(scene.histories);
  scene.histories[0].frames[0].traction.forEach((t, f) => {
    // From 1, pressed, to 253, pulled; 255 is the outer surface.
    expect(at(f)).toEqual([10, 0, 0, 127 + Math.round((126 * t) / strongest)]);
  });
});

it('keeps tractions in whole steps either way, and the strongest beyond them as the last', () => {
  const steps = toTractionSteps(Float64Array.of(0, 3 * TRACTION_STEP, -1.4 * TRACTION_STEP, 1e10, -1e10));
  expect([...steps]).toEqual([0, 3, -1, 127, -127]);
});
