/** Words by which people name what they start from; such a group comes first. */
const REFERENCE = /^(pristine|bare|uncoated|reference|ref|control|blank|baseline|p|unbehandelt)$/i;

/** Samples in their order, with those first that a person names as what the others are compared with. */
export const referenceFirst = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => Number(isReferenceName(b)) - Number(isReferenceName(a)));

/** Whether a group is named as what others are compared with. */
export const isReferenceName = (name: string): boolean => REFERENCE.test(name);

/**
 * Groups of replicates by the names of their files: what is left of a name without the numbers that tell replicates
 * apart. A guess, to be shown and corrected.
 *
 * @param paths files; folders in front of a name tell groups apart where names do not
 * @returns group → its files, the one to compare with first
 */
export function guessGroups(paths: readonly string[]): Record<string, string[]> {
  const byName = groupBy(paths, (path) => wordsOf(path.split('/').at(-1)!));
  const groups = byName.size > 1 || !paths.some((path) => path.includes('/')) ? byName : groupBy(paths, folderWords);
  const names = shorten([...groups.keys()]);
  const files = [...groups.values()];
  return Object.fromEntries(referenceFirst(names).map((name) => [name, files[names.indexOf(name)]]));
}

const folderWords = (path: string): string[] => wordsOf(path.split('/').slice(0, -1).join(' '));

function groupBy(paths: readonly string[], words: (path: string) => string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const key = words(path).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  return groups;
}

/** Words of a file's name: no ending, no numbers, no single letters behind a number (the `b` of `cell3b`). */
function wordsOf(name: string): string[] {
  const bare = name.replace(/(\.[a-z][a-z0-9]{0,6}){1,2}$/i, '');
  return bare
    .replace(/\d+[a-z]?(?![a-z])/gi, ' ')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

/** Names without the words that all of them share. */
function shorten(names: readonly string[]): string[] {
  const lists = names.map((name) => name.split(' ').filter((word) => word !== ''));
  const shared = new Set(lists[0]?.filter((word) => lists.every((words) => words.includes(word))));
  const short = lists.map((words) => words.filter((word) => !shared.has(word)).join('-'));
  const used = names.length > 1 && new Set(short).size === names.length ? short : lists.map((words) => words.join('-'));
  return used.map((name, k) => name || (names.length > 1 ? `group-${k + 1}` : 'cell'));
}
