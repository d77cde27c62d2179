import { beforeAll, describe, expect, test } from 'vitest';
import {
  buildInterface,
  computeDensity,
  makeGlass,
  prepareSlab,
  resolveCrystal,
  resolvePotential,
  type Interface,
  type Potential,
  type PreparedSlab,
} from '../../../src/atoms/index.js';
import { AbortError, computeVolume, makeRng, SolveError } from '../../../src/core/index.js';

let potential: Potential;
let slab: PreparedSlab;

beforeAll(async () => {
  potential = await resolvePotential();
  slab = await prepareSlab(resolveCrystal('LiNiO2').structure, potential);
});

describe('glass', () => {
  test('Co–B finds its own density at zero pressure', async () => {
    const glass = await makeGlass('Co70B32', potential, { atoms: 51 }, { rng: makeRng(2) });
    expect(glass.formula).toBe('Co35B16');
    // Melt-spun Co–B with 20 to 35 at.% B lies at 8.0 to 8.3 g/cm3; the potential's crystals are within 1.3 % in
    // volume, and so fast a quench leaves a glass a few per cent too light.
    expect(glass.relaxedDensity).toBeGreaterThan(7.5);
    expect(glass.relaxedDensity).toBeLessThan(8.4);
    expect(glass.density.value).toBeLessThan(glass.relaxedDensity); // thermal expansion
    expect(glass.density.sigma).toBeGreaterThan(0);
    expect(glass.density.sigma).toBeLessThan(0.1);
    expect(glass.relaxedDensity).toBeCloseTo(
      computeDensity(glass.structure.elements, computeVolume(glass.structure.cell)),
      12,
    );
    for (const k of [0, 4, 8]) expect(Math.abs(glass.structure.stress![k])).toBeLessThan(5e-4);
  });

  test('an element that the potential lacks is refused before any work', async () => {
    let touched = false;
    const watched = {
      ...potential,
      bind: (...args: Parameters<Potential['bind']>) => ((touched = true), potential.bind(...args)),
    };
    await expect(makeGlass('Ni2P', watched)).rejects.toThrow(
      /P, which the potential cermet-nep does not know.*--potential cermet-nep-2/,
    );
    await expect(buildInterface(slab.surface.structure, 'Ni2P', watched)).rejects.toThrow(/P, which/);
    expect(touched).toBe(false);
  });
});

describe('interface', () => {
  test('the slab of the paper comes out unasked: (1 0 4), 20 Li, 20 Ni, 40 O', () => {
    expect(slab.miller).toEqual([1, 0, 4]);
    expect(slab.surface.structure.elements.filter((e) => e === 'O').length).toBe(40);
    expect(slab.surface.structure.elements.length).toBe(80);
    expect(slab.notes.map((note) => note.code)).toContain('surface-chosen');
  });

  test('Co–B on LiNiO2: the atoms of the paper, the oxide held in the melt, bonds to oxygen, everything at rest', async () => {
    const made = await buildInterface(
      slab.surface.structure,
      'Co70B32',
      potential,
      { atomicVolume: 9.16, threads: 2 },
      { rng: makeRng(5) },
    );
    expect(made.formula).toBe('Co35B16');
    expect(made.structure.elements.length).toBe(131);
    expect(made.converged).toBe(true);
    expect(Math.abs(made.structure.stress![8])).toBeLessThan(5e-4);
    const first = made.frames[0];
    const melt = made.frames.filter((frame) => Number(frame.info!.time_fs) <= 3000);
    expect(melt.length).toBeGreaterThanOrEqual(29);
    for (const frame of melt) expect(frame.positions.slice(0, 240)).toEqual(first.positions.slice(0, 240));
    expect(made.structure.positions.slice(0, 240)).not.toEqual(first.positions.slice(0, 240));
    expect(made.structure.atomic!.fixed).toBeUndefined();
    const temperature = made.recordings.dynamics.table.column('temperature_kelvin').slice(100, 200);
    expect(Math.abs(temperature.reduce((a, b) => a + b, 0) / 100 - 2500)).toBeLessThan(150); // 153 freedoms over 1.5 ps: ± 50 K
    // The film stays at a glass's density: what the cell grew beyond crystal + glass is the excess of two rough faces.
    expect(made.heights.relaxed - made.heights.start).toBeGreaterThan(-0.5);
    expect(made.heights.relaxed - made.heights.start).toBeLessThan(2.5);
  });

  test('the same seed gives the same interface with one thread or two, and goes on after a kill', async () => {
    const options = { atomicVolume: 9.2, meltDuration: 900, quenchDuration: 900, timeStep: 1.5, atoms: 20, force: 0.2 };
    const small = (await prepareSlab(resolveCrystal('LiCoO2').structure, potential, { layers: 3, supercell: [2, 1] }))
      .surface.structure;
    const states: { key: string; state: unknown }[] = [];
    const store = {
      load: async () => undefined,
      save: async (key: string, state: unknown) => void states.push({ key, state: structuredClone(state) }),
    };
    const whole = await buildInterface(
      small,
      'Ni2B',
      potential,
      { ...options, threads: 2 },
      { rng: makeRng(3), checkpoint: store },
    );
    expect(states.length).toBe(1);
    const resumed = await buildInterface(small, 'Ni2B', potential, options, {
      rng: makeRng(3),
      checkpoint: {
        load: async (key) => states.find((s) => s.key === key)?.state,
        save: async () => {
          throw new Error('the run began anew');
        },
      },
    });
    expect(resumed).toEqual(whole);
  });

  test('what was reached is kept when it does not converge or is cancelled', async () => {
    const options = { atomicVolume: 9.2, meltDuration: 150, quenchDuration: 150, atoms: 51, steps: 2 };
    const error = await buildInterface(slab.surface.structure, 'Co2B', potential, options, { rng: makeRng(3) }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(SolveError);
    const partial = (error as SolveError<Interface>).partial!;
    expect(partial.converged).toBe(false);
    expect(partial.notes.map((note) => note.code)).toContain('not-converged');
    const abort = new AbortController();
    const stopped = await buildInterface(
      slab.surface.structure,
      'Co2B',
      potential,
      { ...options, meltDuration: 1e6 },
      { signal: abort.signal, progress: (done) => done > 0 && abort.abort() },
    ).catch((e: unknown) => e);
    expect(stopped).toBeInstanceOf(AbortError);
    expect((stopped as AbortError<Interface>).partial!.structure.elements.length).toBe(131);
  });
});
