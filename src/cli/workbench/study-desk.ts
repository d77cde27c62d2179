import { link, readFile, rm, stat } from 'node:fs/promises';
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AbortError, computeSha256, InputError } from '../../core/index.js';
import { judgeClaim, parseMeasure, type Result, type Verdict } from '../../study/index.js';
import { describeKinds, findProblems } from '../../workbench/page/describe-study.js';
import type { DeskEvent, DeskForecast, DeskKind, DeskProblem, StudyDesk } from '../../workbench/page/study-desk.js';
import { makeFolder, openPendingFile, readTextFile, writeFileSafely } from '../files.js';
import { addFilesToStudy } from '../study/add-files.js';
import { exportStudy } from '../study/export-study.js';
import { cermetOfStudy, findStudyFile, loadStudy } from '../study/load-study.js';
import { forecastStudyHere, runStudyHere } from '../study/run-study-here.js';
import { writeReport } from '../study/write-report.js';
import { writeResults } from '../study/write-results.js';
import { hashFile } from '../hash-file.js';
import { sayWhy } from './say-why.js';

/** [bytes] of the largest file that a page may add. */
const LARGEST_FILE = 4 * 2 ** 30;
/** [ms] between messages of progress, and after a change on disk before it is told. */
const TELL_EVERY = 100;

