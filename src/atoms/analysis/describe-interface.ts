import { estimateMean, subContext, type Context, type Estimate, type Note, type Structure } from '../../core/index.js';
import type { Potential } from '../potential/potential.js';
import { classifyOxygen } from './classify-oxygen.js';
import { measureInterfaceBonds, type InterfaceBonds } from './measure-interface-bonds.js';
import {
  runCrystalOpening,
  runOpening,
  weakestBorder,
  weakestInterface,
  weakestOfAll,
  type Opening,
  type PlaneOpening,
} from './opening/index.js';

/** What is said of interfaces that differ by seed only. */
export interface InterfaceDescription {
  bonds: InterfaceBonds;
  /** Oxygens bonded to the film, by surroundings, summed over seeds. */
  oxygens: Map<string, number>;
  /** One for each seed. */
  openings: Opening[];
  /** The oxide along the same plane, where it was given. */
  bulk?: Opening;
  strengths: Strength[];
  notes: Note[];
}

/** How hard it is to open one kind of plane; mean over seeds where there are several. */
export interface Strength {
  /**
   * `border`: the cut with all of the oxide on one side and all of the film on the other, which is what the strength of an interface usually means;
   * `weakest plane`: the lowest of that cut and those that leave some film atoms on the oxide.
   */
  where:
    | 'interface, border'
    | 'interface, weakest plane'
    | 'film'
    | 'oxide of the slab'
    | 'bulk oxide'
    | 'border / bulk'
    | 'weakest plane / bulk';
  peak?: Estimate;
  energy?: Estimate;
}

export interface InterfaceDescriptionOptions {
  /** Bare slab that the film met, whose exposed areas selectivity is measured against. */
  slab?: Structure;
  /** The oxide in bulk, its plane, and its cell on the lattice that the indices count on where that is another. */
  bulk?: { crystal: Structure; miller: readonly number[]; parentSupercell?: readonly number[] };
  /** [1] (default 1) */
  threads?: number;
}

/**
 * Bonds across interfaces, surroundings of their oxygens, and the stresses that open them beside that of the bulk
 * oxide.
 */
export async function describeInterfaces(
  structures: readonly Structure[],
  potential: Potential,
  options: InterfaceDescriptionOptions = {},
  ctx?: Context,
): Promise<InterfaceDescription> {
  const { threads } = options;
  const bonds = measureInterfaceBonds(structures, { slab: options.slab });
  const oxygens = new Map<string, number>();
  for (const structure of structures) {
    for (const { kind, formula } of classifyOxygen(structure, { cutoffs: bonds.cutoffs }))
      if (kind === 'interfacial') oxygens.set(formula, (oxygens.get(formula) ?? 0) + 1);
  }
  const openings: Opening[] = [];
  for (const [i, structure] of structures.entries()) {
    const part = subContext(ctx, 'opening', (0.8 * i) / structures.length, (0.8 * (i + 1)) / structures.length);
    openings.push(await runOpening(structure, potential, { threads }, part));
  }
  const bulk =
    options.bulk &&
    (await runCrystalOpening(
      options.bulk.crystal,
      options.bulk.miller,
      potential,
      { threads, parentSupercell: options.bulk.parentSupercell },
      subContext(ctx, 'opening the oxide', 0.8, 1),
    ));
  return {
    bonds,
    oxygens,
    openings,
    bulk,
    strengths: compareStrengths(openings, bulk),
    notes: [...bonds.notes, ...openings.flatMap((opening) => opening.notes), ...(bulk?.notes ?? [])],
  };
}

/**
 * Strengths of border, weakest plane, film and oxide, side by side, and the ratios to the bulk oxide where it is known.
 */
export function compareStrengths(openings: readonly Opening[], bulk?: Opening): Strength[] {
  const over = (where: Strength['where'], pick: (opening: Opening) => PlaneOpening | undefined): Strength => {
    const planes = openings.map(pick).filter((plane) => plane !== undefined);
    if (planes.length === 0) return { where };
    if (planes.length === 1)
      return { where, peak: planes[0].universal.peakStress, energy: planes[0].universal.separationEnergy };
    const mean = (of: (plane: PlaneOpening) => number, unit: string): Estimate => estimateMean(planes.map(of), unit);
    return {
      where,
      peak: mean((plane) => plane.universal.peakStress.value, 'GPa'),
      energy: mean((plane) => plane.universal.separationEnergy.value, 'J/m2'),
    };
  };
  const strengths = [
    over('interface, border', weakestBorder),
    over('interface, weakest plane', weakestInterface),
    over('film', (opening) => opening.weakest.film),
    over('oxide of the slab', (opening) => opening.weakest.oxide),
  ];
  const crystal = bulk && weakestOfAll(bulk);
  if (!crystal) return strengths;
  const whole = crystal.universal.peakStress;
  strengths.push({ where: 'bulk oxide', peak: whole, energy: crystal.universal.separationEnergy });
  const names = ['border / bulk', 'weakest plane / bulk'] as const;
  names.forEach((where, k) => {
    const across = strengths[k].peak;
    if (!across) return;
    const value = across.value / whole.value;
    const sigma =
      across.sigma === undefined
        ? undefined
        : value * Math.hypot(across.sigma / across.value, (whole.sigma ?? 0) / whole.value);
    strengths.push({ where, peak: { value, sigma, n: across.n, unit: '1' } });
  });
  return strengths;
}
