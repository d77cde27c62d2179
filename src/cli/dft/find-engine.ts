import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../core/index.js';
import { usesHubbardCard } from '../../dft/index.js';
import { runProcess } from './run-process.js';

/** [ms] A program that does not answer in this time does not answer. */
const PATIENCE = 20_000;

/**
 * Version of Quantum ESPRESSO that a program answers with, from the head that it prints on empty input; undefined where
 * it is not here.
 */
export async function findEngineVersion(program: string): Promise<string | undefined> {
  // It leaves files where it runs.
  const cwd = await mkdtemp(join(tmpdir(), 'cermet-engine-'));
  try {
    const answer = await runProcess([program], { cwd, input: '', timeout: PATIENCE, env: { OMP_NUM_THREADS: '1' } });
    return answer.missing ? undefined : /Program \w+ v\.?\s?([\w.]+)/.exec(answer.stdout)?.[1];
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/**
 * Holds the engine that answers against what the inputs were written for.
 *
 * @throws InputError where it is not here, too old, or of the other form of +U
 */
export async function requireEngine(
  program: string,
  prepared: string | undefined,
  hasHubbard: boolean,
): Promise<string | undefined> {
  if (program !== 'pw.x') return undefined;
  const version = await findEngineVersion(program);
  if (version === undefined)
    throw new InputError(`${program} is not on this machine`, {
      value: program,
      hint: 'apt-get install quantum-espresso, load its module, or run it elsewhere with --on slurm:PROFILE',
    });
  const card = usesHubbardCard(version);
  if (hasHubbard && card !== usesHubbardCard(prepared))
    throw new InputError(
      `${program} answers as version ${version}, but U is written for ${prepared ?? '6.7'}: from 7.1 on it stands in a card`,
      {
        value: version,
        hint: `prepare again with --engine-version ${version}`,
      },
    );
  return version;
}
