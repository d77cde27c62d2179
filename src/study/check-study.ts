import { CermetError, DIMENSIONS, InputError, isMap, nearestWord } from '../core/index.js';
import {
  parseComparison,
  parseExpectation,
  parseMeasure,
  type AnyEvidenceKind,
  type EvidenceEntry,
  type Study,
} from '../evidence/index.js';
import { checkReference, isReference, orderEvidence, referencesOf } from './plan-graph.js';
import { makeSurroundings, readEvidence, stripEntry } from './read-evidence.js';

/** Path of a key inside a study, as the YAML document knows it. */
export type StudyPath = readonly (string | number)[];

/** Line of a key, where the study came from a text. */
export type Locate = (path: StudyPath) => { line: number; column: number } | undefined;

const STUDY_KEYS = ['title', 'description', 'authors', 'references', 'plugins', 'samples', 'evidence', 'claims'];
const CLAIM_KEYS = ['says', 'measure', 'compare', 'expect', 'published', 'where', 'fitted', 'assumed', 'group'];
/** What a sample usually says of itself; it may say more, but not almost this. */
const SAMPLE_KEYS = [
  'material',
  'from',
  'treatment',
  'files',
  'description',
  'title',
  'mass',
  'area',
  'supplier',
  'batch',
];
const REFERENCE_KEYS = ['text', 'doi', 'url'];

interface Problem {
  path: StudyPath;
  error: CermetError;
}

/** One thing that is wrong in a study, with its place. */
export interface StudyProblem {
  what: string;
  hint?: string;
  path: StudyPath;
  line?: number;
  column?: number;
}

/** Everything that is wrong in a study. */
export class StudyError extends InputError {
  readonly problems: readonly StudyProblem[];

  constructor(problems: readonly StudyProblem[], ...[what, options]: ConstructorParameters<typeof InputError>) {
    super(what, options);
    this.problems = problems;
  }
}

/**
 * Checks a study before anything runs: its keys, kinds of evidence with their parameters, and that each claim measures
 * what some evidence gives, in a language the engine reads. Reports everything that is wrong at once, each with its
 * line.
 *
 * @throws InputError
 */
export function checkStudy(
  value: unknown,
  kinds: readonly AnyEvidenceKind[],
  file = 'study',
  locate: Locate = () => undefined,
): Study {
  const problems: Problem[] = [];
  const found = new Problems(problems);
  if (!isMap(value)) throw new InputError('a study is a map with title, evidence and claims', { where: { file } });
  found.keys(value, STUDY_KEYS, []);
  const title = found.text(value, 'title', [], true) ?? '';
  const description = found.text(value, 'description', []);
  const authors = found
    .list(value, 'authors', [])
    .flatMap((author, i) =>
      typeof author === 'string' ? [author] : (found.add(['authors', i], 'an author is a name'), []),
    );
  const references = found.list(value, 'references', []).flatMap((reference, i) => {
    if (!isMap(reference)) return (found.add(['references', i], 'a reference is a map with text and doi'), []);
    found.keys(reference, REFERENCE_KEYS, ['references', i]);
    return [
      {
        text: found.text(reference, 'text', ['references', i], true) ?? '',
        doi: found.text(reference, 'doi', ['references', i]),
        url: found.text(reference, 'url', ['references', i]),
      },
    ];
  });
  const plugins = found
    .list(value, 'plugins', [])
    .flatMap((plugin, i) =>
      typeof plugin === 'string' ? [plugin] : (found.add(['plugins', i], 'a plug-in is a path or a name'), []),
    );
  const samples = found.map(value, 'samples', []) as Study['samples'];
  for (const [name, sample] of Object.entries(samples)) {
    if (!isMap(sample)) {
      found.add(['samples', name], 'a sample is a map such as { material: LiNiO2 }');
      continue;
    }
    for (const key of Object.keys(sample))
      if (!SAMPLE_KEYS.includes(key)) {
        const near = nearestWord(key, SAMPLE_KEYS);
        if (near) found.word(['samples', name, key], 'key of a sample', key, SAMPLE_KEYS);
      }
    if (sample.from !== undefined && (typeof sample.from !== 'string' || !Object.hasOwn(samples, sample.from)))
      found.word(['samples', name, 'from'], 'sample', String(sample.from), Object.keys(samples));
  }
  const study: Study = {
    title,
    ...(description !== undefined && { description }),
    authors,
    references,
    ...(plugins.length > 0 && { plugins }),
    samples,
    evidence: found.map(value, 'evidence', []) as Study['evidence'],
    claims: found.map(value, 'claims', []) as Study['claims'],
  };
  const kindOf = new Map<string, AnyEvidenceKind>();
  for (const [name, entry] of Object.entries(study.evidence)) {
    const kind = checkEvidence(name, entry, study, kinds, found);
    if (kind) kindOf.set(name, kind);
  }
  checkReferences(study, kindOf, found);
  for (const [name, claim] of Object.entries(study.claims)) checkClaim(name, claim, study, kindOf, found);
  if (problems.length > 0) throw joinProblems(problems, file, locate);
  return study;
}

