import { type Figure, houseFigure } from '../../figure/index.js';

/** One line of a figure of densities: up above the axis, down below. */
export interface DosLine {
  label: string;
  /** [eV] (n) from the Fermi energy */
  energies: ArrayLike<number>;
  up: ArrayLike<number>;
  down?: ArrayLike<number>;
}

/** [eV] */
const RANGE: readonly [number, number] = [-12, 6];

/** Densities of states against energy, spin down mirrored, the Fermi energy marked. */
export function figureDos(
  id: string,
  title: string,
  caption: string,
  yTitle: string,
  lines: readonly DosLine[],
): Figure {
  const values = lines.flatMap(({ label, energies, up, down }) => {
    const rows: Record<string, unknown>[] = [];
    for (let i = 0; i < energies.length; i++) {
      if (energies[i] < RANGE[0] || energies[i] > RANGE[1]) continue;
      const energy = Number(energies[i].toFixed(3));
      rows.push({ label, spin: down ? 'up' : 'both', energy, density: Number(up[i].toPrecision(4)) });
      if (down) rows.push({ label, spin: 'down', energy, density: -Number(down[i].toPrecision(4)) });
    }
    return rows;
  });
  return {
    id,
    title,
    caption,
    spec: houseFigure(
      {
        data: { values },
        layer: [
          {
            mark: { type: 'line', strokeWidth: 1 },
            encoding: {
              x: {
                field: 'energy',
                type: 'quantitative',
                title: 'E − E_F (eV)',
                scale: { domain: [...RANGE], nice: false },
              },
              y: { field: 'density', type: 'quantitative', title: yTitle },
              color: { field: 'label', type: 'nominal', title: null, sort: lines.map((l) => l.label) },
              detail: { field: 'spin' },
            },
          },
          {
            data: { values: [{ energy: 0 }] },
            mark: { type: 'rule', strokeDash: [3, 2] },
            encoding: { x: { field: 'energy', type: 'quantitative' } },
          },
        ],
      },
      { height: 70 },
    ),
  };
}
