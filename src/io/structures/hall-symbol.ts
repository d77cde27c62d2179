import { closeGroup, composeOperations, type SymmetryOperation } from './symmetry-operation.js';

/** Lattice translations of each centring, in fractions of the cell. */
const CENTRINGS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  P: [],
  A: [[0, 1 / 2, 1 / 2]],
  B: [[1 / 2, 0, 1 / 2]],
  C: [[1 / 2, 1 / 2, 0]],
  I: [[1 / 2, 1 / 2, 1 / 2]],
  R: [
    [2 / 3, 1 / 3, 1 / 3],
    [1 / 3, 2 / 3, 2 / 3],
  ],
  H: [
    [2 / 3, 1 / 3, 0],
    [1 / 3, 2 / 3, 0],
  ],
  S: [
    [1 / 3, 1 / 3, 2 / 3],
    [2 / 3, 2 / 3, 1 / 3],
  ],
  T: [
    [1 / 3, 2 / 3, 1 / 3],
    [2 / 3, 1 / 3, 2 / 3],
  ],
  F: [
    [0, 1 / 2, 1 / 2],
    [1 / 2, 0, 1 / 2],
    [1 / 2, 1 / 2, 0],
  ],
};

/** Proper rotations about z; those about x and y follow by turning the axes into one another. */
const ABOUT_Z: Readonly<Record<string, readonly number[]>> = {
  1: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  2: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  3: [0, -1, 0, 1, -1, 0, 0, 0, 1],
  4: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  6: [1, -1, 0, 1, 0, 0, 0, 0, 1],
};
/** Twofold axes across the one of the symbol before, in the plane of the other two: a−b (') and a+b ("). */
const ACROSS_Z: Readonly<Record<string, readonly number[]>> = {
  "'": [0, -1, 0, -1, 0, 0, 0, 0, -1],
  '"': [0, 1, 0, 1, 0, 0, 0, 0, -1],
};
const DIAGONAL = [0, 0, 1, 1, 0, 0, 0, 1, 0];

/** Moves a matrix about z to one about x (1) or y (2): each axis becomes the next. */
function turnAxes(m: readonly number[], times: number): number[] {
  let out = [...m];
  for (let k = 0; k < times; k++) {
    const next = new Array<number>(9);
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) next[3 * ((i + 1) % 3) + ((j + 1) % 3)] = out[3 * i + j]!;
    out = next;
  }
  return out;
}

const TURNS: Readonly<Record<string, number>> = { z: 0, x: 1, y: 2 };
const SHIFTS: Readonly<Record<string, readonly number[]>> = {
  a: [1 / 2, 0, 0],
  b: [0, 1 / 2, 0],
  c: [0, 0, 1 / 2],
  n: [1 / 2, 1 / 2, 1 / 2],
  u: [1 / 4, 0, 0],
  v: [0, 1 / 4, 0],
  w: [0, 0, 1 / 4],
  d: [1 / 4, 1 / 4, 1 / 4],
};

/**
 * Operations of a space group from its Hall symbol, with explicit or customary axes and a change of basis in either
 * form:
 * `-P 3 2"`, `P 2 2ab -1ab`, `-R 3 2"c`, `P 31 2 (0 0 4)`, `-C 2yc (x,y,-x+z)`.
 *
 * S. R. Hall, Acta Cryst. A37 (1981) 517; S. R. Hall and R. W. Grosse-Kunstleve, International Tables B, 1.4.
 *
 * @returns undefined where the text is no Hall symbol
 */
export function parseHallSymbol(text: string): SymmetryOperation[] | undefined {
  const tidy = text
    .slice(0, 80)
    .replaceAll('_', ' ')
    .replaceAll("''", '"')
    .replaceAll(/[’′]/g, "'")
    .replaceAll(/[″=]/g, '"')
    .trim();
  const bracket = tidy.indexOf('(');
  const change = bracket < 0 ? undefined : parseChange(tidy.slice(bracket));
  if (bracket >= 0 && !change) return undefined;
  const [lattice, ...symbols] = (bracket < 0 ? tidy : tidy.slice(0, bracket)).trim().split(/ +/) as [
    string,
    ...string[],
  ];
  const centring = CENTRINGS[lattice.replace('-', '').toUpperCase()];
  if (!/^-?[PABCIRHSTF]$/i.test(lattice) || !centring || symbols.length === 0 || symbols.length > 4) return undefined;
  const generators: SymmetryOperation[] = centring.map((translation) => ({ rotation: ABOUT_Z[1]!, translation }));
  if (lattice.startsWith('-')) generators.push({ rotation: ABOUT_Z[1]!.map((v) => 0 - v), translation: [0, 0, 0] });
  let before = { order: 0, axis: 'z' };
  for (const [k, symbol] of symbols.entries()) {
    const found = parseMatrixSymbol(symbol.toLowerCase(), k, before);
    if (!found) return undefined;
    generators.push(found.operation);
    before = found;
  }
  try {
    return closeGroup(change ? generators.map((g) => changeBasis(g, change)) : generators);
  } catch {
    return undefined;
  }
}

