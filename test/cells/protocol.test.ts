import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseFrequencies,
  parseProtocol,
  readProtocol,
  SHIPPED_PROTOCOLS,
  simulateCell,
  type Simulation,
} from '../../src/cells/index.js';
import { AbortError, InputError, type Checkpoint } from '../../src/core/index.js';
import { withFastClock } from '../fast-clock.js';
import { makeTestCell, ownCell } from './inputs.js';

const quick = { errorEstimate: false, nodes: 6, shells: 7, model: 'spm' } as const;

describe('text', () => {
  it('is read as written', () => {
    const { items } = parseProtocol(
      'Charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; rest 10 min; discharge at 7C to 3.0 V',
    );
    expect(items.map((i) => (i.kind === 'step' ? [i.control, i.ends] : undefined))).toEqual([
      [{ mode: 'current', value: 0.5, unit: 'C-rate' }, [{ quantity: 'voltage', value: 4.4 }]],
      [{ mode: 'voltage', value: 4.4 }, [{ quantity: 'current', value: 0.05, unit: 'C-rate' }]],
      [{ mode: 'rest' }, [{ quantity: 'time', value: 600 }]],
      [{ mode: 'current', value: -7, unit: 'C-rate' }, [{ quantity: 'voltage', value: 3 }]],
    ]);
  });

  it.each([
    [
      'discharge at 2 mA for 1 h or until 3 V',
      { mode: 'current', value: -0.002, unit: 'A' },
      [
        { quantity: 'time', value: 3600 },
        { quantity: 'voltage', value: 3 },
      ],
    ],
    [
      'Charge at C/20 until 4.2 V or 12 hours',
      { mode: 'current', value: 0.05, unit: 'C-rate' },
      [
        { quantity: 'voltage', value: 4.2 },
        { quantity: 'time', value: 43200 },
      ],
    ],
    ['discharge at 5 W to 2.5 V', { mode: 'power', value: -5 }, [{ quantity: 'voltage', value: 2.5 }]],
    ['discharge at 10 ohm for 5 minutes', { mode: 'resistance', value: 10 }, [{ quantity: 'time', value: 300 }]],
    [
      'charge at 1 mA/cm2 for 2 mAh/cm2',
      { mode: 'current', value: 10, unit: 'A/m2' },
      [{ quantity: 'charge', value: 72000, unit: 'C/m2' }],
    ],
    [
      'charge at 1 A to 45 degC',
      { mode: 'current', value: 1, unit: 'A' },
      [{ quantity: 'temperature', value: 318.15 }],
    ],
  ])('%s', (text, control, ends) => {
    expect(parseProtocol(text).items[0]).toMatchObject({ control, ends });
  });

  it.each([
    ['Dischagre at 1C to 3 V', 'did you mean "discharge"'],
    ['discharge at 1C', 'never ends'],
    ['discharge at 1 banana to 3 V', 'not a rate, current, power or resistance'],
    ['discharge at 1C to 3 bananas', 'cannot end a step'],
    ['discharge at -1C to 3 V', 'above 0'],
    ['repeat 3 times: rest 1 s', 'is not closed'],
    ['rest 1 s; end', 'closes nothing'],
    ['every 3 passes: rest 1 s; end', 'outside a repeat'],
    ['rest 1 s; go to nowhere 3 times', 'names no earlier step'],
    ['follow current of nothing', 'there is no table'],
    ['', 'is empty'],
  ])('"%s" is refused with a reason', async (text, says) => {
    await expect(async () => simulateCell(makeTestCell(), parseProtocol(text), quick)).rejects.toThrow(says);
  });

  it('never throws anything without a name', () => {
    const word = fc.constantFrom(
      'charge',
      'discharge',
      'at',
      '1C',
      'to',
      '4 V',
      'hold',
      'rest',
      ';',
      'repeat',
      '3',
      'times',
      ':',
      'end',
      'every',
      'or',
      '10 min',
      'EIS',
      '..',
      ',',
      '1 Hz',
      '{',
      '-',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        try {
          parseProtocol(words.join(' '));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as { code?: string }).code).toMatch(/input|unit/);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.keys(SHIPPED_PROTOCOLS))('the shipped protocol "%s" is one', (name) => {
    expect(parseProtocol(SHIPPED_PROTOCOLS[name].text).items.length).toBeGreaterThan(0);
  });

  it('frequencies are a range or a list', () => {
    expect(Array.from(parseFrequencies('1 kHz..1 Hz, 4'), (f) => Number(f.toPrecision(6)))).toEqual([1000, 100, 10, 1]);
    expect([...parseFrequencies('10 Hz, 1 mHz')]).toEqual([10, 0.001]);
    expect(() => parseFrequencies('1 kHz..1 Hz')).toThrow(InputError);
  });
});

describe('flow', () => {
  const labels = async (text: string): Promise<string[]> =>
    (
      await simulateCell(makeTestCell(), parseProtocol(text), { ...quick, initial: { negative: 0.5, positive: 0.5 } })
    ).steps.map((s) => s.label);

  it('repeats, nests, goes back and checks up every n passes', async () => {
    expect(await labels('repeat 2 times: A: rest 1 s; repeat 3 times: B: rest 1 s; end; end')).toEqual([
      'A',
      'B',
      'B',
      'B',
      'A',
      'B',
      'B',
      'B',
    ]);
    expect(await labels('A: rest 1 s; B: rest 1 s; go to A 2 times; C: rest 1 s')).toEqual([
      'A',
      'B',
      'A',
      'B',
      'A',
      'B',
      'C',
    ]);
    expect(await labels('repeat 5 times: A: rest 1 s; every 2 passes: X: rest 1 s; end; end')).toEqual([
      'A',
      'A',
      'X',
      'A',
      'A',
      'X',
      'A',
    ]);
  });

  it('is the same as data', async () => {
    const text = await simulateCell(
      makeTestCell(),
      parseProtocol('repeat 2 times: discharge at 1C for 60 s; rest 5 s; end'),
      quick,
    );
    const data = await simulateCell(
      makeTestCell(),
      readProtocol({ steps: [{ repeat: 2, steps: ['discharge at 1C for 60 s', 'rest 5 s'] }] }),
      quick,
    );
    expect(data.recording.table.column('voltage_volt')).toEqual(text.recording.table.column('voltage_volt'));
    expect(() => readProtocol({ steps: [{ repeat: 'x', steps: [] }] })).toThrow('steps[0]');
  });
});

describe('endings', () => {
  const run = (text: string, extra = {}): ReturnType<typeof simulateCell> =>
    simulateCell(makeTestCell(), parseProtocol(text), { ...quick, model: 'dfn', ...extra });

  it('are met to the solver’s precision and named', async () => {
    const { steps } = await run(
      'discharge at 1C to 3.6 V; rest 30 s; charge at 0.3 A for 20 mAh; charge at 1C to 3.9 V; hold at 3.9 V to 50 mA; discharge at 2 W for 100 s; discharge at 8 ohm to 3.7 V',
    );
    expect(steps.map((s) => s.ending.by)).toEqual([
      'voltage',
      'time',
      'charge',
      'voltage',
      'current',
      'time',
      'voltage',
    ]);
    expect(steps[0].endVoltage).toBeCloseTo(3.6, 9);
    expect(steps[1].duration).toBe(30);
    expect(steps[2].charge / 3.6).toBeCloseTo(20, 6);
    expect(steps[4].endCurrent).toBeCloseTo(0.05, 9);
    expect(steps[5].energy).toBeCloseTo(-200, 1); // the trapezium rule on the rows
    expect(-steps[6].endVoltage / steps[6].endCurrent).toBeCloseTo(8, 6);
  });

  it('a step that is at its end already takes no time and says so', async () => {
    const { steps } = await run('charge at 0.1C to 3.0 V; rest 1 s');
    expect(steps[0]).toMatchObject({ duration: 0, ending: { by: 'voltage' } });
    expect(steps[0].ending.text).toContain('at once');
  });

  it('the cell’s own limit ends a step that forgot it, and the protocol', async () => {
    const { steps, ending } = await run('discharge at 1C for 10 h; rest 1 s');
    expect(steps.length).toBe(1);
    expect(ending).toMatchObject({ by: 'limit', cause: 'lower-voltage' });
  });

  it('salt that runs out in a part of an electrode leaves the reaction to the rest, down to the cut-off', async () => {
    const { steps, recording } = await run('discharge at 60C to 0.5 V');
    expect(steps[0].ending).toMatchObject({ by: 'voltage' });
    expect(recording.table.length).toBeGreaterThan(1);
  });

  it('a drive cycle is followed and ends with its table', async () => {
    const table = { time: [0, 10, 11, 40, 41, 60], value: [-0.3, -0.3, 0.2, 0.2, -0.6, -0.6] };
    const { steps, recording } = await simulateCell(
      makeTestCell(),
      parseProtocol('follow current of trip every 1 s', { trip: table }),
      { ...quick, model: 'dfn' },
    );
    expect(steps[0].ending.text).toContain('table ended');
    expect(steps[0].charge).toBeCloseTo(-3 - 0.05 + 0.2 * 29 - 0.2 - 0.6 * 19, 2);
    expect(recording.table.column('current_ampere')[25]).toBeCloseTo(0.2, 9);
  });

  it('temperature follows the protocol', async () => {
    const { recording } = await run('rest 5 s; set temperature to 45 degC; rest 5 s');
    const t = recording.table.column('surface_temperature_celsius');
    expect([t[0], t[t.length - 1]].map((v) => Math.round(v))).toEqual([25, 45]);
  });
});

describe('long runs', () => {
  it('are cancelled with the finished part kept, and go on with the identical result', async () => {
    const cell = ownCell('ncm811-coin-half-cell.json');
    const protocol = parseProtocol('repeat 16 times: charge at 2C to 4.3 V; discharge at 2C to 3.2 V; end');
    const options = { ...quick, resume: true } as const;
    const store = new Map<string, unknown>();
    const checkpoint: Checkpoint = {
      load: async (key) => structuredClone(store.get(key)),
      save: async (key, state) => void store.set(key, structuredClone(state)),
    };
    const whole = await simulateCell(cell, protocol, options);
    const controller = new AbortController();
    const error = await withFastClock(() =>
      simulateCell(cell, protocol, options, {
        checkpoint,
        signal: controller.signal,
        progress: (done) => void (done === 11 && controller.abort()),
      }),
    ).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AbortError);
    const partial = (error as AbortError<{ steps: unknown[] }>).partial!.steps.length;
    expect(partial).toBeGreaterThanOrEqual(11);
    expect(store.size).toBeGreaterThan(2);
    const resumed = await simulateCell(cell, protocol, options, { checkpoint });
    expect(resumed.steps.length).toBe(32);
    for (const name of ['test_time_second', 'voltage_volt', 'discharging_capacity_ah'])
      expect(resumed.recording.table.column(name)).toEqual(whole.recording.table.column(name));
  });

  it('answer a signal in the middle of a step, at the first rest after it', async () => {
    const controller = new AbortController();
    let rests = 0;
    const count = (): void => {
      if (++rests === 30) controller.abort();
      else if (!controller.signal.aborted) setImmediate(count);
    };
    setImmediate(count);
    const error = await withFastClock(() =>
      simulateCell(makeTestCell(), parseProtocol('discharge at C/10 to 3.2 V'), quick, { signal: controller.signal }),
    ).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AbortError);
    const { recording } = (error as AbortError<Simulation>).partial!;
    const whole = await simulateCell(makeTestCell(), parseProtocol('discharge at C/10 to 3.2 V'), quick);
    expect(recording.table.length).toBeGreaterThan(10);
    expect(recording.table.length).toBeLessThan(whole.recording.table.length / 2);
  });
});
