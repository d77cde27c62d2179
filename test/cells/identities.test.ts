import { describe, expect, it } from 'vitest';
import {
  makeCellSystem,
  makeFilmOnCathode,
  makeLithiumMetalAgeing,
  makeLithiumPlating,
  makeMetalDeposition,
  makeMetalDissolution,
  CRACKING_ASSUMED,
  makeParticleCracking,
  makeRockSaltShell,
  makeSeiOnGraphite,
  parseProtocol,
  simulateCell,
  type Cell,
  type CellSystem,
  type LithiumMetal,
  type Mechanism,
  type ModelName,
  type PorousElectrode,
} from '../../src/cells/index.js';
import { FARADAY, makeRng } from '../../src/core/index.js';
import { BdfIntegrator, solveConsistent } from '../../src/num/ode/index.js';
import { drive, makeLithiumCell, makeTestCell } from './inputs.js';

const cells: [string, () => Cell, readonly ModelName[], number[]][] = [
  ['full cell', () => makeTestCell(), ['dfn', 'spme', 'spm'], [0.8, 0.3]],
  ['half cell', () => makeLithiumCell(true), ['dfn', 'spme', 'spm'], [0.3]],
  ['lithium-lithium cell', () => makeLithiumCell(false), ['dfn'], []],
];
const all = cells.flatMap(([name, make, models, start]) =>
  models.map((model) => ({ name: `${name}, ${model}`, make, model, start })),
);

/** A state in the middle of a step: started at `start`, driven for a while. */
function driven(
  cell: Cell,
  model: ModelName,
  start: number[],
  mechanisms: readonly Mechanism[] = [],
): { system: CellSystem; y: Float64Array } {
  const system = makeCellSystem(cell, model, { nodes: 6, shells: 7, thermal: 'isothermal' }, mechanisms);
  return { system, y: drive(system, start, -cell.nominalCapacity / 3600) };
}

describe('derivatives', () => {
  const inNegative = [makeSeiOnGraphite(), makeLithiumPlating(), makeMetalDeposition()];
  const inPositive = [makeFilmOnCathode(), makeMetalDissolution()];
  // Cracks that shorten ways by little: that they do is left to Newton's iterations.
  const structural = [makeRockSaltShell(), makeParticleCracking({ ...CRACKING_ASSUMED, areaGain: 0.1 })];
  const ageing: Record<string, Mechanism[][]> = {
    'full cell': [[], [...inNegative, ...inPositive], [...inNegative, ...inPositive, ...structural]],
    'half cell': [
      [],
      [makeLithiumMetalAgeing(), ...inPositive],
      [makeLithiumMetalAgeing(), ...inPositive, ...structural],
    ],
    'lithium-lithium cell': [[], [makeLithiumMetalAgeing()]],
  };
  const cases = all.flatMap((c) =>
    ageing[c.name.split(',')[0]].map((mechanisms) => ({
      ...c,
      name: `${c.name}, ${mechanisms.length} mechanisms`,
      mechanisms,
    })),
  );

  /** [1] of each entry's scale, for reasons. */
  const tolerate = (cell: Cell, model: ModelName, mechanisms: readonly Mechanism[]): number => {
    // What these mechanisms read of a particle's mean and change in its diffusivity is left to Newton's iterations.
    if (mechanisms.includes(structural[0])) return 5e-2;
    // The electrode's mean derivative by concentration stands for that of each place.
    if (model === 'spme') return 2e-2;
    // In the half mesh cell at a foil the electrolyte's properties count as fixed.
    if (model === 'dfn' && cell.negative.kind === 'lithium') return 5e-3;
    return 1e-6; // of the differences themselves
  };

  it.each(cases)(
    '$name: the structured solve inverts the derivative that finite differences give',
    ({ make, model, start, mechanisms }) => {
      const cell = make();
      for (const mode of ['current', 'voltage', 'power'] as const) {
        const { system, y } = driven(cell, model, start, mechanisms);
        const value = {
          current: system.current(y),
          voltage: system.voltage(y),
          power: system.voltage(y) * system.current(y),
        }[mode];
        system.setControl({ mode, value });
        const c = 30;
        system.linearise(0, y);
        system.factorise(c);
        // Temperature, shared quantities and those of a foil, which stand between the charge and the first algebraic
        // entry, are left to Newton's iterations.
        const charge = system.mass.findLastIndex((m) => m !== 0 && m !== 1) + 1;
        const iterated = (i: number): boolean => i > charge && i < system.mass.indexOf(0);
        const rng = makeRng(3);
        const change = system.scale.map((v, i) => (iterated(i) ? 0 : 1e-3 * v * rng.normal()));
        const [plus, minus, solution] = Array.from({ length: 3 }, () => new Float64Array(system.size));
        const h = 1e-3;
        system.evaluate(
          0,
          y.map((v, i) => v + h * change[i]),
          plus,
        );
        system.evaluate(
          0,
          y.map((v, i) => v - h * change[i]),
          minus,
        );
        const rows = system.mass.map((m, i) => {
          const slope = (plus[i] - minus[i]) / (2 * h);
          return iterated(i) ? 0 : m === 0 ? -slope : m * change[i] - c * slope;
        });
        system.solve(rows, solution);
        const worst = solution.reduce(
          (most, v, i) => Math.max(most, Math.abs(v - change[i]) / (1e-3 * system.scale[i])),
          0,
        );
        expect(worst, mode).toBeLessThan(tolerate(cell, model, mechanisms));
      }
    },
  );
});

