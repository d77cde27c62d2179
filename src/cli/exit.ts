import pc from 'picocolors';
import { CermetError } from '../core/index.js';
import { clearStatus } from './progress.js';
import { showControls } from './show-controls.js';

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  /** A check that was asked for fails; what was read is not valid. */
  negative: 1,
  badInput: 2,
  /** Not converged; the part that was reached is kept. */
  partial: 3,
  interrupted: 130,
} as const;

/** Turns a command's work into an action for commander: errors become a message on stderr and an exit code. */
export function runCommand<A extends unknown[]>(
  work: (...args: A) => Promise<number | void> | number | void,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      const code = await work(...args);
      clearStatus();
      if (code) process.exitCode = code;
    } catch (error) {
      process.exitCode = reportError(error);
    }
  };
}

/** Writes an error to stderr the way a person wants it and returns the exit code it stands for. */
export function reportError(error: unknown): number {
  clearStatus();
  if (error instanceof CermetError && error.code === 'abort') {
    writeError(
      `${pc.yellow('interrupted')}${error.what === 'cancelled' ? '' : `: ${error.what}`}${error.hint ? ` — ${error.hint}` : ''}\n`,
    );
    return EXIT.interrupted;
  }
  if (error instanceof CermetError) {
    writeError(`${pc.red('error')}: ${error.message}\n`);
    if (debugging() && error.stack) writeError(`${error.stack}\n`);
    return error.code === 'solve' ? EXIT.partial : EXIT.badInput;
  }
  const message = error instanceof Error ? error.message : String(error);
  writeError(
    `${pc.red('error')}: ${message}\nThis is a bug in Cermet. ${debugging() ? '' : 'Run the command again with --debug and report what it prints.'}\n`,
  );
  if (debugging() && error instanceof Error) writeError(`${error.stack}\n`);
  return EXIT.partial;
}

function writeError(text: string): void {
  process.stderr.write(showControls(text));
}

function debugging(): boolean {
  return process.argv.includes('--debug');
}
