// Kernels (AssemblyScript → WASM, as base64 modules) and data → library (tsc), its rooms bundled → page assets (vite).
// `--kernels` stops after the first; `--if-stale` does nothing where dist is newer than everything it is made from.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';

const BUILT = 'src/kernels/built';

const bin = (path) => [process.execPath, join('node_modules', path)];
/** Status goes to stderr, a line for each step that takes a while. */
const say = (text) => process.stderr.write(`${text}\n`);
/** Runs a tool; where it fails it has said why, and the build ends. */
const node = ([exe, script], ...args) => {
  const { status } = spawnSync(exe, [script, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

const ASC = ['-O3', '--noAssert', '--enable', 'simd,threads,bulk-memory', '--runtime', 'stub', '--importMemory'];

/** Builds the kernels whose sources have changed, as many at once as there are processors. */
async function buildKernels() {
  mkdirSync(BUILT, { recursive: true });
  const stale = readdirSync('src/kernels')
    .filter((file) => file.endsWith('.as.ts') && !file.startsWith('_'))
    .map((file) => ({ file, out: join(BUILT, file.replace('.as.ts', '.ts')), sources: hashSources(file) }))
    .filter(({ out, sources }) => !existsSync(out) || readIfThere(`${out}.sources`) !== sources);
  const buildOn = async () => {
    for (let kernel = stale.shift(); kernel; kernel = stale.shift()) await buildKernel(kernel);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, buildOn));
}

async function buildKernel({ file, out, sources }) {
  const name = basename(out, '.ts');
  say(`Building kernel ${name} …`);
  const head = readFileSync(join('src/kernels', file), 'utf8').split('\n', 1)[0];
  const extra = head.startsWith('// asc:') ? head.slice('// asc:'.length).trim().split(/\s+/) : [];
  const wasm = join(BUILT, `${name}.${process.pid}.wasm`);
  const [exe, script] = bin('assemblyscript/bin/asc.js');
  const child = spawn(exe, [script, join('src/kernels', file), ...ASC, '-o', wasm, ...extra], { stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  if (status !== 0) process.exit(status ?? 1);
  const base64 = readFileSync(wasm).toString('base64');
  rmSync(wasm);
  writeFileSync(
    out,
    `// Built from ../${file} by npm run build; never committed.\nexport const ${name.replace(/-(\w)/g, (_, c) => c.toUpperCase())}Wasm =\n  '${base64}';\n`,
  );
  writeFileSync(`${out}.sources`, sources);
}

/**
 * What a kernel is made from: itself, the shared pieces (`_NAME.as.ts`) that it reaches, and the compiler with its
 * options.
 */
function hashSources(file) {
  const reached = new Set();
  const reach = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const [, piece] of readFileSync(join('src/kernels', name), 'utf8').matchAll(/from '\.\/([\w-]+\.as)'/g))
      reach(`${piece}.ts`);
  };
  reach(file);
  const hash = createHash('sha256').update(JSON.stringify([ASC, readVersion('assemblyscript')]));
  for (const name of [...reached].sort()) hash.update(name).update(readFileSync(join('src/kernels', name)));
  return hash.digest('hex');
}

const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const readVersion = (name) => JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')).version;

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

/** Data that travel inside the library, so that a page needs no file: the default potential. */
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
  process.on('exit', () => rmSync(fresh, { recursive: true, force: true }));
  mkdirSync(fresh);
  writeFileSync(join(fresh, '.built'), '');
  say('Building the library …');
  node(bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--outDir', fresh);
  await (await import('./bundle-rooms.mjs')).bundleRooms(fresh);
  say('Building the pages …');
  for (const page of ['report', 'workbench'])
    node(
      bin('vite/bin/vite.js'),
      'build',
      '--config',
      'src/ui/vite.config.ts',
      '--mode',
      page,
      '--outDir',
      join(fresh, 'ui'),
      '--logLevel',
      'warn',
    );
  chmodSync(join(fresh, 'cli/main.js'), 0o755);
  const old = `${fresh}-old`;
  if (existsSync('dist')) renameSync('dist', old);
  renameSync(fresh, 'dist');
  rmSync(old, { recursive: true, force: true });
}
