import { InputError, ReadError, type Note } from '../../core/index.js';
import { checkKeys, requireObject, type JsonObject } from './check-keys.js';
import {
  CELL_KEYS,
  ELECTRODE_KEYS,
  ELECTROLYTE_KEYS,
  HEADER_KEYS,
  INITIAL_KEYS,
  PARTICLE_KEYS,
  SEPARATOR_KEYS,
  SPM_ELECTRODE_KEYS,
  THERMAL_KEYS,
} from './schema.js';
import { upgradeBpx } from './upgrade-bpx.js';

/** A checked BPX 1.1.1 document. Values stand as in the file (number, formula, table). */
export interface BpxDocument {
  Header: { BPX: string; Title?: string; Description?: string; References?: string; Model: 'SPM' | 'SPMe' | 'DFN' };
  Parameterisation: {
    Cell: JsonObject;
    Electrolyte?: JsonObject;
    'Negative electrode': JsonObject;
    'Positive electrode': JsonObject;
    Separator?: JsonObject;
    'User-defined'?: JsonObject;
  };
  State?: { 'Initial conditions'?: JsonObject; 'Thermal environment'?: JsonObject; Degradation?: JsonObject };
  Validation?: Record<
    string,
    { 'Time [s]': number[]; 'Current [A]': number[]; 'Voltage [V]': number[]; 'Temperature [K]'?: number[] }
  >;
}

/** Reads JSON text; a syntax error is placed. */
export function parseJsonText(text: string, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReadError(`this is not JSON: ${(error as Error).message}`, { file }, { cause: error });
  }
  return requireObject(value, file);
}

/** True where a JSON object calls itself BPX. */
export function isBpx(json: JsonObject): boolean {
  return typeof json.Header === 'object' && json.Header !== null && 'BPX' in json.Header;
}

/**
 * Checks a BPX document and brings v0.x up to 1.1.1. Every complaint names its key.
 *
 * @throws InputError with `where.path`
 */
export function readBpx(json: JsonObject): { document: BpxDocument; notes: Note[] } {
  const { document, notes } = upgradeBpx(json);
  checkKeys(document, {}, 'BPX', ['Header', 'Parameterisation', 'State', 'Validation']);
  const header = requireObject(document.Header, 'Header');
  checkKeys(header, HEADER_KEYS, 'Header');
  const models = ['SPM', 'SPMe', 'DFN', 'Partial'];
  if (!models.includes(header.Model as string)) {
    throw new InputError(`"Header → Model" cannot be "${header.Model as string}"`, {
      value: header.Model,
      allowed: models,
      where: { path: 'Header → Model' },
    });
  }
  if (header.Model === 'Partial') {
    throw new InputError('a partial BPX file has too little to simulate', {
      where: { path: 'Header → Model' },
      hint: 'complete it and set Model to SPM, SPMe or DFN',
    });
  }
  const spm = header.Model === 'SPM';
  const parts = requireObject(document.Parameterisation, 'Parameterisation');
  checkKeys(parts, {}, 'Parameterisation', [
    'Cell',
    'Electrolyte',
    'Negative electrode',
    'Positive electrode',
    'Separator',
    'User-defined',
  ]);
  const cell = requireObject(parts.Cell, 'Parameterisation → Cell');
  checkKeys(cell, CELL_KEYS, 'Parameterisation → Cell');
  if ((cell['Lower voltage cut-off [V]'] as number) >= (cell['Upper voltage cut-off [V]'] as number)) {
    throw new InputError('the lower voltage cut-off is not below the upper one', {
      where: { path: 'Parameterisation → Cell' },
    });
  }
  for (const name of ['Negative electrode', 'Positive electrode'] as const)
    checkElectrode(requireObject(parts[name], `Parameterisation → ${name}`), spm, `Parameterisation → ${name}`);
  if (!spm || parts.Electrolyte !== undefined)
    checkKeys(
      requireObject(parts.Electrolyte, 'Parameterisation → Electrolyte'),
      ELECTROLYTE_KEYS,
      'Parameterisation → Electrolyte',
    );
  if (!spm || parts.Separator !== undefined)
    checkKeys(
      requireObject(parts.Separator, 'Parameterisation → Separator'),
      SEPARATOR_KEYS,
      'Parameterisation → Separator',
    );
  if (document.State !== undefined) checkState(requireObject(document.State, 'State'), parts);
  const checked: unknown = document;
  return { document: checked as BpxDocument, notes };
}

