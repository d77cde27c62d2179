import { computed, signal } from '@preact/signals';
import { isFailed, kindOf } from '../data/rows.js';
import { lab, rows, sampleOf } from '../data/files-store.js';
import { isReferenceName } from '../../../workbench/guess-groups.js';
import { complain } from '../say.js';
import type { CompareOutput, GroupValue } from '../work/compare-files.js';

/** Kind of recording that is compared. */
export const kind = signal('');
/** Settings that were given, by kind. */
export const settings = signal<Readonly<Record<string, Readonly<Record<string, string>>>>>({});
/** Files that are left out of the comparison. */
export const leftOut = signal<ReadonlySet<string>>(new Set());
/** What a person wrote of a claim that is not made yet. */
export interface WrittenClaim {
  says?: string;
  expect?: string;
}
export const written = signal<ReadonlyMap<string, WrittenClaim>>(new Map());
export const output = signal<CompareOutput | undefined>(undefined);
/** What is worked on, while it is. */
export const working = signal('');
export const failure = signal('');

/** Files of the kind that is compared, by group: the one to compare with first. */
export const groups = computed<ReadonlyMap<string, readonly string[]>>(() => {
  const out = new Map<string, string[]>();
  for (const [path, row] of rows.value) {
    if (!row || isFailed(row) || kindOf(row) !== kind.value || leftOut.value.has(path)) continue;
    const group = sampleOf.value.get(path) ?? 'cell';
    out.set(group, [...(out.get(group) ?? []), path]);
  }
  return new Map([...out].sort(([a], [b]) => Number(isReferenceName(b)) - Number(isReferenceName(a))));
});

let controller: AbortController | undefined;

/** Computes the numbers of all groups anew. */
export async function compute(): Promise<void> {
  controller?.abort();
  const own = (controller = new AbortController());
  failure.value = '';
  // Numbers of groups that are no longer called so are not to be claimed.
  const named = new Set(output.peek()?.values.map((v) => v.group));
  if ([...named].some((group) => !groups.peek().has(group))) output.value = undefined;
  if (groups.peek().size === 0) {
    output.value = undefined;
    return;
  }
  working.value = 'begins';
  try {
    const found = await lab().ask(
      'compare',
      { kind: kind.peek(), groups: Object.fromEntries(groups.peek()), settings: settings.peek()[kind.peek()] ?? {} },
      { signal: own.signal, onProgress: (_done, _total, label) => own === controller && (working.value = label) },
    );
    if (own === controller) output.value = found;
  } catch (error) {
    if (own !== controller) return;
    output.value = undefined;
    failure.value = (error as Error).message;
    complain(error);
  } finally {
    if (own === controller) working.value = '';
  }
}

/** Quantities that were found, each once, those worth a figure first. */
export const quantities = computed(() => {
  const found = new Map<string, GroupValue>();
  for (const value of output.value?.values ?? []) if (!found.has(value.id)) found.set(value.id, value);
  return [...found.values()].sort((a, b) => Number(b.plot) - Number(a.plot));
});

/** Conditions at which a quantity is known, in order. */
export const conditionsOf = (id: string): string[] => [
  ...new Set((output.value?.values ?? []).filter((v) => v.id === id).map((v) => v.at ?? '')),
];
