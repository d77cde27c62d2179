import { stringify } from 'yaml';
import type { Origin } from '../../core/index.js';
import type { PageData } from '../../scene/page-data.js';
import { nameResult } from '../find-result.js';
import type { EvidenceOutput, Result, StudyReport } from '../types.js';
import { toBibtex, toCitationFile } from '../export/cite.js';
import { collectCitations, keyOfCitation } from './collect-citations.js';
import { Identifiers } from './html.js';

/** A result with its place among the page's entries. */
export interface PlacedResult {
  result: Result;
  /** `interface.opening_strength [bulk]`, as verdicts name it. */
  name: string;
  /** Of its origin, which other results may share. */
  anchor: string;
  /** Index in `data.entries`. */
  entry: number;
}

/** What the parts of one page share while it is built. */
export interface Scope {
  report: StudyReport;
  ids: Identifiers;
  /** Heading of each piece of evidence. */
  titles: Map<string, string>;
  /** Results of each piece of evidence. */
  results: Map<string, PlacedResult[]>;
  /** By the name that verdicts use. */
  byName: Map<string, PlacedResult[]>;
  /** Claims that a result decides, by the name that verdicts use. */
  decides: Map<string, string[]>;
  /** Keys of the sources, in the order of their list. */
  citations: string[];
  /** Filled by the parts that need the script. */
  data: PageData;
  /** Place of each data set in `data.rows`. */
  rowsByText: Map<string, number>;
}

export function makeScope(report: StudyReport): Scope {
  const ids = new Identifiers();
  const results = new Map<string, PlacedResult[]>();
  const byName = new Map<string, PlacedResult[]>();
  const decides = new Map<string, string[]>();
  let entry = 0;
  for (const [id, output] of Object.entries(report.evidence)) {
    const placed = output.results.map((result) => ({
      result,
      name: nameResult(result),
      anchor: ids.of('origin', keyOfOrigin(result.origin)),
      entry: entry++,
    }));
    results.set(id, placed);
    for (const p of placed) byName.set(p.name, [...(byName.get(p.name) ?? []), p]);
  }
  for (const verdict of report.verdicts)
    for (const name of new Set(verdict.results)) decides.set(name, [...(decides.get(name) ?? []), verdict.id]);
  const names = [...new Set([...Object.keys(report.study.evidence), ...Object.keys(report.evidence)])];
  return {
    report,
    ids,
    titles: new Map(names.map((name) => [name, titleOf(report, name)])),
    results,
    byName,
    decides,
    citations: collectCitations(report).map(keyOfCitation),
    data: {
      figures: [],
      rows: [],
      scenes: [],
      particles: [],
      entries: [],
      folded: [],
      study: stringify(report.study),
      bibtex: toBibtex(report),
      citation: toCitationFile(report),
    },
    rowsByText: new Map(),
  };
}

function titleOf({ study }: StudyReport, name: string): string {
  const title = Object.hasOwn(study.evidence, name) ? study.evidence[name].title : undefined;
  return typeof title === 'string' && title.trim() !== '' ? title : name;
}

/** Equal origins have equal keys. */
export const keyOfOrigin = (origin: Origin): string => JSON.stringify(origin);

/** Evidence in the order of the study, then what only the run knows. */
export function evidenceInOrder(report: StudyReport): [string, EvidenceOutput][] {
  const names = [...new Set([...Object.keys(report.study.evidence), ...Object.keys(report.evidence)])];
  return names.filter((name) => Object.hasOwn(report.evidence, name)).map((name) => [name, report.evidence[name]]);
}
