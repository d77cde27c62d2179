import { BOLTZMANN_EV, computeVolume, type Rng } from '../../core/index.js';
import type { Calculator, Evaluation } from '../potential/potential.js';
import { drawCellScale } from './barostat.js';
import { computeInertia, computeKineticEnergy, removeMomentum } from './kinetics.js';
import { computeTargetTemperature, type PlannedSegment } from './schedule.js';
import { applyLangevin, computeBussiFactor } from './thermostat.js';

/** Steps between removals of the common motion that rounding brings in. */
const MOMENTUM_EVERY = 100;

/**
 * Atoms in motion. All memory is laid out once; a step allocates nothing.
 *
 * Velocity Verlet, with BAOAB's thermostat step in its middle or Bussi's rescaling at its end, and the cell rescaled
 * between the first half kick and the drift, where pressure, positions and velocities belong to the same moment.
 */
export class Integrator {
  readonly cell: Float64Array;
  readonly positions: Float64Array;
  readonly velocities: Float64Array;
  readonly inertia: Float64Array;
  /** [eV] kinetic energy. */
  kinetic = 0;
  /** [eV] energy given by thermostat, barostat and removed momentum since the start. */
  given = 0;
  /** [Å3] */
  volume = 0;
  evaluation!: Evaluation;
  readonly #free: Uint8Array;
  readonly #allFree: boolean;
  readonly #timeStep: number;
  readonly #rng: Rng;
  readonly #scale = new Float64Array(3);
  readonly #pressures = new Float64Array(3);
  readonly #grown = new Float64Array(3);
  readonly #virial = new Float64Array(3);
  readonly #centre = new Float64Array(3);
  #calculator: Calculator;

  constructor(
    calculator: Calculator,
    start: { elements: readonly string[]; cell: Float64Array; positions: Float64Array; velocities: Float64Array },
    free: Uint8Array,
    timeStep: number,
    rng: Rng,
  ) {
    this.#calculator = calculator;
    this.cell = start.cell.slice();
    this.positions = start.positions.slice();
    this.velocities = start.velocities.slice();
    this.inertia = computeInertia(start.elements);
    this.#free = free;
    this.#allFree = !free.includes(0);
    this.#findCentre();
    this.#timeStep = timeStep;
    this.#rng = rng;
    this.refresh(calculator);
  }

  /** Takes a calculator for all that follows and evaluates the present arrangement with it. */
  refresh(calculator: Calculator): void {
    this.#calculator = calculator;
    this.volume = computeVolume(this.cell);
    this.evaluation = calculator.compute(this.cell, this.positions);
    this.kinetic = computeKineticEnergy(this.inertia, this.velocities);
  }

