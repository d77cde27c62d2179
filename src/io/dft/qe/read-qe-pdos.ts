import { ReadError, throwIfAborted, type Context, type Note } from '../../../core/index.js';
import { findElement } from '../../structures/text.js';
import { baseName, type DftFile, openPlain, readLineBlocks } from '../folder.js';
import type { DosChannel, ProjectedDos } from '../projected-dos.js';

const NAME = /^(.*)\.pdos_atm#(\d+)\(([A-Za-z]\w*)\)_wfc#(\d+)\(([spdf])(?:_j(\d\.\d))?\)$/;

/** Whether a file is a projected density of states of `projwfc.x`, and of which calculation by its prefix. */
export function matchQePdos(path: string): { prefix: string; total: boolean } | undefined {
  const base = baseName(path);
  const projected = NAME.exec(base);
  if (projected) return { prefix: projected[1]!, total: false };
  return base.endsWith('.pdos_tot') ? { prefix: base.slice(0, -9), total: true } : undefined;
}

/**
 * Reads the files `PREFIX.pdos_atm#I(El)_wfc#J(l)` and `PREFIX.pdos_tot` of one calculation.
 *
 * @throws ReadError where axes differ, a row is short or a number is none
 */
export async function readQePdos(files: readonly DftFile[], ctx?: Context): Promise<ProjectedDos | undefined> {
  let energies: Float64Array | undefined;
  const channels: DosChannel[] = [];
  const notes: Note[] = [];
  let total: ProjectedDos['total'];
  for (const [i, file] of files.entries()) {
    throwIfAborted(ctx);
    ctx?.progress?.(i, files.length, file.path);
    const base = baseName(file.path);
    const match = NAME.exec(base);
    const { header, rows, width } = await readRows(file);
    if (/^#\s*ik\b/.test(header)) {
      notes.push({
        level: 'warning',
        code: 'k-resolved',
        text: 'a density of states resolved by k-point is not summed over: run projwfc.x with kresolveddos=.false.',
        where: file.path,
      });
      continue;
    }
    const polarised = match ? /ldosup/i.test(header) : /dosup/i.test(header);
    const axis = column(rows, width, 0);
    if (energies === undefined) energies = axis;
    else if (
      axis.length !== energies.length ||
      Math.abs(axis[0]! - energies[0]!) > 1e-6 ||
      Math.abs(axis[axis.length - 1]! - energies[energies.length - 1]!) > 1e-6
    )
      throw new ReadError(
        `its energies (${axis.length} from ${axis[0]} eV) are not those of the other densities (${energies.length} from ${energies[0]} eV)`,
        { file: file.path },
        { hint: 'files of two runs of projwfc.x lie here: keep those of one' },
      );
    const up = column(rows, width, 1);
    const down = polarised ? column(rows, width, 2) : undefined;
    if (match)
      channels.push({
        atoms: [Number(match[2]) - 1],
        element: findElement(match[3]!) ?? match[3]!,
        shell: match[5]!,
        wave: Number(match[4]),
        up,
        down,
      });
    else total = { up, down };
  }
  if (!energies) return undefined;
  return { energies, channels, total, projection: 'Löwdin', files: files.map((f) => f.path), notes };
}

/** Rows of numbers below one line that begins with `#`, in one array. */
async function readRows(file: DftFile): Promise<{ header: string; rows: Float64Array; width: number }> {
  let header = '';
  let width = 0;
  let rows = new Float64Array(4096);
  let used = 0;
  let line = 0;
  for await (const lines of readLineBlocks(await openPlain(file))) {
    for (const text of lines) {
      line++;
      const trimmed = text.trim();
      if (trimmed === '') continue;
      if (trimmed.startsWith('#')) {
        header ||= trimmed;
        continue;
      }
      const words = trimmed.split(/\s+/);
      if (width === 0) width = words.length;
      if (words.length !== width || width < 2)
        throw new ReadError(
          `${words.length} numbers where the other rows have ${width}`,
          { file: file.path, line },
          { hint: 'the file may be cut short: run projwfc.x again' },
        );
      if (used + width > rows.length) {
        const more = new Float64Array(2 * rows.length + width);
        more.set(rows);
        rows = more;
      }
      for (const word of words) {
        const value = readFortran(word);
        if (!Number.isFinite(value))
          throw new ReadError(`"${word.slice(0, 20)}" is not a number`, { file: file.path, line });
        rows[used++] = value;
      }
    }
  }
  if (used === 0) throw new ReadError('the file holds no rows', { file: file.path });
  return { header, rows: rows.subarray(0, used), width };
}

/** Fortran drops the E of an exponent of three digits: `0.123-101`. */
export function readFortran(word: string): number {
  const value = Number(word);
  if (Number.isFinite(value) && word !== '') return value;
  const short = /^([-+]?\d*\.?\d+)([-+]\d{3})$/.exec(word);
  return short ? Number(`${short[1]}e${short[2]}`) : Number(word.replace(/[dD]/, 'e'));
}

function column(rows: Float64Array, width: number, index: number): Float64Array {
  const out = new Float64Array(rows.length / width);
  if (index >= width) return out;
  for (let i = 0; i < out.length; i++) out[i] = rows[i * width + index]!;
  return out;
}
