import {
  breathe,
  contextRng,
  InputError,
  parseFormula,
  type Context,
  type Estimate,
  type Note,
} from '../../core/index.js';
import { describeReaction, formatReaction, type ReactionEffect } from './describe-reaction.js';
import {
  findCompound,
  makePhases,
  PUBLISHED_SCHEMES,
  makePublishedScheme,
  samplePhases,
  type EnergyScheme,
} from './energy-scheme.js';
import { findStrongestReaction } from './find-strongest-reaction.js';
import { computeHullDistance, isSameCompound, type OpenElements } from './find-equilibrium.js';
import type { Phase } from './phase.js';
import { requireCompetitors } from './require-competitors.js';
import { reactPhases, type InterfaceReaction } from './react-phases.js';

export interface ScreenOptions {
  /** [eV] chemical potential of open elements, relative to their standard states. */
  open?: OpenElements;
  /** [1] draws of the energies (default 400). */
  samples?: number;
}

/** What one coating does on one oxide, in one scheme. */
export interface CoatingScreen {
  coating: string;
  oxide: string;
  scheme: string;
  /** Reaction at the means of the sources. */
  reaction: InterfaceReaction;
  /** That reaction at its strongest kink, per unit of the coating. */
  equation: string;
  effect: ReactionEffect;
  /**
   * [eV/atom] energy per atom of the mixture at the strongest kink; zero where the two coexist. Mean, spread and 95 %
   * interval over draws.
   */
  drivingForce: Estimate;
  /** [1] share of the draws in which the two react. */
  reactingShare: number;
  /** [1] share of the oxide's oxygen, at the strongest kink, that ends in metalloid–oxygen bonds formed in situ. */
  oxygenTaken: Estimate;
  /**
   * [1] of the selection rule's thermodynamic tests how many are passed: reduces the oxide, forms metalloid–oxygen
   * bonds in situ, ends in a glass former.
   */
  ruleTests: Estimate;
  /** [1] by product: share of the draws in which it forms at the strongest kink. */
  productShares: ReadonlyMap<string, number>;
  /** `unstable` where the two leave each other alone but open elements take the coating apart. */
  verdict: 'reacts' | 'coexists' | 'undecided' | 'unstable';
  notes: Note[];
}

/** [eV/atom] a gain smaller than this is rounding, not a reaction. */
const NOTHING = 1e-7;

/**
 * Whether a coating reacts with an oxide, how strongly, what forms, and how sure that is given how far sources of the
 * energies disagree.
 *
 * Draws are seeded by the context's generator (seed 1 without one).
 *
 * @param oxide   formula of the scheme; `O2` asks for oxygen itself
 * @throws InputError when the scheme has no energy of one of the two, or of nothing that they could react to
 */
export async function screenCoating(
  coating: string,
  oxide: string,
  scheme: EnergyScheme,
  options: ScreenOptions = {},
  ctx?: Context,
): Promise<CoatingScreen> {
  const { open = new Map<string, number>(), samples = 400 } = options;
  if (!Number.isInteger(samples) || samples < 2)
    throw new InputError(`${samples} draws`, { hint: 'give a whole number from 2 on' });
  const pair = { coating: parseFormula(coating), oxide: parseFormula(oxide) };
  const phases = makePhases(scheme, new Set([...pair.coating.keys(), ...pair.oxide.keys(), ...open.keys()]));
  const pick = (from: readonly Phase[], amounts: ReadonlyMap<string, number>): Phase =>
    from.find((phase) => isSameCompound(phase, { amounts }))!;
  for (const [formula, amounts] of [
    [coating, pair.coating],
    [oxide, pair.oxide],
  ] as const)
    if (!pick(phases, amounts)) throw missingEnergy(scheme, formula);

  requireCompetitors(
    { ...pick(phases, pair.coating), name: coating },
    { ...pick(phases, pair.oxide), name: oxide },
    phases,
    scheme,
  );

  const reaction = reactPhases(pick(phases, pair.coating), pick(phases, pair.oxide), phases, open);
  const balance = (
    from: readonly Phase[],
    kink: Pick<InterfaceReaction['strongest'], 'coatingUnits' | 'oxideUnits' | 'products'>,
  ) => ({ coating: pick(from, pair.coating), oxide: pick(from, pair.oxide), ...kink });
  const central = balance(phases, reaction.strongest);
  const rng = contextRng(ctx).fork('energies');
  const forces = new Float64Array(samples);
  const taken = new Float64Array(samples);
  const tests = new Float64Array(samples);
  const counts = new Map<string, number>();
  let reacting = 0;
  for (let k = 0; k < samples; k++) {
    if (k % 16 === 0) await breathe(ctx);
    const drawn = samplePhases(scheme, phases, rng);
    const found = findStrongestReaction(pick(drawn, pair.coating), pick(drawn, pair.oxide), drawn, open);
    if (found.energyPerAtom > -NOTHING) continue;
    reacting++;
    const effect = describeReaction(balance(drawn, found));
    forces[k] = found.energyPerAtom;
    taken[k] = effect.oxygenTaken;
    tests[k] = countPassed(effect);
    for (const { phase } of found.products) counts.set(phase.name, (counts.get(phase.name) ?? 0) + 1);
  }
  const reactingShare = reacting / samples;
  const alone = reaction.kinks.at(-1)!;
  const burns = open.size > 0 && alone.energyPerAtom < -NOTHING;
  return {
    coating,
    oxide,
    scheme: scheme.id,
    reaction,
    equation: !reaction.tieLine
      ? formatReaction(central, open.keys())
      : burns
        ? `${formatReaction({ ...central, ...alone }, open.keys())}, on its own`
        : `${coating} and ${oxide} coexist`,
    effect: describeReaction(reaction.tieLine ? { ...central, products: [] } : central),
    drivingForce: summarise(forces, 'eV/atom'),
    reactingShare,
    oxygenTaken: summarise(taken, '1'),
    ruleTests: summarise(tests, '1'),
    productShares: new Map(
      [...counts].map(([name, count]) => [name, count / samples] as const).sort((a, b) => b[1] - a[1]),
    ),
    verdict: reactingShare >= 0.975 ? 'reacts' : reactingShare > 0.025 ? 'undecided' : burns ? 'unstable' : 'coexists',
    notes: [
      ...describeSources(scheme, [coating, oxide], phases),
      ...(burns
        ? [
            {
              level: 'warning',
              code: 'unstable-alone',
              where: coating,
              text: `${coating} is not stable under these open elements: it gains ${(-alone.energyPerAtom).toFixed(2)} eV per atom of the closed ones on its own, which is not counted as reaction with ${oxide}`,
            } as const,
          ]
        : []),
    ],
  };
}