/** The kind of evidence that an entry names. */
export function kindOfEvidence(entry: EvidenceEntry, kinds: readonly AnyEvidenceKind[]): AnyEvidenceKind | undefined {
  return kinds.find((kind) => kind.id === (entry.kind ?? entry.simulate));
}

function checkEvidence(
  name: string,
  entry: unknown,
  study: Study,
  kinds: readonly AnyEvidenceKind[],
  found: Problems,
): AnyEvidenceKind | undefined {
  const path = ['evidence', name];
  if (/[.\s]/.test(name))
    found.add(path, `"${name}" cannot name evidence: claims refer to it as name.quantity, so it has no dots or spaces`);
  if (!isMap(entry)) return void found.add(path, 'evidence is a map with kind: (measured) or simulate:');
  const given = ['kind', 'simulate'].filter((key) => entry[key] !== undefined);
  if (given.length !== 1)
    return void found.add(
      path,
      given.length === 0
        ? 'evidence says kind: (measured) or simulate:'
        : 'evidence is either measured (kind:) or simulated (simulate:), not both',
    );
  const kind = kindOfEvidence(entry as EvidenceEntry, kinds);
  if (!kind)
    return void found.word(
      [...path, given[0]],
      'kind of evidence',
      String(entry[given[0]]),
      kinds.map((k) => k.id),
    );
  const known = Object.keys(kind.settings);
  const before = found.count;
  for (const key of Object.keys(stripEntry(entry as EvidenceEntry)))
    if (!known.includes(key)) found.word([...path, key], `setting of ${kind.id}`, key, known);
  for (const [key, { required, describe }] of Object.entries(kind.settings))
    if (required && entry[key] === undefined) found.add(path, `${kind.id} needs ${key}: ${describe}`);
  if (found.count > before) return kind;
  try {
    const around = makeSurroundings(name, study);
    const settings = readEvidence(kind, withPlaceholders(entry as EvidenceEntry, kind));
    kind.check?.(settings, around);
    kind.plan(settings, around);
  } catch (error) {
    if (!(error instanceof CermetError)) throw error;
    const inner = error.where?.path?.split('.') ?? [];
    found.problems.push({ path: inner[0] === 'evidence' ? inner : [...path, ...inner], error });
  }
  return kind;
}

/** Checks what evidence takes from other evidence, once all kinds are known. */
function checkReferences(study: Study, kindOf: ReadonlyMap<string, AnyEvidenceKind>, found: Problems): void {
  for (const [name, entry] of Object.entries(study.evidence)) {
    const kind = kindOf.get(name);
    if (!kind || !isMap(entry)) continue;
    const path = ['evidence', name];
    for (const reference of found.attempt(path, () => referencesOf(stripEntry(entry as EvidenceEntry))) ?? [])
      found.attempt([...path, reference.setting], () =>
        checkReference(reference, kind.settings[reference.setting], kindOf.get(reference.evidence), study),
      );
  }
  if (found.count === 0) found.attempt(['evidence'], () => orderEvidence(study));
}

/**
 * Settings with a number of the right dimension where one is taken from other evidence, and without the recordings that
 * are, so that the rest can be checked.
 */
function withPlaceholders(entry: EvidenceEntry, kind: AnyEvidenceKind): EvidenceEntry {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => {
      if (!isReference(value)) return [key, value];
      const { dimension, recordings } = kind.settings[key] ?? {};
      if (recordings !== undefined) return [key, undefined];
      return dimension ? [key, { value: 1, unit: DIMENSIONS[dimension] }] : [key, value];
    }),
  );
}

