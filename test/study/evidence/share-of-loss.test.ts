import { expect, it } from 'vitest';
import { shareOfLoss } from '../../../src/studies/yoon-2021/campaigns.js';

it.each([
  [3, 1, 75],
  // Slow discharges give more than before: all that was lost is polarisation.
  [3, -0.03, 100],
  [-1, 2, 0],
  [0, 2, 0],
])('a part of %f beside %f has %f % of the loss', (part, rest, share) => {
  expect(shareOfLoss('kinetic_share', part, rest, 'cycle 100')).toEqual([
    { id: 'kinetic_share', at: 'cycle 100', value: share },
  ]);
});

it('gives no share of nothing', () => {
  expect(shareOfLoss('ohmic_share', 0, -1)).toEqual([]);
  expect(shareOfLoss('ohmic_share', NaN, 1)).toEqual([]);
});
