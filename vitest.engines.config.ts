import { defineConfig } from 'vitest/config';

/** Tests that run a DFT code and a queue; `npm test` never needs them. */
export default defineConfig({
  test: {
    name: 'engines',
    reporters: ['default', './test/closing-line.ts'],
    include: ['test/engines/**/*.test.ts'],
    globalSetup: ['./test/build-kernels.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // One machine, one queue: one file after the other.
    fileParallelism: false,
  },
});
