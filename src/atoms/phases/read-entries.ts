import { InputError, isMap, parseFormula, ReadError, type Note } from '../../core/index.js';
import type { EnergyScheme, SchemeCompound } from './energy-scheme.js';
import { countAtoms } from './phase.js';

/** Energy of one phase as a database or program gives it: of formation, or total. */
export interface EnergyEntry {
  name: string;
  amounts: ReadonlyMap<string, number>;
  /** [eV/atom] */
  formation?: number;
  /** [eV/atom] */
  total?: number;
}

type Item = Record<string, unknown>;
const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Under these names OPTIMADE providers give formation energies, in eV/atom. */
const FORMATION = [
  'formation_energy_per_atom',
  '_mp_formation_energy_per_atom',
  '_oqmd_delta_e',
  '_alexandria_formation_energy_per_atom',
  '_cermet_formation_energy_per_atom',
];

/**
 * Energies from JSON as databases serve it: Materials Project documents (`formation_energy_per_atom`) and pymatgen
 * entries (`ComputedEntry`,
 * `ComputedStructureEntry`: total `energy` with its `correction`), alone, in lists or below `data` or `entries`; OPTIMADE entries.
 *
 * @throws ReadError where the file holds no energy
 */
export function readEntries(json: unknown, file: string): { entries: EnergyEntry[]; notes: Note[] } {
  const entries: EnergyEntry[] = [];
  let skipped = 0;
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, k) => visit(item, `${path}[${k}]`));
      return;
    }
    if (!isMap(value)) return;
    const attributes = isMap(value.attributes) ? value.attributes : value;
    const amounts = readComposition(attributes, file, path);
    if (!amounts) {
      for (const key of ['data', 'entries', 'results', 'docs', 'response'])
        if (key in value) visit(value[key], `${path}.${key}`);
      return;
    }
    const formation =
      FORMATION.map((key) => numberOf(attributes[key])).find((v) => v !== undefined) ?? readStability(attributes);
    const total = readTotal(attributes, countAtoms(amounts));
    if (formation === undefined && total === undefined) {
      skipped++;
      return;
    }
    const id = [value.material_id, value.entry_id, value.id].find((v) => typeof v === 'string') as string | undefined;
    const formula = writeReduced(amounts);
    entries.push({
      name: formula,
      amounts: parseFormula(formula),
      ...(formation !== undefined && { formation: requireSensible(formation, id ?? formula, file, path) }),
      ...(total !== undefined && { total }),
    });
  };
  visit(json, 'entries');
  if (entries.length === 0)
    throw new ReadError(
      skipped > 0
        ? `none of the ${skipped} entries gives an energy`
        : 'no entries with a composition and an energy were found',
      { file },
      { hint: 'Materials Project or OPTIMADE JSON with formation_energy_per_atom, or pymatgen ComputedEntry' },
    );
  const notes: Note[] =
    skipped > 0
      ? [
          {
            level: 'warning',
            code: 'entries-skipped',
            text: `${skipped} of ${skipped + entries.length} entries give no energy and are left out`,
            where: file,
          },
        ]
      : [];
  return { entries, notes };
}

function readComposition(item: Item, file: string, path: string): Map<string, number> | undefined {
  const { composition, formula_pretty, formula, chemical_formula_reduced, full_formula, unit_cell_formula } = item;
  for (const table of [composition, unit_cell_formula]) {
    if (!isMap(table)) continue;
    const amounts = Object.entries(table).map(([element, n]) => [element.replace(/[\d+.-]+$/, ''), Number(n)] as const);
    if (amounts.length > 0 && amounts.every(([, n]) => n > 0)) return mergeAmounts(amounts);
  }
  const text = [
    formula_pretty,
    chemical_formula_reduced,
    full_formula,
    formula,
    typeof composition === 'string' ? composition : undefined,
  ].find((word) => typeof word === 'string') as string | undefined;
  if (text === undefined) return undefined;
  try {
    return parseFormula(text.replaceAll(' ', ''));
  } catch (cause) {
    throw new ReadError(`"${text.slice(0, 40)}" is not a formula`, { file, path }, { cause });
  }
}

function mergeAmounts(amounts: readonly (readonly [string, number])[]): Map<string, number> {
  const merged = new Map<string, number>();
  for (const [element, n] of amounts) merged.set(element, (merged.get(element) ?? 0) + n);
  return merged;
}

/** pymatgen: `energy` of the whole composition, `correction` beside it; documents: `energy_per_atom`. */
function readTotal(item: Item, atoms: number): number | undefined {
  const whole = numberOf(item.energy);
  const correction = numberOf(item.correction);
  const adjustments = Array.isArray(item.energy_adjustments)
    ? item.energy_adjustments.reduce<number>((sum, a) => sum + ((isMap(a) && numberOf(a.value)) || 0), 0)
    : undefined;
  if (whole !== undefined) return (whole + (correction ?? adjustments ?? 0)) / atoms;
  return numberOf(item.corrected_energy_per_atom) ?? numberOf(item.energy_per_atom);
}

