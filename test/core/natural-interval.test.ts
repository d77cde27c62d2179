import { describe, expect, it } from 'vitest';
import { clip, computeInterval, estimateDraws, estimateRepeats, placeInterval } from '../../src/core/index.js';

describe('an interval on its natural scale', () => {
  it('never leaves where the number can be', () => {
    const [low, high] = placeInterval(95, 20, '%', 'share');
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(100);
    expect(high - 95).toBeLessThan(95 - low); // towards the edge it is the shorter
    expect(placeInterval(2, 3, 'nm', 'log')).toEqual([2 / Math.exp(1.5), 2 * Math.exp(1.5)]);
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
  it('says no factor where that would be more than a hundred', () => {
    expect(placeInterval(2, 10, 'nm', 'log')).toEqual([0, 12]);
    // Retentions of cells that live and of one that is dead: on a scale of logarithms the dead one would decide alone.
    const [low, high] = computeInterval(estimateDraws([96, 94, 95, 1e-5], '%', 'log'))!;
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(96);
    expect(high).toBeLessThan(71.25 + 4 * 47.5);
    // Draws over a decade keep their logarithm: the longer side is the upper one.
    const [from, to] = computeInterval(estimateDraws([0.05, 0.1, 0.1, 0.2, 0.3], '1', 'log'))!;
    expect(from).toBeGreaterThan(0);
    expect(to - 0.15).toBeGreaterThan(0.15 - from);
  });
  it('ends at an edge that the number has reached', () => {
    expect(placeInterval(100, 3, '%', 'share')).toEqual([97, 100]);
    expect(placeInterval(0, 3, 'nm', 'log')).toEqual([0, 3]);
  });
});
