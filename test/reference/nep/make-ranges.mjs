// Writes data/potential/ranges.json: what the default potential has seen in training.
//   npm run build -- --kernels && node test/reference/nep/make-ranges.mjs train.xyz.gz data/potential/ranges.json
// The training set is extended XYZ with a lattice and the positions first (species, x, y, z, …).
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { runnerImport } from 'vite';

const source = async (path) => (await runnerImport(`./src/${path}.ts`)).module;
const { parseNep } = await source('atoms/potential/parse-nep');
const { evaluateNep } = await source('atoms/potential/evaluate-nep');
const { findNeighbours } = await source('num/neighbours');

const [input, output] = process.argv.slice(2);
const model = parseNep(readFileSync('data/potential/nep.txt', 'utf8'));
const lines = gunzipSync(readFileSync(input)).toString().split('\n');
const shortest = {};
const descriptors = {};
let frames = 0;
for (let at = 0; at < lines.length && lines[at]; frames++) {
  const n = Number(lines[at]);
  const cell = Float64Array.from(
    /Lattice="([^"]+)"/
      .exec(lines[at + 1])[1]
      .trim()
      .split(/\s+/),
    Number,
  );
  const rows = lines.slice(at + 2, at + 2 + n).map((line) => line.trim().split(/\s+/));
  const positions = Float64Array.from(rows.flatMap((row) => row.slice(1, 4).map(Number)));
  const types = Int32Array.from(rows, (row) => model.elements.indexOf(row[0]));
  const list = findNeighbours(cell, [true, true, true], positions, Math.max(...model.radialCutoff));
  const found = evaluateNep(model, types, list);
  for (let i = 0; i < n; i++) {
    for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
      const [a, b] = [types[i], types[list.neighbours[p]]].sort((x, y) => x - y);
      const key = `${model.elements[a]}-${model.elements[b]}`;
      shortest[key] = Math.min(shortest[key] ?? Infinity, list.distances[p]);
    }
    const range = (descriptors[rows[i][0]] ??= {
      least: new Array(model.dimension).fill(Infinity),
      most: new Array(model.dimension).fill(-Infinity),
    });
    for (let d = 0; d < model.dimension; d++) {
      const value = found.descriptors[i * model.dimension + d];
      range.least[d] = Math.min(range.least[d], value);
      range.most[d] = Math.max(range.most[d], value);
    }
  }
  at += n + 2;
}
const round = (value) => Number(value.toPrecision(6));
const rounded = Object.fromEntries(
  Object.entries(descriptors).map(([element, { least, most }]) => [
    element,
    { least: least.map(round), most: most.map(round) },
  ]),
);
const ordered = Object.fromEntries(
  Object.entries(shortest)
    .sort()
    .map(([key, value]) => [key, round(value)]),
);
writeFileSync(
  output,
  `${JSON.stringify({ shortest: ordered, descriptors: rounded }, null, 1)
    .replace(/\n\s+(-?[\d.])/g, ' $1')
    .replace(/(\d)\n\s+\]/g, '$1]')}\n`,
);
console.error(`${frames} frames`);
