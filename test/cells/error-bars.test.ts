import { expect, it } from 'vitest';
import { parseProtocol, simulateCell, type SimulateOptions } from '../../src/cells/index.js';
import { makeLithiumCell, makeTestCell } from './inputs.js';
import { describeShared } from '../shared-data.js';
import { referenceCell } from './inputs.js';

/** [1] of the points that lie beyond two sigma of the porous-electrode model on a fine mesh. */
async function shareOutside(
  cell: ReturnType<typeof makeTestCell>,
  text: string,
  options: SimulateOptions,
): Promise<number> {
  const protocol = parseProtocol(text);
  const { recording } = await simulateCell(cell, protocol, options);
  const fine = { ...options, model: 'dfn' as const, nodes: 100, shells: 80, tolerance: 1e-6, errorEstimate: false };
  const truth = (await simulateCell(cell, protocol, fine)).recording.table;
  const time = truth.column('test_time_second');
  const step = truth.column('step_count');
  const at = new Map(Array.from(time, (t, k) => [`${step[k]} ${t.toFixed(6)}`, truth.column('voltage_volt')[k]]));
  const { table } = recording;
  const { sigma } = table.get('voltage_volt');
  let outside = 0;
  let judged = 0;
  Array.from(table.column('test_time_second')).forEach((t, k) => {
    const v = at.get(`${table.column('step_count')[k]} ${t.toFixed(6)}`);
    if (v === undefined) return;
    judged++;
    if (Math.abs(table.column('voltage_volt')[k] - v) > 2 * sigma![k]) outside++;
  });
  expect(judged).toBeGreaterThan(50);
  return outside / judged;
}

const full = makeTestCell();
const half = makeLithiumCell(true);
it.each([
  ['full cell', full, 'discharge at 1C to 2.8 V every 20 s', {}],
  ['full cell, relaxing', full, 'discharge at 2C for 10 min every 5 s; rest 10 min every 5 s', {}],
  ['full cell near depletion', full, 'discharge at 5C to 2.8 V every 2 s', {}],
  ['full cell, SPMe', full, 'discharge at 1C to 2.8 V every 20 s', { model: 'spme' }],
  ['full cell, SPM', full, 'discharge at 1C to 2.8 V every 20 s', { model: 'spm' }],
  ['half cell', half, 'discharge at 1C to 3 V every 20 s', {}],
  ['half cell, fast', half, 'discharge at 5C to 3 V every 2 s', {}],
  ['half cell, SPMe', half, 'discharge at 1C to 3 V every 20 s', { model: 'spme' }],
] as const)('%s: 95 %% of the points lie within two sigma', async (_, cell, text, options) => {
  expect(await shareOutside(cell, text, options)).toBeLessThan(0.05);
});

describeShared('error bars on reference cells', () => {
  it.each([
    ['chen2020_BPX.json', 'discharge at 1C to 2.5 V every 20 s', { model: 'spme' }],
    ['xu2019_halfcell.json', 'discharge at 3C to 3.5 V every 3 s', {}],
    ['xu2019_halfcell.json', 'discharge at 0.5C to 3.5 V every 30 s', {}],
  ] as const)('%s, %s', async (name, text, options) => {
    expect(await shareOutside(referenceCell(name), text, options)).toBeLessThan(0.05);
  });
});

it('an error of the mesh that nobody asked for is made small by a finer one, and one that was asked for is told', async () => {
  const slow = makeTestCell({ diffusivity: '4e-16' });
  const { error, recording } = await simulateCell(slow, parseProtocol('discharge at 2C to 2.8 V'));
  expect(error!.mesh.largest).toBeLessThan(1e-3);
  expect(recording.notes.some((n) => n.code === 'coarse-mesh')).toBe(false);
  const coarse = await simulateCell(full, parseProtocol('discharge at 8C to 2.8 V'), { nodes: 6, shells: 6 });
  expect(coarse.recording.notes.some((n) => n.code === 'coarse-mesh')).toBe(true);
});
