import { defineConfig } from 'vitest/config';

/** Tests of the command line that build or compute for minutes: in `npm run test:all` only. */
const ALL_ONLY = [
  'test/cli/code-versions.slow.test.ts',
  'test/cli/hostile-study.slow.test.ts',
  'test/cli/large-structures.slow.test.ts',
];

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    globalSetup: ['./test/build-kernels.ts'],
    setupFiles: ['./test/fixed-seed.ts'],
    // Nets for what hangs, wide enough for a machine that does ten other things.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
    maxWorkers: 2,
    // Modules are loaded once for all files: a third of the time was loading.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/ui/**', 'test/docs/**', 'test/engines/**', 'test/**/*.slow.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'cli',
          include: ['test/cli/**/*.slow.test.ts', 'test/core/surface.slow.test.ts'],
          exclude: ALL_ONLY,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/**/*.slow.test.ts'],
          exclude: ['test/core/surface.slow.test.ts'],
        },
      },
      { extends: true, test: { name: 'ui', include: ['test/ui/**/*.test.ts'] } },
      { extends: true, test: { name: 'docs', include: ['test/docs/**/*.test.ts'] } },
    ],
  },
});
