// Kernels: AssemblyScript → WASM → base64 modules, those whose sources have changed, in a thread for each processor.
// A thread compiles its share one after the other: the compiler takes three times as long cold as warm.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const KERNELS = 'src/kernels';
export const BUILT = 'src/kernels/built';
const ASC = ['-O3', '--noAssert', '--enable', 'simd,threads,bulk-memory', '--runtime', 'stub', '--importMemory'];

/** Builds the kernels whose sources have changed; throws where the compiler refuses one. */
export async function buildKernels() {
  mkdirSync(BUILT, { recursive: true });
  const stale = readdirSync(KERNELS)
    .filter((file) => file.endsWith('.as.ts') && !file.startsWith('_'))
    .map((file) => ({ name: file.replace('.as.ts', ''), sources: hashSources(file) }))
    .filter(({ name, sources }) => !existsSync(pathOf(name)) || readIfThere(`${pathOf(name)}.sources`) !== sources);
  if (!stale.length) return;
  process.stderr.write('Building the kernels …\n');
  const threads = Math.min(availableParallelism(), stale.length);
  await Promise.all(
    Array.from({ length: threads }, (_, k) =>
      once(new Worker(import.meta.filename, { workerData: stale.filter((_, place) => place % threads === k) }), 'exit'),
    ),
  );
}

const pathOf = (name) => join(BUILT, `${name}.ts`);
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/**
 * What a kernel is made from: itself, the shared pieces (`_NAME.as.ts`) that it reaches, and the compiler with its
 * options.
 */
function hashSources(file) {
  const reached = new Set();
  const reach = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const [, piece] of readFileSync(join(KERNELS, name), 'utf8').matchAll(/from '\.\/([\w-]+\.as)'/g))
      reach(`${piece}.ts`);
  };
  reach(file);
  const { version } = JSON.parse(readFileSync('node_modules/assemblyscript/package.json', 'utf8'));
  const hash = createHash('sha256').update(JSON.stringify([ASC, version]));
  for (const name of [...reached].sort()) hash.update(name).update(readFileSync(join(KERNELS, name)));
  return hash.digest('hex');
}

async function compile({ name, sources }) {
  const { default: asc } = await import('assemblyscript/asc');
  const file = join(KERNELS, `${name}.as.ts`);
  const [head] = readFileSync(file, 'utf8').split('\n', 1);
  const extra = head.startsWith('// asc:') ? head.slice('// asc:'.length).trim().split(/\s+/) : [];
  const wasm = join(BUILT, `${name}.${process.pid}.wasm`);
  const { error, stderr } = await asc.main([file, ...ASC, '-o', wasm, ...extra]);
  if (error) throw new Error(`${file}: ${stderr.toString()}`, { cause: error });
  const base64 = readFileSync(wasm).toString('base64');
  rmSync(wasm);
  writeFileSync(
    pathOf(name),
    `// Built from ../${name}.as.ts by npm run build; never committed.\nexport const ${name.replace(/-(\w)/g, (_, c) => c.toUpperCase())}Wasm =\n  '${base64}';\n`,
  );
  writeFileSync(`${pathOf(name)}.sources`, sources);
}

if (!isMainThread) for (const kernel of workerData) await compile(kernel);
