import {
  CermetError,
  multiplyRows,
  ReadError,
  type Note,
  type SiteOccupancy,
  type Structure,
} from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { buildCell, computeCellParameters, type CellParameters } from './cell-parameters.js';
import { chooseReading, readFormula } from './cif-contents.js';
import { readMagneticSymmetry, readMoments, requireCommensurate } from './cif-magnetic.js';
import { readCifSymmetry } from './cif-symmetry.js';
import { isBlank, parseCifNumber, parseCifSyntax, type CifBlock } from './cif-syntax.js';
import type { CifSite } from './merge-sites.js';
import { findElement, readText, requireSound } from './text.js';

/**
 * Crystallographic Information File, version 1.1 and the names of core CIF: one structure for each block that holds
 * atoms.
 */
export const cifReader = defineStructureReader({
  id: 'cif',
  version: '1',
  title: 'Crystallographic Information File',
  kind: 'structure',
  extensions: ['.cif', '.mcif'],
  sniff(head, name) {
    const text = new TextDecoder().decode(head);
    const cell = /^[ \t]{0,80}_cell[_.](length|angle)/im.test(text);
    const atoms = /^[ \t]{0,80}_atom_site[_.]/im.test(text);
    if (!/^[ \t]{0,80}data_/im.test(text)) return 0;
    return cell || atoms ? 0.97 : /\.m?cif$/i.test(name) ? 0.5 : 0;
  },
  async read(source) {
    const file = source.name;
    const notes: Note[] = [];
    const structures: Structure[] = [];
    const blocks = parseCifSyntax(await readText(source), file).map(withPlainNames);
    for (const block of blocks) {
      if (block.items.has('_atom_site_fract_x') || block.items.has('_atom_site_cartn_x'))
        structures.push(await buildBlock(block, file, notes));
      else
        notes.push({
          level: 'info',
          code: 'block-without-atoms',
          text: `Block ${block.name} holds no atoms.`,
          where: `${file}:${block.line}`,
        });
    }
    if (structures.length === 0) throw new ReadError('no block of this file holds atoms', { file });
    return { recordings: [], structures, notes };
  },
});

/** Names with a dot (`_atom_site.fract_x`) are the same names in the newer dictionary. */
function withPlainNames(block: CifBlock): CifBlock {
  const plain = (name: string) => name.replace('.', '_');
  return {
    ...block,
    items: new Map([...block.items].map(([name, values]) => [plain(name), values])),
    loops: block.loops.map((names) => names.map(plain)),
  };
}

async function buildBlock(block: CifBlock, file: string, notes: Note[]): Promise<Structure> {
  requireCommensurate(block, file);
  let { cell, sigma, exact } = readCell(block, file, false, notes);
  const magnetic = readMagneticSymmetry(block, file);
  const readings = magnetic ? [magnetic] : await readCifSymmetry(block, file, cell, notes);
  if (readings.length === 1 && readings[0]!.operations.length === 1)
    ({ cell, sigma, exact } = readCell(block, file, true, notes));
  const sites = readSites(block, file, cell, exact, notes);
  const moments = readMoments(block, file, cell);
  if (moments && !magnetic && readings.some(({ operations }) => operations.length > 1))
    throw new ReadError(
      `block ${block.name} has moments and no magnetic symmetry: how they go on from atom to atom is not said`,
      { file, line: block.line },
      { hint: 'list the magnetic symmetry operations, or all atoms in P 1' },
    );
  for (const site of sites) site.moment = moments?.get(site.label);
  const { sites: merged } = chooseReading(block, sites, readings, cell, file, notes);
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  merged.forEach(({ occupants }, i) => {
    if (occupants.length > 1 || occupants[0]!.occupancy !== 1) disorder.set(i, occupants);
  });
  const structure: Structure = {
    cell,
    pbc: [true, true, true],
    elements: merged.map(
      ({ occupants }) => occupants.reduce((most, o) => (o.occupancy > most.occupancy ? o : most)).element,
    ),
    positions: Float64Array.from(merged.flatMap(({ position }) => position)),
    ...(disorder.size > 0 && { disorder }),
    ...(moments && {
      atomic: {
        magmoms: { width: 3, values: Float64Array.from(merged.flatMap(({ moment }) => moment ?? [0, 0, 0])) },
      },
    }),
    labels: merged.map(({ label }) => label),
    info: { block: block.name, ...(sigma && { cell_sigma: sigma }) },
  };
  return requireSound(structure, file, block.line);
}

