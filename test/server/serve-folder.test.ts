import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
