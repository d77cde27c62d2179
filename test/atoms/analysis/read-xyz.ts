import { readFileSync } from 'node:fs';
import type { Structure } from '../../../src/core/index.js';

/** Just enough of extended XYZ for the fixtures of these tests: one frame, species and positions. */
export function readXyz(path: string): Structure {
  const [count, comment, ...lines] = readFileSync(path, 'utf8').split('\n');
  const rows = lines.slice(0, Number(count)).map((line) => line.trim().split(/\s+/));
  return {
    cell: Float64Array.from(/Lattice="([^"]+)"/.exec(comment)![1].split(' '), Number),
    pbc: [true, true, true],
    elements: rows.map((row) => row[0]),
    positions: Float64Array.from(rows.flatMap((row) => row.slice(1, 4).map(Number))),
  };
}
