import { expect, it } from 'vitest';
import { drawPulls, momentsOf } from './draws.js';

it('over eight draws of noise esds are near the scatter (100 of them in draws.slow.test.ts)', async () => {
  for (const [id, values] of Object.entries(await drawPulls(8))) {
    const { mean, deviation } = momentsOf(values);
    // eight draws know a standard deviation to 27 % and a mean to 0.35
    expect(deviation, `${id}: ${deviation}`).toBeGreaterThan(0.4);
    expect(deviation, `${id}: ${deviation}`).toBeLessThan(1.7);
    expect(Math.abs(mean), `${id}: mean pull ${mean}`).toBeLessThan(1);
  }
});
