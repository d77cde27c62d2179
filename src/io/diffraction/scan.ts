import { type Column, type Note, ReadError } from '../../core/index.js';
import type { Measurement } from '../measured/make-recording.js';

/** One scan as a reader found it. */
export interface Scan {
  /** [deg] 2θ of each point, or the axis named by `axis` */
  x: ArrayLike<number>;
  axis?: 'two_theta_degree' | 'd_angstrom' | 'q_per_angstrom';
  y: ArrayLike<number>;
  /** What `y` is (default counts). */
  kind?: 'counts' | 'count_rate_per_second' | 'intensity';
  sigma?: ArrayLike<number>;
  /** Further columns. */
  more?: Column[];
  about?: Measurement['about'];
  metadata?: Record<string, unknown>;
  notes?: Note[];
  /** Name among the scans of one file. */
  label?: string;
  /** Line of the file at which its numbers begin, in a text. */
  line?: number;
}

/** What to do about a file whose numbers are not there. */
export const EXPORT_AGAIN = 'it may be cut short: copy it again, or export it anew with 2θ and intensities';

/**
 * Makes measurements of scans: several of one file become a series. Axis and counts are checked: 2θ lies between −180
 * and 180 deg, numbers are finite, at least two points.
 *
 * @throws ReadError for a scan that cannot be
 */
export function toMeasurements(scans: readonly Scan[], file: string): Measurement[] {
  if (scans.length === 0) throw new ReadError('the file holds no scan', { file }, { hint: EXPORT_AGAIN });
  return scans.map((scan, index) => {
    const place = scans.length > 1 ? `scan ${index + 1}` : undefined;
    const where = { file, ...(scan.line !== undefined && { line: scan.line }), ...(place && { path: place }) };
    const fail = (what: string) => new ReadError(what, where);
    const n = scan.y.length;
    const axis = scan.axis ?? 'two_theta_degree';
    if (n < 2) throw new ReadError(`a scan of ${n} points`, where, { hint: EXPORT_AGAIN });
    if (scan.x.length !== n) throw fail(`${scan.x.length} positions for ${n} intensities`);
    const x = Float64Array.from(scan.x);
    const y = Float64Array.from(scan.y);
    for (let i = 0; i < n; i++) {
      if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) throw fail(`point ${i + 1} is not a number`);
      if (axis === 'two_theta_degree' && Math.abs(x[i]!) > 180.5)
        throw fail(`point ${i + 1} lies at ${x[i]} deg, which no goniometer reaches`);
      if (axis !== 'two_theta_degree' && !(x[i]! > 0))
        throw fail(`point ${i + 1} has a ${axis === 'd_angstrom' ? 'd' : 'Q'} of ${x[i]}`);
    }
    const notes = [...(scan.notes ?? [])];
    const falling = x[n - 1]! < x[0]!;
    for (let i = 1; i < n; i++)
      if (falling ? !(x[i]! < x[i - 1]!) : !(x[i]! > x[i - 1]!)) {
        notes.push({
          level: 'warning',
          code: 'axis-not-rising',
          text: `the axis does not go one way: ${x[i - 1]} is followed by ${x[i]}`,
          where: `row ${i + 1}`,
        });
        break;
      }
    const kind = scan.kind ?? 'counts';
    const negative = y.findIndex((v) => v < 0);
    if (negative >= 0)
      notes.push({
        level: 'warning',
        code: 'negative-counts',
        text: `intensities below zero (${y[negative]} at ${x[negative]}): a background was subtracted, and the noise of counting is no longer known`,
        where: `row ${negative + 1}`,
      });
    return {
      kind: 'diffraction',
      columns: [
        { name: axis, values: x },
        { name: kind, values: y, ...(scan.sigma && { sigma: Float64Array.from(scan.sigma) }) },
        ...(scan.more ?? []),
      ],
      ...(scan.about && { about: scan.about }),
      metadata: { ...scan.metadata },
      notes,
      ...(scans.length > 1 && { series: { id: file, index, label: scan.label ?? `scan ${index + 1}` } }),
    };
  });
}

/** n positions from start to end. */
export function spread(start: number, end: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (n > 1 ? start + ((end - start) * i) / (n - 1) : start));
}

/** Wavelengths as metadata carry them. */
export function wavelengthMetadata(
  alpha1: number | undefined,
  alpha2: number | undefined,
  ratio: number | undefined,
): Record<string, unknown> {
  const real = (v: number | undefined): v is number => v !== undefined && v > 0.05 && v < 20;
  if (!real(alpha1)) return {};
  const both = real(alpha2) && Math.abs(alpha2 / alpha1 - 1) > 1e-6 && (ratio === undefined || ratio > 0);
  return {
    wavelength_angstrom: both ? [alpha1, alpha2] : [alpha1],
    ...(both && ratio !== undefined && { wavelength_ratio: ratio }),
  };
}

/** Numbers of a text with blanks or commas between. */
export function parseNumbers(text: string, file: string): Float64Array {
  const words = text.trim().split(/[\s,]+/);
  if (words.length === 1 && words[0] === '') return new Float64Array(0);
  return Float64Array.from(words, (word, i) => {
    const value = Number(word);
    if (!Number.isFinite(value))
      throw new ReadError(`"${word.slice(0, 20)}" is not a number`, { file, path: `value ${i + 1}` });
    return value;
  });
}
