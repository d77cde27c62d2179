import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { compileExpressions } from '../../num/expression/index.js';
import { SolverMemory } from '../../num/solver-memory.js';
import type { Mechanism, SurfaceShape } from '../ageing/mechanism.js';
import { chargeTransferOf, closeAreas, closeShape, makeShape } from '../ageing/surface-shape.js';
import type { CellView, MaterialView } from '../model/cell-system.js';
import type { ActiveMaterial, Cell, LithiumMetal, PorousElectrode } from '../parameters/cell.js';
import type { ElectrodeEquilibrium } from './equilibrium.js';
import type { CellEquilibrium, WindowState } from './solve-window.js';

/** Where a discharge loses voltage; each part is its mean over the charge that passes, over the current. */
export interface ResistanceSplit {
  /** [ohm] equilibrium minus measured voltage. */
  total: number;
  /** [ohm] of the cell, and between grains of the positive electrode that cracks part. */
  contact: number;
  /** [ohm] films, shells and coatings of the positive electrode. */
  film: number;
  /** [ohm] charge transfer of the positive electrode. */
  chargeTransfer: number;
  /** [ohm] films and charge transfer of the negative electrode. */
  counterElectrode: number;
  /**
   * [ohm] what is left: electrolyte, conduction in the solid, diffusion in particles, and what their profiles change in
   * the other parts.
   */
  rest: number;
}

/** A discharge as it was, and the cell at its end. */
export interface Discharge {
  /** [C] */
  charge: number;
  /** [V] mean over the charge. */
  voltage: number;
  /** [A] */
  current: number;
  /** [K] */
  temperature: number;
  view: CellView;
}

/** Points along the charge at which a mean is taken. */
const POINTS = 48;

/**
 * Splits the polarisation of a discharge. Charge transfer is that of surfaces as full as their particles in the mean,
 * in an electrolyte as at rest.
 */
export function splitPolarisation(
  cell: Cell,
  equilibrium: CellEquilibrium,
  state: WindowState,
  mechanisms: readonly Mechanism[],
  { charge, voltage, current, temperature, view }: Discharge,
): ResistanceSplit {
  const end = sumLithium(view, 'positive');
  const path = Array.from({ length: POINTS }, (_, k) => end - ((charge / FARADAY) * (k + 0.5)) / POINTS);
  const mean = (f: (lithium: number) => number): number => path.reduce((sum, lithium) => sum + f(lithium) / POINTS, 0);
  const shared = Object.fromEntries(Object.entries(view.shared).map(([name, value]) => [name, value / cell.area]));
  const transfer = (
    electrode: ElectrodeEquilibrium,
    side: 'negative' | 'positive',
    surfaces: readonly number[],
  ): number => {
    const lithiumOf = (lithium: number): number => (side === 'positive' ? lithium : state.lithium - lithium);
    return mean((lithium) =>
      reactionResistance(
        current,
        electrode.exchangeAt(electrode.potentialAt(lithiumOf(lithium), state[side]), surfaces),
        temperature,
      ),
    );
  };
  const { positive, negative } = equilibrium;
  const cathode = resist(
    positive,
    particlesOf(cell, 'positive', temperature),
    view.materials.filter((m) => m.electrode === 'positive'),
    mechanisms.filter((m) => m.electrode === 'positive'),
    shared,
  );
  const total = (mean((lithium) => equilibrium.voltageAt(lithium, state)) - voltage) / current;
  const contact = cell.contactResistance + cathode.contact;
  const chargeTransfer = transfer(positive, 'positive', cathode.surfaces);
  const others = mechanisms.filter((m) => m.electrode === 'negative');
  let counterElectrode: number;
  if (negative) {
    const anode = resist(
      negative,
      particlesOf(cell, 'negative', temperature),
      view.materials.filter((m) => m.electrode === 'negative'),
      others,
      shared,
    );
    counterElectrode = anode.film + anode.contact + transfer(negative, 'negative', anode.surfaces);
  } else counterElectrode = foilResistance(cell, others, view, shared, current, temperature);
  return {
    total,
    contact,
    film: cathode.film,
    chargeTransfer,
    counterElectrode,
    rest: total - contact - cathode.film - chargeTransfer - counterElectrode,
  };
}

