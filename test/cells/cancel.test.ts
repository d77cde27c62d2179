import { expect, it } from 'vitest';
import { parseProtocol, simulateCell, type Simulation } from '../../src/cells/index.js';
import { AbortError } from '../../src/core/index.js';
import { makeTestCell } from './inputs.js';

it('a run of many short steps lets a timer cancel it, and keeps the finished part', async () => {
  const controller = new AbortController();
  // Each step takes a few milliseconds, all of them seconds.
  const protocol = parseProtocol(
    'discharge at 1C for 30 min; repeat 1000 times: discharge at 1C for 1 min; charge at 1C for 1 min; end',
  );
  const progress = (done: number): void => void (done === 50 && setTimeout(() => controller.abort()));
  const error = await simulateCell(
    makeTestCell(),
    protocol,
    { model: 'spm', nodes: 5, shells: 5, errorEstimate: false },
    { signal: controller.signal, progress },
  ).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(AbortError);
  const { steps, recording } = (error as AbortError).partial as Simulation;
  expect(steps.length).toBeGreaterThanOrEqual(50);
  expect(steps.length).toBeLessThan(1000);
  expect(recording.table.length).toBeGreaterThan(steps.length);
});

it('a run cancelled while its error is looked for keeps the run itself', async () => {
  const controller = new AbortController();
  const protocol = parseProtocol('discharge at 1C for 10 min; rest 1 min');
  const whole = await simulateCell(makeTestCell(), protocol, { model: 'spm', errorEstimate: false });
  const progress = (done: number): void => void (done === 2 && controller.abort());
  const error = await simulateCell(
    makeTestCell(),
    protocol,
    { model: 'spm' },
    { signal: controller.signal, progress },
  ).catch((e: unknown) => e);
  const { recording } = (error as AbortError).partial as Simulation;
  expect(recording.table.column('voltage_volt')).toEqual(whole.recording.table.column('voltage_volt'));
});
