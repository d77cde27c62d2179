import {
  choice,
  flag,
  InputError,
  list,
  map,
  number,
  parseQuantity,
  quantity,
  type Setting,
  text,
  type Values,
} from '../../../core/index.js';
import type { OccupancyMode } from '../phase-factors.js';
import type { CrystalModel } from '../crystal-model.js';
import { TUBES } from '../radiation.js';
import type { TextureChoice } from '../stage.js';

/** An angle in degrees: `26.6 deg`, or a bare number, which is degrees. */
export function angle(describe: string, defaultWords?: string): Setting<number | undefined> {
  return {
    describe,
    ...(defaultWords !== undefined && { default: defaultWords }),
    parse: (given, path) => (given === undefined || given === null ? undefined : readAngle(String(given), path)),
  };
}

/** A stretch of the pattern: `10..120 deg`. */
export function angleRange(describe: string, defaultWords?: string): Setting<readonly [number, number] | undefined> {
  return {
    describe,
    ...(defaultWords !== undefined && { default: defaultWords }),
    parse: (given, path) => (given === undefined || given === null ? undefined : readRange(String(given), path)),
  };
}

function readAngle(given: string, path: string): number {
  const bare = Number(given);
  if (given.trim() !== '' && Number.isFinite(bare)) return bare;
  try {
    const degrees = /(deg|°)\s*$/.test(given);
    if (!degrees && !/rad\s*$/.test(given)) throw new InputError('not an angle');
    return (parseQuantity(given, 'number').value * 180) / Math.PI;
  } catch {
    throw new InputError(`${path}: "${given}" is not an angle`, { hint: 'write it like 26.6 deg', where: { path } });
  }
}

function readRange(given: string, path: string): [number, number] {
  const [from, to, ...more] = given.replace(/(deg|°)/g, '').split(/\.\.|…/);
  const range: [number, number] = [Number(from), Number(to)];
  if (to === undefined || more.length > 0 || !(range[0] < range[1]))
    throw new InputError(`${path}: "${given}" is not a range`, { hint: 'write it like 10..120 deg', where: { path } });
  return range;
}

/** Wavelengths in Å: `1.5406 angstrom`, `1.54056,1.54439 Å`, or the tube, `Cu`. */
const wavelengths: Setting<readonly number[] | undefined> = {
  describe: "wavelength such as 1.5406 angstrom, Kα1 and Kα2 as 1.54056,1.54439 angstrom, or a tube's anode such as Cu",
  default: 'as the file states it',
  parse(given, path) {
    if (given === undefined || given === null) return undefined;
    const words = String(given)
      .split(',')
      .map((w) => w.trim());
    const tube = /^([A-Z][a-z]?)(?:\s*K[αa]?(1?))?$/.exec(words[0]);
    if (tube && TUBES[tube[1]]) return tube[2] ? [TUBES[tube[1]][0]] : [...TUBES[tube[1]]];
    const unit = /[a-zÅµ].*$/i.exec(words.at(-1)!)?.[0] ?? '';
    return words.map((word) => {
      const full = /[a-zÅ]/i.test(word.replace(/e[+-]?\d+/i, '')) ? word : `${word} ${unit}`;
      const value = parseQuantity(full, 'length').value * 1e10;
      if (!(value > 0.05 && value < 20))
        throw new InputError(`${path}: ${word} is no wavelength of diffraction`, { value: word, where: { path } });
      return value;
    });
  },
};

/** Settings of every analysis that computes a pattern. */
export const patternSettings = {
  wavelength: wavelengths,
  ratio: number(undefined, 'intensity of Kα2 over Kα1 (default: as the file states it, or 0.5)', { min: 0, max: 1 }),
  monochromatic: flag(false, 'one wavelength only, though it is that of a tube'),
  neutron: flag(false, 'neutrons, not X-rays'),
  monochromator: angle('2θ of a monochromator in the beam, such as 26.6 deg', 'none'),
  polarisation: number(
    undefined,
    'A of (1 + A cos²2θ)/(1 + A), for a synchrotron 0 to 0.1 (default 1, or from the monochromator)',
    { min: 0, max: 10 },
  ),
  radius: quantity('length', undefined, 'radius of the goniometer such as 150 mm', 'as the file states it'),
  range: angleRange('part of the pattern that is used', 'all of it'),
  exclude: list('stretches left out, such as 38..39 deg'),
};

/** Settings of refinements. */
export const refinementSettings = {
  ...patternSettings,
  shift: choice(
    ['auto', 'displacement', 'zero', 'transparency', 'none'],
    'auto',
    'how angles are off: displacement of the sample, a zero error, both (auto), transparency',
  ),
  background: number(
    undefined,
    'Chebyshev coefficients of the background (default: as many as the data ask for, from 6)',
    { min: 1, max: 40, whole: true },
  ),
  hump: angle('centre of an amorphous hump'),
  texture: text(
    'auto',
    'March–Dollase texture: auto, off, or the planes that lie flat such as 0 0 1; or harmonics-4 (2, 6, 8), the highest order',
  ),
  asymmetry: text(undefined, 'axial divergence S/L of sample and detector, or refine', 'none'),
  instrument: text(
    undefined,
    "the instrument's own U V W in deg2, held, such as 0.004 -0.003 0.004",
    'refined with the sample',
  ),
};

