// Times our reader on one grid in a process of its own, from disk to numbers; memory is what the process grew by.
import { readFileSync } from 'node:fs';
import { fileSource } from '../../dist/cli/files.js';
import { readVolumes } from '../../dist/io/dft/index.js';

const [path, times] = [process.argv[2], Number(process.argv[3])];
const peak = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
const before = peak();
const seconds = [];
const cpu = [];
let first = 0;
let points = 0;
let sum = 0;
for (let i = 0; i < times; i++) {
  const start = performance.now();
  const used = process.cpuUsage();
  const [volume] = await readVolumes({ path, open: () => fileSource(path) });
  seconds.push((performance.now() - start) / 1000);
  const { user, system } = process.cpuUsage(used);
  cpu.push((user + system) / 1e6);
  points = volume.values.length;
  sum = volume.values.reduce((a, b) => a + b, 0);
  if (i === 0) first = peak() - before;
}
console.log(JSON.stringify({ points, seconds, cpu, sum, memory: first, grid: (points * 8) / 2 ** 20 }));
