import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  commandOf,
  ENDED,
  formatWalltime,
  parseSacct,
  parseSbatch,
  parseScontrol,
  parseSqueueJson,
  quoteShell,
  readProfile,
  wordOf,
  writeBatch,
} from '../../src/dft/index.js';
import { describeShared, sharedPath } from '../shared-data.js';

const profile = (settings: Record<string, unknown>) => readProfile({ big: settings }, 'big', 'slurm.yaml');

describeShared('answers of Slurm 22.05', () => {
  it('squeue and scontrol tell the same words', () => {
    const wanted: Record<string, unknown> = {
      1: ['done', 0],
      2: ['failed', 7],
      3: ['out of time', undefined],
      4: ['cancelled', 0],
      5: ['never starts', 0],
    };
    const squeue = parseSqueueJson(readFileSync(sharedPath('dft/slurm-22.05/squeue.json'), 'utf8'));
    for (const task of squeue) expect([task.word, task.exitCode], task.task).toEqual(wanted[task.task]);
    expect(squeue).toHaveLength(5);
    const scontrol = parseScontrol(readFileSync(sharedPath('dft/slurm-22.05/scontrol_show_job.txt'), 'utf8'));
    expect(scontrol.map((t) => t.word)).toEqual(['done', 'failed', 'out of time', 'cancelled', 'never starts']);
    expect(scontrol[2].signal).toBe(15);
  });
});

describe('answers of Slurm', () => {
  it('JSON of 22.05 and of 23.11 for the same array', () => {
    const old = {
      job_id: 12,
      array_job_id: 9,
      array_task_id: 2,
      array_task_string: '',
      name: 'n',
      job_state: 'FAILED',
      state_reason: 'NonZeroExitCode',
      exit_code: 768,
    };
    const young = {
      job_id: 12,
      array_job_id: { set: true, infinite: false, number: 9 },
      array_task_id: { set: true, infinite: false, number: 2 },
      array_task_string: '',
      name: 'n',
      job_state: ['FAILED'],
      state_reason: 'NonZeroExitCode',
      exit_code: {
        status: ['ERROR'],
        return_code: { set: true, infinite: false, number: 3 },
        signal: { id: { set: false, infinite: false, number: 0 }, name: '' },
      },
    };
    const [a] = parseSqueueJson(JSON.stringify({ jobs: [old] }));
    const [b] = parseSqueueJson(JSON.stringify({ jobs: [young] }));
    expect(a).toEqual({
      task: '9_2',
      name: 'n',
      word: 'failed',
      state: 'FAILED',
      reason: 'NonZeroExitCode',
      exitCode: 3,
    });
    expect(b).toEqual(a);
  });

  it('a waiting array is one record for all its tasks; a plain job belongs to array 0', () => {
    const tasks = parseSqueueJson(
      JSON.stringify({
        jobs: [
          {
            job_id: 9,
            array_job_id: 9,
            array_task_id: null,
            array_task_string: '1-3,7%2',
            name: 'n',
            job_state: 'PENDING',
            state_reason: 'Resources',
          },
          {
            job_id: 4,
            array_job_id: 0,
            array_task_id: null,
            array_task_string: '',
            name: 'm',
            job_state: 'RUNNING',
            state_reason: 'None',
            exit_code: 0,
          },
          {
            job_id: 5,
            array_job_id: 0,
            name: 'k',
            job_state: 'FAILED',
            state_reason: 'JobLaunchFailure',
            exit_code: 9,
          },
        ],
      }),
    );
    expect(tasks.map((t) => [t.task, t.word])).toEqual([
      ['9_1', 'waiting'],
      ['9_2', 'waiting'],
      ['9_3', 'waiting'],
      ['9_7', 'waiting'],
      ['4', 'running'],
      ['5', 'failed'],
    ]);
    expect(tasks[5]).toMatchObject({ signal: 9 });
    expect(tasks[5].exitCode).toBeUndefined();
  });

  it('reasons that no waiting ends are an end, and a hold is none', () => {
    expect(wordOf('PENDING', 'DependencyNeverSatisfied')).toBe('never starts');
    // What the job itself asks for is above a limit; what others hold is given back some day.
    for (const reason of [
      'QOSMaxCpuMinutesPerJobLimit',
      'QOSMinCpuNotSatisfied',
      'QOSMaxGRESPerJob',
      'AssocMaxMemPerJob',
      'QOSMaxMemoryPerNode',
      'QOSMaxWallDurationPerJobLimit',
    ])
      expect(wordOf('PENDING', reason), reason).toBe('never starts');
    for (const reason of [
      'QOSMaxCpuPerUserLimit',
      'QOSMaxJobsPerUserLimit',
      'AssocGrpCpuLimit',
      'Resources',
      'Priority',
    ])
      expect(wordOf('PENDING', reason), reason).toBe('waiting');
    expect(wordOf('PENDING', 'JobHeldAdmin')).toBe('held');
    expect(wordOf('PENDING', 'Priority')).toBe('waiting');
    expect(wordOf('CANCELLED by 0', '')).toBe('cancelled');
    expect(ENDED.has('held')).toBe(false);
  });

  it('records and submissions', () => {
    expect(
      parseSacct('9_1|n|COMPLETED|0:0\n9_1.batch|batch|COMPLETED|0:0\n9_[2-3]|n|PENDING|0:0\n7|m|TIMEOUT|0:0\n').map(
        (t) => [t.task, t.word],
      ),
    ).toEqual([
      ['9_1', 'done'],
      ['9_2', 'waiting'],
      ['9_3', 'waiting'],
      ['7', 'out of time'],
    ]);
    expect(parseSbatch('123;cluster\n')).toBe('123');
    expect(() => parseSbatch('Submitted')).toThrow(/answered/);
    expect(() => parseSqueueJson('slurm_load_jobs error')).toThrow(/JSON/);
    // What 22.05 prints, with exit code 0, while its controller is down.
    const down = {
      errors: [
        {
          description: 'Failed while looking for jobs',
          error_number: -1,
          error: 'Unspecified error',
          source: 'slurm_load_jobs',
        },
      ],
      jobs: [],
    };
    expect(() => parseSqueueJson(JSON.stringify(down))).toThrow(/Failed while looking for jobs/);
  });
});

