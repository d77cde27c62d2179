import { ReadError, type Context, throwIfAborted } from '../../core/index.js';
import { findElement, parseNumber, readText, splitWords } from '../structures/text.js';
import { HARTREE } from './calculation.js';
import { baseName, type DftFile, openPlain } from './folder.js';
import type { DosChannel, ProjectedDos } from './projected-dos.js';
import { readLdosLists } from './read-cp2k.js';

/** [eV] Gaussian width that bare levels are given. */
export const LEVEL_WIDTH = 0.1;
/** [eV] */
const STEP = 0.02;
const SHELLS = ['s', 'p', 'd', 'f', 'g'];

/** Levels with weights, spread to a density by Gaussians of `LEVEL_WIDTH`. */
export interface Levels {
  /** [eV] */
  energies: number[];
  weights: number[];
}

/**
 * A density of states of bare levels on an axis.
 *
 * @param axis [eV] (n) equal steps
 * @returns [states/eV] (n)
 */
export function spreadLevels({ energies, weights }: Levels, axis: Float64Array): Float64Array {
  const density = new Float64Array(axis.length);
  const step = axis[1]! - axis[0]!;
  const norm = 1 / (LEVEL_WIDTH * Math.sqrt(2 * Math.PI));
  energies.forEach((energy, i) => {
    const middle = (energy - axis[0]!) / step;
    const reach = Math.ceil((6 * LEVEL_WIDTH) / step);
    for (
      let k = Math.max(0, Math.floor(middle) - reach);
      k <= Math.min(axis.length - 1, Math.ceil(middle) + reach);
      k++
    )
      density[k]! += weights[i]! * norm * Math.exp(-0.5 * ((axis[k]! - energy) / LEVEL_WIDTH) ** 2);
  });
  return density;
}

/**
 * An axis over all levels with room for their widths.
 *
 * @param energies [eV]
 * @returns [eV] (n)
 */
export function axisOver(energies: readonly number[]): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const e of energies) {
    low = Math.min(low, e);
    high = Math.max(high, e);
  }
  // Deep core levels need no fine axis.
  low = Math.max(low, high - 200) - 1;
  return Float64Array.from({ length: Math.ceil((high + 1 - low) / STEP) + 1 }, (_, i) => low + i * STEP);
}

const ABINIT = /_DOS_AT(\d+)$/;
const CP2K = /-(ALPHA_|BETA_)?(k|list)(\d+)-\d+\.pdos$/;

/** Whether a file is a projected density of states of ABINIT or CP2K, or one with labelled columns. */
export function matchOtherDos(path: string): 'abinit' | 'cp2k' | 'columns' | undefined {
  const base = baseName(path);
  return ABINIT.test(base) ? 'abinit' : CP2K.test(base) ? 'cp2k' : /^pdos.*\.dat$/i.test(base) ? 'columns' : undefined;
}

