import { CERMET_VERSION, InputError, parseQuantity, ReadError, type Recording, type Table } from '../core/index.js';
import {
  decodeParticle,
  encodeParticle,
  fromLabels,
  fromTess,
  type LatticeTable,
  type Polycrystal,
  type StiffnessTable,
  tabulateFacets,
  tabulateGrains,
  toTess,
  toVtu,
} from '../grains/index.js';
import { fileSource, readTextFile, writeFileSafely } from './files.js';
import { writeResult } from './resolve.js';

const FORMS = '.json, .tess, .vtu, .csv, .csv.gz, .parquet';

/** Reads a particle in any of its forms; `edge` is a voxel's or the file's unit, such as `20 nm`. */
export async function readParticle(path: string, edge?: string): Promise<Polycrystal> {
  if (/\.json$/i.test(path)) return decodeParticle(await readTextFile(path), path);
  const length = edge === undefined ? undefined : parseQuantity(edge, 'length').value;
  if (length !== undefined && !(length > 0)) throw new InputError(`--voxel must be above 0, not "${edge}"`);
  if (/\.tess$/i.test(path)) {
    const { parseTess } = await import('../io/grains/tess.js');
    const p = fromTess(parseTess(await readTextFile(path), path), length ?? 1e-6);
    if (length === undefined)
      p.notes.push({
        level: 'info',
        code: 'unit-assumed',
        text: 'a .tess file has no unit: 1 is taken for 1 um; say another with --voxel',
      });
    return p;
  }
  if (/\.(tiff?|nrrd|npy)$/i.test(path)) {
    const { readLabelStack } = await import('../io/grains/label-stack.js');
    const stack = await readLabelStack(await (await fileSource(path)).bytes(), path);
    const voxel = length === undefined ? stack.voxel : ([length, length, length] as const);
    if (!voxel)
      throw new InputError(`${path} does not say how large a voxel is`, {
        hint: "give --voxel, such as --voxel '20 nm'",
      });
    return fromLabels(stack, voxel);
  }
  throw new ReadError(
    'this is no form in which particles are read',
    { file: path },
    { hint: 'read are .json, .tess, and labelled stacks as .tif, .nrrd, .npy' },
  );
}

/** Writes a particle in the form of the ending; tables of grains and of facets go to two files. */
export async function writeParticle(
  path: string,
  p: Polycrystal,
  fields: Readonly<Record<string, Float64Array>> = {},
): Promise<void> {
  if (/\.json$/i.test(path)) return writeFileSafely(path, encodeParticle(p));
  if (/\.tess$/i.test(path)) return writeFileSafely(path, toTess(p));
  if (/\.vtu$/i.test(path)) return writeFileSafely(path, toVtu(p, fields));
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

/** Lattice constants from a table of x, a_angstrom, c_angstrom. */
export async function readLattice(path: string): Promise<LatticeTable> {
  const [x, a, c] = await readColumns(path, ['x', 'a_angstrom', 'c_angstrom']);
  return { x, a, c, source: path };
}

/** Elastic constants from a table of x and c11_gpa, c12_gpa, c13_gpa, c33_gpa, c44_gpa. */
export async function readStiffness(path: string): Promise<StiffnessTable> {
  const names = ['x', 'c11_gpa', 'c12_gpa', 'c13_gpa', 'c33_gpa', 'c44_gpa'];
  const [x, c11, c12, c13, c33, c44] = await readColumns(path, names);
  return {
    x,
    constants: x.map((_, i) => ({
      c11: 1e9 * c11[i],
      c12: 1e9 * c12[i],
      c13: 1e9 * c13[i],
      c33: 1e9 * c33[i],
      c44: 1e9 * c44[i],
    })),
    source: path,
  };
}

/** Columns of a plain table by name; a missing value becomes NaN, which what reads it refuses with its row. */
async function readColumns(path: string, names: readonly string[]): Promise<number[][]> {
  const lines = (await readTextFile(path)).split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const cut = (line: string): string[] => line.split(/[,;\t]/).map((cell) => cell.trim());
  const head = cut(lines[0] ?? '').map((cell) => cell.toLowerCase());
  const at = names.map((name) => head.indexOf(name));
  const missing = names.filter((_, k) => at[k] < 0);
  if (missing.length > 0)
    throw new ReadError(
      `this table has no column ${missing.join(', ')}`,
      { file: path, line: 1 },
      { hint: `its first line must name ${names.join(', ')}` },
    );
  return at.map((k) =>
    lines.slice(1).map((line) => ((cell) => (cell === undefined || cell === '' ? NaN : Number(cell)))(cut(line)[k])),
  );
}
