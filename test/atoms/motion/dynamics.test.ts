import { describe, expect, test } from 'vitest';
import { runDynamics, type Segment, type Steer } from '../../../src/atoms/motion/index.js';
import {
  AbortError,
  BOLTZMANN_EV,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  SolveError,
  makeRng,
  type Checkpoint,
} from '../../../src/core/index.js';
import { decodeValue, encodeValue } from '../../../src/core/encode.js';
import { withFastClock } from '../../fast-clock.js';
import { idealGas, makeArgonCrystal, makeLennardJones, makeScattered, makeSprings } from './model-potentials.js';

const argon = makeLennardJones(5.2);
const crystal = makeArgonCrystal(2);
const hold = (segment: Partial<Segment>): Segment[] => [
  { label: 'hold', duration: 1000, ensemble: 'nve', temperature: 40, ...segment },
];
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const variance = (values: ArrayLike<number>): number => {
  const m = mean(values);
  return mean(Array.from(values, (v) => (v - m) ** 2));
};

describe('constant energy', () => {
  test('32 atoms of argon at 40 K drift by less than 1e-5 eV per atom and ps at 1 fs', async () => {
    const { drift, recording } = await runDynamics(
      crystal,
      argon,
      { schedule: hold({ duration: 6000 }), timeStep: 1 },
      { rng: makeRng(3) },
    );
    expect(Math.abs(drift!)).toBeLessThan(1e-5 / 100); // measured: far below; the margin would show a wrong integrator
    const energy = recording.table.column('invariant_ev');
    expect(Math.max(...energy) - Math.min(...energy)).toBeLessThan(1e-4); // velocity Verlet's bounded ripple
  });

  test('the ripple of the energy falls with the square of the time step', async () => {
    const ripple = async (timeStep: number): Promise<number> => {
      const { recording } = await runDynamics(
        crystal,
        argon,
        { schedule: hold({ duration: 4000 }), timeStep, recordEvery: 1 },
        { rng: makeRng(3) },
      );
      return Math.sqrt(variance(recording.table.column('invariant_ev')));
    };
    const ratio = (await ripple(8)) / (await ripple(4));
    expect(ratio).toBeGreaterThan(3.2); // 4 in the limit of short steps; 3.2…4.8 allows for the two paths parting
    expect(ratio).toBeLessThan(4.8);
  });

  test('momentum stays zero and runs backwards to where it came from', async () => {
    const there = await runDynamics(
      crystal,
      argon,
      { schedule: hold({ duration: 500 }), timeStep: 2 },
      { rng: makeRng(5) },
    );
    const velocities = there.structure.atomic!.velocities.values;
    for (let axis = 0; axis < 3; axis++)
      expect(Math.abs(mean(velocities.filter((_, k) => k % 3 === axis)))).toBeLessThan(1e-14); // rounding only
    const turned = { ...there.structure, atomic: { velocities: { width: 3, values: velocities.map((v) => -v) } } };
    const back = await runDynamics(turned, argon, {
      schedule: hold({ duration: 500, temperature: undefined }),
      timeStep: 2,
    });
    const farthest = Math.max(...back.structure.positions.map((x, k) => Math.abs(x - crystal.positions[k])));
    expect(farthest).toBeLessThan(1e-9); // time-reversible up to rounding, which chaos has not had time to blow up
  });
});

