import { FARADAY, GAS_CONSTANT, InputError } from '../../core/index.js';
import { readFunction, type HalfCellDocument, type JsonObject } from '../../io/bpx/index.js';
import {
  makeDifference,
  makeNumber,
  makeProduct,
  makeSum,
  makeVariable,
  substitute,
  type Expression,
} from '../../num/expression/index.js';
import { makeArrheniusFactor } from './cell-from-bpx.js';
import type { ActiveMaterial, Cell, LithiumMetal } from './cell.js';

const constants = { F: FARADAY, R: GAS_CONSTANT };

/** A half cell, or a lithium-lithium cell, from a checked document of our own form. */
export function makeCellFromHalfCell(document: HalfCellDocument): Cell {
  const cell = document.Cell as Record<string, number>;
  const temperature = cell['Temperature [K]'] ?? 298.15;
  const reference = cell['Reference temperature [K]'] ?? temperature;
  const separator = document.Separator as Record<string, number>;
  const salt = document.Electrolyte;
  const property = (key: string): Expression => readFunction(salt[key], ['c', 'T'], `Electrolyte → ${key}`, constants);
  const lithium = readLithium(document['Lithium metal'], reference);
  const {
    'Volume [m3]': volume,
    'Density [kg.m-3]': density,
    'Specific heat capacity [J.K-1.kg-1]': heat,
    'External surface area [m2]': surface,
  } = cell;
  const positive = document['Positive electrode'];
  return {
    title: document.Title ?? 'half cell',
    area: cell['Electrode area [m2]'],
    nominalCapacity: cell['Nominal cell capacity [A.h]'] * 3600,
    lowerVoltage: cell['Lower voltage cut-off [V]'],
    upperVoltage: cell['Upper voltage cut-off [V]'],
    contactResistance: cell['Contact resistance [ohm]'] ?? 0,
    negative: lithium,
    separator: {
      thickness: separator['Thickness [m]'],
      porosity: separator.Porosity,
      transportEfficiency: separator['Transport efficiency'],
    },
    positive: positive ? readPositive(positive, reference) : lithium,
    electrolyte: {
      initialConcentration: salt['Initial concentration [mol.m-3]'] as number,
      diffusivity: property('Diffusivity [m2.s-1]'),
      conductivity: property('Conductivity [S.m-1]'),
      transferenceNumber: property('Cation transference number'),
      thermodynamicFactor:
        salt['Thermodynamic factor'] === undefined ? makeNumber(1) : property('Thermodynamic factor'),
    },
    thermal:
      volume && density && heat && surface
        ? {
            heatCapacity: volume * density * heat,
            surface,
            heatTransferCoefficient: cell['Heat transfer coefficient [W.m-2.K-1]'] ?? 0,
          }
        : undefined,
    initialTemperature: temperature,
    ambientTemperature: temperature,
    notes: [],
  };
}

function readLithium(values: JsonObject, reference: number): LithiumMetal {
  const key = 'Exchange-current density [A.m-2]';
  const factor = makeArrheniusFactor(
    (values['Exchange-current density activation energy [J.mol-1]'] as number | undefined) ?? 0,
    reference,
  );
  return {
    kind: 'lithium',
    exchangeCurrentDensity: makeProduct(
      factor,
      readFunction(values[key], ['c', 'T'], `Lithium metal → ${key}`, constants),
    ),
    doubleLayerCapacity: values['Double-layer capacity [F.m-2]'] as number | undefined,
    filmResistance: (values['Film resistance [ohm.m2]'] as number | undefined) ?? 0,
  };
}

function readPositive(values: JsonObject, reference: number): Cell['positive'] {
  const particles = values.Particle
    ? Object.entries(values.Particle as Record<string, JsonObject>)
    : [['', values] as const];
  return {
    kind: 'porous',
    thickness: values['Thickness [m]'] as number,
    porosity: values.Porosity as number,
    transportEfficiency: values['Transport efficiency'] as number,
    conductivity: values['Conductivity [S.m-1]'] as number,
    doubleLayerCapacity: particles[0][1]['Double-layer capacity [F.m-2]'] as number | undefined,
    materials: particles.map(([name, particle]) =>
      readMaterial(particle, name, name ? `Positive electrode → Particle → ${name}` : 'Positive electrode', reference),
    ),
  };
}

function readMaterial(values: JsonObject, name: string, path: string, reference: number): ActiveMaterial {
  const maximum = values['Maximum concentration [mol.m-3]'] as number;
  const surface = { cs: makeProduct(makeNumber(maximum), makeVariable('x')) };
  const formula = (key: string, variables: string[]): Expression =>
    substitute(readFunction(values[key], variables, `${path} → ${key}`, constants), surface);
  const energy = (key: string): Expression => makeArrheniusFactor((values[key] as number | undefined) ?? 0, reference);
  const entropic =
    values['Entropic change coefficient [V.K-1]'] === undefined
      ? makeNumber(0)
      : formula('Entropic change coefficient [V.K-1]', ['x', 'T']);
  const initial = values['Initial concentration [mol.m-3]'] as number | undefined;
  if (initial !== undefined && initial > maximum)
    throw new InputError(`an initial concentration of ${initial} mol/m3 is above the maximum of ${maximum}`, {
      where: { path: `${path} → Initial concentration [mol.m-3]` },
    });
  return {
    name,
    radius: values['Particle radius [m]'] as number,
    surfaceArea: values['Surface area per unit volume [m-1]'] as number,
    maximumConcentration: maximum,
    minimumStoichiometry: values['Minimum stoichiometry'] as number | undefined,
    maximumStoichiometry: values['Maximum stoichiometry'] as number | undefined,
    initialStoichiometry: initial === undefined ? undefined : initial / maximum,
    diffusivity: makeProduct(
      energy('Diffusivity activation energy [J.mol-1]'),
      formula('Diffusivity [m2.s-1]', ['x', 'cs', 'T']),
    ),
    openCircuitPotential: makeSum(
      formula('OCP [V]', ['x', 'cs', 'T']),
      makeProduct(makeDifference(makeVariable('T'), makeNumber(reference)), entropic),
    ),
    entropicCoefficient: entropic,
    exchangeCurrentDensity: makeProduct(
      energy('Exchange-current density activation energy [J.mol-1]'),
      formula('Exchange-current density [A.m-2]', ['x', 'cs', 'c', 'T']),
    ),
  };
}
