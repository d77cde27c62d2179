import {
  BARE,
  CATHODE_FILM_ASSUMED,
  CRACKING_ASSUMED,
  DISSOLUTION_ASSUMED,
  LITHIUM_AGEING_ASSUMED,
  makeCoatingLayer,
  makeFilmOnCathode,
  makeLithiumMetalAgeing,
  makeMetalDeposition,
  makeMetalDissolution,
  makeParticleCracking,
  makeRockSaltShell,
  makeSeiOnGraphite,
  SEI_CHEN2020,
  SHELL_ASSUMED,
  type Cell,
  type Coating,
  type Mechanism,
} from '../../cells/index.js';
import { GAS_CONSTANT } from '../../core/index.js';
import type { CellDraw } from './draw.js';

/**
 * Two of the three numbers fitted to the paper, each to one number of it, with every drawn number in the middle of its
 * range; the third is fitted in each sample. They hold for 45 °C, where those numbers were measured, so that activation
 * energies move predictions for 25 °C only.
 */
export const CALIBRATED = {
  /**
   * [m/s] growth of rock salt on bare oxide, far below the onset; gives 13 nm on the pristine cathode after the 7C test
   * (claim G3).
   */
  shellGrowth: 2.07e-13,
  /**
   * [1] rate of every side reaction on coated surface against bare; gives 2 nm of rock salt on the coated cathode after
   * the 7C test (claim G3).
   */
  relativeRate: 0.069,
};

/**
 * What stops the pristine cell, of which one number is fitted in each sample: `layers`, the resistance of film and
 * shell together when each is 10 nm thick, or `cracks`, that of the lost contact between the grains of a particle
 * cracked through.
 */
export interface Resistance {
  where: 'layers' | 'cracks';
  /** [ohm m2] of fresh surface */
  value: number;
}
export const RESISTANCES: readonly Resistance['where'][] = ['layers', 'cracks'];

/** [m] */
const GROWN = 10e-9;
/** [K] */
const CALIBRATION_TEMPERATURE = 318.15;

/** What of the coating a group has: all of it, none, or one thing alone. */
export const COATING_PARTS = {
  'outer surface alone': (c: Coating): Coating => ({ ...c, boundaryCoverage: 0 }),
  'boundaries alone': (c: Coating): Coating => ({ ...c, outerCoverage: 0 }),
  'film rate alone': (c: Coating): Coating => only(c, { film: c.relativeRates.film }),
  'oxygen rate alone': (c: Coating): Coating => only(c, { oxygen: c.relativeRates.oxygen }),
  'dissolution rate alone': (c: Coating): Coating => only(c, { dissolution: c.relativeRates.dissolution }),
  'corrosion rate alone': (c: Coating): Coating => only(c, { corrosion: c.relativeRates.corrosion }),
  'boundary strength alone': (c: Coating): Coating => ({ ...only(c, {}), boundaryStrength: c.boundaryStrength }),
  'resistance alone': (c: Coating): Coating => ({ ...only(c, {}), resistance: c.resistance }),
} as const;
export type CellGroup = 'pristine' | 'coated' | keyof typeof COATING_PARTS;
export const CELL_GROUPS = ['pristine', 'coated', ...Object.keys(COATING_PARTS)] as CellGroup[];

/** The coating covers, but of what it does only some rates are kept. */
function only(c: Coating, rates: Partial<Coating['relativeRates']>): Coating {
  return { ...c, relativeRates: { ...BARE.relativeRates, ...rates }, resistance: 0, boundaryStrength: 1 };
}

/** The coating of a group in one sample. */
export function makeCoating(group: CellGroup, draw: CellDraw): Coating {
  if (group === 'pristine') return BARE;
  const rate = CALIBRATED.relativeRate;
  const whole: Coating = {
    outerCoverage: draw.outerCoverage,
    boundaryCoverage: draw.boundaryCoverage,
    thickness: 5e-9,
    relativeRates: { film: rate, oxygen: rate, dissolution: rate, corrosion: rate },
    resistance: draw.coatingResistance,
    boundaryStrength: draw.boundaryStrength,
  };
  return group === 'coated' ? whole : COATING_PARTS[group](whole);
}

/** How many cycles each simulated cycle stands for; mechanisms read it while they run. */
export interface AgeingClock {
  factor: number;
}

