import { houseFigure, type Figure } from '../../../figure/index.js';
import type { CommitteeCalibration } from './calibrate-committee.js';

/** Reliability diagram of a committee: errors found on held-out frames against those that it expects. */
export function figureReliability({ factor, families, bins }: CommitteeCalibration): Figure {
  const round = (value: number): number => Number(value.toPrecision(4));
  const most = Math.max(...bins.flatMap(({ expected, found }) => [expected, found]));
  const known = families.filter(({ coverage }) => coverage !== undefined);
  const told = known.map(({ family, coverage }) => `${family} ${(100 * coverage!).toFixed(1)} %`).join(', ');
  return {
    id: 'committee-reliability',
    title: 'Committee: errors expected and found',
    caption: `Root mean square error of held-out force components in bins of equally many, against what the committee expects: ${factor.toFixed(2)} times its disagreement. On the dashed line the two agree.${told ? ` Components within their 95 % interval, by factors of other trajectories: ${told}.` : ''}`,
    spec: houseFigure({
      layer: [
        {
          data: { name: 'agreement', values: [0, round(1.05 * most)].map((x) => ({ x, y: x })) },
          mark: { type: 'line', strokeDash: [3, 2], color: '#888' },
          encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
        },
        {
          data: {
            name: 'bins',
            values: bins.map(({ expected, found }) => ({ expected: round(expected), found: round(found) })),
          },
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'expected', type: 'quantitative', title: 'expected error / (eV/Å)' },
            y: { field: 'found', type: 'quantitative', title: 'error found / (eV/Å)' },
          },
        },
      ],
    }),
  };
}
