import { compileKernel, startKernel, DomainError, InputError } from '../../core/index.js';
import { grainsTessellateWasm } from '../../kernels/built/grains-tessellate.js';

/** Power cells of some seeds of a periodic box, flat. Positions inside a cell count from its seed. */
export interface Cells {
  /** [1] (n) numbers of the seeds whose cells these are. */
  ids: Int32Array;
  /** [m3] (n) */
  volumes: Float64Array;
  /** [m] (n, 3) from the seed. */
  centroids: Float64Array;
  /** (n + 1) first face of each cell. */
  faceStart: Int32Array;
  /** (faces) number of the seed on the other side. */
  neighbours: Int32Array;
  /** (faces, 3) whole periods by which that seed is shifted. */
  shifts: Int8Array;
  /** [m2] (faces) */
  areas: Float64Array;
  /** [m] (faces, 3) centroid from the seed. */
  faceCentroids: Float64Array;
  /** [m4] (faces, 6) second moment about the centroid: xx, yy, zz, yz, xz, xy. */
  faceMoments: Float64Array;
  /** (faces + 1) first loop entry of each face. */
  loopStart: Int32Array;
  /** (entries) vertex, counted over all cells. */
  loopVertices: Int32Array;
  /** (entries) face, counted over all cells, on the other side of the edge that leaves the vertex. */
  loopFaces: Int32Array;
  /** (n + 1) first vertex of each cell. */
  vertexStart: Int32Array;
  /** [m] (vertices, 3) from the cell's seed. */
  vertices: Float64Array;
}

interface Kernel {
  firstFree(): number;
  configure(...numbers: number[]): void;
  cells(...numbers: number[]): number;
  doneCells: WebAssembly.Global;
  usedFaces: WebAssembly.Global;
  usedVertices: WebAssembly.Global;
  usedLoop: WebAssembly.Global;
}

/** Cells worked on at once; the room for their faces and vertices is what the kernel keeps. */
const BATCH = 1024;
const FACES = BATCH * 20 + 256;
const VERTICES = BATCH * 36 + 640;
const LOOP = 3 * VERTICES;
const SEEDS_A_BIN = 5;

/**
 * Power (Laguerre) cells of seeds in a periodic box: cell i holds the points with |x − x_i|² − w_i ≤ |x − x_j|² − w_j
 * for every j. With equal weights it is the Voronoi diagram. Aurenhammer, SIAM J. Comput. 16 (1987) 78,
 * doi:10.1137/0216006.
 *
 * @param seeds [m] (n, 3) positions; they are wrapped into the box
 * @param box [m] (3) periods along x, y, z
 * @param weights [m2] (n) weights; absent: all equal
 * @param ids [1] (m) numbers of the seeds whose cells are wanted; absent: all
 * @throws DomainError where a cell has more than 256 faces, or seeds coincide
 */
export function tessellate(
  seeds: Float64Array,
  box: readonly number[],
  weights?: Float64Array,
  ids?: Int32Array,
): Cells {
  const n = seeds.length / 3;
  if (n < 1) throw new InputError('a tessellation needs at least one seed');
  if (!box.every((l) => l > 0 && Number.isFinite(l)))
    throw new InputError(`a box of ${box.join(' × ')} m has no volume`);
  if (!seeds.every(Number.isFinite)) throw new InputError('a seed has a position that is no number');
  const wanted = ids ?? Int32Array.from({ length: n }, (_, i) => i);
  const unit = Math.cbrt((box[0] * box[1] * box[2]) / n);
  for (let range = 4; ; range *= 2) {
    const found = runKernel(seeds, box, weights, wanted, unit, range);
    if (found) return found;
    if (range > 512) throw new DomainError('the seeds of a tessellation are too unevenly spread');
  }
}

