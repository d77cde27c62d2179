import { ReadError, type Note } from '../../core/index.js';
import { loadMoyo } from '../../num/moyo.js';
import { isBlank, type CifBlock } from './cif-syntax.js';
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

/**
 * Symmetry operations of a block: as it lists them, else from its Hall symbol, Hermann–Mauguin symbol or number, by moyo's tables.
 * A block that says nothing of symmetry is taken as a full list of atoms, with a warning.
 */
export async function readCifSymmetry(block: CifBlock, file: string, notes: Note[]): Promise<SymmetryOperation[]> {
  const listed = operationNames
    .map((name) => block.items.get(name))
    .find((values) => values?.some((value) => !isBlank(value)));
  if (listed) {
    if (listed.length > MOST_OPERATIONS)
      throw new ReadError(`${listed.length} symmetry operations; no space group has more than ${MOST_OPERATIONS}`, {
        file,
        line: listed[0].line,
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
    requireClosed(operations, file, listed[0].line);
    return operations;
  }
  const hall = findText(block, hallNames);
  const hermann = findText(block, hermannNames);
  const number = findText(block, numberNames);
  if (!hall && !hermann && !number) {
    notes.push({
      level: 'warning',
      code: 'no-symmetry',
      text: `Block ${block.name} says nothing of symmetry; its atoms are taken as all there are.`,
      where: `${file}:${block.line}`,
    });
    return [identity];
  }
  return lookUpGroup(hall?.text, hermann?.text, number?.text, { file, line: (hall ?? hermann ?? number)!.line }, notes);
}

/** Operations that do not close under multiplication would scatter atoms at random: a damaged list is refused. */
function requireClosed(operations: readonly SymmetryOperation[], file: string, line: number): void {
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

/** Hall symbols of all settings of all groups, asked for once. */
let everySetting: ReturnType<Awaited<ReturnType<typeof loadMoyo>>['hall_symbol_entries_from_number']> | undefined;

async function lookUpGroup(
  hall: string | undefined,
  hermann: string | undefined,
  number: string | undefined,
  where: { file: string; line: number },
  notes: Note[],
): Promise<SymmetryOperation[]> {
  const moyo = await loadMoyo();
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_"']/g, '');
  const given = number === undefined ? undefined : Number(number);
  if (given !== undefined && !(Number.isInteger(given) && given >= 1 && given <= 230))
    throw new ReadError(`"${number}" is not a space group number`, where, { hint: 'they run from 1 to 230' });
  const settings =
    given === undefined
      ? (everySetting ??= Array.from({ length: 230 }, (_, i) => moyo.hall_symbol_entries_from_number(i + 1)).flat())
      : moyo.hall_symbol_entries_from_number(given);
  const byHall = hall && settings.find((entry) => plain(entry.hall_symbol) === plain(hall));
  const [symbol, variant] = (hermann ?? '').split(':');
  const wanted = plain(symbol);
  const byHermann = hermann
    ? settings.filter((entry) => [entry.hm_short, entry.hm_full].some((name) => plain(name.split('=')[0]) === wanted))
    : [];
  const preferred = byHermann.find((entry) => variant !== undefined && plain(entry.setting) === plain(variant));
  const standard = given === undefined ? undefined : moyo.operations_from_number(given, { type: 'Standard' }, false);
  const chosen =
    byHall || preferred || (byHermann.length === 1 ? byHermann[0] : settings.length === 1 ? settings[0] : undefined);
  if (!chosen && byHermann.length === 0 && !standard)
    throw new ReadError(`no space group is called "${hall ?? hermann}"`, where, {
      hint: 'list the symmetry operations in the file',
    });
  if (!chosen) {
    notes.push({
      level: 'warning',
      code: 'setting-assumed',
      text: `The file lists no symmetry operations and its space group has several settings; the standard one of International Tables is taken.`,
      where: `${where.file}:${where.line}`,
    });
  }
  const operations = chosen
    ? moyo.operations_from_number(chosen.number, { type: 'HallNumber', value: chosen.hall_number }, false)
    : (standard ?? moyo.operations_from_number(byHermann[0].number, { type: 'Standard' }, false));
  return operations.map(({ rotation, translation }) => ({
    rotation: Array.from(rotation),
    translation: Array.from(translation),
  }));
}
