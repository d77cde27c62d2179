import {
  classifyOxygen,
  measureInterfaceBonds,
  runCrystalOpening,
  runOpening,
  type Interface,
  type InterfaceBonds,
  type Opening,
  type Potential,
  type PreparedSlab,
} from '../atoms/index.js';
import { subContext, type Context, type Note } from '../core/index.js';

/** What is said of the interfaces of one oxide with one film, over seeds. */
export interface InterfaceAnalysis {
  bonds: InterfaceBonds;
  /** Oxygens bonded to the film, by surroundings, summed over seeds. */
  oxygens: Map<string, number>;
  /** One for each seed. */
  openings: Opening[];
  /** The oxide along the same plane. */
  bulk: Opening;
  notes: Note[];
}

/** Bonds across the interface, surroundings of its oxygens, and the stress that opens it against bulk oxide: every analysis that `cermet interface` makes. */
export async function analyseInterfaces(
  interfaces: readonly Interface[],
  slab: PreparedSlab,
  potential: Potential,
  threads: number | undefined,
  ctx: Context,
): Promise<InterfaceAnalysis> {
  const structures = interfaces.map((made) => made.structure);
  const bonds = measureInterfaceBonds(structures, { slab: slab.surface.structure });
  const oxygens = new Map<string, number>();
  for (const structure of structures) {
    for (const { kind, formula } of classifyOxygen(structure, { cutoffs: bonds.cutoffs })) {
      if (kind === 'interfacial') oxygens.set(formula, (oxygens.get(formula) ?? 0) + 1);
    }
  }
  const openings: Opening[] = [];
  for (const [i, structure] of structures.entries())
    openings.push(
      await runOpening(
        structure,
        potential,
        { threads },
        subContext(ctx, 'opening', (0.8 * i) / structures.length, (0.8 * (i + 1)) / structures.length),
      ),
    );
  const bulk = await runCrystalOpening(
    slab.crystal,
    slab.miller,
    potential,
    { threads },
    subContext(ctx, 'opening the oxide', 0.8, 1),
  );
  return {
    bonds,
    oxygens,
    openings,
    bulk,
    notes: [...bonds.notes, ...openings.flatMap((opening) => opening.notes), ...bulk.notes],
  };
}
