import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders whose code decides results; the command line, the server, the page and the report only show them. */
const COMPUTING = ['core', 'num', 'kernels', 'io', 'figure', 'atoms', 'grains', 'cells', 'lab', 'study'];
const SHOWING = join('study', 'report');

/**
 * Hash of the code that computes, of the data that ship with it, of the versions of what it depends on, and of plug-ins.
 * Computed from the files themselves, so that it cannot be out of date.
 */
export async function computeCodeVersion(plugins: readonly string[] = []): Promise<string> {
  const code = fileURLToPath(new URL('../../', import.meta.url));
  const hash = createHash('sha256');
  const add = async (root: string, keep: (path: string) => boolean): Promise<void> => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)).filter((path) => keep(path.slice(root.length))).sort();
    for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(await readFile(file)).update('\0');
  };
  await add(code, (path) => COMPUTING.includes(path.split(/[/\\]/)[0]) && !path.startsWith(SHOWING) && /(?<!\.d)\.[jt]s$|\.json$|\.wasm$/.test(path));
  await add(join(code, '..', 'data'), () => true);
  hash.update(JSON.stringify(JSON.parse(await readFile(join(code, '..', 'package.json'), 'utf8')).dependencies));
  for (const plugin of plugins) hash.update(await readFile(plugin));
  return hash.digest('hex');
}
