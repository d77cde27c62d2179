import { parseFormula } from '../core/index.js';

/** Words by which people name what they start from; such a group comes first. */
const REFERENCE = /^(pristine|bare|uncoated|reference|ref|control|blank|baseline|p|unbehandelt)$/i;

/** Samples in their order, with those first that a person names as what the others are compared with. */
export const referenceFirst = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => Number(isReferenceName(b)) - Number(isReferenceName(a)));

/** Whether a group is named as what others are compared with. */
export const isReferenceName = (name: string): boolean =>
  REFERENCE.test(name) || name.split(/[-_ ]/).some((word) => word.length > 3 && REFERENCE.test(word));

/** Words that number what they stand before, and say nothing of a sample. */
const COUNTED = /^(cell|coin|cycle|cyc|ch|channel|run|rep|replicate|no|nr|test|file|scan|part|seed)$/i;
/** Words that say how a file was measured, and nothing of a sample. */
const TECHNIQUE = /^(cell|gcpl|eis|peis|geis|xrd|pxrd|xps|eels|eds|edx|tga|dsc|dems|icp)$/i;
/** Oxides that are called by letters and the shares of their metals. */
const FAMILY = /^(ncm|nmc|nca|ncma|lnmo|lmno|lno|lco|lmo|lfp)$/i;
/** Running numbers lie no wider than this many times their count. */
const RUNNING = 2;

/**
 * Groups of replicates by the names of their files: what is left of a name without the numbers that tell replicates
 * apart and the words that name a technique (`bare_xrd` and `EIS_bare_1` are `bare`). Digits of a formula or a code
 * (`Al2O3`, `ncm622`, `NCM-811`, the `A2` of `A2_1` and `A2_2`) stay. A guess, to be shown and corrected.
 *
 * @param paths files; folders in front of a name tell groups apart where names do not
 * @returns group → its files, the one to compare with first
 */
export function guessGroups(paths: readonly string[]): Record<string, string[]> {
  const byName = groupBy(paths, (path) => path.split('/').at(-1)!.replace(ENDINGS, ''));
  const groups =
    byName.size > 1 || !paths.some((path) => path.includes('/'))
      ? byName
      : groupBy(paths, (path) => path.split('/').slice(0, -1).join(' '));
  const names = shorten([...groups.keys()]);
  const files = [...groups.values()];
  return Object.fromEntries(referenceFirst(names).map((name) => [name, files[names.indexOf(name)]]));
}

const ENDINGS = /(\.[a-z][a-z0-9]{0,6}){1,2}$/i;

function groupBy(paths: readonly string[], nameOf: (path: string) => string): Map<string, string[]> {
  const words = paths.map((path) => {
    const all = splitWords(nameOf(path));
    const telling = all.filter(({ text }) => !TECHNIQUE.test(text));
    return telling.length > 0 ? telling : all;
  });
  const keys = settle(words);
  const groups = new Map<string, string[]>();
  paths.forEach((path, k) => groups.set(keys[k], [...(groups.get(keys[k]) ?? []), path]));
  return groups;
}

/** A word of a name; `count` are digits at its end that may number replicates or belong to it. */
interface Word {
  text: string;
  count?: string;
}

/** Words without those that only number, `3`, `03b`, `2nd`. */
function splitWords(name: string): Word[] {
  // A point between digits belongs to a number.
  const all = name.split(/(?:[^\p{L}\p{N}.]|\.(?!\d)|(?<!\d)\.)+/u).filter((word) => word !== '');
  return all.flatMap((word, k): Word[] => {
    if (/^\d+(\.\d+)?([a-z]|st|nd|rd|th)?$/i.test(word)) return [];
    const next = all[k + 1] ?? '';
    if (FAMILY.test(word) && isComposition(next)) return [{ text: `${word}-${next}` }];
    const [, stem, count] = /^(\D+)(\d+[a-z]?)$/i.exec(word) ?? [];
    if (count === undefined || isFormula(word) || (FAMILY.test(stem) && isComposition(count))) return [{ text: word }];
    return COUNTED.test(stem) ? [{ text: stem }] : [{ text: stem, count }];
  });
}

/** Shares of three metals in tenths, such as 811, 622 or 333. */
const isComposition = (digits: string): boolean =>
  /^[1-9]\d{2}$/.test(digits) && [3, 9, 10, 11].includes([...digits].reduce((sum, d) => sum + Number(d), 0));

/** Two or more elements, one of them with a small letter: `TiO2`, and not a code such as `CB2`. */
function isFormula(word: string): boolean {
  try {
    return /[A-Z][a-z]/.test(word) && parseFormula(word).size > 1;
  } catch {
    return false;
  }
}

/**
 * Names as keys of groups, each digit at the end of a word judged by all names alike but for their digits: one that
 * comes back in other files, or is the only one, belongs to the word; one of its own in every file numbers replicates,
 * unless it is long and far from the others, as 622 and 811 are.
 */
function settle(names: readonly (readonly Word[])[]): string[] {
  const plain = names.map((words) => words.map(({ text }) => text).join(' '));
  return names.map((words, k) => {
    const alike = names.filter((_, o) => plain[o] === plain[k]);
    return words
      .map(({ text, count }, w) => {
        if (count === undefined) return text;
        const counts = alike.map((other) => other[w].count ?? '');
        const different = new Set(counts);
        const belongs =
          names.length === 1 || different.size < counts.length || counts.some((c) => isFar(c, [...different]));
        return belongs ? text + count : text;
      })
      .join(' ');
  });
}

/** Whether a number is long, and stands in no run with the others. */
function isFar(count: string, others: readonly string[]): boolean {
  const values = others.map(Number);
  return (
    /^[1-9]\d{2,4}$/.test(count) &&
    others.length > 1 &&
    Math.max(...values) - Math.min(...values) > RUNNING * others.length
  );
}

/** Names without the words that all of them share, or, of one alone, that only count. */
function shorten(names: readonly string[]): string[] {
  const lists = names.map((name) => name.split(' ').filter((word) => word !== ''));
  const shared = new Set(lists[0]?.filter((word) => lists.every((words) => words.includes(word))));
  const short = lists.map((words) => {
    const own = words.filter((word) => !shared.has(word));
    return (own.length > 0 ? own : words).join('-');
  });
  const used =
    names.length > 1 && new Set(short).size === names.length
      ? short
      : lists.map((words) => {
          const telling = words.filter((word) => !COUNTED.test(word));
          return (telling.length > 0 ? telling : words).join('-');
        });
  return used.map((name, k) => name || (names.length > 1 ? `group-${k + 1}` : 'cell'));
}