/** The rule of Yoon et al., Nat. Energy 6 (2021) 362, as far as thermodynamics decides it: 0 to 3. */
const countPassed = (effect: ReactionEffect): number =>
  Number(effect.reducesOxide) +
  Number(effect.bonds === 'formed in situ') +
  Number(effect.bonds === 'formed in situ' && effect.passivating?.glassFormer === true);

/** Mean, standard deviation as the uncertainty, and the middle 95 % of draws. */
function summarise(draws: Float64Array, unit: string): Estimate {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  const mean = sorted.reduce((sum, x) => sum + x, 0) / n;
  const sigma = Math.sqrt(sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
  const quantile = (p: number): number => {
    const at = p * (n - 1);
    const low = Math.floor(at);
    return sorted[low] + (at - low) * (sorted[Math.min(n - 1, low + 1)] - sorted[low]);
  };
  return { value: mean, sigma, n, unit, interval: [quantile(0.025), quantile(0.975)], confidence: 0.95 };
}

/** Sources of one compound that differ by more than this part of their mean are told to the reader. */
const DISAGREEMENT = 0.2;

function describeSources(scheme: EnergyScheme, formulas: readonly string[], phases: readonly Phase[]): Note[] {
  const notes: Note[] = [];
  for (const formula of formulas) {
    const compound = findCompound(scheme, formula);
    if (!compound) continue;
    const values = compound.values.map(({ value }) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (high < 0 && low / high > 1 + DISAGREEMENT) {
      notes.push({
        level: 'warning',
        code: 'sources-disagree',
        where: formula,
        text: `sources of ${formula} disagree by a factor of ${(low / high).toFixed(2)}: ${high} to ${low} eV/atom`,
      });
    }
    const above = computeHullDistance(phases.find((phase) => isSameCompound(phase, compound))!, phases);
    if (above.energyPerAtom > 1e-6) {
      notes.push({
        level: 'info',
        code: 'above-hull',
        where: formula,
        text: `${formula} lies ${(above.energyPerAtom * 1000).toFixed(0)} meV/atom above ${above.products.map(({ phase }) => phase.name).join(' + ')}; what it would gain by falling apart is not counted as reaction`,
      });
    }
  }
  return notes;
}

/** Says of which compounds a scheme has no energy, and what would help. */
export function explainMissingEnergies(
  scheme: EnergyScheme,
  formulas: readonly string[],
): { what: string; hint: string } {
  const haveIt = new Map<string, string[]>();
  for (const formula of formulas) {
    const others = PUBLISHED_SCHEMES.filter((id) => id !== scheme.id && findCompound(makePublishedScheme(id), formula));
    const key = others.join(' and ');
    haveIt.set(key, [...(haveIt.get(key) ?? []), formula]);
  }
  const all = formulas.length === 1;
  const alike = formulas.flatMap((formula) => {
    const elements = [...parseFormula(formula).keys()];
    const names = scheme.compounds.filter(({ amounts }) => elements.every((e) => amounts.has(e))).map((c) => c.name);
    return names.length > 0 && names.length <= 12
      ? [`${all ? 'of these elements' : `of the elements of ${formula}`} the scheme has ${names.join(', ')}`]
      : [];
  });
  const hint = [
    ...[...haveIt].map(([others, which]) =>
      others === ''
        ? `no published value${all ? '' : ` of ${which.join(', ')}`} is known to Cermet`
        : `the scheme ${others} has ${all ? 'it' : which.join(', ')} (--scheme ${others.split(' ')[0]})`,
    ),
    `or give one: --energy '${formulas[0]}=VALUE' in eV/atom`,
    ...alike,
  ];
  return {
    what: `no formation energy of ${formulas.join(', ')} in the scheme "${scheme.id}" (${scheme.title})`,
    hint: hint.join('; '),
  };
}

function missingEnergy(scheme: EnergyScheme, formula: string): InputError {
  const { what, hint } = explainMissingEnergies(scheme, [formula]);
  return new InputError(what, { value: formula, hint });
}