function runKernel(
  seeds: Float64Array,
  box: readonly number[],
  weights: Float64Array | undefined,
  wanted: Int32Array,
  unit: number,
  range: number,
): Cells | undefined {
  const n = seeds.length / 3;
  const bins = box.map((l) => Math.max(1, Math.round(l / unit / Math.cbrt(SEEDS_A_BIN))));
  const size = box.map((l) => l / unit);
  const { order, start, sorted } = sortIntoBins(seeds, box, weights, unit, bins);
  const steps = listSteps(
    size.map((l, k) => l / bins[k]),
    range,
  );
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
  const kernel = startKernel<Kernel>(compileKernel(grainsTessellateWasm), memory);
  let end = (kernel.firstFree() + 63) & ~63;
  const place = (bytes: number): number => {
    const at = end;
    end += (bytes + 63) & ~63;
    return at;
  };
  const at = {
    seeds: place(32 * n),
    bins: place(4 * start.length),
    steps: place(8 * steps.length),
    list: place(4 * wanted.length),
    cells: place(64 * BATCH),
    faces: place(96 * FACES),
    ints: place(16 * FACES),
    vertices: place(24 * VERTICES),
    loop: place(8 * LOOP),
  };
  if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / 65536));
  const rank = new Int32Array(n);
  for (let s = 0; s < n; s++) rank[order[s]] = s;
  new Float64Array(memory.buffer, at.seeds, 4 * n).set(sorted);
  new Int32Array(memory.buffer, at.bins, start.length).set(start);
  new Float64Array(memory.buffer, at.steps, steps.length).set(steps);
  new Int32Array(memory.buffer, at.list, wanted.length).set(wanted.map((i) => rank[i]));
  let heaviest = 0;
  if (weights) for (let i = 0; i < n; i++) heaviest = i === 0 ? weights[0] : Math.max(heaviest, weights[i]);
  kernel.configure(
    at.seeds,
    at.bins,
    at.steps,
    steps.length / 4,
    ...bins,
    ...size,
    weights ? heaviest / (unit * unit) : 0,
  );
  const sink = makeSink(wanted, unit);
  for (let from = 0; from < wanted.length; ) {
    const to = Math.min(wanted.length, from + BATCH);
    const how = kernel.cells(
      at.list,
      from,
      to,
      at.cells,
      at.faces,
      at.ints,
      at.vertices,
      at.loop,
      FACES,
      VERTICES,
      LOOP,
    );
    const done = Number(kernel.doneCells.value);
    sink.take(memory.buffer, at, done, kernel, order);
    from += done;
    if (how === 1) return undefined;
    if (how < 0)
      throw new DomainError(
        how === -1
          ? `the cell of seed ${wanted[from]} has more than 256 faces; its grain is too large beside its neighbours`
          : `the cell of seed ${wanted[from]} is degenerate beyond rounding; do two seeds coincide?`,
      );
    if (done === 0) throw new DomainError(`the cell of seed ${wanted[from]} has no room`);
  }
  return sink.finish();
}

function sortIntoBins(
  seeds: Float64Array,
  box: readonly number[],
  weights: Float64Array | undefined,
  unit: number,
  bins: readonly number[],
): { order: Int32Array; start: Int32Array; sorted: Float64Array } {
  const n = seeds.length / 3;
  const home = new Int32Array(n);
  const start = new Int32Array(bins[0] * bins[1] * bins[2] + 1);
  const wrapped = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    let bin = 0;
    for (let k = 0; k < 3; k++) {
      let x = seeds[3 * i + k] % box[k];
      if (x < 0) x += box[k];
      if (x >= box[k]) x = 0;
      wrapped[3 * i + k] = x / unit;
      bin = bin * bins[k] + Math.min(bins[k] - 1, Math.floor(x / unit / (box[k] / unit / bins[k])));
    }
    home[i] = bin;
    start[bin + 1]++;
  }
  for (let b = 1; b < start.length; b++) start[b] += start[b - 1];
  const next = start.slice();
  const order = new Int32Array(n);
  const sorted = new Float64Array(4 * n);
  for (let i = 0; i < n; i++) {
    const s = next[home[i]]++;
    order[s] = i;
    for (let k = 0; k < 3; k++) sorted[4 * s + k] = wrapped[3 * i + k];
    sorted[4 * s + 3] = weights ? weights[i] / (unit * unit) : 0;
  }
  return { order, start, sorted };
}

/** Steps from bin to bin within a range, those that may be near first, with the square of the least distance. */
function listSteps(h: readonly number[], range: number): Float64Array {
  const steps: { key: number; row: number[] }[] = [];
  const least = (d: number, k: number): number => Math.max(0, Math.abs(d) - 1) * h[k];
  for (let x = -range; x <= range; x++)
    for (let y = -range; y <= range; y++)
      for (let z = -range; z <= range; z++) {
        const near = least(x, 0) ** 2 + least(y, 1) ** 2 + least(z, 2) ** 2;
        const middle = (x * h[0]) ** 2 + (y * h[1]) ** 2 + (z * h[2]) ** 2;
        // Only steps nearer than anything outside the range are in order.
        if (near <= (range * Math.min(...h)) ** 2) steps.push({ key: near + 1e-3 * middle, row: [x, y, z, near] });
      }
  steps.sort((a, b) => a.row[3] - b.row[3] || a.key - b.key);
  return Float64Array.from(steps.flatMap((s) => s.row));
}

interface Places {
  cells: number;
  faces: number;
  ints: number;
  vertices: number;
  loop: number;
}

