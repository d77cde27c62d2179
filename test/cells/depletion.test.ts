import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCell, parseProtocol, simulateCell, type Cell, type SimulateOptions } from '../../src/cells/index.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { makeTestCell, referenceCell } from './inputs.js';

const allNumbers = (values: ArrayLike<number>): boolean => Array.from(values).every(Number.isFinite);

it('salt that is used up locally stays positive, and the discharge goes on to its cut-off', async () => {
  const { recording, steps, view, system } = await simulateCell(
    makeTestCell(),
    parseProtocol('discharge at 8C to 2.8 V every 2 s'),
    { nodes: 12, shells: 12, errorEstimate: false },
  );
  expect(steps[0].ending).toMatchObject({ by: 'voltage' });
  expect(steps[0].endVoltage).toBeCloseTo(2.8, 9);
  expect(Math.min(...view.concentration)).toBeGreaterThan(0);
  expect(Math.min(...view.concentration)).toBeLessThan(1);
  expect(allNumbers(recording.table.column('voltage_volt') as Float64Array)).toBe(true);
  // Corrections that were cut short leave no salt behind: it is the initial amount to rounding.
  const fresh = system.inspect(system.makeInitialState([0.85, 0.25], 298.15));
  expect(Math.abs(view.salt / fresh.salt - 1)).toBeLessThan(1e-11);
});

it('SPMe says that it is outside its validity where its even reaction uses up salt', async () => {
  const { steps, recording, view } = await simulateCell(makeTestCell(), parseProtocol('discharge at 8C to 2.8 V'), {
    model: 'spme',
    nodes: 12,
    shells: 12,
  });
  expect(steps[0].ending).toMatchObject({ by: 'failure', cause: 'salt-depleted' });
  expect(steps[0].ending.text).toMatch(/SPMe .* outside its validity/);
  expect(Math.min(...view.concentration)).toBeGreaterThan(0);
  expect(allNumbers(recording.table.column('voltage_volt') as Float64Array)).toBe(true);
  expect(recording.notes.find((n) => n.code === 'outside-validity')).toMatchObject({ level: 'serious' });
});

describeShared('cases that once ended for a wrong reason', () => {
  const faulty = (name: string): Cell => parseCell(readFileSync(sharedPath(`faults/cells/${name}.json`), 'utf8'), name);
  const run = (cell: Cell, text: string, options: SimulateOptions) =>
    simulateCell(cell, parseProtocol(text), { errorEstimate: false, ...options });

  it('Chen2020 at 3C reaches 2.5 V at 560.7 s', async () => {
    // 560.7 ± 0.2 s is PyBaMM on three meshes, extrapolated; the run may be off by what it says itself.
    const { steps, error } = await simulateCell(
      referenceCell('chen2020_BPX.json'),
      parseProtocol('discharge at 3C to 2.5 V'),
    );
    expect(steps[0].ending).toMatchObject({ by: 'voltage' });
    expect(Math.abs(steps[0].duration - 560.7)).toBeLessThan(0.2 + 2 * error!.duration * 560.7);
    expect(error!.duration).toBeLessThan(2e-3);
  });

  it('random-196: SPMe without salt ends by name, no row is without a number', async () => {
    const { steps, recording } = await run(faulty('random-196'), 'discharge at 13.5364C to 3 V', {
      model: 'spme',
      temperature: 272.461,
      capacity: 14.7958e-3 * 3600,
    });
    expect(steps[0].ending).toMatchObject({ by: 'failure', cause: 'salt-depleted' });
    for (const column of recording.table.columns.filter((c) => c.values instanceof Float64Array))
      expect(allNumbers(column.values as Float64Array), column.name).toBe(true);
  });

  it('random-13: a current that Newton’s method does not find at once is followed from rest', async () => {
    const options = { temperature: 322.47, capacity: 4.4006e-3 * 3600 };
    const { steps } = await run(faulty('random-13'), 'charge at 1.15698C to 4.6 V', options);
    expect(steps[0].ending.by).toBe('voltage');
    const slower = await run(faulty('random-13'), 'charge at 0.694188C to 4.6 V', options);
    expect(slower.steps[0].ending.by).toBe('voltage');
    expect(slower.steps[0].duration).toBeGreaterThan(0.1);
  });

  it('random-2: no row lies beyond what particles hold, and a surface is named before a voltage', async () => {
    const options = {
      model: 'spme',
      temperature: 328.066,
      capacity: 1.78412 * 3600,
      initial: { negative: 0.602161, positive: 0.24555 },
    } as const;
    // The outermost shell is thin enough for the current that sets in, so that the layer has the time it takes: 4.1 s
    // with 300 shells.
    const { steps, recording } = await run(faulty('random-2'), 'discharge at 5.70907C to 2.8 V', options);
    expect(Math.abs(steps[0].duration / 4.13 - 1)).toBeLessThan(0.15);
    expect(Math.min(...recording.table.column('voltage_volt'))).toBeGreaterThan(2.79);
    const faster = await run(faulty('random-2'), 'discharge at 400C to 1 V', options);
    expect(faster.steps[0].ending.cause).toMatch(/particles-(full|empty)|salt-depleted/);
    expect(Array.from(faster.recording.table.column('voltage_volt')).every((v) => v > 0.9)).toBe(true);
  });
});
