import { GPA_PER_EV_PER_CUBIC_ANGSTROM, InputError, type Citation } from '../../core/index.js';
import { makeCommittee } from './committee.js';
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
 * @param options.committee whether all members are to be taken as one
 * @param options.title what it is, where it is not told by its elements alone
 * @throws InputError where a committee is asked for and there is none
 */
export async function loadPotentialFolder(
  about: PotentialAbout,
  readText: (file: string) => Promise<string>,
  { committee = false, title }: { committee?: boolean } & Pick<NepAbout, 'title'> = {},
): Promise<Potential> {
  const { name, training, citations, ranges } = about;
  const heldOut = about.held_out?.map(fromHeldOutRow);
  const load = async (member: PotentialAbout['committee'][number], known?: NepTraining): Promise<Potential> =>
    loadNep(await readText(member.file), member.element_energies, {
      name,
      ...(title !== undefined && { title }),
      training,
      citations,
      ranges: known,
      ...(heldOut && { heldOut }),
    });
  const first = await load(about, ranges);
  const further = Array.isArray(about.committee) ? about.committee : [];
  if (further.length === 0) {
    if (!committee) return first;
    throw new InputError(`${name} has no further members`, {
      hint: 'distil the potential again, or leave out --committee',
    });
  }
  // Ranges of descriptors belong to the first, whose functions they are of; distances to all.
  const distances = { shortest: ranges.shortest, descriptors: {} };
  let opened: Promise<Committee> | undefined;
  const openMembers = async (): Promise<Committee> => ({
    members: [first, ...(await Promise.all(further.map((member) => load(member, distances))))],
    ...(about.committee_factor !== undefined && { factor: about.committee_factor }),
  });
  if (!committee) return { ...first, committee: () => (opened ??= openMembers()) };
  const { members, factor } = await openMembers();
  return makeCommittee(members, factor);
}