/** Collects what the kernel writes, batch after batch. */
function makeSink(wanted: Int32Array, unit: number) {
  const n = wanted.length;
  const volumes = new Float64Array(n);
  const centroids = new Float64Array(3 * n);
  const faceStart = new Int32Array(n + 1);
  const vertexStart = new Int32Array(n + 1);
  // Room for what Poisson–Voronoi cells have on average, and a little more.
  const room = { faces: 16 * n + 512, loop: 84 * n + 2048, vertices: 28 * n + 1024 };
  const face = {
    areas: grow(Float64Array, room.faces),
    centroids: grow(Float64Array, 3 * room.faces),
    moments: grow(Float64Array, 6 * room.faces),
  };
  const neighbours = grow(Int32Array, room.faces);
  const shifts = grow(Int8Array, 3 * room.faces);
  const loopStart = grow(Int32Array, room.faces);
  const loopVertices = grow(Int32Array, room.loop);
  const loopFaces = grow(Int32Array, room.loop);
  const vertices = grow(Float64Array, 3 * room.vertices);
  let cell = 0;
  return {
    take(buffer: ArrayBuffer, at: Places, done: number, kernel: Kernel, order: Int32Array): void {
      const heads = new Float64Array(buffer, at.cells, 8 * done);
      const nf = Number(kernel.usedFaces.value);
      const nv = Number(kernel.usedVertices.value);
      const nl = Number(kernel.usedLoop.value);
      const numbers = new Float64Array(buffer, at.faces, 12 * nf);
      const ints = new Int32Array(buffer, at.ints, 4 * nf);
      const loop = new Int32Array(buffer, at.loop, 2 * nl);
      const firstLoop = loopVertices.length;
      const [areas, faceCentroids, moments] = [
        face.areas.room(nf),
        face.centroids.room(3 * nf),
        face.moments.room(6 * nf),
      ];
      const [owners, moved, begins] = [neighbours.room(nf), shifts.room(3 * nf), loopStart.room(nf)];
      const [around, across] = [loopVertices.room(nl), loopFaces.room(nl)];
      const u2 = unit * unit;
      let f = 0;
      for (let c = 0; c < done; c++, cell++) {
        volumes[cell] = heads[8 * c] * u2 * unit;
        for (let k = 0; k < 3; k++) centroids[3 * cell + k] = heads[8 * c + 1 + k] * unit;
        const firstFace = faceStart[cell];
        faceStart[cell + 1] = firstFace + heads[8 * c + 4];
        vertexStart[cell + 1] = vertexStart[cell] + heads[8 * c + 5];
        for (const stop = f + heads[8 * c + 4]; f < stop; f++) {
          areas[f] = numbers[12 * f] * u2;
          for (let k = 0; k < 3; k++) faceCentroids[3 * f + k] = numbers[12 * f + 1 + k] * unit;
          for (let k = 0; k < 6; k++) moments[6 * f + k] = numbers[12 * f + 4 + k] * u2 * u2;
          owners[f] = ints[4 * f] < 0 ? wanted[cell] : order[ints[4 * f]];
          const shift = ints[4 * f + 1];
          // A face of the first box parts a seed from its own image.
          for (let k = 0; k < 3; k++) moved[3 * f + k] = ints[4 * f] < 0 ? 0 : ((shift >> (10 * k)) & 1023) - 512;
          begins[f] = firstLoop + ints[4 * f + 2];
          for (let e = ints[4 * f + 2], last = e + ints[4 * f + 3]; e < last; e++) {
            around[e] = vertexStart[cell] + loop[2 * e];
            across[e] = firstFace + loop[2 * e + 1];
          }
        }
      }
      const points = new Float64Array(buffer, at.vertices, 3 * nv);
      const placed = vertices.room(3 * nv);
      for (let i = 0; i < 3 * nv; i++) placed[i] = points[i] * unit;
    },
    finish(): Cells {
      loopStart.room(1)[0] = loopVertices.length;
      return {
        ids: wanted,
        volumes,
        centroids,
        faceStart,
        neighbours: neighbours.all(),
        shifts: shifts.all(),
        areas: face.areas.all(),
        faceCentroids: face.centroids.all(),
        faceMoments: face.moments.all(),
        loopStart: loopStart.all(),
        loopVertices: loopVertices.all(),
        loopFaces: loopFaces.all(),
        vertexStart,
        vertices: vertices.all(),
      };
    },
  };
}

type Numbers = Float64Array | Int32Array | Int8Array;
type Kind<T extends Numbers> = { new (length: number): T };

/** An array that grows; `room` gives the part just added, valid until the next growth. */
function grow<T extends Numbers>(kind: Kind<T>, first: number) {
  let held = new kind(first);
  let length = 0;
  return {
    get length() {
      return length;
    },
    room(count: number): T {
      if (length + count > held.length) {
        const larger = new kind(Math.max(Math.ceil(1.2 * held.length), length + count));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      const part = held.subarray(length, length + count) as T;
      length += count;
      return part;
    },
    all: (): T => held.subarray(0, length) as T,
  };
}
