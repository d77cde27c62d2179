import { CERMET_VERSION, InputError, ReadError, type Recording, type Table } from '../core/index.js';
import { decodeParticle, encodeParticle, type Polycrystal, tabulateFacets, tabulateGrains } from '../grains/index.js';
import { readTextFile, writeFileSafely } from './files.js';
import { writeResult } from './resolve.js';

const FORMS = '.json, .csv, .csv.gz, .parquet';

/** Reads a particle in any of its forms. */
export async function readParticle(path: string, _voxel?: string): Promise<Polycrystal> {
  if (/\.json$/i.test(path)) return decodeParticle(await readTextFile(path), path);
  throw new ReadError('this is no form in which particles are read', { file: path }, { hint: 'read are: .json' });
}

/** Writes a particle in the form of the ending; tables of grains and of facets go to two files. */
export async function writeParticle(
  path: string,
  p: Polycrystal,
  fields: Readonly<Record<string, Float64Array>> = {},
): Promise<void> {
  if (/\.json$/i.test(path)) return writeFileSafely(path, encodeParticle(p));
  if (/\.(csv|csv\.gz|parquet)$/i.test(path)) {
    const put = (name: string, table: Table): Promise<void> =>
      writeResult(path.replace(/(\.csv\.gz|\.\w+)$/i, `.${name}$1`), {
        recordings: [toRecording(table)],
        structures: [],
        notes: [],
      });
    await put('grains', tabulateGrains(p));
    return put('facets', tabulateFacets(p, fields));
  }
  throw new InputError(`${path} has no ending that a particle is written to`, { hint: FORMS });
}

const toRecording = (table: Table): Recording => ({
  kind: 'table',
  table,
  about: {},
  metadata: {},
  origin: { type: 'simulated', model: 'polycrystal', parameters: {}, parametersHash: '', cermet: CERMET_VERSION },
  notes: [],
});
