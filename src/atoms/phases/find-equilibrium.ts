import { InputError } from '../../core/index.js';
import { solveLinearProgram } from '../../num/solve-linear-program.js';
import { countAtoms, type Phase } from './phase.js';

/** An element held at a chemical potential by a reservoir: oxygen gas, lithium at a voltage. */
export type OpenElements = ReadonlyMap<string, number>;

/** What a composition consists of when nothing hinders it. */
export interface Equilibrium {
  /** [eV] energy (grand potential where elements are open) of the whole composition. */
  energy: number;
  /** Phases present and how many of their units. */
  phases: { phase: Phase; amount: number }[];
  /** [eV] chemical potential of each closed element at this composition; at a corner of the diagram one of several. */
  potentials: ReadonlyMap<string, number>;
}

/**
 * The combination of phases of lowest energy for a composition: the lower convex hull as a linear programme, in any
 * number of components.
 *
 * Akbarzadeh, Ozoliņš and Wolverton, Adv. Mater. 19 (2007) 3233, doi:10.1002/adma.200700843 (grand-canonical linear
 * programming). With open elements the grand potential E − Σ μ n is minimised over the closed ones: Ong et al., Chem.
 * Mater. 20 (2008) 1798, doi:10.1021/cm702327g.
 *
 * @param composition amounts of the elements; those of open elements are free
 * @param open        [eV] chemical potential of each open element, on the same reference as the energies
 * @throws InputError when the phases cannot make up the composition
 */
export function findEquilibrium(
  phases: readonly Phase[],
  composition: ReadonlyMap<string, number>,
  open: OpenElements = new Map(),
): Equilibrium {
  const closed = [...composition.keys()].filter((element) => !open.has(element) && composition.get(element)! > 0);
  const within = phases.filter((phase) =>
    [...phase.amounts].every(([element, amount]) => amount === 0 || open.has(element) || closed.includes(element)),
  );
  if (closed.length === 0) return { energy: 0, phases: [], potentials: new Map() };
  const solid = within.filter((phase) => closed.some((element) => (phase.amounts.get(element) ?? 0) > 0));
  // Per atom of closed elements, so that large formula units weigh no more than small ones.
  const weight = solid.map((phase) => closed.reduce((sum, element) => sum + (phase.amounts.get(element) ?? 0), 0));
  const a = new Float64Array(closed.length * solid.length);
  closed.forEach((element, i) =>
    solid.forEach((phase, j) => (a[i * solid.length + j] = (phase.amounts.get(element) ?? 0) / weight[j])),
  );
  const total = closed.reduce((sum, element) => sum + composition.get(element)!, 0);
  const solution = solveLinearProgram(
    solid.map((phase, j) => computeGrandPotential(phase, open) / weight[j]),
    a,
    closed.map((element) => composition.get(element)! / total),
  );
  if (!solution) {
    const missing = closed.find((element) => !solid.some((phase) => (phase.amounts.get(element) ?? 0) > 0));
    throw new InputError(
      missing
        ? `no phase of this diagram holds ${missing}`
        : 'the phases of this diagram cannot make up this composition',
      { hint: 'add the elements themselves, or the missing compounds' },
    );
  }
  return {
    energy: solution.objective * total,
    phases: solid
      .map((phase, j) => ({ phase, amount: (solution.x[j] * total) / weight[j] }))
      .filter(({ amount }) => amount > 1e-9 * total),
    potentials: new Map(closed.map((element, i) => [element, solution.duals[i]])),
  };
}

/** [eV] E − Σ μ n over the open elements, of one unit of a phase. */
export function computeGrandPotential(phase: Pick<Phase, 'energy' | 'amounts'>, open: OpenElements): number {
  let energy = phase.energy;
  for (const [element, potential] of open) energy -= potential * (phase.amounts.get(element) ?? 0);
  return energy;
}

/**
 * Energy of a phase above the hull of the others; negative where it is stable, and then how far (its decomposition
 * energy with the sign of Sun et al., 2016).
 *
 * @returns [eV/atom] and what it would fall into
 */
export function computeHullDistance(
  phase: Phase,
  phases: readonly Phase[],
): { energyPerAtom: number; products: Equilibrium['phases'] } {
  const others = phases.filter((other) => other !== phase && !isSameCompound(other, phase));
  const equilibrium = findEquilibrium(others, phase.amounts);
  return {
    energyPerAtom: (phase.energy - equilibrium.energy) / countAtoms(phase.amounts),
    products: equilibrium.phases,
  };
}

/** Whether two phases have the same ratio of elements. */
export function isSameCompound(a: Pick<Phase, 'amounts'>, b: Pick<Phase, 'amounts'>): boolean {
  const ratio = countAtoms(a.amounts) / countAtoms(b.amounts);
  const elements = new Set([...a.amounts.keys(), ...b.amounts.keys()]);
  return [...elements].every(
    (element) =>
      Math.abs((a.amounts.get(element) ?? 0) - ratio * (b.amounts.get(element) ?? 0)) < 1e-9 * countAtoms(a.amounts),
  );
}
