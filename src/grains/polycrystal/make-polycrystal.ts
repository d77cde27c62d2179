import { breathe, type Context, InputError, makeRng, type Note, type Rng } from '../../core/index.js';
import { assemble, CLOSED_PORE, OPEN_PORE, OUTSIDE } from './assemble.js';
import { fitVolumes } from './fit-volumes.js';
import { alignTangentially, computeMisorientation, drawRotation } from './orient.js';
import { drawSeeds, drawShells } from './place-seeds.js';
import type { Polycrystal } from './polycrystal.js';
import { type Cells, tessellate } from './tessellate.js';

/** A polycrystal as it is asked for. Of `halfAxes`, `grainSize` and `grains` two decide the third. */
export interface PolycrystalSpec {
  /** A particle, or a cube without surface. */
  shape: 'particle' | 'box';
  /** [m] radius of a sphere, or three half axes. */
  halfAxes?: readonly [number, number, number];
  /** [m] cube root of the mean volume of a grain; 1.24 of it is the diameter of a sphere of that volume. */
  grainSize?: number;
  grains?: number;
  seed: number;
  /** [1] times that seeds move to the centres of their cells; 0 leaves a Poisson–Voronoi diagram. Default 2. */
  lloyd?: number;
  /** [1] standard deviation of the logarithm of grain diameters; absent: as the cells fall. */
  spread?: number;
  /** [any unit] diameters of grains, of which each grain draws one; only their ratios count. */
  diameters?: readonly number[];
  /** [1] 0: any orientation; 1: the c axis lies across the radius (in a box: across z). */
  texture?: number;
  /** [1] length of grains along the radius over their width. Default 1. */
  elongation?: number;
  /** [1] share of cells that are voids. */
  porosity?: number;
}

/**
 * A polycrystal: power cells of random seeds, with sizes, shapes and orientations as asked.
 *
 * @throws InputError where numbers contradict one another
 */
export async function makePolycrystal(spec: PolycrystalSpec, ctx?: Context): Promise<Polycrystal> {
  const { halfAxes, grainSize, count } = resolveSizes(spec);
  const rng = makeRng(spec.seed);
  const periodic = spec.shape === 'box';
  const porosity = spec.porosity ?? 0;
  if (!(porosity >= 0 && porosity < 0.9)) throw new InputError(`a porosity of ${porosity} is no share below 0.9`);
  const box = periodic ? halfAxes.map((a) => 2 * a) : halfAxes.map((a) => 2 * a + 3 * grainSize);
  const middle = box.map((l) => 0.5 * l);
  const notes: Note[] = [];
  const placed = await placeSeeds(spec, box, halfAxes, grainSize, rng.fork('seeds'), ctx);
  const { seeds, weights } = placed;
  const inside = sortAlongCurve(
    seeds,
    box,
    periodic
      ? Int32Array.from({ length: seeds.length / 3 }, (_, i) => i)
      : chooseInside(seeds, middle, halfAxes, count),
  );
  const { grains, role } = await takeVoids(seeds, box, weights, inside, porosity, rng.fork('voids'));
  let cells = tessellate(seeds, box, weights, grains);
  if (cells.volumes.some((v) => v <= 0)) {
    const kept = grains.filter((_, i) => cells.volumes[i] > 0);
    notes.push({
      level: 'warning',
      code: 'grains-vanished',
      text: `${grains.length - kept.length} grains are outweighed by their neighbours and have no volume`,
    });
    grains.forEach((i) => void (role[i] = OUTSIDE));
    kept.forEach((i, g) => void (role[i] = g));
    cells = tessellate(seeds, box, weights, kept);
  }
  const parts = assemble(cells, seeds, middle, box, role, grainSize);
  const centres = new Float64Array(3 * cells.ids.length);
  for (let g = 0; g < cells.ids.length; g++)
    for (let k = 0; k < 3; k++) centres[3 * g + k] = seeds[3 * cells.ids[g] + k] - middle[k];
  const orientations = orientGrains(centres, spec, rng.fork('orientations'));
  const { grains: sides, misorientations } = parts.facets;
  for (let f = 0; f < misorientations.length; f++)
    misorientations[f] = computeMisorientation(orientations, orientations, 9 * sides[2 * f], 9 * sides[2 * f + 1]);
  if (placed.error !== undefined && placed.error > 0.01)
    notes.push({
      level: 'warning',
      code: 'grain-sizes',
      text: `grain volumes miss the wanted ones by up to ${(100 * placed.error).toPrecision(2)} %`,
    });
  return {
    shape: periodic ? 'box' : new Set(halfAxes).size === 1 ? 'sphere' : 'ellipsoid',
    halfAxes,
    grainSize,
    periodic,
    seed: spec.seed,
    centres,
    weights: weights ? Float64Array.from(cells.ids, (i) => weights[i]) : new Float64Array(cells.ids.length),
    volumes: cells.volumes,
    orientations,
    ...parts,
    notes,
  };
}

