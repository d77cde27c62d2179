import {
  CERMET_VERSION,
  computeContentHash,
  encodeValue,
  InputError,
  throwIfAborted,
  type Context,
} from '../core/index.js';
import {
  makeOutput,
  Pending,
  type AnyEvidenceKind,
  type EvidenceEntry,
  type EvidenceOutput,
  type Piece,
  type ResourceRef,
  type Study,
  type Surroundings,
} from '../evidence/index.js';
import { kindOfEvidence } from './check-study.js';
import { judgeClaim } from './judge-claim.js';
import { orderEvidence, referencesOf, resolveReferences } from './plan-graph.js';
import { makeSurroundings, readEvidence } from './read-evidence.js';
import { runPieces, type WantedPiece } from './run-pieces.js';
import type { StudyReport, Taken } from './types.js';

/** One piece of one evidence, with the hash of everything that decides its result. */
export interface Job {
  /** Name of the evidence in the study. */
  evidence: string;
  kind: string;
  /** The evidence's entry, with the numbers that it takes from other evidence in their place. */
  entry: EvidenceEntry;
  /** Place of the piece in the kind's plan. */
  index: number;
  label: string;
  weight: number;
  needs?: Piece['needs'];
  /** Version of the code that computes results of its kind. */
  code: string;
  hash: string;
  causes: JobCauses;
}

/** Keeps results by content hash. */
export interface ResultCache {
  /** The value kept under a hash; undefined where there is none, or none that can be read. */
  get(hash: string): Promise<{ value: unknown } | undefined>;
  put(hash: string, value: unknown, about: Omit<Job, 'hash' | 'code' | 'entry' | 'causes'>): Promise<void>;
}

/** What the engine needs from the place it runs in. */
export interface StudyHost {
  cache: ResultCache;
  /** Hash of a file's content, by its path in the study. */
  hashFile(path: string): Promise<string>;
  /**
   * Hash of what a resource holds, a potential's parameters for example; without it resources are told apart by name
   * only.
   */
  hashResource?(resource: ResourceRef): Promise<string>;
  /** Changes whenever the code does that computes results of a kind of evidence, by its id. */
  codeVersion(kind: string): string;
  /**
   * Runs a piece to its end, or as far as it comes here ({@link Pending}), keeps its result in the cache and its state
   * in checkpoints, and gives the result. Called for `parallel` pieces at a time.
   */
  runPiece(job: Job, piece: Piece, ctx: Context): Promise<unknown>;
  parallel: number;
  /** Told what each evidence gave, as soon as the last of its pieces is done. */
  onEvidence?(name: string, output: EvidenceOutput): void;
  /** Told every piece that the study needs, with what decides it. */
  onPlan?(jobs: readonly Job[]): void;
}

/** What decides the result of a piece, each by its hash, so that it can be said why one runs again. */
export interface JobCauses {
  settings: string;
  files: Record<string, string>;
  resources: string;
  code: string;
}

/**
 * Runs what changed in a study since its results were kept, puts the evidence together, and judges every claim.
 * Evidence that takes numbers from other evidence comes after it, and runs again only when such a number has changed.
 * Cancelled or killed, it has kept each finished piece and the checkpoints of the others, and the next run ends as this
 * one would have.
 *
 * @throws AbortError with the number of finished pieces; whatever a piece raises
 */
