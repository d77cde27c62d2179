import type { DaeSystem, IntegratorSpace } from '../../num/ode/index.js';
import type { Cell } from '../parameters/cell.js';
import type { CellSystem, CellView, SharedState, StateMesh } from './cell-system.js';
import type { Control } from './control.js';
import type { ElectrolyteTransport } from './electrolyte-transport.js';
import type { FoilAgeing } from './foil-ageing.js';
import type { Population } from './population.js';
import { remapMeans } from './remap-means.js';

/**
 * What every model of a cell made of populations of particles shares: terminals, temperature, shared ageing quantities,
 * and where the kernel finds a state.
 */
export abstract class PopulationSystem implements CellSystem, DaeSystem {
  abstract readonly space: IntegratorSpace;
  abstract readonly size: number;
  abstract readonly mass: Float64Array;
  abstract readonly scale: Float64Array;
  abstract readonly importance: Float64Array;
  abstract readonly populations: Population[];
  abstract readonly shared: SharedState;
  abstract readonly chargeAt: number;
  abstract readonly temperatureAt: number;
  abstract readonly sharedAt: number;
  abstract readonly foilAt: number;
  abstract readonly currentAt: number;
  abstract readonly foilAgeing?: FoilAgeing;
  protected abstract readonly transport: ElectrolyteTransport;
  protected abstract readonly state: Float64Array;
  readonly cell: Cell;
  ambient: number;
  protected control: Control = { mode: 'current', value: 0 };
  /** [K] that formulas were prepared for. */
  private preparedFor = NaN;

  constructor(cell: Cell) {
    this.cell = cell;
    this.ambient = cell.ambientTemperature;
  }

  /** What leaves with lost particles is a product. */
  get exacting(): boolean {
    return this.populations.some((p) => p.kinetics.aged);
  }

  abstract makeInitialState(stoichiometry: readonly number[], temperature: number): Float64Array;
  abstract evaluate(t: number, y: Float64Array, out: Float64Array): void;
  abstract linearise(t: number, y: Float64Array): void;
  abstract factorise(c: number): void;
  abstract solve(rhs: Float64Array, solution: Float64Array): void;
  abstract voltage(y: Float64Array): number;
  abstract lowestConcentration(y: Float64Array): number;
  abstract saltMargin(y: Float64Array): number;
  abstract inspect(y: Float64Array): CellView;

  /** Mesh cell at which an electrode begins, and how many it has. */
  protected abstract electrodeCells(side: 'negative' | 'positive'): { first: number; count: number };
  /** Takes the solid's conductivity of each electrode against fresh, one value for each node. */
  protected abstract setSolid(side: 'negative' | 'positive', ratio: Float64Array): void;
  protected abstract readonly cAt: number;

  settle(y: Float64Array, keep = false): void {
    const shared = this.sharedValues(y);
    for (const side of ['negative', 'positive'] as const) {
      const own = this.populations.filter((p) => p.electrode === side && p.kinetics.aged);
      if (own.length === 0) continue;
      for (const { kinetics, quantitiesAt } of own) kinetics.applyShape(y, quantitiesAt, shared);
      const mean = (of: (p: Population) => Float64Array, node: number): number =>
        own.reduce((sum, p) => sum + of(p)[node], 0) / own.length;
      const nodes = own[0].nodes;
      const { first, count } = this.electrodeCells(side);
      for (let k = 0; k < count; k++) {
        const node = Math.min(k, nodes - 1);
        const filled = own.reduce((sum, p) => sum + p.kinetics.filled[node], 0);
        const change = this.transport.setPores(
          first + k,
          mean((p) => p.kinetics.porosityRatio, node),
          filled,
        );
        if (change === 1) continue;
        const at = this.cAt + first + k;
        if (!keep) y[at] *= change;
        this.mass[at] /= change;
        this.space.mass[at] = this.mass[at];
      }
      this.setSolid(
        side,
        Float64Array.from({ length: nodes }, (_, node) => mean((p) => p.kinetics.solidConductivityRatio, node)),
      );
    }
  }

  describeMesh(): StateMesh {
    const { width, porosity } = this.transport;
    return {
      shells: this.populations.map((p) => p.particles.mesh.volume),
      width: width.slice(),
      porosity: porosity.slice(),
    };
  }

  adopt(y: Float64Array, from: StateMesh): void {
    this.populations.forEach(({ particles, nodes, shells, shellsAt }, k) => {
      for (let at = shellsAt; at < shellsAt + nodes * shells; at += shells)
        remapMeans(y.subarray(at, at + shells), from.shells[k], particles.mesh.volume);
    });
    this.settle(y, true);
    const { width, porosity } = this.transport;
    const salt = y.subarray(this.cAt, this.cAt + width.length);
    if (width.every((w, i) => w === from.width[i])) {
      salt.forEach((c, i) => (salt[i] = c * (from.porosity[i] / porosity[i])));
      return;
    }
    salt.forEach((c, i) => (salt[i] = c * from.porosity[i]));
    remapMeans(salt, from.width, width);
    salt.forEach((c, i) => (salt[i] = c / porosity[i]));
  }

  setControl(control: Control): void {
    this.control = control;
  }

  current(y: Float64Array): number {
    return -y[this.currentAt] * this.cell.area;
  }

  charge(y: Float64Array): number {
    return y[this.chargeAt] * this.cell.area;
  }

  temperature(y: Float64Array): number {
    return y[this.temperatureAt];
  }

  setTemperature(y: Float64Array, value: number): void {
    y[this.temperatureAt] = value;
  }

  surfaceMargin(y: Float64Array): number {
    return this.populations.reduce((margin, p) => Math.min(margin, p.surfaceMargin(y)), 1);
  }

  /** Puts a state where the kernel finds it, with all that depends on temperature and on shared quantities. */
  protected take(y: Float64Array): void {
    if (y !== this.state) this.state.set(y);
    this.sharedValues(y);
    const T = y[this.temperatureAt];
    if (T === this.preparedFor) return;
    this.preparedFor = T;
    this.transport.setTemperature(T);
    for (const p of this.populations) p.setTemperature(T);
  }

  /** Formulas were asked at another temperature. */
  protected forgetTemperature(): void {
    this.preparedFor = NaN;
  }

  /** Shared ageing quantities in their units. */
  protected sharedValues(y: Float64Array): Float64Array {
    const { names, scales, values } = this.shared;
    for (let k = 0; k < names.length; k++) values[k] = y[this.sharedAt + k] * scales[k];
    return values;
  }

  /** Ageing quantities of the whole cell and of its foil, as views show them. */
  protected viewAgeing(y: Float64Array): Pick<CellView, 'shared' | 'foil'> {
    const values = this.sharedValues(y);
    return {
      shared: Object.fromEntries(this.shared.names.map((name, k) => [name, values[k] * this.cell.area])),
      foil: this.foilAgeing?.view(y, this.foilAt) ?? {},
    };
  }
}
