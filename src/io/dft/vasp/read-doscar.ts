import { ReadError } from '../../../core/index.js';
import { parseNumber, splitWords } from '../../structures/text.js';
import { baseName, type DftFile, openPlain, readLineBlocks } from '../folder.js';
import type { DosChannel, ProjectedDos } from '../projected-dos.js';
import { readFortran } from '../qe/read-qe-pdos.js';
import { axisOver, LEVEL_WIDTH, spreadLevels, type Levels } from '../read-other-dos.js';

const ORDER = ['s', 'p', 'p', 'p', 'd', 'd', 'd', 'd', 'd', 'f', 'f', 'f', 'f', 'f', 'f', 'f'];

/** Shell of each column of a projected block, and which columns hold which spin. */
function layout(
  columns: number,
  spin: boolean | undefined,
): { shells: string[]; stride: number; down: boolean } | undefined {
  const per = [
    [1, false],
    [2, true],
    [4, false],
  ] as const;
  for (const [stride, down] of per) {
    if (spin !== undefined && stride !== 4 && down !== spin) continue;
    const n = columns / stride;
    if (n === 3 || n === 4) return { shells: ['s', 'p', 'd', 'f'].slice(0, n), stride, down };
    if (n === 9 || n === 16) return { shells: ORDER.slice(0, n), stride, down };
  }
  return undefined;
}

/**
 * Reads a DOSCAR: line 6 holds the highest and lowest energy, the number of rows and the Fermi energy; then the total
 * and, with LORBIT, one block for each ion, by shell or by orbital, without spin, with two, or non-collinear with four
 * columns each.
 *
 * @param elements of the ions, where they are known: a DOSCAR does not name them
 * @throws ReadError where a block is cut short
 */
export async function readDoscar(file: DftFile, elements: readonly string[]): Promise<ProjectedDos> {
  const where = file.path;
  let line = 0;
  let ions = 0;
  let rows: number[][] = [];
  let count = 0;
  let fermi: number | undefined;
  let head = true;
  const blocks: number[][][] = [];
  for await (const lines of readLineBlocks(await openPlain(file)))
    for (const text of lines) {
      line++;
      const words = splitWords(text);
      if (line === 1) ions = Number(words[0]);
      if (line < 6 || words.length === 0) continue;
      if (head) {
        const values = words.map((w) => parseNumber(w) ?? Number.NaN);
        if (values.length < 4 || !(values[2]! >= 1 && values[2]! <= 1e7))
          throw new ReadError('highest and lowest energy, number of rows and Fermi energy must stand here', {
            file: where,
            line,
          });
        if (blocks.length === 0) {
          count = values[2]!;
          fermi = values[3];
        }
        head = false;
        rows = [];
        continue;
      }
      const row = words.map(readFortran);
      if (row.some((v) => !Number.isFinite(v))) throw new ReadError('a number is none', { file: where, line });
      rows.push(row);
      if (rows.length === count) {
        blocks.push(rows);
        head = true;
      }
    }
  if (blocks.length === 0 || !head)
    throw new ReadError(`the density is cut short: ${rows.length} of ${count} rows`, { file: where, line });
  const total = blocks[0]!;
  const polarised = total[0]!.length >= 5;
  const energies = Float64Array.from(total, (row) => row[0]!);
  const channels: DosChannel[] = [];
  blocks.slice(1, ions + 1).forEach((block, ion) => {
    const found = layout(block[0]!.length - 1, polarised);
    if (!found)
      throw new ReadError(`${block[0]!.length - 1} columns of projections are no known form`, { file: where });
    for (const shell of new Set(found.shells)) {
      const pick = found.shells.flatMap((s, i) => (s === shell ? [1 + i * found.stride] : []));
      const sum = (offset: number): Float64Array =>
        Float64Array.from(block, (row) => pick.reduce((total, c) => total + row[c + offset]!, 0));
      channels.push({
        atoms: [ion],
        element: elements[ion] ?? '?',
        shell,
        wave: 0,
        up: sum(0),
        ...(found.down && { down: sum(1) }),
      });
    }
  });
  return {
    energies,
    fermi,
    channels,
    total: {
      up: Float64Array.from(total, (row) => row[1]!),
      ...(polarised && { down: Float64Array.from(total, (row) => row[2]!) }),
    },
    projection: 'PAW spheres of VASP',
    files: [where],
    notes:
      elements.length === 0 && channels.length > 0
        ? [
            {
              level: 'warning',
              code: 'elements-unknown',
              text: 'a DOSCAR names no elements: lay POSCAR, CONTCAR, OUTCAR or vasprun.xml beside it',
              where,
            },
          ]
        : [],
  };
}