const parameterNames = ['length_a', 'length_b', 'length_c', 'angle_alpha', 'angle_beta', 'angle_gamma'].map(
  (name) => `_cell_${name}`,
);

interface CellOfBlock {
  cell: Float64Array;
  /** Standard uncertainties of a, b, c, alpha, beta, gamma where the file states any. */
  sigma?: (number | null)[];
  /** The file gives the lattice vectors themselves, so that Cartesian coordinates have a meaning. */
  exact: boolean;
}

function readCell(block: CifBlock, file: string, plain: boolean, notes: Note[]): CellOfBlock {
  const numbers = parameterNames.map((name, i) => {
    const value = block.items.get(name)?.[0];
    const number = parseCifNumber(value);
    if (number) return number;
    // Angles of 90° may be left out.
    if (i >= 3 && isBlank(value)) return { value: 90, sigma: undefined };
    throw new ReadError(`block ${block.name}: ${name} is ${value ? `"${value.text.slice(0, 30)}"` : 'missing'}`, {
      file,
      line: value?.line ?? block.line,
    });
  });
  const [a, b, c, alpha, beta, gamma] = numbers.map(({ value }) => value) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const parameters: CellParameters = { a, b, c, alpha, beta, gamma };
  let cell: Float64Array;
  try {
    cell = buildCell(parameters);
  } catch (error) {
    if (error instanceof CermetError)
      throw new ReadError(`block ${block.name}: ${error.what}`, {
        file,
        line: block.items.get(parameterNames[0]!)![0]!.line,
      });
    throw error;
  }
  if (Math.min(a, b, c) < 0.5 || Math.max(a, b, c) > 1e5)
    throw new ReadError(`block ${block.name}: cell lengths ${a}, ${b}, ${c} Å cannot be those of a crystal`, {
      file,
      line: block.items.get(parameterNames[0]!)![0]!.line,
    });
  const sigma = numbers.some((number) => number.sigma !== undefined)
    ? numbers.map((number) => number.sigma ?? null)
    : undefined;
  const matrix = plain ? readTransformation(block) : undefined;
  if (!matrix) return { cell, sigma, exact: false };
  const stated = Object.values(computeCellParameters(matrix));
  if (stated.every((value, i) => Math.abs(value - numbers[i]!.value) < 1e-4 * Math.max(1, numbers[i]!.value)))
    return { cell: matrix, sigma, exact: true };
  notes.push({
    level: 'warning',
    code: 'cell-mismatch',
    text: `Block ${block.name}: the Cartesian axes do not belong to the cell; lengths and angles are believed.`,
    where: file,
  });
  return { cell, sigma, exact: false };
}

/**
 * Lattice vectors in rows from `_atom_sites_Cartn_tran_matrix_ij`, which turns fractions into Cartesian coordinates.
 */
function readTransformation(block: CifBlock): Float64Array | undefined {
  const matrix = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const number = parseCifNumber(block.items.get(`_atom_sites_cartn_tran_matrix_${i + 1}${j + 1}`)?.[0]);
      if (!number) return undefined;
      matrix[3 * j + i] = textToNumber(block.items.get(`_atom_sites_cartn_tran_matrix_${i + 1}${j + 1}`)![0]!.text);
    }
    const shift = parseCifNumber(block.items.get(`_atom_sites_cartn_tran_vector_${i + 1}`)?.[0]);
    if (shift && shift.value !== 0) return undefined;
  }
  return matrix;
}

const textToNumber = (text: string): number => Number(text.replace(/\(\d+\)$/, ''));

