import { describe, expect, it } from 'vitest';
import {
  makeFilmOnCathode,
  makeParticleCracking,
  parseProtocol,
  simulateCell,
  type Simulation,
  type SimulateOptions,
} from '../../src/cells/index.js';
import { makeTestCell } from './inputs.js';

const mesh = { nodes: 5, shells: 5, tolerance: 1e-3, errorEstimate: false };
const long = parseProtocol('repeat 3 times: discharge at 1C to 3.3 V; charge at 1C to 4.1 V; end; rest 10 min');
const short = parseProtocol('discharge at 1C for 20 min; charge at 0.3C for 5 min');

/** Every number of a run's table, and of its state. */
const numbersOf = ({ recording, state }: Simulation): unknown[] => [
  ...recording.table.columns.map(({ name, values }) => [name, Array.from<number | string>(values)]),
  [...state],
];

describe('a system of an earlier run', () => {
  const cases: [string, SimulateOptions][] = [
    ['the full model', { ...mesh, model: 'dfn' }],
    ['a single-particle model', { ...mesh, model: 'spme' }],
    ['a cell that warms', { ...mesh, model: 'dfn', thermal: 'lumped' }],
    ['a cell that ages', { ...mesh, model: 'dfn', mechanisms: [makeFilmOnCathode(), makeParticleCracking()] }],
  ];
  it.each(cases)('gives the numbers of a new one, %s', async (_, options) => {
    const cell = makeTestCell();
    const { system } = await simulateCell(cell, long, options);
    const again = await simulateCell(cell, short, { ...options, system });
    expect(again.system).toBe(system);
    expect(numbersOf(again)).toEqual(numbersOf(await simulateCell(cell, short, options)));
  });

  it('is refused for another cell, another mesh or another largest current', async () => {
    const cell = makeTestCell();
    const { system } = await simulateCell(cell, short, mesh);
    await expect(simulateCell(cell, short, { ...mesh, nodes: 6, system })).rejects.toThrow(/made for other nodes/);
    await expect(simulateCell(cell, parseProtocol('discharge at 2C for 1 min'), { ...mesh, system })).rejects.toThrow(
      /made for other density/,
    );
    cell.contactResistance += 1e-3;
    await expect(simulateCell(cell, short, { ...mesh, system })).rejects.toThrow(/made for other cell/);
  });

  it('tells what checks of the cell say, as a new one does, also from another start', async () => {
    const cell = makeTestCell();
    cell.area = 1e-9;
    const told = async (options: SimulateOptions): Promise<string[]> =>
      (await simulateCell(cell, short, { ...mesh, ...options })).recording.notes.map(({ text }) => text);
    const { system } = await simulateCell(cell, short, mesh);
    const again = await told({ system });
    expect(again.join()).toMatch(/electrode area/);
    expect(again).toEqual(await told({}));
    const initial = { negative: 0.1, positive: 0.85 };
    expect(await told({ system, initial })).toEqual(await told({ initial }));
    expect(await told({ system, initial })).not.toEqual(again);
  });

  it('serves one run at a time, and is free after one that failed', async () => {
    const cell = makeTestCell();
    const { system } = await simulateCell(cell, short, mesh);
    const first = simulateCell(cell, short, { ...mesh, system });
    await expect(simulateCell(cell, short, { ...mesh, system })).rejects.toThrow(/another run is on this/);
    await first;
    await expect(simulateCell(cell, short, { ...mesh, system }, { signal: AbortSignal.abort() })).rejects.toThrow(
      /cancelled/,
    );
    expect((await simulateCell(cell, short, { ...mesh, system })).ending.by).toBe('done');
  });

  it('is free after a protocol that cannot be run', async () => {
    const cell = makeTestCell();
    const { system } = await simulateCell(cell, short, mesh);
    const nowhere = { ...short, items: [...short.items, { kind: 'goto' as const, label: 'start', times: 1 }] };
    await expect(simulateCell(cell, nowhere, { ...mesh, system })).rejects.toThrow(/names no earlier step/);
    expect((await simulateCell(cell, short, { ...mesh, system })).ending.by).toBe('done');
  });
});
