import type { Column, Note, Recording } from '../../core/index.js';
import type { Measurement } from '../measured/make-recording.js';

interface Spectrum {
  columns: Column[];
  metadata: Record<string, unknown>;
  notes: Note[];
  about: Recording['about'];
  /** The file states no sign convention for its imaginary part, so physics decides. */
  signOpen?: boolean;
}

const DEGREE = 180 / Math.PI;

/**
 * Settles a spectrum: imaginary part negative where capacitive, phase in degrees, both held against the other columns.
 *
 * The phase must be that of Re and Im, whatever its header says. The sign of Im follows from Re by the local form of
 * the Kramers–Kronig relations, Im Z ≈ (π/2) dRe Z/dln ω (H. Bode, Network Analysis, 1945): where Re falls with
 * frequency, Im is negative.
 */
export function finishImpedance({ columns: given, metadata, notes, about, signOpen }: Spectrum): Measurement {
  let columns = deriveParts(dropUnmeasured(given, notes), notes);
  const get = (name: string): Column | undefined => columns.find((c) => c.name === name);
  const frequency = get('frequency_hertz')?.values;
  const real = get('real_impedance_ohm')?.values;
  const imaginary = get('imaginary_impedance_ohm');
  if (
    !(frequency instanceof Float64Array) ||
    !(real instanceof Float64Array) ||
    !(imaginary?.values instanceof Float64Array)
  )
    return { kind: 'eis', columns, metadata, notes, about };
  const negative = real.reduce((total, v) => total + (v < 0 ? 1 : 0), 0);
  const realTurned = negative > real.length / 2;
  if (realTurned)
    notes.push({
      level: 'serious',
      code: 'real-negative',
      text: `Re Z is below zero in ${negative} of ${real.length} rows, which no cell at rest has: the column looks like −Re Z; it was kept as the file says`,
    });
  // The rule that tells the sign of Im rests on that of Re.
  const agreement = realTurned ? 0 : compareSign(frequency, real, imaginary.values);
  if (agreement < -0.5) {
    if (signOpen) {
      columns = columns.map((c) => (c === imaginary ? { ...c, values: (c.values as Float64Array).map((v) => -v) } : c));
      notes.push({
        level: 'warning',
        code: 'imaginary-sign',
        text: 'the file does not say whether it holds Im Z or −Im Z; by the run of Re Z it holds −Im Z, and the sign was turned',
      });
    } else
      notes.push({
        level: 'serious',
        code: 'imaginary-sign',
        text: 'Im Z runs against Re Z: by the Kramers–Kronig relations its sign looks turned; it was kept as the file says',
      });
  }
  columns = settlePhase(columns, real, get('imaginary_impedance_ohm')!.values as Float64Array, notes);
  checkModulus(get('absolute_impedance_ohm'), real, imaginary.values, notes);
  return { kind: 'eis', columns: orderSpectrum(columns), metadata, notes, about };
}

/** Re and Im of a spectrum that is given as |Z| and phase. */
function deriveParts(columns: Column[], notes: Note[]): Column[] {
  const find = (name: string): Column | undefined => columns.find((c) => c.name === name);
  const [modulus, phase] = [find('absolute_impedance_ohm'), find('phase_degree')];
  if (find('real_impedance_ohm') || find('imaginary_impedance_ohm') || !modulus || !phase) return columns;
  if (Array.isArray(modulus.values) || Array.isArray(phase.values)) return columns;
  const [z, p] = [modulus.values, phase.values];
  // Degrees stay below a full turn; a spectrum whose phases all lie within ±π/2 and reach no degree is in radian.
  let largest = 0;
  for (const v of p) largest = Math.max(largest, Math.abs(v));
  const radian = largest > 0 && largest <= 1.6;
  const turn = radian ? 1 : 1 / DEGREE;
  const valid = modulus.valid ?? phase.valid;
  notes.push({
    level: radian ? 'serious' : 'info',
    code: 'parts-derived',
    text: `the file holds |Z| and phase: Re Z and Im Z are made of them${radian ? '; no phase exceeds 1.6, so they were taken in radian' : ''}`,
  });
  return [
    ...columns.map((c) => (c === phase && radian ? { ...c, values: Float64Array.from(p, (v) => v * DEGREE) } : c)),
    { name: 'real_impedance_ohm', values: Float64Array.from(z, (v, i) => v * Math.cos(p[i]! * turn)), valid },
    { name: 'imaginary_impedance_ohm', values: Float64Array.from(z, (v, i) => v * Math.sin(p[i]! * turn)), valid },
  ];
}

