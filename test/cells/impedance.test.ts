import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  computeImpedance,
  makeCellSystem,
  makeFilmOnCathode,
  makeLithiumPlating,
  makeSeiOnGraphite,
  MODELS,
  parseProtocol,
  simulateCell,
  withDoubleLayer,
  type Cell,
  type CellSystem,
  type Mechanism,
  type ModelName,
  type PorousElectrode,
} from '../../src/cells/index.js';
import { FARADAY, GAS_CONSTANT } from '../../src/core/index.js';
import { BdfIntegrator, solveConsistent } from '../../src/num/ode/index.js';
import { drive, makeLithiumCell, makeTestCell, ownCell } from './inputs.js';

type Complex = [re: number, im: number];
const divide = ([a, b]: Complex, [c, d]: Complex): Complex => [
  (a * c + b * d) / (c * c + d * d),
  (b * c - a * d) / (c * c + d * d),
];
const distance = (a: Complex, b: Complex): number => Math.hypot(a[0] - b[0], a[1] - b[1]) / Math.hypot(...b);
const at = (z: { real: Float64Array; imaginary: Float64Array }, k: number): Complex => [z.real[k], z.imaginary[k]];
const logarithmic = (from: number, to: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => from * (to / from) ** (k / (n - 1)));

/** The mesh that impedance is computed on, so that time and frequency see the same equations. */
const mesh = { nodes: 10, shells: 20, grading: 0.95, particleGrading: 0.985, thermal: 'isothermal' } as const;

/**
 * Answer in time to a small sine on top of a current, from two runs with opposite sines: [ohm] over the last of some
 * periods, and the state in its middle.
 */
function measureInTime(
  system: CellSystem,
  start: Float64Array,
  current: number,
  frequency: number,
  periods: number,
): { z: Complex; middle: Float64Array } {
  const amplitude = 1e-3 * (system.cell.nominalCapacity / 3600);
  const omega = 2 * Math.PI * frequency;
  const n = 64;
  const [up, down] = [1, -1].map((sign) => {
    const y = start.slice();
    system.setControl({ mode: 'current', value: (t) => current + sign * amplitude * Math.sin(omega * t) });
    solveConsistent(system, 0, y);
    const bdf = new BdfIntegrator(system, { relativeTolerance: 1e-8 });
    bdf.restart(0, y);
    const states: Float64Array[] = [];
    while (bdf.t < periods / frequency) {
      bdf.advance(periods / frequency);
      for (let at = states.length; at <= n && (periods - 1 + at / n) / frequency <= bdf.t; at++) {
        states.push(new Float64Array(system.size));
        bdf.interpolate((periods - 1 + at / n) / frequency, states[at]);
      }
    }
    return states;
  });
  const difference = up.map((y, k) => (system.voltage(y) - system.voltage(down[k])) / 2);
  const z: Complex = [0, 0];
  for (let k = 0; k < n; k++) {
    const v = difference[k] - ((difference[n] - difference[0]) * k) / n;
    z[0] += ((2 / n) * v * Math.sin((2 * Math.PI * k) / n)) / amplitude;
    z[1] += ((2 / n) * v * Math.cos((2 * Math.PI * k) / n)) / amplitude;
  }
  return { z, middle: up[n / 2].map((v, i) => (v + down[n / 2][i]) / 2) };
}

/** A system that has been driven for a while, and its state, with no double layers, since models in time have none. */
function driven(
  given: Cell,
  model: ModelName,
  start: number[],
  current: number,
  mechanisms: readonly Mechanism[] = [],
): { system: CellSystem; y: Float64Array } {
  const system = makeCellSystem(withDoubleLayer(given, 0), model, mesh, mechanisms);
  return { system, y: drive(system, start, current, { tolerance: 1e-6 }) };
}

