import type { Cell } from '../parameters/cell.js';
import type { Coating } from './coating.js';
import { makeElectrolyteConsumption, type DryingParameters } from './electrolyte-consumption.js';
import { CATHODE_FILM_ASSUMED, makeFilmOnCathode, type CathodeFilmParameters } from './film-on-cathode.js';
import {
  LITHIUM_AGEING_ASSUMED,
  makeLithiumMetalAgeing,
  type LithiumMetalAgeingParameters,
} from './lithium-metal-ageing.js';
import {
  GRAPHITE_CRACKING_OKANE2022,
  makeGraphiteCracking,
  type GraphiteCrackingParameters,
} from './graphite-cracking.js';
import { makeStressDrivenLoss, STRESS_LOSS_OKANE2022, type StressLossParameters } from './stress-driven-loss.js';
import { CARBONATE_ASSUMED, makeSurfaceCarbonate, type CarbonateParameters } from './surface-carbonate.js';
import { makeLithiumPlating, PLATING_OKANE2022, type PlatingParameters } from './lithium-plating.js';
import type { Mechanism } from './mechanism.js';
import {
  DEPOSITION_RATE,
  DISSOLUTION_ASSUMED,
  makeMetalDeposition,
  makeMetalDissolution,
  type DissolutionParameters,
} from './metal-dissolution.js';
import { CRACKING_ASSUMED, makeParticleCracking, type CrackingParameters } from './particle-cracking.js';
import { makeRockSaltShell, SHELL_ASSUMED, type ShellParameters } from './rock-salt-shell.js';
import { makeSeiOnGraphite, SEI_ASSUMED, type SeiParameters } from './sei-on-graphite.js';

/** What one number of a mechanism or of a coating may be. */
export interface NumberRange {
  /** SI unit of a plain number. */
  unit: string;
  /** Least and largest value; with `open` the least itself is left out. */
  min: number;
  max: number;
  open?: boolean;
}

const positive = (unit: string, max = Infinity): NumberRange => ({ unit, min: 0, max, open: true });
const notNegative = (unit: string, max = Infinity): NumberRange => ({ unit, min: 0, max });
const share: NumberRange = { unit: '1', min: 0, max: 1 };
const energy = notNegative('J/mol', 3e5);
/** Below a millimetre: who forgets that plain numbers are metres is told so. */
const length = positive('m', 1e-3);
const potential: NumberRange = { unit: 'V', min: 0, max: 6 };

/** A mechanism as files and forms name it. */
export interface MechanismKind {
  id: string;
  electrode: 'negative' | 'positive';
  /** What the electrode must be. */
  needs: 'porous' | 'lithium' | 'any';
  /** By the names of its parameters. */
  ranges: Readonly<Record<string, NumberRange>>;
  /** Numbers for a cell; what is not among them must be given. */
  makeDefaults(cell: Cell): Readonly<Record<string, number>>;
  make(values: Readonly<Record<string, number>>, coating: Coating): Mechanism;
}

type Ranges<P> = Record<keyof Required<P>, NumberRange>;

/** Keeps the names of ranges, defaults and parameters the same. */
function defineKind<P extends object>(
  kind: Omit<MechanismKind, 'ranges' | 'makeDefaults' | 'make'> & {
    ranges: Ranges<P>;
    makeDefaults(cell: Cell): Partial<P>;
    make(values: P, coating: Coating): Mechanism;
  },
): MechanismKind {
  const named: unknown = kind;
  return named as MechanismKind;
}

/** Radius and sites of the first material of an electrode. */
function particleOf(
  cell: Cell,
  side: 'negative' | 'positive',
): { particleRadius: number; maximumConcentration: number } {
  const electrode = cell[side];
  if (electrode.kind !== 'porous') throw new TypeError('lithium metal has no particles');
  const [{ radius, maximumConcentration }] = electrode.materials;
  return { particleRadius: radius, maximumConcentration };
}

const particleRanges = { particleRadius: length, maximumConcentration: positive('mol/m3', 2e5) };

const drying = (electrode: 'negative' | 'positive'): MechanismKind =>
  defineKind<DryingParameters>({
    id: `electrolyte-consumption-${electrode}`,
    electrode,
    needs: 'porous',
    ranges: {
      reserve: notNegative('mol/m2'),
      pores: positive('mol/m2'),
      settlingTime: positive('s'),
      ...particleRanges,
    },
    makeDefaults: (cell) => ({ settlingTime: 3600, ...particleOf(cell, electrode) }),
    make: (values) => makeElectrolyteConsumption(electrode, values),
  });

