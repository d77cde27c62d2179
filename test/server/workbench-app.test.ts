import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/index.js';
import type { DeskEvent, StudyDesk } from '../../src/workbench/page/study-desk.js';
import { makeWorkbenchApp } from '../../src/server/workbench-app.js';

const folder = mkdtempSync(join(tmpdir(), 'cermet-workbench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'seen.csv'), 'a,b\n1,2\n');
writeFileSync(join(folder, 'report.html'), '<h1>report</h1>');

const HOST = '127.0.0.1:4000';
const ORIGIN = `http://${HOST}`;

/** A study in memory. */
interface MemoryDesk extends StudyDesk {
  text: string;
  tell(event: DeskEvent): void;
}

function makeDesk(change: Partial<StudyDesk> = {}): MemoryDesk {
  const listeners = new Set<(event: DeskEvent) => void>();
  const desk: MemoryDesk = {
    text: 'title: one\n',
    folder,
    readOnly: false,
    largestFile: 10,
    read: async () => ({ text: desk.text, etag: 'a1' }),
    write: async (text: string, etag: string) => {
      if (etag !== 'a1') return undefined;
      desk.text = text;
      return { text, etag: 'b2' };
    },
    check: async (text: string) => (text.includes('wrong') ? [{ what: 'it is wrong', path: ['title'], line: 1 }] : []),
    kinds: async () => [],
    forecast: async () => [],
    exportCrate: async () => Uint8Array.of(80, 75),
    keepFile: async (name: string, body: AsyncIterable<Uint8Array>) => {
      if (name === 'taken.csv') return 'conflict' as const;
      let size = 0;
      for await (const part of body) size += part.length;
      return { place: `data/${name}:${size}` };
    },
    addFiles: async () => {
      throw new InputError('the study holds no file data/absent');
    },
    lastReport: async () => undefined,
    start: () => true,
    stop: () => undefined,
    listen(tell: (event: DeskEvent) => void) {
      tell({ type: 'idle' });
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    tell: (event: DeskEvent) => listeners.forEach((listener) => listener(event)),
    ...change,
  };
  return desk;
}

/** An app with what a browser that holds its cookie would send. */
function open(desk: StudyDesk | undefined = makeDesk()) {
  const { app } = makeWorkbenchApp({
    html: '<h1>page</h1>',
    desk,
    token: 'secret',
    opened: [{ name: 'seen.csv', path: join(folder, 'seen.csv') }],
  });
  const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    app.request(`http://${HOST}${path}`, {
      ...init,
      headers: { host: HOST, cookie: 'cermet-4000=secret', origin: ORIGIN, ...init.headers },
    });
  return { app, ask };
}

describe('who may use the workbench', () => {
  const { app, ask } = open();
  const visit = (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://${HOST}${path}`, { headers: { host: HOST, ...headers } });

  it('gives its page and a cookie that scripts cannot see to who brings the token', async () => {
    const response = await visit('/?token=secret');
    expect(await response.text()).toBe('<h1>page</h1>');
    expect(response.headers.get('set-cookie')).toMatch(/^cermet-4000=secret;.*HttpOnly.*SameSite=Strict/i);
    expect(response.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  });

  it.each([
    ['/', {}],
    ['/?token=wrong', {}],
    ['/?token=', {}],
    ['/report.html', {}],
    ['/api/study', { cookie: 'cermet-4000=wrong' }],
    ['/opened/0', { cookie: 'cermet-4001=secret' }],
  ])('refuses %s with %j', async (path, headers) => {
    const response = await visit(path, headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toMatch(/page|report|1,2/);
  });

  it('does not take the token in the address of a write', async () => {
    const response = await app.request(`${ORIGIN}/api/run?token=secret`, {
      method: 'POST',
      headers: { host: HOST, origin: ORIGIN },
    });
    expect(response.status).toBe(403);
  });

  it.each([[{ host: 'evil.example' }], [{ host: '127.0.0.1.evil.example:4000' }]])(
    'refuses a foreign name, %j',
    async (headers) => {
      expect((await ask('/api/study', { headers })).status).toBe(403);
    },
  );

  it.each([['http://evil.example'], ['null'], ['http://127.0.0.1:4001'], ['https://127.0.0.1:4000'], ['']])(
    'refuses a write that comes from %j',
    async (origin) => {
      for (const [method, path] of [
        ['PUT', '/api/study'],
        ['POST', '/api/files?name=a'],
        ['POST', '/api/run'],
        ['DELETE', '/api/run'],
        ['POST', '/api/check'],
      ])
        expect((await ask(path, { method, headers: { origin } })).status, `${method} ${path}`).toBe(403);
    },
  );

  it('refuses what another site asks for, though the browser would send the cookie', async () => {
    expect((await ask('/api/study', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });
});

describe('a study on the desk', () => {
  it('is read with what is wrong in it', async () => {
    const { ask } = open(makeDesk());
    const response = await ask('/api/study');
    expect(response.headers.get('etag')).toBe('"a1"');
    expect(await response.json()).toEqual({ text: 'title: one\n', etag: 'a1', folder, readOnly: false, problems: [] });
  });

  it('is written by who knows what stands there, and by nobody else', async () => {
    const desk = makeDesk();
    const { ask } = open(desk);
    const write = (body: string, etag?: string) =>
      ask('/api/study', { method: 'PUT', body, headers: etag ? { 'if-match': `"${etag}"` } : {} });
    expect((await write('title: two\n')).status).toBe(428);
    const late = await write('title: two\n', 'ff');
    expect(late.status).toBe(412);
    expect(((await late.json()) as { text: string }).text).toBe('title: one\n');
    expect(desk.text).toBe('title: one\n');
    const written = await write('title: wrong\n', 'a1');
    expect(await written.json()).toEqual({ etag: 'b2', problems: [{ what: 'it is wrong', path: ['title'], line: 1 }] });
    expect(desk.text).toBe('title: wrong\n');
  });

  it('takes no text beyond its size', async () => {
    const { ask } = open();
    const body = 'x'.repeat((4 << 20) + 1);
    expect((await ask('/api/study', { method: 'PUT', body, headers: { 'if-match': '"a1"' } })).status).toBe(413);
    expect((await ask('/api/check', { method: 'POST', body })).status).toBe(413);
  });

  it('keeps files, none that is too large and none over another', async () => {
    const { ask } = open();
    const post = (name: string, body: string) =>
      ask(`/api/files?name=${name}`, { method: 'POST', body, headers: { 'content-length': String(body.length) } });
    expect(await (await post('a.csv', '1,2')).json()).toEqual({ place: 'data/a.csv:3' });
    expect((await post('a.csv', '1,2,3,4,5,6')).status).toBe(413);
    expect((await post('taken.csv', '1')).status).toBe(409);
  });

  it('says in words what the study itself refuses', async () => {
    const { ask } = open();
    const response = await ask('/api/add', { method: 'POST', body: '{"data/absent":"a"}' });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: 'the study holds no file data/absent' });
    expect((await ask('/api/add', { method: 'POST', body: '["a"]' })).status).toBe(400);
  });

  it('is not changed where it was opened to read', async () => {
    const desk = makeDesk({ readOnly: true });
    const { ask } = open(desk);
    for (const [method, path] of [
      ['PUT', '/api/study'],
      ['POST', '/api/files?name=a'],
      ['POST', '/api/add'],
      ['POST', '/api/run'],
      ['DELETE', '/api/run'],
    ])
      expect((await ask(path, { method, headers: { 'if-match': '"a1"' } })).status, path).toBe(403);
    expect(desk.text).toBe('title: one\n');
    expect((await ask('/api/check', { method: 'POST', body: 'title: x' })).status).toBe(200);
  });

  it('tells what happens, how things stand first', async () => {
    const desk = makeDesk();
    const { ask } = open(desk);
    const response = await ask('/api/events');
    const reader = response.body!.getReader();
    const read = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe('data: {"type":"idle"}\n\n');
    desk.tell({ type: 'progress', done: 1, total: 2, label: 'half' });
    expect(await read()).toBe('data: {"type":"progress","done":1,"total":2,"label":"half"}\n\n');
    await reader.cancel();
  });

  it('shows its report, and of other files only those that were opened', async () => {
    const { ask } = open();
    expect(await (await ask('/report.html')).text()).toBe('<h1>report</h1>');
    expect(await (await ask('/opened/0')).text()).toBe('a,b\n1,2\n');
    for (const path of ['/opened/1', '/opened/-1', '/opened/0/../1', '/seen.csv', '/.cermet/x'])
      expect((await ask(path)).status, path).toBe(404);
  });
});
