import { type Figure, houseFigure } from '../../../figure/index.js';
import type { RelaxedPull } from './pull-apart.js';

/** Traction of relaxed pulls against lengthening; the gauge length, on which the curve depends, is in the legend. */
export function figurePull(pulls: readonly { label: string; pull: RelaxedPull }[]): Figure {
  const values = pulls.flatMap(({ label, pull }) =>
    Array.from(pull.extension, (extension, m) => ({
      pull: `${label}, gauge ${pull.gaugeLength.toFixed(1)} Å`,
      extension: round(extension),
      traction: round(pull.traction[m]),
      energy: round(pull.energy[m]),
    })),
  );
  return {
    id: 'pull',
    title: 'Pull with all atoms relaxed',
    caption: `Stress along the normal against the lengthening of the cell. ${pulls.map(({ label, pull }) => `${label}: ${pull.fracture.says}.`).join(' ')}`,
    spec: houseFigure({
      data: { name: 'pull', values },
      mark: { type: 'line', tooltip: { content: 'data' } },
      encoding: {
        x: { field: 'extension', type: 'quantitative', title: 'lengthening / Å' },
        y: { field: 'traction', type: 'quantitative', title: 'traction / GPa' },
        color: {
          field: 'pull',
          type: 'nominal',
          title: null,
          legend: { orient: 'bottom', columns: 1, labelLimit: 300 },
        },
      },
    }),
  };
}

const round = (value: number): number => Number(value.toPrecision(5));
