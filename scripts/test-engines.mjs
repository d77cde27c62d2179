// npm run test:engines: a DFT code and a Slurm of one node, installed from Debian where missing and possible; otherwise it says that it is skipped.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, run } from './ensure.mjs';

const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const wanted = ['pw.x', 'ld1.x', 'sbatch', 'slurmctld', 'slurmd', 'munged', 'mpirun'];
if (!wanted.every(has) && process.getuid?.() === 0 && has('apt-get')) {
  process.stderr.write('Installing quantum-espresso and slurm-wlm …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
  const packages = [
    'quantum-espresso',
    'quantum-espresso-data',
    'slurm-wlm',
    'slurmctld',
    'slurmd',
    'munge',
    'openmpi-bin',
  ];
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: 'ignore', env });
}
const missing = wanted.filter((program) => !has(program));
if (missing.length > 0) {
  console.log(`skipped: ${missing.join(', ')} cannot be had here`);
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