function parseMatrixSymbol(
  symbol: string,
  place: number,
  before: { order: number; axis: string },
): { operation: SymmetryOperation; order: number; axis: string } | undefined {
  const match = /^(-?)([12346])([xyz'"*]?)([abcnuvwd1-5]*)$/.exec(symbol);
  if (!match) return undefined;
  const [, improper, digit, given, translations] = match;
  const order = Number(digit);
  let { axis } = before;
  let sort = given;
  if (given === 'x' || given === 'y' || given === 'z') {
    axis = given;
    sort = '';
  } else if (given === '') {
    // Customary axes: the first about c; a second twofold along a, or across a threefold axis; a threefold after
    // another along a+b+c.
    if (place === 0) axis = 'z';
    else if (order === 2 && place === 1) {
      if (before.order === 2 || before.order === 4) axis = 'x';
      else if (before.order === 3 || before.order === 6) sort = "'";
    } else if (order === 3) sort = '*';
  }
  let rotation: readonly number[];
  if (sort === '*') {
    if (order !== 3) return undefined;
    rotation = DIAGONAL;
  } else if (sort === "'" || sort === '"') {
    if (order !== 2) return undefined;
    rotation = turnAxes(ACROSS_Z[sort]!, TURNS[axis]!);
  } else rotation = turnAxes(ABOUT_Z[order]!, TURNS[axis]!);
  const shift = [0, 0, 0];
  for (const letter of translations!) {
    if (/\d/.test(letter)) shift[(TURNS[axis]! + 2) % 3]! += Number(letter) / order;
    else SHIFTS[letter]!.forEach((v, i) => (shift[i]! += v));
  }
  return {
    operation: { rotation: improper ? rotation.map((v) => 0 - v) : rotation, translation: shift },
    order,
    axis,
  };
}

/** A change of basis: `(0 0 1)` is a shift in twelfths, `(x-z,y,z)` a matrix with its shift. */
function parseChange(text: string): { forth: SymmetryOperation; back: SymmetryOperation } | undefined {
  const inside = /^\(([^()]*)\)$/.exec(text.trim())?.[1]?.trim();
  if (inside === undefined) return undefined;
  const twelfths = inside.split(/[ ,]+/).map(Number);
  if (twelfths.length === 3 && twelfths.every(Number.isInteger)) {
    const translation = twelfths.map((v) => v / 12);
    return {
      forth: { rotation: ABOUT_Z[1]!, translation },
      back: { rotation: ABOUT_Z[1]!, translation: translation.map((v) => -v) },
    };
  }
  const forth = parseTriplet(inside);
  return forth && invert(forth);
}

const TERM = /([+-]?)(\d+(?:\/\d+)?)?\*?([xyz]?)/y;

/** `1/2*x+1/2*y,z,-x` with any fractions. */
function parseTriplet(text: string): SymmetryOperation | undefined {
  const parts = text.toLowerCase().replaceAll(' ', '').split(',');
  if (parts.length !== 3) return undefined;
  const rotation: number[] = [];
  const translation: number[] = [];
  for (const part of parts) {
    const row = [0, 0, 0];
    let shift = 0;
    TERM.lastIndex = 0;
    while (TERM.lastIndex < part.length) {
      const match = TERM.exec(part);
      if (!match || match[0] === '' || (!match[2] && !match[3])) return undefined;
      const [above, below = '1'] = (match[2] ?? '1').split('/');
      const amount = ((match[1] === '-' ? -1 : 1) * Number(above)) / Number(below);
      if (match[3]) row['xyz'.indexOf(match[3])]! += amount;
      else shift += amount;
    }
    rotation.push(...row);
    translation.push(shift);
  }
  return { rotation, translation };
}

function invert(forth: SymmetryOperation): { forth: SymmetryOperation; back: SymmetryOperation } | undefined {
  const [a, b, c, d, e, f, g, h, i] = forth.rotation as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  // A basis of another volume would need lattice translations that the symbol does not name.
  if (Math.abs(Math.abs(det) - 1) > 1e-6) return undefined;
  const rotation = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ].map((v) => v / det);
  const t = forth.translation;
  return {
    forth,
    back: {
      rotation,
      translation: [0, 1, 2].map(
        (k) => -(rotation[3 * k]! * t[0]! + rotation[3 * k + 1]! * t[1]! + rotation[3 * k + 2]! * t[2]!),
      ),
    },
  };
}

/** The operation in the new basis: V S V⁻¹. */
function changeBasis(
  operation: SymmetryOperation,
  { forth, back }: { forth: SymmetryOperation; back: SymmetryOperation },
): SymmetryOperation {
  const { rotation, translation } = composeOperations(forth, composeOperations(operation, back));
  return { rotation: rotation.map(Math.round), translation };
}
