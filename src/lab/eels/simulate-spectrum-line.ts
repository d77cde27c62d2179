import { contextRng, InputError, makeGrid, Table, type Context, type Recording } from '../../core/index.js';
import { makeSimulatedOrigin } from '../simulated-origin.js';
import { drawCount } from '../xps/simulate-region.js';
import type { WhiteLineEdge } from './edges.js';
import { computeOxygenEdge } from './oxygen-edge.js';
import { computeWhiteLines } from './white-lines.js';

/** Spectra from a surface inward, with a reduced shell. */
export interface SpectrumLinePlan {
  edge: WhiteLineEdge;
  /** [m] thickness of the shell, none at 0, and half-width of its end */
  shell: number;
  halfWidth: number;
  /** [eV] how much lower L3 lies in the shell */
  shift: number;
  /** [1] area of L3 over that of L2, in the bulk and in the shell */
  ratio: number;
  shellRatio: number;
  /** [count eV] O K prepeak of the bulk */
  prepeak: number;
  /** [count] background of a channel at 500 eV */
  counts: number;
  /** [m] */
  length: number;
  spacing: number;
  /** [eV] channels, and how far the scale is off */
  from: number;
  to: number;
  step: number;
  offset: number;
}

/**
 * [1] exponent of the power law; shares of the background at 500 eV that edges are, and what is left of the prepeak in
 * the shell
 */
const EXPONENT = 3.6;
const L3_AREA = 0.23;
const STEP = 0.015;
const MAIN = 0.7;
const OXYGEN_STEP = 0.03;
const PREPEAK_LEFT = 0.1;

/**
 * What a spectrometer would count: a power law, the O K edge with its prepeak, white lines over steps of 2:1, and the
 * profile f = (1 − tanh((x − d)/w))/2 of the shell in position, ratio and prepeak; each channel drawn from Poisson's
 * distribution.
 */
export function simulateSpectrumLine(plan: SpectrumLinePlan, ctx?: Context): Recording<'eels'> {
  const { edge, from, to, step, counts, length, spacing } = plan;
  if (!(step > 0 && to > from && spacing > 0 && length >= 0))
    throw new InputError('a line of spectra needs a range and a step of energy, and a spacing above zero');
  const n = Math.floor((to - from) / step + 1e-9) + 1;
  const m = Math.floor(length / spacing + 1e-9) + 1;
  if (n * m > 2e7) throw new InputError(`${m} spectra of ${n} channels are more than a line has`);
  const rng = contextRng(ctx);
  const energy = Float64Array.from({ length: n }, (_, i) => from + i * step);
  const real = energy.map((e) => e - plan.offset);
  const positions = Float64Array.from({ length: m }, (_, k) => k * spacing);
  const values = new Float64Array(n * m);
  positions.forEach((x, k) => {
    const f = plan.shell > 0 ? (1 - Math.tanh((x - plan.shell) / plan.halfWidth)) / 2 : 0;
    const l3 = edge.l3 + 0.2 - plan.shift * f;
    const a3 = L3_AREA * counts;
    const ratio = plan.ratio + (plan.shellRatio - plan.ratio) * f;
    const metal = computeWhiteLines(
      real,
      500,
      Float64Array.of(counts, EXPONENT, STEP * counts, 2, a3, l3, 2.6, a3 / ratio, l3 + edge.l2 - edge.l3, 3.4),
    );
    const prepeak = plan.prepeak * (1 - (1 - PREPEAK_LEFT) * f);
    const oxygen = computeOxygenEdge(real, [0, 0, prepeak, 529, 2.2, MAIN * counts, 539, 6, OXYGEN_STEP * counts]);
    for (let i = 0; i < n; i++) values[k * n + i] = drawCount(metal[i] + oxygen[i], rng);
  });
  const scan = makeGrid({
    quantity: 'intensity_count',
    axes: [
      { name: 'position_nanometre', values: positions.map((x) => Number((x * 1e9).toPrecision(12))) },
      { name: 'energy_loss_electronvolt', values: energy },
    ],
    values,
  });
  const mean = energy.map((_, i) => positions.reduce((sum, _x, k) => sum + values[k * n + i], 0) / m);
  return {
    kind: 'eels',
    table: new Table([
      { name: 'energy_loss_electronvolt', values: energy },
      { name: m > 1 ? 'mean_intensity_count' : 'intensity_count', values: mean },
    ]),
    ...(m > 1 && { parts: { scan } }),
    about: {},
    metadata: {},
    origin: makeSimulatedOrigin('energy-loss spectrometer', { ...plan }),
    notes: [],
  };
}
