import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { CermetError, InputError } from '../core/index.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.json': 'application/json; charset=utf-8', '.csv': 'text/csv; charset=utf-8', '.svg': 'image/svg+xml', '.yaml': 'text/plain; charset=utf-8',
};

/** What of a study's folder may be seen from a browser. */
const SHOWN = ['report.html', 'results', 'study.yaml'];

/**
 * The handlers that show a study: its report at `/`, its results below. Only requests that name this machine are answered, so that a
 * page elsewhere cannot read the study through a name that points here (DNS rebinding).
 */
export function makeStudyApp(folder: string): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const host = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(c.req.header('host') ?? '');
    if (!host) return c.text('this server answers to 127.0.0.1 only\n', 403);
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cache-Control', 'no-store');
  });
  app.get('/', async (c) => (await sendFile(folder, 'report.html')) ?? c.text('there is no report yet: cermet run makes one\n', 404));
  app.get('/*', async (c) => (await sendFile(folder, decodePath(c.req.path))) ?? c.text('there is no such file\n', 404));
  return app;
}

/** The path that a URL names; an escape that is not one names nothing. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).slice(1);
  } catch {
    return '';
  }
}

/** A file of the folder as a response; undefined where it is absent, not to be shown, or leads outside by a link. */
async function sendFile(folder: string, path: string): Promise<Response | undefined> {
  const root = await realpath(folder).catch(() => undefined);
  if (!root || path.includes('\0')) return undefined;
  const wanted = resolve(root, path);
  if (!SHOWN.some((name) => wanted === join(root, name) || wanted.startsWith(join(root, name) + sep))) return undefined;
  const real = await realpath(wanted).catch(() => undefined);
  if (!real?.startsWith(root + sep)) return undefined;
  const info = await stat(real);
  if (!info.isFile()) return undefined;
  const type = TYPES[extname(real)] ?? 'application/octet-stream';
  return new Response(Readable.toWeb(createReadStream(real)) as ReadableStream, { headers: { 'Content-Type': type, 'Content-Length': String(info.size) } });
}

/** A running server; `close` ends it and its connections. */
export interface StudyServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves a study on 127.0.0.1.
 *
 * @param port [1] 0 takes any free one
 */
export async function serveStudy(folder: string, port = 0): Promise<StudyServer> {
  const server = createAdaptorServer({ fetch: makeStudyApp(folder).fetch });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') fail(new InputError(`port ${port} is taken`, { hint: 'choose another with --port, or leave it out' }));
      else fail(new CermetError('server', `the server cannot start: ${error.message}`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
