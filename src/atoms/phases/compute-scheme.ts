import {
  computeContentHash,
  countElements,
  DomainError,
  InputError,
  parseFormula,
  subContext,
  type Context,
  type Note,
} from '../../core/index.js';
import { CRYSTALS, type Crystal } from '../crystal/library.js';
import { buildCrystal } from '../crystal/resolve-crystal.js';
import { toPrimitive } from '../crystal/symmetry.js';
import { relax } from '../motion/relax.js';
import type { Potential } from '../potential/potential.js';
import { findCompound, makePublishedScheme, type EnergyScheme, type SchemeCompound } from './energy-scheme.js';
import { countAtoms } from './phase.js';

/** Ionic oxides of simple metals, whose measured enthalpies fix the energy of oxygen. */
const ANCHORS = ['Li2O', 'Al2O3'] as const;

/**
 * [eV/atom] root mean square distance of the library's compounds from their measured enthalpies by CHGNet 0.3.0, with and without oxygen; held by a test.
 * Most of it is common to compounds of one metalloid and cancels in reactions, so draws that take it as independent spread too far rather than too little.
 */
const SIGMA = { oxide: 0.095, other: 0.105 } as const;

/**
 * Formation energies of the library's crystals by one potential, atoms and cell relaxed.
 *
 * Oxygen gas is not in reach of such potentials. Its energy is the one with which Li2O and Al2O3 come out, on average, at their measured enthalpies
 * of formation, after Wang, Maxisch and Ceder, Phys. Rev. B 73 (2006) 195107, doi:10.1103/PhysRevB.73.195107. Nothing else is taken from measurements.
 * Each relaxed energy is kept by the context's checkpoint under the potential's and the crystal's hash.
 *
 * @param elements those that may occur
 * @throws InputError when the library has no crystal of an element; DomainError when the potential lacks one
 */
export async function computeScheme(
  potential: Potential,
  elements: ReadonlySet<string>,
  ctx?: Context,
): Promise<EnergyScheme> {
  const lacking = [...elements].filter((element) => !potential.elements.includes(element));
  if (lacking.length > 0)
    throw new DomainError(`${potential.name} does not know ${lacking.join(', ')}`, {
      hint: 'use another potential or leave these out',
    });
  const solid = (element: string): Crystal | undefined => CRYSTALS.find((crystal) => crystal.name === element);
  const missing = [...elements].filter((element) => element !== 'O' && !solid(element));
  if (missing.length > 0)
    throw new InputError(`the crystal library has no ${missing.join(', ')} as an element`, {
      hint: 'energies of formation need one; use --scheme experiment',
    });
  const within = (crystal: Crystal, allowed: ReadonlySet<string>): boolean =>
    [...parseFormula(crystal.name).keys()].every((element) => allowed.has(element));
  const wanted = CRYSTALS.filter((crystal) => within(crystal, elements));
  const anchors = CRYSTALS.filter(
    (crystal) => (ANCHORS as readonly string[]).includes(crystal.name) && within(crystal, new Set(potential.elements)),
  );
  if (anchors.length === 0)
    throw new DomainError(`${potential.name} knows none of ${ANCHORS.join(', ')}, which fix the energy of oxygen`);
  const anchorElements = anchors
    .flatMap((crystal) => [...parseFormula(crystal.name).keys()])
    .filter((element) => element !== 'O');
  const all = [...new Set([...wanted, ...anchors, ...anchorElements.map((element) => solid(element)!)])];

  const perAtom = new Map<string, number>();
  for (const [k, crystal] of all.entries())
    perAtom.set(
      crystal.name,
      await relaxedEnergy(crystal, potential, subContext(ctx, crystal.name, k / all.length, (k + 1) / all.length)),
    );
  const overMetals = (name: string): { energy: number; oxygens: number; atoms: number } => {
    const amounts = parseFormula(name);
    const atoms = countAtoms(amounts);
    const energy = [...amounts].reduce(
      (sum, [element, n]) => (element === 'O' ? sum : sum - n * perAtom.get(element)!),
      perAtom.get(name)! * atoms,
    );
    return { energy, oxygens: amounts.get('O') ?? 0, atoms };
  };
  const measured = makePublishedScheme('experiment');
  const fits = anchors.map(({ name }) => {
    const { energy, oxygens, atoms } = overMetals(name);
    const values = findCompound(measured, name)!.values;
    return { name, oxygen: (energy - (atoms * values.reduce((sum, v) => sum + v.value, 0)) / values.length) / oxygens };
  });
  const oxygen = fits.reduce((sum, fit) => sum + fit.oxygen, 0) / fits.length;
  const scatter = Math.max(...fits.map((fit) => Math.abs(fit.oxygen - oxygen)));
  const compounds = wanted
    .filter((crystal) => parseFormula(crystal.name).size > 1)
    .map(({ name, title }): SchemeCompound => {
      const { energy, oxygens, atoms } = overMetals(name);
      return {
        name,
        amounts: parseFormula(name),
        values: [{ value: (energy - oxygens * oxygen) / atoms, source: { text: `${potential.title}, ${title}` } }],
      };
    });
  const notes: Note[] = [
    {
      level: 'info',
      code: 'scheme',
      text: `energies are those of ${potential.name} for crystals of the library, relaxed; one sigma is ${SIGMA.oxide} eV/atom for compounds with oxygen and ${SIGMA.other} for others, their root mean square distance from measured enthalpies`,
    },
    {
      level: 'info',
      code: 'oxygen-fixed',
      text: `oxygen is at ${oxygen.toFixed(3)} eV/atom, which puts ${fits.map((fit) => fit.name).join(', ')} at their measured enthalpies within ${scatter.toFixed(3)} eV per oxygen`,
    },
    {
      level: 'warning',
      code: 'missing-phases',
      text: `only crystals of the library compete: ${compounds.map((c) => c.name).join(', ')}`,
    },
  ];
  return { id: potential.name, title: `formation energies by ${potential.title}`, compounds, usual: SIGMA, notes };
}

async function relaxedEnergy(crystal: Crystal, potential: Potential, ctx: Context): Promise<number> {
  const key = `${potential.sha256}/${await computeContentHash(crystal)}`;
  const kept = await ctx.checkpoint?.load(key);
  if (typeof kept === 'number') return kept;
  const start = await toPrimitive(buildCrystal(crystal));
  const { energy, structure } = await relax(
    start,
    potential,
    { cell: 'all', force: 0.03, stress: 2e-3, steps: 300 },
    { ...ctx, checkpoint: undefined },
  );
  const atoms = [...countElements(structure).values()].reduce((a, b) => a + b, 0);
  await ctx.checkpoint?.save(key, energy / atoms);
  return energy / atoms;
}
