import { computeSha256, GPA_PER_EV_PER_CUBIC_ANGSTROM, ReadError, type Citation } from '../../core/index.js';
import type { HeldOutErrors } from './held-out.js';
import { loadNep, type NepAbout } from './load-nep.js';
import type { Committee, Potential } from './potential.js';
import type { NepTraining } from './training-watch.js';

/** What stands in `potential.json` beside the files of a potential that was distilled. */
export interface PotentialAbout {
  format: 'cermet-potential-1';
  name: string;
  elements: readonly string[];
  /** The potential, and the further members of its committee, in this folder. */
  file: string;
  committee: readonly { file: string; element_energies: Readonly<Record<string, number>> }[];
  /** [1] standard error of a force component over the members' disagreement on it, where it was calibrated. */
  committee_factor?: number;
  /** [eV] by element. */
  element_energies: Readonly<Record<string, number>>;
  training: string;
  /** Errors on held-out frames by family; a folder of an earlier version has none. */
  held_out?: readonly HeldOutRow[];
  citations: readonly Citation[];
  ranges: NepTraining;
  /** Of the text of each file, by its name; a folder of an earlier version has none. */
  sha256?: Readonly<Record<string, string>>;
}

/** A row of `held_out`. */
export interface HeldOutRow {
  family: string;
  pair?: string;
  frames: number;
  energy_rmse_ev_per_atom: number;
  force_rmse_ev_per_angstrom: number;
  stress_rmse_gpa?: number;
  /** Part of the force components within the 95 % interval of the committee. */
  coverage?: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isFileName = (value: unknown): boolean => isText(value) && /^[^/\\]+$/.test(value);

/** Which entry of a decoded `potential.json` cannot be used; undefined where all can. */
export function findFaultyEntry(about: Readonly<Record<string, unknown>>): string | undefined {
  const { elements, committee, ranges } = about;
  if (!Array.isArray(elements) || elements.length === 0 || !elements.every(isText)) return 'elements';
  const hasEnergies = (energies: unknown): boolean =>
    isRecord(energies) && elements.every((element) => Number.isFinite(energies[element]));
  const checks: readonly [entry: string, right: boolean][] = [
    ['name', isText(about.name)],
    ['file', isFileName(about.file)],
    ['element_energies', hasEnergies(about.element_energies)],
    ['training', isText(about.training)],
    ['citations', Array.isArray(about.citations)],
    ['ranges', isRecord(ranges) && isRecord(ranges.shortest) && isRecord(ranges.descriptors)],
    [
      'committee',
      committee === undefined ||
        (Array.isArray(committee) &&
          committee.every((m: unknown) => isRecord(m) && isFileName(m.file) && hasEnergies(m.element_energies))),
    ],
    ['committee_factor', about.committee_factor === undefined || (about.committee_factor as number) > 0],
    [
      'held_out',
      about.held_out === undefined ||
        (Array.isArray(about.held_out) && about.held_out.every((row: unknown) => isRecord(row) && isText(row.family))),
    ],
    ['sha256', about.sha256 === undefined || (isRecord(about.sha256) && Object.values(about.sha256).every(isText))],
  ];
  return checks.find(([, right]) => !right)?.[0];
}

/** Errors as they stand in a file. */
export function toHeldOutRows(errors: readonly HeldOutErrors[]): HeldOutRow[] {
  return errors.map(({ family, pair, frames, energyRmse, forceRmse, stressRmse, coverage }) => ({
    family,
    ...(pair !== undefined && { pair }),
    frames,
    energy_rmse_ev_per_atom: energyRmse,
    force_rmse_ev_per_angstrom: forceRmse,
    ...(stressRmse !== undefined && { stress_rmse_gpa: stressRmse * GPA_PER_EV_PER_CUBIC_ANGSTROM }),
    ...(coverage !== undefined && { coverage }),
  }));
}

const fromHeldOutRow = ({ stress_rmse_gpa: stress, ...row }: HeldOutRow): HeldOutErrors => ({
  family: row.family,
  ...(row.pair !== undefined && { pair: row.pair }),
  frames: row.frames,
  energyRmse: row.energy_rmse_ev_per_atom,
  forceRmse: row.force_rmse_ev_per_angstrom,
  ...(stress !== undefined && { stressRmse: stress / GPA_PER_EV_PER_CUBIC_ANGSTROM }),
  ...(row.coverage !== undefined && { coverage: row.coverage }),
});

/**
 * The potential that a `potential.json` describes.
 *
 * @param readText  reads a file of its folder
 * @param options.title what it is, where it is not told by its elements alone
 * @throws ReadError where a file is not the one that was described: changed since, damaged, or of other elements
 */
export async function loadPotentialFolder(
  about: PotentialAbout,
  readText: (file: string) => Promise<string>,
  { title }: Pick<NepAbout, 'title'> = {},
): Promise<Potential> {
  const { name, training, citations, ranges } = about;
  const heldOut = about.held_out?.map(fromHeldOutRow);
  const load = async (member: PotentialAbout['committee'][number], known?: NepTraining): Promise<Potential> => {
    const text = await readText(member.file);
    const told = about.sha256?.[member.file];
    if (told !== undefined && (await computeSha256(text)) !== told)
      throw new ReadError(
        `${member.file} is not the file that potential.json describes: its SHA-256 is another`,
        { file: name },
        { hint: 'it was changed or damaged: copy the folder anew, or distil the potential again' },
      );
    const potential = await loadNep(text, member.element_energies, {
      name,
      ...(title !== undefined && { title }),
      training,
      citations,
      ranges: known,
      ...(heldOut && { heldOut }),
    });
    if ([...potential.elements].sort().join(' ') !== [...about.elements].sort().join(' '))
      throw new ReadError(
        `${member.file} is of ${potential.elements.join(', ')}, potential.json of ${about.elements.join(', ')}`,
        { file: name },
        { hint: 'one of the two belongs to another potential: copy the folder anew' },
      );
    return potential;
  };
  const first = await load(about, ranges);
  const further = Array.isArray(about.committee) ? about.committee : [];
  if (further.length === 0) return first;
  // Ranges of descriptors belong to the first, whose functions they are of; distances to all.
  const distances = { shortest: ranges.shortest, descriptors: {} };
  let opened: Promise<Committee> | undefined;
  const openMembers = async (): Promise<Committee> => ({
    members: [first, ...(await Promise.all(further.map((member) => load(member, distances))))],
    ...(about.committee_factor !== undefined && { factor: about.committee_factor }),
  });
  return { ...first, committee: () => (opened ??= openMembers()) };
}
