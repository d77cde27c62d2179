import { describe, expect, it } from 'vitest';
import {
  CellEquilibrium,
  computeFade,
  CRACKING_ASSUMED,
  makeFilmOnCathode,
  makeLithiumMetalAgeing,
  makeParticleCracking,
  makeSeiOnGraphite,
  parseProtocol,
  SEI_CHEN2020,
  shippedAgeing,
  simulateCell,
  tabulateFade,
  type Cell,
  type FadeRow,
  type Mechanism,
  type PorousElectrode,
  type SimulateOptions,
} from '../../src/cells/index.js';
import { FARADAY } from '../../src/core/index.js';
import { makeNumber, parseExpression, type Expression } from '../../src/num/expression/index.js';
import { makeLithiumCell, makeTestCell, ownCell } from './inputs.js';

const coin = ownCell('ncm811-coin-half-cell.json');
const T = 298.15;
const formula = (text: string): Expression => parseExpression(text, { variables: ['x', 'T'], path: 'test' });

/** The cell with other numbers in all its materials of one electrode. */
function withMaterial(
  cell: Cell,
  side: 'negative' | 'positive',
  changes: Partial<PorousElectrode['materials'][number]>,
): Cell {
  const electrode = cell[side];
  if (electrode.kind !== 'porous') throw new Error('no particles');
  return { ...cell, [side]: { ...electrode, materials: electrode.materials.map((m) => ({ ...m, ...changes })) } };
}

/** [mol] sites of an electrode's first material. */
const sitesOf = (cell: Cell, side: 'negative' | 'positive'): number => {
  const {
    thickness,
    materials: [m],
  } = cell[side] as PorousElectrode;
  return (cell.area * thickness * m.surfaceArea * m.radius * m.maximumConcentration) / 3;
};

async function age(
  cell: Cell,
  protocol: string,
  mechanisms: readonly Mechanism[],
  options: SimulateOptions = {},
): Promise<FadeRow[]> {
  const { steps } = await simulateCell(cell, parseProtocol(protocol), {
    model: 'spm',
    shells: 16,
    mechanisms,
    views: true,
    errorEstimate: false,
    ...options,
  });
  return computeFade(cell, steps, mechanisms);
}

/** A mechanism that does one thing in time, whatever the cell does. */
const plain = (id: string, rate: number, shape: NonNullable<Mechanism['shape']>, initial = 0): Mechanism => ({
  id,
  title: id,
  electrode: 'positive',
  parameters: { rate },
  cite: [],
  shape,
  quantities: [{ name: `${id}_quantity`, unit: '1', initial, scale: 1 }],
  react: (_state, _q, rates) => {
    rates[0] = rate;
  },
});
const loseParticles = (rate: number): Mechanism => plain('lose', rate, (q, shape) => (shape.activeShare *= 1 - q[0]));
const growFilm = (rate: number, initial = 0): Mechanism =>
  plain('film', rate, (q, shape) => (shape.filmResistance += q[0]), initial);

