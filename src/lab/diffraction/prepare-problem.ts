import { InputError, type Note, type Recording, type Structure, type Values } from '../../core/index.js';
import {
  readAsymmetry,
  readExcluded,
  readInstrument,
  readPolarisation,
  readTexture,
  type refinementSettings,
} from './analyses/diffraction-settings.js';
import { chooseRadiation, radiationMaker } from './choose-radiation.js';
import { cellOfMetric, type CrystalModel, makeCrystalModel, metricOf } from './crystal-model.js';
import type { Radiation } from './radiation.js';
import { listOwnReflections } from './reflections.js';
import type { RietveldProblem } from './stage.js';
import { completeWavelengths, takePattern, type TakenPattern } from './take-pattern.js';

/** [mm] radius taken where none is stated; a note says so. */
const USUAL_RADIUS = 150;

/** A pattern with its phases, ready to refine. */
export interface PreparedProblem {
  problem: RietveldProblem;
  taken: TakenPattern;
  /** [mm] */
  radius: number;
  notes: Note[];
}

/**
 * Brings a recording, structures and settings together.
 *
 * @param known radiation that another pattern of the same series has settled
 * @throws InputError for no phases, phases that are the same, or that have no line in range
 */
export async function prepareProblem(
  recording: Recording,
  structures: readonly { name: string; structure: Structure }[],
  settings: Values<typeof refinementSettings>,
  known?: Radiation,
): Promise<PreparedProblem> {
  if (structures.length === 0)
    throw new InputError('a refinement needs phases', {
      hint: '--set phases=LiNiO2,NiO,my.cif: names of crystals, formulas or files',
    });
  const taken = takePattern(recording, {
    ...(settings.range && { range: settings.range }),
    exclude: readExcluded(settings.exclude),
    ...(settings.wavelength && { wavelengths: settings.wavelength }),
  });
  const notes = [...taken.notes];
  const phases = await Promise.all(structures.map(({ name, structure }) => makeCrystalModel(name, structure)));
  refuseTwins(phases);
  const neutron = settings.neutron || taken.neutron;
  const ratio = settings.ratio ?? taken.ratio;
  const polarisation = readPolarisation(settings);
  const make = radiationMaker({
    ...(ratio !== undefined && { ratio }),
    ...(polarisation !== undefined && { polarisation }),
    neutron,
  });
  let radiation: RietveldProblem['radiation'];
  if (known) radiation = known;
  else if (taken.wavelengths)
    radiation = make(completeWavelengths(taken.wavelengths, settings.monochromatic || neutron || ratio === 0, notes));
  else {
    const chosen = chooseRadiation(taken.angles, taken.data, phases, make);
    radiation = chosen.radiation;
    notes.push(chosen.note);
  }
  refuseBeyond(taken.angles, radiation);
  refuseInvisible(phases, taken.angles, radiation.lines[0].wavelength);
  const texture = readTexture(settings.texture);
  const asymmetry = readAsymmetry(settings.asymmetry);
  const instrument = readInstrument(settings.instrument);
  if (settings.radius !== undefined && !(settings.radius > 0))
    throw new InputError(`radius: ${settings.radius * 1000} mm is no radius of a goniometer`, {
      where: { path: 'radius' },
    });
  const stated = settings.radius !== undefined ? settings.radius * 1000 : taken.radius;
  const radius = stated ?? USUAL_RADIUS;
  if (stated === undefined && settings.shift !== 'zero' && settings.shift !== 'none')
    notes.push({
      level: 'warning',
      code: 'radius-assumed',
      text: `no radius of the goniometer is known: the displacement is told for ${USUAL_RADIUS} mm and is proportional to it (--set radius=…)`,
    });
  return {
    taken,
    radius,
    notes,
    problem: {
      angles: taken.angles,
      data: taken.data,
      radiation,
      phases,
      shift: settings.shift,
      texture,
      ...(settings.background !== undefined && { background: settings.background }),
      ...(settings.hump !== undefined && { hump: { centre: settings.hump, width: 8 } }),
      ...(asymmetry !== undefined && { asymmetry }),
      ...(instrument && { instrument }),
    },
  };
}

function refuseTwins(phases: readonly CrystalModel[]): void {
  const cells = phases.map((p) => cellOfMetric(metricOf(p.metrics, p.metricAmounts)));
  phases.forEach((a, i) => {
    phases.slice(0, i).forEach((b, j) => {
      const near = (['a', 'b', 'c', 'alpha', 'beta', 'gamma'] as const).every(
        (key) => Math.abs(cells[i][key] / cells[j][key] - 1) < 2e-3,
      );
      const sites = (p: CrystalModel) =>
        p.sites
          .map((s) => s.occupants.map((o) => `${o.element}${o.occupancy.toFixed(2)}`).join(''))
          .sort()
          .join();
      if (a.name === b.name || (near && a.spaceGroup === b.spaceGroup && sites(a) === sites(b)))
        throw new InputError(`${b.name} and ${a.name} are the same phase`, {
          hint: 'name it once: two copies share their lines and neither has an amount',
        });
    });
  });
}

/** Form factors of X-rays hold to sin θ/λ = 2 Å⁻¹. */
function refuseBeyond(angles: Float64Array, { kind, lines: [{ wavelength }] }: Radiation): void {
  const high = angles[angles.length - 1];
  const most = Math.sin((high / 360) * Math.PI) / wavelength;
  if (kind === 'neutron' || most <= 2) return;
  const end = (Math.asin(Math.min(1, 2 * wavelength)) * 360) / Math.PI;
  throw new InputError(
    `${high.toFixed(1)} deg at ${wavelength} Å is sin θ/λ = ${most.toFixed(1)} Å⁻¹, and form factors hold to 2: the wavelength or the angles are wrong`,
    {
      hint: `correct the wavelength, or end before ${end.toFixed(0)} deg: --set range=…`,
      where: { path: 'wavelength' },
    },
  );
}

function refuseInvisible(phases: readonly CrystalModel[], angles: Float64Array, wavelength: number): void {
  for (const phase of phases) {
    const sine = (at: number) => Math.sin((at / 360) * Math.PI);
    const smallest = wavelength / (2 * sine(angles[angles.length - 1]));
    const largest = wavelength / (2 * sine(Math.max(angles[0], 0.01)));
    if (listOwnReflections(phase, smallest, largest).multiplicity.length === 0)
      throw new InputError(
        `${phase.name} has no line between ${angles[0].toFixed(1)} and ${angles[angles.length - 1].toFixed(1)} deg at ${wavelength.toFixed(4)} Å`,
        {
          hint: 'leave it out, or use more of the pattern',
        },
      );
  }
}