/** Rows at frequency 0 are of direct current before or between the sweeps. */
function dropUnmeasured(columns: Column[], notes: Note[]): Column[] {
  const frequency = columns.find((c) => c.name === 'frequency_hertz');
  if (!frequency || !(frequency.values instanceof Float64Array)) return columns;
  const keep = Array.from(frequency.values.keys()).filter(
    (i) => (frequency.values[i] as number) > 0 && (!frequency.valid || frequency.valid[i] === 1),
  );
  if (keep.length === frequency.values.length || keep.length === 0) return columns;
  const gap = keep.findIndex((row, i) => row !== i);
  const firstLeftOut = gap < 0 ? keep.length : gap;
  notes.push({
    level: 'info',
    code: 'rows-without-frequency',
    text: `${frequency.values.length - keep.length} rows without a frequency were left out`,
    where: `row ${firstLeftOut + 1}`,
  });
  const pick = <T extends Float64Array | Int32Array | Uint8Array>(values: T): T =>
    values.constructor === Float64Array
      ? (Float64Array.from(keep, (i) => values[i]!) as T)
      : values.constructor === Int32Array
        ? (Int32Array.from(keep, (i) => values[i]!) as T)
        : (Uint8Array.from(keep, (i) => values[i]!) as T);
  return columns.map((c) => ({
    ...c,
    values: Array.isArray(c.values) ? keep.map((i) => (c.values as string[])[i]!) : pick(c.values),
    valid: c.valid && pick(c.valid),
    sigma: c.sigma && pick(c.sigma),
  }));
}

/**
 * [1] −1 to 1: how well Im follows the slope of Re over ln f, weighted by size, in the lower half of the decades:
 * above, leads add an inductance.
 */
function compareSign(frequency: Float64Array, real: Float64Array, imaginary: Float64Array): number {
  let sum = 0;
  let size = 0;
  const middle = Math.sqrt(
    frequency.reduce((a, b) => Math.min(a, b), Infinity) * frequency.reduce((a, b) => Math.max(a, b), 0),
  );
  for (let i = 1; i < frequency.length; i++) {
    const step = Math.log(frequency[i]! / frequency[i - 1]!);
    if (!Number.isFinite(step) || step === 0 || Math.abs(step) > 3 || frequency[i]! > middle) continue;
    const term = ((real[i]! - real[i - 1]!) / step) * (imaginary[i]! + imaginary[i - 1]!);
    if (!Number.isFinite(term)) continue;
    sum += term;
    size += Math.abs(term);
  }
  return size > 0 && frequency.length >= 8 ? sum / size : 0;
}

function settlePhase(columns: Column[], real: Float64Array, imaginary: Float64Array, notes: Note[]): Column[] {
  const phase = columns.find((c) => c.name === 'phase_degree');
  if (!phase || !(phase.values instanceof Float64Array) || phase.values.length === 0) return columns;
  const { values } = phase;
  const off = (factor: number): number => {
    const errors = Array.from(values, (v, i) =>
      Math.abs(wrap(v * factor - Math.atan2(imaginary[i]!, real[i]!) * DEGREE)),
    ).sort((a, b) => a - b);
    return errors[errors.length >> 1]!;
  };
  // As converted, as degrees under a header that says radian, as radian under one that says degree, and each with its
  // sign turned.
  const candidates: [factor: number, what: string][] = [
    [1, ''],
    [1 / DEGREE, 'in degrees, although its header says radian'],
    [DEGREE, 'in radian, although its header says degrees'],
    [-1, 'of the opposite sign'],
    [-1 / DEGREE, 'in degrees and of the opposite sign, although its header says radian'],
  ];
  const [factor, what] = candidates.reduce((best, next) => (off(next[0]) < off(best[0]) * 0.5 ? next : best));
  if (off(factor) > 1) {
    notes.push({
      level: 'warning',
      code: 'phase-inconsistent',
      text: `the phase differs from that of Re and Im by ${off(factor).toPrecision(2)}° in the middle of the spectrum`,
    });
    return columns;
  }
  if (factor === 1) return columns;
  notes.push({ level: 'warning', code: 'phase-unit', text: `by Re and Im the phase is ${what}; it was taken so` });
  return columns.map((c) => (c === phase ? { ...c, values: values.map((v) => v * factor) } : c));
}

function wrap(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}

function checkModulus(modulus: Column | undefined, real: Float64Array, imaginary: Float64Array, notes: Note[]): void {
  if (!modulus || !(modulus.values instanceof Float64Array) || modulus.values.length === 0) return;
  const errors = Array.from(modulus.values, (v, i) => Math.abs(v / Math.hypot(real[i]!, imaginary[i]!) - 1)).sort(
    (a, b) => a - b,
  );
  if (errors[errors.length >> 1]! > 0.01)
    notes.push({
      level: 'warning',
      code: 'modulus-inconsistent',
      text: `|Z| differs from that of Re and Im by ${(errors[errors.length >> 1]! * 100).toPrecision(2)} % in the middle of the spectrum`,
    });
}

const first = [
  'frequency_hertz',
  'real_impedance_ohm',
  'imaginary_impedance_ohm',
  'absolute_impedance_ohm',
  'phase_degree',
];

function orderSpectrum(columns: Column[]): Column[] {
  const rank = (c: Column): number => (first.includes(c.name) ? first.indexOf(c.name) : first.length);
  return [...columns].sort((a, b) => rank(a) - rank(b));
}
