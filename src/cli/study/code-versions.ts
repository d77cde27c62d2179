import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CermetError } from '../../core/index.js';

/** What the build wrote: hashes of the code that each kind of evidence reaches, and of all code that computes. */
interface CodeVersions {
  kinds: Record<string, string>;
  all: string;
}

/**
 * The version of the code that decides the results of a kind of evidence, by its id: for a kind that ships with Cermet
 * the hash of the modules that it reaches, with the versions of the packages among them; for a plug-in's that of all
 * that computes, and of the plug-ins.
 */
export async function readCodeVersions(plugins: readonly string[] = []): Promise<(kind: string) => string> {
  const file = new URL('../../code-versions.json', import.meta.url);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CermetError('install', 'this installation of Cermet lacks the hashes of its code', {
      where: { file: file.pathname },
      hint: 'npm run build makes them',
      cause: error,
    });
  });
  const { kinds, all } = JSON.parse(text) as CodeVersions;
  const hash = createHash('sha256').update(all);
  for (const plugin of plugins) hash.update(await readFile(plugin));
  const others = hash.digest('hex');
  return (kind) => (Object.hasOwn(kinds, kind) ? kinds[kind] : others);
}