function checkElectrode(electrode: JsonObject, spm: boolean, path: string): void {
  const own = spm && electrode['Conductivity [S.m-1]'] === undefined ? SPM_ELECTRODE_KEYS : ELECTRODE_KEYS;
  if (electrode.Particle === undefined) {
    checkKeys(electrode, { ...own, ...PARTICLE_KEYS }, path);
    checkLimits(electrode, path);
    return;
  }
  checkKeys(electrode, own, path, ['Particle']);
  const particles = Object.entries(requireObject(electrode.Particle, `${path} → Particle`));
  if (particles.length === 0)
    throw new InputError('a blend names no particle', { where: { path: `${path} → Particle` } });
  for (const [name, particle] of particles) {
    const inner = `${path} → Particle → ${name}`;
    checkKeys(requireObject(particle, inner), PARTICLE_KEYS, inner);
    checkLimits(particle as JsonObject, inner);
  }
}

function checkLimits(particle: JsonObject, path: string): void {
  if ((particle['Minimum stoichiometry'] as number) >= (particle['Maximum stoichiometry'] as number)) {
    throw new InputError('the minimum stoichiometry is not below the maximum', {
      where: { path: `${path} → Minimum stoichiometry` },
    });
  }
}

function checkState(state: JsonObject, parts: JsonObject): void {
  checkKeys(state, {}, 'State', ['Initial conditions', 'Thermal environment', 'Degradation']);
  if (state['Initial conditions'] !== undefined) {
    checkKeys(
      requireObject(state['Initial conditions'], 'State → Initial conditions'),
      INITIAL_KEYS,
      'State → Initial conditions',
      ['Initial hysteresis state: Positive electrode', 'Initial hysteresis state: Negative electrode'],
    );
  }
  if (state['Thermal environment'] !== undefined)
    checkKeys(
      requireObject(state['Thermal environment'], 'State → Thermal environment'),
      THERMAL_KEYS,
      'State → Thermal environment',
    );
  if (state.Degradation !== undefined) checkDegradation(requireObject(state.Degradation, 'State → Degradation'), parts);
}

/**
 * BPX 1.1.1 names three numbers of an aged cell, LLI and LAM of each electrode, but not what they count on or in which
 * unit (its issue 60); the bpx package takes any number, and applies none. A cell without losses is the same in every
 * reading; another is refused.
 */
function checkDegradation(degradation: JsonObject, parts: JsonObject): void {
  const path = 'State → Degradation';
  const names = ['Positive electrode', 'Negative electrode'] as const;
  checkKeys(
    degradation,
    { LLI: 'number' },
    path,
    names.map((name) => `LAM: ${name}`),
  );
  const losses = [degradation.LLI];
  for (const name of names) {
    const key = `LAM: ${name}`;
    const materials = (parts[name] as JsonObject).Particle;
    if (materials === undefined) checkKeys({ [key]: degradation[key] }, { [key]: 'number' }, path);
    else
      checkKeys(
        requireObject(degradation[key], `${path} → ${key}`),
        Object.fromEntries(Object.keys(materials as JsonObject).map((material) => [material, 'number'])),
        `${path} → ${key}`,
      );
    losses.push(...(materials === undefined ? [degradation[key]] : Object.values(degradation[key] as JsonObject)));
  }
  if (losses.some((loss) => loss !== 0)) {
    throw new InputError(
      'BPX does not define what LLI and LAM count on or in which unit, so an aged state cannot be applied',
      {
        where: { path },
        hint: 'write the aged cell out, by its own stoichiometry limits and by surface areas times the share of material that is left, or leave the section out',
      },
    );
  }
}
