import { ReadError, type Note } from '../../core/index.js';
import { loadMoyo } from '../../num/moyo.js';
import type { SymmetryReading } from './cif-symmetry.js';
import { parseHallSymbol } from './hall-symbol.js';
import type { SymmetryOperation } from './symmetry-operation.js';

type Moyo = Awaited<ReturnType<typeof loadMoyo>>;
type Entry = ReturnType<Moyo['hall_symbol_entries_from_number']>[number];

/** All 530 settings of all groups, asked for once. */
let everySetting: readonly Entry[] | undefined;

/**
 * Hall symbols to compare: one blank between symbols; moyo writes = for ". Case, blanks and quotes carry meaning and
 * stay.
 */
const plainHall = (text: string): string =>
  text.replaceAll('_', ' ').replaceAll("''", '"').replaceAll('=', '"').replaceAll(/ +/g, ' ').trim().toLowerCase();
/** Hermann–Mauguin symbols to compare: `P 2(1)/c`, `P 2_1/c` and `P21/c` are one. */
const plainHermann = (text: string): string => text.toLowerCase().replaceAll(/[ _"'()]/g, '');

/** What follows a symbol and names a setting: `:1`, `:H`, `R`, origin choices S (1) and Z (2). */
const VARIANT = /^(.*?)(?: *: *([12hrsz]|-?[abc][123]?|[abc-]{3,5})| +([hrsz]))$/i;
const ORIGINS: Readonly<Record<string, string>> = { s: '1', z: '2' };

/**
 * Operations of every setting that names of a space group can mean, the standard one first.
 *
 * @throws ReadError where no group is so called, or the names contradict one another
 */
export async function listSettings(
  hall: string | undefined,
  hermann: string | undefined,
  number: string | undefined,
  where: { file: string; line: number },
  notes: Note[],
): Promise<SymmetryReading[]> {
  const moyo = await loadMoyo();
  everySetting ??= Array.from({ length: 230 }, (_, i) => moyo.hall_symbol_entries_from_number(i + 1)).flat();
  const given = number === undefined ? undefined : Number(number);
  if (given !== undefined && !(Number.isInteger(given) && given >= 1 && given <= 230))
    throw new ReadError(`"${number}" is not a space group number`, where, { hint: 'they run from 1 to 230' });
  const named = hermann === undefined ? [] : findByHermann(everySetting, hermann);
  if (hall !== undefined) {
    const operations = parseHallSymbol(hall);
    if (operations) {
      const entry = everySetting.find((e) => plainHall(e.hall_symbol) === plainHall(hall));
      checkAgreement(entry, given, named, hermann, hall, where);
      return [{ operations, source: `the Hall symbol ${hall}` }];
    }
    notes.push({
      level: given === undefined && named.length === 0 ? 'serious' : 'warning',
      code: 'hall-symbol-unread',
      text: `"${hall.slice(0, 60)}" is not a Hall symbol; the other names of the group are taken.`,
      where: `${where.file}:${where.line}`,
    });
  }
  if (hermann !== undefined && named.length > 0 && given !== undefined && !named.some((e) => e.number === given))
    throw new ReadError(
      `the file calls its space group ${hermann} (number ${named[0]!.number}) and gives the number ${given}`,
      where,
      { hint: 'one of the two is wrong; list the symmetry operations' },
    );
  let found: readonly Entry[] = named;
  if (found.length === 0 && given !== undefined) found = everySetting.filter((e) => e.number === given);
  if (found.length === 0)
    throw new ReadError(`no space group is called "${hall ?? hermann}"`, where, {
      hint: 'list the symmetry operations in the file',
    });
  if (hermann !== undefined && named.length === 0)
    notes.push({
      level: 'warning',
      code: 'symbol-unread',
      text: `"${hermann.slice(0, 60)}" is not a Hermann–Mauguin symbol that is known; the number ${given} is taken.`,
      where: `${where.file}:${where.line}`,
    });
  const standard = new Map(found.map((e) => [e.number, moyo.space_group_type(e.number).hall_number]));
  const rank = (e: Entry): number => (standard.get(e.number) === e.hall_number ? 0 : 1);
  return [...found]
    .sort((a, b) => rank(a) - rank(b))
    .map((e) => ({
      operations: operationsOf(e),
      source: `the space group ${e.hm_short}${e.setting ? ` (setting ${e.setting})` : ''}`,
    }));
}

function operationsOf(entry: Entry): SymmetryOperation[] {
  return parseHallSymbol(entry.hall_symbol)!;
}

function findByHermann(settings: readonly Entry[], hermann: string): readonly Entry[] {
  const match = VARIANT.exec(hermann.trim());
  const [symbol, variant] = match ? [match[1]!, (match[2] ?? match[3]!).toLowerCase()] : [hermann, undefined];
  const find = (text: string): Entry[] => {
    const wanted = plainHermann(text);
    // A full symbol names one setting; a short one may stand for several.
    const full = settings.filter((e) => plainHermann(e.hm_full.split('=')[0]!) === wanted);
    const short = settings.filter((e) => plainHermann(e.hm_short.split('=')[0]!) === wanted);
    return full.length > 0 && short.every((e) => full.some((f) => f.number === e.number)) && short.length <= full.length
      ? full
      : [...new Set([...short, ...full])];
  };
  const found = find(symbol);
  if (variant === undefined) return found;
  if (found.length === 0) return find(hermann);
  const origin = ORIGINS[variant] ?? variant;
  const chosen = found.filter((e) => e.setting.toLowerCase() === origin);
  return chosen.length > 0 ? chosen : found;
}

function checkAgreement(
  entry: Entry | undefined,
  given: number | undefined,
  named: readonly Entry[],
  hermann: string | undefined,
  hall: string,
  where: { file: string; line: number },
): void {
  if (!entry) return;
  if (given !== undefined && entry.number !== given)
    throw new ReadError(
      `the Hall symbol ${hall} is that of group ${entry.number}, but the file gives the number ${given}`,
      where,
      {
        hint: 'one of the two is wrong; list the symmetry operations',
      },
    );
  if (named.length > 0 && !named.some((e) => e.number === entry.number))
    throw new ReadError(
      `the Hall symbol ${hall} is that of group ${entry.number}, but the file calls its group ${hermann}`,
      where,
      { hint: 'one of the two is wrong; list the symmetry operations' },
    );
}
