import { breathe, contextRng, InputError, type Context, type Note, type Structure } from '../../../core/index.js';
import { makeSupercell } from '../transform.js';
import { arrange, type Objective } from './arrangement.js';
import { chooseRepeats } from './choose-repeats.js';
import { computeEwaldMatrix, followEwaldEnergy } from './ewald.js';
import { findSublattices, keepSites, occupantsOf, VACANCY, type Sublattice } from './mixed-sites.js';
import { assignOrderingCharges } from './ordering-charges.js';
import { countPairCorrelations, type PairShell } from './pair-correlations.js';

export type OrderingMethod = 'sqs' | 'ewald';

export interface OrderingOptions {
  /** `sqs`: pair correlations of a random alloy (default); `ewald`: lowest electrostatic energy of formal charges. */
  method?: OrderingMethod;
  /**
   * Repeats of the cell, or rows of a matrix (default: the fewest that hold the composition in whole atoms, and near
   * cubic).
   */
  supercell?: readonly [number, number, number] | readonly (readonly number[])[];
}

/** A structure of whole atoms made from one with shared or partly vacant sites, and how good it is. */
export interface Ordering {
  /** `info.parent_supercell` holds the (3, 3) whole numbers that make its cell of the one it came from. */
  structure: Structure;
  method: OrderingMethod;
  /** (3, 3) rows. */
  supercell: readonly (readonly number[])[];
  sublattices: readonly {
    sites: number;
    /** Atoms of each species; `vacancy` among them. */
    atoms: Readonly<Record<string, number>>;
    /** [1] share that was asked for. */
    asked: Readonly<Record<string, number>>;
  }[];
  /** How many arrangements were compared, where it was all of them. */
  all?: number;
  /** Shells of pairs of mixed sites, nearest first. */
  shells: readonly PairShell[];
  /** [1] root mean square difference of the shares of pairs from the random alloy's. */
  correlationError: number;
  /** [eV/atom] electrostatic energy of the formal charges, with `ewald`. */
  electrostaticEnergy?: number;
  notes: Note[];
}

const MOST_SITES = 20_000;
/** Ewald sums keep a matrix of all pairs of atoms. */
const MOST_CHARGES = 2500;

/**
 * Fills shared and partly vacant sites with whole atoms: a special quasi-random structure, or the arrangement of lowest
 * electrostatic energy. The context's generator (seed 1 without one) decides among equals.
 *
 * @throws InputError for a structure without such sites, or one too large
 */
export async function orderStructure(
  structure: Structure,
  options: OrderingOptions = {},
  ctx?: Context,
): Promise<Ordering> {
  const { method = 'sqs' } = options;
  if (!structure.disorder?.size)
    throw new InputError('every site holds one whole atom: there is nothing to order', {
      hint: 'mix sites with --substitute Ni=Co0.1Mn0.1, or take lithium out with --delithiate 0.5',
    });
  findSublattices(structure);
  const times = options.supercell ?? chooseRepeats(structure, structure.pbc as [boolean, boolean, boolean]);
  const rows =
    typeof times[0] === 'number'
      ? [0, 1, 2].map((k) => [0, 1, 2].map((j) => (j === k ? (times[k] as number) : 0)))
      : (times as readonly (readonly number[])[]);
  const large = makeSupercell(structure, rows);
  const sublattices = findSublattices(large);
  const places = sublattices.flatMap(({ sites }) => sites);
  if (places.length > MOST_SITES)
    throw new InputError(`${places.length} mixed sites are more than an ordering is searched for (${MOST_SITES})`, {
      hint: 'take a smaller supercell',
    });
  const counts = sublattices.map(apportion);
  const start = Int32Array.from(
    counts.flatMap((atoms) => atoms.flatMap((count, species) => new Array<number>(count).fill(species))),
  );
  let from = 0;
  const exchange = sublattices.map(({ sites }) => sites.map(() => from++));
  const rng = contextRng(ctx).fork('order');
  const correlations = countPairCorrelations(large, sublattices, start);
  const ewald = method === 'ewald' ? makeEwald(large, sublattices, places, start) : undefined;
  const objective: Objective = ewald?.energy ?? correlations;
  const { all } = await arrange(objective, exchange, rng, async (done) => {
    ctx?.progress?.(done, 1, 'ordering');
    await breathe(ctx);
  });
  if (ewald) objective.species.forEach((species, place) => correlations.set(place, species));
  const filled = fillSites(large, sublattices, objective.species);
  const shells = correlations.shells();
  const atoms = filled.elements.length;
  const ordering: Omit<Ordering, 'notes'> = {
    structure: {
      ...filled,
      info: { ...structure.info, ...filled.info, ordered_by: method, parent_supercell: rows.flat() },
    },
    method,
    supercell: rows,
    sublattices: sublattices.map(({ sites, species, shares }, l) => ({
      sites: sites.length,
      atoms: Object.fromEntries(species.map((s, k) => [s === VACANCY ? 'vacancy' : s, counts[l][k]])),
      asked: Object.fromEntries(species.map((s, k) => [s === VACANCY ? 'vacancy' : s, shares[k]])),
    })),
    ...(all !== undefined && { all }),
    shells,
    correlationError: correlations.rms(),
    ...(ewald && { electrostaticEnergy: ewald.energy.value() / atoms }),
  };
  return { ...ordering, notes: describeOrdering(ordering, ewald?.how) };
}