function readSites(block: CifBlock, file: string, cell: Float64Array, exact: boolean, notes: Note[]): CifSite[] {
  const column = (name: string) => block.items.get(`_atom_site_${name}`);
  const fractions = ['fract_x', 'fract_y', 'fract_z'].map(column);
  const cartesian = ['cartn_x', 'cartn_y', 'cartn_z'].map(column);
  const haveFractions = fractions.every(Boolean);
  const haveCartesian = exact && cartesian.every(Boolean);
  if (!haveFractions && !haveCartesian)
    throw new ReadError(`block ${block.name}: the fractional coordinates of its atoms are incomplete`, {
      file,
      line: block.line,
    });
  const [labels, symbols, occupancies] = [column('label'), column('type_symbol'), column('occupancy')];
  const rows = (haveFractions ? fractions : cartesian)[0]!.length;
  for (const values of [...(haveFractions ? fractions : cartesian), labels, symbols, occupancies]) {
    if (values && values.length !== rows)
      throw new ReadError(`block ${block.name}: the columns of its atoms have different lengths`, {
        file,
        line: values[0]?.line ?? block.line,
      });
  }
  const allowed = readFormula(block, ['_chemical_formula_sum', '_chemical_formula_moiety']);
  const guessed = new Set<string>();
  const multiplicities = column('symmetry_multiplicity') ?? column('site_symmetry_multiplicity');
  const sites: CifSite[] = [];
  for (let i = 0; i < rows; i++) {
    const line = (haveFractions ? fractions : cartesian)[0]![i]!.line;
    const coordinates = (haveFractions ? fractions : cartesian).map((values) => values![i]!);
    if (coordinates.some(isBlank)) {
      notes.push({
        level: 'warning',
        code: 'site-without-place',
        text: `Site ${labels?.[i]?.text ?? i + 1} has no coordinates and is left out.`,
        where: `${file}:${line}`,
      });
      continue;
    }
    const values = coordinates.map((value) => {
      const number = parseCifNumber(value);
      if (!number || Math.abs(number.value) > 1e6)
        throw new ReadError(`"${value.text.slice(0, 30)}" is not a coordinate`, { file, line: value.line });
      return textToNumber(value.text);
    });
    const named = !isBlank(symbols?.[i]) ? symbols![i]!.text : labels?.[i]?.text;
    const element = named === undefined ? undefined : findElement(named, isBlank(symbols?.[i]) ? allowed : undefined);
    if (!element)
      throw new ReadError(
        `"${named ?? ''}" names no chemical element`,
        { file, line },
        { hint: 'give _atom_site_type_symbol' },
      );
    if (!allowed && isBlank(symbols?.[i]) && /^[A-Z]{2}(?![A-Za-z])/.test(named!) && element.length === 2)
      guessed.add(`${named} as ${element}`);
    const occupancy = isBlank(occupancies?.[i]) ? 1 : parseCifNumber(occupancies![i])?.value;
    if (occupancy === undefined || occupancy < 0 || occupancy > 1.01)
      throw new ReadError(`an occupancy of "${occupancies![i]!.text.slice(0, 20)}" is not between 0 and 1`, {
        file,
        line,
      });
    if (occupancy === 0) {
      notes.push({
        level: 'info',
        code: 'empty-site',
        text: `Site ${labels?.[i]?.text ?? i + 1} is never occupied and is left out.`,
        where: `${file}:${line}`,
      });
      continue;
    }
    sites.push({
      ...placeSite(values, haveFractions, haveCartesian ? cartesian.map((v) => v![i]!.text) : undefined, cell),
      label: labels?.[i]?.text ?? `${element}${i + 1}`,
      occupants: [{ element, occupancy: Math.min(1, occupancy) }],
      multiplicity: multiplicities && parseCifNumber(multiplicities[i])?.value,
    });
  }
  if (guessed.size > 0)
    notes.push({
      level: 'warning',
      code: 'element-guessed',
      text: `Labels in capitals may be one element or two, and the file states neither symbols nor a formula: ${[...guessed].slice(0, 6).join(', ')} was taken.`,
      where: file,
    });
  if (sites.length === 0)
    throw new ReadError(`block ${block.name} holds no atom with coordinates`, { file, line: block.line });
  return sites;
}

/** Fractions rule; Cartesian numbers of the same place are taken for their last digits. */
function placeSite(
  values: number[],
  fractional: boolean,
  cartesianTexts: string[] | undefined,
  cell: Float64Array,
): { fractional: number[]; position: number[] } {
  const cartesian = cartesianTexts?.map(textToNumber);
  if (!fractional) return { fractional: [], position: cartesian! };
  const position = Array.from(multiplyRows(values, cell));
  const agrees = cartesian?.every((value, k) => Math.abs(value - position[k]!) < 1e-3);
  return { fractional: values, position: agrees ? cartesian! : position };
}
