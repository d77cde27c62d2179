import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from './blocks.js';

const site = mkdtempSync(join(tmpdir(), 'cermet-site-'));
afterAll(() => rmSync(site, { recursive: true, force: true }));

/** What `npm run site` adds to the documentation: no page of it is made here. */
const LATER = /^(workbench|gallery)\.html$|^api\//;

it('every page of the documentation is a page of the site, and every link in it leads somewhere', async () => {
  const { writeDocs } = (await import(join(root, 'scripts/site-docs.mjs'))) as {
    writeDocs(root: string, site: string): void;
  };
  writeDocs(root, site);
  const list = (folder: string, ending: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending));
  const pages = list(site, '.html');
  for (const page of list(join(root, 'docs'), '.md')) expect(pages).toContain(`docs/${page.replace(/\.md$/, '.html')}`);
  const lost: string[] = [];
  for (const page of pages) {
    const html = readFileSync(join(site, page), 'utf8');
    expect(html, page).toMatch(/<h1[ >]/);
    for (const [, target] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path, anchor] = target.split('#');
      const place = path === '' ? page : join(dirname(page), path);
      if (LATER.test(place)) continue;
      if (!existsSync(join(site, place))) lost.push(`${page}: ${target}`);
      else if (anchor && !readFileSync(join(site, place), 'utf8').includes(`id="${anchor}"`))
        lost.push(`${page}: ${target}`);
    }
  }
  expect(lost).toEqual([]);
});
