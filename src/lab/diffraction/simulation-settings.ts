import { choice, flag, InputError, map, number, quantity, text, type Values } from '../../core/index.js';
import type { NamedStructure } from '../../evidence/analysis.js';
import { angle, angleRange, patternSettings, readPolarisation } from './analyses/diffraction-settings.js';
import { makeRadiation, TUBES } from './radiation.js';
import type { SimulatedInstrument, SimulatedPhase } from './simulate-diffraction.js';

/** Settings of a simulated pattern. */
export const simulationSettings = {
  wavelength: patternSettings.wavelength,
  ratio: patternSettings.ratio,
  neutron: patternSettings.neutron,
  monochromator: patternSettings.monochromator,
  polarisation: patternSettings.polarisation,
  range: angleRange('from where to where', '10..120 deg'),
  step: angle('step', '0.02 deg'),
  radius: quantity('length', '150 mm', 'radius of the goniometer'),
  displacement: quantity('length', '0 um', 'displacement of the sample'),
  zero: angle('zero error', '0 deg'),
  counts: number(20000, 'counts of the highest line above the background', { min: 1, max: 1e12 }),
  background: text(
    '0.021 -0.013 0.0055 -0.002 0.00075',
    'Chebyshev coefficients of the background, as shares of counts',
  ),
  profile: text('0.004 -0.003 0.004 0.03 0.06', 'U V W (deg2) and X Y (deg) of the instrument'),
  asymmetry: number(0, 'axial divergence S/L', { min: 0, max: 0.2 }),
  form_factors: choice(['neutral', 'oxide', 'ionic'], 'neutral', 'form factors'),
  weights: text(undefined, 'shares of the phases by weight, such as 95,3,2', 'equal'),
  mixing: number(undefined, 'Ni on the Li site of the first phase, in %', { min: 0, max: 50 }),
  oxygen_z: number(undefined, 'height of oxygen of the first phase, lithium at the origin', { min: 0.2, max: 0.28 }),
  cell: map('lengths of the first phase in Å, such as a: 2.8727, c: 14.204', "the structure's"),
  displacements: text(undefined, 'U of the sites of the first phase in Å2, such as 0.012 0.005 0.009', 'usual ones'),
  texture: number(undefined, 'March–Dollase along 001 of the first phase', { min: 0.1, max: 4 }),
  noise: flag(true, 'the noise of counting'),
};

/** Phases and instrument of settings. */
export function readSimulation(
  structures: readonly NamedStructure[],
  settings: Values<typeof simulationSettings>,
): { phases: SimulatedPhase[]; instrument: SimulatedInstrument } {
  const weights = settings.weights === undefined ? undefined : readNumbers(settings.weights, 'weights');
  if (weights && (weights.length !== structures.length || weights.some((w) => w < 0) || !weights.some((w) => w > 0)))
    throw new InputError(`weights: ${weights.length} shares for ${structures.length} phases`, {
      where: { path: 'weights' },
    });
  const profile = readNumbers(settings.profile, 'profile');
  if (profile.length !== 5) throw new InputError('profile: five numbers, U V W X Y', { where: { path: 'profile' } });
  const [U, V, W, X, Y] = profile;
  const polarisation = readPolarisation({
    ...settings,
    radius: settings.radius,
    monochromatic: false,
    range: undefined,
    exclude: undefined,
  });
  const first = {
    ...(settings.mixing !== undefined && { mixing: settings.mixing / 100 }),
    ...(settings.oxygen_z !== undefined && { oxygenZ: settings.oxygen_z }),
    ...(settings.cell && { cell: readCell(settings.cell) }),
    ...(settings.displacements !== undefined && {
      displacements: readNumbers(settings.displacements, 'displacements'),
    }),
    ...(settings.texture !== undefined && { texture: settings.texture }),
  };
  return {
    phases: structures.map((s, p) => ({ ...s, ...(weights && { weight: weights[p] }), ...(p === 0 && first) })),
    instrument: {
      range: settings.range ?? [10, 120],
      step: settings.step ?? 0.02,
      radiation: makeRadiation(settings.wavelength ?? TUBES.Cu, {
        ...(settings.ratio !== undefined && { ratio: settings.ratio }),
        ...(polarisation !== undefined && { polarisation }),
        kind: settings.neutron ? 'neutron' : 'x-ray',
      }),
      radius: settings.radius * 1000,
      displacement: settings.displacement * 1000,
      zero: settings.zero ?? 0,
      profile: { U, V, W, X, Y },
      counts: settings.counts,
      background: readNumbers(settings.background, 'background'),
      asymmetry: settings.asymmetry,
      formFactors: settings.form_factors,
      noise: settings.noise,
    },
  };
}

function readNumbers(given: string, path: string): number[] {
  const numbers = given
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (numbers.some((v) => !Number.isFinite(v)))
    throw new InputError(`${path}: "${given}" is not a list of numbers`, { where: { path } });
  return numbers;
}

function readCell(given: Readonly<Record<string, string>>): Partial<Record<'a' | 'b' | 'c', number>> {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      if (!['a', 'b', 'c'].includes(key))
        throw new InputError(`cell: "${key}" is not a, b or c`, { where: { path: 'cell' } });
      return [key, Number(value)];
    }),
  );
}
