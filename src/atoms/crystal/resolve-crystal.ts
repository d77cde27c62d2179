import {
  expandShortName,
  InputError,
  keepSymmetry,
  toCartesian,
  type Citation,
  type Structure,
} from '../../core/index.js';
import { buildCell } from '../../io/structures/cell-parameters.js';
import {
  closeGroup,
  expandOrbit,
  parseSymmetryOperation,
  type SymmetryOperation,
} from '../../io/structures/symmetry-operation.js';
import { GROUP_GENERATORS } from './groups.js';
import { isLayeredFormula, makeLayeredOxide } from './layered-oxide.js';
import { CRYSTALS, type Crystal } from './library.js';

/** A crystal of the library with its conventional cell filled. */
export interface ResolvedCrystal {
  name: string;
  title: string;
  /** Conventional cell, standard setting. */
  structure: Structure;
  spaceGroup: number;
  spaceGroupSymbol: string;
  citation: Citation;
}

const groups = new Map<number, readonly SymmetryOperation[]>();

/**
 * All operations of a space group that the library uses, standard setting.
 *
 * @param spaceGroup [1] number in International Tables A
 */
export function groupOperations(spaceGroup: number): readonly SymmetryOperation[] {
  let operations = groups.get(spaceGroup);
  if (!operations) {
    operations = closeGroup(GROUP_GENERATORS[spaceGroup].generators.map((text) => parseSymmetryOperation(text)!));
    groups.set(spaceGroup, operations);
  }
  return operations;
}

/**
 * A crystal of the library by name, such as `LiNiO2` or `Co2B`; the formula of a layered oxide, `LiNi0.8Co0.1Mn0.1O2`,
 * gives the O3 structure with that composition on its sites.
 *
 * @throws InputError naming the nearest entry when there is none of that name
 */
export function resolveCrystal(name: string): ResolvedCrystal {
  const crystal = CRYSTALS.find((entry) => entry.name.toLowerCase() === name.trim().toLowerCase());
  if (!crystal && isLayeredFormula(name)) {
    return {
      name: name.trim(),
      title: `${name.trim()}, O3 layered; cell of LiNiO2`,
      structure: keepGroup(makeLayeredOxide(name.trim()), 166, [3, 3, 6]),
      spaceGroup: 166,
      spaceGroupSymbol: GROUP_GENERATORS[166].symbol,
      citation: CRYSTALS.find((entry) => entry.name === 'LiNiO2')!.citation,
    };
  }
  if (!crystal) {
    const long = expandShortName(name);
    if (long) throw new InputError(`no crystal "${name}" in the library`, { value: name, hint: `write ${long}` });
    throw new InputError(`no crystal "${name}" in the library`, {
      value: name,
      allowed: CRYSTALS.map((entry) => entry.name),
      hint: `known: ${CRYSTALS.map((entry) => entry.name).join(', ')}; or give a structure file`,
    });
  }
  return {
    name: crystal.name,
    title: crystal.title,
    structure: buildCrystal(crystal),
    spaceGroup: crystal.spaceGroup,
    spaceGroupSymbol: GROUP_GENERATORS[crystal.spaceGroup].symbol,
    citation: crystal.citation,
  };
}

/** Fills the conventional cell of a crystal from its asymmetric unit. */
export function buildCrystal(crystal: Crystal): Structure {
  const operations = groupOperations(crystal.spaceGroup);
  const cell = buildCell(crystal.cell);
  const elements: string[] = [];
  const labels: string[] = [];
  const fractional: number[] = [];
  const multiplicities: number[] = [];
  for (const site of crystal.sites) {
    const { points } = expandOrbit(site.at, operations, cell, 0.05);
    fractional.push(...points);
    multiplicities.push(points.length / 3);
    for (let i = 0; i < points.length / 3; i++) {
      elements.push(site.element);
      labels.push(site.wyckoff);
    }
  }
  const structure: Structure = {
    cell,
    pbc: [true, true, true],
    elements,
    labels,
    positions: toCartesian(cell, fractional),
    info: { name: crystal.name },
  };
  return keepGroup(structure, crystal.spaceGroup, multiplicities);
}

/** Keeps with a structure the group that it was built from; its atoms come by sites of these multiplicities. */
function keepGroup(structure: Structure, number: number, multiplicities: readonly number[]): Structure {
  const orbits = multiplicities.flatMap((m, s) => {
    const first = multiplicities.slice(0, s).reduce((a, b) => a + b, 0);
    return new Array<number>(m).fill(first);
  });
  return keepSymmetry(structure, {
    number,
    symbol: GROUP_GENERATORS[number].symbol,
    operations: groupOperations(number),
    orbits,
  });
}
