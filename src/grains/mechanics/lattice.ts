import { type Citation, InputError } from '../../core/index.js';

/** Lattice constants against the share of lithium that is left. */
export interface LatticeTable {
  /** [1] falling or rising. */
  x: readonly number[];
  /** [Å] */
  a: readonly number[];
  /** [Å] */
  c: readonly number[];
  source: string;
  cite?: readonly Citation[];
}

/**
 * A working table for layered oxides of 80 % nickel: the largest c, its fall to 4.3 V and the volume change are
 * measured, what lies between is interpolated by eye. One's own diffraction is better.
 */
export const LITERATURE_LATTICE: LatticeTable = {
  x: [1, 0.9, 0.75, 0.6, 0.5, 0.43, 0.35, 0.28, 0.22, 0.15, 0.1],
  a: [2.872, 2.862, 2.845, 2.831, 2.824, 2.82, 2.816, 2.815, 2.815, 2.816, 2.817],
  c: [14.2, 14.25, 14.34, 14.42, 14.46, 14.467, 14.42, 14.28, 14.03, 13.78, 13.6],
  source: 'literature, interpolated between measured points',
  cite: [
    { text: 'Kondrakov et al., J. Phys. Chem. C 121 (2017) 3286', doi: '10.1021/acs.jpcc.6b12885' },
    { text: 'Märker et al., Chem. Mater. 31 (2019) 2545', doi: '10.1021/acs.chemmater.9b00140' },
  ],
};

/** Strain along a and along c at a share of lithium, from the first row of the table: that with most lithium. */
export interface LatticeStrain {
  /** @returns [1] along a, along c */
  (x: number): readonly [number, number];
  /** [1] lowest and highest x of the table. */
  range: readonly [number, number];
}

/**
 * Strains by linear interpolation of a table.
 *
 * @throws InputError where rows are missing, unsorted, or so far apart that what lies between is a guess
 */
export function makeLatticeStrain(table: LatticeTable): LatticeStrain {
  const rows = table.x.map((x, i) => ({ x, a: table.a[i], c: table.c[i], row: i + 1 }));
  if (rows.length < 2 || table.a.length !== rows.length || table.c.length !== rows.length)
    throw new InputError('a table of lattice constants needs at least two rows of x, a and c');
  for (const { x, a, c, row } of rows) {
    if (![x, a, c].every(Number.isFinite))
      throw new InputError(`row ${row} of the lattice constants has a hole`, {
        where: { path: `row ${row}` },
        hint: 'give x, a and c in every row, or leave the row out',
      });
    if (x < 0 || x > 1.1)
      throw new InputError(`row ${row} of the lattice constants has x = ${x}, which is no share of lithium`, {
        where: { path: `row ${row}` },
      });
    if (a < 2.5 || a > 3.3 || c < 11 || c > 16)
      throw new InputError(`row ${row} has a = ${a}, c = ${c}, which no layered oxide has`, {
        where: { path: `row ${row}` },
        hint: 'both are in Å: a near 2.87, c near 14.2',
      });
  }
  const sorted = rows.sort((p, q) => q.x - p.x);
  for (let i = 1; i < sorted.length; i++) {
    const step = sorted[i - 1].x - sorted[i].x;
    if (step === 0) throw new InputError(`x = ${sorted[i].x} stands twice among the lattice constants`);
    if (step > 0.3)
      throw new InputError(`the lattice constants have a hole between x = ${sorted[i].x} and ${sorted[i - 1].x}`, {
        hint: 'measure between them: c turns there, and a straight line would be wrong',
      });
  }
  const range = [sorted[sorted.length - 1].x, sorted[0].x] as const;
  const strain = (x: number): readonly [number, number] => {
    const clamped = Math.min(range[1], Math.max(range[0], x));
    let k = 1;
    while (k < sorted.length - 1 && clamped < sorted[k].x) k++;
    const [p, q] = [sorted[k - 1], sorted[k]];
    const t = (clamped - p.x) / (q.x - p.x);
    return [(p.a + t * (q.a - p.a)) / sorted[0].a - 1, (p.c + t * (q.c - p.c)) / sorted[0].c - 1];
  };
  return Object.assign(strain, { range });
}
