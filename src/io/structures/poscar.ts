import { computeVolume, ReadError, toCartesian, type Note, type Structure } from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import {
  findElement,
  parseNumber,
  readText,
  requireElement,
  requireNumbers,
  requireSound,
  splitLines,
  splitTouching,
  splitWords,
} from './text.js';

/**
 * VASP's POSCAR and CONTCAR, with and without the line of symbols. Layout: https://www.vasp.at/wiki/index.php/POSCAR.
 */
export const poscarReader = defineStructureReader({
  id: 'poscar',
  version: '1',
  title: 'VASP POSCAR and CONTCAR',
  kind: 'structure',
  extensions: ['.vasp', '.poscar', '.contcar'],
  sniff(head, name) {
    const lines = splitLines(new TextDecoder().decode(head.subarray(0, 8192)));
    const named = /poscar|contcar|\.vasp$/i.test(name) ? 0.05 : 0;
    return looksLikeHeader(lines) && !lines.some((line) => /^\s*direct\s+configuration/i.test(line)) ? 0.9 + named : 0;
  },
  async read(source) {
    const lines = splitLines(await readText(source));
    const notes: Note[] = [];
    return { recordings: [], structures: [parsePoscar(lines, source.name, notes)], notes };
  },
});

/** Five header lines of numbers as POSCAR and XDATCAR share them. */
export function looksLikeHeader(lines: readonly string[]): boolean {
  const scales = splitWords(lines[1] ?? '');
  if (![1, 3].includes(scales.length) || scales.some((word) => parseNumber(word) === undefined)) return false;
  if (scales.length === 3 && scales.some((word) => !(parseNumber(word)! > 0))) return false;
  // After the cell come symbols of elements or whole numbers of atoms; a table of numbers goes on with numbers.
  if (
    !splitWords(lines[5] ?? '')
      .slice(0, 1)
      .every((word) => /^(?:[A-Z][a-z]?(?:[_/].*)?|[1-9]\d{0,7})$/.test(word))
  )
    return false;
  // Counts of atoms stand in the sixth or seventh line, and below them a word: rows of numbers are a table.
  const below = /^\s*\d/.test(lines[5] ?? '') ? lines[6] : lines[7];
  if (below !== undefined && /^\s*[-+.]?\d/.test(below)) return false;
  return [2, 3, 4].every(
    (i) =>
      splitWords(lines[i] ?? '').length >= 3 &&
      splitWords(lines[i]!)
        .slice(0, 3)
        .every((word) => parseNumber(word) !== undefined),
  );
}

/** Comment, cell and atoms per species: what POSCAR and XDATCAR begin with. */
export interface PoscarHeader {
  comment: string;
  cell: Float64Array;
  /** [1] factors that Cartesian coordinates are multiplied with. */
  scale: readonly [number, number, number];
  elements: string[] | undefined;
  counts: number[];
  /** Index of the first line after the header. */
  next: number;
}

/** Reads the lines up to the numbers of atoms; `from` is the line to begin at. */
export function parsePoscarHeader(lines: readonly string[], file: string, from = 0): PoscarHeader {
  const at = (i: number) => splitWords(lines[from + i] ?? '');
  const vector = (i: number) => requireNumbers(at(i), 3, 'a lattice vector', file, from + i + 1);
  const scaleWords = at(1);
  const scales = requireNumbers(
    scaleWords,
    scaleWords.length === 3 && parseNumber(scaleWords[1]) !== undefined ? 3 : 1,
    'the scale',
    file,
    from + 2,
  );
  const raw = Float64Array.from([...vector(2), ...vector(3), ...vector(4)]);
  const scale = resolveScale(scales, raw, file, from + 2);
  const cell = raw.map((value, i) => value * scale[i % 3]!);
  const named = at(5).length > 0 && parseNumber(at(5)[0]) === undefined;
  const symbolWords = at(5);
  const countWords = at(named ? 6 : 5);
  const firstText = countWords.findIndex((word) => !/^\d{1,8}$/.test(word));
  const counts = (firstText < 0 ? countWords : countWords.slice(0, firstText)).map(Number);
  const total = counts.reduce((a, b) => a + b, 0);
  const countLine = from + (named ? 7 : 6);
  if (counts.length === 0)
    throw new ReadError('the numbers of atoms of each element are missing', { file, line: countLine });
  if (total === 0 || total > lines.length)
    throw new ReadError(
      `${total} atoms are announced in a file of ${lines.length} lines`,
      { file, line: countLine },
      { hint: 'check the line with the numbers of atoms' },
    );
  let symbols: string[] | undefined;
  if (named) {
    symbols = symbolWords
      .slice(0, counts.length)
      .map((word) => requireElement(findElement(word) ?? word, file, from + 6));
    if (symbols.length < counts.length)
      throw new ReadError(`${counts.length} numbers of atoms but ${symbols.length} elements`, {
        file,
        line: countLine,
      });
  }
  const elements = symbols?.flatMap((symbol, i) => Array<string>(counts[i]!).fill(symbol));
  return { comment: lines[from] ?? '', cell, scale, elements, counts, next: from + (named ? 7 : 6) };
}

