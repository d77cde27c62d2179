import {
  computeDifference,
  computeRatio,
  computeStudentQuantile,
  estimateRepeats,
  formatCondition,
  estimateMean,
  InputError,
  makeRng,
  type Condition,
  type Estimate,
  type Note,
} from '../core/index.js';
import type { LabelledFinding } from './run-analysis.js';

/** One cell of a group, with what an analysis found in it. */
export interface Replicate {
  /** Name of the cell, unique in both groups: its file. */
  name: string;
  findings: readonly LabelledFinding[];
}

/** One quantity at one condition in both groups. */
export interface GroupComparison {
  id: string;
  label: string;
  /** Condition, printed. */
  at?: string;
  condition?: Condition;
  unit: string;
  plot?: boolean;
  a: GroupSummary;
  b: GroupSummary;
  /** a − b, Welch's interval. */
  difference: Estimate;
  /** a / b, Fieller's interval. */
  ratio: Estimate;
  /** 95 % bootstrap intervals (percentile) of difference and ratio; only from four cells a side on. */
  bootstrap?: { difference: [number, number]; ratio: [number, number] };
  notes: Note[];
}

export interface GroupSummary {
  /** Mean, its standard error, scatter over cells and Student's interval. */
  estimate: Estimate;
  values: Record<string, number>;
  /** Cells far from the rest of their group: named, never dropped. */
  outliers: string[];
}

/** Cells from which a bootstrap says something: fewer give too few different samples. */
const BOOTSTRAP_FROM = 4;
const SAMPLES = 4000;
/** [1] Modified z-score of Iglewicz and Hoaglin beyond which a cell is flagged. */
const FAR = 3.5;

/**
 * Compares two groups of replicate cells, quantity by quantity and condition by condition; what only some cells of a
 * group have is compared over those that do, and said.
 *
 * Intervals are Student's, Welch's (Biometrika 34 (1947) 28) and Fieller's (J. R. Stat. Soc. B 16 (1954) 175); beside
 * them, from four cells a side on, percentile bootstraps. Outliers are flagged by the modified z-score (Iglewicz and
 * Hoaglin, 1993) and stay in every number.
 */
export function compareGroups(a: readonly Replicate[], b: readonly Replicate[]): GroupComparison[] {
  if (a.length === 0 || b.length === 0) throw new InputError('each of the two groups needs at least one cell');
  const names = [...a, ...b].map((r) => r.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError(`"${twice}" stands in the comparison twice`, { hint: 'a cell belongs to one group' });
  const keys = new Map<string, LabelledFinding>();
  for (const finding of a.flatMap((r) => r.findings)) keys.set(keyOf(finding), finding);
  const shared = new Set(b.flatMap((r) => r.findings.map(keyOf)));
  return [...keys].filter(([key]) => shared.has(key)).map(([key, finding]) => compareOne(key, finding, a, b));
}

/** What findings must share to be one quantity: the label too, which says what a value is held against. */
const keyOf = (f: LabelledFinding): string => `${f.id}\n${formatCondition(f.at) ?? ''}\n${f.estimate.unit}\n${f.label}`;

function compareOne(
  key: string,
  { id, label, at, estimate, plot }: LabelledFinding,
  a: readonly Replicate[],
  b: readonly Replicate[],
): GroupComparison {
  const [left, right] = [summariseGroup(key, a), summariseGroup(key, b)];
  const notes: Note[] = [];
  for (const [group, all] of [
    [left, a],
    [right, b],
  ] as const) {
    const n = Object.keys(group.values).length;
    if (n < all.length)
      notes.push({ level: 'warning', code: 'not-in-all', text: `only ${n} of ${all.length} cells have it` });
    for (const name of group.outliers)
      notes.push({
        level: 'warning',
        code: 'outlier',
        text: `${name} lies far from the other cells of its group; it is counted all the same`,
        where: name,
      });
  }
  const smallest = Math.min(Object.keys(left.values).length, Object.keys(right.values).length);
  if (smallest < 3)
    notes.push({
      level: 'warning',
      code: 'few-cells',
      text:
        smallest === 1
          ? 'a group of one cell has no scatter: nothing can be said of the difference beyond its value'
          : 'two cells give an interval of up to thirteen standard errors: make more',
    });
  return {
    id,
    label,
    ...(at && { at: formatCondition(at), condition: at }),
    unit: estimate.unit,
    ...(plot && { plot }),
    a: left,
    b: right,
    difference: computeDifference(left.estimate, right.estimate),
    ratio: computeRatio(left.estimate, right.estimate),
    ...(smallest >= BOOTSTRAP_FROM && {
      bootstrap: bootstrap(Object.values(left.values), Object.values(right.values)),
    }),
    notes,
  };
}

/** Mean over the cells of a group that have a finding. */
function summariseGroup(key: string, group: readonly Replicate[]): GroupSummary {
  const found = group.flatMap((r) =>
    r.findings
      .filter((f) => keyOf(f) === key && Number.isFinite(f.estimate.value))
      .slice(0, 1)
      .map((f) => ({ name: r.name, estimate: f.estimate })),
  );
  const values = Object.fromEntries(found.map(({ name, estimate }) => [name, estimate.value]));
  const unit = key.split('\n')[2];
  // Scatter between cells holds the uncertainty of each; a single cell has only its own.
  const estimate =
    found.length === 1
      ? { ...found[0].estimate, n: 1 }
      : estimateRepeats(
          found.map((f) => f.estimate.value),
          unit,
          found[0].estimate.scale,
        );
  return { estimate, values, outliers: findOutliers(values) };
}

/**
 * Cells that lie far from the others of their group: beyond 3.5 scaled median deviations from the median, and told from
 * the mean of the others by Student's t at 1 % over all cells. Four cells or more, because three cannot say which of
 * them is odd.
 */
export function findOutliers(values: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(values);
  const n = entries.length;
  if (n < 4) return [];
  const list = entries.map(([, v]) => v);
  const median = (of: readonly number[]): number => {
    const sorted = [...of].sort((p, q) => p - q);
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  };
  const centre = median(list);
  const deviation = median(list.map((v) => Math.abs(v - centre)));
  const limit = computeStudentQuantile(1 - 0.01 / n / 2, n - 2);
  return entries
    .filter(([name, v]) => {
      if (0.6745 * Math.abs(v - centre) <= FAR * deviation) return false;
      const others = estimateMean(
        entries.filter(([other]) => other !== name).map(([, w]) => w),
        '1',
      );
      return Math.abs(v - others.value) > limit * others.spread! * Math.sqrt(1 + 1 / (n - 1));
    })
    .map(([name]) => name);
}

/** Percentile intervals from samples drawn with replacement within each group; the same for the same numbers. */
function bootstrap(
  a: readonly number[],
  b: readonly number[],
): { difference: [number, number]; ratio: [number, number] } {
  const rng = makeRng(1);
  const draw = (of: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < of.length; i++) sum += of[rng.integer(of.length)];
    return sum / of.length;
  };
  const difference = new Float64Array(SAMPLES);
  const ratio = new Float64Array(SAMPLES);
  for (let k = 0; k < SAMPLES; k++) {
    const [p, q] = [draw(a), draw(b)];
    difference[k] = p - q;
    ratio[k] = p / q;
  }
  const ends = (values: Float64Array): [number, number] => {
    values.sort();
    return [values[Math.floor(0.025 * SAMPLES)], values[Math.ceil(0.975 * SAMPLES) - 1]];
  };
  return { difference: ends(difference), ratio: ends(ratio) };
}
