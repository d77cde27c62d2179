import { parseFormula, ReadError, toCartesian, type Note } from '../../core/index.js';
import type { SymmetryReading } from './cif-symmetry.js';
import { isBlank, parseCifNumber, type CifBlock } from './cif-syntax.js';
import { mergeSites, type CifSite, type MergedSites } from './merge-sites.js';
import { applyOperation, computeImageDistance, expandOrbit, turnMoment } from './symmetry-operation.js';

/** [Å] Images of a site closer than this are one atom. */
const SAME_ATOM = 0.05;

/** A cell filled by one reading of its symmetry, and what in it contradicts the file. */
interface Filled extends MergedSites {
  reading: SymmetryReading;
  /** Formula, counts and occupancies that are not as stated, as sentences. */
  contradictions: { code: string; text: string }[];
}

/**
 * Fills a cell by the reading of its symmetry with which formula, multiplicities and occupancies agree.
 *
 * @throws ReadError where none agrees with the formula, or a place holds more than one atom
 */
export function chooseReading(
  block: CifBlock,
  sites: readonly CifSite[],
  readings: readonly SymmetryReading[],
  cell: Float64Array,
  file: string,
  notes: Note[],
): Filled {
  const filled = readings.map((reading) => fill(block, sites, reading, cell, file));
  const sound = filled.filter(({ contradictions }) => contradictions.length === 0);
  const chosen = sound[0] ?? filled[0]!;
  const where = `${file}:${block.line}`;
  const [worst] = chosen.contradictions;
  if (worst) {
    if (worst.code === 'formula-mismatch' || worst.code === 'occupancy-above-one' || readings[0]!.source !== LISTED)
      throw new ReadError(
        `block ${block.name}: ${worst.text}`,
        { file, line: block.line },
        { hint: HINTS[worst.code] },
      );
    for (const { code, text } of chosen.contradictions)
      notes.push({ level: 'serious', code, text: `Block ${block.name}: ${text}.`, where });
  }
  const others = sound.filter((f) => f !== chosen && !isSame(f, chosen));
  if (others.length > 0)
    notes.push({
      level: 'warning',
      code: 'setting-assumed',
      text: `The file lists no symmetry operations, and ${sound.length} settings of its space group fit what it says; ${chosen.reading.source} is taken.`,
      where,
    });
  else if (readings.length > 1 && sound.length > 0)
    notes.push({
      level: 'info',
      code: 'setting-found',
      text: `The file does not say which of ${readings.length} settings of its space group it is in; what it says of its atoms fits ${chosen.reading.source} alone.`,
      where,
    });
  if (chosen.doubled > 0)
    notes.push({
      level: 'warning',
      code: 'atoms-given-twice',
      text: `${chosen.doubled} atoms stand twice in the same place and are counted once.`,
      where: `${file}, block ${block.name}`,
    });
  checkUnits(block, chosen, where, notes);
  return chosen;
}

/** Where operations are the file's own, a contradiction is the file's too. */
export const LISTED = 'the listed operations';
const HINTS: Readonly<Record<string, string>> = {
  'formula-mismatch': 'atoms are missing, an occupancy or the space group is wrong, or the formula is: mend the file',
  'occupancy-above-one': 'mend the occupancies, or leave out the atoms that stand for the same place',
  'multiplicity-mismatch': 'the space group or its setting is not that of the atoms: list the symmetry operations',
};

function fill(
  block: CifBlock,
  sites: readonly CifSite[],
  reading: SymmetryReading,
  cell: Float64Array,
  file: string,
): Filled {
  const { operations } = reading;
  const all: CifSite[] = [];
  const odd: string[] = [];
  const forbidden: string[] = [];
  for (const site of sites) {
    if (operations.length === 1) {
      all.push(site);
      continue;
    }
    const { points, first } = expandOrbit(site.fractional, operations, cell, SAME_ATOM);
    if (points.length / 3 > 0 && site.multiplicity !== undefined && site.multiplicity !== points.length / 3)
      odd.push(`${site.label} ${points.length / 3} times for ${site.multiplicity}`);
    if (site.moment && !keepsMoment(site.moment, site.fractional, operations, cell)) forbidden.push(site.label);
    for (let k = 0; k < points.length; k += 3) {
      const fractional = Array.from(points.subarray(k, k + 3));
      const moment = site.moment && turnMoment(site.moment, operations[first[k / 3]!]!, cell);
      all.push({ ...site, fractional, position: Array.from(toCartesian(cell, fractional)), ...(moment && { moment }) });
    }
    if (all.length > 2_000_000)
      throw new ReadError('more than two million atoms in one cell', { file, line: block.line });
  }
  const merged = mergeSites(all, cell);
  const contradictions: Filled['contradictions'] = [];
  if (merged.overfull.length > 0) {
    const { labels, occupancy } = merged.overfull[0]!;
    contradictions.push({
      code: 'occupancy-above-one',
      text: `${labels.join(' and ')} share a place, and their occupancies add up to ${Number(occupancy.toFixed(3))}`,
    });
  }
  const formula = compareFormula(block, merged.sites);
  if (formula) contradictions.unshift({ code: 'formula-mismatch', text: formula });
  if (odd.length > 0)
    contradictions.push({
      code: 'multiplicity-mismatch',
      text: `by ${reading.source}, sites stand as often as the file does not say: ${odd.slice(0, 4).join(', ')}`,
    });
  if (forbidden.length > 0)
    contradictions.push({
      code: 'moment-forbidden',
      text: `the symmetry of the site does not allow the moment stated at ${forbidden.slice(0, 4).join(', ')}`,
    });
  return { ...merged, reading, contradictions };
}

