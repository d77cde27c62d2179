import { ReadError, type Note } from '../../core/index.js';
import { isBlank, type CifBlock } from './cif-syntax.js';
import { listSettings } from './space-group-settings.js';
import { composeOperations, parseSymmetryOperation, type SymmetryOperation } from './symmetry-operation.js';

const operationNames = ['_space_group_symop_operation_xyz', '_symmetry_equiv_pos_as_xyz'];
const hallNames = ['_space_group_name_hall', '_symmetry_space_group_name_hall'];
const hermannNames = ['_space_group_name_h-m_alt', '_symmetry_space_group_name_h-m', '_space_group_name_h-m_ref'];
const numberNames = ['_space_group_it_number', '_symmetry_int_tables_number'];
const MOST_OPERATIONS = 192;

const identity: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/** First of several names that has a value. */
function findText(block: CifBlock, names: readonly string[]): { text: string; line: number } | undefined {
  for (const name of names) {
    const value = block.items.get(name)?.[0];
    if (value && !isBlank(value)) return { text: value.text.trim(), line: value.line };
  }
  return undefined;
}

/** One way to read what a block says of its symmetry. */
export interface SymmetryReading {
  operations: SymmetryOperation[];
  /** How the operations were found, for errors and notes. */
  source: string;
}

const magneticNames = ['name_bns', 'number_bns', 'name_og', 'number_og'].flatMap((name) => [
  `_space_group_magn_${name}`,
  `_magnetic_space_group_${name}`,
]);

/**
 * Symmetry operations of a block: as it lists them, else from its Hall symbol, Hermann–Mauguin symbol or number.
 * Several readings come back where a name has several settings that the cell allows, the standard one first: what else
 * the block says decides among them. A block that says nothing of symmetry is taken as a full list of atoms, with a
 * warning; one that names a magnetic group without its operations is refused.
 *
 * @param cell [Å] (3, 3) lattice vectors in rows; operations must keep it
 */
export async function readCifSymmetry(
  block: CifBlock,
  file: string,
  cell: ArrayLike<number>,
  notes: Note[],
): Promise<SymmetryReading[]> {
  const listed = operationNames
    .map((name) => block.items.get(name))
    .find((values) => values?.some((value) => !isBlank(value)));
  if (listed) {
    if (listed.length > MOST_OPERATIONS)
      throw new ReadError(`${listed.length} symmetry operations; no space group has more than ${MOST_OPERATIONS}`, {
        file,
        line: listed[0]!.line,
      });
    const operations = listed.map(({ text, line }) => {
      const operation = parseSymmetryOperation(text);
      if (!operation)
        throw new ReadError(
          `"${text.slice(0, 40)}" is not a symmetry operation`,
          { file, line },
          { hint: 'write it like -y, x-y, z+1/3' },
        );
      return operation;
    });
    requireClosed(operations, file, listed[0]!.line);
    requireKept(operations, cell, 'the listed symmetry operations', { file, line: listed[0]!.line });
    return [{ operations, source: 'the listed operations' }];
  }
  const hall = findText(block, hallNames);
  const hermann = findText(block, hermannNames);
  const number = findText(block, numberNames);
  if (!hall && !hermann && !number) {
    const magnetic = findText(block, magneticNames);
    if (magnetic && !/^(?:P ?1|1\.1(?:\.1)?)$/.test(magnetic.text))
      throw new ReadError(
        `block ${block.name} names the magnetic space group ${magnetic.text} and lists none of its operations: where its atoms repeat is not said`,
        { file, line: magnetic.line },
        { hint: 'list them as _space_group_symop_magn_operation.xyz, or all atoms in P 1' },
      );
    notes.push({
      level: 'warning',
      code: 'no-symmetry',
      text: `Block ${block.name} says nothing of symmetry; its atoms are taken as all there are.`,
      where: `${file}:${block.line}`,
    });
    return [{ operations: [identity], source: 'no symmetry' }];
  }
  const where = { file, line: (hall ?? hermann ?? number)!.line };
  const readings = await listSettings(hall?.text, hermann?.text, number?.text, where, notes);
  const kept = readings.filter(({ operations }) => keepsMetric(operations, cell));
  if (kept.length === 0) requireKept(readings[0]!.operations, cell, readings[0]!.source, where);
  return kept;
}

/**
 * [1] How far the metric of a cell may be from what its operations keep; measured cells of low precision stay within
 * it.
 */
const METRIC = 0.02;

/**
 * Whether operations keep lengths and angles of a cell: Wᵀ G W = G with G = L Lᵀ, each entry against the lengths it
 * belongs to.
 */
export function keepsMetric(operations: readonly SymmetryOperation[], cell: ArrayLike<number>): boolean {
  const g = (i: number, j: number): number =>
    cell[3 * i]! * cell[3 * j]! + cell[3 * i + 1]! * cell[3 * j + 1]! + cell[3 * i + 2]! * cell[3 * j + 2]!;
  const metric = Array.from({ length: 9 }, (_, k) => g(Math.floor(k / 3), k % 3));
  return operations.every(({ rotation: w }) => {
    for (let i = 0; i < 3; i++)
      for (let j = i; j < 3; j++) {
        let image = 0;
        for (let p = 0; p < 3; p++)
          for (let q = 0; q < 3; q++) image += w[3 * p + i]! * metric[3 * p + q]! * w[3 * q + j]!;
        if (Math.abs(image - metric[3 * i + j]!) > 2 * METRIC * Math.sqrt(metric[4 * i]! * metric[4 * j]!))
          return false;
      }
    return true;
  });
}

function requireKept(
  operations: readonly SymmetryOperation[],
  cell: ArrayLike<number>,
  what: string,
  where: { file: string; line: number },
): void {
  if (keepsMetric(operations, cell)) return;
  throw new ReadError(`${what} and the cell contradict: its lengths and angles are not those of such a group`, where, {
    hint: 'one of the two was misread or damaged, or the cell is in another setting: list the operations, or give its Hall symbol',
  });
}

/** Operations that do not close under multiplication would scatter atoms at random: a damaged list is refused. */
export function requireClosed(operations: readonly SymmetryOperation[], file: string, line: number): void {
  const keyOf = (op: SymmetryOperation) =>
    [...op.rotation, ...op.translation.map((t) => Math.round((t - Math.floor(t)) * 144) % 144)].join();
  const known = new Set(operations.map(keyOf));
  const closed = operations.every((a) => operations.every((b) => known.has(keyOf(composeOperations(a, b)))));
  if (!closed || known.size !== operations.length)
    throw new ReadError(
      'the listed symmetry operations do not form a group',
      { file, line },
      { hint: 'one of them is missing, doubled or damaged' },
    );
}
