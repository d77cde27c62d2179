// Times our reader on one file in a process of its own: detection, reading into typed columns, hash and checks, from
// disk.
import { readFileSync } from 'node:fs';
import { fileSource } from '../../dist/cli/files.js';
import { detectReader, readers } from '../../dist/io/index.js';

const [path, times] = [process.argv[2], Number(process.argv[3])];
const peak = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
let first = 0;
const before = peak();
const seconds = [];
let rows = 0;
let tableBytes = 0;
for (let i = 0; i < times; i++) {
  const start = performance.now();
  const source = await fileSource(path);
  const { reader } = await detectReader(source, readers);
  const { recordings } = await reader.read(source);
  seconds.push((performance.now() - start) / 1000);
  const { table } = recordings[0];
  rows = table.length;
  tableBytes = table.columns.reduce(
    (sum, c) =>
      sum + (Array.isArray(c.values) ? 8 * c.values.length : c.values.byteLength) + (c.valid?.byteLength ?? 0),
    0,
  );
  if (i === 0) first = peak();
}
console.log(JSON.stringify({ rows, seconds, memory: first - before, table: tableBytes / 2 ** 20 }));
