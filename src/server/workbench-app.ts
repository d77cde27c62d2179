import { stat } from 'node:fs/promises';
import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { CermetError } from '../core/index.js';
import { makeGuard } from './guard.js';
import { makeLocalApp } from './serve-app.js';
import { addStudyFiles, respondWith } from './serve-folder.js';
import type { DeskEvent, StudyDesk } from '../workbench/page/study-desk.js';

/** [bytes] of the largest text of a study, and of any other JSON, that is taken. */
const LARGEST_TEXT = 4 << 20;
/** [ms] between signs of life to a page that listens. */
const BREATH = 15_000;

/** What a page is served with. */
export interface WorkbenchOptions {
  html: string;
  /** The study that is open; without one the page works on files alone. */
  desk?: StudyDesk;
  /** Files that were given to look at; nothing beside them can be had. */
  opened?: readonly { name: string; path: string }[];
  /** For tests; drawn at random where absent. */
  token?: string;
}

/** The handlers of the workbench page: the page itself, and the study that it works on under `/api`. */
export function makeWorkbenchApp({ html, desk, opened = [], token }: WorkbenchOptions): { app: Hono; token: string } {
  const app = makeLocalApp();
  const guard = makeGuard(token);
  app.use(guard.handler);
  app.onError((error, c) =>
    error instanceof CermetError
      ? c.json({ error: error.message, code: error.code }, error.code === 'input' || error.code === 'read' ? 422 : 500)
      : c.json({ error: `unexpected: ${error.message}` }, 500),
  );
  app.get('/', (c) => {
    c.header('Content-Security-Policy', "frame-ancestors 'none'");
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    return c.html(html);
  });
  app.get('/opened/:index{[0-9]+}', async (c) => {
    const file = opened[Number(c.req.param('index'))];
    const info = file && (await stat(file.path).catch(() => undefined));
    if (!info?.isFile()) return c.notFound();
    return respondWith(file.path, info.size, 'application/octet-stream', c.req.method);
  });
  if (desk) {
    app.route('/api', makeApi(desk));
    addStudyFiles(app, desk.folder);
  }
  app.notFound((c) => c.json({ error: 'there is nothing at this address' }, 404));
  return { app, token: guard.token };
}

function makeApi(desk: StudyDesk): Hono {
  const api = new Hono();
  api.use(async (c, next) => {
    if (desk.readOnly && c.req.method !== 'GET' && !c.req.path.endsWith('/check'))
      return c.json({ error: 'this workbench was opened to read only' }, 403);
    await next();
  });
  api.get('/study', async (c) => {
    const study = await desk.read();
    c.header('ETag', quote(study.etag));
    return c.json({ ...study, folder: desk.folder, readOnly: desk.readOnly, problems: await desk.check(study.text) });
  });
  api.put('/study', async (c) => {
    const known = unquote(c.req.header('if-match'));
    if (known === undefined) return c.json({ error: 'a study is written with If-Match only' }, 428);
    const text = await readText(c);
    if (text === undefined) return c.json({ error: 'this text is too long for a study' }, 413);
    const written = await desk.write(text, known);
    if (!written) return c.json({ error: 'the study was changed elsewhere meanwhile', ...(await desk.read()) }, 412);
    c.header('ETag', quote(written.etag));
    return c.json({ etag: written.etag, problems: await desk.check(text) });
  });
  api.post('/check', async (c) => {
    const text = await readText(c);
    return text === undefined
      ? c.json({ error: 'this text is too long for a study' }, 413)
      : c.json({ problems: await desk.check(text) });
  });
  api.get('/kinds', async (c) => c.json(await desk.kinds()));
  api.get('/forecast', async (c) => c.json(await desk.forecast()));
  api.get('/report', async (c) => c.json((await desk.lastReport()) ?? null));
  api.get('/crate', async () => {
    const zip = await desk.exportCrate();
    return new Response(zip as Uint8Array<ArrayBuffer>, {
      headers: { 'Content-Type': 'application/zip', 'Content-Length': String(zip.length) },
    });
  });
  api.post('/files', async (c) => {
    const size = Number(c.req.header('content-length'));
    if (size > desk.largestFile) return c.json({ error: 'this file is too large' }, 413);
    const name = c.req.query('name');
    if (name === undefined || !c.req.raw.body) return c.json({ error: 'a file has a name and a body' }, 400);
    const kept = await desk.keepFile(name, c.req.raw.body);
    if (kept === 'too large') return c.json({ error: 'this file is too large' }, 413);
    if (kept === 'conflict')
      return c.json({ error: `the study holds another file called ${name}; data are never changed` }, 409);
    return c.json(kept, 201);
  });
  api.post('/add', async (c) => {
    const text = await readText(c);
    const given: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isNames(given)) return c.json({ error: 'a place in the study and a sample for each file' }, 400);
    return c.json(await desk.addFiles(given));
  });
  api.post('/run', (c) => (desk.start() ? c.json({}, 202) : c.json({ error: 'the study runs already' }, 409)));
  api.delete('/run', (c) => {
    desk.stop();
    return c.json({}, 202);
  });
  api.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const waiting: DeskEvent[] = [];
      let wake = (): void => undefined;
      const end = desk.listen((event) => {
        // Of progress only the latest counts, so that a slow page does not fall behind.
        if (event.type === 'progress' && waiting.at(-1)?.type === 'progress') waiting.pop();
        waiting.push(event);
        wake();
      });
      stream.onAbort(() => (end(), wake()));
      while (!stream.aborted) {
        const event = waiting.shift();
        if (event) await stream.writeSSE({ data: JSON.stringify(event) });
        else {
          const timer = setTimeout(() => wake(), BREATH);
          await new Promise<void>((done) => (wake = done));
          clearTimeout(timer);
          if (waiting.length === 0 && !stream.aborted) await stream.write(': here\n\n');
        }
      }
    }),
  );
  return api;
}

const quote = (etag: string): string => `"${etag}"`;
const unquote = (header: string | undefined): string | undefined => /^"([0-9a-f]+)"$/.exec(header ?? '')?.[1];

/** The body as text; undefined where it is too long. */
async function readText(c: Context): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > LARGEST_TEXT) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const isNames = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((v) => typeof v === 'string');
