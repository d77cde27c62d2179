import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeLocalApp, serveApp } from '../../src/server/serve-app.js';
import { addStudyFiles } from '../../src/server/serve-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'cermet-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'results'));
mkdirSync(join(folder, '.cermet'));
writeFileSync(join(folder, 'report.html'), '<h1>report</h1>');
writeFileSync(join(folder, 'results', 'claims.csv'), 'claim\n');
writeFileSync(join(folder, '.cermet', 'secret'), 'secret');
symlinkSync('/etc/hostname', join(folder, 'results', 'outside'));

/** An app that shows a study's folder and nothing else. */
function makeStudyApp(folder: string): ReturnType<typeof makeLocalApp> {
  const app = makeLocalApp();
  addStudyFiles(app, folder);
  return app;
}

const get = (path: string, host = '127.0.0.1:4000') =>
  makeStudyApp(folder).request(`http://${host}${path}`, { headers: { host } });

describe('addStudyFiles', () => {
  it('serves the report and the results, typed and not kept', async () => {
    const report = await get('/report.html');
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

describe('what every answer of the server has', () => {
  it('headers that keep it to its own pages', async () => {
    const { headers } = await get('/report.html');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'/);
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:4001', 'https://127.0.0.1:4000'])(
    'nothing for a page of %s',
    async (origin) => {
      const host = '127.0.0.1:4000';
      const ask = (from: string) =>
        makeStudyApp(folder).request(`http://${host}/report.html`, { headers: { host, origin: from } });
      expect((await ask(origin)).status).toBe(403);
      expect((await ask(`http://${host}`)).status).toBe(200);
    },
  );

  it('a head without a body, and no file left open for it', async () => {
    const app = makeStudyApp(folder);
    const countOpen = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);
    const before = countOpen();
    for (let i = 0; i < 30; i++) {
      const response = await app.request('http://127.0.0.1:4000/report.html', {
        method: 'HEAD',
        headers: { host: '127.0.0.1:4000' },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-length')).toBe('15');
      expect(response.body).toBeNull();
    }
    expect(countOpen() - before).toBeLessThan(10);
  });
});

describe('serveApp', () => {
  it('listens on this machine only, and says when a port is taken', async () => {
    const server = await serveApp(makeStudyApp(folder));
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      expect(await (await fetch(`${server.url}report.html`)).text()).toBe('<h1>report</h1>');
      await expect(serveApp(makeStudyApp(folder), Number(new URL(server.url).port))).rejects.toThrow(
        /port \d+ is taken/,
      );
    } finally {
      await server.close();
    }
  });
});
