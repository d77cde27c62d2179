import { ReadError, type Note, type Structure } from '../../../core/index.js';
import { findElement, parseNumber, splitWords } from '../../structures/text.js';
import { BOHR, HARTREE, RYDBERG } from '../calculation.js';
import { parseQeTime } from './times.js';

/** What `PREFIX.xml` or `PREFIX.save/data-file-schema.xml` of Quantum ESPRESSO says. eV, Å and μB. */
export interface QeXml {
  version?: string;
  prefix?: string;
  task?: string;
  /** [s] see {@link parseQeTime}; when the run that wrote it ended. */
  created?: number;
  /** Exit status that the program wrote down. */
  status?: number;
  converged?: boolean;
  relaxed?: boolean;
  iterations?: number;
  structure?: Structure;
  energy?: number;
  fermi?: number;
  twoFermi?: number[];
  highest?: number;
  lowest?: number;
  occupations?: string;
  totalMoment?: number;
  absoluteMoment?: number;
  hubbard: Record<string, number>;
  functional?: string;
  lsda: boolean;
  nonCollinear: boolean;
  cutoff?: number;
  electrons?: number;
  /**
   * [eV] top of the filled and bottom of the empty states of each spin; undefined where a spin has none. `partial`:
   * some are neither.
   */
  bands: { top?: number; bottom?: number; electrons: number; partial: boolean }[];
  cpu?: number;
  wall?: number;
  notes: Note[];
}

/** Elements whose text is long and not wanted. */
const SKIPPED = new Set(['symmetries', 'Hubbard_ns', 'starting_ns']);
const WANTED = 1 << 26;

