import { describe, expect, it } from 'vitest';
import { clip, computeInterval, estimateDraws, estimateRepeats, placeInterval } from '../../src/core/index.js';

describe('an interval on its natural scale', () => {
  it('never leaves where the number can be', () => {
    const [low, high] = placeInterval(95, 20, '%', 'share');
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(100);
    expect(high - 95).toBeLessThan(95 - low); // towards the edge it is the shorter
    expect(placeInterval(2, 1, 'nm', 'log')).toEqual([2 / Math.exp(0.5), 2 * Math.exp(0.5)]);
    expect(clip([-3, 20], 4, 'nm', 'log')).toEqual([0, 20]);
  });
  it('holds its number also where noise has put that beyond an edge', () => {
    expect(placeInterval(105, 3, '%', 'share')).toEqual([102, 108]);
    expect(placeInterval(-0.1, 0.05, '1', 'share')[1]).toBeCloseTo(-0.05, 12);
    expect(clip([102, 108], 105, '%', 'share')).toEqual([102, 108]);
    for (const estimate of [
      estimateRepeats([104, 105, 106], '%', 'share'),
      estimateDraws([104, 105, 106], '%', 'share'),
    ]) {
      const [low, high] = computeInterval(estimate)!;
      expect(low).toBeLessThan(105);
      expect(high).toBeGreaterThan(105);
    }
  });
  it('says no factor of a number that is less than its half width', () => {
    expect(placeInterval(2, 3, 'nm', 'log')).toEqual([0, 5]);
    // Retentions of cells that live and of one that is dead: on a scale of logarithms the dead one would decide alone.
    for (const estimate of [
      estimateRepeats([96, 94, 95, 1e-5], '%', 'log'),
      estimateDraws([96, 94, 95, 1e-5], '%', 'log'),
    ]) {
      const [low, high] = computeInterval(estimate)!;
      expect(low).toBe(0);
      expect(high).toBeGreaterThan(96);
      expect(high).toBeLessThan(71.25 + 4 * 47.5);
    }
  });
  it('ends at an edge that the number has reached', () => {
    expect(placeInterval(100, 3, '%', 'share')).toEqual([97, 100]);
    expect(placeInterval(0, 3, 'nm', 'log')).toEqual([0, 3]);
  });
});
