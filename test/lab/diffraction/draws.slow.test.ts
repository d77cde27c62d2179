import { expect, it } from 'vitest';
import { drawPulls, momentsOf } from './draws.js';

it('over 100 draws of noise esds are the scatter, and no value is off', async () => {
  const pulls = await drawPulls(100);
  for (const [id, values] of Object.entries(pulls)) {
    const { mean, deviation } = momentsOf(values);
    // 100 draws know a standard deviation to 7 % and a mean to 0.1
    expect(deviation, `${id}: ${deviation}`).toBeGreaterThan(0.85);
    expect(deviation, `${id}: ${deviation}`).toBeLessThan(1.15);
    expect(Math.abs(mean), `${id}: mean pull ${mean}`).toBeLessThan(0.35);
  }
});