/** Reads the XML of a run; its own units are turned, and the two places where U stands are held against one another. */
export async function parseQeXml(text: string, file: string): Promise<QeXml> {
  const out: QeXml = { hubbard: {}, lsda: false, nonCollinear: false, bands: [], notes: [] };
  const path: string[] = [];
  const inputU: Record<string, number> = {};
  const outputU: Record<string, number> = {};
  const species: string[] = [];
  const positions: number[] = [];
  const cell: number[] = [];
  const points: { weight: number; values: number[]; occupations: number[] }[] = [];
  let forces: number[] = [];
  let bandsUp: number | undefined;
  /** Whether U stands in Hartree in both places, as since version 7.1. */
  let inHartree = false;
  let skipped = 0;
  let words = '';
  let attributes: Record<string, string> = {};
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ fragment: false });
  parser.on('error', (error) => {
    throw new ReadError(
      `the XML is damaged: ${error.message.slice(0, 160)}`,
      { file },
      { hint: 'it may be cut short: run again' },
    );
  });
  parser.on('opentag', (tag) => {
    path.push(tag.name);
    if (SKIPPED.has(tag.name)) skipped++;
    words = '';
    attributes = tag.attributes as Record<string, string>;
    const place = path.slice(1).join('/');
    if (place === 'general_info/creator') out.version = attributes.VERSION;
    else if (place === 'general_info/created')
      out.created = parseQeTime(`${attributes.DATE ?? ''} ${attributes.TIME ?? ''}`);
    else if (place === 'output/atomic_structure') species.length = positions.length = cell.length = 0;
    else if (tag.name === 'dftU') inHartree ||= attributes.new_format === 'true';
    else if (tag.name === 'ks_energies') points.push({ weight: 1, values: [], occupations: [] });
    else if (tag.name === 'atom' && place.startsWith('output/atomic_structure/')) species.push(attributes.name ?? '');
  });
  parser.on('text', (piece) => {
    if (skipped === 0 && words.length < WANTED) words += piece;
  });
  parser.on('closetag', (tag) => {
    const place = path.slice(1).join('/');
    if (skipped === 0) take(place, tag.name, words.trim(), tag.attributes as Record<string, string>);
    if (SKIPPED.has(tag.name)) skipped--;
    path.pop();
    words = '';
  });

  const numbers = (value: string): number[] => splitWords(value).map((word) => parseNumber(word) ?? Number.NaN);
  const one = (value: string): number | undefined => parseNumber(value);
  const scaled = (value: string, factor: number): number | undefined => {
    const number = one(value);
    return number === undefined ? undefined : number * factor;
  };

  function take(place: string, name: string, value: string, at: Record<string, string>): void {
    const last = points[points.length - 1];
    switch (place) {
      case 'input/control_variables/calculation':
        out.task = value;
        return;
      case 'input/control_variables/prefix':
        out.prefix = value;
        return;
      case 'output/convergence_info/scf_conv/convergence_achieved':
        out.converged = value === 'true';
        return;
      case 'output/convergence_info/scf_conv/n_scf_steps':
        out.iterations = one(value);
        return;
      case 'output/convergence_info/opt_conv/convergence_achieved':
        out.relaxed = value === 'true';
        return;
      case 'output/total_energy/etot':
        out.energy = scaled(value, HARTREE);
        return;
      case 'output/magnetization/total':
        out.totalMoment = one(value);
        return;
      case 'output/magnetization/total_vec': {
        const m = numbers(value);
        if (m.length === 3) out.totalMoment ??= Math.hypot(...m);
        return;
      }
      case 'output/magnetization/absolute':
        out.absoluteMoment = one(value);
        return;
      case 'output/dft/functional':
        out.functional = value;
        return;
      case 'output/basis_set/ecutwfc':
        out.cutoff = scaled(value, HARTREE);
        return;
      case 'output/band_structure/lsda':
        out.lsda = value === 'true';
        return;
      case 'output/band_structure/noncolin':
        out.nonCollinear = value === 'true';
        return;
      case 'output/band_structure/nelec':
        out.electrons = one(value);
        return;
      case 'output/band_structure/nbnd_up':
        bandsUp = one(value);
        return;
      case 'output/band_structure/fermi_energy':
        out.fermi = scaled(value, HARTREE);
        return;
      case 'output/band_structure/two_fermi_energies':
        out.twoFermi = numbers(value).map((e) => e * HARTREE);
        return;
      case 'output/band_structure/highestOccupiedLevel':
        out.highest = scaled(value, HARTREE);
        return;
      case 'output/band_structure/lowestUnoccupiedLevel':
        out.lowest = scaled(value, HARTREE);
        return;
      case 'output/band_structure/occupations_kind':
        out.occupations = value;
        return;
      case 'output/band_structure/ks_energies/k_point':
        if (last) last.weight = parseNumber(at.weight) ?? 1;
        return;
      case 'output/band_structure/ks_energies/eigenvalues':
        if (last) last.values = numbers(value);
        return;
      case 'output/band_structure/ks_energies/occupations':
        if (last) last.occupations = numbers(value);
        return;
      case 'output/forces':
        forces = numbers(value);
        return;
      case 'timing_info/total/cpu':
        out.cpu = one(value);
        return;
      case 'timing_info/total/wall':
        out.wall = one(value);
        return;
      case 'status':
      case 'exit_status':
        out.status = one(value);
        return;
    }
    if (name === 'atom' && place.startsWith('output/atomic_structure/')) positions.push(...numbers(value));
    else if (/^output\/atomic_structure\/cell\/a[123]$/.test(place)) cell.push(...numbers(value));
    else if (name === 'Hubbard_U') {
      const label = at.specie ?? '';
      const u = one(value);
      if (u !== undefined && label !== '') (place.startsWith('input/') ? inputU : outputU)[label] = u;
    }
  }

  parser.write(text).close();
  if (path.length > 0 || (out.version === undefined && out.energy === undefined && out.converged === undefined))
    throw new ReadError('this is not the XML of a run of Quantum ESPRESSO', { file });
  holdHubbard(inputU, outputU, inHartree, out, file);
  out.structure = makeStructure(species, positions, cell, forces, out, file);
  out.bands = summariseBands(points, out.lsda, bandsUp);
  return out;
}