describe('conservation', () => {
  it.each(all.filter((c) => !c.name.startsWith('lithium')))(
    '$name: lithium, salt and charge over a cycle with a hold',
    async ({ make, model, start }) => {
      const cell = make();
      const initial = start.length === 2 ? { negative: start[0], positive: start[1] } : { positive: start[0] };
      const v = start.length === 2 ? [3.2, 4.1] : [3.6, 4.2];
      const { steps, system, state, recording } = await simulateCell(
        cell,
        parseProtocol(
          `discharge at 1C to ${v[0]} V; rest 5 min; charge at 2C to ${v[1]} V; hold at ${v[1]} V to 0.1C; discharge at 1 C for 5 min`,
        ),
        { model, initial, errorEstimate: false, views: true, nodes: 8, shells: 8 },
      );
      const fresh = system.inspect(system.makeInitialState(start, 298.15));
      const now = system.inspect(state);
      const throughput = steps.reduce((s, x) => s + Math.abs(x.charge), 0) / FARADAY;
      const net = system.charge(state) / FARADAY;
      // The rows' capacities and the summaries' charges are the integral of the current, which is a quantity of the
      // state.
      const last = (name: string): number => recording.table.column(name).at(-1)!;
      const counted = (3600 * (last('charging_capacity_ah') - last('discharging_capacity_ah'))) / FARADAY;
      expect(Math.abs(counted - net) / throughput).toBeLessThan(1e-12); // rounding of a thousand sums
      // Linear invariants are kept by the method to rounding and to what Newton's iterations leave in linear rows.
      if (model !== 'spm') expect(Math.abs(now.salt - fresh.salt) / throughput).toBeLessThan(1e-9);
      const positive = (view: typeof now): number =>
        view.materials.filter((m) => m.electrode === 'positive').reduce((s, m) => s + m.lithium, 0);
      const negative = (view: typeof now): number =>
        view.materials.filter((m) => m.electrode === 'negative').reduce((s, m) => s + m.lithium, 0);
      expect(Math.abs(positive(now) - positive(fresh) + net) / throughput).toBeLessThan(1e-9);
      if (start.length === 2) expect(Math.abs(negative(now) - negative(fresh) - net) / throughput).toBeLessThan(1e-9);
    },
  );
});

