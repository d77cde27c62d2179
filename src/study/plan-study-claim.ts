import { convertUnit, estimateMean, formatCondition, InputError, type Estimate } from '../core/index.js';
import {
  parseComparison,
  parseExpectation,
  parseMeasure,
  planClaim,
  type Plan,
  type PlanInput,
} from '../evidence/index.js';
import { findResult } from './find-result.js';
import { orderEvidence, referencesOf } from './plan-graph.js';
import type { Result, Study, StudyReport, Verdict } from './types.js';

/** What a person knows better than the specimens that were measured, in the unit of the claim. */
export type PlanGiven = Partial<Pick<PlanInput, 'value' | 'scatter' | 'counting' | 'shared' | 'power'>>;

/** A claim of a study with what it takes to decide it. */
export interface PlannedClaim {
  verdict: Verdict;
  unit: string;
  input: PlanInput;
  plan: Plan;
}

/** A study with the evidence of one claim alone, and what that takes numbers from. */
export function studyOfClaim(study: Study, id: string): Study {
  const claim = study.claims[id];
  if (!claim)
    throw new InputError(`this study has no claim "${id}"`, { value: id, allowed: Object.keys(study.claims) });
  if (claim.measure === undefined || claim.expect === undefined)
    throw new InputError(`nothing in this study measures ${id} yet`, {
      hint: 'add evidence, simulated instruments (simulate: lab/instrument) included, and give the claim measure and expect',
    });
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const reference of referencesOf(study.evidence[name])) add(reference.evidence);
  };
  add(parseMeasure(claim.measure).evidence);
  const evidence = Object.fromEntries(
    orderEvidence(study).flatMap((name) => (needed.has(name) ? [[name, study.evidence[name]] as const] : [])),
  );
  // Other claims on the same evidence stay: what they ask for decides what is computed, and kept.
  const claims = Object.fromEntries(
    Object.entries(study.claims).filter(
      ([, c]) => c.measure !== undefined && needed.has(parseMeasure(c.measure).evidence),
    ),
  );
  return { ...study, evidence, claims };
}

/**
 * How many specimens, or how many times the counts, until a claim of a study is decided, from what its evidence gave:
 * the scatter of the specimens, the part of it that is counting, and what they share. In a ratio a/b the scatter is
 * (a/b)·√((s_a/a)² + (s_b/b)²)/√2 for each group, which holds where both are small against one.
 *
 * @throws InputError where the evidence gives no number, or no scatter
 */
