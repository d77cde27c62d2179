import { ReadError, type Note, type Structure } from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { elementOfMass, LAMMPS_UNITS, type LammpsUnits } from './lammps-units.js';
import { findElement, parseNumber, readText, requireSound, splitLines, splitWords } from './text.js';

const SECTIONS =
  /^\s*(Atoms|Velocities|Masses|Atom Type Labels|Bonds|Angles|Dihedrals|Impropers|Ellipsoids|Lines|Triangles|Bodies|[A-Z][A-Za-z]*(?: [A-Za-z]+)* Coeffs|[A-Z][a-z]+ Type Labels)\s*(?:#\s*(\S+))?/;
/** Columns of the Atoms section by its style: where type, charge and x stand. */
const STYLES: Readonly<Record<string, { type: number; charge?: number; x: number }>> = {
  atomic: { type: 1, x: 2 },
  charge: { type: 1, charge: 2, x: 3 },
  bond: { type: 2, x: 3 },
  angle: { type: 2, x: 3 },
  molecular: { type: 2, x: 3 },
  full: { type: 2, charge: 3, x: 4 },
  sphere: { type: 1, x: 4 },
  dipole: { type: 1, charge: 2, x: 3 },
};

/** LAMMPS data files: cell, types with their elements by label, comment or mass, positions, charges, velocities. */
export const lammpsDataReader = defineStructureReader({
  id: 'lammps-data',
  version: '1',
  title: 'LAMMPS data file',
  kind: 'structure',
  extensions: ['.lmp', '.data', '.lammps', '.lammps-data'],
  sniff(head) {
    const lines = splitLines(new TextDecoder().decode(head.subarray(0, 16_384)));
    const has = (pattern: RegExp): boolean => lines.slice(1, 80).some((l) => pattern.test(l));
    return has(/^[ \t]{0,40}\d{1,12}[ \t]{1,40}atoms\b/) && has(/\bxlo[ \t]{1,40}xhi\b|\bavec\b/) ? 0.96 : 0;
  },
  async read(source) {
    const notes: Note[] = [];
    return { recordings: [], structures: [parseData(splitLines(await readText(source)), source.name, notes)], notes };
  },
});

interface Section {
  style?: string;
  from: number;
  rows: { words: string[]; comment: string; line: number }[];
}

function parseData(lines: readonly string[], file: string, notes: Note[]): Structure {
  const header = new Map<string, number[]>();
  const sections = new Map<string, Section>();
  let open: Section | undefined;
  lines.forEach((raw, i) => {
    if (i === 0) return;
    const hash = raw.indexOf('#');
    const text = hash < 0 ? raw : raw.slice(0, hash);
    const match = SECTIONS.exec(raw);
    if (match && !/^\s*\d/.test(raw)) {
      open = { style: match[2]?.toLowerCase(), from: i + 1, rows: [] };
      sections.set(match[1]!, open);
      return;
    }
    const words = splitWords(text);
    if (words.length === 0) return;
    if (open) open.rows.push({ words, comment: hash < 0 ? '' : raw.slice(hash + 1).trim(), line: i + 1 });
    else {
      const count = words.findIndex((w) => parseNumber(w) === undefined);
      if (count > 0)
        header.set(
          words.slice(count).join(' '),
          words.slice(0, count).map((w) => parseNumber(w)!),
        );
    }
  });
  const atoms = sections.get('Atoms');
  const stated = header.get('atoms')?.[0];
  if (!atoms || stated === undefined) throw new ReadError('the file has no section Atoms', { file });
  if (atoms.rows.length !== stated)
    throw new ReadError(`${stated} atoms are announced, but ${atoms.rows.length} stand below Atoms`, {
      file,
      line: atoms.from,
    });
  const { cell, origin } = readBox(header, file);
  const layout = findLayout(atoms, header.get('atom types')?.[0], file, notes);
  const named = nameTypes(sections, file);
  const unitName = /units\s*=\s*(\w+)/.exec(lines[0] ?? '')?.[1];
  const units = unitName === undefined ? undefined : LAMMPS_UNITS[unitName];
  if (unitName !== undefined && !units)
    throw new ReadError(
      `units ${unitName} of LAMMPS are not Å and eV`,
      { file, line: 1 },
      { hint: 'metal and real are read' },
    );
  if (!units)
    notes.push({
      level: 'info',
      code: 'units-assumed',
      text: 'A LAMMPS data file does not say its units; lengths are taken in Å, as in metal and real.',
      where: file,
    });
  const order = [...atoms.rows].sort((a, b) => Number(a.words[0]) - Number(b.words[0]));
  const n = order.length;
  const positions = new Float64Array(3 * n);
  const charges = layout.charge === undefined ? undefined : new Float64Array(n);
  const elements = order.map(({ words, line }, i) => {
    for (let k = 0; k < 3; k++) {
      const value = parseNumber(words[layout.x + k]);
      if (value === undefined) throw new ReadError('an atom has no position', { file, line });
      positions[3 * i + k] = (value - origin[k]!) * (units?.length ?? 1);
    }
    if (charges) charges[i] = parseNumber(words[layout.charge!]) ?? 0;
    const element = named.get(words[layout.type]!);
    if (!element)
      throw new ReadError(
        `type ${words[layout.type]} names no element`,
        { file, line },
        { hint: 'give Masses, Atom Type Labels, or a comment with the symbol behind each mass' },
      );
    return element;
  });
  const velocities = readVelocities(sections.get('Velocities'), order, units, file, notes);
  return requireSound(
    {
      cell: units ? cell.map((v) => v * units.length) : cell,
      pbc: [true, true, true],
      elements,
      positions,
      ...((charges || velocities) && {
        atomic: {
          ...(charges && { charges: { width: 1, values: charges } }),
          ...(velocities && { velocities: { width: 3, values: velocities } }),
        },
      }),
    },
    file,
  );
}

/** Lattice vectors in rows and the corner of the box. */
function readBox(header: Map<string, number[]>, file: string): { cell: Float64Array; origin: number[] } {
  const general = ['avec', 'bvec', 'cvec'].map((name) => header.get(name));
  if (general.every((v) => v?.length === 3))
    return { cell: Float64Array.from(general.flatMap((v) => v!)), origin: header.get('abc origin') ?? [0, 0, 0] };
  const bounds = ['x', 'y', 'z'].map((k) => header.get(`${k}lo ${k}hi`));
  if (bounds.some((b) => b?.length !== 2)) throw new ReadError('the file does not give the box (xlo xhi …)', { file });
  const [xy, xz, yz] = (header.get('xy xz yz') ?? [0, 0, 0]) as [number, number, number];
  const [lx, ly, lz] = bounds.map((b) => b![1]! - b![0]!) as [number, number, number];
  return { cell: Float64Array.of(lx, 0, 0, xy, ly, 0, xz, yz, lz), origin: bounds.map((b) => b![0]!) };
}

function findLayout(atoms: Section, types: number | undefined, file: string, notes: Note[]): (typeof STYLES)[string] {
  if (atoms.style !== undefined) {
    const known = STYLES[atoms.style];
    if (!known)
      throw new ReadError(
        `atom style ${atoms.style} is not known`,
        { file, line: atoms.from },
        { hint: `known: ${Object.keys(STYLES).join(', ')}` },
      );
    return known;
  }
  const rows = atoms.rows.slice(0, 500).map((r) => r.words);
  const whole = (k: number, most = Infinity): boolean =>
    rows.every((w) => /^[+-]?\d+$/.test(w[k] ?? '') && Number(w[k]) >= 0 && Number(w[k]) <= most);
  // Three whole numbers at the end count crossings of the box.
  const width = rows[0]!.length;
  const images = width > 7 && [1, 2, 3].every((k) => rows.every((w) => /^-?\d+$/.test(w[width - k]!))) ? 3 : 0;
  const columns = width - images;
  const fits = Object.entries({ atomic: 5, charge: 6, molecular: 6, full: 7 }).filter(([name, count]) => {
    const style = STYLES[name]!;
    return count === columns && whole(style.type, types) && (style.type === 1 || whole(1));
  });
  const chosen =
    fits.length > 1
      ? fits.find(([name]) =>
          whole(2, types) && !rows.every((w) => w[2] === '0') ? name === 'molecular' : name === 'charge',
        )
      : fits[0];
  if (!chosen)
    throw new ReadError(
      'the atom style is not stated and does not follow from the columns',
      { file, line: atoms.from },
      { hint: 'write it behind the section: Atoms # full' },
    );
  notes.push({
    level: fits.length > 1 ? 'warning' : 'info',
    code: 'atom-style-assumed',
    text: `The file does not state its atom style; by its columns it is ${chosen[0]}.`,
    where: file,
  });
  return STYLES[chosen[0]]!;
}

/** The element of each type, by label, by comment, or by mass. */
function nameTypes(sections: ReadonlyMap<string, Section>, file: string): Map<string, string> {
  const named = new Map<string, string>();
  const labels = new Map<string, string>();
  for (const { words } of sections.get('Atom Type Labels')?.rows ?? []) labels.set(words[1]!, words[0]!);
  for (const { words, comment, line } of sections.get('Masses')?.rows ?? []) {
    const mass = parseNumber(words[1]);
    const byMass = mass === undefined ? undefined : elementOfMass(mass);
    const word = comment.split(/\s+/)[0]! || (/^[A-Z]/i.test(words[0]!) ? words[0]! : '');
    const element = findElement(word) && /^[A-Z][a-z]?(?![a-z])/.test(word) ? findElement(word) : byMass;
    if (!element)
      throw new ReadError(
        `a mass of ${words[1]} is that of no element`,
        { file, line },
        { hint: 'write the symbol behind it: 1 6.94 # Li' },
      );
    named.set(words[0]!, element);
    const id = labels.get(words[0]!);
    if (id) named.set(id, element);
  }
  for (const [label, id] of labels) {
    const element = findElement(label);
    if (!element) continue;
    if (!named.has(label)) named.set(label, element);
    if (!named.has(id)) named.set(id, element);
  }
  return named;
}

function readVelocities(
  section: Section | undefined,
  order: Section['rows'],
  units: LammpsUnits | undefined,
  file: string,
  notes: Note[],
): Float64Array | undefined {
  if (!section) return undefined;
  if (!units) {
    notes.push({
      level: 'warning',
      code: 'velocities-skipped',
      text: 'Velocities are not kept: the file does not say whether its units are metal (Å/ps) or real (Å/fs). Write "units = metal" on its first line.',
      where: file,
    });
    return undefined;
  }
  const byId = new Map(section.rows.map((r) => [r.words[0], r]));
  const values = new Float64Array(3 * order.length);
  order.forEach(({ words, line }, i) => {
    const row = byId.get(words[0]);
    if (!row) throw new ReadError(`atom ${words[0]} has no velocity`, { file, line });
    for (let k = 0; k < 3; k++) values[3 * i + k] = (parseNumber(row.words[1 + k]) ?? 0) * units.velocity;
  });
  return values;
}
