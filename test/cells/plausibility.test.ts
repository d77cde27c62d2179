import { expect, it } from 'vitest';
import { parseProtocol, readProtocol, simulateCell, type Cell } from '../../src/cells/index.js';
import type { PorousElectrode } from '../../src/cells/index.js';
import { makeTestCell } from './inputs.js';

const quick = { nodes: 5, shells: 6, tolerance: 1e-3, errorEstimate: false };
const rest = parseProtocol('rest 1 s');
const notesOf = async (cell: Cell, protocol = rest): Promise<string[]> =>
  (await simulateCell(cell, protocol, quick)).recording.notes
    .filter((n) => n.level !== 'info')
    .map((n) => `${n.level} ${n.code}: ${n.text}`);
const negative = (cell: Cell, changes: Partial<PorousElectrode>): Cell => ({
  ...cell,
  negative: { ...(cell.negative as PorousElectrode), ...changes },
});
const material = (cell: Cell, changes: object): Cell => {
  const electrode = cell.negative as PorousElectrode;
  return negative(cell, { materials: [{ ...electrode.materials[0], ...changes }] });
};
const good = makeTestCell();

it('a plausible cell is not complained about', async () => {
  // The test cell's limits and nominal capacity were not made for each other; nothing else is said.
  expect((await notesOf(good)).filter((n) => !/capacity-mismatch|voltage-mismatch/.test(n))).toEqual([]);
});

it.each([
  ['a thickness of 75.6 m', negative(good, { thickness: 75.6 }), /serious.*thickness is 75.6 m/],
  ['a thickness of 75.6 mm', negative(good, { thickness: 0.0756 }), /serious.*thickness/],
  ['fractions above 1', negative(good, { porosity: 0.6 }), /serious.*volume fractions add up to 1.2/],
  [
    'an entropic coefficient in mV/K',
    material(good, { entropicCoefficient: { kind: 'number', value: -0.2 } }),
    /serious.*entropic/,
  ],
  ['a radius in µm', material(good, { radius: 6 }), /serious.*radius/],
  ['a diffusivity in cm2/s', material(good, { diffusivity: { kind: 'number', value: 3e-10 } }), /diffusivity/],
  [
    'cut-offs that the electrodes leave',
    { ...good, upperVoltage: 3.9 },
    /voltage-mismatch.*above the upper cut-off of 3.9 V/,
  ],
  [
    'a nominal capacity ten times what the electrodes hold',
    { ...good, nominalCapacity: 36000 },
    /serious capacity-mismatch/,
  ],
  ['more transport than pores', negative(good, { transportEfficiency: 0.9 }), /transport efficiency/],
] as const)('%s is told', async (_, cell, pattern) => {
  expect((await notesOf(cell as Cell)).some((n) => pattern.test(n))).toBe(true);
});

it('a temperature of 45 K and a negative capacity are refused', async () => {
  await expect(simulateCell({ ...good, initialTemperature: 45 }, rest, quick)).rejects.toThrow(
    /45 K is outside.*318.15 K/s,
  );
  await expect(simulateCell(good, rest, { ...quick, capacity: -1 })).rejects.toThrow(/above 0/);
  expect(() => parseProtocol('set temperature to 45 K')).toThrow(/outside 200 to 400 K/);
});

it('what must be above zero and a transference number above 1 are refused with their place', async () => {
  const value = (value: number) => ({ kind: 'number', value }) as const;
  await expect(notesOf(material(good, { diffusivity: value(-1e-14) }))).rejects.toThrow(
    /the diffusivity must be above 0, not -1e-14 m2\/s — negative electrode/,
  );
  const electrolyte = { ...good.electrolyte!, transferenceNumber: value(1.7) };
  await expect(notesOf({ ...good, electrolyte })).rejects.toThrow(/transference number of 1.7 — Electrolyte/);
});

it('a drive table that runs backward is refused with its row', () => {
  const table = { time: [0, 10, 5, 20], value: [0, 1, 1, 0] };
  expect(() => parseProtocol('follow current of X', { X: table })).toThrow(/run backward.*row 3/);
  expect(() => parseProtocol('follow current of X', { X: { time: [0, 1], value: [0, NaN] } })).toThrow(/row 2/);
});

it('a step that does nothing, and one that was meant in another unit, is a warning', async () => {
  const found = await notesOf(
    good,
    parseProtocol('discharge at 600 A to 2.8 V; charge at 0.1C to 3.0 V; charge at 1C to 4.2 V or 0.05C'),
  );
  expect(found.some((n) => /doubtful-step.*600 A to 2.8 V.* is 1000C/.test(n))).toBe(true);
  expect(found.some((n) => /doubtful-step.*holds the current constant/.test(n))).toBe(true);
  const idle = await simulateCell(good, parseProtocol('charge at 0.1C to 3.0 V; rest 1 s'), quick);
  expect(idle.ending.by).toBe('done');
  expect(idle.recording.notes.find((n) => n.code === 'idle-step')).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(/"charge at 0.1C to 3.0 V" did nothing: voltage reached 3 V at once/) as string,
  });
});

it.each([
  ['rest at 45 degC for 1 h', /"at 45 degC for 1 h" cannot end a step \(characters 6 to 23/],
  ['rest for 1 h now', /"1 h now" cannot end a step/],
  ['hold at 4.2 V for 1 h to 0.05C', /"1 h to 0.05C" cannot end a step/],
  ['charge at 1C to 4 V or', /nothing on one side/],
])('words left over in "%s" are an error with their place', (text, pattern) => {
  expect(() => parseProtocol(text)).toThrow(pattern);
});

it('a rest takes every end that it names', () => {
  expect(parseProtocol('rest 1 h or to 2.0 V').items[0]).toMatchObject({
    ends: [
      { quantity: 'time', value: 3600 },
      { quantity: 'voltage', value: 2 },
    ],
  });
});

it('unknown words in a protocol as data are errors', () => {
  expect(() => readProtocol({ steps: [{ repeat: 2, until: 3, steps: ['rest 1 s'] }] })).toThrow(/no "until"/);
  expect(() => readProtocol({ steps: ['rest 1 s'], cycles: 3 })).toThrow(/no "cycles"/);
});
