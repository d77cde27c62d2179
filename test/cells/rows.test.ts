import { describe, expect, it } from 'vitest';
import { parseProtocol, simulateCell, type Simulation, type SimulateOptions } from '../../src/cells/index.js';
import { AbortError, type Checkpoint, type Context, type Table } from '../../src/core/index.js';
import { withFastClock } from '../fast-clock.js';
import { makeTestCell } from './inputs.js';

const quick = { nodes: 6, shells: 7, model: 'spm', tolerance: 1e-3 } as const;
const cycles = (n: number): string =>
  `repeat ${n} times: discharge at 1C to 3.3 V every 5 s; rest 5 min; charge at 1C to 4.1 V; end`;

/** All columns, uncertainties among them, of tables one after the other. */
function join(pieces: readonly Table[]): Record<string, (number | string)[]> {
  const out: Record<string, (number | string)[]> = {};
  for (const { name, values, sigma } of pieces.flatMap((p) => [...p.columns])) {
    (out[name] ??= []).push(...(values as ArrayLike<number | string> as number[]));
    if (sigma) (out[`${name}_sigma`] ??= []).push(...sigma);
  }
  return out;
}

async function stream(
  text: string,
  options: SimulateOptions,
  ctx?: Context,
): Promise<{ pieces: Table[]; simulation: Simulation }> {
  const pieces: Table[] = [];
  const simulation = await simulateCell(
    makeTestCell(),
    parseProtocol(text),
    { ...quick, ...options, onRows: (rows) => void pieces.push(rows) },
    ctx,
  );
  return { pieces, simulation };
}

function makeStore(): { checkpoint: Checkpoint; size: () => number } {
  const store = new Map<string, unknown>();
  return {
    size: () => store.size,
    checkpoint: {
      load: async (key) => structuredClone(store.get(key)),
      save: async (key, state) => void store.set(key, structuredClone(state)),
    },
  };
}

describe('rows handed on while a run goes on', () => {
  it.each([
    ['a long protocol', 30, {}],
    ['a short one, judged whole', 3, {}],
    ['without an error estimate', 30, { errorEstimate: false }],
  ] as const)('%s: are those of the table', async (_, n, options) => {
    const whole = await simulateCell(makeTestCell(), parseProtocol(cycles(n)), { ...quick, ...options });
    const { pieces, simulation } = await stream(cycles(n), options);
    expect(simulation.recording.table.length).toBe(0);
    if (n > 3) expect(pieces.length).toBeGreaterThan(2);
    else expect(pieces.length).toBe(1);
    expect(join(pieces)).toEqual(join([whole.recording.table]));
    expect(simulation.steps).toEqual(whole.steps);
    expect(simulation.error?.typical).toBe(whole.error?.typical);
  });

  it('come once more, from the first, when a cancelled run goes on', async () => {
    const whole = await simulateCell(makeTestCell(), parseProtocol(cycles(30)), { ...quick, errorEstimate: false });
    const { checkpoint, size } = makeStore();
    const controller = new AbortController();
    const cut: Table[] = [];
    const options = { ...quick, errorEstimate: false, resume: true } as const;
    const ctx = {
      checkpoint,
      signal: controller.signal,
      progress: (done: number) => void (done === 50 && controller.abort()),
    };
    await withFastClock(() =>
      expect(
        simulateCell(
          makeTestCell(),
          parseProtocol(cycles(30)),
          { ...options, onRows: (rows) => void cut.push(rows) },
          ctx,
        ),
      ).rejects.toThrow(AbortError),
    );
    expect(size()).toBeGreaterThan(50);
    const first = join(cut).test_time_second;
    expect(first).toEqual([...whole.recording.table.column('test_time_second').slice(0, first.length)]);
    expect(first.length).toBeGreaterThan(whole.recording.table.length / 2);
    const { pieces } = await stream(cycles(30), options, { checkpoint });
    expect(join(pieces)).toEqual(join([whole.recording.table]));
  });
});

it('a finished run that is resumed still says why it ended', async () => {
  const { checkpoint } = makeStore();
  const run = (): Promise<Simulation> =>
    withFastClock(() =>
      simulateCell(
        makeTestCell(),
        parseProtocol('discharge at 1C for 10 h; rest 1 s'),
        { ...quick, errorEstimate: false, resume: true },
        { checkpoint },
      ),
    );
  const first = await run();
  expect(first.ending.cause).toBe('lower-voltage');
  expect((await run()).ending).toEqual(first.ending);
});
