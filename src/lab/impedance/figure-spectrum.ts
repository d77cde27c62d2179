import { housePanels, houseFigure, makeEqualScales, type Figure } from '../../figure/index.js';
import type { Spectrum } from './spectrum.js';

/**
 * Nyquist plot with equal scales of both axes, and Bode plots of modulus and phase; the model as lines where there is
 * one.
 */
export function figureSpectrum(
  spectra: readonly { data: Spectrum; model?: Spectrum }[],
  id = 'spectrum',
  title = 'Impedance',
): Figure[] {
  const rows = (
    pick: (entry: { data: Spectrum; model?: Spectrum }) => Spectrum | undefined,
  ): Record<string, unknown>[] =>
    spectra.flatMap((entry, k) => {
      const s = pick(entry);
      if (!s) return [];
      return Array.from(s.frequency, (f, i) => ({
        spectrum: entry.data.label ?? `${k + 1}`,
        frequency: f,
        real: s.real[i],
        capacitive: -s.imaginary[i],
        modulus: Math.hypot(s.real[i], s.imaginary[i]),
        phase: (Math.atan2(-s.imaginary[i], s.real[i]) * 180) / Math.PI,
      }));
    });
  const data = rows((e) => e.data);
  const model = rows((e) => e.model);
  const color = spectra.length > 1 ? { color: { field: 'spectrum', type: 'nominal', title: null } } : {};
  const layers = (
    x: Record<string, unknown>,
    y: Record<string, unknown>,
    order: Record<string, unknown>,
  ): Record<string, unknown>[] => [
    { data: { name: 'measured', values: data }, mark: { type: 'point' }, encoding: { x, y, ...color } },
    ...(model.length > 0
      ? [{ data: { name: 'model', values: model }, mark: { type: 'line' }, encoding: { x, y, ...color, ...order } }]
      : []),
  ];
  const all = [...data, ...model] as { real: number; capacitive: number }[];
  const q = (field: string, axis: string, scale?: Record<string, unknown>): Record<string, unknown> => ({
    field,
    type: 'quantitative',
    title: axis,
    ...(scale && { scale }),
  });
  const order = { order: { field: 'frequency', type: 'quantitative' } };
  const scales = makeEqualScales(
    all.map((r) => r.real),
    all.map((r) => r.capacitive),
  );
  const frequency = q('frequency', 'frequency / Hz', { type: 'log' });
  return [
    {
      id: `${id}_nyquist`,
      title: `${title}, Nyquist`,
      caption: 'Negative imaginary against real part, equal scales; points measured, lines the model.',
      spec: houseFigure({
        ...scales.frame,
        layer: layers(q('real', 'Re Z / Ω', scales.x), q('capacitive', '−Im Z / Ω', scales.y), order),
      }),
    },
    {
      id: `${id}_bode`,
      title: `${title}, Bode`,
      caption: 'Modulus and phase against frequency; points measured, lines the model.',
      spec: housePanels([
        { layer: layers(frequency, q('modulus', '|Z| / Ω', { type: 'log' }), order) },
        { layer: layers(frequency, q('phase', '−phase / °'), order) },
      ]),
    },
  ];
}
