import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** What a program left. */
export interface ProcessResult {
  /** Exit code; undefined where a signal ended it. */
  code?: number;
  signal?: string;
  stdout: string;
  stderr: string;
  /** Whether there is no such program. */
  missing: boolean;
  timedOut: boolean;
}

export interface ProcessOptions {
  cwd?: string;
  input?: string;
  env?: Record<string, string>;
  /** [ms] */
  timeout?: number;
  signal?: AbortSignal;
  /** Files that output goes to, instead of being kept. */
  stdoutFile?: string;
  stderrFile?: string;
  /** Asked to stop cleanly before it is ended: what to do, and [ms] to wait. */
  stop?: { ask(): Promise<void>; grace: number };
  /** Told the process number once it runs. */
  started?(pid: number): void;
}

/** [bytes] of output that are kept. */
const KEPT = 1 << 24;

/** Runs a program to its end; without a shell, so that no name is ever read as a command. */
export function runProcess(
  [program, ...rest]: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return new Promise((done) => {
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: options.stop !== undefined,
    });
    const result: ProcessResult = { stdout: '', stderr: '', missing: false, timedOut: false };
    const end = (by: NodeJS.Signals = 'SIGTERM'): void => {
      // A group is ended whole, its ranks with it.
      try {
        if (options.stop && child.pid) process.kill(-child.pid, by);
        else child.kill(by);
      } catch {
        child.kill('SIGKILL');
      }
    };
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            result.timedOut = true;
            end();
            setTimeout(() => end('SIGKILL'), 2000).unref();
          }, options.timeout);
    let grace: NodeJS.Timeout | undefined;
    const abort = (): void => {
      if (!options.stop) return end();
      void options.stop.ask().catch(() => undefined);
      grace = setTimeout(() => end(), options.stop.grace);
    };
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.signal?.aborted) abort();
    const files = [options.stdoutFile, options.stderrFile].map((file) =>
      file === undefined ? undefined : createWriteStream(file),
    );
    if (files[0]) child.stdout.pipe(files[0]);
    else
      child.stdout.on('data', (piece: Buffer) => {
        if (result.stdout.length < KEPT) result.stdout += piece.toString('utf8');
      });
    if (files[1]) child.stderr.pipe(files[1]);
    else
      child.stderr.on('data', (piece: Buffer) => {
        if (result.stderr.length < KEPT) result.stderr += piece.toString('utf8');
      });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    if (child.pid !== undefined) options.started?.(child.pid);
    const settle = (): void => {
      clearTimeout(timer);
      clearTimeout(grace);
      options.signal?.removeEventListener('abort', abort);
      done(result);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      result.missing = error.code === 'ENOENT';
      result.stderr += error.message;
      settle();
    });
    child.on('close', (code, signal) => {
      if (code !== null) result.code = code;
      if (signal !== null) result.signal = signal;
      settle();
    });
  });
}
