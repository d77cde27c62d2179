import { InputError } from '../../core/index.js';
import { checkKeys, requireObject, type JsonObject } from './check-keys.js';
import type { Keys } from './schema.js';

/**
 * A cell with lithium metal: our own form, since BPX has none for half cells. Formulas use c (electrolyte, mol/m3), x
 * (stoichiometry), cs (surface concentration, mol/m3), T (K) and the constants F and R. Without "Positive electrode" it
 * is a lithium-lithium cell.
 */
export interface HalfCellDocument {
  Title?: string;
  Note?: string;
  Cell: JsonObject;
  'Lithium metal': JsonObject;
  Separator: JsonObject;
  'Positive electrode'?: JsonObject;
  Electrolyte: JsonObject;
  Sources?: Record<string, unknown>;
}

const CELL: Keys = {
  'Electrode area [m2]': 'positive',
  'Nominal cell capacity [A.h]': 'positive',
  'Lower voltage cut-off [V]': 'number',
  'Upper voltage cut-off [V]': 'number',
  'Temperature [K]': 'positive?',
  'Reference temperature [K]': 'positive?',
  'Contact resistance [ohm]': 'number?',
  'Volume [m3]': 'positive?',
  'Density [kg.m-3]': 'positive?',
  'Specific heat capacity [J.K-1.kg-1]': 'positive?',
  'External surface area [m2]': 'positive?',
  'Heat transfer coefficient [W.m-2.K-1]': 'number?',
};
const LITHIUM: Keys = {
  'Exchange-current density [A.m-2]': 'function',
  'Exchange-current density activation energy [J.mol-1]': 'number?',
  'Charge transfer coefficient': 'number?',
  'Double-layer capacity [F.m-2]': 'number?',
  'Film resistance [ohm.m2]': 'number?',
  'Thickness [m]': 'positive?',
  'Conductivity [S.m-1]': 'positive?',
};
const SEPARATOR: Keys = { 'Thickness [m]': 'positive', Porosity: 'fraction', 'Transport efficiency': 'fraction' };
const PARTICLE: Keys = {
  'Particle radius [m]': 'positive',
  'Surface area per unit volume [m-1]': 'positive',
  'Active material volume fraction': 'fraction?',
  'Maximum concentration [mol.m-3]': 'positive',
  'Initial concentration [mol.m-3]': 'positive?',
  'Minimum stoichiometry': 'fraction?',
  'Maximum stoichiometry': 'fraction?',
  'Diffusivity [m2.s-1]': 'function',
  'Diffusivity activation energy [J.mol-1]': 'number?',
  'OCP [V]': 'function',
  'Entropic change coefficient [V.K-1]': 'function?',
  'Exchange-current density [A.m-2]': 'function',
  'Exchange-current density activation energy [J.mol-1]': 'number?',
  'Charge transfer coefficient': 'number?',
  'Double-layer capacity [F.m-2]': 'number?',
};
const POSITIVE: Keys = { ...SEPARATOR, 'Conductivity [S.m-1]': 'positive', 'Conductivity note': 'text?' };
const ELECTROLYTE: Keys = {
  'Initial concentration [mol.m-3]': 'positive',
  'Cation transference number': 'function',
  'Thermodynamic factor': 'function?',
  'Diffusivity [m2.s-1]': 'function',
  'Conductivity [S.m-1]': 'function',
};

/** True where a JSON object looks like our half-cell form. */
export function isHalfCell(json: JsonObject): boolean {
  return 'Lithium metal' in json;
}

/**
 * Checks a half-cell document; every complaint names its key.
 *
 * @throws InputError with `where.path`
 */
export function readHalfCell(json: JsonObject): HalfCellDocument {
  checkKeys(json, { Title: 'text?', Note: 'text?' }, 'half cell', [
    'Constants',
    'Cell',
    'Lithium metal',
    'Separator',
    'Positive electrode',
    'Electrolyte',
    'Sources',
  ]);
  checkKeys(requireObject(json.Cell, 'Cell'), CELL, 'Cell');
  checkKeys(requireObject(json['Lithium metal'], 'Lithium metal'), LITHIUM, 'Lithium metal');
  checkKeys(requireObject(json.Separator, 'Separator'), SEPARATOR, 'Separator');
  checkKeys(requireObject(json.Electrolyte, 'Electrolyte'), ELECTROLYTE, 'Electrolyte');
  const positive = json['Positive electrode'];
  if (positive !== undefined) {
    const electrode = requireObject(positive, 'Positive electrode');
    if (electrode.Particle === undefined) checkKeys(electrode, { ...POSITIVE, ...PARTICLE }, 'Positive electrode');
    else {
      checkKeys(electrode, POSITIVE, 'Positive electrode', ['Particle']);
      for (const [name, particle] of Object.entries(
        requireObject(electrode.Particle, 'Positive electrode → Particle'),
      )) {
        checkKeys(
          requireObject(particle, `Positive electrode → Particle → ${name}`),
          PARTICLE,
          `Positive electrode → Particle → ${name}`,
        );
      }
    }
  }
  for (const [place, object] of [
    ['Lithium metal', json['Lithium metal']],
    ['Positive electrode', positive],
  ] as const) {
    const alpha = (object as JsonObject | undefined)?.['Charge transfer coefficient'];
    if (alpha !== undefined && alpha !== 0.5) {
      throw new InputError(`a charge transfer coefficient of ${String(alpha)} is not supported yet; only 0.5 is`, {
        where: { path: `${place} → Charge transfer coefficient` },
      });
    }
  }
  const checked: unknown = json;
  return checked as HalfCellDocument;
}