function resolveSizes(spec: PolycrystalSpec): {
  halfAxes: readonly [number, number, number];
  grainSize: number;
  count: number;
} {
  const shapeFactor = spec.shape === 'box' ? 8 : (4 / 3) * Math.PI;
  const { halfAxes, grainSize, grains } = spec;
  for (const [name, value] of [
    ['grain size', grainSize],
    ['number of grains', grains],
    ...(halfAxes ?? []).map((a) => ['half axis', a] as const),
  ] as const)
    if (value !== undefined && !(value > 0 && Number.isFinite(value)))
      throw new InputError(`a ${name} of ${value} is not possible`, { hint: 'it must be above 0' });
  const given = [halfAxes, grainSize, grains].filter((v) => v !== undefined).length;
  if (given !== 2)
    throw new InputError(
      given < 2
        ? 'too little is said about the size of the particle and its grains'
        : 'the sizes contradict or repeat one another',
      { hint: 'give two of: the size of the particle, the size of its grains, the number of grains' },
    );
  if (grains !== undefined && !Number.isInteger(grains)) throw new InputError(`${grains} is no number of grains`);
  const check = (count: number): number => {
    if (count > 500_000)
      throw new InputError(`${count} grains are more than can be held`, {
        hint: 'at most 500,000: choose larger grains',
      });
    return count;
  };
  if (halfAxes) {
    const volume = shapeFactor * halfAxes[0] * halfAxes[1] * halfAxes[2];
    if (grains !== undefined) return { halfAxes, grainSize: Math.cbrt(volume / grains), count: check(grains) };
    const least = 2 * Math.min(...halfAxes);
    if (grainSize! > least)
      throw new InputError(
        `a grain of ${toMicrometres(grainSize!)} is larger than the particle, ${toMicrometres(least)}`,
        {
          hint: 'check the units of both',
        },
      );
    return { halfAxes, grainSize: grainSize!, count: check(Math.max(1, Math.round(volume / grainSize! ** 3))) };
  }
  const a = Math.cbrt((grains! * grainSize! ** 3) / shapeFactor);
  return { halfAxes: [a, a, a], grainSize: grainSize!, count: check(grains!) };
}

const toMicrometres = (x: number): string => `${Number((1e6 * x).toPrecision(4))} um`;

async function placeSeeds(
  spec: PolycrystalSpec,
  box: readonly number[],
  axes: readonly number[],
  grainSize: number,
  rng: Rng,
  ctx?: Context,
): Promise<{ seeds: Float64Array; weights?: Float64Array; error?: number }> {
  const periodic = spec.shape === 'box';
  const volume = box[0] * box[1] * box[2];
  const count = periodic ? (spec.grains ?? Math.round(volume / grainSize ** 3)) : Math.round(volume / grainSize ** 3);
  const elongation = spec.elongation ?? 1;
  if (!(elongation >= 1 && elongation <= 6))
    throw new InputError(`an elongation of ${elongation} is not possible`, { hint: 'length over width, 1 to 6' });
  if (elongation > 1 && periodic)
    throw new InputError('a periodic box has no radius along which grains could be longer', {
      hint: 'ask for a particle, or leave the elongation out',
    });
  const lloyd = spec.lloyd ?? (elongation > 1 ? 0 : 2);
  let seeds = elongation > 1 ? drawShells(box, axes, grainSize, elongation, rng) : drawSeeds(count, box, rng);
  const wanted = drawVolumes(spec, seeds.length / 3, rng);
  if (!wanted) {
    for (let k = 0; k < lloyd; k++) {
      await breathe(ctx);
      ctx?.progress?.(k, lloyd + 1, 'placing grains');
      // Cells so far outside that they cannot reach the particle stay where they are.
      const margin = (1.5 + 0.5 * (lloyd - 1 - k)) * grainSize;
      const near = periodic
        ? undefined
        : within(
            seeds,
            box,
            axes.map((a) => a + margin),
          );
      seeds = moveToCentres(seeds, box, tessellate(seeds, box, undefined, near));
    }
    return { seeds };
  }
  const total = wanted.reduce((sum, v) => sum + v, 0);
  const targets = wanted.map((v) => (v * volume) / total);
  let weights = new Float64Array(seeds.length / 3) as Float64Array;
  for (let k = 0; ; k++) {
    const fitted = await fitVolumes(seeds, box, targets, weights, k < lloyd ? 0.3 : 1e-3, ctx);
    weights = fitted.weights;
    if (k >= lloyd) return { seeds, weights, error: fitted.error };
    seeds = moveToCentres(seeds, box, fitted.cells);
  }
}

/** Relative volumes that grains are to have; undefined where none are asked for. */
function drawVolumes(spec: PolycrystalSpec, n: number, rng: Rng): Float64Array | undefined {
  const { spread, diameters } = spec;
  if (diameters) {
    if (diameters.length === 0 || diameters.some((d) => !(d > 0)))
      throw new InputError('diameters of grains must be numbers above 0');
    if (spread !== undefined) throw new InputError('sizes are given by a list and by a spread', { hint: 'choose one' });
    return Float64Array.from({ length: n }, () => diameters[rng.integer(diameters.length)] ** 3);
  }
  if (spread === undefined) return undefined;
  if (!(spread >= 0 && spread <= 0.8))
    throw new InputError(`a spread of ${spread} is not possible`, {
      hint: 'standard deviation of ln(diameter), 0 to 0.8',
    });
  return Float64Array.from({ length: n }, () => Math.exp(3 * spread * rng.normal()));
}

