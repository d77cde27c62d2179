import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DistilAmounts } from '../../atoms/index.js';
import { InputError, ReadError, type Checkpoint } from '../../core/index.js';
import { makeFileCheckpoint } from '../context.js';
import { readTextFile, toWriteError, writeFileSafely } from '../files.js';
import { lockFile } from '../lock-file.js';
import { ABOUT_FILE } from '../potential-folder.js';
import { isFile } from '../resolve.js';

const SETTINGS = 'settings.json';

/** What was asked of a run, and what it decided to do. */
interface Settings {
  request: Readonly<Record<string, unknown>>;
  amounts: DistilAmounts;
}

/** A folder that no other run works in until it is closed, with the amounts of an unfinished run. */
export interface RunFolder {
  amounts?: DistilAmounts;
  close(): Promise<void>;
}

/** Held while a run works in a folder. */
const LOCK = 'lock';

/**
 * Makes the folder of a run, or finds the amounts of an unfinished run of the same request in it.
 *
 * @throws InputError where the folder holds anything else, or another run works in it
 */
export async function openRunFolder(folder: string, request: Settings['request']): Promise<RunFolder> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw toWriteError(error, folder);
  });
  const close = await lockFile(join(folder, LOCK), {
    holds: 'distils in',
    held: 'in use',
    hint: 'wait for it, end it, or name another folder with --out',
  });
  try {
    return { ...(await findAmounts(folder, request)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function findAmounts(folder: string, request: Settings['request']): Promise<{ amounts?: DistilAmounts }> {
  const path = join(folder, SETTINGS);
  const another = { hint: 'name another folder with --out, or remove this one' };
  if (!(await isFile(path))) {
    if ((await readdir(folder)).some((name) => name !== LOCK))
      throw new InputError(`${folder} holds other files`, another);
    return {};
  }
  if (await isFile(join(folder, ABOUT_FILE))) throw new InputError(`${folder} holds a finished potential`, another);
  const settings = parseSettings(await readTextFile(path), path);
  const differs = Object.keys({ ...request, ...settings.request }).find(
    (key) => JSON.stringify(request[key]) !== JSON.stringify(settings.request[key]),
  );
  if (differs !== undefined)
    throw new InputError(`${folder} holds an unfinished run that was asked for something else (${differs})`, {
      hint: 'repeat that command to go on with it, name another folder with --out, or remove this one',
    });
  return { amounts: settings.amounts };
}

/** Keeps what a run decided to do. */
export async function keepAmounts(folder: string, settings: Settings): Promise<void> {
  await writeFileSafely(join(folder, SETTINGS), `${JSON.stringify(settings, null, 2)}\n`);
}

function parseSettings(text: string, path: string): Settings {
  try {
    const settings = JSON.parse(text) as Partial<Settings>;
    if (settings.request && settings.amounts) return settings as Settings;
  } catch {
    // Said below, as for JSON of another form.
  }
  throw new ReadError(
    'these are not the settings of a run',
    { file: path },
    { hint: 'remove the folder and begin anew' },
  );
}

/** The state of a run, with the time that it has taken. */
export interface RunClock {
  checkpoint: Checkpoint;
  /** [s] of this run and of those before that were stopped, up to their last state. */
  spent(): number;
}

const SPENT = 'spent';

/** Opens the state of a run; what is saved is saved with the time spent until then. */
export async function openRunClock(folder: string): Promise<RunClock> {
  const inner = makeFileCheckpoint(folder);
  const before = ((await inner.load(SPENT)) as number | undefined) ?? 0;
  const began = performance.now();
  const spent = (): number => before + (performance.now() - began) / 1000;
  return {
    spent,
    checkpoint: {
      load: (key) => inner.load(key),
      async save(key, state) {
        await inner.save(key, state);
        await inner.save(SPENT, spent());
      },
    },
  };
}
