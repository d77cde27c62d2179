import {
  computeRdf,
  weakestInterface,
  weakestOfAll,
  type BondCutoffs,
  type InterfaceBonds,
  type PlaneOpening,
  type RelaxedPull,
} from '../index.js';
import type { Structure } from '../../core/index.js';
import { houseFigure, nominal, quantitative, type Figure } from '../../figure/index.js';
import type { BulkPiece, SeedPiece } from './interface-pieces.js';

/** Traction against opening of the weakest planes: points as computed, lines the universal-binding fits. */
export function drawOpening(pieces: readonly SeedPiece[], bulk: BulkPiece): Figure {
  const planes: { name: string; where: string; plane: PlaneOpening | undefined }[] = [
    ...pieces.map((piece) => ({
      name: `seed ${piece.seed}`,
      where: 'interface',
      plane: weakestInterface(piece.opening),
    })),
    { name: 'bulk', where: 'bulk oxide', plane: weakestOfAll(bulk.opening) },
  ];
  const values = planes.flatMap(({ name, where, plane }) =>
    plane
      ? Array.from(plane.separation, (d, i) => ({
          d,
          traction: plane.traction[i],
          energy: plane.energy[i],
          name,
          where,
        })).filter((row) => row.d <= 4)
      : [],
  );
  return {
    id: 'opening',
    title: 'Opening in mode I',
    caption:
      'Exact traction of the weakest plane with both halves rigid: each interface against the weakest cleavage plane of the bulk oxide, by the same method.',
    spec: houseFigure({
      data: { values },
      mark: { type: 'line', point: { size: 10 } },
      encoding: {
        x: quantitative('d', 'opening (Å)'),
        y: quantitative('traction', 'traction (GPa)'),
        color: nominal('where', null),
        detail: { field: 'name', type: 'nominal' },
        tooltip: [
          nominal('name', 'structure'),
          quantitative('d', 'opening (Å)'),
          quantitative('traction', 'traction (GPa)'),
          quantitative('energy', 'energy (J/m²)'),
        ],
      },
    }),
  };
}

interface Pulled {
  pull: RelaxedPull;
}

/** Stress against lengthening of the whole cell with all atoms relaxed. */
export function drawPull(pieces: readonly (SeedPiece & Pulled)[], bulk: BulkPiece & Pulled): Figure {
  const pulls = [
    ...pieces.map((piece) => ({ name: `seed ${piece.seed}`, where: 'with film', pull: piece.pull })),
    { name: 'bulk', where: 'bulk oxide', pull: bulk.pull },
  ];
  return {
    id: 'pull',
    title: 'Relaxed pull',
    caption: `Stress along the normal while the cell grows and all atoms relax. The curves depend on the gauge length (${pulls.map(({ name, pull }) => `${name} ${pull.gaugeLength.toFixed(1)} Å`).join(', ')}), so they are not compared by number.`,
    spec: houseFigure({
      data: {
        values: pulls.flatMap(({ name, where, pull }) =>
          Array.from(pull.extension, (x, i) => ({
            strain: (100 * x) / pull.gaugeLength,
            traction: pull.traction[i],
            name,
            where,
          })),
        ),
      },
      mark: { type: 'line' },
      encoding: {
        x: quantitative('strain', 'lengthening (% of gauge length)'),
        y: quantitative('traction', 'stress (GPa)'),
        color: nominal('where', null),
        detail: { field: 'name', type: 'nominal' },
        tooltip: [
          nominal('name', 'structure'),
          quantitative('strain', 'lengthening (%)'),
          quantitative('traction', 'stress (GPa)'),
        ],
      },
    }),
  };
}

/** Bonds found against bonds expected from the exposed areas. */
export function drawBonds({ bonds }: InterfaceBonds): Figure {
  return {
    id: 'selectivity',
    title: 'Selectivity of the bonds',
    caption:
      'Bonds from the film to each element of the oxide, over what its share of the exposed area would get (1, the line), by covalent radii. Bars are means over seeds with standard errors; ionic radii give other areas, and the results "whichever radii" span both.',
    spec: houseFigure({
      data: {
        values: bonds.map((b) => ({
          pair: `${b.film}–${b.oxide}`,
          oxide: b.oxide,
          ratio: b.selectivity.value,
          low: b.selectivity.value - (b.selectivity.sigma ?? 0),
          high: b.selectivity.value + (b.selectivity.sigma ?? 0),
        })),
      },
      encoding: { x: nominal('pair', null, { axis: { labelAngle: 0 } }) },
      layer: [
        {
          mark: 'bar',
          encoding: { y: quantitative('ratio', 'found / expected'), color: nominal('oxide', 'bonded to') },
        },
        {
          mark: 'rule',
          encoding: { y: { field: 'low', type: 'quantitative', title: 'found / expected' }, y2: { field: 'high' } },
        },
        {
          mark: { type: 'rule', strokeDash: [3, 2] },
          encoding: { x: { value: 0 }, x2: { value: 'width' }, y: { datum: 1 } },
        },
      ],
    }),
  };
}

/** Radial distributions from film to oxide, pooled over seeds, with the bond cutoffs read off them. */
export function drawRdf(structures: readonly Structure[], cutoffs: BondCutoffs): Figure {
  const side = (s: Structure, i: number): string =>
    `${s.elements[i]} ${s.atomic!.group.values[i] === 1 ? 'film' : 'oxide'}`;
  const rdf = computeRdf(structures, { cutoff: 4, label: side });
  const pairs = rdf.pairs.filter((pair) => pair.species[0].endsWith('film') && pair.species[1] === 'O oxide');
  const values = pairs.flatMap((pair) =>
    Array.from(rdf.r, (r, i) => ({ r, g: pair.g[i], pair: `${pair.species[0].split(' ')[0]}–O` })),
  );
  const marks = pairs.map((pair) => ({
    r: cutoffs.get(pair.species[0].split(' ')[0], 'O'),
    pair: `${pair.species[0].split(' ')[0]}–O`,
  }));
  return {
    id: 'rdf',
    title: 'Film to oxygen',
    caption: `Radial distribution pooled over ${structures.length} seeds; broken lines mark the bond cutoffs.`,
    spec: houseFigure({
      layer: [
        {
          data: { values },
          mark: 'line',
          encoding: {
            x: quantitative('r', 'distance (Å)'),
            y: quantitative('g', 'g(r)'),
            color: nominal('pair', null),
          },
        },
        {
          data: { values: marks },
          mark: { type: 'rule', strokeDash: [3, 2] },
          encoding: { x: quantitative('r', 'distance (Å)'), color: nominal('pair', null) },
        },
      ],
    }),
  };
}

/** Temperature along melt and quench. */
export function drawMelt(pieces: readonly SeedPiece[]): Figure {
  const values = pieces.flatMap(({ seed, dynamics }) => {
    const time = dynamics.table.column('time_fs');
    const temperature = dynamics.table.column('temperature_kelvin');
    const every = Math.max(1, Math.ceil(time.length / 400));
    return Array.from(time, (t, i) => ({ t: t / 1000, temperature: temperature[i], name: `seed ${seed}` })).filter(
      (_, i) => i % every === 0,
    );
  });
  return {
    id: 'melt',
    title: 'Melt and quench',
    caption: 'Temperature of the film while the oxide is held.',
    spec: houseFigure({
      data: { values },
      mark: { type: 'line', strokeWidth: 0.8 },
      encoding: {
        x: quantitative('t', 'time (ps)'),
        y: quantitative('temperature', 'temperature (K)'),
        color: nominal('name', null),
      },
    }),
  };
}
