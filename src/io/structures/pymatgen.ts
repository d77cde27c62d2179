import { isMap, ReadError, type Note, type SiteOccupancy, type Structure } from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { readJson, toNumbers } from './json.js';
import { findElement, requireSound } from './text.js';

/** pymatgen's `as_dict` JSON: a Structure, a Molecule, or anything that holds some (entries, lists of entries). */
export const pymatgenReader = defineStructureReader({
  id: 'pymatgen',
  version: '1',
  title: 'pymatgen JSON structures',
  kind: 'structure',
  extensions: ['.json'],
  sniff(head) {
    const text = new TextDecoder().decode(head);
    if (!/^\s*[{[]/.test(text)) return 0;
    const marked = /"@module"\s*:\s*"pymatgen/.test(text) || (/"lattice"\s*:/.test(text) && /"species"\s*:/.test(text));
    return marked && /"(sites|lattice|structure)"\s*:/.test(text) ? 0.95 : 0;
  },
  async read(source) {
    const notes: Note[] = [];
    const structures: Structure[] = [];
    collect(await readJson(source), '', undefined, source.name, structures, notes, 0);
    if (structures.length === 0)
      throw new ReadError(
        'there is no structure in this file',
        { file: source.name },
        { hint: 'a structure has "sites" with "species" and "xyz" or "abc"' },
      );
    return { recordings: [], structures, notes };
  },
});

/** Walks through lists and objects; the energy of an entry belongs to the structure in it. */
function collect(
  value: unknown,
  path: string,
  energy: number | undefined,
  file: string,
  out: Structure[],
  notes: Note[],
  depth: number,
): void {
  if (depth > 12) return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => collect(item, `${path}[${i}]`, undefined, file, out, notes, depth + 1));
    return;
  }
  if (!isMap(value)) return;
  if (
    Array.isArray(value.sites) &&
    (isMap(value.lattice) ||
      value['@class'] === 'Molecule' ||
      value.sites.some((site) => isMap(site) && 'species' in site))
  ) {
    out.push(parseStructure(value, path, energy, file));
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'object' && item !== null)
      collect(
        item,
        path === '' ? key : `${path}.${key}`,
        typeof value.energy === 'number' && Number.isFinite(value.energy) ? value.energy : undefined,
        file,
        out,
        notes,
        depth + 1,
      );
  }
}

const propertyNames: Readonly<Record<string, { name: string; width: number }>> = {
  magmom: { name: 'magmoms', width: 1 },
  forces: { name: 'forces', width: 3 },
  velocities: { name: 'velocities', width: 3 },
  charge: { name: 'charges', width: 1 },
};

function parseStructure(
  value: Record<string, unknown>,
  path: string,
  entryEnergy: number | undefined,
  file: string,
): Structure {
  const fail = (what: string): never => {
    throw new ReadError(what, { file, path: path || undefined });
  };
  const lattice = isMap(value.lattice) ? value.lattice : undefined;
  const matrix =
    lattice && Array.isArray(lattice.matrix) && lattice.matrix.length === 3
      ? lattice.matrix.flatMap((row) => toNumbers(row, 3) ?? fail('a lattice vector is not three numbers'))
      : undefined;
  if (lattice && !matrix) return fail('the lattice has no matrix of three vectors');
  const cell = Float64Array.from(matrix ?? new Array<number>(9).fill(0));
  const flags = lattice?.pbc;
  const given: unknown[] = Array.isArray(flags) && flags.length === 3 ? flags : [];
  const periodic = (k: number): boolean =>
    given.length > 0 && given.every((flag) => typeof flag === 'boolean') ? given[k] === true : matrix !== undefined;
  const pbc: [boolean, boolean, boolean] = [periodic(0), periodic(1), periodic(2)];
  const sites = (value.sites as unknown[]).map((site) => (isMap(site) ? site : fail('a site is not an object')));
  const positions = sites.map(
    (site, i) => placeSite(site, matrix) ?? fail(`site ${i + 1} has neither "abc" nor "xyz" of three numbers`),
  );
  const occupants = sites.map((site, i) => parseSpecies(site.species, i, fail));
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  occupants.forEach((list, i) => {
    if (list.length !== 1 || list[0]!.occupancy !== 1) disorder.set(i, list);
  });
  const { energy: ownEnergy, ...info } = isMap(value.properties) ? value.properties : {};
  const energy = [ownEnergy, value.energy, entryEnergy].find(
    (x): x is number => typeof x === 'number' && Number.isFinite(x),
  );
  const atomic = readProperties(sites);
  const labels = sites.map((site) => site.label);
  const structure: Structure = {
    cell,
    pbc,
    elements: occupants.map((list) => list.reduce((most, o) => (o.occupancy > most.occupancy ? o : most)).element),
    positions: Float64Array.from(positions.flat()),
    ...(disorder.size > 0 && { disorder }),
    ...(labels.length > 0 && labels.every((label) => typeof label === 'string') && { labels: labels as string[] }),
    ...(atomic && { atomic }),
    ...(energy !== undefined && { energy }),
    ...(Object.keys(info).length > 0 && { info }),
  };
  return requireSound(structure, file);
}