  /** Degrees of freedom among which the kinetic energy is shared: the common motion counts only where it is kept up. */
  countFreedoms(ensemble: PlannedSegment['ensemble']): number {
    let atoms = 0;
    for (const f of this.#free) atoms += f;
    return this.#keepsMomentum(ensemble) && atoms > 1 ? 3 * atoms - 3 : 3 * atoms;
  }

  /** [K] */
  computeTemperature(ensemble: PlannedSegment['ensemble']): number {
    return (2 * this.kinetic) / (this.countFreedoms(ensemble) * BOLTZMANN_EV);
  }

  /** [eV/Å3] mean of the momentary pressure, compression positive. */
  computePressure(): number {
    const { stress } = this.evaluation;
    return (2 * this.kinetic) / (3 * this.volume) - (stress[0] + stress[4] + stress[8]) / 3;
  }

  /** [eV] what the dynamics should keep. */
  computeInvariant(): number {
    return this.evaluation.energy + this.kinetic - this.given;
  }

  /** Stops the common motion where the ensemble keeps it at zero. */
  settleMomentum(ensemble: PlannedSegment['ensemble']): void {
    if (!this.#keepsMomentum(ensemble)) return;
    removeMomentum(this.inertia, this.velocities);
    this.#account();
  }

  /** One time step of a segment. */
  step(segment: PlannedSegment, index: number): void {
    const { velocities, positions, inertia } = this;
    const dt = this.#timeStep;
    const temperature = computeTargetTemperature(segment, index);
    this.#kick(dt / 2);
    if (segment.pressure) this.#rescaleCell(segment.pressure, temperature);
    if (segment.ensemble === 'langevin') {
      drift(positions, velocities, dt / 2);
      this.kinetic = computeKineticEnergy(inertia, velocities);
      applyLangevin(velocities, inertia, this.#free, temperature, dt, segment.relaxationTime, this.#rng);
      this.#account();
      drift(positions, velocities, dt / 2);
    } else {
      drift(positions, velocities, dt);
    }
    this.evaluation = this.#calculator.compute(this.cell, positions);
    this.#kick(dt / 2);
    this.kinetic = computeKineticEnergy(inertia, velocities);
    if (segment.pressure) this.#accountForWork();
    if (segment.ensemble === 'bussi') {
      const factor = computeBussiFactor(
        this.kinetic,
        this.countFreedoms('bussi'),
        temperature,
        dt,
        segment.relaxationTime,
        this.#rng,
      );
      for (let k = 0; k < velocities.length; k++) velocities[k] *= factor;
      this.#account();
    }
    if ((index + 1) % MOMENTUM_EVERY === 0) this.settleMomentum(segment.ensemble);
  }

  #keepsMomentum(ensemble: PlannedSegment['ensemble']): boolean {
    return this.#allFree && ensemble !== 'langevin';
  }

  /** Books a change of the velocities that no force made. */
  #account(): void {
    const kinetic = computeKineticEnergy(this.inertia, this.velocities);
    this.given += kinetic - this.kinetic;
    this.kinetic = kinetic;
  }

  #kick(time: number): void {
    const { velocities, inertia, evaluation } = this;
    const { forces } = evaluation;
    for (let i = 0, k = 0; i < inertia.length; i++, k += 3) {
      if (!this.#free[i]) continue;
      const f = time / inertia[i];
      velocities[k] += f * forces[k];
      velocities[k + 1] += f * forces[k + 1];
      velocities[k + 2] += f * forces[k + 2];
    }
  }

  /** Free atoms are scaled about the middle of the fixed ones, which stay where they are, or about the origin. */
  #findCentre(): void {
    let fixed = 0;
    for (let i = 0; i < this.#free.length; i++) {
      if (this.#free[i]) continue;
      fixed++;
      for (let axis = 0; axis < 3; axis++) this.#centre[axis] += this.positions[3 * i + axis];
    }
    if (fixed > 0) for (let axis = 0; axis < 3; axis++) this.#centre[axis] /= fixed;
  }

  /**
   * [eV/Å3] Pressure of the forces along each axis, −(1/V) dE/dε. Fixed atoms do not follow the strain of the cell:
   * undoing their share of it adds the work of the forces on them.
   */
  #computeVirialPressure(): void {
    const { stress, forces } = this.evaluation;
    const virial = this.#virial;
    for (let axis = 0; axis < 3; axis++) virial[axis] = -stress[4 * axis];
    if (this.#allFree) return;
    for (let i = 0, k = 0; i < this.#free.length; i++, k += 3) {
      if (this.#free[i]) continue;
      for (let axis = 0; axis < 3; axis++)
        virial[axis] -= (forces[k + axis] * (this.positions[k + axis] - this.#centre[axis])) / this.volume;
    }
  }

  #rescaleCell(control: NonNullable<PlannedSegment['pressure']>, temperature: number): void {
    const { positions, velocities, cell, inertia } = this;
    const pressures = this.#pressures;
    pressures.fill(0);
    for (let i = 0, k = 0; i < inertia.length; i++, k += 3) {
      for (let axis = 0; axis < 3; axis++)
        pressures[axis] += (inertia[i] * velocities[k + axis] * velocities[k + axis]) / this.volume;
    }
    this.kinetic = ((pressures[0] + pressures[1] + pressures[2]) * this.volume) / 2;
    this.#computeVirialPressure();
    for (let axis = 0; axis < 3; axis++) pressures[axis] += this.#virial[axis];
    const scale = this.#scale;
    drawCellScale(scale, control, pressures, this.volume, temperature, this.#timeStep, this.#rng);
    for (let axis = 0; axis < 3; axis++) {
      const s = scale[axis];
      const centre = this.#centre[axis];
      for (let i = 0, k = axis; i < inertia.length; i++, k += 3) {
        if (!this.#free[i]) continue;
        positions[k] = centre + s * (positions[k] - centre);
        velocities[k] /= s;
      }
      for (let k = axis; k < 9; k += 3) cell[k] *= s;
      pressures[axis] = this.#virial[axis];
    }
    this.#account();
    const before = this.volume;
    this.volume *= scale[0] * scale[1] * scale[2];
    for (let axis = 0; axis < 3; axis++) this.#grown[axis] = 0.5 * (before + this.volume) * Math.log(scale[axis]);
  }

  /**
   * Books the work that the cell did on the atoms: pressure of the forces before and after, times the volume gained.
   */
  #accountForWork(): void {
    this.#computeVirialPressure();
    for (let axis = 0; axis < 3; axis++)
      this.given -= 0.5 * (this.#pressures[axis] + this.#virial[axis]) * this.#grown[axis];
  }
}

function drift(positions: Float64Array, velocities: Float64Array, time: number): void {
  for (let k = 0; k < positions.length; k++) positions[k] += time * velocities[k];
}