/** Opens a study for the page: its text is what stands on disk, and its runs are those of `cermet run`. */
export async function openStudyDesk(path: string, readOnly: boolean): Promise<StudyDesk & { close(): void }> {
  const file = await findStudyFile(path);
  if (!/\.ya?ml$/.test(file))
    throw new InputError('the workbench opens a study.yaml; this one is a module', {
      where: { file },
      hint: 'cermet run runs it, and its report.html can be opened by itself',
    });
  const folder = dirname(resolve(file));
  const listeners = new Set<(event: DeskEvent) => void>();
  let running: AbortController | undefined;
  let state: DeskEvent[] = [{ type: 'idle' }];
  const tell = (event: DeskEvent): void => {
    if (event.type !== 'changed') {
      if (event.type === 'progress' && state.at(-1)?.type === 'progress') state.pop();
      state.push(event);
    }
    for (const listener of listeners) listener(event);
  };
  const read = async (): ReturnType<StudyDesk['read']> => {
    const text = await readTextFile(file);
    return { text, etag: await computeSha256(text) };
  };
  const watcher = watchFile(file, async () => tell({ type: 'changed', etag: (await read()).etag }));

  /** Writes wait for one another, so that of two at once one sees what the other wrote. */
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work);
    queue = next.catch(() => undefined);
    return next;
  };

  async function run(signal: AbortSignal): Promise<void> {
    const loaded = await loadStudy(file);
    const results: Result[] = [];
    let told = 0;
    const report = await runStudyHere(
      loaded,
      {
        signal,
        progress(done, total, label) {
          const now = performance.now();
          if (now - told < TELL_EVERY) return;
          told = now;
          tell({ type: 'progress', done, total, label });
        },
      },
      {
        onEvidence(name, output) {
          results.push(...output.results);
          const verdicts = Object.entries(loaded.study.claims)
            .filter(([, claim]) => typeof claim.measure === 'string' && parseMeasure(claim.measure).evidence === name)
            .map(([id, claim]) => judgeClaim(id, claim, results, { notes: { [name]: output.notes } }));
          tell({ type: 'evidence', name, results: output.results.length, verdicts });
        },
      },
    );
    await writeResults(report, folder);
    await writeReport(report, folder);
    tell({ type: 'done', verdicts: report.verdicts satisfies Verdict[], report: true });
  }

  return {
    folder,
    readOnly,
    largestFile: LARGEST_FILE,
    read,
    write: (text, etag) =>
      inTurn(async () => {
        if ((await read()).etag !== etag) return undefined;
        await writeFileSafely(file, text);
        return { text, etag: await computeSha256(text) };
      }),
    async check(text): Promise<DeskProblem[]> {
      return findProblems(text, basename(file), (await loadKinds(file)).kinds);
    },
    async kinds(): Promise<DeskKind[]> {
      const { cermet, kinds } = await loadKinds(file);
      return describeKinds(kinds, new Set((await cermet.kinds()).map((kind) => kind.id)));
    },
    async forecast(): Promise<DeskForecast[]> {
      const { forecast, before } = await forecastStudyHere(await loadStudy(file));
      return forecast.map(({ evidence, pieces, open, waitsFor }) => ({
        evidence,
        pieces,
        open: open.length,
        why: sayWhy(open, waitsFor, before),
      }));
    },
    async keepFile(name, body) {
      const place = `data/${safeName(name)}`;
      const target = join(folder, place);
      await makeFolder(join(folder, 'data'));
      const incoming = join(folder, 'data', `.incoming-${process.pid}-${Math.random().toString(36).slice(2)}`);
      const pending = await openPendingFile(incoming);
      try {
        let size = 0;
        for await (const part of body) {
          size += part.length;
          if (size > LARGEST_FILE) return 'too large';
          await pending.write(part);
        }
        await pending.keep();
        // A link, unlike a rename, fails where the name is taken.
        await link(incoming, target).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
          if ((await hashFile(incoming)) !== (await hashFile(target))) throw new Conflict();
        });
        return { place };
      } catch (error) {
        if (error instanceof Conflict) return 'conflict';
        throw error;
      } finally {
        await pending.drop();
        await rm(incoming, { force: true });
      }
    },
    addFiles: (sampleOf) =>
      inTurn(async () => {
        const places = Object.keys(sampleOf);
        for (const place of places)
          if (!/^data\/[^/\\]+$/.test(place) || !(await stat(join(folder, place)).catch(() => undefined)))
            throw new InputError(`the study holds no file ${place}`);
        const paths = new Map(places.map((place) => [join(folder, place), sampleOf[place]]));
        return addFilesToStudy(file, [...paths.keys()], Object.fromEntries(paths), {}, { withClaims: false });
      }),
    async lastReport() {
      const text = await readFile(join(folder, 'results', 'study.json'), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    exportCrate: () => exportStudy(file),
    start() {
      if (running) return false;
      const controller = (running = new AbortController());
      state = [];
      tell({ type: 'running', started: new Date().toISOString() });
      void run(controller.signal)
        .catch((error: unknown) => {
          const message = error instanceof Error ? error.message : String(error);
          tell(error instanceof AbortError ? { type: 'stopped', message } : { type: 'failed', message });
        })
        .finally(() => {
          running = undefined;
        });
      return true;
    },
    stop: () => running?.abort(),
    listen(listener) {
      for (const event of state) listener(event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      running?.abort();
      watcher?.close();
    },
  };
}

class Conflict extends Error {}

/** Kinds of evidence that a study may name, whatever else is wrong with it. */
async function loadKinds(file: string) {
  const cermet = await cermetOfStudy(file);
  return { cermet, kinds: await cermet.evidence() };
}

/** The last part of a name, without what another system would not take. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!;
  const clean = [...last].map((c) => (/[<>:"|?*\p{Cc}]/u.test(c) ? '-' : c)).join('');
  const bare = clean.replace(/^\.+/, '').trim();
  if (bare === '' || bare.length > 200) throw new InputError(`"${name.slice(0, 80)}" cannot name a file`);
  return bare;
}

/** Calls back when a file has changed on disk. Editors replace files, so its folder is watched. */
function watchFile(file: string, act: () => Promise<void>): FSWatcher | undefined {
  let timer: NodeJS.Timeout | undefined;
  try {
    const watcher = watch(dirname(file), (_event, name) => {
      if (name !== basename(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void act().catch(() => undefined), TELL_EVERY);
    });
    watcher.on('error', () => undefined);
    watcher.unref();
    return watcher;
  } catch {
    // Some systems watch nothing; the page then learns of changes when it writes.
    return undefined;
  }
}