export function planStudyClaim(id: string, report: StudyReport, given: PlanGiven = {}): PlannedClaim {
  const verdict = report.verdicts.find((v) => v.id === id);
  const claim = report.study.claims[id];
  if (!verdict || claim?.measure === undefined || claim.expect === undefined)
    throw new InputError(`this study has no claim "${id}" that is measured`, { value: id });
  const { measured } = verdict;
  if (!measured) throw new InputError(`${id} has no number to plan with: ${verdict.because}`);
  const { evidence, quantity, at } = parseMeasure(claim.measure);
  const results = Object.values(report.evidence).flatMap((output) => output.results);
  const comparison = claim.compare === undefined ? undefined : parseComparison(claim.compare);
  const groups = !comparison
    ? [undefined]
    : comparison.type === 'single'
      ? [comparison.group]
      : [comparison.left, comparison.right];
  const used = groups.map((group) => {
    const found = findResult(
      { id: `${evidence}.${quantity}`, ...(at !== undefined && { at }), ...(group !== undefined && { group }) },
      results,
    );
    if (typeof found === 'string')
      throw new InputError(`${id} is not measured, so nothing is known to plan with: ${found}`);
    return found;
  });
  const spread = used.map((result) => readSpread(result, report, evidence, quantity));
  const ratio = comparison?.type === 'ratio';
  const scale = spread.map(({ estimate }) => (ratio ? Math.abs(measured.value / estimate.value) : 1));
  const expectation = parseExpectation(claim.expect);
  const unit = expectation.unit ?? measured.unit;
  // Units that are not physical, such as wt%, stand for themselves.
  const toUnit = (value: number): number => (unit === measured.unit ? value : convertUnit(value, measured.unit, unit));
  const factor = toUnit(1) - toUnit(0);
  const join = (of: (s: Spread) => number | undefined): number | undefined => {
    const parts = spread.map(of);
    if (parts.some((p) => p === undefined)) return undefined;
    const squares = parts.reduce<number>((sum, p, i) => sum + (p! * scale[i]) ** 2, 0);
    return Math.abs(factor) * Math.sqrt(squares / parts.length);
  };
  const counting = given.counting ?? join((s) => s.counting);
  const known = given.scatter ?? join((s) => s.scatter);
  // One specimen that knows its own noise plans as if specimens were alike, and the plan says so.
  const scatter = known ?? (counting === undefined ? undefined : 0);
  if (scatter === undefined)
    throw new InputError(`the scatter behind ${id} is not known: there are fewer than two specimens in a group`, {
      hint: 'give it: --scatter',
    });
  const shared = given.shared ?? (comparison?.type === 'ratio' ? 0 : sharedOf(used, Math.abs(factor * measured.value)));
  const n = Math.min(...spread.map((s) => s.n));
  const input: PlanInput = {
    expectation,
    value: given.value ?? (comparison?.type === 'difference' ? factor * measured.value : toUnit(measured.value)),
    scatter,
    ...(counting !== undefined && counting > 0 && { counting }),
    ...(shared !== undefined && shared > 0 && { shared }),
    ...(given.scatter === undefined && n >= 2 && { knownFrom: n }),
    groups: used.length === 2 ? 2 : 1,
    ...(given.power !== undefined && { power: given.power }),
  };
  const plan = planClaim(input);
  if (known === undefined)
    plan.notes.unshift({
      level: 'warning',
      code: 'scatter-not-known',
      text: 'there are fewer than two specimens in a group: their scatter is not known and taken as none (--scatter says otherwise)',
    });
  return { verdict, unit, input, plan };
}

interface Spread {
  estimate: Estimate;
  n: number;
  /** Standard deviation between specimens beyond what counting explains. */
  scatter?: number;
  counting?: number;
}

function readSpread(result: Result, report: StudyReport, evidence: string, quantity: string): Spread {
  const values = Object.values(result.replicates ?? {});
  const table = report.evidence[evidence].tables.find(
    (t) => t.id === 'specimens' || t.id.endsWith('.specimens'),
  )?.table;
  const counts: number[] = [];
  if (table?.has('counting')) {
    const column = table.get('counting');
    const text = (name: string): readonly string[] => table.get(name).values as readonly string[];
    const condition = formatCondition(result.at) ?? '';
    for (let i = 0; i < table.length; i++)
      if (
        text('group')[i] === result.group &&
        text('quantity')[i] === quantity &&
        text('at')[i] === condition &&
        (!column.valid || column.valid[i])
      )
        counts.push(column.values[i] as number);
  }
  const counting = counts.length > 0 ? Math.sqrt(counts.reduce((s, v) => s + v * v, 0) / counts.length) : undefined;
  const total = estimateMean(values, result.estimate.unit).spread;
  return {
    estimate: result.estimate,
    n: values.length,
    ...(total !== undefined && { scatter: Math.sqrt(Math.max(0, total * total - (counting ?? 0) ** 2)) }),
    ...(counting !== undefined && { counting }),
  };
}

/** What all specimens share and a difference keeps: their common factor on what is compared. */
function sharedOf(used: readonly Result[], size: number): number | undefined {
  const relative = Math.max(0, ...used.map((r) => r.estimate.common?.relative ?? 0));
  return relative > 0 ? relative * size : undefined;
}