describe('constant temperature', () => {
  // Independent oscillators decorrelate in a few hundred fs, so that 30 ps of 64 of them give enough samples.
  const atoms = makeScattered(64, 40);
  const springs = makeSprings(2);
  const temperature = 300;
  const thermal = BOLTZMANN_EV * temperature;

  test.each([
    ['langevin', 3 * 64],
    ['bussi', 3 * 64 - 3],
  ] as const)('%s gives the canonical distribution of the kinetic energy', async (ensemble, freedoms) => {
    const { recording } = await runDynamics(
      atoms,
      springs,
      {
        schedule: hold({ ensemble, temperature, duration: 30_000, relaxationTime: 50 }),
        timeStep: 2,
        recordEvery: 100,
      },
      { rng: makeRng(11) },
    );
    const kinetic = recording.table.column('kinetic_energy_ev').slice(20);
    // K/(kT/2) follows chi-square with `freedoms` degrees: mean f, variance 2f. 130 samples 200 fs apart, four
    // relaxation times.
    const scaled = kinetic.map((k) => (2 * k) / thermal);
    expect(Math.abs(mean(scaled) / freedoms - 1)).toBeLessThan(4 * Math.sqrt(2 / freedoms / kinetic.length)); // 4 sigma of the mean
    expect(Math.abs(variance(scaled) / (2 * freedoms) - 1)).toBeLessThan(4 * Math.sqrt(2 / kinetic.length)); // 4 sigma of a variance
  });

  test('Langevin shares the energy equally: kT/2 in every spring and every velocity', async () => {
    const { recording, frames } = await runDynamics(
      atoms,
      springs,
      {
        schedule: hold({ ensemble: 'langevin', temperature, duration: 30_000, relaxationTime: 100 }),
        timeStep: 2,
        recordEvery: 100,
        frameEvery: 200,
      },
      { rng: makeRng(12) },
    );
    const potential = recording.table.column('potential_energy_ev').slice(20);
    const freedoms = 3 * 64;
    // BAOAB samples positions in a harmonic well exactly; 130 samples 200 fs apart.
    expect(Math.abs(mean(potential) / ((freedoms / 2) * thermal) - 1)).toBeLessThan(4 * Math.sqrt(2 / freedoms / 100)); // 100: samples counted as independent
    const offsets = frames
      .slice(10)
      .flatMap((frame) => Array.from(frame.positions, (x, k) => (x - atoms.positions[k]) * Math.sqrt(2 / thermal)));
    const kurtosis = mean(offsets.map((x) => x ** 4)) / mean(offsets.map((x) => x ** 2)) ** 2;
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.2); // normal: 3 ± √(24/n), 0.04 for the 12,000 numbers of 65 frames; 5 sigma
  });

  test('fixed atoms stay and do not count', async () => {
    const fixed = { width: 1, values: Float64Array.from({ length: 64 }, (_, i) => (i < 32 ? 1 : 0)) };
    const { structure, recording } = await runDynamics(
      { ...atoms, atomic: { fixed } },
      springs,
      { schedule: hold({ ensemble: 'langevin', temperature, duration: 10_000 }), timeStep: 2 },
      { rng: makeRng(1) },
    );
    expect(structure.positions.slice(0, 96)).toEqual(atoms.positions.slice(0, 96));
    expect(structure.positions.slice(96)).not.toEqual(atoms.positions.slice(96));
    expect(Math.abs(mean(recording.table.column('temperature_kelvin').slice(100)) - temperature)).toBeLessThan(30); // 96 freedoms over 10 ps: ± 7 K
  });

  test('a ramp is followed and the invariant kept', async () => {
    const schedule: Segment[] = [
      { label: 'heat', duration: 5000, ensemble: 'bussi', temperature: [10, 60], relaxationTime: 50 },
      { label: 'quench', duration: 5000, ensemble: 'langevin', temperature: [60, 5], relaxationTime: 50 },
    ];
    const { recording, drift } = await runDynamics(crystal, argon, { schedule, timeStep: 2 }, { rng: makeRng(2) });
    const target = recording.table.column('target_temperature_kelvin');
    expect(target[0]).toBe(10);
    expect(Math.max(...target)).toBe(60);
    expect(target[target.length - 1]).toBe(5);
    expect(mean(recording.table.column('temperature_kelvin').slice(-20))).toBeLessThan(15);
    expect(Math.abs(drift!)).toBeLessThan(1e-5);
    expect([...new Set(Array.from<number | string>(recording.table.get('segment').values))]).toEqual([0, 1]);
  });
});

