import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, hostname, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

/** A Slurm of one node that listens on the loopback only, in a folder of its own. */
export interface OneNodeSlurm {
  /** What a child process needs to find it. */
  env: Record<string, string>;
  folder: string;
  stopController(): void;
  startController(): void;
  stop(): void;
}

const have = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Whether Slurm and a DFT code are here; a sentence where they are not. */
export function missingPrograms(): string | undefined {
  const missing = ['sbatch', 'slurmctld', 'slurmd', 'munged', 'pw.x', 'projwfc.x', 'ld1.x', 'mpirun'].filter(
    (program) => !have(program),
  );
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  return process.getuid?.() === 0 ? undefined : 'a Slurm of one node is started by root only';
}

/** Starts munge, controller and node daemon; everything it starts it ends by the process number it wrote down. */
export function startSlurm(): OneNodeSlurm {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-slurm-'));
  const host = hostname().split('.')[0];
  const cores = availableParallelism();
  const at = (name: string): string => join(folder, name);
  for (const name of ['ctld', 'd']) mkdirSync(at(name));
  const conf = at('slurm.conf');
  const ports = 20_000 + (process.pid % 20_000);
  writeFileSync(
    conf,
    `ClusterName=cermet
SlurmctldHost=${host}(127.0.0.1)
AuthType=auth/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmctldPort=${ports}
SlurmdPort=${ports + 1}
StateSaveLocation=${at('ctld')}
SlurmdSpoolDir=${at('d')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.pid')}
SlurmctldLogFile=${at('slurmctld.log')}
SlurmdLogFile=${at('slurmd.log')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
KillWait=5
MinJobAge=3600
SchedulerParameters=sched_interval=5,batch_sched_delay=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cores} Boards=1 SocketsPerBoard=1 CoresPerSocket=${cores} ThreadsPerCore=1 RealMemory=${Math.floor((totalmem() / 2 ** 20) * 0.7)} State=UNKNOWN
PartitionName=debug Nodes=${host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
`,
  );
  const env = { SLURM_CONF: conf, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };
  const run = (command: string, args: string[]): void => {
    const result = spawnSync(command, args, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (result.status !== 0)
      throw new Error(`${command} does not start: ${result.stderr || result.stdout || result.error?.message}`);
  };
  const ownMunge = spawnSync('munge', ['-n']).status !== 0;
  if (ownMunge) {
    mkdirSync('/run/munge', { recursive: true });
    run('chown', ['munge:munge', '/run/munge']);
    run('setpriv', ['--reuid=munge', '--regid=munge', '--init-groups', 'munged', `--pid-file=/run/munge/munged.pid`]);
  }
  run('slurmctld', ['-f', conf]);
  run('slurmd', ['-f', conf]);
  for (let i = 0; i < 60; i++) {
    const state =
      spawnSync('sinfo', ['-h', '-o', '%t'], { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 10_000 })
        .stdout ?? '';
    if (/idle|mix|alloc/.test(state)) break;
    if (i === 59) throw new Error(`Slurm does not come up: ${readFileSync(at('slurmctld.log'), 'utf8').slice(-800)}`);
    spawnSync('sleep', ['0.5']);
  }
  const end = (pidFile: string): void => {
    if (!existsSync(pidFile)) return;
    const pid = Number(readFileSync(pidFile, 'utf8'));
    if (!(pid > 1)) return;
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      return;
    }
    for (let i = 0; i < 40; i++) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      spawnSync('sleep', ['0.25']);
    }
  };
  return {
    env,
    folder,
    stopController: () => end(at('slurmctld.pid')),
    startController: () => run('slurmctld', ['-f', conf]),
    stop() {
      spawnSync('scancel', ['--user=root'], { env: { ...process.env, ...env }, timeout: 20_000 });
      end(at('slurmd.pid'));
      end(at('slurmctld.pid'));
      if (ownMunge) end('/run/munge/munged.pid');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
