import { type Figure, houseFigure } from '../../figure/index.js';
import type { BondCutoffs } from './bond-cutoffs.js';
import type { Rdf } from './compute-rdf.js';
import { smoothRdf } from './find-bond-cutoff.js';

/**
 * Partial radial distribution functions, with the bond cutoffs as rules.
 *
 * @param pairs pairs to show, each once; those with a bond if absent
 */
export function figureRdf(rdf: Rdf, cutoffs: BondCutoffs, pairs?: readonly (readonly [string, string])[]): Figure {
  const wanted =
    pairs ?? cutoffs.pairs.filter(({ peak, cutoff }) => peak !== undefined && peak < cutoff).map(({ pair }) => pair);
  const shown = wanted.flatMap(([a, b]) => rdf.pairs.filter((p) => p.species[0] === a && p.species[1] === b));
  const values = shown.flatMap((pair) => {
    const smooth = smoothRdf(rdf, pair);
    return Array.from(rdf.r, (r, k) => ({ pair: pair.species.join('–'), r: round(r), g: round(smooth[k]) }));
  });
  const rules = shown.map(({ species: [a, b] }) => ({ pair: `${a}–${b}`, cutoff: round(cutoffs.get(a, b)) }));
  const color = { field: 'pair', type: 'nominal', title: null };
  return {
    id: 'rdf',
    title: 'Radial distribution functions',
    caption: `Partial g(r) pooled over ${rdf.frames} ${rdf.frames === 1 ? 'structure' : 'structures'}, smoothed over 0.06 Å; dashed lines mark the distance up to which a pair counts as bonded.`,
    spec: houseFigure({
      layer: [
        {
          data: { name: 'rdf', values },
          mark: 'line',
          encoding: {
            x: { field: 'r', type: 'quantitative', title: 'r / Å' },
            y: { field: 'g', type: 'quantitative', title: 'g(r)' },
            color,
          },
        },
        {
          data: { name: 'cutoffs', values: rules },
          mark: { type: 'rule', strokeDash: [3, 2] },
          encoding: { x: { field: 'cutoff', type: 'quantitative' }, color },
        },
      ],
    }),
  };
}

const round = (value: number): number => Number(value.toPrecision(5));
