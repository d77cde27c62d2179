// Times our reader on one file in a process of its own, from disk: detection, reading, checks, hash, and the columns that
// are then asked for: those that an analysis of capacity uses, or all.
import { readFileSync } from 'node:fs';
import { fileSource } from '../../dist/cli/files.js';
import { detectReader, readers } from '../../dist/io/index.js';

const [path, times, asked] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const USED = /^(test_time_second|voltage_volt|current_ampere|cycle_count|step_count|step_type)$|charging_capacity_ah$/;
const peak = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
let first = 0;
const before = peak();
const seconds = [];
const processor = [];
let rows = 0;
let tableBytes = 0;
for (let i = 0; i < times; i++) {
  const used = process.cpuUsage();
  const start = performance.now();
  const source = await fileSource(path);
  const { reader } = await detectReader(source, readers);
  const { recordings } = await reader.read(source);
  const { table } = recordings[0];
  let bytes = 0;
  for (const { values } of table.columns.filter((c) => asked === 'all' || USED.test(c.name)))
    bytes += values.byteLength ?? 8 * values.length;
  if (bytes < 24 * table.length) throw new Error('too few columns');
  seconds.push((performance.now() - start) / 1000);
  const { user, system } = process.cpuUsage(used);
  processor.push((user + system) / 1e6);
  if (i === 0) first = peak();
  rows = table.length;
  tableBytes = table.columns.reduce(
    (sum, c) =>
      sum + (Array.isArray(c.values) ? 8 * c.values.length : c.values.byteLength) + (c.valid?.byteLength ?? 0),
    0,
  );
}
console.log(JSON.stringify({ rows, seconds, processor, memory: first - before, table: tableBytes / 2 ** 20 }));
