import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CHGNET_CHECKPOINTS,
  CHGNET_PACKAGE,
  chgnetName,
  extractCheckpoint,
  makeChgnet,
  readCheckpoint,
  requireChgnetTensors,
  storedPotentialPath,
  writeSafetensors,
  type ChgnetName,
} from '../atoms/index.js';
import { AbortError, InputError } from '../core/index.js';
import { fileSource, makeFolder, writeFileSafely } from './files.js';
import { isFile } from './resolve.js';

/** Names of potentials that can be added, and whether they are here. */
export async function listStoredPotentials(): Promise<
  { name: ChgnetName; path: string; here: boolean; scheme: string }[]
> {
  return Promise.all(
    (Object.keys(CHGNET_CHECKPOINTS) as ChgnetName[]).map(async (name) => ({
      name,
      path: storedPotentialPath(name),
      here: await isFile(storedPotentialPath(name)),
      scheme: CHGNET_CHECKPOINTS[name].scheme,
    })),
  );
}

/**
 * Adds CHGNet: takes the pinned wheel from a file or from the user's own pip, checks the checkpoint's hash, reads it
 * without running it, and keeps its tensors in the data folder. Gives the path written.
 */
export async function addPotential(
  name: string,
  options: { from?: string; signal?: AbortSignal; log?: (text: string) => void },
): Promise<string> {
  const known = chgnetName(name);
  const temporary = options.from === undefined ? await mkdtemp(join(tmpdir(), 'cermet-')) : undefined;
  try {
    const wheel = options.from ?? (await downloadWheel(temporary!, options));
    const checkpoint = await extractCheckpoint(await (await fileSource(wheel)).bytes(), wheel, known);
    const tensors = await readCheckpoint(checkpoint, CHGNET_CHECKPOINTS[known].file);
    await requireChgnetTensors(known, tensors, wheel);
    makeChgnet(known, tensors, wheel);
    const path = storedPotentialPath(known);
    await makeFolder(dirname(path));
    await writeFileSafely(
      path,
      writeSafetensors(tensors, {
        name: known,
        sha256: CHGNET_CHECKPOINTS[known].sha256,
        from: CHGNET_PACKAGE,
        licence: 'modified BSD, The Regents of the University of California',
      }),
    );
    return path;
  } finally {
    if (temporary) await rm(temporary, { recursive: true, force: true });
  }
}

const byHand = `with another machine's pip (pip download --no-deps ${CHGNET_PACKAGE}), then: cermet potential add chgnet --from FILE.whl`;

async function downloadWheel(
  folder: string,
  { signal, log }: { signal?: AbortSignal; log?: (text: string) => void },
): Promise<string> {
  const plain = [
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--dest',
    folder,
    CHGNET_PACKAGE,
  ];
  // For a Python or a platform without a wheel of its own, another's does: the checkpoint inside is the same.
  const foreign = [
    ...plain,
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
    '--platform',
    'manylinux2014_x86_64',
  ];
  let said = '';
  for (const [command, ...before] of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]) {
    log?.(`fetching ${CHGNET_PACKAGE} with ${[command, ...before].join(' ')}`);
    let { code, text } = await runQuietly(command, [...before, ...plain], signal);
    if (code && /No matching distribution/.test(text))
      ({ code, text } = await runQuietly(command, [...before, ...foreign], signal));
    if (code === 0) {
      const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
      if (wheel) return join(folder, wheel);
    }
    if (code !== undefined) said = text.trim().split('\n').at(-1) ?? '';
    if (code !== undefined && !/No module named pip/.test(text)) break;
  }
  throw new InputError(said ? `pip could not fetch ${CHGNET_PACKAGE}: ${said}` : 'there is no pip on this machine', {
    hint: `fetch the wheel ${byHand}`,
  });
}

/** Runs a command without a shell; `code` is undefined where there is no such command. */
async function runQuietly(
  command: string,
  args: string[],
  signal?: AbortSignal,
): Promise<{ code: number | undefined; text: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) fail(new AbortError());
      else if (error.code === 'ENOENT') done({ code: undefined, text: '' });
      else fail(error);
    });
    child.on('close', (code) => done({ code: code ?? 1, text }));
  });
}
