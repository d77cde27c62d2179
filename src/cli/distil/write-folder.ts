import { join } from 'node:path';
import {
  toHeldOutRows,
  type CommitteeCalibration,
  type Distilled,
  type DistilSystem,
  type FamilyErrors,
  type HeldOutErrors,
  type Potential,
  type PotentialAbout,
} from '../../atoms/index.js';
import { CERMET_VERSION, computeSha256 } from '../../core/index.js';
import { writeFileSafely } from '../files.js';
import { ABOUT_FILE } from '../potential-folder.js';
import { toPlainJson } from '../print.js';
import { toLogFrame } from './frame-log.js';

/** Everything that is written of a potential that was distilled. */
export interface DistilledFolder {
  folder: string;
  system: DistilSystem;
  labels: Pick<Potential, 'name' | 'title' | 'sha256' | 'citations'>;
  settings: Readonly<Record<string, unknown>>;
  result: Distilled;
}

/** The potential, its committee and what is known of them, and last what makes the folder usable as a potential. */
export async function writeDistilled(made: DistilledFolder): Promise<void> {
  const { folder, system, labels, result } = made;
  const files = result.members.map((_, m) => (m === 0 ? 'nep.txt' : `nep-${m + 1}.txt`));
  const sha256: Record<string, string> = {};
  for (const [m, file] of files.entries()) {
    await writeFileSafely(join(folder, file), result.members[m].text);
    sha256[file] = await computeSha256(result.members[m].text);
  }
  await writeFileSafely(join(folder, 'errors.json'), `${toPlainJson(describeErrors(made))}\n`);
  await writeFileSafely(join(folder, 'README.md'), describeFolder(made));
  await writeFileSafely(join(folder, 'frames.extxyz'), result.frames.map(toLogFrame).join(''));
  const about: PotentialAbout = {
    format: 'cermet-potential-1',
    name: nameOf(system),
    elements: system.elements,
    file: files[0],
    committee: result.members
      .slice(1)
      .map(({ elementEnergies }, m) => ({ file: files[m + 1], element_energies: elementEnergies })),
    ...(result.calibration && { committee_factor: result.calibration.factor }),
    element_energies: result.members[0].elementEnergies,
    training: describeTraining(made),
    held_out: toHeldOutRows(heldOutOf(result)),
    citations: labels.citations,
    ranges: result.members[0].ranges,
    sha256,
  };
  await writeFileSafely(join(folder, ABOUT_FILE), `${toPlainJson(about)}\n`);
}

const oxidesOf = ({ pairs }: DistilSystem): string[] => [...new Set(pairs.map(({ oxide }) => oxide.name))];
const coatingsOf = ({ pairs }: DistilSystem): string[] => [...new Set(pairs.map(({ coating }) => coating.formula))];
const productsOf = ({ pairs }: DistilSystem): string[] => [...new Set(pairs.flatMap(({ products }) => products))];
const nameOf = (system: DistilSystem): string => `${oxidesOf(system).join('+')}-${coatingsOf(system).join('+')}`;
const titleOf = (system: DistilSystem): string =>
  `${oxidesOf(system).join(', ')} with ${coatingsOf(system).join(', ')}`;

/** Errors of the potential with what its committee is worth there. */
function heldOutOf({ members: [{ heldOut }], calibration }: Distilled): HeldOutErrors[] {
  return heldOut.map((errors) => {
    const coverage = calibration?.families.find(({ family }) => family === errors.family)?.coverage;
    return { ...errors, ...(coverage !== undefined && { coverage }) };
  });
}

/** What stands where the potential is used: how it was made, and its errors. */
function describeTraining({ system, labels, result }: DistilledFolder): string {
  const errors = result.members[0].heldOut.map(
    ({ family, forceRmse, energyRmse }) =>
      `${family} ${forceRmse.toFixed(2)} eV/Å, ${(1000 * energyRmse).toFixed(0)} meV/atom`,
  );
  return `Distilled from ${labels.title} for ${titleOf(system)} on ${result.stages.at(-1)!.frames} frames. Error on held-out trajectories: ${errors.join('; ')}. As soft as what labelled it; no charge, spin or long range.`;
}

