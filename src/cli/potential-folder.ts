import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { loadNep, makeCommittee, type NepTraining, type Potential } from '../atoms/index.js';
import { InputError, ReadError, type Citation } from '../core/index.js';
import { isFile } from './resolve.js';
import { readTextFile } from './files.js';

/** What stands in `potential.json` beside the file of a potential that `cermet distil` made. */
export interface PotentialAbout {
  format: 'cermet-potential-1';
  name: string;
  elements: readonly string[];
  /** The potential, and the further members of its committee, in this folder. */
  file: string;
  committee: readonly { file: string; element_energies: Readonly<Record<string, number>> }[];
  /** [eV] by element. */
  element_energies: Readonly<Record<string, number>>;
  training: string;
  citations: readonly Citation[];
  ranges: NepTraining;
}

export const ABOUT_FILE = 'potential.json';

/**
 * The potential of a folder that `cermet distil` made, or of the file in it; undefined for any other place.
 *
 * @param committee whether all members are to be taken as one
 */
export async function openPotentialFolder(place: string, committee = false): Promise<Potential | undefined> {
  const file = await isFile(place);
  const folder = file ? dirname(place) : place;
  const path = join(folder, ABOUT_FILE);
  if (!(await isFile(path))) return undefined;
  const about = decodeAbout(await readFile(path, 'utf8'), path);
  if (file && resolve(folder, about.file) !== resolve(place)) return undefined;
  const { name, training, citations, ranges } = about;
  const load = async (member: PotentialAbout['committee'][number], known?: NepTraining): Promise<Potential> =>
    loadNep(await readTextFile(join(folder, member.file)), member.element_energies, {
      name,
      training,
      citations,
      ranges: known,
    });
  const first = await load(about, ranges);
  if (!committee) return first;
  if (!Array.isArray(about.committee) || about.committee.length === 0)
    throw new InputError(`${name} has no further members`, {
      hint: 'distil the potential again, or leave out --committee',
    });
  // Ranges of descriptors belong to the first, whose functions they are of; distances to all.
  const distances = { shortest: ranges.shortest, descriptors: {} };
  return makeCommittee([first, ...(await Promise.all(about.committee.map((member) => load(member, distances))))]);
}

function decodeAbout(text: string, path: string): PotentialAbout {
  let about: Partial<PotentialAbout>;
  try {
    about = JSON.parse(text) as Partial<PotentialAbout>;
  } catch (cause) {
    throw new ReadError(
      'this is not JSON',
      { file: path },
      { cause, hint: 'it was damaged: distil the potential again' },
    );
  }
  if (about?.format !== 'cermet-potential-1' || typeof about.file !== 'string' || !about.element_energies)
    throw new ReadError(
      'this file does not describe a potential',
      { file: path },
      { hint: 'give the folder that cermet distil made, or a NEP file' },
    );
  return about as PotentialAbout;
}