/** One factor, three factors, or minus the volume wanted. */
function resolveScale(
  scales: readonly number[],
  raw: Float64Array,
  file: string,
  line: number,
): [number, number, number] {
  if (scales.length === 3) {
    if (scales.some((value) => !(value > 0)))
      throw new ReadError('three scale factors must all be above zero', { file, line });
    return scales as [number, number, number];
  }
  const volume = computeVolume(raw);
  const factor = scales[0]! < 0 ? Math.cbrt(-scales[0]! / volume) : scales[0]!;
  if (!(factor > 0) || !Number.isFinite(factor))
    throw new ReadError(
      `the scale is ${scales[0]}`,
      { file, line },
      { hint: 'give a factor above zero, or minus the volume of the cell in Å3' },
    );
  return [factor, factor, factor];
}

function parsePoscar(lines: readonly string[], file: string, notes: Note[]): Structure {
  const header = parsePoscarHeader(lines, file);
  let { next } = header;
  const selective = /^\s*s/i.test(lines[next] ?? '');
  if (selective) next++;
  const mode = (lines[next] ?? '').trim();
  if (!/^[dck]/i.test(mode))
    throw new ReadError(`Direct or Cartesian must stand here, not "${mode.slice(0, 40)}"`, { file, line: next + 1 });
  const cartesian = /^[ck]/i.test(mode);
  next++;
  const n = header.counts.reduce((a, b) => a + b, 0);
  const coordinates = new Float64Array(3 * n);
  const fixed = new Float64Array(3 * n);
  const tails: string[][] = [];
  for (let i = 0; i < n; i++) {
    const line = next + i;
    if (lines[line] === undefined || lines[line].trim() === '')
      throw new ReadError(`${n} atoms are announced, but only ${i} are here`, { file, line: line + 1 });
    const words = splitTouching(lines[line]);
    coordinates.set(requireNumbers(words, 3, 'a position', file, line + 1), 3 * i);
    if (selective) {
      const flags = words.slice(3, 6).map((word) => word.replaceAll('.', '').toUpperCase()[0]);
      if (flags.length < 3 || flags.some((flag) => flag !== 'T' && flag !== 'F'))
        throw new ReadError('selective dynamics asks for three of T and F after each position', {
          file,
          line: line + 1,
        });
      fixed.set(
        flags.map((flag) => (flag === 'F' ? 1 : 0)),
        3 * i,
      );
    }
    tails.push(words.slice(selective ? 6 : 3));
  }
  const elements = header.elements ?? guessElements(header, tails, file);
  const positions = cartesian
    ? coordinates.map((value, i) => value * header.scale[i % 3]!)
    : toCartesian(header.cell, coordinates);
  const atomic: Record<string, { width: number; values: Float64Array }> = {};
  if (selective) atomic.fixed = { width: 3, values: fixed };
  const velocities = parseVelocities(lines, next + n, n, file, notes);
  if (velocities) atomic.velocities = { width: 3, values: velocities };
  const structure: Structure = {
    cell: header.cell,
    pbc: [true, true, true],
    elements,
    positions,
    ...(Object.keys(atomic).length > 0 && { atomic }),
    ...(header.comment.trim() !== '' && { info: { comment: header.comment.trim() } }),
  };
  return requireSound(structure, file);
}

/** A VASP 4 file has no line of symbols; they may stand behind the positions or in the comment. */
function guessElements(header: PoscarHeader, tails: readonly string[][], file: string): string[] {
  const behind = tails.map((words) => (words[0] === undefined ? undefined : findElement(words[0])));
  if (behind.every((symbol) => symbol !== undefined)) return behind as string[];
  const words = splitWords(header.comment);
  const named = words
    .slice(0, header.counts.length)
    .map((word) => (/^[A-Z][a-z]?$/.test(word) ? findElement(word) : undefined));
  if (named.length === header.counts.length && named.every((symbol) => symbol !== undefined))
    return named.flatMap((symbol, i) => Array<string>(header.counts[i]!).fill(symbol!));
  throw new ReadError(
    'this file does not say which elements its atoms are (VASP 4 form)',
    { file, line: 6 },
    { hint: 'add a line with the symbols above the numbers of atoms' },
  );
}

/** Velocities follow a blank line or `Cartesian`, in Å/fs; those in lattice units per step cannot be used. */
function parseVelocities(
  lines: readonly string[],
  from: number,
  n: number,
  file: string,
  notes: Note[],
): Float64Array | undefined {
  let start = from;
  if (/^\s*lattice velocities/i.test(lines[start] ?? '')) start += 8;
  const mode = (lines[start] ?? '').trim();
  if (start + n >= lines.length || (mode !== '' && !/^[ckd]/i.test(mode))) return undefined;
  const rows = Array.from({ length: n }, (_, i) => splitWords(lines[start + 1 + i]!));
  // A CHGCAR continues with the grid of its density after the blank line.
  const grid = mode === '' && rows[0]!.every((word) => /^[1-9]\d*$/.test(word));
  if (grid || rows.some((words) => words.length !== 3)) return undefined;
  if (/^d/i.test(mode)) {
    notes.push({
      level: 'warning',
      code: 'velocities-skipped',
      text: 'Velocities in lattice vectors per time step are not kept: the file does not say how long a step is.',
      where: file,
    });
    return undefined;
  }
  const values = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) values.set(requireNumbers(rows[i]!, 3, 'a velocity', file, start + 2 + i), 3 * i);
  return values;
}
