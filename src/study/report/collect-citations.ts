import type { Citation, Origin } from '../../core/index.js';
import type { StudyReport } from '../types.js';

/** Equal sources have equal keys. */
export const keyOfCitation = (citation: Citation): string => citation.doi ?? citation.text;

/** Everything cited anywhere in the study, once each. */
export function collectCitations(report: Pick<StudyReport, 'study' | 'evidence'>): Citation[] {
  const all = [...(report.study.references ?? [])];
  const visit = (origin: Origin): void => {
    if (origin.type !== 'measured') all.push(...(origin.citations ?? []));
  };
  for (const output of Object.values(report.evidence)) {
    for (const { origin } of [...output.results, ...output.tables]) visit(origin);
    for (const { recording } of output.recordings) visit(recording.origin);
  }
  return [...new Map(all.map((c) => [keyOfCitation(c), c])).values()];
}
