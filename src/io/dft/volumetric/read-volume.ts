import type { Context } from '../../../core/index.js';
import { baseName, type DftFile, openPlain } from '../folder.js';
import type { Source } from '../../reader.js';
import { readChgcar } from './read-chgcar.js';
import { readCube } from './read-cube.js';
import { readXsf } from './read-xsf.js';
import type { Volume } from './volume.js';

/** Which volumetric format a name stands for, if any. */
export function matchVolume(path: string): 'chgcar' | 'cube' | 'xsf' | undefined {
  const base = baseName(path);
  if (/(^|[._-])(CHGCAR|CHG|AECCAR[012]|PARCHG|LOCPOT|ELFCAR)([._-]|$)/i.test(base)) return 'chgcar';
  if (/\.(cube|cub)$/i.test(base)) return 'cube';
  return /\.xsf$/i.test(base) ? 'xsf' : undefined;
}

/** Reads the grids of a CHGCAR, LOCPOT, cube or XSF, unpacked where gzipped, piece by piece. */
export async function readVolumes(file: DftFile, ctx?: Context): Promise<Volume[]> {
  const source: Source = await openPlain(file);
  const format = matchVolume(file.path);
  const read = format === 'cube' ? readCube : format === 'xsf' ? readXsf : readChgcar;
  return read(source, baseName(file.path), ctx);
}
