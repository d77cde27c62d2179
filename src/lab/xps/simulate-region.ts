import { CERMET_VERSION, computeContentHash, InputError, makeRng, type Recording, Table } from '../../core/index.js';
import { TAIL_CUT } from './find-lines.js';
import { computeRegion, computeWidths, type LossKernel } from './region-model.js';

/** A line of a simulated region. */
export interface SimulatedLine {
  /** [eV] */
  position: number;
  /** [count eV] for one second a channel */
  area: number;
  /** [eV] full widths at half maximum */
  gauss: number;
  lorentz: number;
  /** [1] of a Doniach–Šunjić line; a Voigt line where absent */
  asymmetry?: number;
}

/** A region as an instrument would count it. */
export interface SimulatedRegion {
  /** `B 1s` */
  region: string;
  /** [eV] */
  from: number;
  to: number;
  step: number;
  lines: readonly SimulatedLine[];
  /** [count] and [count/eV] for one second a channel */
  base: number;
  slope?: number;
  /** [1/eV] Shirley step, or another kernel with its factor */
  loss?: number;
  kernel?: LossKernel;
  /** [s] a channel, all scans together. @default 1 */
  dwell?: number;
  /** [eV] added to every line and to nothing else */
  charging?: number;
  /** [eV] @default 1486.6 */
  photon?: number;
  sample?: string;
}

/**
 * Counts of a region: lines over a base with their losses, each channel drawn from Poisson's distribution. The same
 * seed gives the same counts.
 *
 * @param seed [1]
 * @returns a recording that the instrument's file would give, highest binding energy first
 */
export async function simulateRegion(region: SimulatedRegion, seed: number): Promise<Recording<'xps'>> {
  const { from, to, step } = region;
  if (!(step > 0) || !(to > from)) throw new InputError('a region needs from below to, and a step above zero');
  const n = Math.round((to - from) / step) + 1;
  if (n > 1e6) throw new InputError(`a region of ${n} points is not one that an instrument takes`);
  const energy = Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
  const parameters = Float64Array.from([
    region.base,
    region.slope ?? 0,
    region.loss ?? 0,
    ...region.lines.flatMap((l) => [l.area, l.position + (region.charging ?? 0), l.gauss, l.lorentz, l.asymmetry ?? 0]),
  ]);
  const model = {
    energy,
    width: computeWidths(energy),
    kernel: region.kernel ?? ({ kind: 'shirley' } as const),
    shapes: region.lines.map((l) =>
      l.asymmetry === undefined ? ({ kind: 'voigt' } as const) : ({ kind: 'doniach', cut: TAIL_CUT } as const),
    ),
  };
  const dwell = region.dwell ?? 1;
  const rng = makeRng(seed);
  const counts = computeRegion(model, parameters).map((rate) => drawCount(rate * dwell, rng));
  const photon = region.photon ?? 1486.6;
  const order = Float64Array.from(energy).reverse();
  return {
    kind: 'xps',
    table: new Table([
      { name: 'binding_energy_electronvolt', values: order },
      { name: 'intensity_count', values: Float64Array.from(counts).reverse() },
    ]),
    about: { ...(region.sample && { sample: region.sample }), model: 'counting instrument' },
    metadata: { region: region.region, photon_energy_electronvolt: photon, dwell_second: dwell },
    origin: {
      type: 'simulated',
      model: 'xps region',
      parameters: { ...region },
      parametersHash: await computeContentHash(region),
      seed,
      cermet: CERMET_VERSION,
    },
    notes: [],
  };
}

/**
 * A count from Poisson's distribution: by inversion below 30, by a normal with the right skewness above.
 *
 * @param mean [1]
 */
export function drawCount(mean: number, rng: { uniform(): number; normal(): number }): number {
  if (!(mean > 0)) return 0;
  if (mean < 30) {
    const limit = Math.exp(-mean);
    let k = 0;
    for (let product = rng.uniform(); product > limit; product *= rng.uniform()) k++;
    return k;
  }
  const z = rng.normal();
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
}
