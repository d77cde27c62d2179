// Kernels (AssemblyScript → WASM, as base64 modules) and data → library (tsc), its rooms bundled → page assets (vite).
// `--kernels` stops after the first; `--if-stale` does nothing where dist is newer than everything it is made from.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT, buildKernels } from './build-kernels.mjs';

const bin = (path) => [process.execPath, join('node_modules', path)];
/** Status goes to stderr, a line for each step that takes a while. */
const say = (text) => process.stderr.write(`${text}\n`);
/** Runs a tool; where it fails it has said why, and the build ends. */
const node = async ([exe, script], ...args) => {
  const [status] = await once(spawn(exe, [script, ...args], { stdio: 'inherit' }), 'exit');
  if (status !== 0) process.exit(status ?? 1);
};

async function buildLibrary(folder) {
  say('Building the library …');
  await node(bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--outDir', folder);
  await (await import('./bundle-rooms.mjs')).bundleRooms(folder);
}

async function buildPages(folder) {
  say('Building the pages …');
  const vite = [bin('vite/bin/vite.js'), 'build', '--config', 'scripts/pages.vite.mjs', '--logLevel', 'warn'];
  for (const page of ['report', 'workbench', 'workbench-drawing', 'workbench-worker', 'workbench-hdf5'])
    await node(...vite, '--mode', page, '--outDir', folder);
}

/**
 * moyo's symmetry module as base64 too: its own loader fetches a URL, which neither Node nor a single-file page can.
 */
function buildMoyo() {
  const out = join(BUILT, 'moyo.ts');
  const wasm = 'node_modules/@spglib/moyo-wasm/moyo_wasm_bg.wasm';
  if (
    existsSync(out) &&
    statSync(out).mtimeMs > statSync(wasm).mtimeMs &&
    statSync(out).mtimeMs > statSync('scripts/build.mjs').mtimeMs
  )
    return;
  writeFileSync(
    out,
    `// Built from @spglib/moyo-wasm by npm run build; never committed.\nexport const moyoWasm: string =\n  '${readFileSync(wasm).toString('base64')}';\n`,
  );
}

/** Data that travel inside the library, so that a page needs no file: the potentials that come with it. */
function buildPotential() {
  const built = 'src/atoms/potential/built';
  const read = (name) => readFileSync(join('data/potential', name), 'utf8').trim();
  const text = [
    '// Built from data/potential by npm run build; never committed.',
    "import type { NepTraining } from '../training-watch.js';",
    `export const cermetNepText = ${JSON.stringify(read('nep.txt'))};`,
    `export const cermetNepElementEnergies: Readonly<Record<string, number>> = ${read('e0.json')};`,
    `export const cermetNepRanges: NepTraining = ${read('ranges.json')};`,
    '',
  ].join('\n');
  mkdirSync(built, { recursive: true });
  const out = join(built, 'cermet-nep.ts');
  if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
  buildPackedPotential('data/potential-2', join(built, 'cermet-nep-2.ts'));
}

/** The potential with more elements and its committee, compressed: a megabyte of digits otherwise. */
function buildPackedPotential(folder, out) {
  const about = readFileSync(join(folder, 'potential.json'), 'utf8').trim();
  const { file, committee } = JSON.parse(about);
  const packed = [file, ...committee.map((member) => member.file)].map(
    (name) => `  ${JSON.stringify(name)}: '${gzipSync(readFileSync(join(folder, name))).toString('base64')}',`,
  );
  const text = [
    `// Built from ${folder} by npm run build; never committed.`,
    "import type { PotentialAbout } from '../potential-folder.js';",
    `export const cermetNep2About: PotentialAbout = ${about};`,
    'export const cermetNep2Files: Readonly<Record<string, string>> = {',
    ...packed,
    '};',
    '',
  ].join('\n');
  if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
}

const STAMP = 'dist/.built';

/** Whether anything that dist is made from has changed since it was built. */
function isStale() {
  if (!existsSync(STAMP)) return true;
  const built = statSync(STAMP).mtimeMs;
  const newer = (path) => statSync(path).mtimeMs > built;
  const changed = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) =>
      newer(join(entry.parentPath, entry.name)),
    );
  return (
    ['src', 'data', 'scripts'].some(changed) ||
    ['package.json', 'package-lock.json', 'tsconfig.json', 'node_modules/.package-lock.json'].some(
      (path) => existsSync(path) && newer(path),
    )
  );
}

if (process.argv.includes('--if-stale') && !isStale()) process.exit(0);
await buildKernels();
buildMoyo();
buildPotential();
if (!process.argv.includes('--kernels')) {
  // Built apart and put in place whole: nothing old stays, and a build that fails leaves dist as it was.
  const fresh = resolve(`dist-${process.pid}`);
  const pages = `${fresh}-ui`;
  process.on('exit', () => {
    for (const folder of [fresh, pages]) rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(fresh);
  writeFileSync(join(fresh, '.built'), '');
  await Promise.all([buildLibrary(fresh), buildPages(pages)]);
  renameSync(pages, join(fresh, 'ui'));
  chmodSync(join(fresh, 'cli/main.js'), 0o755);
  const old = `${fresh}-old`;
  if (existsSync('dist')) renameSync('dist', old);
  renameSync(fresh, 'dist');
  rmSync(old, { recursive: true, force: true });
}
