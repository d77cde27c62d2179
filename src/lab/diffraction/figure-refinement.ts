import { type Figure, houseFigure } from '../../figure/index.js';
import type { Rietveld } from './stage.js';

/** Measured, computed and difference with the places of the lines. */
export function figureRefinement(r: Rietveld): Figure {
  const { angles, data, phases } = r.problem;
  const { calculated, values } = r.refined;
  const top = data.counts.reduce((a, b) => Math.max(a, b), 0);
  const every = Math.max(1, Math.ceil(angles.length / 3000));
  const rows: Record<string, number>[] = [];
  for (let i = 0; i < angles.length; i += every)
    rows.push({
      x: angles[i],
      observed: data.counts[i],
      calculated: Number(calculated[i].toPrecision(7)),
      difference: Number((data.counts[i] - calculated[i] - 0.12 * top).toPrecision(7)),
    });
  const ticks = r.model
    .reflections(values)
    .filter((h) => h.bragg >= angles[0] && h.bragg <= angles[angles.length - 1])
    .map((h) => ({
      x: Number(h.bragg.toFixed(4)),
      y: -0.04 * top * (1 + h.phase),
      phase: phases[h.phase].name,
      hkl: h.hkl.join(' '),
    }));
  const x = { field: 'x', type: 'quantitative', title: '2θ (°)', scale: { zero: false, nice: false } };
  const y = (field: string) => ({ field, type: 'quantitative', title: 'counts' });
  return {
    id: 'rietveld',
    title: 'Rietveld refinement',
    caption: `Measured (points), computed (line), their difference (below) and the lines of ${phases.map((p) => p.name).join(', ')}. Rwp ${r.agreement.rWp.toFixed(2)} %, expected ${r.agreement.rExpected.toFixed(2)} %.`,
    spec: houseFigure(
      {
        layer: [
          {
            data: { values: rows },
            mark: { type: 'point', filled: true, size: 4, color: '#888' },
            encoding: { x, y: y('observed') },
          },
          {
            data: { values: rows },
            mark: { type: 'line', strokeWidth: 0.7, color: '#c1272d' },
            encoding: { x, y: y('calculated') },
          },
          {
            data: { values: rows },
            mark: { type: 'line', strokeWidth: 0.5, color: '#0a5d9c' },
            encoding: { x, y: y('difference') },
          },
          {
            data: { values: ticks },
            mark: { type: 'tick', thickness: 0.6, size: 6, orient: 'vertical' },
            encoding: {
              x,
              y: y('y'),
              color: { field: 'phase', type: 'nominal', title: null },
              tooltip: [{ field: 'hkl' }, { field: 'phase' }],
            },
          },
        ],
      },
      { width: 'double', height: 80 },
    ),
  };
}