/** Reads the files `…_DOS_AT0003` of ABINIT: densities in spheres, by angular momentum, in Hartree. */
export async function readAbinitDos(
  files: readonly DftFile[],
  elements: readonly string[],
  ctx?: Context,
): Promise<ProjectedDos | undefined> {
  const channels: DosChannel[] = [];
  let energies: Float64Array | undefined;
  let fermi: number | undefined;
  for (const file of files) {
    throwIfAborted(ctx);
    const atom = Number(ABINIT.exec(baseName(file.path))![1]) - 1;
    const spins: number[][][] = [];
    for (const [i, line] of (await readText(await openPlain(file))).split('\n').entries()) {
      const text = line.trim();
      const level = /Fermi energy\s*:\s*(\S+)/.exec(text);
      if (level) fermi = (parseNumber(level[1]) ?? Number.NaN) * HARTREE;
      if (/Spin-(up|dn|down)\s+DOS/i.test(text)) spins.push([]);
      if (text === '' || text.startsWith('#')) continue;
      const row = splitWords(text).map((w) => parseNumber(w) ?? Number.NaN);
      if (row.length < 6 || row.slice(0, 6).some((v) => !Number.isFinite(v)))
        throw new ReadError('six numbers are needed here', { file: file.path, line: i + 1 });
      if (spins.length === 0) spins.push([]);
      spins[spins.length - 1]!.push(row);
    }
    if (spins.length === 0 || spins[0]!.length < 2) throw new ReadError('the file holds no rows', { file: file.path });
    const axis = Float64Array.from(spins[0]!, (row) => row[0]! * HARTREE);
    energies ??= axis;
    if (axis.length !== energies.length || spins.some((rows) => rows.length !== axis.length))
      throw new ReadError('its energies are not those of the other densities, or a spin is cut short', {
        file: file.path,
      });
    for (let l = 0; l < 4; l++) {
      const of = (spin: number): Float64Array => Float64Array.from(spins[spin]!, (row) => row[1 + l]! / HARTREE);
      channels.push({
        atoms: [atom],
        element: elements[atom] ?? '?',
        shell: SHELLS[l]!,
        wave: 0,
        up: of(0),
        ...(spins.length > 1 && { down: of(1) }),
      });
    }
  }
  if (!energies) return undefined;
  return {
    energies,
    fermi: Number.isFinite(fermi) ? fermi : undefined,
    channels,
    projection: 'spheres of ABINIT',
    files: files.map((f) => f.path),
    notes: [],
  };
}

/**
 * Reads the `.pdos` files of CP2K: levels with weights, in Hartree. A numbered list is the list of that number in the
 * input, not an atom: without the input its atoms are not known.
 */