describe('equals the response in time of the same model', () => {
  const cells: [string, () => Cell, readonly ModelName[], number[]][] = [
    ['full cell', () => makeTestCell(), MODELS, [0.8, 0.3]],
    ['half cell', () => makeLithiumCell(true), MODELS, [0.3]],
    ['lithium-lithium cell', () => makeLithiumCell(false), ['dfn'], []],
  ];
  const all = cells.flatMap(([name, make, models, start]) =>
    models.map((model) => ({ name: `${name}, ${model}`, make, model, start })),
  );

  it.each(all)('$name, under current', async ({ make, model, start }) => {
    const cell = make();
    const current = (-0.5 * cell.nominalCapacity) / 3600;
    const { system, y } = driven(cell, model, start, current);
    const { z, middle } = measureInTime(system, y, current, 0.05, 6);
    const computed = at(await computeImpedance(system, middle, Float64Array.of(0.05), mesh), 0);
    expect(distance(z, computed)).toBeLessThan(5e-4); // the cell drifts, and not quite evenly, while it is measured
  });

  it.each(MODELS)('%s, with a surface quantity that follows the current', async (model) => {
    // A film that grows under current and dissolves within 20 s; no real mechanism is fast enough to be seen.
    const film: Mechanism = {
      id: 'film',
      title: 'film',
      parameters: {},
      electrode: 'negative',
      cite: [],
      quantities: [{ name: 'film', unit: '1', initial: 0.5, scale: 1 }],
      shape: (q, shape) => void ((shape.filmResistance += 2e-3 * q[0]), (shape.exchangeRatio *= 1 - 0.2 * q[0])),
      react: (state, q, rates) =>
        void (rates[0] = (0.5 + 0.3 * state.current + 1e-4 * (state.concentration - 1000) - q[0]) / 20),
    };
    const cell = makeTestCell();
    const current = (-0.5 * cell.nominalCapacity) / 3600;
    const { system, y } = driven(cell, model, [0.8, 0.3], current, [film]);
    const bare = driven(cell, model, [0.8, 0.3], current);
    const { z, middle } = measureInTime(system, y, current, 0.01, 5);
    const computed = at(await computeImpedance(system, middle, Float64Array.of(0.01), mesh), 0);
    const without = at(await computeImpedance(bare.system, bare.y, Float64Array.of(0.01), mesh), 0);
    expect(distance(z, computed)).toBeLessThan(1e-3); // as above, over periods five times as long
    expect(distance(without, computed)).toBeGreaterThan(0.03); // thirty times that, so the film is seen
  });
});

