import {
  CONFIDENCE,
  computeDifference,
  computeInterval,
  computeRatio,
  convertUnit,
  type Estimate,
  type Note,
} from '../core/index.js';
import { parseComparison, parseExpectation, parseMeasure, type Expectation } from '../evidence/index.js';
import { findResult, nameResult } from './find-result.js';
import type { ClaimEntry, Result, Verdict, VerdictWord } from './types.js';

/** What stands around results: notes by evidence, and evidence that is not finished, with what it waits for. */
export interface JudgeContext {
  notes?: Readonly<Record<string, readonly Note[]>>;
  pending?: Readonly<Record<string, string>>;
}

/**
 * Holds a claim against results. *Supported*: the whole 95 % interval lies where the claim expects it. *Not supported*:
 * the whole interval lies outside. *Undecided*: it covers both, or there is no interval. *Pending*: the work that gives
 * it goes on elsewhere.
 * *Not measured*: nothing gives the number. A claim marked fitted is never supported by what was fitted to it, and one
 * marked assumed never by what assumes it. Serious notes on files and replicates behind it go with it.
 */
export function judgeClaim(
  id: string,
  claim: ClaimEntry,
  results: readonly Result[],
  { notes = {}, pending = {} }: JudgeContext = {},
): Verdict {
  const evidence = claim.measure ? parseMeasure(claim.measure).evidence : '';
  const say = (word: VerdictWord, because: string, measured?: Estimate, used: Result[] = []): Verdict => {
    const counts = used.flatMap((r) =>
      r.replicates ? [[r.group ?? r.id, Object.keys(r.replicates).length] as const] : [],
    );
    return {
      id,
      claim,
      word,
      because,
      ...(measured && { measured }),
      results: used.map(nameResult),
      ...(counts.length > 0 && { groups: Object.fromEntries(counts) }),
      notes: notesOn(evidence, used, results, notes[evidence] ?? []),
    };
  };
  if (!claim.measure || claim.expect === undefined)
    return say('not measured', 'Nothing in this study measures it yet.');
  if (pending[evidence] !== undefined) return say('pending', pending[evidence]);
  const found = collect(claim, results);
  if (typeof found === 'string') return say('not measured', found);
  const { used } = found;
  if (!Number.isFinite(found.measured.value)) return say('not measured', whyNotFinite(used), undefined, used);
  const interval = computeInterval(found.measured);
  const measured: Estimate = interval ? { ...found.measured, interval, confidence: CONFIDENCE } : found.measured;
  const isDifference = claim.compare !== undefined && parseComparison(claim.compare).type === 'difference';
  const expectation = toUnit(parseExpectation(claim.expect), measured.unit, isDifference);
  const shown = describe(measured, interval);
  if (!interval) return say('undecided', `${shown}: ${whyNoInterval(measured)}`, measured, used);
  const alone = used.some((r) => r.estimate.covers === 'measurement');
  const of = alone ? ' This speaks of this specimen alone: its uncertainty is that of the measurement.' : '';
  const word = place(interval, expectation);
  const because = {
    inside: `${shown} fulfils ${expectation.text}.${of}`,
    outside: `${shown} does not fulfil ${expectation.text}.${of}`,
    both: `${shown} leaves open whether ${expectation.text}.${of}`,
  }[word];
  if (word === 'inside' && claim.fitted)
    return say(
      'undecided',
      `${because} A parameter was fitted to this number, so it cannot support the claim.`,
      measured,
      used,
    );
  if (word === 'inside' && claim.assumed)
    return say('undecided', `${because} The model assumes it, so it cannot support the claim.`, measured, used);
  return say(
    word === 'inside' ? 'supported' : word === 'outside' ? 'not supported' : 'undecided',
    because,
    measured,
    used,
  );
}

/** Serious notes of evidence that are on what a verdict used, or on nothing in particular. */
function notesOn(
  evidence: string,
  used: readonly Result[],
  results: readonly Result[],
  notes: readonly Note[],
): Note[] {
  const names = (of: readonly Result[]): string[] => of.flatMap((r) => Object.keys(r.replicates ?? {}));
  const own = new Set(names(used));
  const others = names(results.filter((r) => r.id.startsWith(`${evidence}.`))).filter((name) => !own.has(name));
  const about = (note: Note, name: string): boolean => note.where === name || !!note.where?.startsWith(`${name},`);
  return notes.filter((n) => n.level === 'serious' && !others.some((name) => about(n, name)));
}

