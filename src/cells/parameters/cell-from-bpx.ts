import { FARADAY, GAS_CONSTANT, InputError, type Note } from '../../core/index.js';
import type { BpxDocument, JsonObject } from '../../io/bpx/index.js';
import { readFunction } from '../../io/bpx/index.js';
import {
  makeCall,
  makeDifference,
  makeNumber,
  makeProduct,
  makeQuotient,
  makeSum,
  makeVariable,
  substitute,
  type Expression,
} from '../../num/expression/index.js';
import type { ActiveMaterial, Cell, PorousElectrode } from './cell.js';

/**
 * A cell from a checked BPX document.
 *
 * Kinetics as BPX defines them: j = 2 j0 sinh(F η / 2RT), j0 = F K √((c/c0) x (1 − x)); temperature by Arrhenius' law
 * about the reference temperature; the open-circuit potential moves with the entropic coefficient.
 */
export function makeCellFromBpx(document: BpxDocument): Cell {
  const { Parameterisation: parts, State: state } = document;
  const notes: Note[] = [];
  const cell = parts.Cell as Record<string, number>;
  const initial = (state?.['Initial conditions'] ?? {}) as Record<string, number>;
  const environment = (state?.['Thermal environment'] ?? {}) as Record<string, number>;
  const reference = cell['Reference temperature [K]'] ?? 298.15;
  const concentration = initial['Initial electrolyte concentration [mol.m-3]'] ?? 1000;
  if (initial['Initial electrolyte concentration [mol.m-3]'] === undefined && parts.Electrolyte) {
    notes.push({
      level: 'info',
      code: 'assumed-concentration',
      text: 'the file does not state the electrolyte concentration; 1000 mol/m3 is assumed',
    });
  }
  const charge = initial['Initial state-of-charge'] as number | undefined;
  const area = cell['Electrode area [m2]'] * cell['Number of electrode pairs connected in parallel to make a cell'];
  const electrolyte = parts.Electrolyte && readElectrolyte(parts.Electrolyte, reference, concentration);
  const {
    'Volume [m3]': volume,
    'Density [kg.m-3]': density,
    'Specific heat capacity [J.K-1.kg-1]': heat,
    'External surface area [m2]': surface,
  } = cell;
  const separator = parts.Separator as Record<string, number> | undefined;
  return {
    title: document.Header.Title ?? 'cell',
    area,
    nominalCapacity: cell['Nominal cell capacity [A.h]'] * 3600,
    lowerVoltage: cell['Lower voltage cut-off [V]'],
    upperVoltage: cell['Upper voltage cut-off [V]'],
    contactResistance: readContactResistance(parts['User-defined']),
    negative: startAt(
      charge,
      readElectrode(parts['Negative electrode'], 'Negative electrode', reference, concentration, notes),
    ),
    separator: separator && {
      thickness: separator['Thickness [m]'],
      porosity: separator.Porosity,
      transportEfficiency: separator['Transport efficiency'],
    },
    positive: startAt(
      charge === undefined ? undefined : 1 - charge,
      readElectrode(parts['Positive electrode'], 'Positive electrode', reference, concentration, notes),
    ),
    electrolyte,
    thermal:
      volume && density && heat && surface
        ? {
            heatCapacity: volume * density * heat,
            surface,
            heatTransferCoefficient: environment['Heat transfer coefficient [W.m-2.K-1]'] ?? 0,
          }
        : undefined,
    initialTemperature: initial['Initial temperature [K]'] ?? reference,
    ambientTemperature: environment['Ambient temperature [K]'] ?? initial['Initial temperature [K]'] ?? reference,
    notes,
  };
}

/**
 * The electrode with every material at a share of the way from its minimum to its maximum stoichiometry, as
 * `get_electrode_stoichiometries` of the bpx package.
 */
function startAt(share: number | undefined, electrode: PorousElectrode): PorousElectrode {
  if (share === undefined) return electrode;
  return {
    ...electrode,
    materials: electrode.materials.map((m) => ({
      ...m,
      initialStoichiometry: m.minimumStoichiometry! + share * (m.maximumStoichiometry! - m.minimumStoichiometry!),
    })),
  };
}

/** BPX has no key for a contact resistance; ours stands among its user-defined ones. */
function readContactResistance(section: JsonObject | undefined): number {
  const key = 'Contact resistance [ohm]';
  const value = section?.[key] ?? 0;
  if (typeof value !== 'number' || !(value >= 0))
    throw new InputError(`"${key}" must be a number, 0 or above`, {
      where: { path: `Parameterisation → User-defined → ${key}` },
    });
  return value;
}

