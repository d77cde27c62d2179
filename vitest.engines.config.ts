import { defineConfig } from 'vitest/config';

/** Tests that run a DFT code and a queue; `npm test` never needs them. */
export default defineConfig({
  test: {
    name: 'engines',
    reporters: ['default', './test/closing-line.ts'],
    include: ['test/engines/**/*.test.ts'],
    globalSetup: ['./test/build-kernels.ts', './test/engines/find-missing.ts'],
    // A busy machine is slow, not wrong.
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    // One machine, one queue: one file after the other.
    fileParallelism: false,
  },
});