/** [mol] in connected particles of one electrode. */
export const sumLithium = (view: CellView, side: 'negative' | 'positive'): number =>
  view.materials.reduce((sum, m) => sum + (m.electrode === side ? m.lithium : 0), 0);

/** [ohm] 2RT/F arcsinh(I / 2I₀) / I. */
const reactionResistance = (current: number, exchange: number, temperature: number): number =>
  (((2 * GAS_CONSTANT * temperature) / FARADAY) * Math.asinh(current / (2 * exchange))) / current;

/** Resistances of a porous electrode [ohm], its materials side by side, and the surface of each that reacts [m2]. */
function resist(
  electrode: ElectrodeEquilibrium,
  particles: readonly { material: ActiveMaterial; chargeTransfer: number }[],
  views: readonly MaterialView[],
  mechanisms: readonly Mechanism[],
  shared: Record<string, number>,
): { film: number; contact: number; surfaces: number[] } {
  let wetted = 0;
  let film = 0;
  let contact = 0;
  const surfaces = views.map((view, k) => {
    const own = shapeOf(mechanisms, view.quantities, shared, particles[k]);
    const surface = electrode.materials[k].surface * view.areaRatio * view.activeShare;
    wetted += surface;
    film += own.film * surface;
    contact += own.contact * surface;
    return surface * own.shape.exchangeRatio;
  });
  return { film: film / wetted ** 2, contact: contact / wetted ** 2, surfaces };
}

function foilResistance(
  cell: Cell,
  mechanisms: readonly Mechanism[],
  view: CellView,
  shared: Record<string, number>,
  current: number,
  temperature: number,
): number {
  const { film, contact, shape } = shapeOf(mechanisms, view.foil, shared);
  const { exchangeCurrentDensity, filmResistance } = cell.negative as LithiumMetal;
  const density = SolverMemory.build((memory) => {
    const [c, exchange] = [memory.doubles(1).fill(cell.electrolyte?.initialConcentration ?? 1000), memory.doubles(1)];
    const program = compileExpressions(memory, [exchangeCurrentDensity], { c }, ['T'], [exchange]);
    program.setScalars(temperature);
    program.run(1);
    return exchange[0];
  });
  return (
    (filmResistance + film + contact) / cell.area +
    reactionResistance(current, density * cell.area * shape.exchangeRatio * shape.areaRatio, temperature)
  );
}

const particlesOf = (
  cell: Cell,
  side: 'negative' | 'positive',
  temperature: number,
): { material: ActiveMaterial; chargeTransfer: number }[] =>
  (cell[side] as PorousElectrode).materials.map((material) => ({
    material,
    chargeTransfer: chargeTransferOf(material, cell.electrolyte?.initialConcentration ?? 1000, temperature),
  }));

/** The surface that mechanisms make of their quantities, and what each kind of resistance is [ohm m2]. */
function shapeOf(
  mechanisms: readonly Mechanism[],
  quantities: Readonly<Record<string, number>>,
  shared: Readonly<Record<string, number>>,
  particle?: { material: ActiveMaterial; chargeTransfer: number },
): { shape: SurfaceShape; film: number; contact: number } {
  const shape = makeShape(particle?.material);
  if (particle) shape.chargeTransfer = particle.chargeTransfer;
  const states = mechanisms.map((m) => ({
    m,
    q: Float64Array.from(m.quantities, (q) => quantities[q.name]),
    g: Float64Array.from(m.shared ?? [], (q) => shared[q.name]),
  }));
  for (const { m, q, g } of states) m.areas?.(q, shape, g);
  closeAreas(shape);
  for (const { m, q, g } of states) m.shape?.(q, shape, g);
  closeShape(shape);
  return { shape, film: shape.filmResistance, contact: shape.contactResistance };
}