export async function runStudy(
  study: Study,
  kinds: readonly AnyEvidenceKind[],
  host: StudyHost,
  ctx: Context = {},
): Promise<StudyReport> {
  // Without what objects inherit: evidence may be called `constructor`.
  const evidence = Object.create(null) as Record<string, EvidenceOutput>;
  const pending = Object.create(null) as Record<string, string>;
  const taken: Taken[] = [];
  const chains = measureChains(study);
  const unplanned = new Set(orderEvidence(study));
  const planned: Planned[] = [];

  /** Plans evidence whose numbers from other evidence are there now; what waits for an unfinished one is left. */
  const planNext = async (): Promise<WantedPiece[] | undefined> => {
    const wanted: WantedPiece[] = [];
    const before = unplanned.size;
    for (const name of unplanned) {
      const references = referencesOf(study.evidence[name]);
      const waits = references.find((r) => pending[r.evidence] !== undefined);
      if (!waits && references.some((r) => !evidence[r.evidence])) continue;
      unplanned.delete(name);
      if (waits) {
        pending[name] =
          `It takes ${waits.setting} from ${waits.evidence}, which is not finished. ${pending[waits.evidence]}`;
        continue;
      }
      const resolved = resolveReferences(name, study.evidence[name], evidence);
      if ('missing' in resolved) throw new InputError(resolved.missing, { where: { path: `evidence.${name}` } });
      taken.push(...resolved.taken);
      const { entry } = resolved;
      const plan = planEvidence(name, entry, study, kinds);
      const jobs = await Promise.all(
        plan.pieces.map((piece, index) => makeJob(name, entry, plan.kind, piece, index, host)),
      );
      planned.push({ name, ...plan, jobs });
      host.onPlan?.(jobs);
      wanted.push(...jobs.map((job, i) => ({ job, piece: plan.pieces[i], chain: chains.get(name)! })));
    }
    return unplanned.size < before ? wanted : undefined;
  };

  const finish = (values: ReadonlyMap<string, unknown>): void => {
    for (const { name, kind, settings, around, jobs } of planned) {
      if (evidence[name] || !jobs.every((job) => values.has(job.hash))) continue;
      const own = jobs.map((job) => values.get(job.hash));
      const waiting = own.filter((value) => value instanceof Pending);
      if (waiting.length > 0) {
        pending[name] =
          `${waiting.length} of ${own.length} pieces are not finished: ${[...new Set(waiting.map((w) => w.says))].join('; ')}.`;
        evidence[name] = makeOutput({});
        continue;
      }
      evidence[name] = nameOutput(name, kind.assemble(settings, own, around));
      host.onEvidence?.(name, evidence[name]);
    }
  };

  await runPieces(host, ctx, (values) => {
    finish(values);
    return planNext();
  });
  const inOrder = Object.fromEntries(
    Object.keys(study.evidence).map((name) => [name, evidence[name] ?? makeOutput({})]),
  );
  const notes = Object.entries(inOrder).flatMap(([name, output]) =>
    output.notes.map((note) => ({ ...note, where: note.where ? `${name}, ${note.where}` : name })),
  );
  const own = Object.fromEntries(Object.entries(inOrder).map(([name, output]) => [name, output.notes]));
  const all = Object.values(inOrder).flatMap((output) => output.results);
  return {
    study,
    date: new Date().toISOString(),
    cermet: CERMET_VERSION,
    verdicts: Object.entries(study.claims).map(([id, claim]) => judgeClaim(id, claim, all, { notes: own, pending })),
    evidence: inOrder,
    taken,
    notes,
  };
}

/** What a run would do for one evidence. */
export interface EvidenceForecast {
  evidence: string;
  /** Pieces in all; 0 where they are not known before other evidence is run. */
  pieces: number;
  /** Pieces whose results are not kept. */
  open: readonly Job[];
  /** Evidence that must run first, because a number is taken from it. */
  waitsFor: readonly string[];
}