describe('limits that are known in closed form', () => {
  const square = (x: number): number => x * x;
  /** Z = −U′ R/(F D c_max) tanh q/(q − tanh q), q = R √(iω/D): diffusion in a sphere. */
  const sphere = (slope: number, radius: number, D: number, max: number, omega: number): Complex => {
    const s = radius * Math.sqrt(omega / 2 / D);
    const e = Math.exp(-2 * s);
    const scale = 1 + e * e + 2 * e * Math.cos(2 * s);
    const tanh: Complex = [(1 - e * e) / scale, (2 * e * Math.sin(2 * s)) / scale];
    const z = divide(tanh, [s - tanh[0], s - tanh[1]]);
    const factor = (-slope * radius) / (FARADAY * D * max);
    return [factor * z[0], factor * z[1]];
  };
  const electrodes = [
    {
      x: 0.6,
      U: (x: number) => 0.1 + 0.6 * Math.exp(-20 * x) - 0.05 * Math.tanh(12 * (x - 0.5)),
      radius: 6e-6,
      D: 3e-14 * (1 + 0.8 * 0.6),
      max: 30000,
      thickness: 6e-5,
    },
    {
      x: 0.5,
      U: (x: number) => 4.4 - 0.9 * x - 0.1 * Math.tanh(10 * (x - 0.6)),
      radius: 4e-6,
      D: 6e-15,
      max: 50000,
      thickness: 7e-5,
    },
  ].map((e) => ({
    ...e,
    slope: (e.U(e.x + 1e-5) - e.U(e.x - 1e-5)) / 2e-5,
    transfer: (GAS_CONSTANT * 298.15) / square(FARADAY) / (1e-5 * Math.sqrt(e.x * (1 - e.x))),
  }));
  const system = makeCellSystem(makeTestCell(), 'spm', { nodes: 3, shells: 10, thermal: 'isothermal' });
  const y = system.makeInitialState(
    electrodes.map((e) => e.x),
    298.15,
  );

  it('the SPM at rest is diffusion in spheres behind charge transfer, beside double layers', async () => {
    const frequency = logarithmic(1e5, 1e-6, 45);
    const z = await computeImpedance(system, y, frequency);
    frequency.forEach((f, k) => {
      const omega = 2 * Math.PI * f;
      const sum: Complex = [0, 0];
      for (const e of electrodes) {
        const [re, im] = sphere(e.slope, e.radius, e.D, e.max, omega);
        const admittance = divide([1, 0], [e.transfer + re, im]);
        const own = divide([1, 0], [admittance[0], admittance[1] + 0.2 * omega]);
        const surface = ((3 * 0.6) / e.radius) * e.thickness * 0.02;
        sum[0] += own[0] / surface;
        sum[1] += own[1] / surface;
      }
      expect(distance(at(z, k), sum), `${f} Hz`).toBeLessThan(3e-4); // 40 shells, second order
    });
  });

  it('between the two ends it rises as 1/√ω at 45°, as Warburg’s', async () => {
    const bare = makeCellSystem(withDoubleLayer(makeTestCell(), 0), 'spm', {
      nodes: 3,
      shells: 10,
      thermal: 'isothermal',
    });
    const z = await computeImpedance(bare, y, Float64Array.of(1, 100), { nodes: 3, shells: 200 });
    const transfer = electrodes.reduce((sum, e) => sum + e.transfer / (((3 * 0.6) / e.radius) * e.thickness * 0.02), 0);
    const [slow, fast] = [0, 1].map((k): Complex => [z.real[k] - transfer, z.imaginary[k]]);
    // The sphere's next term is √(D/ω)/R of the first, 1 % at 1 Hz, and the outermost of 200 shells is seen at 100 Hz.
    for (const one of [-slow[1] / slow[0], -fast[1] / fast[0], slow[1] / fast[1] / 10])
      expect(Math.abs(one - 1)).toBeLessThan(0.03);
  });

  it('the DFN tends to the SPM with the first power of the electrolyte’s and the solid’s resistance, to the SPMe with the second', async () => {
    const gaps: number[][] = [];
    for (const factor of [1, 10]) {
      const cell = makeTestCell();
      const faster = <T extends { transportEfficiency: number; conductivity?: number }>(layer: T): T => ({
        ...layer,
        transportEfficiency: factor * layer.transportEfficiency,
        conductivity: factor * (layer.conductivity ?? 1),
      });
      const fast: Cell = {
        ...cell,
        negative: faster(cell.negative as PorousElectrode),
        separator: faster(cell.separator!),
        positive: faster(cell.positive as PorousElectrode),
      };
      const [dfn, spme, spm] = await Promise.all(
        MODELS.map((model) => {
          const own = makeCellSystem(fast, model, { nodes: 5, shells: 10, thermal: 'isothermal' });
          return computeImpedance(own, own.makeInitialState([0.6, 0.5], 298.15), Float64Array.of(1));
        }),
      );
      gaps.push([distance(at(spm, 0), at(dfn, 0)), distance(at(spme, 0), at(dfn, 0))]);
    }
    // Ten times less resistance: about ten and a hundred times less difference.
    expect(gaps[0][0] / gaps[1][0]).toBeGreaterThan(8);
    expect(gaps[0][0] / gaps[1][0]).toBeLessThan(12);
    expect(gaps[0][1] / gaps[1][1]).toBeGreaterThan(70);
  });
});

