import { defineConfig } from 'vitest/config';

/** Tests that run a DFT code and a queue; `npm test` never needs them. */
export default defineConfig({
  test: {
    name: 'engines',
    reporters: ['default', './test/closing-line.ts'],
    include: ['test/engines/**/*.test.ts'],
    globalSetup: ['./test/build-kernels.ts'],
    // A busy machine is slow, not wrong.
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    // One machine, one queue: one file after the other.
    fileParallelism: false,
  },
});
