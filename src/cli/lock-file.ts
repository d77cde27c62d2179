import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { InputError } from '../core/index.js';

/** What is said to whoever comes second. */
export interface LockWords {
  /** What the holder does with the folder, such as `watches`, and what becomes of it, such as `watched`. */
  holds: string;
  held: string;
  hint: string;
}

/**
 * Holds a file for this process alone until it is let go; a holder that no longer lives is passed over.
 *
 * @throws InputError naming the process that holds it
 */
export async function lockFile(path: string, { holds, held, hint }: LockWords): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(path, 'wx');
      await handle.writeFile(`${process.pid} ${hostname()}\n`);
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const [pid, host] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ');
      const lives = host === hostname() && Number(pid) > 0 && isAlive(Number(pid));
      if (host !== undefined && host !== hostname())
        throw new InputError(`this folder is ${held} from ${host} (process ${pid})`, {
          where: { file: path },
          hint: 'end that first; if it is gone, delete this file',
        });
      if (lives && Number(pid) !== process.pid)
        throw new InputError(`another cermet ${holds} this folder (process ${pid})`, { where: { file: path }, hint });
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
