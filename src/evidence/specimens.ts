import {
  CERMET_VERSION,
  estimateRepeats,
  formatCondition,
  placeInterval,
  Table,
  computeStudentQuantile,
  type Citation,
  type Derived,
  type Estimate,
  type Note,
  type Origin,
} from '../core/index.js';
import type { Figure } from '../figure/index.js';
import type { Scene } from '../scene/index.js';
import type { Curve } from './analysis.js';
import type { EvidenceOutput, Result } from './evidence-kind.js';
import type { LabelledFinding } from './run-analysis.js';

/** A finding with the analysis that gave it, `cycles@1`. */
export interface SpecimenFinding extends LabelledFinding {
  analysis: string;
}

/** What the file or files of one specimen gave: findings, or the reason why none. */
export interface Specimen {
  group: string;
  /** By which it is told from others: its file, or its seed. */
  name: string;
  /** What its numbers were made from: hashes of files, or of a simulation. */
  from: string[];
  findings: SpecimenFinding[];
  curves: Curve[];
  /** Of analyses that say what no curve can. */
  figures: Figure[];
  scenes: Scene[];
  /** Settings that its analyses were given. */
  settings: Record<string, unknown>;
  cite: Citation[];
  notes: Note[];
}

const keyOf = (f: { id: string; at?: SpecimenFinding['at']; estimate: { unit: string } }): string =>
  JSON.stringify([f.id, formatCondition(f.at) ?? '', f.estimate.unit]);

/**
 * Results over the specimens of each group: means with Student's interval on the natural scale of each quantity,
 * replicates by name. One specimen keeps the uncertainty of its own measurement, and says that it speaks of this
 * specimen alone.
 *
 * @param evidence name of the evidence, by which uncertainties that all its specimens share are told from others
 */
export function poolSpecimens(specimens: readonly Specimen[], evidence: string): Result[] {
  const places = new Map<string, { group: string; finding: SpecimenFinding; own: Map<string, SpecimenFinding> }>();
  for (const specimen of specimens) {
    for (const finding of specimen.findings) {
      if (!Number.isFinite(finding.estimate.value)) continue;
      const key = `${specimen.group}\n${keyOf(finding)}`;
      const place = places.get(key) ?? { group: specimen.group, finding, own: new Map<string, SpecimenFinding>() };
      // Where two analyses of one specimen give the same number, the first counts.
      if (!place.own.has(specimen.name)) place.own.set(specimen.name, finding);
      places.set(key, place);
    }
  }
  return [...places.values()].map(({ group, finding, own }): Result => {
    const members = specimens.filter((s) => s.group === group && own.has(s.name));
    const origin: Derived = {
      type: 'derived',
      from: [...new Set(members.flatMap((s) => s.from))],
      analysis: finding.analysis,
      parameters: members[0].settings,
      cermet: CERMET_VERSION,
      citations: members[0].cite,
    };
    return {
      id: finding.id,
      label: finding.label,
      group,
      ...(finding.at && { at: finding.at }),
      origin,
      estimate: poolEstimates(
        [...own.values()].map((f) => f.estimate),
        evidence,
      ),
      replicates: Object.fromEntries([...own].map(([name, f]) => [name, f.estimate.value])),
    };
  });
}

/** The mean over specimens, with what they share kept apart from their scatter. */
export function poolEstimates(estimates: readonly Estimate[], evidence: string): Estimate {
  const [first] = estimates;
  const shares = estimates.map(commonOf);
  const common = shares[0] && {
    source: `${evidence}.${shares[0].source}`,
    relative: Math.max(...shares.map((share) => share?.relative ?? 0)),
  };
  if (estimates.length === 1) {
    const own: Estimate = { ...first, n: 1, ...(common && { common }) };
    return own.sigma === undefined
      ? { ...own, notes: [...(own.notes ?? []), ONE_SPECIMEN] }
      : { ...own, covers: 'measurement' };
  }
  const mean = estimateRepeats(
    estimates.map((e) => e.value),
    first.unit,
    first.scale,
  );
  const budget = { replicates: mean.sigma ?? 0 };
  if (!common || mean.sigma === undefined) return { ...mean, covers: 'specimens', budget };
  const shared = common.relative * Math.abs(mean.value);
  const sigma = Math.hypot(mean.sigma, shared);
  const t = computeStudentQuantile(0.975, mean.n - 1);
  const reach = Math.hypot(t * mean.sigma, 1.96 * shared);
  return {
    ...mean,
    sigma,
    common,
    covers: 'specimens',
    budget: { ...budget, common: shared },
    interval: placeInterval(mean.value, reach, first.unit, first.scale),
  };
}

/** The factor that an estimate shares with others, from what it says of it or from its budget. */
function commonOf({ common, budget, value }: Estimate): Estimate['common'] {
  if (common || budget?.common === undefined || value === 0) return common;
  return { source: 'common', relative: Math.abs(budget.common / value) };
}

const ONE_SPECIMEN: Note = {
  level: 'warning',
  code: 'one-specimen',
  text: 'a single specimen whose uncertainty is not known: the scatter between specimens is unknown',
};

/** Notes on groups: what stands in some specimens only, and specimens that gave nothing at all. */
export function checkGroups(specimens: readonly Specimen[]): Note[] {
  return specimens
    .filter((s) => s.findings.length === 0 && !s.notes.some((n) => n.code === 'other-kind'))
    .map(
      (s): Note => ({
        level: 'serious',
        code: 'replicate-lost',
        text: `${s.name} gives nothing, so group ${s.group} has one specimen fewer`,
        where: s.name,
      }),
    );
}

/** Every number of every specimen, as the analyses found it. */
export function tabulateSpecimens(
  specimens: readonly Specimen[],
  origin: Origin,
): EvidenceOutput['tables'][number] | undefined {
  const rows = specimens.flatMap((specimen) => specimen.findings.map((finding) => ({ specimen, finding })));
  if (rows.length === 0) return undefined;
  return {
    id: 'specimens',
    title: 'Every specimen',
    origin,
    table: new Table([
      { name: 'group', values: rows.map(({ specimen }) => specimen.group) },
      { name: 'specimen', values: rows.map(({ specimen }) => specimen.name) },
      { name: 'quantity', values: rows.map(({ finding }) => finding.id) },
      { name: 'at', values: rows.map(({ finding }) => formatCondition(finding.at) ?? '') },
      { name: 'value', values: Float64Array.from(rows, ({ finding }) => finding.estimate.value) },
      {
        name: 'sigma',
        values: Float64Array.from(rows, ({ finding }) => finding.estimate.sigma ?? 0),
        valid: Uint8Array.from(rows, ({ finding }) => (finding.estimate.sigma === undefined ? 0 : 1)),
      },
      { name: 'unit', values: rows.map(({ finding }) => finding.estimate.unit) },
      {
        name: 'counting',
        values: Float64Array.from(rows, ({ finding }) => countingOf(finding.estimate) ?? 0),
        valid: Uint8Array.from(rows, ({ finding }) => (countingOf(finding.estimate) === undefined ? 0 : 1)),
      },
    ]),
  };
}

/** The part of an uncertainty that falls with the time of counting: of counts, and of what was fitted to them. */
function countingOf({ budget }: Estimate): number | undefined {
  if (budget?.counting === undefined && budget?.fit === undefined) return undefined;
  return Math.hypot(budget.counting ?? 0, budget.fit ?? 0);
}