/** Settings of a Rietveld refinement. */
export const rietveldSettings = {
  ...refinementSettings,
  form_factors: choice(
    ['neutral', 'oxide', 'ionic'],
    'neutral',
    'form factors: neutral atoms, O2- with neutral metals, or ions',
  ),
  mixing: choice(
    ['exchange', 'deficient', 'none'],
    'exchange',
    'Ni on the Li site of a layered oxide: Li goes to the metal site in exchange, or nothing does',
  ),
  displacements: choice(
    ['isotropic', 'anisotropic', 'held'],
    'isotropic',
    'atomic displacements of the phases that dominate',
  ),
  occupancies: text(
    undefined,
    'more occupancies to refine, each a sum that one number multiplies: -Li@Li1 +Ni@Li1; -O@O1',
  ),
  stages: text(
    undefined,
    'stages in place of the automatic ones: parameters with commas, stages with semicolons, * for any: *.metric.*, zero; *.X, *.Y',
  ),
  grains: map('diameter of the grains of phases in µm, for microabsorption: NiO: 2, Li2CO3: 10'),
  standard: text(undefined, 'internal standard and its weight in the sample, such as Al2O3: 10 %'),
  scherrer: number(0.9, 'Scherrer constant that turns the Lorentzian width into a size', { min: 0.5, max: 1.2 }),
  spread: flag(true, 'refine with other models too, and tell how far numbers move'),
};

/** Stretches of `exclude`. */
export function readExcluded(given: readonly string[] | undefined): [number, number][] {
  return (given ?? []).map((word) => readRange(word, 'exclude'));
}

/** [1] A of the polarisation factor. */
export function readPolarisation(settings: Values<typeof patternSettings>): number | undefined {
  if (settings.polarisation !== undefined) return settings.polarisation;
  if (settings.monochromator !== undefined) return Math.cos((settings.monochromator * Math.PI) / 180) ** 2;
  return undefined;
}

/** Texture of a setting. */
export function readTexture(given: string): TextureChoice {
  if (given === 'auto' || given === 'off') return given;
  const order = ([2, 4, 6, 8] as const).find((l) => given === `harmonics-${l}`);
  if (order) return { harmonics: order };
  const hkl = given
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (hkl.length !== 3 || hkl.some((v) => !Number.isInteger(v)) || hkl.every((v) => v === 0))
    throw new InputError(
      `texture: "${given}" is neither auto, off, three whole indices nor harmonics-2, -4, -6 or -8`,
      {
        where: { path: 'texture' },
      },
    );
  return { axis: [hkl[0], hkl[1], hkl[2]] };
}

/** Axial divergence of a setting. */
export function readAsymmetry(given: string | undefined): number | 'refine' | undefined {
  if (given === undefined || given === 'refine') return given;
  const value = Number(given);
  if (!(value >= 0 && value <= 0.2))
    throw new InputError(`asymmetry: "${given}" is neither refine nor a number from 0 to 0.2`, {
      where: { path: 'asymmetry' },
    });
  return value;
}

/** U V W of a setting. */
export function readInstrument(given: string | undefined): { U: number; V: number; W: number } | undefined {
  if (given === undefined) return undefined;
  const [U, V, W, ...more] = given
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (![U, V, W].every(Number.isFinite) || more.length > 0)
    throw new InputError(`instrument: "${given}" is not U V W`, { where: { path: 'instrument' } });
  return { U, V, W };
}

/** Occupancy modes of a setting, by phase: `NAME: -Li@Li1 +Ni@Li1; …`, without a name for the first phase. */
export function readOccupancies(given: string | undefined, phases: readonly CrystalModel[]): OccupancyMode[][] {
  const modes: OccupancyMode[][] = phases.map(() => []);
  for (const [k, part] of (given ?? '')
    .split(';')
    .map((w) => w.trim())
    .filter((w) => w !== '')
    .entries()) {
    const named = /^(.*?):\s*(.*)$/.exec(part);
    const p = named ? phases.findIndex((phase) => phase.name === named[1].trim()) : 0;
    if (p < 0)
      throw new InputError(`occupancies: no phase "${named![1]}"`, {
        value: named![1],
        allowed: phases.map((m) => m.name),
      });
    const terms = (named ? named[2] : part).split(/\s+/).map((word) => {
      const term = /^([+-]?)([\d.]*)([A-Z][a-z]?)@(\S+)$/.exec(word);
      const site = term ? phases[p].sites.findIndex((s) => s.label === term[4]) : -1;
      if (!term || site < 0)
        throw new InputError(`occupancies: "${word}" names no atom on a site of ${phases[p].name}`, {
          hint: `write it like -Li@Li1; sites: ${phases[p].sites.map((s) => s.label).join(', ')}`,
          where: { path: 'occupancies' },
        });
      return { site, element: term[3], factor: (term[1] === '-' ? -1 : 1) * (term[2] === '' ? 1 : Number(term[2])) };
    });
    modes[p].push({ id: `occupancy${k + 1}`, label: part, terms });
  }
  return modes;
}
