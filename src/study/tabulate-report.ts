import { computeInterval, formatCondition, Table, type Column } from '../core/index.js';

import type { StudyReport } from './types.js';

/** The claims of a report as a table, in the study's order. */
export function tabulateClaims(report: StudyReport): Table {
  const { verdicts } = report;
  const intervals = verdicts.map((v) => v.measured && computeInterval(v.measured));
  return new Table([
    text(
      'claim',
      verdicts.map((v) => v.id),
    ),
    text(
      'says',
      verdicts.map((v) => v.claim.says),
    ),
    text(
      'verdict',
      verdicts.map((v) => v.word),
    ),
    numbers(
      'value',
      verdicts.map((v) => v.measured?.value),
    ),
    numbers(
      'sigma',
      verdicts.map((v) => v.measured?.sigma),
    ),
    numbers(
      'low_95',
      intervals.map((i) => i?.[0]),
    ),
    numbers(
      'high_95',
      intervals.map((i) => i?.[1]),
    ),
    numbers(
      'n',
      verdicts.map((v) => v.measured?.n),
    ),
    text(
      'unit',
      verdicts.map((v) => v.measured?.unit),
    ),
    text(
      'expected',
      verdicts.map((v) => v.claim.expect),
    ),
    text(
      'published',
      verdicts.map((v) => v.claim.published?.toString()),
    ),
    text(
      'because',
      verdicts.map((v) => v.because),
    ),
  ]);
}

/** Every number that evidence gave, one row each. */
export function tabulateResults(report: StudyReport): Table {
  const results = Object.values(report.evidence).flatMap((e) => e.results);
  const intervals = results.map((r) => computeInterval(r.estimate));
  return new Table([
    text(
      'result',
      results.map((r) => r.id),
    ),
    text(
      'group',
      results.map((r) => r.group),
    ),
    text(
      'at',
      results.map((r) => formatCondition(r.at)),
    ),
    numbers(
      'value',
      results.map((r) => r.estimate.value),
    ),
    numbers(
      'sigma',
      results.map((r) => r.estimate.sigma),
    ),
    numbers(
      'low_95',
      intervals.map((i) => i?.[0]),
    ),
    numbers(
      'high_95',
      intervals.map((i) => i?.[1]),
    ),
    numbers(
      'n',
      results.map((r) => r.estimate.n),
    ),
    text(
      'unit',
      results.map((r) => r.estimate.unit),
    ),
    text(
      'label',
      results.map((r) => r.label),
    ),
  ]);
}

/** The replicates behind every number, one row each. */
export function tabulateReplicates(report: StudyReport): Table {
  const rows = Object.values(report.evidence).flatMap((e) =>
    e.results.flatMap((r) => Object.entries(r.replicates ?? {}).map(([replicate, value]) => ({ r, replicate, value }))),
  );
  return new Table([
    text(
      'result',
      rows.map(({ r }) => r.id),
    ),
    text(
      'group',
      rows.map(({ r }) => r.group),
    ),
    text(
      'at',
      rows.map(({ r }) => formatCondition(r.at)),
    ),
    text(
      'replicate',
      rows.map(({ replicate }) => replicate),
    ),
    numbers(
      'value',
      rows.map(({ value }) => value),
    ),
    text(
      'unit',
      rows.map(({ r }) => r.estimate.unit),
    ),
  ]);
}

function text(name: string, values: (string | undefined)[]): Column {
  return { name, values: values.map((v) => v ?? ''), ...maskOf(values) };
}

function numbers(name: string, values: (number | undefined)[]): Column {
  const known = values.map((v) => (v !== undefined && Number.isFinite(v) ? v : undefined));
  return { name, values: Float64Array.from(known, (v) => v ?? 0), ...maskOf(known) };
}

function maskOf(values: readonly unknown[]): { valid?: Uint8Array } {
  return values.some((v) => v === undefined)
    ? { valid: Uint8Array.from(values, (v) => (v === undefined ? 0 : 1)) }
    : {};
}
