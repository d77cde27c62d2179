import { InputError, ReadError } from '../../core/index.js';
import { CHGNET_CHECKPOINTS, type ChgnetName } from './chgnet/known-checkpoints.js';
import { loadChgnet } from './chgnet/load-chgnet.js';
import type { Potential } from './potential.js';

/** What a program's host lends: absent in a page. */
interface Host {
  platform: string;
  env: Record<string, string | undefined>;
  getBuiltinModule?<T>(name: string): T | undefined;
}

const host = (): Host | undefined => (globalThis as { process?: Host }).process;

/**
 * The folder where Cermet keeps what a user added: `CERMET_DATA`, or the platform's usual place.
 *
 * @throws InputError where there is no disk, as in a page
 */
export function findDataFolder(): string {
  const { platform, env, getBuiltinModule } = host() ?? { platform: '', env: {} };
  const path = getBuiltinModule?.<typeof import('node:path')>('node:path');
  const os = getBuiltinModule?.<typeof import('node:os')>('node:os');
  if (!path || !os)
    throw new InputError('there is no folder of added potentials here', {
      hint: 'in a page, give the bytes of the file to loadChgnet',
    });
  if (env.CERMET_DATA) return env.CERMET_DATA;
  if (platform === 'win32') return path.join(env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local'), 'cermet');
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support', 'cermet');
  return path.join(env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share'), 'cermet');
}

/** Where an added potential stands. */
export function storedPotentialPath(name: ChgnetName): string {
  const { join } = host()!.getBuiltinModule!<typeof import('node:path')>('node:path')!;
  return join(findDataFolder(), 'potentials', `${name}.safetensors`);
}

/**
 * A potential that `cermet potential add` has kept on this machine.
 *
 * @throws InputError when it was not added, ReadError when its file is not what was added
 */
export async function loadStoredPotential(name: ChgnetName): Promise<Potential> {
  findDataFolder();
  const path = storedPotentialPath(name);
  const files = host()!.getBuiltinModule!<typeof import('node:fs/promises')>('node:fs/promises')!;
  const bytes = await files.readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw new ReadError(cause.message, { file: path }, { cause });
    throw new InputError(`the potential "${name}" has not been added yet`, {
      hint: `run: cermet potential add ${name}`,
      cause,
    });
  });
  return loadChgnet(name, new Uint8Array(bytes), path);
}

/** Names of the potentials that can be added. */
export const ADDABLE_POTENTIALS = Object.keys(CHGNET_CHECKPOINTS) as readonly ChgnetName[];
