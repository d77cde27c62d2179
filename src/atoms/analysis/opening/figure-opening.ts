import { type Figure, housePanels } from '../../../figure/index.js';
import type { PlaneOpening } from './rigid-opening.js';

/** Energy and traction of rigidly opened planes: points as computed, lines as the universal binding curve has them. */
export function figureOpening(openings: readonly { label: string; opening: PlaneOpening }[]): Figure {
  const points = openings.flatMap(({ label, opening }) =>
    Array.from(opening.separation, (d, m) => ({
      plane: label,
      separation: round(d),
      energy: round(opening.energy[m]),
      traction: round(opening.traction[m]),
    })),
  );
  const lines = openings.flatMap(({ label, opening: { universal, separation } }) => {
    const e0 = universal.separationEnergy.value;
    const l = universal.length.value;
    const end = separation[separation.length - 1];
    return Array.from({ length: 81 }, (_, k) => (k / 80) * end).map((d) => ({
      plane: label,
      separation: round(d),
      energy: round(e0 * (1 - (1 + d / l) * Math.exp(-d / l))),
      traction: round(10 * e0 * (d / (l * l)) * Math.exp(-d / l)),
    }));
  });
  const panel = (field: string, title: string): Record<string, unknown> => ({
    layer: [
      {
        data: { name: `universal ${field}`, values: lines },
        mark: { type: 'line', clip: true },
        encoding: { y: { field, type: 'quantitative', title } },
      },
      {
        data: { name: `computed ${field}`, values: points },
        mark: { type: 'point', clip: true, tooltip: { content: 'data' } },
        encoding: { y: { field, type: 'quantitative', title } },
      },
    ],
    encoding: {
      x: { field: 'separation', type: 'quantitative', title: 'opening / Å', scale: { domain: [0, 5], nice: false } },
      color: {
        field: 'plane',
        type: 'nominal',
        title: null,
        legend: { orient: 'bottom', columns: 1, labelLimit: 300 },
      },
    },
  });
  return {
    id: 'opening',
    title: 'Opening in mode I, both halves rigid',
    caption:
      'Energy above the closed plane and traction against the opening. Points: computed, tractions as exact derivatives. Lines: universal binding curve fitted to the energies.',
    spec: housePanels([panel('energy', 'energy / (J/m²)'), panel('traction', 'traction / GPa')], {
      columns: 2,
      height: 70,
    }),
  };
}

const round = (value: number): number => Number(value.toPrecision(5));
