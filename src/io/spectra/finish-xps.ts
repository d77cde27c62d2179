import type { Column, Note } from '../../core/index.js';
import type { Measurement } from '../measured/make-recording.js';

/** What a reader found of one region. */
export interface FoundRegion {
  /** Name that the file gives the region: `Ni 2p`, `wide`. */
  label: string;
  sample?: string;
  /** [eV] (n) as stored */
  energy: Float64Array;
  scale: 'binding' | 'kinetic';
  /** [eV] of the photons, where known */
  photon?: number;
  /** (n) as stored */
  intensity: Float64Array;
  unit: 'count' | 'rate' | 'unknown';
  /** [s] one channel, all scans together, where known */
  dwell?: number;
  /** [1] (n) of the analyser, where the file has it */
  transmission?: Float64Array;
  metadata?: Record<string, unknown>;
  started?: string;
  instrument?: string;
  notes?: Note[];
}

/** [1] Share of whole numbers that makes a column of products counts. */
const WHOLE = 0.98;

/**
 * A region as a measurement: binding energy from kinetic where the file has that (E_B = hν − E_K, both from the Fermi
 * level, as instruments calibrate it: the analyser's work function is in the scale already), and counts from rates
 * where the dwell time makes whole numbers of them, since only counts know their own noise.
 */
export function finishXps(region: FoundRegion): Measurement {
  const notes: Note[] = [...(region.notes ?? [])];
  const columns: Column[] = [];
  const valid = markMissing(region.energy, region.intensity);
  const clean = (values: Float64Array): Float64Array =>
    values.map((v) => (Number.isFinite(v) && Math.abs(v) < 1e36 ? v : 0));
  const energy = clean(region.energy);
  const intensity = clean(region.intensity);
  if (region.scale === 'kinetic' && region.photon !== undefined) {
    const photon = region.photon;
    columns.push({ name: 'binding_energy_electronvolt', values: energy.map((e) => photon - e), valid });
    columns.push({ name: 'kinetic_energy_electronvolt', values: energy, valid });
  } else if (region.scale === 'binding') columns.push({ name: 'binding_energy_electronvolt', values: energy, valid });
  else {
    columns.push({ name: 'kinetic_energy_electronvolt', values: energy, valid });
    notes.push({
      level: 'serious',
      code: 'no-photon-energy',
      text: 'the energies are kinetic and the file does not say of which photons: there is no binding energy until photon gives it',
    });
  }
  const { dwell } = region;
  if (region.unit === 'rate' && dwell !== undefined && dwell > 0) {
    const counts = intensity.map((v) => v * dwell);
    if (shareOfWhole(counts) >= WHOLE) {
      columns.push({ name: 'intensity_count', values: counts.map(Math.round), valid });
      notes.push({
        level: 'info',
        code: 'rate-to-counts',
        text: `the file holds counts per second; times ${Number(dwell.toPrecision(6))} s a channel they are whole numbers, so these are the counts`,
      });
    } else {
      columns.push({
        name: 'intensity_count_per_second',
        values: intensity,
        sigma: counts.map((c) => Math.sqrt(Math.max(c, 1)) / dwell),
        valid,
      });
      notes.push({
        level: 'info',
        code: 'rate-sigma',
        text: `the file holds counts per second, corrected after counting; their error is taken as the root of rate × ${Number(dwell.toPrecision(6))} s`,
      });
    }
  } else if (region.unit === 'count' && shareOfWhole(intensity) >= WHOLE)
    columns.push({ name: 'intensity_count', values: intensity, valid });
  else if (region.unit === 'count') {
    const { sigma, factor } = scaleRoot(intensity);
    columns.push({ name: 'intensity_count', values: intensity, sigma, valid });
    notes.push({
      level: 'info',
      code: 'counts-not-whole',
      text: `the file calls its intensities counts, and they are not whole numbers: they were corrected after counting; errors are ${factor.toPrecision(3)} × their root, as their scatter says`,
    });
  } else if (region.unit === 'rate') columns.push({ name: 'intensity_count_per_second', values: intensity, valid });
  else if (shareOfWhole(intensity) >= WHOLE && Math.max(...intensity.subarray(0, 5000)) > 10) {
    columns.push({ name: 'intensity_count', values: intensity, valid });
    notes.push({
      level: 'info',
      code: 'taken-as-counts',
      text: 'the file does not say what its intensities are; they are whole numbers and taken as counts',
    });
  } else columns.push({ name: 'intensity_arbitrary', values: intensity, valid });
  if (region.transmission) {
    const values = region.transmission;
    if (values.length === energy.length && values.every((v) => Number.isFinite(v) && v > 0 && v < 1e36)) {
      const varies = values.some((v) => Math.abs(v - values[0]!) > 1e-9 * Math.abs(values[0]!));
      if (varies || values[0] !== 1) columns.push({ name: 'transmission', values });
    }
  }
  return {
    kind: 'xps',
    columns: columns.map((c) => (c.valid ? c : { name: c.name, values: c.values, ...(c.sigma && { sigma: c.sigma }) })),
    about: {
      ...(region.sample && { sample: region.sample }),
      ...(region.instrument && { instrument: region.instrument }),
      ...(region.started && { started: region.started }),
    },
    metadata: {
      region: region.label,
      ...(region.photon !== undefined && { photon_energy_electronvolt: region.photon }),
      ...(dwell !== undefined && { dwell_second: dwell }),
      ...region.metadata,
    },
    notes,
  };
}

/** Errors that go as the root of the intensity, with the factor that the scatter of neighbours gives. */
function scaleRoot(values: Float64Array): { sigma: Float64Array; factor: number } {
  const root = (v: number): number => Math.sqrt(Math.max(v, 1e-9));
  const seconds: number[] = [];
  for (let i = 1; i < values.length - 1; i++)
    seconds.push(Math.abs(values[i - 1]! - 2 * values[i]! + values[i + 1]!) / Math.sqrt(6) / root(values[i]!));
  seconds.sort((a, b) => a - b);
  const factor = Math.max(1e-6, (seconds[seconds.length >> 1] ?? 1) / 0.6745);
  return { sigma: values.map((v) => Math.max(1e-12, factor * root(v))), factor };
}

function markMissing(energy: Float64Array, intensity: Float64Array): Uint8Array | undefined {
  let missing = 0;
  const valid = Uint8Array.from(energy, (e, i) => {
    const good =
      Number.isFinite(e) && Number.isFinite(intensity[i]) && Math.abs(e) < 1e36 && Math.abs(intensity[i]!) < 1e36;
    if (!good) missing++;
    return good ? 1 : 0;
  });
  return missing > 0 ? valid : undefined;
}

function shareOfWhole(values: Float64Array): number {
  let whole = 0;
  for (const v of values)
    if (Math.abs(v - Math.round(v)) < Math.max(1e-3, 2e-7 * Math.abs(v)) && Math.abs(v) < 1e6) whole++;
  return values.length === 0 ? 0 : whole / values.length;
}
