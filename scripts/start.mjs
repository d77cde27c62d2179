// npm start: installs, builds, runs the first study and prints its claims and the path of its report.
import { ensureInstalled, run } from './ensure.mjs';

ensureInstalled();
const built = run(process.execPath, ['scripts/build.mjs', '--if-stale']);
if (built !== 0) process.exit(built);
process.exit(run(process.execPath, ['dist/cli/main.js', 'run', 'studies/yoon-2021', ...process.argv.slice(2)]));