describe('constant pressure', () => {
  // Of an ideal gas the volume follows the gamma distribution of shape N + 1 and scale kT/P: nothing is left to the
  // model.
  const count = 6;
  const temperature = 300;
  const thermal = BOLTZMANN_EV * temperature;
  const pressure = thermal / 200;

  test.each([
    ['isotropic', 'isotropic'],
    ['along z', ['z']],
  ] as const)('the volume of an ideal gas is distributed as it must be, %s', async (_, axes) => {
    const { recording } = await runDynamics(
      makeScattered(count, 11),
      idealGas,
      {
        schedule: hold({
          ensemble: 'langevin',
          temperature,
          duration: 300_000,
          relaxationTime: 20,
          pressure: { pressure, axes, relaxationTime: 200, compressibility: 1 / pressure },
        }),
        timeStep: 4,
        recordEvery: 50,
      },
      { rng: makeRng(21) },
    );
    const volume = recording.table.column('volume_cubic_angstrom').slice(50);
    const shape = count + 1;
    const independent = volume.length / 2; // rows 200 fs apart; samples are independent after twice the relaxation time
    expect(Math.abs((mean(volume) * pressure) / thermal / shape - 1)).toBeLessThan(4 / Math.sqrt(shape * independent)); // 4 sigma
    expect(Math.abs((variance(volume) * (pressure / thermal) ** 2) / shape - 1)).toBeLessThan(
      4 * Math.sqrt((2 + 6 / shape) / independent),
    ); // 4 sigma, with the gamma's excess kurtosis
  });

  test.each([
    ['isotropic', 'isotropic'],
    ['each edge', ['x', 'y', 'z']],
  ] as const)('a crystal finds the volume at which its mean pressure is the one asked for, %s', async (_, axes) => {
    const asked = 0.002; // eV/Å3, 0.32 GPa
    const { recording, drift } = await runDynamics(
      makeArgonCrystal(2, 5.6),
      argon,
      {
        schedule: hold({
          ensemble: 'bussi',
          temperature: 30,
          duration: 40_000,
          pressure: { pressure: asked, axes, compressibility: 60, relaxationTime: 500 },
        }),
        timeStep: 4,
        recordEvery: 5,
      },
      { rng: makeRng(4) },
    );
    const pressure = recording.table.column('pressure_gpa').slice(500);
    const blocks = Array.from({ length: 8 }, (_, b) =>
      mean(pressure.slice((b * pressure.length) / 8, ((b + 1) * pressure.length) / 8)),
    );
    const sigma = Math.sqrt(variance(blocks) / 7);
    expect(Math.abs(mean(pressure) - asked * GPA_PER_EV_PER_CUBIC_ANGSTROM)).toBeLessThan(4 * sigma); // 4 standard errors from block means
    expect(sigma).toBeLessThan(0.02); // so that the line above can fail
    expect(Math.abs(drift!)).toBeLessThan(2e-5); // work of the cell is booked to second order in its step
  });

  test('a slab held fixed leaves the pressure to what is free, and the work of the cell is booked', async () => {
    const asked = 0.004;
    const fixed = {
      width: 1,
      values: Float64Array.from({ length: 32 }, (_, i) => (crystal.positions[3 * i + 2] < 4 ? 1 : 0)),
    };
    const { recording, structure, drift } = await runDynamics(
      { ...crystal, atomic: { fixed } },
      argon,
      {
        schedule: hold({
          ensemble: 'langevin',
          temperature: 30,
          duration: 40_000,
          pressure: { pressure: asked, axes: ['z'], compressibility: 60, relaxationTime: 500 },
        }),
        timeStep: 4,
        recordEvery: 5,
        frameEvery: 100,
      },
      { rng: makeRng(4) },
    );
    crystal.positions.forEach((x, k) => fixed.values[Math.floor(k / 3)] && expect(structure.positions[k]).toBe(x));
    expect(Math.abs(drift!)).toBeLessThan(2e-5); // would not hold if the force on the cell were not the slope of the energy
    // The free half is squeezed until it pushes back: its height follows from its own energy against height, found by
    // relaxing at fixed heights.
    const heights = recording.table
      .column('volume_cubic_angstrom')
      .slice(500)
      .map((v) => v / (10.6 * 10.6));
    const at = async (height: number): Promise<number> => {
      const { given } = await pushOn(height, fixed);
      return given;
    };
    const low = await at(mean(heights) - 0.15);
    const high = await at(mean(heights) + 0.15);
    expect(low).toBeGreaterThan(asked); // mean force per area of a run at fixed height brackets the pressure asked for
    expect(high).toBeLessThan(asked);
  });

  /**
   * [eV/Å3] mean pressure along z of the free half in a cell of the given height: by the slope of its free energy, the
   * mean of −dE/dL over a run with the cell fixed.
   */
  async function pushOn(height: number, fixed: { width: number; values: Float64Array }): Promise<{ given: number }> {
    const cell = crystal.cell.slice();
    cell[8] = height;
    const { frames } = await runDynamics(
      { ...crystal, cell, atomic: { fixed } },
      argon,
      { schedule: hold({ ensemble: 'langevin', temperature: 30, duration: 16_000 }), timeStep: 4, frameEvery: 25 },
      { rng: makeRng(6) },
    );
    const evaluate = argon.bind(crystal);
    const slopes = frames.slice(20).map((frame) => {
      // −dE/dL by central difference: free atoms move with the cell about the middle of the fixed ones.
      const energyAt = (strain: number): number => {
        const moved = frame.positions.map((x, k) =>
          k % 3 === 2 && !fixed.values[Math.floor(k / 3)] ? x + strain * (x - 1.325) : x,
        );
        return evaluate.compute(Float64Array.of(cell[0], 0, 0, 0, cell[4], 0, 0, 0, height * (1 + strain)), moved)
          .energy;
      };
      return -(energyAt(1e-5) - energyAt(-1e-5)) / 2e-5;
    });
    const volume = cell[0] * cell[4] * height;
    const free = fixed.values.filter((f) => !f).length;
    return { given: (mean(slopes) + free * BOLTZMANN_EV * 30) / volume };
  }

  test('is refused where atoms are fixed or the cell is open', async () => {
    const schedule = hold({ ensemble: 'bussi', pressure: { pressure: 0 } });
    const fixed = { width: 1, values: Float64Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0)) };
    await expect(runDynamics({ ...crystal, atomic: { fixed } }, argon, { schedule, timeStep: 1 })).rejects.toThrow(
      'fixed',
    );
    await expect(
      runDynamics({ ...crystal, pbc: [true, true, false] }, argon, { schedule, timeStep: 1 }),
    ).rejects.toThrow('periodic');
  });
});

