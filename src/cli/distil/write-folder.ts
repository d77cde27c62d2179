import { join } from 'node:path';
import type { CommitteeCalibration, Distilled, DistilPair, FamilyErrors, Potential } from '../../atoms/index.js';
import { CERMET_VERSION, GPA_PER_EV_PER_CUBIC_ANGSTROM } from '../../core/index.js';
import { writeFileSafely } from '../files.js';
import { ABOUT_FILE, type PotentialAbout } from '../potential-folder.js';
import { toPlainJson } from '../print.js';
import { toLogFrame } from './frame-log.js';

/** Everything that is written of a potential that was distilled. */
export interface DistilledFolder {
  folder: string;
  pair: DistilPair;
  labels: Pick<Potential, 'name' | 'title' | 'sha256' | 'citations'>;
  settings: Readonly<Record<string, unknown>>;
  result: Distilled;
}

/** The potential, its committee and what is known of them, and last what makes the folder usable as a potential. */
export async function writeDistilled(made: DistilledFolder): Promise<void> {
  const { folder, pair, labels, result } = made;
  const files = result.members.map((_, m) => (m === 0 ? 'nep.txt' : `nep-${m + 1}.txt`));
  for (const [m, file] of files.entries()) await writeFileSafely(join(folder, file), result.members[m].text);
  await writeFileSafely(join(folder, 'errors.json'), `${toPlainJson(describeErrors(made))}\n`);
  await writeFileSafely(join(folder, 'README.md'), describeFolder(made));
  await writeFileSafely(join(folder, 'frames.extxyz'), result.frames.map(toLogFrame).join(''));
  const about: PotentialAbout = {
    format: 'cermet-potential-1',
    name: nameOf(pair),
    elements: pair.elements,
    file: files[0],
    committee: result.members
      .slice(1)
      .map(({ elementEnergies }, m) => ({ file: files[m + 1], element_energies: elementEnergies })),
    element_energies: result.members[0].elementEnergies,
    training: describeTraining(made),
    citations: labels.citations,
    ranges: result.members[0].ranges,
  };
  await writeFileSafely(join(folder, ABOUT_FILE), `${toPlainJson(about)}\n`);
}

const nameOf = ({ oxide, coating }: DistilPair): string => `${oxide.name}-${coating.formula}`;

/** What stands where the potential is used: how it was made, and its errors. */
function describeTraining({ pair, labels, result }: DistilledFolder): string {
  const errors = result.members[0].heldOut.map(
    ({ family, forceRmse, energyRmse }) =>
      `${family} ${forceRmse.toFixed(2)} eV/Å, ${(1000 * energyRmse).toFixed(0)} meV/atom`,
  );
  return `Distilled from ${labels.title} for ${pair.oxide.name} with ${pair.coating.formula} on ${result.stages.at(-1)!.frames} frames. Error on held-out trajectories: ${errors.join('; ')}. As soft as what labelled it; no charge, spin or long range.`;
}

/** Errors by family after each stage, and how they came about, for other programs. */
export function describeErrors({ pair, labels, settings, result }: DistilledFolder): Record<string, unknown> {
  const [first] = result.members;
  const rows = (errors: readonly FamilyErrors[]) =>
    errors.map(({ family, frames, energyRmse, forceRmse, stressRmse }) => ({
      family,
      frames,
      energy_rmse_ev_per_atom: energyRmse,
      force_rmse_ev_per_angstrom: forceRmse,
      ...(stressRmse !== undefined && { stress_rmse_gpa: stressRmse * GPA_PER_EV_PER_CUBIC_ANGSTROM }),
    }));
  return {
    cermet: CERMET_VERSION,
    oxide: pair.oxide.name,
    coating: pair.coating.formula,
    elements: pair.elements,
    products: pair.products,
    labels: { name: labels.name, sha256: labels.sha256 },
    settings,
    stopped: result.stopped,
    stages: result.stages.map(({ label, frames, epochs, heldOut }) => ({
      label,
      frames,
      epochs,
      held_out: rows(heldOut),
    })),
    held_out: rows(first.heldOut),
    training: rows(first.training),
    ...(result.calibration && { committee_calibration: describeCalibration(result.calibration) }),
    notes: result.notes,
  };
}

function describeCalibration({ factor, families, bins }: CommitteeCalibration): Record<string, unknown> {
  return {
    factor,
    families: families.map(({ error, disagreement, ...rest }) => ({
      ...rest,
      error_ev_per_angstrom: error,
      disagreement_ev_per_angstrom: disagreement,
    })),
    bins: bins.map(({ components, expected, found }) => ({
      components,
      expected_ev_per_angstrom: expected,
      found_ev_per_angstrom: found,
    })),
  };
}

const WHY = {
  rounds: 'all rounds were made',
  'no-gain': 'the last round no longer lowered the held-out errors',
  budget: 'the budget was used up',
} as const;

function describeFolder({ pair, labels, settings, result }: DistilledFolder): string {
  const [first] = result.members;
  const { calibration } = result;
  const coverage = (family: string): string => {
    const found = calibration?.families.find((c) => c.family === family);
    return found?.coverage === undefined ? '–' : `${(100 * found.coverage).toFixed(0)} %`;
  };
  return `# A potential for ${pair.oxide.name} with ${pair.coating.formula}

Distilled by Cermet ${CERMET_VERSION} from ${labels.title}. Elements: ${pair.elements.join(', ')}. Use it with \`--potential\` and the path of this folder.

| held-out family | frames | force RMSE / (eV/Å) | energy RMSE / (meV/atom) | errors within the committee's 95 % |
|---|---|---|---|---|
${first.heldOut.map((e) => `| ${e.family} | ${e.frames} | ${e.forceRmse.toFixed(3)} | ${(1000 * e.energyRmse).toFixed(1)} | ${coverage(e.family)} |`).join('\n')}

Held-out trajectories were driven by ${labels.title} alone and never trained on. ${calibration ? `A force component errs by ${calibration.factor.toFixed(1)} times the committee's disagreement on it; the last column tells how often it lies within 1.96 of that, by factors that other held-out trajectories give.` : ''}

Trained on ${result.stages.at(-1)!.frames} frames; ${WHY[result.stopped]}. Products that the screen names: ${pair.products.join(', ') || 'none'}.
${result.notes.length > 0 ? `\n${result.notes.map(({ level, text }) => `- ${level}: ${text}`).join('\n')}\n` : ''}
| file | what it is |
|---|---|
| \`nep.txt\` | the potential, a NEP4 file; energies count from the element energies in \`potential.json\` |
| ${result.members
    .slice(1)
    .map((_, m) => `\`nep-${m + 2}.txt\``)
    .join(', ')} | further members of the committee |
| \`potential.json\` | element energies, ranges of training, files |
| \`errors.json\` | errors by family after each stage, calibration of the committee, notes |
| \`frames.extxyz\` | labelled frames; those whose chain begins with "held out" were not trained on |

Settings: \`${JSON.stringify(settings)}\`
`;
}
