import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../core/index.js';
import { usesHubbardCard } from '../../dft/index.js';
import { runProcess } from './run-process.js';

/** [ms] A program that does not answer in this time does not answer. */
const PATIENCE = 20_000;

/** What a program answers when it is asked who it is. */
export interface EngineAnswer {
  /** Version of Quantum ESPRESSO; undefined where it does not tell one. */
  version?: string;
  /** Whether there is no such program here. */
  missing: boolean;
  /** First line that it says instead. */
  says: string;
}

/** Asks a program of Quantum ESPRESSO for its version, by the head that it prints on empty input. */
export async function askEngine(program: string): Promise<EngineAnswer> {
  // It leaves files where it runs.
  const cwd = await mkdtemp(join(tmpdir(), 'cermet-engine-'));
  try {
    const answer = await runProcess([program], {
      cwd,
      input: '',
      timeout: PATIENCE,
      env: { OMP_NUM_THREADS: '1' },
      // What a wrapper started ends with it.
      stop: { ask: () => Promise.resolve(), grace: 0 },
    });
    const version = /Program \w+ v\.?\s?([\w.]+)/.exec(answer.stdout)?.[1];
    const [line] = `${answer.stderr}\n${answer.stdout}`.split('\n').filter((l) => l.trim() !== '');
    return {
      ...(version !== undefined && { version }),
      missing: answer.missing,
      says: answer.timedOut ? 'nothing' : `"${(line ?? '').trim().slice(0, 120)}"`,
    };
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
  const { version, missing, says } = await askEngine(program);
  if (version === undefined)
    throw new InputError(
      missing
        ? `${program} is not on this machine`
        : `${program} is here but does not answer as Quantum ESPRESSO: it says ${says}`,
      {
        value: program,
        hint: `${missing ? 'apt-get install quantum-espresso, load its module' : 'load the module that it was built with'}, or run it elsewhere with --on slurm:PROFILE`,
      },
    );
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
