// API reference of the rooms that the package exports, in dist-api: `npm run docs:api`. typedoc reads sources with a
// TypeScript of its own, since the compiler that builds Cermet has no interface for other programs; both are fetched
// when this runs.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports)
  .filter((entry) => entry.types)
  .map(({ types }) => types.replace('./dist/', 'src/').replace('.d.ts', '.ts'));
const { status } = spawnSync(
  'npm',
  [
    'exec',
    '--yes',
    '--package=typedoc@0.28.20',
    '--package=typescript@5.9.3',
    '--',
    'typedoc',
    '--name',
    'Cermet',
    '--out',
    'dist-api',
    '--readme',
    'README.md',
    '--excludePrivate',
    '--skipErrorChecking',
    ...entries.flatMap((entry) => ['--entryPoints', entry]),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
