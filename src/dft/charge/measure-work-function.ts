import type { Note } from '../../core/index.js';

/** Levels of empty space on the two sides of a slab, along c. */
export interface VacuumLevels {
  /** [eV] above the upper face, and below the lower one. */
  upper: number;
  lower: number;
  /** [eV/Å] slope of the potential there: zero where the level is one. */
  upperSlope: number;
  lowerSlope: number;
  notes: Note[];
}

/** [1] part of the vacuum at each face that is left out: the density reaches there. */
const FACE = 0.3;
/** [eV/Å] */
const FLAT = 0.01;

/**
 * The potential in the vacuum of a slab: its plane average over the middle part of the gap, on either side of where it
 * jumps when the dipole is made up for.
 *
 * @param average [eV] (n) plane average along c
 * @param height  [Å] of the cell along c
 * @param gap     [1] fractions of c at which the vacuum begins (upper face) and ends (lower face, may exceed 1)
 */
export function measureVacuumLevels(
  average: ArrayLike<number>,
  height: number,
  gap: readonly [number, number],
): VacuumLevels {
  const n = average.length;
  const at = (i: number): number => average[((i % n) + n) % n];
  const first = Math.ceil((gap[0] + FACE * (gap[1] - gap[0])) * n);
  const last = Math.floor((gap[1] - FACE * (gap[1] - gap[0])) * n);
  // The correction's jump stands where neighbours differ most; without one the halves agree.
  let jump = Math.round((first + last) / 2);
  let largest = 0;
  for (let i = first; i < last; i++)
    if (Math.abs(at(i + 1) - at(i)) > largest) {
      largest = Math.abs(at(i + 1) - at(i));
      jump = i;
    }
  const middle = Math.round((first + last) / 2);
  if (largest * (n / height) < 1) jump = middle;
  const side = (from: number, to: number): { level: number; slope: number } => {
    let sum = 0;
    let sx = 0;
    let sxx = 0;
    let sxy = 0;
    const count = Math.max(1, to - from + 1);
    const centre = (from + to) / 2;
    for (let i = from; i <= to; i++) {
      const x = ((i - centre) / n) * height;
      sum += at(i);
      sx += x;
      sxx += x * x;
      sxy += x * at(i);
    }
    return { level: sum / count, slope: sxx > 0 ? (sxy - (sx * sum) / count) / sxx : 0 };
  };
  const clear = Math.max(1, Math.round(0.02 * n));
  const upper = side(first, Math.max(first, jump === middle ? middle : jump - clear));
  const lower = side(Math.min(last, jump === middle ? middle : jump + clear), last);
  const notes: Note[] = [];
  if (Math.max(Math.abs(upper.slope), Math.abs(lower.slope)) > FLAT)
    notes.push({
      level: 'warning',
      code: 'vacuum-not-flat',
      text: `the potential slopes by ${Math.max(Math.abs(upper.slope), Math.abs(lower.slope)).toFixed(3)} eV/Å in the vacuum: more vacuum, or the correction for the dipole, is needed`,
    });
  return { upper: upper.level, lower: lower.level, upperSlope: upper.slope, lowerSlope: lower.slope, notes };
}
