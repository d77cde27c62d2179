import { NETWORK_FORMERS, countBridges } from './network-former.js';
import { countAtoms, type Phase } from './phase.js';

type Amounts = ReadonlyMap<string, number>;

/** A reaction at one point of a mixing line: what goes in and what comes out, per atom of the mixture. */
export interface ReactionBalance {
  coating: Phase;
  oxide: Phase;
  coatingUnits: number;
  oxideUnits: number;
  products: readonly { phase: Phase; amount: number }[];
}

/** Bonds between a metalloid and oxygen: made by the reaction, there before, or none. */
export type MetalloidBonds = 'formed in situ' | 'already there' | 'none';

/** What a reaction does to the oxide, in the terms of the selection rule. */
export interface ReactionEffect {
  bonds: MetalloidBonds;
  /** Kinds of metalloid–oxygen bonds in the products, such as `B–O`. */
  bondKinds: string[];
  /** Whether the coating, free of oxygen before, binds oxygen of the oxide. */
  reducesOxide: boolean;
  /**
   * [1] share of the oxide's oxygen that ends in compounds with the coating's metalloid, where those bonds form in
   * situ.
   */
  oxygenTaken: number;
  /** Elements that the oxide held and that come out in metals, alloys or compounds without oxygen. */
  reduced: string[];
  /** [1] share of the oxide's oxygen that leaves as gas. */
  oxygenReleased: number;
  /** Product that can close off the reaction: the one most richly linked by bridging oxygen. */
  passivating?: { name: string; glassFormer: boolean; bridges: number };
}

/** Judges a reaction by its balance. */
export function describeReaction(reaction: ReactionBalance): ReactionEffect {
  const { coating, oxide, oxideUnits, products } = reaction;
  const formers = NETWORK_FORMERS.filter((element) => coating.amounts.has(element));
  const networks = products.filter(
    ({ phase, amount }) => amount > 0 && phase.amounts.has('O') && formers.some((f) => phase.amounts.has(f)),
  );
  const oxygenOf = (amounts: Amounts): number => amounts.get('O') ?? 0;
  const inOxide = oxideUnits * oxygenOf(oxide.amounts);
  const inNetworks = networks.reduce((sum, { phase, amount }) => sum + amount * oxygenOf(phase.amounts), 0);
  const free = !coating.amounts.has('O');
  const oxidised = products.some(
    ({ phase }) =>
      phase.amounts.has('O') &&
      phase.amounts.size > 1 &&
      [...phase.amounts.keys()].some((e) => coating.amounts.has(e) && !oxide.amounts.has(e)),
  );
  const gas = products
    .filter(({ phase }) => phase.amounts.size === 1 && phase.amounts.has('O'))
    .reduce((sum, { phase, amount }) => sum + amount * oxygenOf(phase.amounts), 0);
  const share = (oxygen: number): number => (inOxide > 0 ? Math.min(1, Math.max(0, oxygen / inOxide)) : 0);
  const best = networks
    .map(({ phase }) => ({ name: phase.name, bridges: countBridges(phase.amounts) }))
    .sort((a, b) => b.bridges - a.bridges)[0];
  const reduced = products
    .filter(({ phase }) => !phase.amounts.has('O'))
    .flatMap(({ phase }) =>
      [...phase.amounts.keys()].filter((element) => oxide.amounts.has(element) && !coating.amounts.has(element)),
    );
  return {
    bonds: formers.length === 0 ? 'none' : !free ? 'already there' : networks.length > 0 ? 'formed in situ' : 'none',
    bondKinds: formers.filter((f) => !free || networks.some(({ phase }) => phase.amounts.has(f))).map((f) => `${f}–O`),
    reducesOxide: free && oxidised,
    oxygenTaken: free ? share(inNetworks) : 0,
    reduced: [...new Set(reduced)],
    oxygenReleased: share(gas),
    ...(best && { passivating: { ...best, glassFormer: best.bridges > 1 } }),
  };
}

/**
 * `Co2B + 3.5 LiNiO2 → …`, per unit of the coating.
 *
 * @param open elements that come and go: what is short of them is written on the left, what is left over on the right
 */
export function formatReaction(
  { coating, oxide, coatingUnits, oxideUnits, products }: ReactionBalance,
  open: Iterable<string> = [],
): string {
  const per = coatingUnits > 0 ? coatingUnits : 1;
  const term = (amount: number, name: string): string =>
    Math.abs(amount - 1) < 5e-4 ? name : `${Number(amount.toPrecision(3))} ${name}`;
  const made = products
    .filter(({ amount, phase }) => amount * countAtoms(phase.amounts) > 1e-6)
    .map(({ phase, amount }) => term(amount / per, phase.name));
  const given = [
    [coatingUnits, coating.name],
    [oxideUnits, oxide.name],
  ] as const;
  const taken = given.filter(([amount]) => amount > 0).map(([amount, name]) => term(amount / per, name));
  for (const element of open) {
    const inOf = ({ amounts }: Phase): number => amounts.get(element) ?? 0;
    const left =
      coatingUnits * inOf(coating) +
      oxideUnits * inOf(oxide) -
      products.reduce((sum, { phase, amount }) => sum + amount * inOf(phase), 0);
    if (Math.abs(left) < 1e-6) continue;
    const atoms = element === 'O' ? 2 : 1;
    (left > 0 ? made : taken).push(term(Math.abs(left) / atoms / per, atoms === 1 ? element : `${element}${atoms}`));
  }
  return `${taken.join(' + ')} → ${made.join(' + ')}`;
}