/**
 * Every mechanism of a cell at once, its clock running faster by the factor of `clock`.
 */
export function makeAgeing(
  cell: Cell,
  coating: Coating,
  draw: CellDraw,
  resistance: Resistance,
  clock: AgeingClock,
): Mechanism[] {
  const at25 = (rate: number, energy: number): number =>
    rate * Math.exp((energy / GAS_CONSTANT) * (1 / CALIBRATION_TEMPERATURE - 1 / 298.15));
  const oxide =
    cell.positive.kind === 'porous'
      ? {
          particleRadius: cell.positive.materials[0].radius,
          maximumConcentration: cell.positive.materials[0].maximumConcentration,
        }
      : {};
  const resistivity = (share: number, usual: number): number =>
    resistance.where === 'layers' ? (share * resistance.value) / GROWN : usual;
  const film = {
    ...CATHODE_FILM_ASSUMED,
    oxidationCurrent: at25(FILM_CURRENT, draw.filmEnergy),
    activationEnergy: draw.filmEnergy,
    resistivity: resistivity(draw.filmShare, CATHODE_FILM_ASSUMED.resistivity),
  };
  const shell = {
    ...SHELL_ASSUMED,
    growthRate: at25(CALIBRATED.shellGrowth, draw.shellEnergy),
    activationEnergy: draw.shellEnergy,
    oxygenDiffusivity: 1e-18,
    ...oxide,
    resistivity: resistivity(1 - draw.filmShare, SHELL_ASSUMED.resistivity),
  };
  const cracking = {
    ...CRACKING_ASSUMED,
    ...oxide,
    areaGain: draw.areaGain,
    contactLoss: draw.contactLoss,
    activationEnergy: draw.corrosionEnergy,
    fatigueRate: draw.fatigue * CRACKING_ASSUMED.fatigueRate,
    corrosionRate: at25(CORROSION_RATE * draw.corrosion, draw.corrosionEnergy),
    contactResistance: resistance.where === 'cracks' ? resistance.value : 0,
  };
  const dissolution = {
    ...DISSOLUTION_ASSUMED,
    ...oxide,
    rate: at25(DISSOLUTION_RATE * draw.dissolution, draw.dissolutionEnergy),
    activationEnergy: draw.dissolutionEnergy,
  };
  const catalysis = LITHIUM_AGEING_ASSUMED.metalCatalysis * draw.catalysis;
  const negative =
    cell.negative.kind === 'lithium'
      ? makeLithiumMetalAgeing({
          ...LITHIUM_AGEING_ASSUMED,
          resistancePerCharge: draw.lithiumGrowth,
          metalCatalysis: catalysis,
        })
      : makeSeiOnGraphite({
          ...SEI_CHEN2020,
          solventDiffusivity: SEI_CHEN2020.solventDiffusivity * draw.sei,
          metalCatalysis: catalysis,
        });
  return [
    makeCoatingLayer(coating),
    makeFilmOnCathode(film, coating),
    makeRockSaltShell(shell, coating),
    makeParticleCracking(cracking, coating),
    makeMetalDissolution(dissolution, coating),
    makeMetalDeposition(),
    negative,
  ].map((m) => quicken(m, clock));
}

/** [A/m2] at 45 °C; about the film of 10 nm that microscopes see after some hundred hours. */
const FILM_CURRENT = 6e-5;
/** [m/s] at 45 °C, and [mol/(m2 s)] at 45 °C: the defaults' values at that temperature. */
const CORROSION_RATE = 1.8e-12;
const DISSOLUTION_RATE = 8e-13;

/** The same mechanism with everything it does in time faster by the clock's factor: one cycle stands for many. */
function quicken(m: Mechanism, clock: AgeingClock): Mechanism {
  return {
    ...m,
    get parameters() {
      return { ...m.parameters, clock: clock.factor };
    },
    react(state, q, rates, reaction, shared, feed) {
      const { sideCurrent, sideHeat } = reaction;
      m.react(state, q, rates, reaction, shared, feed);
      const { factor } = clock;
      reaction.sideCurrent = sideCurrent + factor * (reaction.sideCurrent - sideCurrent);
      reaction.sideHeat = sideHeat + factor * (reaction.sideHeat - sideHeat);
      for (let k = 0; k < rates.length; k++) rates[k] *= factor;
      for (let k = 0; k < feed.length; k++) feed[k] *= factor;
    },
  };
}