/**
 * Reads a PROCAR: weights of the orbitals of each ion in each band at each k-point, spread to densities of states.
 *
 * @param elements of the ions, where they are known
 */
export async function readProcar(file: DftFile, elements: readonly string[]): Promise<ProjectedDos | undefined> {
  const where = file.path;
  let line = 0;
  let spin = -1;
  let weight = 0;
  let energy = Number.NaN;
  let columns: string[] = [];
  let taken = false;
  let announced: [number, number, number] = [0, 0, 0];
  const all: number[] = [];
  const found = new Map<string, { ion: number; shell: string; spins: Levels[] }>();
  for await (const lines of readLineBlocks(await openPlain(file)))
    for (const text of lines) {
      line++;
      const trimmed = text.trim();
      const counts = /# of k-points:\s*(\d+)\s+# of bands:\s*(\d+)\s+# of ions:\s*(\d+)/.exec(trimmed);
      if (counts) {
        announced = [Number(counts[1]), Number(counts[2]), Number(counts[3])];
        spin++;
        continue;
      }
      const point = /^k-point\s+\d+\s*:.*weight\s*=\s*(\S+)/.exec(trimmed);
      if (point) {
        weight = Number(point[1]);
        continue;
      }
      const band = /^band\s+\d+\s*#\s*energy\s+(\S+)/.exec(trimmed);
      if (band) {
        energy = Number(band[1]);
        all.push(energy);
        taken = false;
        continue;
      }
      if (/^ion\b/.test(trimmed)) {
        // With LORBIT 12 phases follow under the same header; non-collinear runs repeat the block for x, y and z.
        if (taken) columns = [];
        else columns = splitWords(trimmed).slice(1);
        continue;
      }
      if (/^tot\b/.test(trimmed)) {
        taken = true;
        columns = [];
        continue;
      }
      if (columns.length === 0 || !/^\d+\s/.test(trimmed)) continue;
      const words = splitWords(trimmed);
      const ion = Number(words[0]) - 1;
      const values = words.slice(1).map(readFortran);
      if (
        values.length !== columns.length ||
        values.some((v) => !Number.isFinite(v)) ||
        !Number.isFinite(energy) ||
        spin < 0
      )
        throw new ReadError(`${columns.length} weights are needed here`, { file: where, line });
      const sums: Record<string, number> = {};
      columns.forEach((name, c) => {
        const shell = name.startsWith('x2') ? 'd' : name[0]!;
        if (name !== 'tot' && 'spdf'.includes(shell)) sums[shell] = (sums[shell] ?? 0) + values[c]!;
      });
      for (const [shell, sum] of Object.entries(sums)) {
        const key = `${ion} ${shell}`;
        const entry = found.get(key) ?? { ion, shell, spins: [] };
        const levels = (entry.spins[spin] ??= { energies: [], weights: [] });
        levels.energies.push(energy);
        levels.weights.push(weight * sum);
        found.set(key, entry);
      }
    }
  if (all.length === 0) return undefined;
  if (all.length < announced[0] * announced[1] * (spin + 1))
    throw new ReadError('the file is cut short: bands are missing', { file: where, line });
  const energies = axisOver(all);
  // Without spin each level holds two electrons.
  const scale = spin === 0 ? 2 : 1;
  return {
    energies,
    channels: [...found.values()].flatMap(({ ion, shell, spins }): DosChannel[] => {
      if (!spins[0]) return [];
      const up = spreadLevels(spins[0], energies).map((v) => v * scale);
      return [
        {
          atoms: [ion],
          element: elements[ion] ?? '?',
          shell,
          wave: 0,
          up,
          ...(spins[1] && { down: spreadLevels(spins[1], energies) }),
        },
      ];
    }),
    projection: 'PAW spheres of VASP',
    broadening: LEVEL_WIDTH,
    files: [where],
    notes: [
      {
        level: 'info',
        code: 'levels-spread',
        text: `bare levels of ${baseName(where)} were given Gaussians of ${LEVEL_WIDTH} eV`,
      },
    ],
  };
}
