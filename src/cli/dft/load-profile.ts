import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { InputError } from '../../core/index.js';
import { readProfile, type SlurmProfile } from '../../dft/index.js';

/**
 * A profile of the cluster by name, from the file named, `slurm.yaml` here, or `~/.config/cermet/slurm.yaml`.
 *
 * @throws InputError where none is found, or one is wrong
 */
export async function loadProfile(name: string, file: string | undefined): Promise<SlurmProfile> {
  const places =
    file !== undefined
      ? [file]
      : ['slurm.yaml', join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'cermet', 'slurm.yaml')];
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    let given: unknown;
    try {
      given = parse(text, { maxAliasCount: 20 });
    } catch (error) {
      throw new InputError(`this is no YAML: ${(error as Error).message.split('\n')[0]}`, {
        where: { file: place },
        cause: error,
      });
    }
    return readProfile(given, name, place);
  }
  throw new InputError(`no profile of a cluster is here (${places.join(', ')})`, {
    hint: 'write slurm.yaml: default: { partition: batch, account: me, walltime: 2 h, ranks: 32, modules: [quantum-espresso] }',
  });
}

/** `slurm`, `slurm:big` or `local` → where a run goes. */
export function parsePlace(text: string): { place: 'local' } | { place: 'slurm'; profile: string } {
  if (text === 'local') return { place: 'local' };
  const match = /^slurm(?::([\w.-]+))?$/.exec(text);
  if (!match)
    throw new InputError(`--on cannot be "${text}"`, { value: text, allowed: ['local', 'slurm', 'slurm:PROFILE'] });
  return { place: 'slurm', profile: match[1] ?? 'default' };
}
