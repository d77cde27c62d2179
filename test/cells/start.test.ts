import { expect, it } from 'vitest';
import { parseProtocol, simulateCell } from '../../src/cells/index.js';
import { makeLithiumCell, ownCell } from './inputs.js';

const quick = { errorEstimate: false, nodes: 8, shells: 10 } as const;

it.each([
  ['dfn', 1],
  ['spm', 1],
  ['dfn', 0],
  ['spm', 0],
] as const)(
  '%s from stoichiometry %d: it rests and goes the way that is open, and says why it does not go the other',
  async (model, x) => {
    const cell = {
      ...makeLithiumCell(true, {}, { 'Initial concentration [mol.m-3]': x === 1 ? 50_000 : 1e-9 }),
      lowerVoltage: 0,
      upperVoltage: 6,
    };
    const run = (text: string) => simulateCell(cell, parseProtocol(text), { ...quick, model });
    const open = x === 1 ? 'charge' : 'discharge';
    const there = await run(`rest 10 min; ${open} at 0.5C for 10 min; rest 10 min`);
    expect(there.ending.by, there.ending.text).toBe('done');
    expect(there.recording.notes.find((n) => n.code === 'start-moved')!.text).toMatch(
      x === 1 ? /0.99999 instead of 1: .* full/ : /0.00001 instead of 2e-14: .* empty/,
    );
    expect(Math.abs(there.steps[1].charge)).toBeCloseTo((0.5 * cell.nominalCapacity) / 6, 6);
    const back = await run(`${x === 1 ? 'discharge' : 'charge'} at 0.5C for 10 min`);
    expect(back.ending).toMatchObject({
      by: 'failure',
      text: expect.stringContaining(
        `${x === 1 ? 'full' : 'empty'} of lithium at their surface as soon as the step starts`,
      ) as string,
    });
  },
);

it('a start beyond 0 to 1 is refused, by the file’s key or by the option', async () => {
  expect(() => makeLithiumCell(true, {}, { 'Initial concentration [mol.m-3]': 50_001 })).toThrow(
    /50001 mol\/m3 is above the maximum of 50000/,
  );
  await expect(
    simulateCell(makeLithiumCell(true), parseProtocol('rest 1 s'), { ...quick, initial: { positive: 1.01 } }),
  ).rejects.toThrow('must be between 0 and 1, not 1.01');
});

it('a start beyond the limits in the file is said: the coin cell’s open-circuit formula falls below zero there', async () => {
  const { recording } = await simulateCell(ownCell('ncm811-coin-half-cell.json'), parseProtocol('rest 1 s'), {
    ...quick,
    model: 'spm',
    initial: { positive: 0.98 },
  });
  expect(recording.notes.find((n) => n.code === 'start-beyond-limits')!.text).toBe(
    'positive starts at stoichiometry 0.98, beyond its limits 0.147 to 0.93 in the file: its formulas are extrapolated there',
  );
  expect(recording.table.column('voltage_volt')[0]).toBeLessThan(0);
  const within = await simulateCell(ownCell('ncm811-coin-half-cell.json'), parseProtocol('rest 1 s'), {
    ...quick,
    model: 'spm',
  });
  expect(within.recording.notes.some((n) => n.code === 'start-beyond-limits')).toBe(false);
});
