import { expect, it } from 'vitest';
import { drawPulls, momentsOf } from './draws.js';

it.each([
  { range: [10, 120], step: 0.02 },
  { range: [15, 100], step: 0.03 },
] as const)('over 100 draws of $range deg esds are the scatter, and no value is off', async ({ range, step }) => {
  const pulls = await drawPulls(100, range, step);
  for (const [id, values] of Object.entries(pulls)) {
    const { mean, deviation } = momentsOf(values);
    // 100 draws know a standard deviation to 7 % and a mean to 0.1
    expect(deviation, `${id}: ${deviation}`).toBeGreaterThan(0.85);
    expect(deviation, `${id}: ${deviation}`).toBeLessThan(1.15);
    expect(Math.abs(mean), `${id}: mean pull ${mean}`).toBeLessThan(0.35);
  }
});
