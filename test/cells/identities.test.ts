import { describe, expect, it } from 'vitest';
import { makeCellSystem, parseProtocol, simulateCell, type Cell, type CellSystem, type ModelName } from '../../src/cells/index.js';
import { FARADAY, makeRng } from '../../src/core/index.js';
import { BdfIntegrator, solveConsistent } from '../../src/num/ode/index.js';
import { makeLithiumCell, makeTestCell } from './inputs.js';

const cells: [string, () => Cell, readonly ModelName[], number[]][] = [
  ['full cell', () => makeTestCell(), ['dfn', 'spme', 'spm'], [0.8, 0.3]],
  ['half cell', () => makeLithiumCell(true), ['dfn', 'spme', 'spm'], [0.3]],
  ['lithium-lithium cell', () => makeLithiumCell(false), ['dfn'], []],
];
const all = cells.flatMap(([name, make, models, start]) => models.map((model) => ({ name: `${name}, ${model}`, make, model, start })));

/** A state in the middle of a step: started at `start`, driven for a while. */
function driven(cell: Cell, model: ModelName, start: number[], seconds = 200): { system: CellSystem; y: Float64Array } {
  const system = makeCellSystem(cell, model, { nodes: 6, shells: 7, thermal: 'isothermal' });
  const y = system.makeInitialState(start, 298.15);
  system.setControl({ mode: 'current', value: -cell.nominalCapacity / 3600 });
  solveConsistent(system, 0, y);
  const bdf = new BdfIntegrator(system, { relativeTolerance: 1e-5 });
  bdf.restart(0, y);
  while (bdf.t < seconds) bdf.advance(seconds);
  y.set(bdf.y);
  solveConsistent(system, 0, y);
  return { system, y };
}

describe('derivatives', () => {
  it.each(all)('$name: the structured solve inverts the derivative that finite differences give', ({ make, model, start }) => {
    const cell = make();
    for (const mode of ['current', 'voltage', 'power'] as const) {
      const { system, y } = driven(cell, model, start);
      const value = { current: system.current(y), voltage: system.voltage(y), power: system.voltage(y) * system.current(y) }[mode];
      system.setControl({ mode, value });
      const c = 30;
      system.linearise(0, y);
      system.factorise(c);
      const rng = makeRng(3);
      const rhs = system.mass.map((m, i) => rng.normal() * (m === 0 ? 1 : m) * system.scale[i] * 1e-3);
      const delta = new Float64Array(system.size);
      system.solve(rhs.slice(), delta);
      const plus = new Float64Array(system.size);
      const minus = new Float64Array(system.size);
      const h = 1e-5;
      system.evaluate(0, y.map((v, i) => v + h * delta[i]), plus);
      system.evaluate(0, y.map((v, i) => v - h * delta[i]), minus);
      let worst = 0;
      let size = 0;
      for (let i = 0; i < system.size; i++) {
        const slope = (plus[i] - minus[i]) / (2 * h);
        const row = system.mass[i] === 0 ? -slope : system.mass[i] * delta[i] - c * slope;
        worst = Math.max(worst, Math.abs(row - rhs[i]));
        size = Math.max(size, Math.abs(rhs[i]));
      }
      // The single-particle models take the electrode's mean derivative by concentration: not exact, but enough for Newton's method.
      expect(worst / size, mode).toBeLessThan(model === 'spme' ? 2e-2 : 1e-4); // differences of differences: the foil's slopes are themselves taken with a step of 1e-4
    }
  });
});

describe('conservation', () => {
  it.each(all.filter((c) => c.model !== 'spm' && !c.name.startsWith('lithium')))('$name: lithium and salt over a cycle with a hold', async ({ make, model, start }) => {
    const cell = make();
    const initial = start.length === 2 ? { negative: start[0], positive: start[1] } : { positive: start[0] };
    const v = start.length === 2 ? [3.2, 4.1] : [3.6, 4.2];
    const { steps, system, state } = await simulateCell(cell, parseProtocol(`discharge at 1C to ${v[0]} V; rest 5 min; charge at 2C to ${v[1]} V; hold at ${v[1]} V to 0.1C; discharge at 1 C for 5 min`), { model, initial, errorEstimate: false, views: true, nodes: 8, shells: 8 });
    const fresh = system.inspect(system.makeInitialState(start, 298.15));
    const now = system.inspect(state);
    const throughput = steps.reduce((s, x) => s + Math.abs(x.charge), 0) / FARADAY;
    const net = system.charge(state) / FARADAY;
    // Linear invariants are kept by the method to rounding and to what Newton's iterations leave in linear rows.
    expect(Math.abs(now.salt - fresh.salt) / throughput).toBeLessThan(1e-9);
    const positive = (view: typeof now): number => view.materials.filter((m) => m.electrode === 'positive').reduce((s, m) => s + m.lithium, 0);
    const negative = (view: typeof now): number => view.materials.filter((m) => m.electrode === 'negative').reduce((s, m) => s + m.lithium, 0);
    expect(Math.abs(positive(now) - positive(fresh) + net) / throughput).toBeLessThan(1e-9);
    if (start.length === 2) expect(Math.abs(negative(now) - negative(fresh) - net) / throughput).toBeLessThan(1e-9);
  });
});