describe('limits that are known in closed form', () => {
  it('a sphere under constant flux follows the series solution', async () => {
    // Carslaw and Jaeger, Conduction of Heat in Solids, §9.7: surface of a sphere with constant flux.
    const cell = makeLithiumCell(true);
    const { system } = await simulateCell(cell, parseProtocol('rest 1 s'), {
      model: 'spm',
      errorEstimate: false,
      shells: 40,
    });
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
    const constant = {
      'Cation transference number': 0.3,
      'Thermodynamic factor': 1,
      'Diffusivity [m2.s-1]': 3e-10,
      'Conductivity [S.m-1]': 1,
    };
    const cell = makeLithiumCell(false, constant);
    cell.separator!.thickness = 5e-4;
    const density = 150;
    const D = 3e-10 * 0.25;
    // Sand: τ = π D ε (F c / 2 i (1 − t₊))² with the effective diffusivity.
    const sand = Math.PI * D * 0.4 * ((FARADAY * 1000) / (2 * density * 0.7)) ** 2;
    const { steps } = await simulateCell(cell, parseProtocol(`charge at ${density} A/m2 for 10 h`), {
      errorEstimate: false,
      nodes: 200,
    });
    expect(steps[0].ending.cause).toBe('salt-depleted');
    expect(Math.abs(steps[0].duration / sand - 1)).toBeLessThan(0.005); // ended at a thousandth of the salt, on 2.5 µm cells
  });

  it('salt between lithium foils is polarised with the square root of time at first', async () => {
    const constant = {
      'Cation transference number': 0.3,
      'Thermodynamic factor': 1,
      'Diffusivity [m2.s-1]': 3e-10,
      'Conductivity [S.m-1]': 1,
    };
    const cell = makeLithiumCell(false, constant);
    cell.separator!.thickness = 5e-4;
    const { system, state } = await simulateCell(cell, parseProtocol('discharge at 10 A/m2 for 20 s'), {
      errorEstimate: false,
      nodes: 200,
      tolerance: 1e-6,
    });
    const c = system.inspect(state).concentration;
    const D = 3e-10 * 0.25;
    // Carslaw and Jaeger §2.9, constant flux into a half space: surface and its slope, half a mesh cell inside.
    const surface = ((2 * 10 * 0.7) / FARADAY) * Math.sqrt(20 / (Math.PI * D * 0.4));
    const slope = (10 * 0.7) / (FARADAY * D);
    expect(Math.abs((c[0] - c[c.length - 1]) / 2 / (surface - (slope * 5e-4) / 400) - 1)).toBeLessThan(1e-3); // the next term, in the square of a half cell over 40 µm
  });

  it('a sphere held at a potential gives Cottrell’s current', async () => {
    // Kinetics and foil without resistance: the potential is that of the surface's stoichiometry.
    const cell = makeLithiumCell(true);
    const fast = { kind: 'number', value: 1e9 } as const;
    const positive = cell.positive as PorousElectrode;
    positive.materials[0].exchangeCurrentDensity = fast;
    (cell.negative as LithiumMetal).exchangeCurrentDensity = fast;
    const potential = (x: number): number => 4.4 - 0.9 * x - 0.1 * Math.tanh(10 * (x - 0.6));
    const protocol = parseProtocol(`hold at ${potential(0.301)} V for 400 s every 1 s`);
    const { recording } = await simulateCell(cell, protocol, {
      model: 'spm',
      errorEstimate: false,
      shells: 200,
      tolerance: 1e-7,
      initial: { positive: 0.3 },
    });
    const current = recording.table.column('current_ampere');
    const [R, D] = [4e-6, 6e-15];
    for (const t of [5, 20, 100]) {
      // j = F D Δc (1/√(πDt) − 1/R) while √(Dt) is well below R: Crank, The Mathematics of Diffusion, 2nd ed., §6.3.1,
      // for small times.
      const density = FARADAY * D * 50000 * 0.001 * (1 / Math.sqrt(Math.PI * D * t) - 1 / R);
      expect(Math.abs(-current[t] / (density * 4.5e5 * 5e-5 * 1e-4) - 1), `${t} s`).toBeLessThan(1e-4); // 200 shells, second order, seen 40 deep at 100 s
    }
  });

  it('the DFN tends to the SPM as the current falls', async () => {
    const cell = makeTestCell();
    const gaps: number[] = [];
    for (const rate of [0.2, 0.02]) {
      const at = async (model: ModelName): Promise<number> =>
        (
          await simulateCell(cell, parseProtocol(`discharge at ${rate}C for ${(0.3 * 3600) / rate} s`), {
            model,
            errorEstimate: false,
            nodes: 12,
            shells: 12,
          })
        ).steps[0].endVoltage;
      gaps.push(Math.abs((await at('dfn')) - (await at('spm'))));
    }
    expect(gaps[1]).toBeLessThan(gaps[0] / 8); // the loss that the SPM leaves out is proportional to the current
    expect(gaps[1]).toBeLessThan(1e-3);
  });
});

describe('convergence', () => {
  const x = (n: number): [nodes: number, shells: number] => [n, 30];
  const r = (n: number): [nodes: number, shells: number] => [10, n];
  const both: [string, (n: number) => [number, number]][] = [
    ['x', x],
    ['r', r],
  ];
  const cases = cells.flatMap(([name, make, models, start]) =>
    models.flatMap((model) =>
      both
        .filter(([along]) => (along === 'x' ? model !== 'spm' : start.length > 0))
        .map(([along, mesh]) => ({ name, make, model, along, mesh })),
    ),
  );

  it.each(cases)('$name, $model: second order in $along', async ({ make, model, mesh }) => {
    const cell = make();
    const voltage = async (n: number): Promise<number> => {
      const [nodes, shells] = mesh(n);
      return (
        await simulateCell(cell, parseProtocol('discharge at 1.5C for 300 s'), {
          model,
          errorEstimate: false,
          nodes,
          shells,
          tolerance: 1e-8,
        })
      ).steps[0].endVoltage;
    };
    const [a, b, c] = await Promise.all([8, 16, 32].map(voltage));
    const order = Math.log2(Math.abs((a - b) / (b - c)));
    expect(Math.abs(order - 2)).toBeLessThan(0.1); // what the third order still adds on these meshes
  });
});