const elastic = {
  youngsModulus: positive('Pa'),
  poissonRatio: { unit: '1', min: 0, max: 0.5 },
  partialMolarVolume: notNegative('m3/mol', 1e-3),
  maximumConcentration: positive('mol/m3', 2e5),
};

const stressLoss = (electrode: 'negative' | 'positive'): MechanismKind =>
  defineKind<StressLossParameters>({
    id: `stress-driven-loss-${electrode}`,
    electrode,
    needs: 'porous',
    ranges: {
      ...elastic,
      rate: notNegative('s^-1'),
      exponent: positive('1', 20),
      criticalStress: positive('Pa'),
      particleRadius: length,
    },
    makeDefaults: (cell) => ({ ...STRESS_LOSS_OKANE2022[electrode], ...particleOf(cell, electrode) }),
    make: (values) => makeStressDrivenLoss(electrode, values),
  });

/** [m2/m2] surface of particles for each m2 of electrode. */
function surfaceOf(cell: Cell, side: 'negative' | 'positive'): number {
  const electrode = cell[side];
  if (electrode.kind !== 'porous') throw new TypeError('lithium metal has no particles');
  return electrode.thickness * electrode.materials.reduce((sum, m) => sum + m.surfaceArea, 0);
}

/** Every mechanism that ships. */
export const MECHANISM_KINDS: readonly MechanismKind[] = [
  defineKind<CathodeFilmParameters>({
    id: 'film-on-cathode',
    electrode: 'positive',
    needs: 'porous',
    ranges: {
      oxidationCurrent: notNegative('A/m2'),
      referencePotential: potential,
      onsetPotential: potential,
      blockingThickness: length,
      initialThickness: { ...length, open: false },
      molarVolume: positive('m3/mol', 1e-2),
      resistivity: notNegative('ohm m'),
      activationEnergy: energy,
      carbonDioxideYield: notNegative('mol/mol'),
      carbonMonoxideYield: notNegative('mol/mol'),
      acidYield: notNegative('mol/mol'),
    },
    makeDefaults: () => CATHODE_FILM_ASSUMED,
    make: makeFilmOnCathode,
  }),
  defineKind<ShellParameters>({
    id: 'rock-salt-shell',
    electrode: 'positive',
    needs: 'porous',
    ranges: {
      growthRate: notNegative('m/s'),
      onset: share,
      oxygenDiffusivity: positive('m2/s'),
      initialThickness: { ...length, open: false },
      resistivity: notNegative('ohm m'),
      activationEnergy: energy,
      oxygenContent: notNegative('mol/m3'),
      oxidisedShare: share,
      ...particleRanges,
    },
    makeDefaults: (cell) => ({ ...SHELL_ASSUMED, ...particleOf(cell, 'positive') }),
    make: makeRockSaltShell,
  }),
  defineKind<CrackingParameters>({
    id: 'particle-cracking',
    electrode: 'positive',
    needs: 'porous',
    ranges: {
      youngsModulus: positive('Pa'),
      poissonRatio: { unit: '1', min: 0, max: 0.5 },
      partialMolarVolume: notNegative('m3/mol', 1e-3),
      collapseStrain: share,
      strainOnset: { ...share, open: true },
      initialLength: length,
      fatigueRate: notNegative('m', 1e-3),
      fatigueExponent: { unit: '1', min: 1, max: 20 },
      corrosionRate: notNegative('m/s'),
      corrosionThreshold: notNegative('J/m2'),
      activationEnergy: energy,
      areaGain: notNegative('1', 1000),
      contactLoss: { unit: '1', min: 0, max: 0.99 },
      contactResistance: notNegative('ohm m2'),
      ...particleRanges,
    },
    makeDefaults: (cell) => ({ ...CRACKING_ASSUMED, ...particleOf(cell, 'positive') }),
    make: makeParticleCracking,
  }),
  defineKind<DissolutionParameters>({
    id: 'metal-dissolution',
    electrode: 'positive',
    needs: 'porous',
    ranges: {
      rate: notNegative('mol/m2/s'),
      referencePotential: potential,
      activationEnergy: energy,
      acidSensitivity: notNegative('m2/mol'),
      initialAcid: notNegative('mol/m2'),
      ...particleRanges,
    },
    makeDefaults: (cell) => ({ ...DISSOLUTION_ASSUMED, ...particleOf(cell, 'positive') }),
    make: makeMetalDissolution,
  }),
  defineKind<{ rate: number }>({
    id: 'metal-deposition',
    electrode: 'negative',
    needs: 'any',
    ranges: { rate: notNegative('s^-1') },
    makeDefaults: () => ({ rate: DEPOSITION_RATE }),
    make: ({ rate }) => makeMetalDeposition(rate),
  }),
  defineKind<SeiParameters>({
    id: 'sei-on-graphite',
    electrode: 'negative',
    needs: 'porous',
    ranges: {
      initialThickness: length,
      solventDiffusivity: notNegative('m2/s'),
      solventConcentration: notNegative('mol/m3'),
      molarVolume: positive('m3/mol', 1e-2),
      lithiumContent: positive('mol/mol'),
      resistivity: notNegative('ohm m'),
      activationEnergy: energy,
      metalCatalysis: notNegative('m2/mol'),
    },
    makeDefaults: () => SEI_ASSUMED,
    make: (values) => makeSeiOnGraphite(values),
  }),
  defineKind<PlatingParameters>({
    id: 'lithium-plating',
    electrode: 'negative',
    needs: 'porous',
    ranges: {
      platingRate: notNegative('m/s'),
      strippingRate: notNegative('s^-1'),
      transferCoefficient: share,
      deadRate: notNegative('s^-1'),
      deadFilmExponent: { unit: '1', min: 0, max: 4 },
      surfacePerArea: positive('1'),
    },
    makeDefaults: (cell) => ({ ...PLATING_OKANE2022, surfacePerArea: surfaceOf(cell, 'negative') }),
    make: (values) => makeLithiumPlating(values),
  }),
  defineKind<LithiumMetalAgeingParameters>({
    id: 'lithium-metal-ageing',
    electrode: 'negative',
    needs: 'lithium',
    ranges: {
      initialResistance: notNegative('ohm m2'),
      resistancePerCharge: notNegative('ohm m4/C'),
      metalCatalysis: notNegative('m2/mol'),
      solventPerCharge: notNegative('mol/mol'),
    },
    makeDefaults: () => LITHIUM_AGEING_ASSUMED,
    make: (values) => makeLithiumMetalAgeing(values),
  }),
  defineKind<GraphiteCrackingParameters>({
    id: 'graphite-cracking',
    electrode: 'negative',
    needs: 'porous',
    ranges: {
      ...elastic,
      initialLength: length,
      crackWidth: length,
      crackDensity: notNegative('m^-2'),
      crackingRate: notNegative('m/s'),
      exponent: { unit: '1', min: 1, max: 20 },
      shapeFactor: positive('1', 10),
      initialThickness: length,
      solventDiffusivity: notNegative('m2/s'),
      solventConcentration: notNegative('mol/m3'),
      molarVolume: positive('m3/mol', 1e-2),
      lithiumContent: positive('mol/mol'),
      activationEnergy: energy,
    },
    makeDefaults: (cell) => ({
      ...GRAPHITE_CRACKING_OKANE2022,
      maximumConcentration: particleOf(cell, 'negative').maximumConcentration,
    }),
    make: (values) => makeGraphiteCracking(values),
  }),
  defineKind<CarbonateParameters>({
    id: 'surface-carbonate',
    electrode: 'positive',
    needs: 'porous',
    ranges: {
      initialAmount: notNegative('mol/m2'),
      onsetPotential: potential,
      rate: notNegative('s^-1'),
      activationEnergy: energy,
    },
    makeDefaults: () => CARBONATE_ASSUMED,
    make: (values) => makeSurfaceCarbonate(values),
  }),
  stressLoss('negative'),
  stressLoss('positive'),
  drying('negative'),
  drying('positive'),
];

/** What the numbers of a coating may be. */
export const COATING_RANGES: { readonly [K in keyof Omit<Required<Coating>, 'relativeRates'>]: NumberRange } & {
  readonly relativeRates: Readonly<Record<keyof Coating['relativeRates'], NumberRange>>;
} = {
  outerCoverage: share,
  boundaryCoverage: share,
  thickness: { ...length, open: false },
  resistivity: notNegative('ohm m'),
  relativeRates: {
    film: notNegative('1'),
    oxygen: notNegative('1'),
    dissolution: notNegative('1'),
    corrosion: notNegative('1'),
  },
  resistance: notNegative('ohm m2'),
  boundaryStrength: positive('1', 1000),
};
