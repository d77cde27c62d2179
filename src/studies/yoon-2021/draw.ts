import type { Cell, LithiumMetal, PorousElectrode } from '../../cells/index.js';
import { makeRng } from '../../core/index.js';
import { makeNumber, makeProduct, type Expression } from '../../num/expression/index.js';

interface Range {
  low: number;
  high: number;
  scale: 'factor' | 'value';
  unit: string;
  why: string;
}

/**
 * Numbers that nobody measured on the cells of the paper, with the range each is drawn from. A `factor` multiplies the
 * parameter file's value, or a mechanism's, and is drawn evenly in its logarithm; a `value` is drawn evenly, or evenly
 * in its logarithm where it spans decades.
 */
export const DRAWN = {
  diffusivity: {
    low: 0.5,
    high: 2,
    scale: 'factor',
    unit: '1',
    why: 'lithium in NCM811; reported values spread further, but not with the capacity seen at 0.1C',
  },
  exchange: {
    low: 0.5,
    high: 2,
    scale: 'factor',
    unit: '1',
    why: 'exchange current of the cathode; measured on another electrode',
  },
  counterExchange: {
    low: 0.5,
    high: 2,
    scale: 'factor',
    unit: '1',
    why: 'exchange current of lithium or graphite; fitted to other cells',
  },
  transport: {
    low: 0.75,
    high: 1.33,
    scale: 'factor',
    unit: '1',
    why: 'transport efficiency of the cathode; assumed to be porosity to the power 1.5',
  },
  filmShare: {
    low: 0.2,
    high: 0.8,
    scale: 'value',
    unit: '1',
    why: 'share of the grown resistance that lies in the surface film, the rest lying in the rock-salt shell; unknown',
  },
  filmEnergy: {
    low: 40e3,
    high: 60e3,
    scale: 'value',
    unit: 'J/mol',
    why: 'activation energy of electrolyte oxidation; assumed',
  },
  shellEnergy: {
    low: 60e3,
    high: 100e3,
    scale: 'value',
    unit: 'J/mol',
    why: 'activation energy of oxygen loss; assumed',
  },
  corrosionEnergy: {
    low: 35e3,
    high: 65e3,
    scale: 'value',
    unit: 'J/mol',
    why: 'activation energy of corrosion at crack tips; assumed',
  },
  dissolutionEnergy: {
    low: 40e3,
    high: 70e3,
    scale: 'value',
    unit: 'J/mol',
    why: 'activation energy of dissolution; assumed',
  },
  fatigue: { low: 1 / 3, high: 3, scale: 'factor', unit: '1', why: 'fatigue rate of grain boundaries; assumed' },
  corrosion: { low: 1 / 3, high: 3, scale: 'factor', unit: '1', why: 'corrosion rate at crack tips; assumed' },
  dissolution: { low: 1 / 3, high: 3, scale: 'factor', unit: '1', why: 'dissolution rate; assumed' },
  catalysis: {
    low: 1 / 3,
    high: 3,
    scale: 'factor',
    unit: '1',
    why: 'how much deposited metal speeds up films on the negative electrode; assumed',
  },
  sei: {
    low: 1 / 3,
    high: 3,
    scale: 'factor',
    unit: '1',
    why: 'solvent diffusivity in the film on graphite; fitted to another cell',
  },
  lithiumGrowth: {
    low: 2e-11,
    high: 1e-10,
    scale: 'value',
    unit: 'ohm m4/C',
    why: 'resistance that lithium metal gains with charge passed; assumed',
  },
  particle: {
    low: -Math.sqrt(3),
    high: Math.sqrt(3),
    scale: 'value',
    unit: '1',
    why: 'standard deviations by which a computed particle differs from the mean of its seeds',
  },
  areaGain: { low: 3, high: 8, scale: 'value', unit: '1', why: 'surface that cracks open; assumed' },
  contactLoss: {
    low: 0.1,
    high: 0.5,
    scale: 'value',
    unit: '1',
    why: 'share of particles that lose contact when cracked through; assumed',
  },
  outerCoverage: { low: 0.95, high: 1, scale: 'value', unit: '1', why: 'XPS: Ni and Mn hugely suppressed (claim D5)' },
  boundaryCoverage: {
    low: 0.7,
    high: 0.95,
    scale: 'value',
    unit: '1',
    why: 'boundaries infused 2 to 3 µm deep in particles of 12 µm (claim C4) are 0.70 to 0.88 of their volume',
  },
  coatingResistance: { low: 1e-5, high: 5e-4, scale: 'value', unit: 'ohm m2', why: '5 nm, mesoporous; assumed' },
  boundaryStrength: {
    low: 2.5,
    high: 5,
    scale: 'value',
    unit: '1',
    why: 'claim B10: 4.6 in the paper, less in the atomistic evidence',
  },
} as const satisfies Record<string, Range>;

/** One choice of every number of {@link DRAWN}. */
export type CellDraw = Record<keyof typeof DRAWN, number>;

const spansDecades = (r: Range): boolean => r.low > 0 && (r.scale === 'factor' || r.high / r.low > 4);

/** The middle of every range: what the calibration was made with. */
export const NOMINAL_DRAW = pick(() => 0.5);

/** One sample of all numbers, independent of each other; the same number gives the same sample everywhere. */
export function drawCell(sample: number): CellDraw {
  const rng = makeRng(sample);
  return pick((name) => rng.fork(name).uniform());
}

function pick(share: (name: string) => number): CellDraw {
  return Object.fromEntries(
    Object.entries(DRAWN).map(([name, r]) => {
      const u = share(name);
      return [name, spansDecades(r) ? r.low * (r.high / r.low) ** u : r.low + (r.high - r.low) * u];
    }),
  ) as CellDraw;
}

/** The cell of a parameter file with the drawn factors on its kinetics and transport. */
export function applyDraw(cell: Cell, draw: CellDraw): Cell {
  const times = (factor: number, e: Expression): Expression => makeProduct(makeNumber(factor), e);
  const porous = (
    electrode: PorousElectrode,
    diffusivity: number,
    exchange: number,
    transport: number,
  ): PorousElectrode => ({
    ...electrode,
    transportEfficiency: electrode.transportEfficiency * transport,
    materials: electrode.materials.map((m) => ({
      ...m,
      diffusivity: times(diffusivity, m.diffusivity),
      exchangeCurrentDensity: times(exchange, m.exchangeCurrentDensity),
    })),
  });
  const metal = (electrode: LithiumMetal): LithiumMetal => ({
    ...electrode,
    exchangeCurrentDensity: times(draw.counterExchange, electrode.exchangeCurrentDensity),
  });
  const { negative, positive } = cell;
  return {
    ...cell,
    negative: negative.kind === 'porous' ? porous(negative, 1, draw.counterExchange, 1) : metal(negative),
    positive:
      positive.kind === 'porous' ? porous(positive, draw.diffusivity, draw.exchange, draw.transport) : metal(positive),
  };
}
