import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findFaultyEntry, loadPotentialFolder, type Potential, type PotentialAbout } from '../atoms/index.js';
import { ReadError } from '../core/index.js';
import { isFile } from './resolve.js';
import { readTextFile } from './files.js';

export const ABOUT_FILE = 'potential.json';

/** The potential of a folder that `cermet distil` made, or of the file in it; undefined for any other place. */
export async function openPotentialFolder(place: string): Promise<Potential | undefined> {
  const file = await isFile(place);
  const folder = file ? dirname(place) : place;
  const path = join(folder, ABOUT_FILE);
  if (!(await isFile(path))) return undefined;
  const about = decodeAbout(await readFile(path, 'utf8'), path);
  if (file && resolve(folder, about.file) !== resolve(place)) return undefined;
  return loadPotentialFolder(about, (name) => readTextFile(join(folder, name)));
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
  if (about?.format !== 'cermet-potential-1')
    throw new ReadError(
      'this file does not describe a potential',
      { file: path },
      { hint: 'give the folder that cermet distil made, or a NEP file' },
    );
  const faulty = findFaultyEntry({ ...about });
  if (faulty !== undefined)
    throw new ReadError(
      `its "${faulty}" is missing or cannot be used`,
      { file: path },
      { hint: 'it was damaged or edited: distil the potential again' },
    );
  return about as PotentialAbout;
}
