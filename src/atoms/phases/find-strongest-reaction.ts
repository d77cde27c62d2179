import { InputError } from '../../core/index.js';
import { solveLinearProgram } from '../../num/solve-linear-program.js';
import { computeGrandPotential, findEquilibrium, type OpenElements } from './find-equilibrium.js';
import type { Phase } from './phase.js';

/** Where on the mixing line coating and oxide gain most by reacting with each other. */
export interface StrongestReaction {
  /** [1] share of the atoms (of closed elements) that come from the coating. */
  share: number;
  /** [eV/atom] energy gained beyond what each would gain alone, per atom of closed elements; zero or negative. */
  energyPerAtom: number;
  products: { phase: Phase; amount: number }[];
  /** Units of coating and oxide that make up one atom of the mixture. */
  coatingUnits: number;
  oxideUnits: number;
}

/**
 * The kink with the largest driving force as one linear programme, in which the share of the coating is one more
 * unknown; much faster than finding all kinks.
 *
 * The mutual reaction energy of Zhu, He and Mo, J. Mater. Chem. A 4 (2016) 3253, doi:10.1039/C5TA08574H: what coating
 * and oxide lose by falling apart on their own does not count.
 *
 * @param open [eV] chemical potential of each open element
 */
export function findStrongestReaction(
  coating: Phase,
  oxide: Phase,
  phases: readonly Phase[],
  open: OpenElements = new Map(),
): StrongestReaction {
  const c = perClosedAtom(coating, open);
  const o = perClosedAtom(oxide, open);
  const elements = [...new Set([...c.keys(), ...o.keys()])];
  const cAtoms = countClosed(coating, open);
  const oAtoms = countClosed(oxide, open);
  const all = [...phases, coating, oxide];
  const solid = all.filter(
    (phase) =>
      [...phase.amounts.keys()].every((e) => open.has(e) || elements.includes(e)) && countClosed(phase, open) > 0,
  );
  const columns = solid.length + 2;
  const rows = elements.length + 1;
  const a = new Float64Array(rows * columns);
  const b = new Float64Array(rows);
  const cost = new Float64Array(columns);
  const weights = solid.map((phase) => countClosed(phase, open));
  const alone = (amounts: Map<string, number>): number => findEquilibrium(all, amounts, open).energy;
  const cEnergy = alone(c);
  const oEnergy = alone(o);
  solid.forEach((phase, j) => {
    cost[j] = computeGrandPotential(phase, open) / weights[j];
    elements.forEach((element, i) => (a[i * columns + j] = (phase.amounts.get(element) ?? 0) / weights[j]));
  });
  const x = solid.length;
  cost[x] = -(cEnergy - oEnergy);
  elements.forEach((element, i) => {
    a[i * columns + x] = -((c.get(element) ?? 0) - (o.get(element) ?? 0));
    b[i] = o.get(element) ?? 0;
  });
  a[elements.length * columns + x] = 1;
  a[elements.length * columns + x + 1] = 1;
  b[elements.length] = 1;
  const solution = solveLinearProgram(cost, a, b);
  if (!solution)
    throw new InputError(`the phases of this diagram cannot make up ${coating.name} and ${oxide.name}`, {
      hint: 'add the elements themselves, or the missing compounds',
    });
  const share = solution.x[x];
  return {
    share,
    energyPerAtom: Math.min(0, solution.objective - oEnergy),
    products: solid
      .map((phase, j) => ({ phase, amount: solution.x[j] / weights[j] }))
      .filter(({ amount }) => amount > 1e-9),
    coatingUnits: share / cAtoms,
    oxideUnits: (1 - share) / oAtoms,
  };
}

function countClosed(phase: Phase, open: OpenElements): number {
  let atoms = 0;
  for (const [element, amount] of phase.amounts) if (!open.has(element)) atoms += amount;
  return atoms;
}

function perClosedAtom(phase: Phase, open: OpenElements): Map<string, number> {
  const atoms = countClosed(phase, open);
  if (atoms === 0)
    throw new InputError(`${phase.name} consists of open elements only`, {
      hint: 'close one of them, or take another partner',
    });
  return new Map(
    [...phase.amounts].filter(([element]) => !open.has(element)).map(([element, amount]) => [element, amount / atoms]),
  );
}
