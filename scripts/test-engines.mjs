// npm run test:engines: a DFT code and a Slurm of one node, installed from Debian where missing and possible; otherwise
// it says that it is skipped. The last line is `N passed, N failed`, as of npm test.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, run } from './ensure.mjs';

const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const root = process.getuid?.() === 0;
const wanted = ['pw.x', 'projwfc.x', 'ld1.x', 'sbatch', 'slurmctld', 'slurmd', 'munged', 'mpirun'];
const packages = 'quantum-espresso quantum-espresso-data slurm-wlm slurmctld slurmd munge openmpi-bin'.split(' ');
if (!wanted.every(has) && root && has('apt-get')) {
  process.stderr.write('Installing quantum-espresso and slurm-wlm …\n');
  // Another apt may hold the lock for a while; without a network there is nothing to wait for.
  const patience = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::http::Timeout=30', '-o', 'Acquire::Retries=1'];
  const apt = (...words) =>
    spawnSync('apt-get', ['-qq', ...patience, ...words], {
      stdio: 'ignore',
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
}
const missing = wanted.filter((program) => !has(program));
if (missing.length > 0 || !root) {
  console.log(
    `skipped: ${missing.length > 0 ? `${missing.join(', ')} cannot be had here` : 'a Slurm of one node is started by root only'}`,
  );
  console.log('0 passed, 0 failed');
  process.exit(0);
}
ensureInstalled();
if (run(process.execPath, ['scripts/build.mjs', '--if-stale']) !== 0) process.exit(1);
process.exit(
  run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'vitest.engines.config.ts',
    ...process.argv.slice(2),
  ]),
);
