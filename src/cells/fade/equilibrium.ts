import { compileExpressions } from '../../num/expression/index.js';
import { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial, Cell } from '../parameters/cell.js';

/** Points of a material's curves; between them straight lines are within 20 µV where a potential bends most. */
const POINTS = 4097;
/** Stoichiometries nearest to empty and full. */
const EDGE = 1e-6;

/** One material at rest: open-circuit potential and exchange current against stoichiometry, at one temperature. */
interface MaterialCurve {
  /** [mol] sites in a fresh cell. */
  sites: number;
  /** [m2] surface in a fresh cell. */
  surface: number;
  potential: Float64Array;
  exchange: Float64Array;
}

/**
 * An electrode at rest: its materials share one potential, which tells how much lithium is in each.
 */
export class ElectrodeEquilibrium {
  readonly materials: readonly MaterialCurve[];
  private readonly step = (1 - 2 * EDGE) / (POINTS - 1);

  /**
   * @param side        which electrode; of particles
   * @param temperature [K]
   */
  constructor(cell: Cell, side: 'negative' | 'positive', temperature: number) {
    const electrode = cell[side];
    if (electrode.kind !== 'porous') throw new TypeError('lithium metal is at rest at any charge');
    const volume = cell.area * electrode.thickness;
    const concentration = cell.electrolyte?.initialConcentration ?? 1000;
    this.materials = electrode.materials.map((m) => ({
      sites: (volume * m.surfaceArea * m.radius * m.maximumConcentration) / 3,
      surface: volume * m.surfaceArea,
      ...evaluateCurves(m, this.step, concentration, temperature),
    }));
  }

  /**
   * [mol] lithium at a potential.
   *
   * @param potential [V] against lithium
   * @param active    [1] share of each material that is connected
   */
  lithiumAt(potential: number, active: readonly number[]): number {
    return this.materials.reduce((sum, m, k) => sum + active[k] * m.sites * this.stoichiometryAt(m, potential), 0);
  }

  /**
   * [V] against lithium.
   *
   * @param lithium [mol]
   * @param active  [1] share of each material that is connected
   */
  potentialAt(lithium: number, active: readonly number[]): number {
    if (this.materials.length === 1)
      return this.valueAt(this.materials[0].potential, lithium / (active[0] * this.materials[0].sites));
    return bisect((u) => this.lithiumAt(u, active) - lithium, ...this.range);
  }

  /** [V] lowest and highest potential of all materials. */
  get range(): [low: number, high: number] {
    return [
      Math.min(...this.materials.map((m) => m.potential[POINTS - 1])),
      Math.max(...this.materials.map((m) => m.potential[0])),
    ];
  }

  /**
   * [A] exchange current of the whole electrode, with the electrolyte as it is at rest.
   *
   * @param potential [V] against lithium
   * @param surfaces  [m2] connected surface of each material, times its change of the exchange current
   */
  exchangeAt(potential: number, surfaces: readonly number[]): number {
    return this.materials.reduce(
      (sum, m, k) => sum + surfaces[k] * this.valueAt(m.exchange, this.stoichiometryAt(m, potential)),
      0,
    );
  }

  private valueAt(curve: Float64Array, x: number): number {
    const at = Math.min(POINTS - 1, Math.max(0, (x - EDGE) / this.step));
    const k = Math.min(POINTS - 2, Math.floor(at));
    return curve[k] + (at - k) * (curve[k + 1] - curve[k]);
  }

  /** Potentials fall with lithium; where a formula rises for a while, one of its answers is found. */
  private stoichiometryAt({ potential }: MaterialCurve, u: number): number {
    if (u >= potential[0]) return EDGE;
    if (u <= potential[POINTS - 1]) return 1 - EDGE;
    let low = 0;
    let high = POINTS - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (potential[middle] > u) low = middle;
      else high = middle;
    }
    return EDGE + this.step * (low + (u - potential[low]) / (potential[high] - potential[low]));
  }
}

function evaluateCurves(
  m: ActiveMaterial,
  step: number,
  concentration: number,
  temperature: number,
): { potential: Float64Array; exchange: Float64Array } {
  return SolverMemory.build((memory) => {
    const [x, c, potential, exchange] = Array.from({ length: 4 }, () => memory.doubles(POINTS));
    const program = compileExpressions(
      memory,
      [m.openCircuitPotential, m.exchangeCurrentDensity],
      { x, c },
      ['T'],
      [potential, exchange],
    );
    for (let k = 0; k < POINTS; k++) x[k] = EDGE + k * step;
    c.fill(concentration);
    program.setScalars(temperature);
    program.run(POINTS);
    return { potential: potential.slice(), exchange: exchange.slice() };
  });
}

/**
 * Root of a function that falls.
 *
 * @param low  [any unit] where it is above zero, or the answer
 * @param high [any unit] where it is below zero, or the answer
 */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  for (let k = 0; k < 100 && high - low > 1e-14 * Math.max(1, Math.abs(high)); k++) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
