import { InputError, type Recording } from '../../core/index.js';

/** One impedance spectrum. The imaginary part is negative where capacitive. */
export interface Spectrum {
  /** [Hz] (m) */
  frequency: Float64Array;
  /** [ohm] (m) */
  real: Float64Array;
  /** [ohm] (m) */
  imaginary: Float64Array;
  /** What tells it from others of the same recording: `cycle 3`. */
  label?: string;
}

/** Which electrode's impedance is asked for in a recording of a three-electrode cell. */
export type ElectrodeSide = 'cell' | 'working' | 'counter';

const PREFIX: Record<ElectrodeSide, readonly string[]> = {
  cell: [''],
  working: ['working_electrode_', 'positive_electrode_', 'we_'],
  counter: ['counter_electrode_', 'negative_electrode_', 'ce_'],
};

/**
 * The spectra of a recording, apart where its cycle number changes or the sweep of frequencies starts again.
 *
 * @throws InputError when there is no impedance in it
 */
export function splitSpectra(recording: Recording, side: ElectrodeSide = 'cell'): Spectrum[] {
  const { table } = recording;
  const prefix = PREFIX[side].find(
    (p) => table.has(`${p}real_impedance_ohm`) && table.has(`${p}imaginary_impedance_ohm`),
  );
  if (!table.has('frequency_hertz') || prefix === undefined) {
    throw new InputError(
      side === 'cell'
        ? 'the recording holds no impedance'
        : `the recording holds no impedance of the ${side} electrode`,
      { value: 'real_impedance_ohm', allowed: table.names },
    );
  }
  const columns = ['frequency_hertz', `${prefix}real_impedance_ohm`, `${prefix}imaginary_impedance_ohm`].map((name) =>
    table.get(name),
  );
  const [f, re, im] = columns.map((c) => table.column(c.name));
  const cycle = table.find('cycle_count');
  const groups: number[][] = [];
  let direction = 0;
  let last = -1;
  for (let i = 0; i < table.length; i++) {
    if (
      columns.some((c) => c.valid && !c.valid[i]) ||
      !(f[i] > 0) ||
      !Number.isFinite(re[i]) ||
      !Number.isFinite(im[i])
    )
      continue;
    const turned =
      last >= 0 &&
      direction !== 0 &&
      Math.sign(f[i] - f[last]) === -direction &&
      Math.abs(Math.log(f[i] / f[last])) > Math.log(20);
    const other =
      last >= 0 && cycle !== undefined && !Array.isArray(cycle.values) && cycle.values[i] !== cycle.values[last];
    if (last < 0 || turned || other) {
      groups.push([i]);
      direction = 0;
    } else {
      groups.at(-1)!.push(i);
      direction ||= Math.sign(f[i] - f[last]);
    }
    last = i;
  }
  const spectra = groups
    .filter((g) => g.length >= 3)
    .map(
      (rows, k): Spectrum => ({
        frequency: Float64Array.from(rows, (i) => f[i]),
        real: Float64Array.from(rows, (i) => re[i]),
        imaginary: Float64Array.from(rows, (i) => im[i]),
        ...(groups.length > 1 && {
          label: cycle && !Array.isArray(cycle.values) ? `cycle ${cycle.values[rows[0]]}` : `spectrum ${k + 1}`,
        }),
      }),
    );
  if (spectra.length === 0) throw new InputError('the recording has fewer than three frequencies in one sweep');
  const labels = spectra.map((s) => s.label);
  spectra.forEach((s, k) => {
    if (s.label !== undefined && labels.indexOf(s.label) !== k) s.label = `spectrum ${k + 1}`;
  });
  return spectra;
}

/**
 * Part of a spectrum within limits.
 *
 * @param lowest  [Hz]
 * @param highest [Hz]
 */
export function cropSpectrum(spectrum: Spectrum, lowest: number, highest: number, capacitiveOnly = false): Spectrum {
  const keep = Array.from(
    spectrum.frequency,
    (f, i) => f >= lowest && f <= highest && !(capacitiveOnly && spectrum.imaginary[i] >= 0),
  );
  const pick = (values: Float64Array): Float64Array => values.filter((_, i) => keep[i]);
  return {
    ...spectrum,
    frequency: pick(spectrum.frequency),
    real: pick(spectrum.real),
    imaginary: pick(spectrum.imaginary),
  };
}
