import {
  computeVolume,
  countElements,
  DomainError,
  InputError,
  parseFormula,
  type Context,
  type Note,
  type Structure,
} from '../../core/index.js';
import { fitLinear } from '../../num/fit/index.js';
import { computeAtomicVolume } from '../assemble/atomic-volumes.js';
import { amountsOf } from '../crystal/crystal.js';
import { CRYSTALS } from '../crystal/library.js';
import { buildCrystal } from '../crystal/resolve-crystal.js';
import {
  addSolidSolution,
  isSameCompound,
  makePublishedScheme,
  PUBLISHED_SCHEMES,
  screenCoating,
  type CoatingScreen,
} from '../phases/index.js';

/** A crystal that a potential shall know. */
export interface NamedCrystal {
  name: string;
  structure: Structure;
}

/** An oxide and a coating, with what can come of them. */
export interface DistilPair {
  name: string;
  oxide: NamedCrystal;
  /** Formula of the coating; its crystal where the library has one. */
  coating: { formula: string; crystal?: NamedCrystal };
  /** Elements of the two, in order of the alphabet. */
  elements: readonly string[];
  /** Formulas of products that the screen names. */
  products: readonly string[];
}

/** What one potential shall know: each of some oxides with each of some coatings. */
export interface DistilSystem {
  /** Oxide after oxide for each coating. */
  pairs: readonly DistilPair[];
  /** Elements of the potential, in order of the alphabet. */
  elements: readonly string[];
  /** Crystals of these elements: products that the screen names first, then all others of the library. */
  others: readonly NamedCrystal[];
  /** [Å3] by element: what an atom takes in compounds of these elements. */
  volumes: Readonly<Record<string, number>>;
  notes: readonly Note[];
}

/**
 * What a potential for oxides with coatings has to know: their elements, the products that the thermodynamic screen
 * predicts for each pair, and every crystal of the library made of these elements.
 *
 * @param coatings formulas
 * @param more further elements that the potential shall know
 * @throws DomainError when the potential that labels lacks an element; InputError for one given twice
 */
export async function makeSystem(
  oxides: readonly NamedCrystal[],
  coatings: readonly string[],
  labels: { name: string; elements: readonly string[] },
  more: readonly string[] = [],
  ctx?: Context,
): Promise<DistilSystem> {
  requireUnlike([...oxides.map(({ name }) => name), ...coatings]);
  const elementsOf = (oxide: NamedCrystal, coating: string): string[] => [
    ...countElements(oxide.structure).keys(),
    ...parseFormula(coating).keys(),
  ];
  const elements = [
    ...new Set([...oxides.flatMap((oxide) => coatings.flatMap((coating) => elementsOf(oxide, coating))), ...more]),
  ].sort();
  const lacking = elements.filter((element) => !labels.elements.includes(element));
  if (lacking.length > 0)
    throw new DomainError(
      `${labels.name} cannot label ${lacking.join(' and ')}: it was not trained on ${lacking.length > 1 ? 'them' : 'it'}`,
      {
        hint: 'leave the element out; labels of your own (--from) cannot stand alone',
      },
    );
  const known = CRYSTALS.filter((crystal) => [...amountsOf(crystal).keys()].every((e) => elements.includes(e)));
  const notes: Note[] = [];
  const pairs: DistilPair[] = [];
  const taken = new Set<string>(oxides.map(({ name }) => name));
  for (const formula of coatings) {
    const amounts = parseFormula(formula);
    const entry = known.find((crystal) => isSameCompound({ amounts: amountsOf(crystal) }, { amounts }));
    if (entry) taken.add(entry.name);
    else
      notes.push(
        say('no-crystal', `the library has no crystal of ${formula}: it is learnt from packings and melts alone`),
      );
    const coating = { formula, ...(entry && { crystal: { name: entry.name, structure: buildCrystal(entry) } }) };
    for (const oxide of oxides) {
      const { products, notes: found } = await findProducts(oxide.name, formula, ctx);
      notes.push(...found);
      // Elements asked for by name belong to every pair.
      const own = [...new Set([...elementsOf(oxide, formula), ...more])].sort();
      pairs.push({ name: `${oxide.name}-${formula}`, oxide, coating, elements: own, products });
    }
  }
  const products = [...new Set(pairs.flatMap((pair) => pair.products))];
  const missing = products.filter((name) => !known.some((k) => sameFormula(amountsOf(k), name)));
  if (missing.length > 0)
    notes.push(
      say(
        'no-product',
        `the library has no crystal of ${missing.join(', ')}: these products are learnt from packings alone`,
      ),
    );
  const rank = (name: ReadonlyMap<string, number>): number => {
    const at = products.findIndex((product) => sameFormula(name, product));
    return at < 0 ? products.length : at;
  };
  const others = known
    .filter(({ name }) => !taken.has(name))
    .sort((a, b) => rank(amountsOf(a)) - rank(amountsOf(b)))
    .map((entry) => ({ name: entry.name, structure: buildCrystal(entry) }));
  const system = { pairs, elements, others, notes };
  return { ...system, volumes: fitVolumes(listCrystals(system), elements) };
}

