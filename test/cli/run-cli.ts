import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
export function startCli(args: readonly string[], cwd: string, input?: string): { child: ChildProcess; outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } });
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin!.end(input ?? '');
  return { child, outcome: new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr }))) };
}

/** Runs the command line to its end. */
export const runCli = (args: readonly string[], cwd: string, input?: string): Promise<Outcome> => startCli(args, cwd, input).outcome;

/** A folder that is removed after the test, with files in it. */
export function makeFolder(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
