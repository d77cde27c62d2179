// npm test: installs, builds, runs every test; the last line is `N passed, N failed`.
import { ensureInstalled, run } from './ensure.mjs';

ensureInstalled();
if (run(process.execPath, ['scripts/build.mjs']) !== 0) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
process.exit(run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]));
