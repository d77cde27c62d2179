import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
export const CLI = join(root, 'dist/cli/main.js');
if (!existsSync(CLI)) throw new Error('these tests run the built command line: npm run build first');

/** The plug-in with a slow, checkpointing kind of evidence. */
export const WALK = join(root, 'test/study/fixtures/walk-kind.mjs');

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Starts the command line as a user would. */
export function startCli(
  args: readonly string[],
  cwd: string,
  input?: string,
  prelude = '',
): { child: ChildProcessWithoutNullStreams; outcome: Promise<Outcome> } {
  const options = { cwd, env: { ...process.env, NO_COLOR: '1' } };
  const child = prelude
    ? spawn('bash', ['-c', `${prelude}; exec "$0" "$@"`, process.execPath, CLI, ...args], options)
    : spawn(process.execPath, [CLI, ...args], options);
  child.stdin.end(input ?? '');
  return { child, outcome: collect(child) };
}

function collect(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
}

/** Waits until something holds, or until a process has ended; says which. */
export async function waitFor(holds: () => boolean, child?: ChildProcessWithoutNullStreams): Promise<boolean> {
  while (!holds()) {
    if (child && (child.exitCode !== null || child.signalCode !== null)) return false;
    await new Promise((done) => setTimeout(done, 10));
  }
  return true;
}

/** What a folder holds now, with the age of each file: it changes whenever a state is kept. */
export function fingerprint(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path} ${existsSync(path) ? statSync(path, { throwIfNoEntry: false })?.mtimeMs : ''}`;
    })
    .sort()
    .join('\n');
}

/** Waits until a folder has changed so many times, or a process has ended. */
export async function waitForChanges(
  folder: string,
  times: number,
  child: ChildProcessWithoutNullStreams,
): Promise<boolean> {
  let seen = fingerprint(folder);
  for (let k = 0; k < times; k++) {
    const changed = await waitFor(() => fingerprint(folder) !== seen, child);
    if (!changed) return false;
    seen = fingerprint(folder);
  }
  return true;
}

/**
 * Runs the command line until it has put a file into a folder for the n-th time, and kills it there; or to its end,
 * where it never does.
 */
export function runCliKilledAt(times: number, folder: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const options = { cwd, env: { ...process.env, NO_COLOR: '1', KILL_AT: `${times} ${folder}` } };
  const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'kill-at.mjs'), CLI, ...args], options);
  child.stdin.end();
  return collect(child);
}

/** Runs the command line to its end, in a shell after `prelude` where there is one. */
export const runCli = (args: readonly string[], cwd: string, input?: string, prelude?: string): Promise<Outcome> =>
  startCli(args, cwd, input, prelude).outcome;

/** Runs it as a user without rights of their own: root, who may write anywhere, becomes nobody. */
export function runCliAsUser(args: readonly string[], cwd: string): Promise<Outcome> {
  if (process.getuid?.() !== 0) return runCli(args, cwd);
  chmodSync(cwd, 0o755);
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    uid: 65534,
    gid: 65534,
    env: { ...process.env, HOME: '/', NO_COLOR: '1' },
  });
  return collect(child);
}

/** A folder that is removed after the test, with files in it. */
export function makeFolder(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
