import { ReadError, toCartesian, type Structure } from '../../core/index.js';
import { parseQeInput, type QeInput } from '../dft/qe/parse-qe-input.js';
import { defineStructureReader } from './define-structure-reader.js';
import { BOHR, buildQeLattice } from './qe-lattice.js';
import {
  findElement,
  parseNumber,
  readText,
  requireElement,
  requireNumbers,
  requireSound,
  splitWords,
} from './text.js';

/**
 * Inputs of Quantum ESPRESSO's `pw.x`: the cell of any `ibrav`, positions in any unit, held atoms. Layout: INPUT_PW.
 */
export const qeInputReader = defineStructureReader({
  id: 'qe-input',
  version: '1',
  title: 'Quantum ESPRESSO pw.x input',
  kind: 'structure',
  extensions: ['.in', '.pwi', '.pw', '.qe'],
  sniff(head) {
    const text = new TextDecoder().decode(head);
    return /^[ \t]{0,80}&system\b/im.test(text) && /^[ \t]{0,80}ATOMIC_POSITIONS\b/im.test(text) ? 0.96 : 0;
  },
  async read(source) {
    const input = parseQeInput(await readText(source));
    if (!input) throw new ReadError('there is no namelist in this input', { file: source.name });
    return { recordings: [], structures: [buildFromInput(input, source.name)], notes: [] };
  },
});

const real = (text: string | undefined): number => parseNumber(text?.trim()) ?? NaN;

function buildFromInput(input: QeInput, file: string): Structure {
  const { values, cards } = input;
  if (values.space_group !== undefined)
    throw new ReadError(
      'the input gives atoms by a space group (space_group, crystal_sg)',
      { file },
      { hint: 'let pw.x print all atoms, or write them as a CIF' },
    );
  const { cell, alat } = readCell(input, file);
  const card = cards.ATOMIC_POSITIONS;
  if (!card) throw new ReadError('the input has no card ATOMIC_POSITIONS', { file });
  const option = card.option || 'alat';
  const count = real(values.nat);
  if (Number.isInteger(count) && card.lines.length < count)
    throw new ReadError(`nat = ${count}, but ${card.lines.length} atoms stand below ATOMIC_POSITIONS`, { file });
  const lines = Number.isInteger(count) ? card.lines.slice(0, count) : card.lines;
  const coordinates = new Float64Array(3 * lines.length);
  const fixed = new Float64Array(3 * lines.length);
  const elements = lines.map((line, i) => {
    const words = splitWords(line);
    coordinates.set(
      words.slice(1, 4).length === 3
        ? words.slice(1, 4).map((w) => readTerm(w, file))
        : requireNumbers(words.slice(1, 4), 3, 'a position', file, 1),
      3 * i,
    );
    words.slice(4, 7).forEach((flag, k) => {
      if (flag === '0') fixed[3 * i + k] = 1;
    });
    return requireElement(findElement(words[0] ?? '') ?? words[0], file, 1);
  });
  return requireSound(
    {
      cell,
      pbc: [true, true, true],
      elements,
      positions: toPositions(coordinates, option, cell, alat, file),
      ...(fixed.some((v) => v > 0) && { atomic: { fixed: { width: 3, values: fixed } } }),
      labels: lines.map((line) => splitWords(line)[0]!),
      ...(values.prefix !== undefined && { info: { prefix: values.prefix } }),
    },
    file,
  );
}

/** A number, or a quotient of two, as pw.x allows: `1/3`. */
function readTerm(word: string, file: string): number {
  const parts = word.split('/').map((p) => parseNumber(p));
  if (parts.some((p) => p === undefined) || parts.length > 2)
    throw new ReadError(
      `"${word.slice(0, 30)}" is not a coordinate`,
      { file },
      { hint: 'write numbers or quotients such as 1/3' },
    );
  return parts.length === 2 ? parts[0]! / parts[1]! : parts[0]!;
}

function readCell({ values, cards }: QeInput, file: string): { cell: Float64Array; alat: number | undefined } {
  const ibrav = real(values.ibrav);
  const celldm = [NaN, ...[1, 2, 3, 4, 5, 6].map((i) => real(values[`celldm(${i})`]))];
  const [a, b, c] = ['a', 'b', 'c'].map((k) => real(values[k])) as [number, number, number];
  if (Number.isFinite(celldm[1])) celldm[1]! *= BOHR;
  else if (Number.isFinite(a)) {
    celldm[1] = a;
    celldm[2] = b / a;
    celldm[3] = c / a;
    const [ab, ac, bc] = ['cosab', 'cosac', 'cosbc'].map((k) => real(values[k])) as [number, number, number];
    // Which cosine stands in celldm(4) depends on the lattice.
    if (ibrav === 14) [celldm[4], celldm[5], celldm[6]] = [bc, ac, ab];
    else if (ibrav === -12 || ibrav === -13) celldm[5] = ac;
    else celldm[4] = ab;
  }
  if (ibrav !== 0) {
    if (!Number.isInteger(ibrav)) throw new ReadError('the input does not say ibrav', { file });
    return { cell: buildQeLattice(ibrav, celldm, { file }), alat: celldm[1] };
  }
  const card = cards.CELL_PARAMETERS;
  if (!card || card.lines.length < 3) throw new ReadError('ibrav = 0 needs the card CELL_PARAMETERS', { file });
  const raw = card.lines
    .slice(0, 3)
    .flatMap((line) => requireNumbers(splitWords(line), 3, 'a lattice vector', file, 1));
  const option = card.option || (Number.isFinite(celldm[1]) ? 'alat' : 'bohr');
  const alat = Number.isFinite(celldm[1]) ? celldm[1] : undefined;
  const scale = option.startsWith('alat')
    ? alat
    : option.startsWith('angstrom')
      ? 1
      : option.startsWith('bohr')
        ? BOHR
        : undefined;
  if (scale === undefined)
    throw new ReadError(`CELL_PARAMETERS in ${option}, but celldm(1) and A are missing`, { file });
  const cell = Float64Array.from(raw, (v) => v * scale);
  return { cell, alat: alat ?? Math.hypot(cell[0]!, cell[1]!, cell[2]!) };
}

/** Cartesian positions of coordinates in a unit of pw.x. */
export function toPositions(
  coordinates: Float64Array,
  option: string,
  cell: Float64Array,
  alat: number | undefined,
  file: string,
): Float64Array {
  if (option.startsWith('crystal') && !option.startsWith('crystal_sg')) return toCartesian(cell, coordinates);
  if (option.startsWith('angstrom')) return coordinates;
  if (option.startsWith('bohr')) return coordinates.map((v) => v * BOHR);
  if (option.startsWith('alat') && alat !== undefined) return coordinates.map((v) => v * alat);
  throw new ReadError(
    `positions in "${option}" are not known`,
    { file },
    { hint: 'alat, bohr, angstrom and crystal are read' },
  );
}
