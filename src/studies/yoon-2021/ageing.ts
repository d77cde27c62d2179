import {
  BARE,
  CATHODE_FILM_ASSUMED,
  CRACKING_ASSUMED,
  DISSOLUTION_ASSUMED,
  LITHIUM_AGEING_ASSUMED,
  makeCoatingLayer,
  makeGivenParticle,
  makeFilmOnCathode,
  makeLithiumMetalAgeing,
  makeMetalDeposition,
  makeMetalDissolution,
  makeParticleCracking,
  makeRockSaltShell,
  makeSeiOnGraphite,
  OUTER_AREAS,
  OXIDE_DENSITY,
  readParticle,
  resizeParticle,
  SEI_CHEN2020,
  SHELL_ASSUMED,
  type Cell,
  type Coating,
  type Mechanism,
} from '../../cells/index.js';
import { GAS_CONSTANT, Table, type Column } from '../../core/index.js';
import type { CellDraw } from './draw.js';

/**
 * Two of the three numbers fitted to the paper, each to one number of it, with the study's particles, cracks that cost
 * contact, and every drawn number in the middle of its range; the third is fitted in each sample. They hold for 45 °C,
 * where those numbers were measured, so that activation energies move predictions for 25 °C only.
 */
export const CALIBRATED = {
  /**
   * [m/s] growth of rock salt on bare oxide, far below the onset; gives 13 nm on the pristine cathode after the 7C test
   * (claim G3).
   */
  shellGrowth: 3.02e-13,
  /**
   * [1] rate of every side reaction on coated surface against bare; gives 2 nm of rock salt on the coated cathode after
   * the 7C test (claim G3).
   */
  relativeRate: 0.033,
};

/**
 * What stops the pristine cell, of which one number is fitted in each sample: `layers`, the resistance of film and
 * shell together when each is 10 nm thick, or `cracks`, that of lost contact between grains: by the typed law of a
 * particle cracked through, by a computed one of its intact network.
 */
export interface Resistance {
  where: 'layers' | 'cracks';
  /** [ohm m2] of fresh surface */
  value: number;
}

/** Tables of computed particles by the part of the coating that their boundaries have. */
export type Particles = Readonly<Record<ParticleCase, Table>>;
export const PARTICLE_CASES = ['pristine', 'coated', 'bond', 'shield'] as const;
export type ParticleCase = (typeof PARTICLE_CASES)[number];

/** What boundaries of a group have of the coating. */
export function particleCaseOf(group: CellGroup): ParticleCase {
  switch (group) {
    case 'coated':
    case 'boundaries alone':
      return 'coated';
    case 'boundary strength alone':
      return 'bond';
    case 'corrosion rate alone':
      return 'shield';
    default:
      return 'pristine';
  }
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
 * Every mechanism of a cell at once, its clock running faster by the factor of `clock`; cracks by a computed particle
 * where one is given, by the typed law otherwise.
 */
export function makeAgeing(
  cell: Cell,
  coating: Coating,
  draw: CellDraw,
  resistance: Resistance,
  clock: AgeingClock,
  particle?: Table,
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
    particle ? makeCracks(particle, cell, coating, draw, resistance) : makeParticleCracking(cracking, coating),
    makeMetalDissolution(dissolution, coating),
    makeMetalDeposition(),
    negative,
  ].map((m) => quicken(m, clock));
}

/**
 * Cracks as a computed particle has them, in spheres as the cell has them. Its scatter over seeds and the pace of its
 * corrosion are drawn; what it turns to rock salt is left to the shell of the cell, which grows on its faces.
 */
function makeCracks(table: Table, cell: Cell, coating: Coating, draw: CellDraw, resistance: Resistance): Mechanism {
  const shifted = new Table(
    table.columns
      .filter(({ name }) => !name.startsWith('oxygen_released'))
      .map((column) => shiftColumn(column, draw.particle)),
  );
  const radius = cell.positive.kind === 'porous' ? cell.positive.materials[0].radius : Number.NaN;
  const sized = resizeParticle(shifted, radius, OXIDE_DENSITY);
  const [bare, covered] = OUTER_AREAS.map((name) => sized.column(name));
  const outer = bare.map((v, k) => v + covered[k]);
  const shares = [1 - coating.outerCoverage, coating.outerCoverage];
  const covering = new Table(
    sized.columns.map((column) => {
      const k = OUTER_AREAS.indexOf(column.name);
      return k < 0 ? column : { name: column.name, values: outer.map((v) => v * shares[k]) };
    }),
  );
  const energy = draw.corrosionEnergy / GAS_CONSTANT;
  return makeGivenParticle(readParticle(covering), cell, {
    networkResistance: resistance.where === 'cracks' ? resistance.value : 0,
    pace: (temperature) => draw.corrosion * Math.exp(energy * (1 / CALIBRATION_TEMPERATURE - 1 / temperature)),
  });
}

/** [1] Of a quantity no draw leaves less: few seeds of a particle have wide errors, and none of them is negative. */
const LEAST = 0.3;

/** A column moved by a number of its own standard deviations, towards more cracks: what falls with them goes down. */
function shiftColumn(column: Column, deviations: number): Column {
  const { name, sigma } = column;
  const values = Float64Array.from(column.values, Number);
  if (!sigma || OUTER_AREAS.includes(name)) return { name, values };
  const sign = values[values.length - 1] < values[0] ? -1 : 1;
  return { name, values: values.map((v, k) => Math.max(LEAST * v, v + sign * deviations * sigma[k])) };
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
