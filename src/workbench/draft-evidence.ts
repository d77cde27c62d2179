import { formatCondition, type Condition } from '../core/index.js';
import type { ClaimEntry, EvidenceEntry } from '../evidence/index.js';
import { referenceFirst } from './guess-groups.js';

/** What is known of a file that a study gets. */
export interface DraftFile {
  path: string;
  sample: string;
  /** Id of the kind of recording it holds. */
  kind: string;
  /** Quantities that the usual analyses found, where they were run. */
  findings?: readonly { id: string; label: string; at?: Condition; plot?: boolean }[];
}

/** Name of the evidence of a kind of recording, which `measure:` can hold: a point there ends it. */
export const nameEvidence = (kind: string): string => kind.replaceAll(/[.\s]/g, '-');

/** Quantities that a draft claims something of, for each kind. */
const MOST_CLAIMS = 3;

/**
 * Evidence that files allow, one for each kind of recording, and, where there are two samples, claims to begin with:
 * that they are alike within 5 %, quantity by quantity, which the author changes into what they expect.
 */
export function draftEvidence(files: readonly DraftFile[]): {
  evidence: Record<string, EvidenceEntry>;
  claims: Record<string, ClaimEntry>;
} {
  const evidence: Record<string, EvidenceEntry> = {};
  const claims: Record<string, ClaimEntry> = {};
  for (const kind of [...new Set(files.map((file) => file.kind))]) {
    const own = files.filter((file) => file.kind === kind);
    const samples = referenceFirst([...new Set(own.map((file) => file.sample))]);
    const name = nameEvidence(kind);
    evidence[name] = {
      kind,
      files: Object.fromEntries(
        samples.map((sample) => [sample, own.filter((f) => f.sample === sample).map((f) => f.path)]),
      ),
    };
    const [a, b] = samples;
    if (b === undefined) continue; // nothing to be alike
    for (const { id, label, at } of quantitiesOf(own)) {
      const condition = formatCondition(at);
      claims[`${name}-${id}`.replaceAll('_', '-')] = {
        says: `${label[0].toUpperCase()}${label.slice(1)}${condition ? ` at ${condition}` : ''} is the same within 5 % (write what you expect)`,
        measure: `${name}.${id}${condition ? ` at ${condition}` : ''}`,
        compare: `${b} / ${a}`,
        expect: '0.95..1.05',
      };
    }
  }
  return { evidence, claims };
}

/** Quantities worth a claim: those drawn against their condition, at the last condition that all files share. */
function quantitiesOf(files: readonly DraftFile[]): { id: string; label: string; at?: Condition }[] {
  const [first, ...others] = files.filter((file) => file.findings);
  if (!first) return [];
  const shared = first.findings!.filter(
    (f) =>
      f.plot &&
      others.every((o) => o.findings!.some((g) => g.id === f.id && formatCondition(g.at) === formatCondition(f.at))),
  );
  const ids = [...new Set(shared.map((f) => f.id))].slice(0, MOST_CLAIMS);
  return ids.map((id) => shared.findLast((f) => f.id === id)!);
}