/** Whether every operation that leaves a site in its place leaves its moment as it is. */
function keepsMoment(
  moment: readonly number[],
  at: readonly number[],
  operations: SymmetryReading['operations'],
  cell: Float64Array,
): boolean {
  const size = Math.hypot(...moment);
  return operations.every((operation) => {
    const image = applyOperation(operation, at[0]!, at[1]!, at[2]!);
    if (computeImageDistance(cell, image, at) > SAME_ATOM) return true;
    const turned = turnMoment(moment, operation, cell);
    return Math.hypot(...turned.map((v, k) => v - moment[k]!)) <= 0.02 * size + 0.01;
  });
}

/** Whether two fillings hold the same atoms in the same places. */
function isSame(a: Filled, b: Filled): boolean {
  if (a.sites.length !== b.sites.length) return false;
  const key = (s: CifSite): string =>
    [
      s.occupants.map((o) => o.element).join(),
      ...s.fractional.map((v) => Math.round((v - Math.floor(v)) * 500) % 500),
    ].join();
  const there = new Set(a.sites.map(key));
  return b.sites.every((s) => there.has(key(s)));
}

/** The formula that the block states; undefined where it states none that can be read. */
export function readFormula(block: CifBlock, names = ['_chemical_formula_sum']): Map<string, number> | undefined {
  const text = names.map((name) => block.items.get(name)?.[0]).find((value) => !isBlank(value))?.text;
  if (!text) return undefined;
  try {
    return parseFormula(text.replaceAll(/[\s,]+/g, ''));
  } catch {
    return undefined;
  }
}

function countSites(sites: readonly CifSite[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { occupants } of sites)
    for (const o of occupants) counts.set(o.element, (counts.get(o.element) ?? 0) + o.occupancy);
  return counts;
}

/** Hydrogen is often left out by those who cannot see it, so it does not count. */
const heavy = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].filter(([element]) => element !== 'H');
const sum = (counts: readonly [string, number][]): number => counts.reduce((total, [, n]) => total + n, 0);

/** A sentence where the atoms do not make the stated formula. */
function compareFormula(block: CifBlock, sites: readonly CifSite[]): string | undefined {
  const stated = readFormula(block);
  if (!stated) return undefined;
  const counted = countSites(sites);
  const [all, allStated] = [sum(heavy(counted)), sum(heavy(stated))];
  if (all === 0 || allStated === 0) return undefined;
  const differs = heavy(new Map([...counted, ...stated])).some(
    ([element]) => Math.abs((counted.get(element) ?? 0) / all - (stated.get(element) ?? 0) / allStated) > 0.02,
  );
  if (!differs) return undefined;
  const shown = [...counted].map(([element, n]) => `${element}${Number(n.toFixed(3))}`).join(' ');
  return `the formula is stated as ${block.items.get('_chemical_formula_sum')![0]!.text.trim()}, but the atoms make ${shown}`;
}

/** Formula times the number of formula units is what the cell holds. */
function checkUnits(block: CifBlock, { sites }: Filled, where: string, notes: Note[]): void {
  const units = parseCifNumber(block.items.get('_cell_formula_units_z')?.[0])?.value;
  const stated = readFormula(block);
  if (!units || !stated) return;
  const counted = sum(heavy(countSites(sites)));
  const expected = units * sum(heavy(stated));
  // Programs that write the contents of the whole cell as its formula are common.
  const whole = Math.abs((counted * units) / expected - 1) < 0.05;
  if (expected > 0 && !whole && Math.abs(counted / expected - 1) > 0.05)
    notes.push({
      level: 'serious',
      code: 'formula-units-mismatch',
      text: `Block ${block.name} states ${units} formula units a cell, but its atoms make ${Number(((counted / expected) * units).toPrecision(4))}.`,
      where,
    });
}