/**
 * U stands in eV in the copy of the input and in Rydberg or Hartree under the output up to version 7.0; since 7.1, which
 * marks it by `new_format`, in Hartree in both.
 */
function holdHubbard(
  input: Record<string, number>,
  output: Record<string, number>,
  inHartree: boolean,
  out: QeXml,
  file: string,
): void {
  const refuse = (code: string, level: Note['level'], text: string): void =>
    void out.notes.push({ level, code, text: `${text}: it is not taken`, where: file });
  for (const species of new Set([...Object.keys(input), ...Object.keys(output)])) {
    const [asked, there] = [input[species], output[species]];
    if (!asked && !there) continue;
    const ratio = asked && there ? asked / there : undefined;
    const is = (unit: number): boolean => ratio !== undefined && Math.abs(ratio / unit - 1) < 1e-3;
    if (inHartree && (ratio === undefined || is(1))) out.hubbard[species] = (asked || there!) * HARTREE;
    else if (!inHartree && asked && (!there || is(RYDBERG) || is(HARTREE))) out.hubbard[species] = asked;
    else if (!asked || is(1))
      refuse(
        'hubbard-u-unit',
        'warning',
        `U of ${species} is ${there} under the output, where its unit depends on the version`,
      );
    else
      refuse(
        'hubbard-u-contradicts',
        'serious',
        `U of ${species} is ${asked} under the input and ${there} under the output, a ratio of ${ratio?.toPrecision(5)} where ${inHartree ? '1 (both in Hartree)' : '13.6057 (eV and Rydberg)'} belongs`,
      );
  }
}

function makeStructure(
  species: readonly string[],
  positions: readonly number[],
  cell: readonly number[],
  forces: readonly number[],
  out: QeXml,
  file: string,
): Structure | undefined {
  if (species.length === 0 || positions.length !== 3 * species.length || cell.length !== 9) return undefined;
  if ([...positions, ...cell].some((x) => !Number.isFinite(x)))
    throw new ReadError('an atom or a lattice vector is not a number', { file });
  const elements = species.map((label) => findElement(label));
  if (elements.some((e) => e === undefined))
    throw new ReadError(`species "${species[elements.indexOf(undefined)]}" begins with no element`, { file });
  const sound = forces.length === 3 * species.length && forces.every(Number.isFinite);
  return {
    cell: Float64Array.from(cell, (x) => x * BOHR),
    pbc: [true, true, true],
    elements: elements as string[],
    labels: [...species],
    positions: Float64Array.from(positions, (x) => x * BOHR),
    ...(sound && {
      atomic: { forces: { width: 3, values: Float64Array.from(forces, (f) => (f * HARTREE) / BOHR) } },
    }),
    ...(out.energy !== undefined && { energy: out.energy }),
  };
}

/** Tops and bottoms of bands by spin; in a spin-polarised run both spins stand in one list, up first. */
function summariseBands(
  points: readonly { weight: number; values: number[]; occupations: number[] }[],
  lsda: boolean,
  bandsUp: number | undefined,
): QeXml['bands'] {
  const spins: QeXml['bands'] = [];
  for (const { weight, values, occupations } of points) {
    if (occupations.length !== values.length) continue;
    const split = lsda ? (bandsUp ?? values.length / 2) : values.length;
    values.forEach((value, i) => {
      const spin = (spins[i < split ? 0 : 1] ??= { electrons: 0, partial: false });
      const energy = value * HARTREE;
      if (occupations[i]! > 0.02 && occupations[i]! < 0.98) spin.partial = true;
      spin.electrons += weight * occupations[i]!;
      if (occupations[i]! > 0.5) spin.top = Math.max(spin.top ?? -Infinity, energy);
      else spin.bottom = Math.min(spin.bottom ?? Infinity, energy);
    });
  }
  return spins;
}