describe('limits that are known in closed form', () => {
  it('a sphere under constant flux follows the series solution', async () => {
    // Carslaw and Jaeger, Conduction of Heat in Solids, §9.7: surface of a sphere with constant flux.
    const cell = makeLithiumCell(true);
    const { system } = await simulateCell(cell, parseProtocol('rest 1 s'), { model: 'spm', errorEstimate: false, shells: 40 });
    const y = system.makeInitialState([0.3], 298.15);
    const current = 0.003;
    system.setControl({ mode: 'current', value: -current });
    solveConsistent(system, 0, y);
    const bdf = new BdfIntegrator(system, { relativeTolerance: 1e-7 });
    bdf.restart(0, y);
    const roots: number[] = [];
    for (let n = 1; n <= 400; n++) {
      let x = (n + 0.5) * Math.PI;
      for (let k = 0; k < 50; k++) x = n * Math.PI + Math.atan(x);
      roots.push(x);
    }
    const R = 4e-6;
    const D = 6e-15;
    const flux = current / 1e-4 / (4.5e5 * 5e-5) / FARADAY / 50000;
    for (const t of [20, 200, 1500]) {
      while (bdf.t < t) bdf.advance(t);
      const tau = (D * t) / (R * R);
      const series = 3 * tau + 0.2 - 2 * roots.reduce((s, b) => s + Math.exp(-b * b * tau) / (b * b), 0);
      const surface = system.inspect(bdf.y).materials[0].surface;
      expect(Math.abs(surface - 0.3 - (flux * R * series) / D)).toBeLessThan(3e-5); // 40 shells, second order; the surface itself moves by 0.01 to 0.1
    }
  });

  it('salt between lithium foils is used up at Sand’s time', async () => {
    const constant = { 'Cation transference number': 0.3, 'Thermodynamic factor': 1, 'Diffusivity [m2.s-1]': 3e-10, 'Conductivity [S.m-1]': 1 };
    const cell = makeLithiumCell(false, constant);
    cell.separator!.thickness = 5e-4;
    const density = 150;
    const D = 3e-10 * 0.25;
    // Sand: τ = π D ε (F c / 2 i (1 − t₊))² with the effective diffusivity.
    const sand = (Math.PI * D * 0.4 * ((FARADAY * 1000) / (2 * density * 0.7)) ** 2);
    const { steps } = await simulateCell(cell, parseProtocol(`charge at ${density} A/m2 for 10 h`), { errorEstimate: false, nodes: 200 });
    expect(steps[0].ending.cause).toBe('salt-depleted');
    expect(Math.abs(steps[0].duration / sand - 1)).toBeLessThan(0.005); // ended at a thousandth of the salt, on 2.5 µm cells
  });

  it('the polarisation of a lithium-lithium cell at short times follows Cottrell’s square root', async () => {
    const constant = { 'Cation transference number': 0.3, 'Thermodynamic factor': 1, 'Diffusivity [m2.s-1]': 3e-10, 'Conductivity [S.m-1]': 1 };
    const cell = makeLithiumCell(false, constant);
    cell.separator!.thickness = 5e-4;
    const { system } = await simulateCell(cell, parseProtocol('discharge at 10 A/m2 for 5 s'), { errorEstimate: false, nodes: 200, tolerance: 1e-6 });
    const run = await simulateCell(cell, parseProtocol('discharge at 10 A/m2 for 20 s'), { errorEstimate: false, nodes: 200, tolerance: 1e-6 });
    const c = system.inspect(run.state).concentration;
    const D = 3e-10 * 0.25;
    const surface = ((2 * 10 * 0.7) / FARADAY) * Math.sqrt(20 / (Math.PI * D * 0.4));
    expect(Math.abs((c[0] - c[c.length - 1]) / 2 / surface - 1)).toBeLessThan(0.05); // the outermost means lie half a cell inside
  });

  it('the DFN tends to the SPM as the current falls', async () => {
    const cell = makeTestCell();
    const gaps: number[] = [];
    for (const rate of [0.2, 0.02]) {
      const at = async (model: ModelName): Promise<number> => (await simulateCell(cell, parseProtocol(`discharge at ${rate}C for ${(0.3 * 3600) / rate} s`), { model, errorEstimate: false, nodes: 12, shells: 12 })).steps[0].endVoltage;
      gaps.push(Math.abs((await at('dfn')) - (await at('spm'))));
    }
    expect(gaps[1]).toBeLessThan(gaps[0] / 8); // the loss that the SPM leaves out is proportional to the current
    expect(gaps[1]).toBeLessThan(1e-3);
  });
});

describe('convergence', () => {
  it('is of second order in x and in r', async () => {
    const cell = makeTestCell();
    const voltage = async (nodes: number, shells: number): Promise<number> => (await simulateCell(cell, parseProtocol('discharge at 1.5C for 900 s'), { errorEstimate: false, nodes, shells, tolerance: 1e-8 })).steps[0].endVoltage;
    for (const mesh of [(n: number) => [n, 30] as const, (n: number) => [10, n] as const]) {
      const [a, b, c] = await Promise.all([8, 16, 32].map((n) => voltage(...mesh(n))));
      const order = Math.log2(Math.abs((a - b) / (b - c)));
      expect(order).toBeGreaterThan(1.8);
      expect(order).toBeLessThan(2.4);
    }
  });
});
