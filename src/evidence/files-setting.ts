import { InputError, type Setting } from '../core/index.js';
import type { Study } from './evidence-kind.js';

/** Files of evidence, by group, as a person lists them; patterns of * and ? choose among the files of samples. */
export type FilesGiven = Readonly<Record<string, readonly string[]>> | undefined;

/** `files: { pristine: data/P-*.mpr, coated: [a.csv, b.csv] }`; without it the files of every sample. */
export function filesSetting(example: string): Setting<FilesGiven> {
  return {
    describe: `files by group, such as { pristine: data/P-*${example}, coated: data/C-*${example} }`,
    default: 'the files of every sample',
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      if (typeof given !== 'object' || Array.isArray(given))
        throw new InputError('files: is a map of groups, such as { pristine: data/P-*.mpr, coated: data/C-*.mpr }', {
          where: { path },
        });
      return Object.fromEntries(Object.entries(given).map(([group, value]) => [group, toList(value)]));
    },
  };
}

/**
 * The files of each group, patterns put in their place.
 *
 * @throws InputError where a group has none, or a pattern fits none
 */
export function groupFiles(given: FilesGiven, samples: Study['samples']): Record<string, string[]> {
  const listed = Object.fromEntries(Object.entries(samples).map(([name, sample]) => [name, toList(sample.files)]));
  if (!given) {
    const groups = Object.fromEntries(Object.entries(listed).filter(([, files]) => files.length > 0));
    if (Object.keys(groups).length === 0)
      throw new InputError('no sample has files', {
        hint: 'add some: cermet study add data/*.mpr --sample coated',
        where: { path: 'files' },
      });
    return groups;
  }
  const names = Object.keys(samples);
  const stray = Object.keys(given).find((group) => names.length > 0 && !names.includes(group));
  if (stray !== undefined)
    throw new InputError(`files: there is no sample "${stray}"`, {
      value: stray,
      allowed: names,
      where: { path: `files.${stray}` },
    });
  const all = [...new Set(Object.values(listed).flat())];
  return Object.fromEntries(
    Object.entries(given).map(([group, value]) => {
      const files = value.flatMap((name) => (/[*?]/.test(name) ? matching(name, all, group) : [name]));
      if (files.length === 0)
        throw new InputError(`group ${group} has no files`, { where: { path: `files.${group}` } });
      return [group, [...new Set(files)]];
    }),
  );
}

const toList = (value: unknown): string[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

function matching(pattern: string, all: readonly string[], group: string): string[] {
  const found = all.filter((file) => fitsPattern(file, pattern));
  if (found.length === 0)
    throw new InputError(`no file of a sample is like ${pattern}`, {
      hint: 'add files first: cermet study add FILE… --sample NAME',
      where: { path: `files.${group}` },
    });
  return found;
}

/**
 * Whether a path fits a pattern: `*` any text within a folder, `**` any text, `?` one character. Linear in both,
 * whatever the stars.
 */
export function fitsPattern(path: string, pattern: string): boolean {
  const tokens = pattern.match(/\*\*|\*|\?|[^*?]/gu) ?? [];
  let states = new Set([0]);
  const close = (from: Set<number>): Set<number> => {
    const out = new Set(from);
    for (const state of out) if (tokens[state]?.startsWith('*')) out.add(state + 1);
    return out;
  };
  states = close(states);
  for (const character of path) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === '**' || (token === '*' && character !== '/')) next.add(state);
      else if ((token === '?' && character !== '/') || token === character) next.add(state + 1);
    }
    states = close(next);
    if (states.size === 0) return false;
  }
  return states.has(tokens.length);
}