export async function readCp2kDos(
  files: readonly DftFile[],
  input: string | undefined,
  elements: readonly string[],
  ctx?: Context,
): Promise<ProjectedDos | undefined> {
  const lists = input === undefined ? [] : readLdosLists(input);
  const found = new Map<string, { atoms: number[]; element: string; shell: string; spins: Levels[] }>();
  const all: number[] = [];
  let fermi: number | undefined;
  const notes: ProjectedDos['notes'] = [];
  for (const file of files) {
    throwIfAborted(ctx);
    const base = baseName(file.path);
    const match = CP2K.exec(base)!;
    const spin = match[1] === 'BETA_' ? 1 : 0;
    const partner = match[1] && base.replace(match[0], match[0].replace(match[1], spin === 1 ? 'ALPHA_' : 'BETA_'));
    if (partner && !files.some((f) => baseName(f.path) === partner)) {
      notes.push({
        level: 'warning',
        code: 'one-spin',
        text: `its other spin (${partner}) is not here: left out`,
        where: file.path,
      });
      continue;
    }
    const lines = (await readText(await openPlain(file))).split('\n');
    const level = /E\(Fermi\) =\s*(-?[\d.]+)/.exec(lines[0] ?? '');
    if (level) fermi = Number(level[1]) * HARTREE;
    const header = splitWords((lines[1] ?? '').replace(/^#/, '').replace(/Eigenvalue \[a\.u\.\]/, 'Eigenvalue'));
    let atoms: number[];
    let element: string;
    if (match[2] === 'list') {
      atoms = lists[Number(match[3]) - 1] ?? [];
      element = elements[atoms[0]!] ?? '?';
      if (atoms.length === 0) {
        notes.push({
          level: 'warning',
          code: 'list-unknown',
          text: 'which atoms this list is stands in the input, which is not here: left out',
          where: file.path,
        });
        continue;
      }
    } else {
      element = /atomic kind\s+(\S+)/.exec(lines[0] ?? '')?.[1] ?? '?';
      element = findElement(element) ?? element;
      atoms = elements.flatMap((e, i) => (e === element ? [i] : []));
    }
    const shells = new Map<string, Levels>();
    for (const [i, line] of lines.slice(2).entries()) {
      const words = splitWords(line);
      if (words.length === 0) continue;
      const row = words.map((w) => parseNumber(w) ?? Number.NaN);
      if (row.length !== header.length || row.some((v) => !Number.isFinite(v)))
        throw new ReadError(`${header.length} numbers are needed here`, { file: file.path, line: i + 3 });
      const energy = row[1]! * HARTREE;
      all.push(energy);
      const sums: Record<string, number> = {};
      header.forEach((name, c) => {
        if (c > 2) sums[name[0]!] = (sums[name[0]!] ?? 0) + row[c]!;
      });
      for (const [shell, weight] of Object.entries(sums)) {
        const of = shells.get(shell) ?? { energies: [], weights: [] };
        of.energies.push(energy);
        of.weights.push(weight);
        shells.set(shell, of);
      }
    }
    for (const [shell, levels] of shells) {
      const key = `${match[2]}${match[3]} ${shell}`;
      const entry = found.get(key) ?? { atoms, element, shell, spins: [] };
      entry.spins[spin] = levels;
      found.set(key, entry);
    }
  }
  if (all.length === 0) return undefined;
  const energies = axisOver(all);
  const channels = [...found.values()].flatMap(({ spins, ...rest }): DosChannel[] => {
    if (!spins[0]) return [];
    const up = spreadLevels(spins[0], energies);
    return [{ ...rest, wave: 0, up, ...(spins[1] && { down: spreadLevels(spins[1], energies) }) }];
  });
  notes.push({ level: 'info', code: 'levels-spread', text: `bare levels were given Gaussians of ${LEVEL_WIDTH} eV` });
  return {
    energies,
    fermi,
    channels,
    projection: 'Mulliken-like weights of CP2K',
    broadening: LEVEL_WIDTH,
    files: files.map((f) => f.path),
    notes,
  };
}

/**
 * Reads a table with labelled columns, as Cermet's script for GPAW writes it: `E-Ef` or `E`, then `O3_p_up`, `O3_p_dn`
 * … with the number of the atom in the file from 1 (left out where the element is alone).
 */
export async function readLabelledDos(file: DftFile, elements: readonly string[]): Promise<ProjectedDos | undefined> {
  const lines = (await readText(await openPlain(file))).split('\n').filter((line) => line.trim() !== '');
  const header = splitWords((lines[0] ?? '').replace(/^#/, ''));
  if (!/^E(-Ef)?$/i.test(header[0] ?? '')) return undefined;
  const rows = lines.slice(1).map((line, i) => {
    const row = splitWords(line).map((w) => parseNumber(w) ?? Number.NaN);
    if (row.length !== header.length || row.some((v) => !Number.isFinite(v)))
      throw new ReadError(`${header.length} numbers are needed here`, { file: file.path, line: i + 2 });
    return row;
  });
  if (rows.length < 2) throw new ReadError('the file holds no rows', { file: file.path });
  const channels = new Map<string, DosChannel>();
  header.forEach((name, c) => {
    const match = /^([A-Z][a-z]?)(\d*)_([spdf])_(up|dn|down)$/.exec(name);
    if (!match) return;
    const same = elements.flatMap((e, i) => (e === match[1] ? [i] : []));
    const atom = match[2] !== '' ? Number(match[2]) - 1 : same.length === 1 ? same[0] : undefined;
    if (atom === undefined || (elements.length > 0 && elements[atom] !== match[1])) return;
    const values = Float64Array.from(rows, (row) => row[c]!);
    const key = `${atom} ${match[3]}`;
    const there = channels.get(key);
    if (match[4] === 'up')
      channels.set(key, { atoms: [atom], element: match[1]!, shell: match[3]!, wave: 0, up: values });
    else if (there) channels.set(key, { ...there, down: values });
  });
  if (channels.size === 0) return undefined;
  return {
    energies: Float64Array.from(rows, (row) => row[0]!),
    ...(/Ef/i.test(header[0]!) && { fermi: 0 }),
    channels: [...channels.values()],
    projection: 'PAW projectors of GPAW',
    files: [file.path],
    notes: [],
  };
}
