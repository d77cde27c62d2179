import {
  AbortError,
  CERMET_VERSION,
  computeContentHash,
  InputError,
  throwIfAborted,
  type Context,
  type Note,
} from '../core/index.js';
import { kindOfEvidence } from './check-study.js';
import { encodeValue } from './encode.js';
import { judgeClaim } from './judge-claim.js';
import type { EvidenceEntry, EvidenceKind, EvidenceOutput, Piece, Result, Study, StudyReport } from './types.js';

/** One piece of one evidence, with the hash of everything that decides its result. */
export interface Job {
  /** Name of the evidence in the study. */
  evidence: string;
  kind: string;
  /** Place of the piece in the kind's plan. */
  index: number;
  label: string;
  weight: number;
  hash: string;
}

/** Keeps results by content hash. */
export interface ResultCache {
  /** The value kept under a hash; undefined where there is none, or none that can be read. */
  get(hash: string): Promise<{ value: unknown } | undefined>;
  put(hash: string, value: unknown, about: Omit<Job, 'hash'>): Promise<void>;
}

/** What the engine needs from the place it runs in. */
export interface StudyHost {
  cache: ResultCache;
  /** Hash of a file's content, by its path in the study. */
  hashFile(path: string): Promise<string>;
  /** Hash of a potential's parameters, by the name or file that evidence gives; without it potentials are told apart by name only. */
  hashPotential?(name: string): Promise<string>;
  /** Changes whenever the code does that computes results of a kind of evidence, by its id. */
  codeVersion(kind: string): string;
  /**
   * Runs a piece to its end, keeps its result in the cache and its state in checkpoints, and gives the result.
   * Called for `parallel` pieces at a time.
   */
  runPiece(job: Job, piece: Piece, ctx: Context): Promise<unknown>;
  parallel: number;
}

/**
 * Runs what changed in a study since its results were kept, puts the evidence together, and judges every claim.
 * Cancelled or killed, it has kept each finished piece and the checkpoints of the others, and the next run ends as this one would have.
 *
 * @throws AbortError with the number of finished pieces; whatever a piece raises
 */
export async function runStudy(
  study: Study,
  kinds: readonly EvidenceKind[],
  host: StudyHost,
  ctx: Context = {},
): Promise<StudyReport> {
  const planned: {
    name: string;
    kind: EvidenceKind;
    parameters: Record<string, unknown>;
    jobs: Job[];
    pieces: Piece[];
  }[] = [];
  for (const [name, entry] of Object.entries(study.evidence)) {
    const { kind, parameters, pieces } = planEvidence(name, entry, study, kinds);
    planned.push({
      name,
      kind,
      parameters,
      pieces,
      jobs: await Promise.all(pieces.map((piece, index) => makeJob(name, kind, piece, index, host))),
    });
  }
  const values = await runJobs(
    planned.flatMap(({ jobs, pieces }) => jobs.map((job, i) => ({ job, piece: pieces[i] }))),
    host,
    ctx,
  );
  const evidence: Record<string, EvidenceOutput> = {};
  const notes: Note[] = [];
  for (const { name, kind, parameters, jobs } of planned) {
    evidence[name] = nameOutput(
      name,
      kind.assemble(
        parameters,
        jobs.map((job) => values.get(job.hash)),
        study,
      ),
    );
    notes.push(
      ...evidence[name].notes.map((note) => ({ ...note, where: note.where ? `${name}, ${note.where}` : name })),
    );
  }
  const results: Result[] = Object.values(evidence).flatMap((output) => output.results);
  return {
    study,
    date: new Date().toISOString(),
    cermet: CERMET_VERSION,
    verdicts: Object.entries(study.claims).map(([id, claim]) => judgeClaim(id, claim, results)),
    evidence,
    notes,
  };
}

/** The pieces of one evidence, as planned here and again in the worker that runs one of them. */
export function planEvidence(
  name: string,
  entry: EvidenceEntry,
  study: Study,
  kinds: readonly EvidenceKind[],
): { kind: EvidenceKind; parameters: Record<string, unknown>; pieces: Piece[] } {
  const kind = kindOfEvidence(entry, kinds);
  if (!kind)
    throw new InputError(`"${String(entry.kind ?? entry.simulate)}" is not a kind of evidence`, {
      where: { path: `evidence.${name}` },
    });
  const parameters = kind.check(entry, study);
  return { kind, parameters, pieces: kind.plan(parameters, study) };
}

async function makeJob(
  evidence: string,
  kind: EvidenceKind,
  piece: Piece,
  index: number,
  host: Pick<StudyHost, 'codeVersion' | 'hashFile' | 'hashPotential'>,
): Promise<Job> {
  const files = await Promise.all((piece.files ?? []).map(async (path) => [path, await host.hashFile(path)]));
  const inputs: unknown = JSON.parse(encodeValue(piece.inputs));
  const potential = piece.potential === undefined ? undefined : await host.hashPotential?.(piece.potential);
  const hash = await computeContentHash({
    kind: kind.id,
    inputs,
    files,
    ...(potential && { potential }),
    code: host.codeVersion(kind.id),
  });
  return { evidence, kind: kind.id, index, label: piece.label, weight: piece.weight ?? 1, hash };
}

/** Runs every job whose result is not kept, several at a time; equal jobs run once. */
async function runJobs(
  wanted: readonly { job: Job; piece: Piece }[],
  host: StudyHost,
  ctx: Context,
): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>();
  const open: { job: Job; piece: Piece }[] = [];
  for (const entry of new Map(wanted.map((w) => [w.job.hash, w])).values()) {
    throwIfAborted(ctx);
    const kept = await host.cache.get(entry.job.hash);
    if (kept) values.set(entry.job.hash, kept.value);
    else open.push(entry);
  }
  const total = open.reduce((sum, { job }) => sum + job.weight, 0);
  const done = new Map<string, number>();
  const report = (job: Job, fraction: number, inner: string): void => {
    done.set(job.hash, job.weight * fraction);
    ctx.progress?.(
      [...done.values()].reduce((sum, d) => sum + d, 0),
      total,
      [job.label, inner].filter(Boolean).join(': '),
    );
  };
  const stop = new AbortController();
  const signal = ctx.signal ? AbortSignal.any([ctx.signal, stop.signal]) : stop.signal;
  let failure: { error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next && !signal.aborted; next = open.shift()) {
      const { job, piece } = next;
      report(job, 0, '');
      try {
        const inner: Context = {
          ...ctx,
          signal,
          progress: (done, all, label) => report(job, all ? Math.min(1, done / all) : 0, label),
        };
        values.set(job.hash, await host.runPiece(job, piece, inner));
        report(job, 1, '');
      } catch (error) {
        if (!failure || failure.error instanceof AbortError) failure = { error };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, host.parallel) }, work));
  if (failure && !(failure.error instanceof AbortError)) throw failure.error;
  if (failure || ctx.signal?.aborted)
    throw new AbortError(
      `${values.size} of ${new Set(wanted.map((w) => w.job.hash)).size} pieces are finished and kept`,
      { hint: 'run the same command again to go on' },
    );
  return values;
}

/** Puts the evidence's name before the names its kind gave, so that they are unique in the report. */
function nameOutput(name: string, output: EvidenceOutput): EvidenceOutput {
  const named = <T extends { id: string }>(items: readonly T[]): T[] =>
    items.map((item) => (item.id.startsWith(`${name}.`) ? item : { ...item, id: `${name}.${item.id}` }));
  return {
    ...output,
    results: named(output.results),
    figures: named(output.figures),
    scenes: named(output.scenes),
    tables: named(output.tables),
    recordings: named(output.recordings),
  };
}