/** `xyz` where it agrees with `abc`, for its last digits; `abc` rules where they differ, as it does in pymatgen. */
function placeSite(site: Record<string, unknown>, m: number[] | undefined): number[] | undefined {
  const xyz = toNumbers(site.xyz, 3);
  const abc = m && toNumbers(site.abc, 3);
  if (!m || !abc) return xyz;
  const place = [0, 1, 2].map((k) => abc[0]! * m[k]! + abc[1]! * m[3 + k]! + abc[2]! * m[6 + k]!);
  return xyz?.every((x, k) => Math.abs(x - place[k]!) < 1e-6 * Math.max(1, Math.abs(place[k]!))) ? xyz : place;
}

function parseSpecies(value: unknown, i: number, fail: (what: string) => never): SiteOccupancy[] {
  if (!Array.isArray(value) || value.length === 0) return fail(`site ${i + 1} has no species`);
  const occupants: SiteOccupancy[] = [];
  for (const one of value as unknown[]) {
    const name = isMap(one) && typeof one.element === 'string' ? one.element : undefined;
    const element = name && /^[A-Z][a-z]?([\d+-].*)?$/.test(name) ? findElement(name) : undefined;
    const occupancy = isMap(one) ? (one.occu ?? 1) : 1;
    if (!element) return fail(`site ${i + 1}: "${name ?? '?'}" is not a chemical element`);
    if (typeof occupancy !== 'number' || !(occupancy > 0 && occupancy <= 1.01))
      return fail(`site ${i + 1}: an occupancy of ${String(occupancy)} is not between 0 and 1`);
    // One element in two oxidation states is one occupant here.
    const same = occupants.find((o) => o.element === element);
    if (same) same.occupancy += occupancy;
    else occupants.push({ element, occupancy });
  }
  if (occupants.reduce((sum, o) => sum + o.occupancy, 0) > 1.01)
    return fail(`site ${i + 1}: the occupancies add up to more than one`);
  return occupants;
}

/** [μB] moment of a site by the spins of its species, older files of which have them among a species' properties. */
function sumSpins(species: unknown): number | undefined {
  let sum: number | undefined;
  for (const one of Array.isArray(species) ? (species as unknown[]) : []) {
    if (!isMap(one)) continue;
    const spin = one.spin ?? (isMap(one.properties) ? one.properties.spin : undefined);
    if (typeof spin === 'number' && Number.isFinite(spin))
      sum = (sum ?? 0) + spin * (typeof one.occu === 'number' ? one.occu : 1);
  }
  return sum;
}

function readProperties(sites: readonly Record<string, unknown>[]): Structure['atomic'] {
  const out: Record<string, { width: number; values: Float64Array }> = {};
  const rows = (key: string) => sites.map((site) => (isMap(site.properties) ? site.properties[key] : undefined));
  for (const [key, { name, width }] of Object.entries(propertyNames)) {
    const values = rows(key).map((row) => (width === 1 ? toNumbers([row], 1) : toNumbers(row, width)));
    if (values.length > 0 && values.every((row) => row !== undefined))
      out[name] = { width, values: Float64Array.from(values.flat() as number[]) };
  }
  const spins = sites.map(({ species }) => sumSpins(species));
  if (!out.magmoms && spins.some((spin) => spin !== undefined))
    out.magmoms = { width: 1, values: Float64Array.from(spins, (spin) => spin ?? 0) };
  const free = rows('selective_dynamics');
  if (free.length > 0 && free.every((row) => Array.isArray(row) && row.length === 3))
    out.fixed = { width: 3, values: Float64Array.from(free.flat() as boolean[], (flag) => (flag ? 0 : 1)) };
  return Object.keys(out).length > 0 ? out : undefined;
}
