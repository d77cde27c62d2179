import {
  countElements,
  ELEMENTS,
  parseFormula,
  type Note,
  type SiteOccupancy,
  type Structure,
} from '../../../core/index.js';
import { multiplyRows, invertMatrix3 } from '../../../core/index.js';
import { buildCell } from '../../../io/structures/cell-parameters.js';
import { CRYSTALS, type Crystal } from '../library.js';
import { buildCrystal } from '../resolve-crystal.js';

/** A formula with several metals on one site, or with too little lithium, on the crystal of a simple one. */
export interface SolidSolution {
  /** Its mixed sites as in the formula. */
  structure: Structure;
  /** The crystal that lends its structure, and the element whose sites are shared. */
  host: Crystal;
  shared: string;
  /** [1] amounts on that site. */
  mixture: ReadonlyMap<string, number>;
  notes: Note[];
}

/** Share of a site that may be missing in a formula written with few digits, such as LiNi0.33Co0.33Mn0.33O2. */
const ROUNDING = 0.02;
const ALKALI = ['Li', 'Na', 'K'];
const ANIONS = ['O', 'F', 'S', 'P', 'B', 'Si'];

/** The solid solution that a word means; undefined where it is a crystal of the library or no formula. */
export function findSolidSolution(word: string): SolidSolution | undefined {
  const name = word.trim();
  if (CRYSTALS.some((crystal) => crystal.name.toLowerCase() === name.toLowerCase())) return undefined;
  if (!/^(?:[A-Z][a-z]?|[()\d.])+$/.test(name)) return undefined;
  return name.match(/[A-Z][a-z]?/g)!.every((symbol) => ELEMENTS.includes(symbol))
    ? resolveSolidSolution(name)
    : undefined;
}

/**
 * Finds the library crystal of which a formula is a solid solution: elements that the crystal lacks share the sites of
 * one of its metals, lithium may be short of its sites or take part in the mixture. Lattice vectors are the mean of the
 * library's crystals of the same structure, by amount (Vegard's rule).
 *
 * @returns undefined where no crystal of the library fits
 */
export function resolveSolidSolution(formula: string): SolidSolution | undefined {
  const amounts = parseFormula(formula);
  const fits = CRYSTALS.flatMap((host) => {
    const fit = fitHost(host, amounts);
    return fit ? [{ host, ...fit }] : [];
  });
  if (fits.length === 0) return undefined;
  // Of a layered oxide and a rock salt the one that gives lithium sites of its own.
  fits.sort((a, b) => b.kinds - a.kinds || (b.mixture.get(b.shared) ?? 0) - (a.mixture.get(a.shared) ?? 0));
  const { host, shared, mixture, lithium } = fits[0];
  const base = buildCrystal(host);
  const alike = fits.filter(
    (fit) => fit.host.spaceGroup === host.spaceGroup && fit.shared !== shared && mixture.has(fit.shared),
  );
  const members = [
    { host, shared },
    ...alike.filter((fit, k) => alike.findIndex((f) => f.shared === fit.shared) === k),
  ];
  const known = members.reduce((sum, member) => sum + (mixture.get(member.shared) ?? 0), 0);
  const cell = buildCell(
    members.reduce(
      (mean, member) => {
        const weight = known > 0 ? (mixture.get(member.shared) ?? 0) / known : 1 / members.length;
        for (const key of ['a', 'b', 'c', 'alpha', 'beta', 'gamma'] as const)
          mean[key] += weight * member.host.cell[key];
        return mean;
      },
      { a: 0, b: 0, c: 0, alpha: 0, beta: 0, gamma: 0 },
    ),
  );
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  const elements = base.elements.map((element, site) => {
    if (element === shared && mixture.size > 0) {
      const occupants = [...mixture].map(([name, occupancy]) => ({ element: name, occupancy }));
      if (occupants.length > 1 || Math.abs(occupants[0].occupancy - 1) > 1e-9) disorder.set(site, occupants);
      return occupants.reduce((most, o) => (o.occupancy > most.occupancy ? o : most)).element;
    }
    if (lithium !== undefined && element === lithium.element && lithium.occupancy < 1 - 1e-9)
      disorder.set(site, [{ element, occupancy: lithium.occupancy }]);
    return element;
  });
  const structure: Structure = {
    cell,
    pbc: base.pbc,
    elements,
    positions: multiplyRows(multiplyRows(base.positions, invertMatrix3(base.cell)), cell),
    ...(disorder.size > 0 && { disorder }),
    info: { name: formula },
  };
  const others = [...mixture.keys()].filter((e) => !members.some((m) => m.shared === e));
  return {
    structure,
    host,
    shared,
    mixture,
    notes: [
      {
        level: 'info',
        code: 'solid-solution',
        text: `${formula} is taken as a solid solution in the structure of ${host.name}: ${[...mixture].map(([e, n]) => `${e} ${Number(n.toFixed(4))}`).join(', ')} on the sites of ${shared}${lithium && lithium.occupancy < 1 ? `, ${lithium.element} sites filled to ${Number((100 * lithium.occupancy).toFixed(2))} %` : ''}; the cell is ${members.length > 1 ? `the mean of ${members.map((m) => m.host.name).join(', ')}` : `that of ${host.name}`}${others.length > 0 ? `, which says nothing of ${others.join(', ')}` : ''}`,
      },
    ],
  };
}

/** How a formula sits on a host: what shares which site, and how full the alkali sites are. */
function fitHost(
  host: Crystal,
  amounts: ReadonlyMap<string, number>,
):
  | { kinds: number; shared: string; mixture: Map<string, number>; lithium?: { element: string; occupancy: number } }
  | undefined {
  const per = countElements(buildCrystal(host));
  // A lithium oxide is no solid solution of lithium in a rock salt unless that is asked for.
  if (ALKALI.some((element) => amounts.has(element) && !per.has(element))) return undefined;
  const anion = ANIONS.find((element) => per.has(element) && amounts.has(element));
  if (anion === undefined || [...per.keys()].length < 2) return undefined;
  const scale = amounts.get(anion)! / per.get(anion)!;
  const metals = [...per.keys()].filter((e) => e !== anion && !ANIONS.includes(e) && !ALKALI.includes(e));
  for (const shared of metals) {
    const mixture = new Map<string, number>();
    let lithium: { element: string; occupancy: number } | undefined;
    const room = per.get(shared)! * scale;
    const fits = [...per.keys()].every((element) => {
      if (element === shared) return true;
      const wanted = per.get(element)! * scale;
      const there = amounts.get(element) ?? 0;
      if (!ALKALI.includes(element)) return Math.abs(there - wanted) < 1e-3 * wanted;
      lithium = { element, occupancy: Math.min(1, there / wanted) };
      if (there > wanted * (1 + 1e-6)) mixture.set(element, (there - wanted) / room);
      return there > 0;
    });
    if (!fits) continue;
    for (const [element, n] of amounts) if (element === shared || !per.has(element)) mixture.set(element, n / room);
    if ([...mixture.keys()].some((element) => ANIONS.includes(element) && element !== 'B')) continue;
    const total = [...mixture.values()].reduce((a, b) => a + b, 0);
    if (Math.abs(total - 1) > ROUNDING) continue;
    for (const [element, n] of mixture) mixture.set(element, n / total);
    const trivial = mixture.size === 1 && mixture.has(shared) && (lithium?.occupancy ?? 1) > 1 - 1e-9;
    if (!mixture.has(shared)) continue;
    if (trivial) continue;
    return { kinds: per.size, shared, mixture, lithium };
  }
  return undefined;
}
