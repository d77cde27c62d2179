// Thresholds of docs/grains/cycles.md: the share of random facets or grains at which a cluster first goes around a
// periodic box of Poisson–Voronoi grains, each time in another box, against the size of the box.
import { makePolycrystal } from '../../dist/grains/index.js';
import { makeRng } from '../../dist/core/index.js';

/** Grains of a box, and how many boxes. */
const BOXES = [
  [500, 48],
  [1000, 32],
  [2000, 24],
  [4000, 16],
];
/** Of the correlation length in three dimensions: thresholds of finite boxes differ by n^(−1/3ν). */
const NU = 0.876;

/** Nodes joined with the whole periods between them: a cluster that meets an image of itself goes around the box. */
class Clusters {
  constructor(n) {
    this.up = Int32Array.from({ length: n }, (_, i) => i);
    this.size = new Int32Array(n).fill(1);
    this.periods = new Int8Array(3 * n);
  }
  find(i) {
    const periods = [0, 0, 0];
    for (; this.up[i] !== i; i = this.up[i]) for (let k = 0; k < 3; k++) periods[k] += this.periods[3 * i + k];
    return [i, periods];
  }
  /** Joins j, so many periods away, to i; true where both are one cluster that goes around. */
  join(i, j, away) {
    const [a, toA] = this.find(i);
    const [b, toB] = this.find(j);
    const between = away.map((w, k) => w + toA[k] - toB[k]);
    if (a === b) return between.some((w) => w !== 0);
    const [root, leaf, sign] = this.size[a] >= this.size[b] ? [a, b, 1] : [b, a, -1];
    this.up[leaf] = root;
    this.size[root] += this.size[leaf];
    for (let k = 0; k < 3; k++) this.periods[3 * leaf + k] = sign * between[k];
    return false;
  }
}

function shuffle(n, rng) {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** For each node what it joins, and by how many periods that lies away. */
function listGrains({ facets, volumes }) {
  const links = Array.from(volumes, () => []);
  for (let f = 0; f < facets.areas.length; f++) {
    const [i, j] = facets.grains.subarray(2 * f, 2 * f + 2);
    const away = Array.from(facets.shifts.subarray(3 * f, 3 * f + 3));
    links[i].push([j, away]);
    links[j].push([i, away.map((w) => -w)]);
  }
  return links;
}
function listFacets({ facets, neighbours, halfAxes }) {
  return Array.from(facets.areas, (_, f) =>
    Array.from(neighbours.items.subarray(neighbours.start[f], neighbours.start[f + 1]), (g) => [
      g,
      [0, 1, 2].map((k) => Math.round((facets.centroids[3 * f + k] - facets.centroids[3 * g + k]) / (2 * halfAxes[k]))),
    ]),
  );
}

/** Share of nodes, added in a random order, at which one of their clusters goes around. */
function findSiteThreshold(links, rng) {
  const clusters = new Clusters(links.length);
  const there = new Uint8Array(links.length);
  const order = shuffle(links.length, rng);
  for (let k = 0; k < order.length; k++) {
    const i = order[k];
    there[i] = 1;
    for (const [j, away] of links[i]) if (there[j] && clusters.join(i, j, away)) return (k + 1) / order.length;
  }
  return 1;
}
function findBondThreshold({ facets, volumes }, rng) {
  const clusters = new Clusters(volumes.length);
  const order = shuffle(facets.areas.length, rng);
  for (let k = 0; k < order.length; k++) {
    const f = order[k];
    const away = Array.from(facets.shifts.subarray(3 * f, 3 * f + 3));
    if (clusters.join(facets.grains[2 * f], facets.grains[2 * f + 1], away)) return (k + 1) / order.length;
  }
  return 1;
}

const KINDS = {
  'grains by whole facets, of the facets': (p, rng) => findBondThreshold(p, rng),
  'grains by their neighbours, of the grains': (p, rng) => findSiteThreshold(listGrains(p), rng),
  'facets that share a triple line, of the facets': (p, rng) => findSiteThreshold(listFacets(p), rng),
};

/** Weighted line through means against n^(−1/3ν): its value for an endless box, with its standard deviation. */
function extrapolate(rows) {
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const { n, mean, sigma } of rows) {
    const weight = 1 / sigma ** 2;
    const u = n ** (-1 / (3 * NU));
    w += weight;
    x += weight * u;
    y += weight * mean;
    xx += weight * u * u;
    xy += weight * u * mean;
  }
  const d = w * xx - x * x;
  return [(xx * y - x * xy) / d, Math.sqrt(xx / d)];
}

const found = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
for (const [grains, boxes] of BOXES) {
  const shares = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
  for (let seed = 1; seed <= boxes; seed++) {
    const p = await makePolycrystal({ shape: 'box', grains, grainSize: 1e-6, seed, lloyd: 0 });
    const rng = makeRng(seed).fork('percolation');
    for (const [kind, find] of Object.entries(KINDS)) shares[kind].push(find(p, rng));
  }
  for (const [kind, values] of Object.entries(shares)) {
    const mean = values.reduce((sum, v) => sum + v, 0) / boxes;
    const sigma = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (boxes * (boxes - 1)));
    found[kind].push({ n: grains, mean, sigma });
  }
}
console.log(`| what joins | ${BOXES.map(([n]) => `${n} grains`).join(' | ')} | endless |`);
console.log(`| --- | ${BOXES.map(() => '---').join(' | ')} | --- |`);
const tell = (value, sigma) => `${value.toFixed(4)} ± ${sigma.toFixed(4)}`;
for (const [kind, rows] of Object.entries(found))
  console.log(
    `| ${kind} | ${rows.map(({ mean, sigma }) => tell(mean, sigma)).join(' | ')} | ${tell(...extrapolate(rows))} |`,
  );