describe('profiles', () => {
  it('are read with their units and checked key by key', () => {
    expect(profile({ partition: 'batch', walltime: '2 h', ranks: 32, modules: ['qe'] })).toMatchObject({
      walltime: 7200,
      ranks: 32,
      launcher: 'mpirun -np {ranks}',
      notice: 120,
    });
    expect(() => profile({ partitin: 'x' })).toThrow(/did you mean "partition"/);
    expect(() => profile({ walltime: 2 })).toThrow(/needs its unit/);
    expect(() => profile({ walltime: '2 min' })).toThrow(/leaves no time before the notice/);
    expect(() => profile({ ranks: 1.5 })).toThrow(/whole number/);
    expect(() => profile({ account: 'me\n#SBATCH --uid=0' })).toThrow(/one line/);
    expect(() => profile({ host: 'login' })).toThrow(/folder there/);
    expect(() => readProfile({ a: {} }, 'b', 'f')).toThrow(/no profile "b"/);
    expect(formatWalltime(90_061)).toBe('1-01:01:01');
  });
});

describe('scripts', () => {
  it('keep any name of a folder a name', () => {
    const words = ["it's", 'a b', '$(touch x)', '`id`', '"', '\\', ';#'];
    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${words.map(quoteShell).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(stdout.trimEnd().split('\n')).toEqual(words);
  });

  it('are sound shell, with the ranks in the launcher', () => {
    const batch = writeBatch(
      profile({ modules: ['qe/7.2'], options: ['--constraint=epyc'], 'at once': 4 }),
      'cermet-x',
      '/scratch/a b',
      3,
    );
    expect(batch).toMatch(/^#SBATCH --array=0-2%4$/m);
    expect(batch).toMatch(/^#SBATCH --signal=B:USR1@120$/m);
    expect(spawnSync('bash', ['-n'], { input: batch }).status).toBe(0);
    const step = {
      id: 'scf',
      program: 'pw.x',
      arguments: ['-i', 'scf.in'],
      output: 'scf.out',
      error: 'scf.err',
      parallel: true,
      restartable: true,
    };
    expect(commandOf(step, 'srun -n {ranks}', 8)).toBe("srun -n 8 'pw.x' '-i' 'scf.in'");
    expect(commandOf(step, 'srun -n {ranks}', 1)).toBe("'pw.x' '-i' 'scf.in'");
  });
});
