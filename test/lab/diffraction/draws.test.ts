import { expect, it } from 'vitest';
import { drawPulls, momentsOf } from './draws.js';

it.each([
  { range: [10, 120], step: 0.02 },
  { range: [15, 100], step: 0.03 },
] as const)('over eight draws of $range deg esds are near the scatter (100 in draws.slow.test.ts)', async (pattern) => {
  for (const [id, values] of Object.entries(await drawPulls(8, pattern.range, pattern.step))) {
    const { mean, deviation } = momentsOf(values);
    // eight draws know a standard deviation to 27 % and a mean to 0.35
    expect(deviation, `${id}: ${deviation}`).toBeGreaterThan(0.4);
    expect(deviation, `${id}: ${deviation}`).toBeLessThan(1.7);
    expect(Math.abs(mean), `${id}: mean pull ${mean}`).toBeLessThan(1);
  }
});
