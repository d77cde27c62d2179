import {
  computeContentHash,
  countElements,
  DomainError,
  InputError,
  subContext,
  type Context,
  type Note,
  type Structure,
} from '../../core/index.js';
import { amountsOf, type Crystal } from '../crystal/crystal.js';
import { CRYSTALS } from '../crystal/library.js';
import { buildCrystal } from '../crystal/resolve-crystal.js';
import { toPrimitive } from '../crystal/symmetry.js';
import { relax } from '../motion/relax.js';
import type { Potential } from '../potential/potential.js';
import { findCompound, makePublishedScheme, type EnergyScheme, type SchemeCompound } from './energy-scheme.js';
import { isSameCompound } from './find-equilibrium.js';
import { countAtoms } from './phase.js';

/** Ionic oxides of simple metals, whose measured enthalpies fix the energy of oxygen. */
const ANCHORS = ['Li2O', 'Al2O3'] as const;

/**
 * [eV/atom] root mean square distance of the library's compounds from their measured enthalpies by CHGNet 0.3.0, with
 * and without oxygen; held by a test. Most of it is common to compounds of one metalloid and cancels in reactions, so
 * draws that take it as independent spread too far rather than too little.
 */
const SIGMA = { oxide: 0.095, other: 0.105 } as const;

/**
 * Formation energies of the library's crystals by one potential, atoms and cell relaxed.
 *
 * Oxygen gas is not in reach of such potentials. Its energy is the one with which Li2O and Al2O3 come out, on average,
 * at their measured enthalpies of formation, after Wang, Maxisch and Ceder, Phys. Rev. B 73 (2006) 195107,
 * doi:10.1103/PhysRevB.73.195107. Nothing else is taken from measurements. Each relaxed energy is kept by the context's
 * checkpoint under the potential's and the crystal's hash.
 *
 * @param asked elements that may occur; compounds of one that the potential does not know, or that the library lacks as
 *   an element, have no energy, and a
 *   note says so
 * @param own   crystals of a user's own, whole atoms, which compete too
 * @throws InputError when a crystal of one's own holds an element without energy
 */
export async function computeScheme(
  potential: Potential,
  asked: ReadonlySet<string>,
  ctx?: Context,
  own: readonly { name: string; structure: Structure }[] = [],
): Promise<EnergyScheme> {
  const solid = (element: string): Crystal | undefined => CRYSTALS.find((crystal) => crystal.name === element);
  const unknown = [...asked].filter((element) => !potential.elements.includes(element));
  const lacking = [...asked].filter((element) => !unknown.includes(element) && element !== 'O' && !solid(element));
  const elements = new Set([...asked].filter((element) => !unknown.includes(element) && !lacking.includes(element)));
  for (const { name, structure } of own) {
    const missing = [...new Set(structure.elements)].filter((element) => element !== 'O' && !solid(element));
    if (missing.length > 0)
      throw new InputError(
        `the crystal library has no ${missing.join(', ')} as an element, from which the energy of ${name} would count`,
        {
          hint: 'take entries with formation energies instead',
        },
      );
  }
  const within = (crystal: Crystal, allowed: ReadonlySet<string>): boolean =>
    [...amountsOf(crystal).keys()].every((element) => allowed.has(element));
  const wanted = CRYSTALS.filter((crystal) => within(crystal, elements));
  const anchors = CRYSTALS.filter(
    (crystal) => (ANCHORS as readonly string[]).includes(crystal.name) && within(crystal, new Set(potential.elements)),
  );
  if (anchors.length === 0)
    throw new DomainError(`${potential.name} knows none of ${ANCHORS.join(', ')}, which fix the energy of oxygen`);
  const anchorElements = anchors
    .flatMap((crystal) => [...amountsOf(crystal).keys()])
    .filter((element) => element !== 'O');
  const all = [...new Set([...wanted, ...anchors, ...anchorElements.map((element) => solid(element)!)])];

  const solids = [...new Set(own.flatMap(({ structure }) => structure.elements))].flatMap((e) =>
    e === 'O' || all.some(({ name }) => name === e) ? [] : [solid(e)!],
  );
  all.push(...solids);
  const perAtom = new Map<string, number>();
  const total = all.length + own.length;
  const formulas = new Map<string, ReadonlyMap<string, number>>();
  for (const [k, crystal] of all.entries()) {
    formulas.set(crystal.name, amountsOf(crystal));
    const part = subContext(ctx, crystal.name, k / total, (k + 1) / total);
    perAtom.set(crystal.name, await relaxedEnergy(crystal, () => buildCrystal(crystal), potential, part));
  }
  for (const [k, { name, structure }] of own.entries()) {
    const part = subContext(ctx, name, (all.length + k) / total, (all.length + k + 1) / total);
    const { cell, elements: symbols, positions } = structure;
    perAtom.set(name, await relaxedEnergy({ cell, symbols, positions }, () => structure, potential, part));
    formulas.set(name, countElements(structure));
  }
  const overMetals = (name: string): { energy: number; oxygens: number; atoms: number } => {
    const amounts = formulas.get(name)!;
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
    .filter((crystal) => amountsOf(crystal).size > 1)
    .map(({ name, title }): SchemeCompound => {
      const { energy, oxygens, atoms } = overMetals(name);
      return {
        name,
        amounts: formulas.get(name)!,
        values: [{ value: (energy - oxygens * oxygen) / atoms, source: { text: `${potential.title}, ${title}` } }],
      };
    });
  for (const { name } of own) {
    const { energy, oxygens, atoms } = overMetals(name);
    const amounts = formulas.get(name)!;
    const added: SchemeCompound = {
      name: [...amounts].map(([e, n]) => `${e}${n === 1 ? '' : n}`).join(''),
      amounts,
      values: [{ value: (energy - oxygens * oxygen) / atoms, source: { text: `${potential.title}, ${name}` } }],
    };
    const known = compounds.findIndex((c) => isSameCompound(c, added));
    if (known < 0) compounds.push(added);
    else if (added.values[0].value < compounds[known].values[0].value)
      compounds[known] = { ...added, name: compounds[known].name };
  }
  const notes: Note[] = [
    ...[
      { list: unknown, why: `${potential.name} does not know` },
      { list: lacking, why: 'the crystal library has no element' },
    ].flatMap(({ list, why }): Note[] =>
      list.length > 0
        ? [
            {
              level: 'warning',
              code: 'element-without-energy',
              text: `${why} ${list.join(', ')}: compounds of ${list.length > 1 ? 'these' : 'it'} have no energy in this scheme`,
            },
          ]
        : [],
    ),
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

/** [eV/atom] of a crystal at rest; kept under what makes it. */
async function relaxedEnergy(
  identity: unknown,
  build: () => Structure,
  potential: Potential,
  ctx: Context,
): Promise<number> {
  const key = `${potential.sha256}/${await computeContentHash(identity)}`;
  const kept = await ctx.checkpoint?.load(key);
  if (typeof kept === 'number') return kept;
  const start = await toPrimitive(build());
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
