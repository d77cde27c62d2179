import { readSettings } from '../core/index.js';
import {
  parseMeasure,
  type AnyEvidenceKind,
  type EvidenceEntry,
  type Study,
  type Surroundings,
} from '../evidence/index.js';

/** An entry without what the engine itself reads. */
export function stripEntry({
  kind: _kind,
  simulate: _simulate,
  title: _title,
  ...settings
}: EvidenceEntry): EvidenceEntry {
  return settings;
}

/** Settings of an entry by its kind's schema. */
export function readEvidence(kind: AnyEvidenceKind, entry: EvidenceEntry): Record<string, unknown> {
  return readSettings(kind.settings, stripEntry(entry), kind.id);
}

/** What evidence may know of the study around it. */
export function makeSurroundings(name: string, study: Study): Surroundings {
  return {
    name,
    samples: study.samples,
    asked: (quantity) =>
      Object.values(study.claims).flatMap((claim) => {
        if (typeof claim?.measure !== 'string') return [];
        const measure = tryParse(claim.measure);
        return measure?.evidence === name && measure.quantity === quantity ? [measure.at ?? ''] : [];
      }),
  };
}

function tryParse(text: string): ReturnType<typeof parseMeasure> | undefined {
  try {
    return parseMeasure(text);
  } catch {
    return undefined;
  }
}