function checkClaim(
  name: string,
  claim: unknown,
  study: Study,
  kindOf: ReadonlyMap<string, AnyEvidenceKind>,
  found: Problems,
): void {
  const path = ['claims', name];
  if (!isMap(claim))
    return found.add(path, 'a claim is a map with says:, and measure: and expect: where something measures it');
  found.keys(claim, CLAIM_KEYS, path);
  found.text(claim, 'says', path, true);
  found.text(claim, 'group', path);
  found.text(claim, 'where', path);
  for (const mark of ['fitted', 'assumed'])
    if (claim[mark] !== undefined && typeof claim[mark] !== 'boolean')
      found.add([...path, mark], `${mark} is true or false`);
  if (claim.published !== undefined && typeof claim.published !== 'string' && typeof claim.published !== 'number')
    found.add([...path, 'published'], 'published is a number or a text');
  if (claim.measure === undefined) {
    for (const key of ['compare', 'expect'])
      if (claim[key] !== undefined) found.add([...path, key], `${key}: says nothing without measure:`);
    return;
  }
  if (claim.expect === undefined)
    found.add(path, 'a claim that is measured says what it expects', 'add expect: "> 2" or the like');
  else found.attempt([...path, 'expect'], () => parseExpectation(claim.expect as string));
  const comparison =
    claim.compare === undefined
      ? undefined
      : found.attempt([...path, 'compare'], () => parseComparison(String(claim.compare)));
  const measure = found.attempt([...path, 'measure'], () => parseMeasure(String(claim.measure)));
  if (!measure) return;
  if (!Object.hasOwn(study.evidence, measure.evidence))
    return found.word([...path, 'measure'], 'evidence', measure.evidence, Object.keys(study.evidence));
  const kind = kindOf.get(measure.evidence);
  if (!kind) return;
  if (!Object.hasOwn(kind.quantities, measure.quantity))
    return found.word([...path, 'measure'], `quantity of ${kind.id}`, measure.quantity, Object.keys(kind.quantities));
  const { groups } = kind.quantities[measure.quantity];
  if (!comparison || !groups) return;
  for (const group of comparison.type === 'single' ? [comparison.group] : [comparison.left, comparison.right]) {
    if (!groups.includes(group)) found.word([...path, 'compare'], `group of ${claim.measure as string}`, group, groups);
  }
}

/** Collects what is wrong, with its place. */
class Problems {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    this.problems = problems;
  }

  get count(): number {
    return this.problems.length;
  }

  add(path: StudyPath, what: string, hint?: string): void {
    this.problems.push({ path, error: new InputError(what, { hint }) });
  }

  /** A word that is not one of the allowed ones. */
  word(path: StudyPath, what: string, value: string, allowed: readonly string[]): void {
    const none = allowed.length === 0 ? 'there is none yet' : undefined;
    this.problems.push({ path, error: new InputError(`"${value}" is not a ${what}`, { value, allowed, hint: none }) });
  }

  keys(map: Record<string, unknown>, allowed: readonly string[], path: StudyPath): void {
    for (const key of Object.keys(map))
      if (!allowed.includes(key))
        this.word(
          [...path, key],
          path.length === 0 ? 'key of a study' : `key of ${path[0] === 'claims' ? 'a claim' : 'a reference'}`,
          key,
          allowed,
        );
  }

  text(map: Record<string, unknown>, key: string, path: StudyPath, required = false): string | undefined {
    const value = map[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (value !== undefined || required)
      this.add(
        value === undefined ? path : [...path, key],
        value === undefined ? `${key}: is missing` : `${key} must be a text`,
      );
    return undefined;
  }

  list(map: Record<string, unknown>, key: string, path: StudyPath): unknown[] {
    const value = map[key];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.add([...path, key], `${key} must be a list`);
    return [];
  }

  map(map: Record<string, unknown>, key: string, path: StudyPath): Record<string, unknown> {
    const value = map[key];
    if (value === undefined || value === null) return {};
    if (isMap(value)) return value;
    this.add([...path, key], `${key} must be a map of names`);
    return {};
  }

  attempt<T>(path: StudyPath, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CermetError)) throw error;
      this.problems.push({ path, error });
      return undefined;
    }
  }
}

function joinProblems(problems: readonly Problem[], file: string, locate: Locate): StudyError {
  const placed = problems
    .map(({ path, error }) => ({ error, path, place: locate(path) }))
    .sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
  const pathText = (path: StudyPath): string | undefined => path.join('.') || undefined;
  const all = placed.map(
    ({ error, path, place }): StudyProblem => ({
      what: error.what,
      ...(error.hint !== undefined && { hint: error.hint }),
      path,
      ...place,
    }),
  );
  if (placed.length === 1) {
    const [{ error, path, place }] = placed;
    const { value, allowed } = error as InputError;
    return new StudyError(all, error.what, {
      hint: error.hint?.replace(/^did you mean "[^"]*"\?\s*/, '') || undefined,
      where: { file, ...place, path: pathText(path) },
      value,
      allowed,
      cause: error,
    });
  }
  const shown = placed
    .slice(0, 20)
    .map(
      ({ error, path, place }) =>
        `  ${place ? `${file}:${place.line}:${place.column}: ` : ''}${path.join('.')}: ${error.what}${error.hint ? ` — ${error.hint}` : ''}`,
    );
  if (placed.length > shown.length) shown.push(`  and ${placed.length - shown.length} more`);
  return new StudyError(all, `${placed.length} things are wrong\n${shown.join('\n')}\n`, { where: { file } });
}