/** Looks what {@link runStudy} would have to do, without doing it. */
export async function forecastStudy(
  study: Study,
  kinds: readonly AnyEvidenceKind[],
  host: Pick<StudyHost, 'cache' | 'codeVersion' | 'hashFile' | 'hashResource'>,
  ctx: Context = {},
): Promise<EvidenceForecast[]> {
  const forecasts = new Map<string, EvidenceForecast>();
  const outputs = Object.create(null) as Record<string, EvidenceOutput>;
  const takenFrom = new Set(
    Object.values(study.evidence).flatMap((entry) => referencesOf(entry).map((r) => r.evidence)),
  );
  for (const name of orderEvidence(study)) {
    throwIfAborted(ctx);
    const waitsFor = referencesOf(study.evidence[name])
      .map((r) => r.evidence)
      .filter((other) => forecasts.get(other)!.open.length > 0 || forecasts.get(other)!.waitsFor.length > 0);
    const resolved = waitsFor.length > 0 ? undefined : resolveReferences(name, study.evidence[name], outputs);
    if (!resolved || 'missing' in resolved) {
      forecasts.set(name, { evidence: name, pieces: 0, open: [], waitsFor });
      continue;
    }
    const { entry } = resolved;
    const { kind, settings, around, pieces } = planEvidence(name, entry, study, kinds);
    const jobs = await Promise.all(pieces.map((piece, index) => makeJob(name, entry, kind, piece, index, host)));
    const kept = await Promise.all(jobs.map((job) => host.cache.get(job.hash)));
    forecasts.set(name, {
      evidence: name,
      pieces: jobs.length,
      open: jobs.filter((_, i) => !kept[i]),
      waitsFor: [],
    });
    if (takenFrom.has(name) && kept.every((value) => value !== undefined))
      outputs[name] = nameOutput(
        name,
        kind.assemble(
          settings,
          kept.map((k) => k!.value),
          around,
        ),
      );
  }
  return Object.keys(study.evidence).map((name) => forecasts.get(name)!);
}

interface Planned extends EvidencePlan {
  name: string;
  jobs: Job[];
}

/** How much evidence, one after the other, waits for each: 0 where none takes a number from it. */
function measureChains(study: Study): Map<string, number> {
  const chains = new Map(Object.keys(study.evidence).map((name) => [name, 0]));
  for (const name of orderEvidence(study).reverse())
    for (const { evidence } of referencesOf(study.evidence[name]))
      chains.set(evidence, Math.max(chains.get(evidence) ?? 0, 1 + chains.get(name)!));
  return chains;
}

/** How one evidence is made. */
export interface EvidencePlan {
  kind: AnyEvidenceKind;
  settings: Record<string, unknown>;
  around: Surroundings;
  pieces: Piece[];
}

/**
 * The pieces of one evidence, as planned here and again in the worker that runs one of them.
 *
 * @param entry with the numbers that it takes from other evidence in their place
 */
export function planEvidence(
  name: string,
  entry: EvidenceEntry,
  study: Study,
  kinds: readonly AnyEvidenceKind[],
): EvidencePlan {
  const kind = kindOfEvidence(entry, kinds);
  if (!kind)
    throw new InputError(`"${String(entry.kind ?? entry.simulate)}" is not a kind of evidence`, {
      where: { path: `evidence.${name}` },
    });
  const around = makeSurroundings(name, study);
  const settings = readEvidence(kind, entry);
  return { kind, settings, around, pieces: kind.plan(settings, around) };
}

async function makeJob(
  evidence: string,
  entry: EvidenceEntry,
  kind: AnyEvidenceKind,
  piece: Piece,
  index: number,
  host: Pick<StudyHost, 'codeVersion' | 'hashFile' | 'hashResource'>,
): Promise<Job> {
  const files = await Promise.all((piece.files ?? []).map(async (path) => [path, await host.hashFile(path)] as const));
  const inputs: unknown = JSON.parse(encodeValue(piece.inputs));
  const uses = await Promise.all(
    (piece.uses ?? []).map(async (ref) => [ref.type, (await host.hashResource?.(ref)) ?? ref.name]),
  );
  const code = host.codeVersion(kind.id);
  const hash = await computeContentHash({ kind: kind.id, inputs, files, ...(uses.length > 0 && { uses }), code });
  const causes = {
    settings: await computeContentHash({ inputs }),
    files: Object.fromEntries(files),
    resources: await computeContentHash({ uses }),
    code,
  };
  return {
    evidence,
    entry,
    causes,
    kind: kind.id,
    index,
    label: piece.label,
    weight: piece.weight ?? 1,
    ...(piece.needs && { needs: piece.needs }),
    code,
    hash,
  };
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
    ...(output.particles && { particles: named(output.particles) }),
    tables: named(output.tables),
    recordings: named(output.recordings),
  };
}