/** All crystals of a system, each once: the oxides, the coatings that have one, then the others. */
export function listCrystals({ pairs, others }: Pick<DistilSystem, 'pairs' | 'others'>): NamedCrystal[] {
  const all = [
    ...pairs.map(({ oxide }) => oxide),
    ...pairs.flatMap(({ coating }) => (coating.crystal ? [coating.crystal] : [])),
    ...others,
  ];
  return [...new Map(all.map((crystal) => [crystal.name, crystal])).values()];
}

function requireUnlike(names: readonly string[]): void {
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined) throw new InputError(`${twice} stands twice`, { hint: 'name each oxide and coating once' });
}

const say = (code: string, text: string): Note => ({ level: 'warning', code, text });

const sameFormula = (amounts: ReadonlyMap<string, number>, formula: string): boolean =>
  isSameCompound({ amounts }, { amounts: parseFormula(formula) });

/** Products over the mixing line, those of the strongest reaction first; a pair without data has none, and a note says so. */
async function findProducts(
  oxide: string,
  coating: string,
  ctx?: Context,
): Promise<{ products: string[]; notes: Note[] }> {
  let reason = '';
  for (const id of PUBLISHED_SCHEMES) {
    let screen: CoatingScreen;
    try {
      screen = await screenCoating(
        coating,
        oxide,
        addSolidSolution(makePublishedScheme(id), oxide),
        { samples: 100 },
        { signal: ctx?.signal },
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      reason ||= error.what;
      continue;
    }
    const { reaction, verdict } = screen;
    const names = [reaction.strongest, ...reaction.kinks].flatMap(({ products }) =>
      products.map(({ phase }) => phase.name),
    );
    const products = [...new Set([...names, ...screen.productShares.keys()])].filter(
      (name) => name !== oxide && name !== coating && name !== 'O2',
    );
    if (verdict === 'reacts' || verdict === 'undecided') return { products, notes: [] };
    return {
      products: [],
      notes: [
        say(
          'no-reaction',
          `${coating} and ${oxide} do not react by the scheme "${id}": the potential learns them side by side, and mixtures of them, without products`,
        ),
      ],
    };
  }
  return {
    products: [],
    notes: [
      say(
        'no-screen',
        `what ${coating} and ${oxide} react to is not known (${reason}): every crystal of the library made of these elements is taken`,
      ),
    ],
  };
}

/** [Å3] Bounds of an atom's volume in a compound. */
const SMALLEST = 5;
const LARGEST = 22;

/** Volumes of atoms that give those of crystals, held near six tenths of those in the solid elements, which oxides have. */
function fitVolumes(crystals: readonly NamedCrystal[], elements: readonly string[]): Record<string, number> {
  const rows = crystals.map(({ structure }) => {
    const counts = countElements(structure);
    const atoms = [...counts.values()].reduce((a, b) => a + b, 0);
    return {
      shares: elements.map((element) => (counts.get(element) ?? 0) / atoms),
      volume: computeVolume(structure.cell) / atoms,
    };
  });
  const prior = elements.map((element) => 0.6 * computeAtomicVolume(element));
  const columns = elements.map((_, k) => [
    ...rows.map(({ shares }) => shares[k]),
    ...elements.map((_e, j) => (j === k ? 0.3 : 0)),
  ]);
  const { coefficients } = fitLinear(columns, [...rows.map(({ volume }) => volume), ...prior.map((v) => 0.3 * v)]);
  return Object.fromEntries(
    elements.map((element, k) => [element, Math.min(Math.max(coefficients[k], SMALLEST), LARGEST)]),
  );
}