function moveToCentres(seeds: Float64Array, box: readonly number[], cells: Cells): Float64Array {
  const moved = seeds.slice();
  cells.ids.forEach((i, c) => {
    for (let k = 0; k < 3; k++) {
      const x = (seeds[3 * i + k] + cells.centroids[3 * c + k]) % box[k];
      moved[3 * i + k] = x < 0 ? x + box[k] : x;
    }
  });
  return moved;
}

/** Numbers of the seeds inside an ellipsoid about the box's middle. */
function within(seeds: Float64Array, box: readonly number[], axes: readonly number[]): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < seeds.length / 3; i++)
    if (
      radius2(
        seeds,
        i,
        box.map((l) => l / 2),
        axes,
      ) <= 1
    )
      found.push(i);
  return Int32Array.from(found);
}

const radius2 = (seeds: Float64Array, i: number, middle: readonly number[], axes: readonly number[]): number =>
  ((seeds[3 * i] - middle[0]) / axes[0]) ** 2 +
  ((seeds[3 * i + 1] - middle[1]) / axes[1]) ** 2 +
  ((seeds[3 * i + 2] - middle[2]) / axes[2]) ** 2;

/**
 * Grains that are near in space are near in number, so that what works on them finds its data together (Morton's
 * order).
 */
function sortAlongCurve(seeds: Float64Array, box: readonly number[], ids: Int32Array): Int32Array {
  const key = new Float64Array(seeds.length / 3);
  for (const i of ids) {
    let code = 0;
    const cell = box.map((l, k) => Math.min(1023, Math.max(0, Math.floor((seeds[3 * i + k] / l) * 1024))));
    for (let bit = 9; bit >= 0; bit--) for (let k = 0; k < 3; k++) code = 2 * code + ((cell[k] >> bit) & 1);
    key[i] = code;
  }
  return ids.slice().sort((a, b) => key[a] - key[b] || a - b);
}

/** The seeds nearest to the middle, in units of the half axes. */
function chooseInside(
  seeds: Float64Array,
  middle: readonly number[],
  axes: readonly number[],
  count: number,
): Int32Array {
  const q = Float64Array.from({ length: seeds.length / 3 }, (_, i) => radius2(seeds, i, middle, axes));
  const order = Int32Array.from(q, (_, i) => i).sort((a, b) => q[a] - q[b] || a - b);
  return order.slice(0, count);
}

/** Which of the cells inside become voids, and which of these are joined to the outside. */
async function takeVoids(
  seeds: Float64Array,
  box: readonly number[],
  weights: Float64Array | undefined,
  inside: Int32Array,
  porosity: number,
  rng: Rng,
): Promise<{ grains: Int32Array; role: Int32Array }> {
  const role = new Int32Array(seeds.length / 3).fill(OUTSIDE);
  const count = Math.round(porosity * inside.length);
  const order = inside.slice();
  for (let k = 0; k < count; k++) {
    const j = k + rng.integer(order.length - k);
    [order[k], order[j]] = [order[j], order[k]];
  }
  const voids = order.slice(0, count);
  const isVoid = new Set(voids);
  const grains = inside.filter((i) => !isVoid.has(i));
  if (grains.length === 0) throw new InputError('nothing is left of the particle', { hint: 'lower its porosity' });
  grains.forEach((i, g) => void (role[i] = g));
  if (count > 0) {
    voids.forEach((i) => void (role[i] = CLOSED_PORE));
    const cells = tessellate(seeds, box, weights, voids);
    for (let changed = true; changed; ) {
      changed = false;
      for (let c = 0; c < voids.length; c++) {
        if (role[voids[c]] !== CLOSED_PORE) continue;
        for (let f = cells.faceStart[c]; f < cells.faceStart[c + 1]; f++) {
          const other = role[cells.neighbours[f]];
          if (other !== OUTSIDE && other !== OPEN_PORE) continue;
          role[voids[c]] = OPEN_PORE;
          changed = true;
          break;
        }
      }
    }
  }
  return { grains, role };
}

function orientGrains(centres: Float64Array, spec: PolycrystalSpec, rng: Rng): Float64Array {
  const texture = spec.texture ?? 0;
  if (!(texture >= 0 && texture <= 1))
    throw new InputError(`a texture of ${texture} is not possible`, {
      hint: '0 is random, 1 has every c axis across the radius',
    });
  const n = centres.length / 3;
  const all = new Float64Array(9 * n);
  for (let g = 0; g < n; g++) {
    const rotation = drawRotation(rng);
    if (texture > 0) {
      const v = spec.shape === 'box' ? [0, 0, 1] : [centres[3 * g], centres[3 * g + 1], centres[3 * g + 2]];
      const size = Math.hypot(v[0], v[1], v[2]);
      if (size > 0)
        alignTangentially(
          rotation,
          v.map((x) => x / size),
          texture,
        );
    }
    all.set(rotation, 9 * g);
  }
  return all;
}
