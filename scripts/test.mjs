// npm test: installs, builds what has changed, runs the tests of every day; the last line is `N passed, N failed`. With --all (npm run
// test:all) everything: 10,000 damaged files a reader, the slow tier, and DFT engines and Slurm where they can be had.
import { ensureInstalled, run } from './ensure.mjs';

const all = process.argv.includes('--all');
const given = process.argv.slice(2).filter((word) => word !== '--all');
ensureInstalled();
if (run(process.execPath, ['scripts/build.mjs', '--if-stale']) !== 0) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const projects = all ? ['unit', 'slow', 'cli', 'ui', 'docs'] : ['unit', 'cli', 'ui', 'docs'];
process.exit(
  run(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...projects.flatMap((name) => ['--project', name]), ...given],
    { env: { ...process.env, ...(all && { CERMET_ALL: '1' }) } },
  ),
);