describe('as a step of a protocol', () => {
  it.each(MODELS)('%s: any frequencies, in the middle of a cycle, while the cell ages', async (model) => {
    const mechanisms = [makeSeiOnGraphite(), makeLithiumPlating(), makeFilmOnCathode()];
    const protocol = parseProtocol(
      'repeat 4 times: discharge at 1C to 3.4 V; EIS 1 GHz, 1 kHz, 0.1 Hz; charge at 0.5C for 10 min; EIS 1 GHz; charge at 0.5C to 4.1 V; end',
    );
    const cell = makeTestCell();
    const { spectra, steps } = await simulateCell(cell, protocol, {
      model,
      mechanisms,
      errorEstimate: false,
      views: true,
      nodes: 6,
      shells: 8,
      initial: { negative: 0.8, positive: 0.3 },
    });
    expect(spectra.map((s) => [s.metadata!.cycle, s.table.length])).toEqual(
      [1, 2, 3, 4].flatMap((cycle) => [
        [cycle, 3],
        [cycle, 1],
      ]),
    );
    // Above all double layers only films and what conducts is left; the films are known from the cell itself.
    const films = steps
      .filter((s) => s.label.startsWith('EIS'))
      .map(({ view }) =>
        view!.materials.reduce((sum, m) => {
          const electrode = cell[m.electrode] as PorousElectrode;
          return sum + m.filmResistance / (electrode.materials[0].surfaceArea * electrode.thickness * cell.area);
        }, 0),
      );
    const high = spectra.map((s) => s.table.column('real_impedance_ohm')[0]);
    if (model === 'spm')
      high.forEach((z, k) => expect(z / films[k]).toBeCloseTo(1, 9)); // double layers leave 1e-14 of it
    else if (model === 'spme')
      for (let k = 2; k < high.length; k++)
        expect(Math.abs(high[k] - films[k] - (high[k - 2] - films[k - 2]))).toBeLessThan(1e-4 * high[k]); // the electrolyte comes back to nearly the same state; the film on graphite fills its pores
    else
      for (let k = 2; k < high.length; k++)
        expect((high[k] - high[k - 2]) / (films[k] - films[k - 2])).toBeGreaterThan(1); // the current crowds where films are thin
  });
});

it('at high frequency a lithium foil is shunted whole, however slow ageing has made it', async () => {
  const slow: Mechanism = {
    id: 'slow',
    title: 'slow',
    parameters: {},
    electrode: 'negative',
    cite: [],
    quantities: [{ name: 'slowness', unit: '1', initial: 0.8, scale: 1 }],
    shape: (q, shape) => void (shape.exchangeRatio *= 1 - q[0]),
    react: () => undefined,
  };
  for (const [positive, models] of [
    [false, ['dfn']],
    [true, MODELS],
  ] as const) {
    for (const model of models) {
      const spectrum = async (mechanisms: Mechanism[]): Promise<Complex[]> => {
        const system = makeCellSystem(
          makeLithiumCell(positive),
          model,
          { nodes: 5, shells: 8, thermal: 'isothermal' },
          mechanisms,
        );
        const z = await computeImpedance(
          system,
          system.makeInitialState(positive ? [0.3] : [], 298.15),
          Float64Array.of(1e9, 1),
        );
        return [at(z, 0), at(z, 1)];
      };
      const [fresh, aged] = [await spectrum([]), await spectrum([slow])];
      // R = RT/(F j0), five times as much, for one foil of 1e-4 m2.
      const transfer = (GAS_CONSTANT * 298.15) / FARADAY / 20 / 1e-4;
      expect(Math.abs(aged[0][0] - fresh[0][0]) / transfer).toBeLessThan(1e-6); // 1e9 Hz is far above both
      expect(Math.abs((aged[1][0] - fresh[1][0]) / (4 * transfer) - 1)).toBeLessThan(5e-4); // 1 Hz is well below both
    }
  }
});

