import { convertUnit, type Estimate } from '../core/index.js';
import { CONFIDENCE, computeDifference, computeInterval, computeRatio } from './compare-estimates.js';
import { parseComparison, parseExpectation, parseMeasure, type Expectation } from './parse-claim.js';
import type { ClaimEntry, Result, Verdict, VerdictWord } from './types.js';

/**
 * Holds a claim against results. *Supported*: the whole 95 % interval lies where the claim expects it. *Not supported*: the whole
 * interval lies outside. *Undecided*: it covers both, or there is no interval. *Not measured*: nothing gives the number.
 * A claim marked fitted is never supported by what was fitted to it, and one marked assumed never by what assumes it.
 */
export function judgeClaim(id: string, claim: ClaimEntry, results: readonly Result[]): Verdict {
  const say = (word: VerdictWord, because: string, measured?: Estimate, used: Result[] = []): Verdict => ({
    id,
    claim,
    word,
    because,
    ...(measured && { measured }),
    results: used.map(nameResult),
  });
  if (!claim.measure || claim.expect === undefined)
    return say('not measured', 'Nothing in this study measures it yet.');
  const found = collect(claim, results);
  if (typeof found === 'string') return say('not measured', found);
  const { used } = found;
  const interval = computeInterval(found.measured);
  const measured: Estimate = interval ? { ...found.measured, interval, confidence: CONFIDENCE } : found.measured;
  const expectation = toUnit(parseExpectation(claim.expect), measured.unit);
  const shown = describe(measured, interval);
  if (!interval) return say('undecided', `${shown}: ${whyNoInterval(measured)}`, measured, used);
  const word = place(interval, expectation);
  const because = {
    inside: `${shown} fulfils ${expectation.text}.`,
    outside: `${shown} does not fulfil ${expectation.text}.`,
    both: `${shown} leaves open whether ${expectation.text}.`,
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

/** `interface.opening_strength at 300 K [bulk]` */
export function nameResult(result: Result): string {
  return `${result.id}${result.at ? ` at ${result.at}` : ''}${result.group ? ` [${result.group}]` : ''}`;
}

/** The number a claim is about, or a sentence that says why there is none. */
function collect(claim: ClaimEntry, results: readonly Result[]): { measured: Estimate; used: Result[] } | string {
  const { evidence, quantity, at } = parseMeasure(claim.measure!);
  const id = `${evidence}.${quantity}`;
  const named = results.filter((r) => r.id === id);
  if (named.length === 0) return `The run gave no ${id}.`;
  const candidates = named.filter((r) =>
    at === undefined ? r.at === undefined : r.at !== undefined && sameCondition(r.at, at),
  );
  if (candidates.length === 0)
    return `${id} is known at ${list(named.map((r) => r.at ?? 'no stated condition'))}, not ${at ? `at ${at}` : 'without a condition'}.`;
  const pick = (group: string | undefined): Result | string => {
    const of = candidates.filter((r) => r.group === group);
    if (of.length === 1) return of[0];
    const groups = list(candidates.map((r) => r.group ?? 'no group'));
    return of.length > 1
      ? `${id} was given ${of.length} times for the same group.`
      : group === undefined
        ? `${id} differs by group (${groups}); compare: must name one or two of them.`
        : `${id} has no group "${group}", only ${groups}.`;
  };
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

const list = (words: string[]): string => [...new Set(words)].join(', ');

/** `7C` and `7 C`, `4.4 V` and `4.40V` are the same condition. */
function sameCondition(a: string, b: string): boolean {
  const split = (text: string): [number, string] | undefined => {
    const match = /^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/.exec(text);
    return match ? [Number(match[1]), match[2]] : undefined;
  };
  const [x, y] = [split(a), split(b)];
  return x && y ? x[0] === y[0] && x[1] === y[1] : a.trim() === b.trim();
}

function toUnit(expectation: Expectation, unit: string): Expectation {
  if (!expectation.unit || expectation.unit === unit) return expectation;
  const convert = (value: number): number =>
    Number.isFinite(value) ? convertUnit(value, expectation.unit!, unit) : value;
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
  if (!Number.isFinite(measured.value)) return 'it is not a number.';
  const unbounded = measured.notes?.find((note) => note.code === 'ratio-unbounded');
  if (unbounded) return `${unbounded.text}.`;
  return measured.n <= 1
    ? 'one observation says nothing about its own uncertainty; add seeds or replicates.'
    : 'its uncertainty is not known; add seeds or replicates.';
}

function describe(measured: Estimate, interval: [number, number] | undefined): string {
  const unit = measured.unit && measured.unit !== '1' ? ` ${measured.unit}` : '';
  const round = (x: number): string =>
    Number.isInteger(x) && Math.abs(x) < 1e6 ? String(x) : String(Number(x.toPrecision(3)));
  if (!interval) return `${round(measured.value)}${unit}`;
  if (interval[0] === interval[1])
    return `${round(measured.value)}${unit} (${measured.n === 1 ? 'exact' : `the same in all ${measured.n}`})`;
  return `${round(measured.value)}${unit} (95 % interval ${round(interval[0])} to ${round(interval[1])}, n = ${measured.n})`;
}