/** exp(E/R (1/T_ref − 1/T)). */
export function makeArrheniusFactor(activationEnergy: number, reference: number): Expression {
  if (activationEnergy === 0) return makeNumber(1);
  const inverse = makeDifference(makeNumber(1 / reference), makeQuotient(makeNumber(1), makeVariable('T')));
  return makeCall('exp', makeProduct(makeNumber(activationEnergy / GAS_CONSTANT), inverse));
}

function readElectrolyte(values: JsonObject, reference: number, concentration: number): Cell['electrolyte'] {
  const property = (key: string): Expression => {
    const formula = substitute(readFunction(values[key], ['x'], `Electrolyte → ${key}`), { x: makeVariable('c') });
    const energy = (values[key.replace(/ \[.*/, ' activation energy [J.mol-1]')] as number | undefined) ?? 0;
    return makeProduct(makeArrheniusFactor(energy, reference), formula);
  };
  return {
    initialConcentration: concentration,
    diffusivity: property('Diffusivity [m2.s-1]'),
    conductivity: property('Conductivity [S.m-1]'),
    transferenceNumber: makeNumber(values['Cation transference number'] as number),
    thermodynamicFactor: makeNumber(1),
  };
}

function readElectrode(
  values: JsonObject,
  path: string,
  reference: number,
  concentration: number,
  notes: Note[],
): PorousElectrode {
  const particles = values.Particle
    ? Object.entries(values.Particle as Record<string, JsonObject>)
    : [['', values] as const];
  return {
    kind: 'porous',
    thickness: values['Thickness [m]'] as number,
    porosity: (values.Porosity as number | undefined) ?? 1,
    transportEfficiency: (values['Transport efficiency'] as number | undefined) ?? 1,
    conductivity: (values['Conductivity [S.m-1]'] as number | undefined) ?? Infinity,
    materials: particles.map(([name, particle]) =>
      readMaterial(particle, name, name ? `${path} → Particle → ${name}` : path, reference, concentration, notes),
    ),
  };
}

function readMaterial(
  values: JsonObject,
  name: string,
  path: string,
  reference: number,
  concentration: number,
  notes: Note[],
): ActiveMaterial {
  const formula = (key: string): Expression => readFunction(values[key], ['x'], `${path} → ${key}`);
  const energy = (key: string): Expression => makeArrheniusFactor((values[key] as number | undefined) ?? 0, reference);
  if (values['OCP (delithiation) [V]'] !== undefined || values['OCP (lithiation) [V]'] !== undefined) {
    notes.push({
      level: 'warning',
      code: 'hysteresis-ignored',
      text: 'hysteresis of the open-circuit potential is not modelled yet; the mean curve "OCP [V]" is used for charge and discharge',
      where: path,
    });
  }
  const x = makeVariable('x');
  const entropic =
    values['Entropic change coefficient [V.K-1]'] === undefined
      ? makeNumber(0)
      : formula('Entropic change coefficient [V.K-1]');
  const occupied = makeProduct(
    makeProduct(makeQuotient(makeVariable('c'), makeNumber(concentration)), x),
    makeDifference(makeNumber(1), x),
  );
  const rate = makeProduct(
    makeNumber(FARADAY * (values['Reaction rate constant [mol.m-2.s-1]'] as number)),
    energy('Reaction rate constant activation energy [J.mol-1]'),
  );
  return {
    name,
    radius: values['Particle radius [m]'] as number,
    surfaceArea: values['Surface area per unit volume [m-1]'] as number,
    maximumConcentration: values['Maximum concentration [mol.m-3]'] as number,
    minimumStoichiometry: values['Minimum stoichiometry'] as number,
    maximumStoichiometry: values['Maximum stoichiometry'] as number,
    diffusivity: makeProduct(energy('Diffusivity activation energy [J.mol-1]'), formula('Diffusivity [m2.s-1]')),
    openCircuitPotential: makeSum(
      formula('OCP [V]'),
      makeProduct(makeDifference(makeVariable('T'), makeNumber(reference)), entropic),
    ),
    entropicCoefficient: entropic,
    exchangeCurrentDensity: makeProduct(rate, makeCall('sqrt', occupied)),
  };
}
