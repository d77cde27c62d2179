import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { localShell } from '../../src/cli/dft/shell.js';
import { SlurmQueue, type TaskState } from '../../src/cli/dft/slurm-queue.js';
import { readProfile } from '../../src/dft/index.js';
import { type OneNodeSlurm, startSlurm } from './start-slurm.js';

const missing = inject('missing');

const profileOf = (settings: Record<string, unknown>) =>
  readProfile({ test: { partition: 'debug', walltime: '5 min', ...settings } }, 'test', 'test');
const words = (states: readonly TaskState[]): string[] => states.map((s) => s.word);

describe.skipIf(missing !== '')('the queue of Slurm', () => {
  let slurm: OneNodeSlurm;
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'cermet-queue-'));
    folders.push(made);
    return made;
  };
  beforeAll(() => {
    slurm = startSlurm();
    Object.assign(process.env, slurm.env);
  });
  afterAll(() => {
    slurm?.stop();
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  it.concurrent('tells an array with one failure by its exit code, and the rest as done', async () => {
    const queue = await SlurmQueue.open(folder(), profileOf({}), localShell);
    await queue.submit([0, 7, 0].map((code, i) => ({ label: `task ${i}`, script: `exit ${code}\n` })));
    const states = await queue.watch(() => undefined);
    await queue.close();
    expect(words(states)).toEqual(['done', 'failed', 'done']);
    expect(states[1]).toMatchObject({ exitCode: 7, label: 'task 1' });
  });

  it.concurrent('says out of time, after the notice was given', async () => {
    const at = folder();
    const queue = await SlurmQueue.open(at, profileOf({ walltime: '61 s', notice: '1 s' }), localShell);
    await queue.submit([{ label: 'long', script: 'trap "" TERM\nsleep 300\n' }]);
    const states = await queue.watch(() => undefined);
    await queue.close();
    expect(states[0].word).toBe('out of time');
  });

  it.concurrent('gives the notice in time for a clean stop', async () => {
    const at = folder();
    const stop = join(at, 'stop-please');
    const queue = await SlurmQueue.open(at, profileOf({ walltime: '2 min', notice: '60 s' }), localShell);
    await queue.submit([
      { label: 'polite', script: `while [ ! -e ${stop} ]; do sleep 1; done\nexit 3\n`, stopFile: stop },
    ]);
    const states = await queue.watch(() => undefined);
    await queue.close();
    expect(states[0]).toMatchObject({ word: 'failed', exitCode: 3 });
    expect(readFileSync(join(at, '.cermet-queue', '0.status'), 'utf8')).toMatch(/NOTICE/);
  });

  it.concurrent('submits nothing twice: not after a crash before the answer, not by a second watcher', async () => {
    const at = folder();
    const ran = join(at, 'ran');
    const task = { label: 'once', script: `echo ran >> ${ran}\nsleep 3\n` };
    const first = await SlurmQueue.open(at, profileOf({}), localShell);
    await first.submit([task]);
    await first.close();
    // As if the watcher had been killed between sbatch and writing its answer down.
    const path = join(at, '.cermet-queue', 'queue.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    file.submissions[0].id = undefined;
    file.states[0].task = undefined;
    writeFileSync(path, JSON.stringify(file));
    const second = await SlurmQueue.open(at, profileOf({}), localShell);
    await second.submit([task]);
    const states = await second.watch(() => undefined);
    await second.submit([task]);
    await second.close();
    expect(words(states)).toEqual(['done']);
    expect(readFileSync(ran, 'utf8')).toBe('ran\n');
  });

  it('says that a task can never start, and cancels one task without the others', async () => {
    const at = folder();
    const never = await SlurmQueue.open(folder(), profileOf({ ranks: 64 }), localShell);
    await never.submit([{ label: 'wide', script: 'true\n' }]);
    const [state] = await never.watch(() => undefined);
    expect(state).toMatchObject({ word: 'never starts', reason: 'PartitionConfig' });
    expect(words(await never.cancel())).toEqual(['cancelled']);
    await never.close();
    const queue = await SlurmQueue.open(at, profileOf({}), localShell);
    await queue.submit(['a', 'b'].map((label) => ({ label, script: label === 'b' ? 'sleep 120\n' : 'sleep 5\n' })));
    expect(await queue.look()).toBe(true);
    await queue.cancel(['b']);
    const states = await queue.watch(() => undefined);
    await queue.close();
    expect(words(states)).toEqual(['done', 'cancelled']);
  });

  it('keeps all it knows while the controller is down', async () => {
    const queue = await SlurmQueue.open(folder(), profileOf({}), localShell);
    await queue.submit([{ label: 'through', script: 'sleep 8\n' }]);
    slurm.stopController();
    const heard: boolean[] = [];
    const watching = queue.watch((_, answers) => heard.push(answers));
    while (!heard.includes(false)) await new Promise((done) => setTimeout(done, 200));
    slurm.startController();
    const states = await watching;
    await queue.close();
    expect(words(states)).toEqual(['done']);
  });

  it('refuses a second watcher of one folder while the first lives', async () => {
    const at = folder();
    mkdirSync(join(at, '.cermet-queue'));
    // Process 1 always lives.
    writeFileSync(
      join(at, '.cermet-queue', 'lock'),
      `1 ${spawnSync('hostname', { encoding: 'utf8' }).stdout.trim()}\n`,
    );
    await expect(SlurmQueue.open(at, profileOf({}), localShell)).rejects.toThrow(/another cermet watches/);
  });

  it('says that the folder is full and submits nothing', async () => {
    const at = folder();
    const small = join(at, 'small');
    mkdirSync(small);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]).status !== 0)
      return console.log('skipped: no small file system can be mounted here');
    try {
      const queue = await SlurmQueue.open(small, profileOf({}), localShell);
      spawnSync('dd', ['if=/dev/zero', `of=${join(small, 'filler')}`, 'bs=1k', 'count=64']);
      const long = `# ${'x'.repeat(40_000)}\ntrue\n`;
      await expect(queue.submit([{ label: 'a', script: long }])).rejects.toThrow(/space|full|voll/i);
      rmSync(join(small, 'filler'), { force: true });
      await queue.submit([{ label: 'a', script: 'true\n' }]);
      expect(words(await queue.watch(() => undefined))).toEqual(['done']);
      await queue.close();
      expect(existsSync(join(small, '.cermet-queue', 'queue.json'))).toBe(true);
    } finally {
      spawnSync('umount', ['-l', small]);
    }
  });
});
