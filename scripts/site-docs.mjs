// Pages of the documentation as HTML, each from its Markdown; links to pages become links to their HTML.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';

const STYLE = readFileSync(new URL('site.css', import.meta.url), 'utf8');

/** Places of the site that every page leads to. */
const PLACES = [
  ['index.html', 'Cermet'],
  ['docs/tutorials/from-files-to-a-figure.html', 'Files to a figure'],
  ['docs/tutorials/an-interface-in-a-minute.html', 'An interface'],
  ['docs/README.html', 'Documentation'],
  ['workbench.html', 'Workbench'],
  ['gallery.html', 'Gallery'],
  ['api/index.html', 'API'],
];

const escapeHtml = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

/** Writes a page whose path in the site is `path`, from Markdown. */
export function writePage(site, path, markdown) {
  const marked = new Marked(gfmHeadingId());
  marked.use({
    walkTokens(token) {
      if (token.type === 'link' && !/^[a-z]+:/.test(token.href))
        token.href = token.href.replace(/\.md(?=#|$)/, '.html').replace(/^LICENSE$/, 'LICENSE.txt');
    },
  });
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Cermet';
  const links = PLACES.map(([to, name]) => {
    const here = to === path ? ' aria-current="page"' : '';
    return `<a href="${posix.relative(posix.dirname(path), to)}"${here}>${name}</a>`;
  }).join('\n');
  const body = marked
    .parse(markdown)
    .replaceAll('<table>', '<div class="wide"><table>')
    .replaceAll('</table>', '</table></div>');
  const file = join(site, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title === 'Cermet' ? title : `${title} – Cermet`)}</title>
<style>${STYLE}</style>
<header><nav aria-label="Site">${links}</nav></header>
<main>${body}</main>
`,
  );
}

/** Writes README.md as the first page, every page under docs, CONTRIBUTING, CHANGELOG, the pictures and the plug-in that a page shows. */
export function writeDocs(root, site) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  writePage(site, 'index.html', read('README.md'));
  for (const name of ['CONTRIBUTING', 'CHANGELOG']) writePage(site, `${name}.html`, read(`${name}.md`));
  cpSync(join(root, 'LICENSE'), join(site, 'LICENSE.txt'));
  cpSync(join(root, 'examples/plugin'), join(site, 'examples/plugin'), { recursive: true });
  for (const entry of readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (entry.name.endsWith('.md')) writePage(site, path.replace(/\.md$/, '.html'), read(path));
    else if (entry.isFile()) cpSync(join(root, path), join(site, path));
  }
}
