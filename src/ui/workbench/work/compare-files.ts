import {
  computeDifference,
  computeRatio,
  formatCondition,
  InputError,
  type Context,
  type Estimate,
  type Note,
} from '../../../core/index.js';
import { compareGroups, type PieceHost, type Result } from '../../../evidence/index.js';
import { runStudy, type ResultCache, type Study } from '../../../study/index.js';
import type { FileStore } from './file-store.js';

/** Groups of files of one kind of recording, and what is known of their cells. */
export interface CompareInput {
  kind: string;
  /** Paths by group. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Settings of the evidence, as a study gives them. */
  settings: Readonly<Record<string, string>>;
  /** Analyses to run; the usual ones where absent. */
  analyses?: readonly string[];
}

/** One quantity of one group at one condition. */
export interface GroupValue {
  id: string;
  label: string;
  group: string;
  at?: string;
  plot: boolean;
  estimate: Estimate;
  /** Values by path. */
  replicates: Readonly<Record<string, number>>;
  /** Paths whose value is far from the rest of their group. */
  outliers: readonly string[];
}

export interface CompareOutput {
  values: GroupValue[];
  notes: Note[];
}

/** Results are kept while the page is open: files do not change in it. */
const kept = new Map<string, unknown>();
const cache: ResultCache = {
  get: async (hash) => (kept.has(hash) ? { value: kept.get(hash) } : undefined),
  put: async (hash, value) => void kept.set(hash, value),
};

/** Numbers of groups of files, by the very steps by which a study computes them. */
export async function compareFiles(store: FileStore, input: CompareInput, ctx: Context): Promise<CompareOutput> {
  const kinds = await store.cermet.evidence();
  const study: Study = {
    title: 'comparison',
    authors: [],
    references: [],
    samples: {},
    evidence: {
      [EVIDENCE]: {
        kind: input.kind,
        files: input.groups,
        ...(input.analyses && { analyses: input.analyses }),
        ...input.settings,
      },
    },
    claims: {},
  };
  const host: PieceHost = {
    open: async (path) => {
      const place = store.place(path);
      if ('names' in place) throw new InputError(`${path} is a folder`);
      return place;
    },
    read: (path) => store.read(path),
    use: () => Promise.reject(new InputError('a structure by its name is known to a study only')),
    keep: (_from, make) => make(),
    threads: 1,
  };
  const report = await runStudy(
    study,
    kinds,
    {
      cache,
      hashFile: async (path) => path,
      codeVersion: () => '1',
      runPiece: async (job, piece, inner) => {
        const value = await piece.run(inner, host);
        kept.set(job.hash, value);
        return value;
      },
      parallel: 1,
    },
    ctx,
  );
  const output = report.evidence[EVIDENCE];
  const plotted = new Set(
    Object.entries(kinds.find((k) => k.id === input.kind)?.quantities ?? {}).flatMap(([id, q]) => (q.plot ? [id] : [])),
  );
  const values = output.results.map((result): GroupValue => {
    const id = result.id.slice(EVIDENCE.length + 1);
    return {
      id,
      label: result.label,
      group: result.group ?? '',
      at: formatCondition(result.at),
      plot: plotted.has(id),
      estimate: result.estimate,
      replicates: result.replicates ?? {},
      outliers: findOutliers(result),
    };
  });
  return { values, notes: output.notes };
}

/** Name of the evidence in the study that is never written. */
const EVIDENCE = 'compared';

/** Cells far from the rest of their group, by the rule of {@link compareGroups}. */
function findOutliers({ id, label, replicates, estimate }: Result): string[] {
  const own = Object.entries(replicates ?? {}).map(([name, value]) => ({
    name,
    findings: [{ id, label, estimate: { value, n: 1, unit: estimate.unit } }],
  }));
  if (own.length < 3) return [];
  const [first] = own;
  const [compared] = compareGroups(own, [{ ...first, name: `${first.name} once more` }]);
  return compared?.a.outliers ?? [];
}

/** One group held against another, as a claim would hold it. */
export function holdAgainst(how: 'ratio' | 'difference', a: GroupValue, b: GroupValue): Estimate {
  const compute = how === 'ratio' ? computeRatio : computeDifference;
  return compute(a.estimate, b.estimate, a.replicates, b.replicates);
}
