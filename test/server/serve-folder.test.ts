import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { serveApp } from '../../src/server/serve-app.js';
import { makeStudyApp } from '../../src/server/serve-folder.js';
import { makePageApp } from '../../src/server/serve-page.js';

const folder = mkdtempSync(join(tmpdir(), 'cermet-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'results'));
mkdirSync(join(folder, '.cermet'));
writeFileSync(join(folder, 'report.html'), '<h1>report</h1>');
writeFileSync(join(folder, 'results', 'claims.csv'), 'claim\n');
writeFileSync(join(folder, '.cermet', 'secret'), 'secret');
symlinkSync('/etc/hostname', join(folder, 'results', 'outside'));

const get = (path: string, host = '127.0.0.1:4000') =>
  makeStudyApp(folder).request(`http://${host}${path}`, { headers: { host } });

describe('makeStudyApp', () => {
  it('serves the report and the results, typed and not kept', async () => {
    const report = await get('/');
    expect(await report.text()).toBe('<h1>report</h1>');
    expect(report.headers.get('content-type')).toMatch(/^text\/html/);
    expect(report.headers.get('x-content-type-options')).toBe('nosniff');
    expect(report.headers.get('cache-control')).toBe('no-store');
    expect(await (await get('/results/claims.csv')).text()).toBe('claim\n');
  });

  it.each([
    '/.cermet/secret',
    '/results/../.cermet/secret',
    '/results/%2e%2e/.cermet/secret',
    '/results/..%2f.cermet%2fsecret',
    '/%2fetc/hostname',
    '/results/outside',
    '/results',
    '/results/',
    '/absent',
    '/%',
    '/%00',
    '/report.html/x',
  ])('does not serve %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toMatch(/secret|<h1>/);
  });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '[::1]', 'x'])(
    'answers nobody who came by the name %s',
    async (host) => {
      expect((await get('/', host)).status).toBe(403);
    },
  );
});

describe('makePageApp', () => {
  it('serves the page and nothing else, to this machine', async () => {
    const ask = (path: string, host = '127.0.0.1:4000') =>
      makePageApp('<h1>cell</h1>').request(`http://${host}${path}`, { headers: { host } });
    expect(await (await ask('/')).text()).toBe('<h1>cell</h1>');
    expect((await ask('/')).headers.get('content-type')).toMatch(/^text\/html/);
    expect((await ask('/report.html')).status).toBe(404);
    expect((await ask('/', 'evil.example')).status).toBe(403);
  });
});

describe('serveApp', () => {
  it('listens on this machine only, and says when a port is taken', async () => {
    const server = await serveApp(makeStudyApp(folder));
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      expect(await (await fetch(server.url)).text()).toBe('<h1>report</h1>');
      await expect(serveApp(makeStudyApp(folder), Number(new URL(server.url).port))).rejects.toThrow(
        /port \d+ is taken/,
      );
    } finally {
      await server.close();
    }
  });
});
