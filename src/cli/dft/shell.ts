import { InputError } from '../../core/index.js';
import { quoteShell } from '../../dft/index.js';
import { type ProcessOptions, type ProcessResult, runProcess } from './run-process.js';

/** Runs commands where the queue is: here, or on a login node by ssh. */
export interface Shell {
  run(command: readonly string[], options?: Pick<ProcessOptions, 'cwd' | 'timeout' | 'signal'>): Promise<ProcessResult>;
  /** Brings a folder there, before a run; nothing to do where it is shared. */
  push(folder: string): Promise<void>;
  /** Fetches what changed in it. */
  pull(folder: string): Promise<void>;
  /** Where a local folder lies there. */
  place(folder: string): string;
}

/** [ms] */
const COPY_PATIENCE = 3_600_000;

/** The shell of this machine. */
export const localShell: Shell = {
  run: (command, options) => runProcess(command, options),
  push: async () => undefined,
  pull: async () => undefined,
  place: (folder) => folder,
};

/**
 * The shell of a login node: `ssh HOST` and `rsync`, with the user's own configuration and keys.
 *
 * @param root   local folder that is mirrored
 * @param remote folder there
 */
export function sshShell(host: string, root: string, remote: string): Shell {
  const place = (folder: string): string =>
    folder === root ? remote : folder.startsWith(`${root}/`) ? `${remote}${folder.slice(root.length)}` : folder;
  const must = async (command: readonly string[], what: string): Promise<void> => {
    const result = await runProcess(command, { timeout: COPY_PATIENCE });
    if (result.missing)
      throw new InputError(`${command[0]} is not on this machine`, {
        value: command[0],
        hint: 'install it, or work in a folder that the cluster shares',
      });
    if (result.code !== 0)
      throw new InputError(`${what} failed: ${result.stderr.trim().slice(0, 300)}`, {
        value: host,
        hint: `see that "ssh ${host}" works by itself`,
      });
  };
  return {
    run: (command, options) =>
      runProcess(
        [
          'ssh',
          '-o',
          'BatchMode=yes',
          host,
          `${options?.cwd ? `cd ${quoteShell(place(options.cwd))} && ` : ''}${command.map(quoteShell).join(' ')}`,
        ],
        { timeout: options?.timeout, signal: options?.signal },
      ),
    async push(folder) {
      await must(
        ['ssh', '-o', 'BatchMode=yes', host, `mkdir -p ${quoteShell(place(folder))}`],
        'making the folder there',
      );
      await must(['rsync', '-a', `${folder}/`, `${host}:${place(folder)}/`], 'copying there');
    },
    pull: (folder) => must(['rsync', '-a', `${host}:${place(folder)}/`, `${folder}/`], 'copying back'),
    place,
  };
}
