import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { Hono } from 'hono';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.yaml': 'text/plain; charset=utf-8',
};

/** What of a study's folder may be seen from a browser. */
const SHOWN = ['report.html', 'results', 'study.yaml'];

/** Lets an app show the report and the results of a study by their paths. */
export function addStudyFiles(app: Hono, folder: string): void {
  app.get('/*', async (c, next) => (await sendFile(folder, decodePath(c.req.path), c.req.method)) ?? next());
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
async function sendFile(folder: string, path: string, method: string): Promise<Response | undefined> {
  const root = await realpath(folder).catch(() => undefined);
  if (!root || path.includes('\0')) return undefined;
  const wanted = resolve(root, path);
  if (!SHOWN.some((name) => wanted === join(root, name) || wanted.startsWith(join(root, name) + sep))) return undefined;
  const real = await realpath(wanted).catch(() => undefined);
  if (!real?.startsWith(root + sep)) return undefined;
  const info = await stat(real);
  if (!info.isFile()) return undefined;
  const type = TYPES[extname(real)] ?? 'application/octet-stream';
  return respondWith(real, info.size, type, method);
}

/** A file as a response. Who asks for its head alone gets no stream: nobody would read it, or close what it opened. */
export function respondWith(path: string, size: number, type: string, method: string): Response {
  return new Response(method === 'HEAD' ? null : (Readable.toWeb(createReadStream(path)) as ReadableStream), {
    headers: { 'Content-Type': type, 'Content-Length': String(size) },
  });
}
