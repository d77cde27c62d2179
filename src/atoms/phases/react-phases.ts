import { computeGrandPotential, findEquilibrium, type Equilibrium, type OpenElements } from './find-equilibrium.js';
import type { Phase } from './phase.js';

/** One point of a mixing line at which the set of products changes. */
export interface ReactionKink {
  /** [1] share of the atoms (of closed elements) that come from the coating. */
  share: number;
  /** [eV/atom] reaction energy per atom of closed elements of the mixture; zero or negative. */
  energyPerAtom: number;
  /**
   * [eV/atom] the same beyond what coating and oxide gain each on its own where they are not stable; zero or negative.
   */
  mutualPerAtom: number;
  products: Equilibrium['phases'];
  /** Units of coating and oxide that make up one atom of the mixture. */
  coatingUnits: number;
  oxideUnits: number;
}

/** What a coating and an oxide do where they touch. */
export interface InterfaceReaction {
  /** From the bare oxide to the bare coating. */
  kinks: ReactionKink[];
  /** The kink at which coating and oxide gain most by reacting with each other. */
  strongest: ReactionKink;
  /** Whether the two coexist: no mixture of them gains energy by reacting with each other. */
  tieLine: boolean;
}

/** [eV/atom] a gain smaller than this is rounding, not a reaction. */
const NOTHING = 1e-7;

/**
 * Reaction energies along the mixing line between a coating and an oxide.
 *
 * Richards, Miara, Wang, Kim and Ceder, Chem. Mater. 28 (2016) 266, doi:10.1021/acs.chemmater.5b04082, eq. 2; Zhu, He
 * and Mo, J. Mater. Chem. A 4 (2016) 3253, doi:10.1039/C5TA08574H. The hull energy along a line is convex and piecewise
 * linear; its kinks are found exactly by intersecting the tangents that the chemical potentials give. Coating and oxide
 * enter with their own energies, also where they lie above the hull.
 *
 * @param open [eV] chemical potential of each open element
 */
export function reactPhases(
  coating: Phase,
  oxide: Phase,
  phases: readonly Phase[],
  open: OpenElements = new Map(),
): InterfaceReaction {
  const all = [...phases, coating, oxide];
  const perAtom = (phase: Phase): { amounts: Map<string, number>; energy: number; atoms: number } => {
    let atoms = 0;
    for (const [element, amount] of phase.amounts) if (!open.has(element)) atoms += amount;
    return {
      amounts: new Map(
        [...phase.amounts]
          .filter(([element]) => !open.has(element))
          .map(([element, amount]) => [element, amount / atoms]),
      ),
      energy: computeGrandPotential(phase, open) / atoms,
      atoms,
    };
  };
  const c = perAtom(coating);
  const o = perAtom(oxide);
  const elements = [...new Set([...c.amounts.keys(), ...o.amounts.keys()])];
  const mix = (share: number): Map<string, number> =>
    new Map(
      elements.map((element) => [
        element,
        share * (c.amounts.get(element) ?? 0) + (1 - share) * (o.amounts.get(element) ?? 0),
      ]),
    );
  const unmixed = (share: number): number => share * c.energy + (1 - share) * o.energy;

  const solved = new Map<number, Equilibrium>();
  const solve = (share: number): Equilibrium => {
    let found = solved.get(share);
    if (!found) solved.set(share, (found = findEquilibrium(all, mix(share), open)));
    return found;
  };
  const slope = (potentials: ReadonlyMap<string, number>): number =>
    elements.reduce(
      (sum, element) =>
        sum + (potentials.get(element) ?? 0) * ((c.amounts.get(element) ?? 0) - (o.amounts.get(element) ?? 0)),
      0,
    );
  const kinkShares = new Set<number>([0, 1]);
  /** Looks for kinks between two shares whose tangents towards each other are known by a point just inside. */
  const search = (left: number, right: number, depth: number): void => {
    if (right - left < 1e-9 || depth > 60) return;
    // Tangents from within: at the ends themselves elements may be absent and their potentials undefined.
    const inset = (right - left) * 1e-6;
    const l = solve(left + inset);
    const r = solve(right - inset);
    const sl = slope(l.potentials);
    const sr = slope(r.potentials);
    if (Math.abs(sr - sl) < 1e-10) return;
    const cross = (r.energy - l.energy + sl * (left + inset) - sr * (right - inset)) / (sl - sr);
    if (!(cross > left + inset && cross < right - inset)) return;
    const tangent = l.energy + sl * (cross - left - inset);
    const e = solve(cross);
    if (e.energy <= tangent + 1e-10) {
      kinkShares.add(cross);
      return;
    }
    // Convex, so the hull runs above where the two tangents meet: more kinks lie on both sides, or at this very point,
    // which the filter below decides.
    kinkShares.add(cross);
    search(left, cross, depth + 1);
    search(cross, right, depth + 1);
  };
  search(0, 1, 0);
  const at = (share: number): ReactionKink => {
    const equilibrium = solve(share);
    const apart = share * solve(1).energy + (1 - share) * solve(0).energy;
    return {
      share,
      energyPerAtom: Math.min(0, equilibrium.energy - unmixed(share)),
      mutualPerAtom: Math.min(0, equilibrium.energy - apart),
      products: equilibrium.phases,
      coatingUnits: share / c.atoms,
      oxideUnits: (1 - share) / o.atoms,
    };
  };
  const kinks = removeStraight([...kinkShares].sort((a, b) => a - b).map(at));
  const strongest = kinks.reduce((best, kink) => (kink.mutualPerAtom < best.mutualPerAtom ? kink : best));
  return { kinks, strongest, tieLine: strongest.mutualPerAtom > -NOTHING };
}

/** Leaves out points that lie on the straight line between their neighbours. */
function removeStraight(kinks: ReactionKink[]): ReactionKink[] {
  return kinks.filter((kink, i) => {
    if (i === 0 || i === kinks.length - 1) return true;
    const [a, b] = [kinks[i - 1], kinks[i + 1]];
    const line = a.energyPerAtom + ((b.energyPerAtom - a.energyPerAtom) * (kink.share - a.share)) / (b.share - a.share);
    return Math.abs(kink.energyPerAtom - line) > 1e-9;
  });
}