it('at high frequency is the resistance of the separator between two foils', async () => {
  const constant = {
    'Cation transference number': 0.3,
    'Thermodynamic factor': 1,
    'Diffusivity [m2.s-1]': 3e-10,
    'Conductivity [S.m-1]': 1,
  };
  const system = makeCellSystem(makeLithiumCell(false, constant), 'dfn', {
    nodes: 20,
    shells: 3,
    thermal: 'isothermal',
  });
  const z = await computeImpedance(system, system.makeInitialState([], 298.15), Float64Array.of(1e8, 10, 1e-6));
  const separator = 2.5e-5 / 0.25 / 1e-4;
  const transfer = (2 * GAS_CONSTANT * 298.15) / FARADAY / 2 / 20 / 1e-4;
  expect(z.real[0]).toBeCloseTo(separator, 2); // half a mesh cell of diffusion is left at each foil
  expect(Math.abs(z.real[1] / (separator + 2 * transfer) - 1)).toBeLessThan(0.01); // double layers shunt a little, diffusion adds a little
  expect(z.imaginary[2]).toBeLessThan(0);
});

interface Reference {
  start: { negative: number; positive: number };
  conductivity_S_m: number;
  frequency_Hz: number[];
  cases: Record<
    'spm' | 'spme',
    { double_layer_F_m2: number; real_ohm: number[]; imaginary_ohm: number[]; uncertainty_ohm: number[] }
  >;
}

it.each(['spm', 'spme'] as const)('the pouch cell’s %s is that of another code', async (model) => {
  const reference = JSON.parse(
    readFileSync(new URL('../reference/cells/impedance-reference.json', import.meta.url), 'utf8'),
  ) as Reference;
  const { double_layer_F_m2, real_ohm, imaginary_ohm, uncertainty_ohm } = reference.cases[model];
  const file = ownCell('ncm811-graphite-pouch.json');
  const cell: Cell = {
    ...withDoubleLayer(file, double_layer_F_m2),
    electrolyte: { ...file.electrolyte!, conductivity: { kind: 'number', value: reference.conductivity_S_m } },
  };
  const system = makeCellSystem(cell, model, { nodes: 20, shells: 20, thermal: 'isothermal' });
  const z = await computeImpedance(
    system,
    system.makeInitialState([reference.start.negative, reference.start.positive], 298.15),
    Float64Array.from(reference.frequency_Hz),
  );
  reference.frequency_Hz.forEach((f, k) => {
    const theirs: Complex = [real_ohm[k], imaginary_ohm[k]];
    // Our mesh of 40 shells is good to 2e-4, theirs to what their extrapolation still moved.
    expect(distance(at(z, k), theirs), `${f} Hz`).toBeLessThan(2e-4 + uncertainty_ohm[k] / Math.hypot(...theirs));
  });
});

it.each(MODELS)('%s: the error that a spectrum carries is what a finer mesh changes', async (model) => {
  const cell = ownCell('ncm811-graphite-pouch.json');
  const frequencies = logarithmic(1e4, 1e-2, 13);
  const { spectra, system, state } = await simulateCell(
    cell,
    parseProtocol(`discharge at 0.5C for 30 min; rest 1 h; EIS ${[...frequencies].map((f) => `${f} Hz`).join(', ')}`),
    { model, nodes: 10, shells: 10, tolerance: 1e-4, errorEstimate: false },
  );
  const { table } = spectra[0];
  const fine = await computeImpedance(system, state, frequencies, { nodes: 160, shells: 160 });
  for (let k = 0; k < frequencies.length; k++) {
    const [re, im] = [table.get('real_impedance_ohm'), table.get('imaginary_impedance_ohm')];
    const change = Math.hypot(Number(re.values[k]) - fine.real[k], Number(im.values[k]) - fine.imaginary[k]);
    const stated = Math.hypot(re.sigma![k], im.sigma![k]);
    const size = Math.hypot(fine.real[k], fine.imaginary[k]);
    expect(change / size, `${frequencies[k]} Hz`).toBeLessThan((2 * stated) / size + 1e-6); // an estimate from one halving; and rounding of the transfer between meshes
  }
});
