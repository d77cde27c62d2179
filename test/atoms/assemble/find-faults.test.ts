import { expect, it } from 'vitest';
import { findFaults, type FinishedMelt } from '../../../src/atoms/assemble/find-faults.js';
import { Table, type Structure } from '../../../src/core/index.js';

/** A rock-salt slab of LiO, three layers of four atoms, and above it a film of two B on two O of its top. */
function makeStack(): Structure {
  const a = 2.1;
  const atoms: [string, number, number, number, number][] = [];
  for (let layer = 0; layer < 3; layer++)
    for (const [x, y] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
      atoms.push([(x + y + layer) % 2 ? 'O' : 'Li', x * a, y * a, layer * a, 0]);
  for (const [element, x, y, z] of atoms.slice(-4))
    if (element === 'O') atoms.push(['B', x, y, z + 1.4, 1], ['O', x, y, z + 2.8, 1]);
  return {
    cell: Float64Array.of(2 * a, 0, 0, 0, 2 * a, 0, 0, 0, 3 * a + 2.8 + 0.6),
    pbc: [true, true, true],
    elements: atoms.map(([element]) => element),
    positions: Float64Array.from(atoms.flatMap(([, ...xyz]) => xyz.slice(0, 3))),
    atomic: { group: { width: 1, values: Float64Array.from(atoms, (atom) => atom[4]) } },
  };
}

function melt(change: Partial<FinishedMelt> & { temperature?: number; pace?: number } = {}): FinishedMelt {
  const target = Float64Array.from({ length: 40 }, (_, k) => (k < 20 ? 2500 : 2500 - 110 * (k - 19)));
  const dynamics = new Table([
    { name: 'time_fs', values: Float64Array.from(target, (_, k) => (change.pace ?? 100) * k) },
    { name: 'temperature_kelvin', values: target.map((t) => (change.temperature ?? 1.05) * t) },
    { name: 'target_temperature_kelvin', values: target },
  ]);
  return { before: makeStack(), after: makeStack(), dynamics, largestForce: 0.04, ...change };
}

function moved(by: (xyz: Float64Array, cell: Float64Array) => void): Structure {
  const stack = makeStack();
  by(stack.positions, stack.cell);
  return stack;
}

const codes = (of: FinishedMelt): string[] => findFaults(of).map(({ code }) => code);

it('finds nothing wrong with a film that is bonded and at rest', () => {
  expect(codes(melt())).toEqual([]);
  // The whole moved together is the same crystal.
  expect(codes(melt({ after: moved((xyz) => xyz.forEach((x, k) => (xyz[k] = x + 3))) }))).toEqual([]);
});

it('holds back a film of which atoms have left', () => {
  const after = moved((xyz, cell) => {
    cell[8] += 4;
    xyz[3 * 15 + 2] += 2;
  });
  expect(codes(melt({ after }))).toContain('film-evaporated');
  expect(findFaults(melt({ after }))[0].text).toMatch(/1 atom is joined to nothing else \(O\)/);
});

it('holds back atoms that rest closer than any bond', () => {
  const after = moved((xyz) => (xyz[3 * 13 + 2] -= 0.4));
  expect(findFaults(melt({ after })).map(({ text }) => text)).toEqual([
    expect.stringMatching(/(O and B|B and O) .*rest 1\.00 Å apart/),
  ]);
});

it('holds back a cell that swelled, an oxide that is no longer there, forces that are left, heat from nothing', () => {
  expect(codes(melt({ after: moved((_, cell) => (cell[8] *= 1.4)) }))).toContain('film-swollen');
  const melted = moved((xyz) => {
    for (let i = 0; i < 12; i++) xyz[3 * i] += i % 2 ? 1.3 : -1.3;
  });
  expect(codes(melt({ after: melted }))).toContain('crystal-lost');
  expect(codes(melt({ largestForce: 0.7 }))).toEqual(['not-settled']);
  expect(codes(melt({ temperature: 1.7 }))).toEqual(['temperature-ran-away', 'temperature-ran-away']);
  // A thermostat needs its time.
  expect(codes(melt({ temperature: 1.7, pace: 5 }))).toEqual([]);
  expect(findFaults(melt({ temperature: 1.7 })).every(({ level }) => level === 'serious')).toBe(true);
});
