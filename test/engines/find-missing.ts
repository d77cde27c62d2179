import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { missingPrograms, type OneNodeSlurm, startSlurm } from './start-slurm.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** What keeps a DFT code or a queue from running here; empty where nothing does. */
    missing: string;
  }
}

/** Tries a DFT code and a Slurm once: a machine on which they do not run has nothing to say about Cermet. */
export default function findMissing(project: TestProject): void {
  const missing = missingPrograms() ?? tryEngine() ?? tryQueue() ?? '';
  if (missing) console.log(`skipped: ${missing}`);
  project.provide('missing', missing);
}

function tryEngine(): string | undefined {
  const cwd = mkdtempSync(join(tmpdir(), 'cermet-engine-'));
  const { stdout, error } = spawnSync('pw.x', { cwd, input: '', encoding: 'utf8', timeout: 120_000 });
  rmSync(cwd, { recursive: true, force: true });
  return stdout?.includes('Program PWSCF')
    ? undefined
    : `pw.x does not start here: ${error?.message ?? 'it says nothing'}`;
}

function tryQueue(): string | undefined {
  let slurm: OneNodeSlurm | undefined;
  try {
    slurm = startSlurm();
    const { status, stderr, error } = spawnSync('sbatch', ['--wait', '--output=/dev/null', '--wrap=true'], {
      env: { ...process.env, ...slurm.env },
      encoding: 'utf8',
      timeout: 120_000,
    });
    return status === 0 ? undefined : `Slurm runs no job here: ${error?.message ?? stderr}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    slurm?.stop();
  }
}
