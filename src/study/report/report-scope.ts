import { nameResult } from '../find-result.js';
import type { EvidenceOutput, Result, StudyReport } from '../types.js';
import { Identifiers } from './html.js';
import type { PageData } from '../../scene/page-data.js';

/** A result with the place of its origin in the page. */
export interface PlacedResult {
  result: Result;
  /** `interface.opening_strength [bulk]`, as verdicts name it. */
  name: string;
  anchor: string;
}

/** What the parts of one page share while it is built. */
export interface Scope {
  report: StudyReport;
  ids: Identifiers;
  /** Results of each piece of evidence. */
  results: Map<string, PlacedResult[]>;
  /** By the name that verdicts use. */
  byName: Map<string, PlacedResult[]>;
  /** Filled by the parts that need the script. */
  data: PageData;
  /** Place of each data set in `data.rows`. */
  rowsByText: Map<string, number>;
}

export function makeScope(report: StudyReport): Scope {
  const ids = new Identifiers();
  const results = new Map<string, PlacedResult[]>();
  const byName = new Map<string, PlacedResult[]>();
  for (const [id, output] of Object.entries(report.evidence)) {
    const placed = output.results.map((result, i) => ({
      result,
      name: nameResult(result),
      anchor: ids.of('origin', `${nameResult(result)} #${i}`),
    }));
    results.set(id, placed);
    for (const p of placed) byName.set(p.name, [...(byName.get(p.name) ?? []), p]);
  }
  return { report, ids, results, byName, data: { figures: [], rows: [], scenes: [] }, rowsByText: new Map() };
}

/** Evidence in the order of the study, then what only the run knows. */
export function evidenceInOrder(report: StudyReport): [string, EvidenceOutput][] {
  const names = [...new Set([...Object.keys(report.study.evidence), ...Object.keys(report.evidence)])];
  return names.filter((name) => Object.hasOwn(report.evidence, name)).map((name) => [name, report.evidence[name]]);
}