/** Errors by family after each stage, and how they came about, for other programs. */
export function describeErrors({ system, labels, settings, result }: DistilledFolder): Record<string, unknown> {
  const [first] = result.members;
  return {
    cermet: CERMET_VERSION,
    oxides: oxidesOf(system),
    coatings: coatingsOf(system),
    elements: system.elements,
    products: productsOf(system),
    labels: { name: labels.name, sha256: labels.sha256 },
    settings,
    stopped: result.stopped,
    stages: result.stages.map(({ label, frames, epochs, heldOut }) => ({
      label,
      frames,
      epochs,
      held_out: toHeldOutRows(heldOut),
    })),
    held_out: toHeldOutRows(heldOutOf(result)),
    ...(system.pairs.length > 1 && { held_out_pairs: toHeldOutRows(first.heldOutPairs) }),
    training: toHeldOutRows(first.training),
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

/** Held-out errors by pair, a column for each family. */
function tabulatePairs(errors: readonly FamilyErrors[]): string {
  const pairs = [...new Set(errors.map(({ pair }) => pair))];
  const families = [...new Set(errors.map(({ family }) => family))];
  const cell = (pair: string | undefined, family: string): string => {
    const found = errors.find((e) => e.pair === pair && e.family === family);
    return found ? `${found.forceRmse.toFixed(3)}, ${(1000 * found.energyRmse).toFixed(1)}` : '–';
  };
  return `By pair, force RMSE / (eV/Å) and energy RMSE / (meV/atom):

| pair | ${families.join(' | ')} |
|---|${families.map(() => '---|').join('')}
${pairs.map((pair) => `| ${pair} | ${families.map((family) => cell(pair, family)).join(' | ')} |`).join('\n')}

`;
}

function describeFolder({ system, labels, settings, result }: DistilledFolder): string {
  const [first] = result.members;
  const { calibration } = result;
  const coverage = (family: string): string => {
    const found = calibration?.families.find((c) => c.family === family);
    return found?.coverage === undefined ? '–' : `${(100 * found.coverage).toFixed(0)} %`;
  };
  return `# A potential for ${titleOf(system)}

Distilled by Cermet ${CERMET_VERSION} from ${labels.title}. Elements: ${system.elements.join(', ')}. Use it with \`--potential\` and the path of this folder.

| held-out family | frames | force RMSE / (eV/Å) | energy RMSE / (meV/atom) | errors within the committee's 95 % |
|---|---|---|---|---|
${first.heldOut.map((e) => `| ${e.family} | ${e.frames} | ${e.forceRmse.toFixed(3)} | ${(1000 * e.energyRmse).toFixed(1)} | ${coverage(e.family)} |`).join('\n')}

${system.pairs.length > 1 ? tabulatePairs(first.heldOutPairs) : ''}Held-out trajectories were driven by ${labels.title} alone and never trained on. ${calibration ? `A force component errs by ${calibration.factor.toFixed(1)} times the committee's disagreement on it; the last column tells how often it lies within 1.96 of that, by factors that other held-out trajectories give.` : ''}

Trained on ${result.stages.at(-1)!.frames} frames; ${WHY[result.stopped]}. Products that the screen names: ${productsOf(system).join(', ') || 'none'}.
${result.notes.length > 0 ? `\n${result.notes.map(({ level, text }) => `- ${level}: ${text}`).join('\n')}\n` : ''}
| file | what it is |
|---|---|
| \`nep.txt\` | the potential, a NEP4 file; energies count from the element energies in \`potential.json\` |
| ${result.members
    .slice(1)
    .map((_, m) => `\`nep-${m + 2}.txt\``)
    .join(', ')} | further members of the committee |
| \`potential.json\` | element energies, ranges of training, files and their SHA-256 |
| \`errors.json\` | errors by family after each stage, calibration of the committee, notes |
| \`frames.extxyz\` | labelled frames; those whose chain begins with "held out" were not trained on |

Settings: \`${JSON.stringify(settings)}\`
`;
}