/** The Materials Project's `_mp_stability`, by functional. */
function readStability(item: Item): number | undefined {
  const stability = item._mp_stability;
  if (!isMap(stability)) return undefined;
  for (const key of ['gga_gga+u', 'gga_gga+u_r2scan', 'r2scan']) {
    const found = stability[key];
    const value = isMap(found) ? numberOf(found.formation_energy_per_atom) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

function requireSensible(value: number, name: string, file: string, path: string): number {
  if (value > -6 && value < 5) return value;
  throw new ReadError(
    `the formation energy of ${name} is ${value} eV/atom, which cannot be`,
    { file, path },
    { hint: 'energies are expected in eV per atom' },
  );
}

function writeReduced(amounts: ReadonlyMap<string, number>): string {
  const values = [...amounts.values()];
  const least = Math.min(...values);
  for (let k = 1; k <= 60; k++) {
    if (values.every((v) => Math.abs((v * k) / least - Math.round((v * k) / least)) < 1e-4 * k))
      return [...amounts]
        .map(([e, n]) => `${e}${Math.round((n * k) / least) === 1 ? '' : Math.round((n * k) / least)}`)
        .join('');
  }
  return [...amounts].map(([e, n]) => `${e}${Number(n.toFixed(4))}`).join('');
}

/**
 * A scheme of a user's own entries. Total energies become formation energies by the lowest entry of each element among
 * them; of polymorphs the lowest stays.
 *
 * @throws InputError where a total energy lacks the element it would count from
 */
export function makeEntriesScheme(
  entries: readonly EnergyEntry[],
  files: readonly string[],
  notes: readonly Note[] = [],
): EnergyScheme {
  const text = files.join(', ');
  const references = new Map<string, number>();
  for (const { amounts, total } of entries)
    if (amounts.size === 1 && total !== undefined) {
      const [element] = amounts.keys();
      references.set(element, Math.min(total, references.get(element) ?? Infinity));
    }
  const lowest = new Map<string, SchemeCompound>();
  for (const entry of entries) {
    if (entry.amounts.size === 1) continue;
    const atoms = countAtoms(entry.amounts);
    const lacking = [...entry.amounts.keys()].filter((element) => !references.has(element));
    if (entry.formation === undefined && lacking.length > 0)
      throw new InputError(
        `the entries give the total energy of ${entry.name}, but none of ${lacking.join(', ')} as an element`,
        {
          hint: 'add entries of the elements, or give formation energies',
          where: { file: text },
        },
      );
    const value =
      entry.formation ??
      entry.total! - [...entry.amounts].reduce((sum, [element, n]) => sum + (n / atoms) * references.get(element)!, 0);
    const key = [...entry.amounts]
      .map(([e, n]) => `${e}${n}`)
      .sort()
      .join();
    const known = lowest.get(key);
    if (!known || value < known.values[0].value)
      lowest.set(key, { name: entry.name, amounts: entry.amounts, values: [{ value, source: { text } }] });
  }
  if (lowest.size === 0) throw new InputError('the entries hold elements only', { where: { file: text } });
  return {
    id: 'entries',
    title: `formation energies from ${text}`,
    compounds: [...lowest.values()],
    usual: { oxide: 0.024, other: 0.096 },
    notes: [
      {
        level: 'info',
        code: 'scheme',
        text: `energies are those of ${text} (${lowest.size} compounds), taken as one set; one sigma is 0.024 eV/atom for compounds with oxygen (Hautier 2012) and 0.096 eV/atom for others (Kirklin 2015)`,
      },
      ...notes,
    ],
  };
}

/** Adds the compounds of one scheme to another; those of the second replace equal ones. */
export function joinSchemes(base: EnergyScheme, own: EnergyScheme): EnergyScheme {
  const same = (a: SchemeCompound, b: SchemeCompound): boolean =>
    [...a.amounts].length === b.amounts.size &&
    [...a.amounts].every(
      ([e, n]) => Math.abs(n / countAtoms(a.amounts) - (b.amounts.get(e) ?? 0) / countAtoms(b.amounts)) < 1e-9,
    );
  return {
    ...base,
    compounds: [...base.compounds.filter((c) => !own.compounds.some((o) => same(c, o))), ...own.compounds],
    notes: [
      ...base.notes,
      ...own.notes,
      {
        level: 'warning',
        code: 'mixed-schemes',
        text: `one hull now holds energies of two kinds, ${base.title} and ${own.title}: differences between them show as driving forces`,
      },
    ],
  };
}