describe('long runs', () => {
  const schedule: Segment[] = [
    { label: 'heat', duration: 300, ensemble: 'langevin', temperature: [20, 60] },
    { label: 'hold', duration: 300, ensemble: 'bussi', temperature: 60, pressure: { pressure: 0 } },
  ];
  const options = { schedule, timeStep: 2, checkpointEvery: 40, frameEvery: 30 };

  function makeStore(): Checkpoint & { states: unknown[] } {
    const states: unknown[] = [];
    return {
      states,
      load: async () => structuredClone(states.at(-1)),
      save: async (_, state) => void states.push(structuredClone(state)),
    };
  }

  test('a killed run goes on to the same last bit, from every checkpoint as it lies on disk', async () => {
    const store = makeStore();
    const whole = await runDynamics(crystal, argon, options, { rng: makeRng(9), checkpoint: store });
    expect(store.states.length).toBe(7); // 300 steps, one each 40
    for (const state of store.states) {
      const resumed = await runDynamics(crystal, argon, options, {
        rng: makeRng(9),
        checkpoint: { load: async () => decodeValue(encodeValue(state)), save: async () => {} },
      });
      expect(resumed).toEqual(whole);
    }
    const plain = await runDynamics(crystal, argon, options, { rng: makeRng(9) });
    expect(plain).toEqual(whole);
  });

  test('a checkpoint of another run is not taken', async () => {
    const store = makeStore();
    await runDynamics(crystal, argon, options, { rng: makeRng(9), checkpoint: store });
    const other = await runDynamics(crystal, argon, options, { rng: makeRng(10), checkpoint: store });
    expect(other).toEqual(await runDynamics(crystal, argon, options, { rng: makeRng(10) }));
  });

  test('the same seed gives the same run, another seed another', async () => {
    const [a, b, c] = [
      await runDynamics(crystal, argon, options, { rng: makeRng(1) }),
      await runDynamics(crystal, argon, options, { rng: makeRng(1) }),
      await runDynamics(crystal, argon, options, { rng: makeRng(2) }),
    ];
    expect(a).toEqual(b);
    expect(a.structure.positions).not.toEqual(c.structure.positions);
  });

  test('cancelling takes effect at once and keeps the finished part', async () => {
    const abort = new AbortController();
    let steps = 0;
    const progress = (): void => void (++steps === 120 && setImmediate(() => abort.abort()));
    const error = await withFastClock(() =>
      runDynamics(
        crystal,
        argon,
        { schedule: hold({ duration: 1e7 }), timeStep: 1 },
        { signal: abort.signal, progress },
      ),
    ).catch((e: unknown) => e);
    expect(steps).toBe(120); // asked for while it rested, so that no further step is taken
    expect(error).toBeInstanceOf(AbortError);
    const partial = (error as AbortError<Awaited<ReturnType<typeof runDynamics>>>).partial!;
    expect(partial.recording.table.length).toBeGreaterThan(10);
    expect(partial.structure.info!.time_fs).toBeGreaterThanOrEqual(partial.recording.table.column('time_fs').at(-1)!);
  });

  test('frames stream in order and carry their time', async () => {
    const times: unknown[] = [];
    const { frames } = await runDynamics(crystal, argon, {
      ...options,
      onFrame: async (frame) => void times.push(frame.info!.time_fs),
    });
    expect(times).toEqual([60, 120, 180, 240, 300, 360, 420, 480, 540, 600]);
    expect(frames).toEqual([]);
  });

  test('a melt that is cut short by hand is that of a schedule of this length, to the last bit', async () => {
    const melt = (duration: number): Segment[] => [
      { label: 'melt', duration, ensemble: 'langevin', temperature: 90 },
      { label: 'quench', duration: 200, ensemble: 'langevin', temperature: [90, 20] },
    ];
    const run = (duration: number, steer?: Steer) =>
      withFastClock(() =>
        runDynamics(crystal, argon, { schedule: melt(duration), timeStep: 2, steer }, { rng: makeRng(4) }),
      );
    const left: number[] = [];
    const cut = await run(1e6, async ({ time, ahead }) => {
      if (ahead[0]?.label !== 'melt') return undefined;
      left.push(ahead[0].duration);
      return time === 120 ? ahead.slice(1) : undefined;
    });
    const whole = await run(120);
    expect(left).toHaveLength(60);
    expect(left.at(-1)).toBe(1e6 - 120);
    expect(cut.structure.positions).toEqual(whole.structure.positions);
    expect(cut.structure.energy).toBe(whole.structure.energy);
    expect(cut.recording.origin).toMatchObject({ parameters: { schedule: [{ steps: 60 }, { steps: 100 }] } });
    await expect(
      runDynamics(
        crystal,
        argon,
        { schedule: melt(10), timeStep: 2, steer: async () => undefined },
        { checkpoint: { load: async () => undefined, save: async () => undefined } },
      ),
    ).rejects.toThrow('cannot go on from a checkpoint');
  });

  test('dynamics that blow up say so and keep what went before', async () => {
    const squeezed = { ...crystal, positions: crystal.positions.slice() };
    squeezed.positions[0] = crystal.positions[3] - 0.5;
    squeezed.positions[1] = crystal.positions[4];
    const error = await runDynamics(squeezed, argon, { schedule: hold({}), timeStep: 5 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SolveError);
    expect((error as SolveError).message).toMatch(/blew up in step 1.*overlapping/);
    expect((error as SolveError).partial).toBeDefined();
  });

  test.each([
    [{ timeStep: 0, schedule: hold({}) }, 'time step'],
    [{ timeStep: 1, schedule: [] }, 'empty'],
    [{ timeStep: 1, schedule: hold({ duration: -1 }) }, 'duration'],
    [{ timeStep: 1, schedule: hold({ ensemble: 'langevin', temperature: undefined }) }, 'temperature'],
    [{ timeStep: 1, schedule: hold({ temperature: undefined }) }, 'velocities'],
    [{ timeStep: 1, schedule: hold({ temperature: NaN }) }, 'NaN K'],
    [{ timeStep: 1, schedule: hold({}), frameEvery: 0.5 }, 'frameEvery'],
  ])('bad options are refused: %j', async (bad, words) => {
    await expect(runDynamics(crystal, argon, bad)).rejects.toThrow(words);
  });
});
