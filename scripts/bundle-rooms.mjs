// Rooms as the compiler left them, a file for each module → one file a room and `chunks/` of what rooms share: a
// process pays for every file that it loads. Types stay where they are.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Folders that stay as compiled: they find files and workers by their own place. */
const AS_COMPILED = ['cli', 'server'];
/** Parts of the rooms that show results and do not decide them. */
const SHOWING = /^(study\/report|workbench\/cell-page|workbench\/page)\//;

/**
 * Bundles the rooms of a compiled library in place, and writes `code-versions.json`: for each kind of evidence the hash
 * of the code that it reaches, and for kinds of plug-ins that of all that computes.
 */
export async function bundleRooms(folder) {
  const dist = realpathSync(folder);
  const { dependencies, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => path.endsWith('.js'));
  const stays = (path) => AS_COMPILED.includes(path.split('/')[0]);
  const entries = new Set(Object.values(exports).flatMap(({ default: file }) => file?.replace('./dist/', '') ?? []));
  for (const path of scripts.filter(stays)) {
    for (const [, target] of readFileSync(join(dist, path), 'utf8').matchAll(
      /(?:from|import\()\s*['"](\.[^'"]+)['"]/g,
    )) {
      const reached = relative(dist, resolve(dist, dirname(path), target)).replaceAll(sep, '/');
      if (!stays(reached)) entries.add(reached);
    }
  }
  /** Module → what it imports. */
  const modules = new Map();
  const bundle = await rolldown({
    cwd: dist,
    input: Object.fromEntries([...entries].map((path) => [path.replace(/\.js$/, ''), `./${path}`])),
    platform: 'neutral',
    external: (id) => packageOf(id) in dependencies,
    checks: { pluginTimings: false },
    plugins: [
      {
        name: 'as-compiled',
        // The bundler rewrites a tagged template that holds `</script` with a helper of its own; to a string, `\/` is
        // `/`.
        transform: (code) => code.replaceAll('</script', '<\\/script'),
        moduleParsed({ id, importedIds, dynamicallyImportedIds }) {
          modules.set(id, [...importedIds, ...dynamicallyImportedIds]);
        },
      },
    ],
    onLog(level, { message }) {
      if (level === 'warn') throw new Error(message);
    },
  });
  const { output } = await bundle.generate({
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    comments: false,
  });
  await bundle.close();
  const foreign = output
    .flatMap(({ moduleIds }) => moduleIds)
    .filter((id) => !resolve(id).startsWith(dist) && id !== '\0rolldown/runtime.js');
  if (foreign.length > 0)
    throw new Error(`code of others does not go into dist without its licence: ${foreign.join(', ')}`);
  const rooms = scripts.filter((path) => !stays(path));
  await writeCodeVersions(dist, modules, rooms, dependencies);
  for (const path of rooms) rmSync(join(dist, path));
  for (const { fileName, code } of output) {
    mkdirSync(dirname(join(dist, fileName)), { recursive: true });
    writeFileSync(join(dist, fileName), code);
  }
}

/** `vega` of `vega/x`, `@spglib/moyo-wasm` of itself. */
const packageOf = (id) => id.split('/', id.startsWith('@') ? 2 : 1).join('/');

async function writeCodeVersions(dist, modules, scripts, dependencies) {
  const hashOf = (ids) => {
    const hash = createHash('sha256');
    for (const id of [...ids].sort()) {
      if (modules.has(id))
        hash
          .update(`${relative(dist, id).replaceAll(sep, '/')}\0`)
          .update(readFileSync(id))
          .update('\0');
      else if (packageOf(id) in dependencies) hash.update(`${id}@${dependencies[packageOf(id)]}\0`);
      else throw new Error(`${id} is neither a module of a room nor a dependency`);
    }
    return hash.digest('hex');
  };
  const reach = (id, reached = new Set()) => {
    if (reached.has(id)) return reached;
    reached.add(id);
    for (const next of modules.get(id) ?? []) reach(next, reached);
    return reached;
  };
  const at = (path) => resolve(dist, path);
  // Readers decide what evidence sees of its files, and the encoding what is kept of a result.
  const shared = [...reach(at('io/index.js')), ...reach(at('core/encode.js'))];
  const versionOf = (...files) => hashOf(new Set([...shared, ...files.flatMap((file) => [...reach(file)])]));
  const exportsOf = async (path) => Object.values(await import(pathToFileURL(at(path)).href));
  const kinds = {};
  for (const path of scripts.filter((path) => /(^|\/)(evidence|studies)\//.test(path)))
    for (const kind of await exportsOf(path))
      if (typeof kind?.plan === 'function' && kind.id) kinds[kind.id] = versionOf(at(path));
  /** Analysis → the module that holds it. */
  const analyses = new Map();
  for (const path of scripts.filter((path) => /(^|\/)analyses\//.test(path)))
    for (const item of await exportsOf(path))
      if (typeof item?.run === 'function' && item.inputs) analyses.set(item, at(path));
  const holds = (kind) =>
    [...analyses]
      .filter(([{ inputs }]) => Object.values(inputs).some((input) => input.kind === kind))
      .map(([, file]) => file);
  const { createCermet } = await import(pathToFileURL(at('workbench/create-cermet.js')).href);
  // Evidence that is put together from analyses: its version is that of what it runs.
  for (const { id } of await createCermet().evidence())
    if (!Object.hasOwn(kinds, id))
      kinds[id] =
        id === 'cells/cycler'
          ? versionOf(at('cells/evidence/cycler.js'), ...holds('cycling'), ...holds('eis'))
          : versionOf(at('evidence/measured.js'), ...holds(id));
  const computing = scripts.filter((path) => !SHOWING.test(path)).map((path) => resolve(dist, path));
  const all = hashOf(new Set(computing.filter((id) => modules.has(id)).flatMap((id) => [id, ...modules.get(id)])));
  writeFileSync(join(dist, 'code-versions.json'), JSON.stringify({ all, kinds }, null, 1));
}
