import { isMap, ReadError, type Note, type SiteOccupancy, type Structure } from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { readJson, toNumbers } from './json.js';
import { requireElement, requireSound } from './text.js';

/** Structures as OPTIMADE 1.3 serves them: https://specification.optimade.org. One entry or a list below `data`. */
export const optimadeReader = defineStructureReader({
  id: 'optimade',
  version: '1',
  title: 'OPTIMADE JSON structures',
  kind: 'structure',
  extensions: ['.json'],
  sniff(head) {
    const text = new TextDecoder().decode(head);
    return /^\s*[{[]/.test(text) && /"(lattice_vectors|cartesian_site_positions|species_at_sites)"\s*:/.test(text)
      ? 0.97
      : 0;
  },
  async read(source) {
    const root = await readJson(source);
    const notes: Note[] = [];
    const data = isMap(root) && 'data' in root ? root.data : root;
    const structures = (Array.isArray(data) ? data : [data]).map((entry: unknown, i) =>
      parseEntry(entry, source.name, `data[${i}]`, notes),
    );
    if (structures.length === 0) throw new ReadError('there is no structure in this file', { file: source.name });
    return { recordings: [], structures, notes };
  },
});

function parseEntry(entry: unknown, file: string, path: string, notes: Note[]): Structure {
  const fail = (what: string): never => {
    throw new ReadError(what, { file, path });
  };
  const attributes = isMap(entry) && isMap(entry.attributes) ? entry.attributes : entry;
  if (!isMap(attributes) || !Array.isArray(attributes.cartesian_site_positions))
    return fail('this entry has no cartesian_site_positions');
  const sites = attributes.cartesian_site_positions as unknown[];
  const names = attributes.species_at_sites;
  if (!Array.isArray(names) || names.length !== sites.length || !names.every((name) => typeof name === 'string'))
    return fail(`species_at_sites must name the species of all ${sites.length} sites`);
  const rows = sites.map((site, i) => toNumbers(site, 3) ?? fail(`site ${i + 1} has no three coordinates`));
  const { cell, pbc } = parseLattice(attributes, fail);
  const species = parseSpecies(attributes.species, fail, file);
  const occupants = (names as string[]).map(
    (name) =>
      species?.get(name) ??
      (species
        ? fail(`species "${name}" is not among the species`)
        : [{ element: requireElement(name, file, 1), occupancy: 1 }]),
  );
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  occupants.forEach((list, i) => {
    if (list.length !== 1 || list[0]!.occupancy !== 1) disorder.set(i, list);
  });
  if (
    attributes.structure_features !== undefined &&
    Array.isArray(attributes.structure_features) &&
    attributes.structure_features.includes('implicit_atoms')
  ) {
    notes.push({
      level: 'warning',
      code: 'implicit-atoms',
      text: 'The entry says that it has atoms without positions (implicit_atoms); they are missing here.',
      where: `${file}, ${path}`,
    });
  }
  const structure: Structure = {
    cell,
    pbc,
    elements: occupants.map((list) => list.reduce((most, o) => (o.occupancy > most.occupancy ? o : most)).element),
    positions: Float64Array.from(rows.flat()),
    ...(disorder.size > 0 && { disorder }),
    ...readExtras(attributes, sites.length),
  };
  const info = { ...structure.info, ...(isMap(entry) && typeof entry.id === 'string' && { id: entry.id }) };
  return requireSound({ ...structure, ...(Object.keys(info).length > 0 && { info }) }, file);
}

function parseLattice(
  attributes: Record<string, unknown>,
  fail: (what: string) => never,
): { cell: Float64Array; pbc: [boolean, boolean, boolean] } {
  const types = attributes.dimension_types;
  const given = Array.isArray(attributes.lattice_vectors) ? attributes.lattice_vectors : undefined;
  const flags =
    Array.isArray(types) && types.length === 3 && types.every((t) => t === 0 || t === 1)
      ? types.map((t) => t === 1)
      : [0, 1, 2].map(() => given !== undefined);
  if (flags.some(Boolean) && given?.length !== 3) return fail('lattice_vectors must hold three vectors');
  const cell = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    const row = toNumbers(given?.[i], 3);
    if (row) cell.set(row, 3 * i);
    else if (flags[i])
      return fail(`lattice vector ${i + 1} is not three numbers, although the structure repeats along it`);
  }
  const pbc = flags as [boolean, boolean, boolean];
  if (pbc.some(Boolean) && !pbc.every(Boolean)) completeCell(cell);
  return { cell, pbc };
}

/**
 * Directions that do not repeat may have no vector: unit vectors normal to the others stand in, so that the cell has a
 * volume.
 */
function completeCell(cell: Float64Array): void {
  const row = (i: number) => Array.from(cell.subarray(3 * i, 3 * i + 3));
  const cross = (a: number[], b: number[]) => [
    a[1]! * b[2]! - a[2]! * b[1]!,
    a[2]! * b[0]! - a[0]! * b[2]!,
    a[0]! * b[1]! - a[1]! * b[0]!,
  ];
  const scale = (v: number[]) => v.map((x) => x / Math.hypot(...v));
  for (let i = 0; i < 3; i++) {
    if (row(i).some((x) => x !== 0)) continue;
    const others = [1, 2].map((k) => row((i + k) % 3)).filter((v) => v.some((x) => x !== 0));
    const axis = others[0] && Math.abs(others[0][0]!) < Math.hypot(...others[0]) * 0.9 ? [1, 0, 0] : [0, 1, 0];
    cell.set(scale(others.length === 2 ? cross(others[0]!, others[1]!) : cross(others[0]!, axis)), 3 * i);
  }
}

function parseSpecies(
  value: unknown,
  fail: (what: string) => never,
  file: string,
): Map<string, SiteOccupancy[]> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return fail('species must be a list');
  return new Map(
    value.map((one: unknown) => {
      if (!isMap(one) || typeof one.name !== 'string' || !Array.isArray(one.chemical_symbols))
        return fail('each of the species needs name, chemical_symbols and concentration');
      const symbols = one.chemical_symbols as unknown[];
      const shares =
        toNumbers(one.concentration, symbols.length) ??
        fail(`species "${one.name}" needs a concentration for each of its symbols`);
      const occupants = symbols.flatMap((symbol, i) =>
        symbol === 'vacancy' || shares[i] === 0
          ? []
          : [{ element: requireElement(String(symbol), file, 1), occupancy: shares[i]! }],
      );
      const total = shares.reduce((a, b) => a + b, 0);
      if (occupants.length === 0 || shares.some((share) => share < 0) || total > 1.01)
        return fail(`the concentrations of species "${one.name}" add up to ${total}`);
      return [one.name, occupants] as const;
    }),
  );
}

/** What the standard has no name for, under our prefix; only what is well formed is taken. */
function readExtras(attributes: Record<string, unknown>, n: number): Partial<Structure> {
  const out: { -readonly [K in keyof Structure]?: Structure[K] } = {};
  const {
    _cermet_energy: energy,
    _cermet_stress: stress,
    _cermet_atomic: atomic,
    _cermet_labels: labels,
    _cermet_info: info,
  } = attributes;
  if (typeof energy === 'number' && Number.isFinite(energy)) out.energy = energy;
  const nine = toNumbers(stress, 9);
  if (nine) out.stress = Float64Array.from(nine);
  if (isMap(atomic)) {
    const columns = Object.entries(atomic).flatMap(([name, column]) => {
      if (!isMap(column) || !Number.isInteger(column.width)) return [];
      const values = toNumbers(column.values, (column.width as number) * n);
      return values && name !== '__proto__'
        ? [[name, { width: column.width as number, values: Float64Array.from(values) }] as const]
        : [];
    });
    if (columns.length > 0) out.atomic = Object.fromEntries(columns);
  }
  if (Array.isArray(labels) && labels.length === n && labels.every((label) => typeof label === 'string'))
    out.labels = labels as string[];
  if (isMap(info)) out.info = info;
  return out;
}