describe('the stoichiometry window', () => {
  it('of straight open-circuit curves is that of two linear equations', () => {
    const cell = withMaterial(
      withMaterial(makeTestCell(), 'positive', { openCircuitPotential: formula('4.4 - 0.9 * x') }),
      'negative',
      { openCircuitPotential: formula('0.5 - 0.4 * x') },
    );
    const [n, p] = [sitesOf(cell, 'negative'), sitesOf(cell, 'positive')];
    const state = { negative: [0.9], positive: [0.8], lithium: 0.9 * p };
    // V = 4.4 − 0.9 y / (0.8 P) − 0.5 + 0.4 (L − y) / (0.9 N), with y the lithium in the positive electrode.
    const exact = (v: number): number =>
      (3.9 - v + (0.4 * state.lithium) / (0.9 * n)) / (0.9 / (0.8 * p) + 0.4 / (0.9 * n));
    const { capacity, positive } = new CellEquilibrium(cell, T).solveWindow(state, 3.5, 3.8);
    expect(Math.abs(positive.lower / exact(3.5) - 1)).toBeLessThan(1e-12); // straight lines are met exactly
    expect(Math.abs(positive.upper / exact(3.8) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(capacity / (FARADAY * (exact(3.5) - exact(3.8))) - 1)).toBeLessThan(1e-11);
  });

  it('of a blend of two equal materials is that of one', () => {
    const cell = makeTestCell();
    const { positive } = cell;
    if (positive.kind !== 'porous') throw new Error('no particles');
    const half = { ...positive.materials[0], surfaceArea: positive.materials[0].surfaceArea / 2 };
    const blend = { ...cell, positive: { ...positive, materials: [half, half] } };
    const lithium = 0.8 * sitesOf(cell, 'positive');
    const [one, two] = [
      new CellEquilibrium(cell, T).solveWindow({ negative: [1], positive: [0.9], lithium }, 3, 4.2),
      new CellEquilibrium(blend, T).solveWindow({ negative: [1], positive: [0.9, 0.9], lithium }, 3, 4.2),
    ];
    expect(two.capacity / one.capacity).toBeCloseTo(1, 12);
  });

  it('is what a slow discharge gives, of an aged cell too', async () => {
    const slow = 'charge at 0.01C to 4.4 V; discharge at 0.01C to 3.0 V';
    const rows = await age(
      coin,
      `${slow}; repeat 8 times: charge at 2C to 4.4 V; discharge at 2C to 3.0 V; end; ${slow}`,
      shippedAgeing('bare', coin).mechanisms,
      { model: 'spme', nodes: 5, shells: 12 },
    );
    for (const row of [rows[0], rows[9]]) {
      expect(row.window!.capacity).toBeGreaterThan(row.capacity);
      expect(row.capacity / row.window!.capacity).toBeGreaterThan(0.998); // 30 ohm at 32 µA are a millivolt, where the curve is steep
    }
    expect(rows[9].active.positive).toBeLessThan(rows[0].active.positive!);
    // Cracked particles have more surface and shorter ways, so that the same slow discharge polarises less.
    expect(Math.abs(rows[9].window!.lost.thermodynamic / rows[9].window!.lost.total - 1)).toBeLessThan(0.15);
  });
});

describe('a loss of capacity', () => {
  it('is thermodynamic where particles are lost', async () => {
    const rows = await age(coin, 'repeat 3 times: charge at 0.02C to 4.4 V; discharge at 0.02C to 3.0 V; end', [
      loseParticles(1e-7),
    ]);
    const { lost, capacity } = rows[2].window!;
    expect(1 - rows[2].active.positive!).toBeGreaterThan(0.03);
    expect(lost.thermodynamic / rows[0].window!.capacity).toBeCloseTo(
      1 - rows[2].active.positive! / rows[0].active.positive!,
      9,
    ); // all of a half cell's window shrinks with its material
    expect(capacity + lost.thermodynamic).toBeCloseTo(rows[0].window!.capacity, 9);
    expect(Math.abs(lost.kinetic) / lost.total).toBeLessThan(0.01); // particles that are left take more current each
  });

  it('is kinetic where a film grows', async () => {
    const rows = await age(
      coin,
      'repeat 4 times: charge at 1C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 2C to 3.0 V; end',
      [growFilm(2e-6)],
    );
    const { lost } = rows[3].window!;
    expect(lost.total / rows[0].capacity).toBeGreaterThan(0.005);
    expect(Math.abs(lost.thermodynamic) / lost.total).toBeLessThan(1e-9); // rounding
    expect(lost.kinetic).toBe(lost.total - lost.thermodynamic);
    // What the film adds is what the polarisation gains, but for the end of the discharge, which it cuts off.
    const gain = (of: (r: FadeRow) => number): number => of(rows[3]) - of(rows[0]);
    expect(gain((r) => r.resistance!.film) / gain((r) => r.resistance!.total)).toBeCloseTo(1, 1);
    expect(gain((r) => r.resistance!.contact)).toBe(0);
  });

  it('of a full cell that loses lithium to a film on graphite is what its window loses', async () => {
    const rows = await age(
      makeTestCell(),
      'repeat 3 times: charge at 0.005C to 4.1 V; discharge at 0.005C to 3.2 V; end',
      [makeSeiOnGraphite({ ...SEI_CHEN2020, solventDiffusivity: 2e-19, initialThickness: 2e-6, resistivity: 0 })],
      { initial: { negative: 0.8, positive: 0.3 } },
    );
    const [before, after] = [rows[1], rows[2]]; // the first starts as full as the cell is
    expect(after.lostLithium).toBe(after.accounts.sei_lithium_mole);
    const slipped = FARADAY * (after.lostLithium - before.lostLithium);
    expect(after.window!.lost.thermodynamic).toBeGreaterThan(0.5 * slipped); // at both voltages the curves share the shift between the electrodes
    expect(after.window!.lost.thermodynamic).toBeLessThan(slipped);
    expect(Math.abs(after.window!.lost.kinetic) / after.window!.lost.total).toBeLessThan(0.005); // what polarisation of a two-hundredth of 1C changes; at 0.05C it is 6 %
  });

  it('is judged between discharges of the same words that reached the same voltages', async () => {
    const check = 'charge at 0.2C to 4.4 V; rest 1 h; discharge at 0.2C to 3.0 V; rest 1 h';
    const rows = await age(
      coin,
      `charge at 1C for 30 min; discharge at 1C for 1 min; ${check}; repeat 2 times: charge at 1C to 4.4 V; discharge at 2C to 3.0 V; end; charge at 1C for 30 min; discharge at 2C to 3.0 V; ${check}`,
      [loseParticles(1e-7)],
    );
    expect(rows.map((r) => r.label)).toEqual([
      'discharge at 1C for 1 min',
      'discharge at 0.2C to 3.0 V',
      ...new Array<string>(3).fill('discharge at 2C to 3.0 V'),
      'discharge at 0.2C to 3.0 V',
    ]);
    expect(rows.map((r) => r.window !== undefined)).toEqual([false, true, true, true, false, true]);
    expect([rows[1], rows[2]].map((r) => r.window!.lost.total)).toEqual([0, 0]);
    expect(rows[5].window!.lost.total).toBe(rows[1].capacity - rows[5].capacity);
  });
});

describe('resistances', () => {
  // Diffusion so fast that particles stay even: nothing but the named parts is left.
  const fast = { diffusivity: makeNumber(1e-8) };
  const once = 'charge at 1C to 4.35 V; hold at 4.35 V to 0.05C; discharge at 2C to 3.5 V';
  it.each([
    ['half cell', (): Cell => withMaterial({ ...makeLithiumCell(true), contactResistance: 5 }, 'positive', fast), {}],
    [
      'full cell',
      (): Cell =>
        withMaterial(withMaterial({ ...makeTestCell(), contactResistance: 0.02 }, 'positive', fast), 'negative', fast),
      { initial: { negative: 0.1, positive: 0.8 } },
    ],
  ] as const)(
    'of a %s with even particles and no electrolyte are all of its polarisation',
    async (_, make, options) => {
      const [row] = await age(
        make(),
        once,
        [
          growFilm(0, 3e-3),
          ...(make().negative.kind === 'lithium' ? [makeLithiumMetalAgeing()] : [makeSeiOnGraphite()]),
        ],
        { ...options, tolerance: 1e-6 },
      );
      const { total, contact, film, chargeTransfer, counterElectrode, rest } = row.resistance!;
      for (const part of [contact, film, chargeTransfer, counterElectrode]) expect(part / total).toBeGreaterThan(0.01);
      expect(Math.abs(rest) / total).toBeLessThan(0.005); // the discharge's energy is summed by trapezia, its parts at 48 points; films of the other electrode grow a little on the way
      expect(contact + film + chargeTransfer + counterElectrode + rest).toBeCloseTo(total, 12);
    },
  );

  it('tell lost contact in cracks from films', async () => {
    const cracking = makeParticleCracking({
      ...CRACKING_ASSUMED,
      particleRadius: 5.22e-6,
      initialLength: 1e-6,
      contactResistance: 0.01,
      areaGain: 0,
      fatigueRate: 0,
      corrosionRate: 0,
    });
    const { resistance } = (await age(coin, once, [makeFilmOnCathode(), cracking]))[0];
    const {
      thickness,
      materials: [m],
    } = coin.positive as PorousElectrode;
    const expected =
      (0.01 * 1e-6) / 5.22e-6 / (m.surfaceArea * thickness * coin.area * (1 - 0.3 * (1e-6 / 5.22e-6) ** 2));
    expect(resistance!.contact / expected).toBeCloseTo(1, 9);
    expect(resistance!.film).toBeGreaterThan(0);
  });
});

describe('the table', () => {
  it('has every quantity under a name with its unit, and no value where there is none', async () => {
    const rows = await age(
      coin,
      'charge at 1C for 30 min; discharge at 1C for 1 min; charge at 1C to 4.4 V; discharge at 2C to 3.0 V',
      shippedAgeing('coated', coin).mechanisms,
      { model: 'spme', nodes: 5 },
    );
    const table = tabulateFade(rows);
    expect(table.names).toEqual([
      'cycle_count',
      'step_count',
      'test_time_second',
      'discharge',
      'discharge_current_ampere',
      'capacity_ah',
      'equilibrium_capacity_ah',
      'lost_capacity_ah',
      'thermodynamic_loss_ah',
      'kinetic_loss_ah',
      'positive_active_percent',
      'resistance_ohm',
      'contact_resistance_ohm',
      'film_resistance_ohm',
      'charge_transfer_resistance_ohm',
      'counter_electrode_resistance_ohm',
      'remaining_resistance_ohm',
      'lost_lithium_mole',
      'oxidised_electrolyte_mole',
      'trapped_lithium_mole',
      'lithium_for_metal_mole',
      'carbon_dioxide_mole',
      'consumed_solvent_mole',
      'carbon_monoxide_mole',
      'acid_mole',
      'oxygen_mole',
      'reacted_oxygen_mole',
      'dissolved_metal_mole',
      'deposited_metal_mole',
      'lithium_film_resistance_ohm_square_metre',
      'cathode_film_thickness_metre',
      'cathode_film_thickness_covered_metre',
      'cathode_film_in_cracks_metre',
      'cathode_film_in_cracks_covered_metre',
      'shell_thickness_metre',
      'shell_thickness_covered_metre',
      'shell_in_cracks_metre',
      'shell_in_cracks_covered_metre',
      'crack_length_metre',
      'crack_length_covered_metre',
      'dissolved_depth_metre',
    ]);
    expect(Array.from(table.get('thermodynamic_loss_ah').valid!)).toEqual([0, 1]);
    expect(table.in('capacity_ah', 'C')[1]).toBeCloseTo(rows[1].capacity, 9);
    expect(table.column('positive_active_percent')[1]).toBeCloseTo(100 * rows[1].active.positive!, 12);
  });

  it('of lithium against lithium tells what there is', async () => {
    const cell = ownCell('lithium-symmetric-cell.json');
    const rows = await age(
      cell,
      'repeat 2 times: charge at 1 mA/cm2 for 2 mAh/cm2; discharge at 1 mA/cm2 for 2 mAh/cm2; end',
      [makeLithiumMetalAgeing()],
      { model: 'dfn' },
    );
    const table = tabulateFade(rows);
    expect(table.length).toBe(2);
    expect(table.has('resistance_ohm')).toBe(false);
    expect(table.column('lithium_film_resistance_ohm_square_metre')[1]).toBeGreaterThan(
      table.column('lithium_film_resistance_ohm_square_metre')[0],
    );
  });

  it('leaves out steps whose inside was not kept', async () => {
    const { steps } = await simulateCell(coin, parseProtocol('charge at 1C to 4.4 V; discharge at 1C to 3 V'), {
      model: 'spm',
      errorEstimate: false,
    });
    expect(computeFade(coin, steps, [])).toEqual([]);
  });
});