/** The number a claim is about, or a sentence that says why there is none. */
function collect(claim: ClaimEntry, results: readonly Result[]): { measured: Estimate; used: Result[] } | string {
  const { evidence, quantity, at } = parseMeasure(claim.measure!);
  const pick = (group: string | undefined): Result | string =>
    findResult(
      { id: `${evidence}.${quantity}`, ...(at !== undefined && { at }), ...(group !== undefined && { group }) },
      results,
    );
  const comparison = claim.compare === undefined ? undefined : parseComparison(claim.compare);
  if (!comparison || comparison.type === 'single') {
    const one = pick(comparison?.group);
    return typeof one === 'string' ? one : { measured: one.estimate, used: [one] };
  }
  const left = pick(comparison.left);
  const right = pick(comparison.right);
  if (typeof left === 'string') return left;
  if (typeof right === 'string') return right;
  const compute = comparison.type === 'ratio' ? computeRatio : computeDifference;
  return { measured: compute(left.estimate, right.estimate, left.replicates, right.replicates), used: [left, right] };
}

function whyNotFinite(used: readonly Result[]): string {
  const zero = used.find((r) => r.estimate.value === 0);
  return zero ? `${nameResult(zero)} is zero, so nothing can be held against it.` : 'The run gave no number for it.';
}

/** Ends in the unit of the result; between two temperatures the offset of a scale falls out. */
function toUnit(expectation: Expectation, unit: string, isDifference: boolean): Expectation {
  if (!expectation.unit || expectation.unit === unit) return expectation;
  const zero = isDifference ? convertUnit(0, expectation.unit, unit) : 0;
  const convert = (value: number): number =>
    Number.isFinite(value) ? convertUnit(value, expectation.unit!, unit) - zero : value;
  return { ...expectation, low: convert(expectation.low), high: convert(expectation.high), unit };
}

/** Where an interval lies against the allowed values. */
function place([low, high]: [number, number], allowed: Expectation): 'inside' | 'outside' | 'both' {
  const aboveLow = (x: number): boolean => (allowed.lowIncluded ? x >= allowed.low : x > allowed.low);
  const belowHigh = (x: number): boolean => (allowed.highIncluded ? x <= allowed.high : x < allowed.high);
  if (aboveLow(low) && belowHigh(high)) return 'inside';
  if (!aboveLow(high) || !belowHigh(low)) return 'outside';
  return 'both';
}

function whyNoInterval(measured: Estimate): string {
  const unbounded = measured.notes?.find((note) => note.code === 'ratio-unbounded');
  if (unbounded) return `${unbounded.text}.`;
  return measured.n <= 1
    ? 'one observation says nothing about its own uncertainty; add seeds or replicates.'
    : 'its uncertainty is not known; add seeds or replicates.';
}

function describe(measured: Estimate, interval: [number, number] | undefined): string {
  const unit = measured.unit && measured.unit !== '1' ? ` ${measured.unit}` : '';
  // Three digits, and as many more as tell the ends of the interval apart.
  const width = interval ? interval[1] - interval[0] : 0;
  const largest = interval ? Math.max(Math.abs(interval[0]), Math.abs(interval[1])) : 0;
  const apart = width > 0 && Number.isFinite(width) ? Math.ceil(Math.log10(largest / width)) + 2 : 3;
  const digits = Math.min(12, Math.max(3, apart));
  const round = (x: number): string =>
    Number.isInteger(x) && Math.abs(x) < 1e6 ? String(x) : String(Number(x.toPrecision(digits)));
  if (!interval) return `${round(measured.value)}${unit}`;
  if (interval[0] === interval[1])
    return `${round(measured.value)}${unit} (${measured.n === 1 ? 'exact' : `the same in all ${measured.n}`})`;
  return `${round(measured.value)}${unit} (95 % interval ${round(interval[0])} to ${round(interval[1])}, n = ${measured.n})`;
}