/** Whole atoms nearest to the shares, by largest remainder. */
function apportion({ sites, shares }: Sublattice): number[] {
  const exact = shares.map((share) => share * sites.length);
  const counts = exact.map((x) => Math.floor(x + 1e-9));
  const order = exact.map((_, k) => k).sort((a, b) => exact[b] - counts[b] - (exact[a] - counts[a]) || a - b);
  for (let k = 0, left = sites.length - counts.reduce((a, b) => a + b, 0); left > 0; k++, left--)
    counts[order[k % order.length]]++;
  return counts;
}

function makeEwald(
  structure: Structure,
  sublattices: readonly Sublattice[],
  places: readonly number[],
  start: Int32Array,
): { energy: Objective; how: string } {
  if (structure.elements.length > MOST_CHARGES)
    throw new InputError(`${structure.elements.length} atoms are too many for electrostatic energies`, {
      hint: `take a supercell of at most ${MOST_CHARGES}, or --method sqs`,
    });
  if (!structure.pbc.every(Boolean))
    throw new InputError('electrostatic energies need a structure that repeats in all three directions', {
      hint: 'order it with --method sqs',
    });
  const { charge, how } = assignOrderingCharges(structure);
  const latticeOf = sublattices.flatMap(({ sites }, l) => sites.map(() => l));
  const chargeOf = (place: number, species: number): number => charge(sublattices[latticeOf[place]].species[species]);
  const charges = Float64Array.from(structure.elements, (element) => charge(element));
  places.forEach((site, place) => (charges[site] = chargeOf(place, start[place])));
  const matrix = computeEwaldMatrix(structure.cell, structure.positions);
  return { energy: followEwaldEnergy(matrix, charges, places, chargeOf, start), how };
}

function fillSites(structure: Structure, sublattices: readonly Sublattice[], species: Int32Array): Structure {
  const elements = [...structure.elements];
  let place = 0;
  for (const lattice of sublattices)
    for (const site of lattice.sites) elements[site] = lattice.species[species[place++]];
  return keepSites({ ...structure, elements }, new Map(), (site) => elements[site] !== VACANCY);
}

function describeOrdering(ordering: Omit<Ordering, 'notes'>, charges: string | undefined): Note[] {
  const { method, supercell, sublattices, all, shells, correlationError, electrostaticEnergy } = ordering;
  const diagonal = supercell.every((row, k) => row.every((value, j) => j === k || value === 0));
  const cell = diagonal ? supercell.map((row, k) => row[k]).join(' × ') : JSON.stringify(supercell);
  const found = all === undefined ? 'found by simulated annealing' : `the best of all ${all} arrangements`;
  const filled = sublattices
    .map(
      ({ sites, atoms }) =>
        `${Object.entries(atoms)
          .map(([s, n]) => `${n} ${s}`)
          .join(', ')} on ${sites} sites`,
    )
    .join('; ');
  const notes: Note[] = [
    {
      level: 'info',
      code: 'ordered',
      text:
        method === 'sqs'
          ? `mixed sites were ordered as a special quasi-random structure in ${cell} cells (${filled}), ${found}: shares of pairs differ from the random alloy by ${formatPart(correlationError)} root mean square`
          : `mixed sites were ordered by lowest electrostatic energy in ${cell} cells (${filled}), ${found}: ${electrostaticEnergy!.toFixed(4)} eV/atom; ${charges}`,
    },
  ];
  for (const { sites, atoms, asked } of sublattices) {
    const off = Object.entries(asked).filter(([s, share]) => Math.abs(atoms[s] / sites - share) > 1e-4);
    if (off.length > 0)
      notes.push({
        level: 'warning',
        code: 'composition-rounded',
        text: `whole atoms on ${sites} sites give ${off.map(([s, share]) => `${s} ${formatPart(atoms[s] / sites)} where ${formatPart(share)} was asked for`).join(', ')}; a larger supercell comes nearer`,
      });
  }
  const near = shells.reduce<PairShell | undefined>(
    (worst, s) => (!worst || s.error > worst.error ? s : worst),
    undefined,
  );
  if (method === 'sqs' && near && near.error > 0.1)
    notes.push({
      level: 'warning',
      code: 'poor-correlations',
      text: `in this cell pairs ${near.worst} at ${near.distance.toFixed(2)} Å miss the random alloy's share by ${formatPart(near.error)}: take a larger supercell`,
    });
  return notes;
}

const formatPart = (value: number): string => `${Number((100 * value).toPrecision(3))} %`;

/** Whether a structure has shared or partly vacant sites. */
export const isMixed = (structure: Structure): boolean => (structure.disorder?.size ?? 0) > 0;

/** Formula of the cell with fractions where sites are shared, such as `Li3Ni2.4Co0.3Mn0.3O6`. */
export function formatMixedFormula(structure: Structure): string {
  const amounts = new Map<string, number>();
  structure.elements.forEach((_, site) => {
    for (const { element, occupancy } of occupantsOf(structure, site))
      amounts.set(element, (amounts.get(element) ?? 0) + occupancy);
  });
  return [...amounts].map(([element, n]) => `${element}${Math.abs(n - 1) < 1e-9 ? '' : Number(n.toFixed(4))}`).join('');
}
