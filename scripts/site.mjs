// npm run site: a folder `site` that any host can serve and any browser open from disk: documentation, the workbench as
// one file, reports of the examples, the API reference.
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureInstalled, run } from './ensure.mjs';
import { writeDocs, writePage } from './site-docs.mjs';

/** Studies whose reports the gallery shows. */
const GALLERY = [
  [
    'studies/yoon-2021',
    'A cobalt boride that runs into the boundaries of Ni-rich particles, claim by claim: atoms, grains, cells, instruments',
  ],
  ['examples/coated-against-pristine', 'Ten coin cells, five pristine and five coated: rates and impedance'],
  ['examples/one-powder', 'One powder and its treated self by seven techniques'],
];

const node = (...words) => {
  const status = run(process.execPath, words);
  if (status !== 0) process.exit(status);
};

ensureInstalled();
node('scripts/build.mjs', '--if-stale');
const fresh = resolve(`dist-site-${process.pid}`);
process.on('exit', () => rmSync(fresh, { recursive: true, force: true }));
mkdirSync(join(fresh, 'gallery'), { recursive: true });
writeDocs('.', fresh);
node('dist/cli/main.js', 'open', '--out', join(fresh, 'workbench.html'));
const rows = GALLERY.map(([study, says]) => {
  node('dist/cli/main.js', 'run', study);
  const name = `${study.split('/')[1]}.html`;
  cpSync(join(study, 'report.html'), join(fresh, 'gallery', name));
  return `| [${study.split('/')[1]}](gallery/${name}) | ${says} |`;
});
writePage(
  fresh,
  'gallery.html',
  `# Gallery\n\nReports as \`cermet run\` writes them.\n\n| study | of |\n|---|---|\n${rows.join('\n')}\n`,
);
node('scripts/api.mjs');
cpSync('dist-api', join(fresh, 'api'), { recursive: true });
rmSync('site', { recursive: true, force: true });
renameSync(fresh, 'site');
console.log('site/index.html');
