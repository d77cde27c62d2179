import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { compileExpressions, type Program } from '../../num/expression/index.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { LithiumMetal } from '../parameters/cell.js';
import type { ElectrolyteTransport } from './electrolyte-transport.js';

/** What a lithium foil does at one end of the electrolyte. */
export interface FoilState {
  /** [V] potential of the electrolyte's outermost mesh cell minus that of the foil. */
  potential: number;
  /** [V] */
  overpotential: number;
  /** [mol/m3] at the foil's surface. */
  concentration: number;
}

/**
 * Lithium metal at one end: Butler–Volmer kinetics, a film's resistance, and half a mesh cell of electrolyte, second
 * order.
 */
export class LithiumFoil {
  private readonly exchange: Program;
  private readonly c: Float64Array;
  private readonly j0: Float64Array;
  private readonly metal: LithiumMetal;

  constructor(memory: SolverMemory, metal: LithiumMetal) {
    this.metal = metal;
    this.c = memory.doubles(1);
    this.j0 = memory.doubles(1);
    this.exchange = compileExpressions(memory, [metal.exchangeCurrentDensity], { c: this.c }, ['T'], [this.j0]);
  }

  /**
   * @param current  [A/m2] out of the foil into the electrolyte
   * @param relative [1] concentration of the outermost mesh cell over the scale
   * @param cell     index of that mesh cell
   * @param film     [ohm m2] resistance added by ageing
   */
  evaluate(
    current: number,
    relative: number,
    transport: ElectrolyteTransport,
    cell: number,
    T: number,
    film: number,
    exchangeRatio = 1,
  ): FoilState {
    const half = 0.5 * transport.width[cell];
    const c = relative * transport.concentrationScale;
    const surface = c + (half * (1 - transport.transference[cell]) * current) / (FARADAY * transport.diffusivity[cell]);
    const overpotential = this.computeOverpotential(current, surface, T, exchangeRatio);
    const drop = (half * current) / transport.conductivity[cell] - transport.chi[cell] * Math.log(c / surface);
    return {
      potential: -overpotential - current * (this.metal.filmResistance + film) - drop,
      overpotential,
      concentration: surface,
    };
  }

  /**
   * [V] at a concentration that is known.
   *
   * @param current       [A/m2] out of the foil
   * @param concentration [mol/m3] at its surface
   */
  computeOverpotential(current: number, concentration: number, T: number, exchangeRatio: number): number {
    this.c[0] = concentration;
    this.exchange.setScalars(T);
    this.exchange.run(1);
    return ((2 * GAS_CONSTANT * T) / FARADAY) * Math.asinh(current / (2 * this.j0[0] * exchangeRatio));
  }

  /**
   * [ohm m2] slope of the overpotential with the current at fixed concentration.
   *
   * @param current       [A/m2] out of the foil
   * @param concentration [mol/m3] at its surface
   */
  chargeTransferResistance(current: number, concentration: number, T: number, exchangeRatio: number): number {
    this.computeOverpotential(current, concentration, T, exchangeRatio);
    return (2 * GAS_CONSTANT * T) / FARADAY / Math.hypot(current, 2 * this.j0[0] * exchangeRatio);
  }
}
