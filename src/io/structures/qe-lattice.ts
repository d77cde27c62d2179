import { ReadError } from '../../core/index.js';

/** [Å] CODATA 2022. */
export const BOHR = 0.529177210544;

/**
 * Lattice vectors of `pw.x` from its index of Bravais lattices, as its INPUT_PW page defines them.
 *
 * @param celldm celldm(1) [Å] and celldm(2…6) [1], from 1
 * @returns [Å] (3, 3) in rows
 */
export function buildQeLattice(ibrav: number, celldm: readonly number[], where: { file: string }): Float64Array {
  const need = (...indices: number[]): void => {
    for (const i of indices)
      if (!Number.isFinite(celldm[i])) throw new ReadError(`ibrav = ${ibrav} needs celldm(${i}) or its length`, where);
  };
  need(1);
  const a = celldm[1]!;
  const rows = (...v: number[]): Float64Array => Float64Array.from(v);
  const h = a / 2;
  switch (ibrav) {
    case 1:
      return rows(a, 0, 0, 0, a, 0, 0, 0, a);
    case 2:
      return rows(-h, 0, h, 0, h, h, -h, h, 0);
    case 3:
      return rows(h, h, h, -h, h, h, -h, -h, h);
    case -3:
      return rows(-h, h, h, h, -h, h, h, h, -h);
    case 4:
      need(3);
      return rows(a, 0, 0, -h, h * Math.sqrt(3), 0, 0, 0, a * celldm[3]!);
    case 5:
    case -5: {
      need(4);
      const c = celldm[4]!;
      const tx = Math.sqrt((1 - c) / 2);
      const ty = Math.sqrt((1 - c) / 6);
      const tz = Math.sqrt((1 + 2 * c) / 3);
      if (ibrav === 5) return rows(a * tx, -a * ty, a * tz, 0, 2 * a * ty, a * tz, -a * tx, -a * ty, a * tz);
      const b = a / Math.sqrt(3);
      const u = b * (tz - 2 * Math.SQRT2 * ty);
      const v = b * (tz + Math.SQRT2 * ty);
      return rows(u, v, v, v, u, v, v, v, u);
    }
    case 6:
      need(3);
      return rows(a, 0, 0, 0, a, 0, 0, 0, a * celldm[3]!);
    case 7: {
      need(3);
      const c = (a * celldm[3]!) / 2;
      return rows(h, -h, c, h, h, c, -h, -h, c);
    }
    case 8:
      need(2, 3);
      return rows(a, 0, 0, 0, a * celldm[2]!, 0, 0, 0, a * celldm[3]!);
    case 9:
    case -9: {
      need(2, 3);
      const b = (a * celldm[2]!) / 2;
      const c = a * celldm[3]!;
      return ibrav === 9 ? rows(h, b, 0, -h, b, 0, 0, 0, c) : rows(h, -b, 0, h, b, 0, 0, 0, c);
    }
    case 91: {
      need(2, 3);
      const [b, c] = [(a * celldm[2]!) / 2, (a * celldm[3]!) / 2];
      return rows(a, 0, 0, 0, b, -c, 0, b, c);
    }
    case 10: {
      need(2, 3);
      const [b, c] = [(a * celldm[2]!) / 2, (a * celldm[3]!) / 2];
      return rows(h, 0, c, h, b, 0, 0, b, c);
    }
    case 11: {
      need(2, 3);
      const [b, c] = [(a * celldm[2]!) / 2, (a * celldm[3]!) / 2];
      return rows(h, b, c, -h, b, c, -h, -b, c);
    }
    case 12: {
      need(2, 3, 4);
      const [b, c, g] = [a * celldm[2]!, a * celldm[3]!, celldm[4]!];
      return rows(a, 0, 0, b * g, b * Math.sqrt(1 - g * g), 0, 0, 0, c);
    }
    case -12: {
      need(2, 3, 5);
      const [b, c, g] = [a * celldm[2]!, a * celldm[3]!, celldm[5]!];
      return rows(a, 0, 0, 0, b, 0, c * g, 0, c * Math.sqrt(1 - g * g));
    }
    case 13: {
      need(2, 3, 4);
      const [b, c, g] = [a * celldm[2]!, (a * celldm[3]!) / 2, celldm[4]!];
      return rows(h, 0, -c, b * g, b * Math.sqrt(1 - g * g), 0, h, 0, c);
    }
    case -13: {
      need(2, 3, 5);
      const [b, c, g] = [(a * celldm[2]!) / 2, a * celldm[3]!, celldm[5]!];
      return rows(h, b, 0, -h, b, 0, c * g, 0, c * Math.sqrt(1 - g * g));
    }
    case 14: {
      need(2, 3, 4, 5, 6);
      const [b, c] = [a * celldm[2]!, a * celldm[3]!];
      const [ca, cb, cg] = [celldm[4]!, celldm[5]!, celldm[6]!];
      const sg = Math.sqrt(1 - cg * cg);
      return rows(
        a,
        0,
        0,
        b * cg,
        b * sg,
        0,
        c * cb,
        (c * (ca - cb * cg)) / sg,
        (c * Math.sqrt(1 + 2 * ca * cb * cg - ca * ca - cb * cb - cg * cg)) / sg,
      );
    }
    default:
      throw new ReadError(`ibrav = ${ibrav} is no Bravais lattice of pw.x`, where);
  }
}
