import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../src/core/index.js';
import { detectReader } from '../../../src/io/detect.js';
import { readHdf5 } from '../../../src/io/hdf5/read-hdf5.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { makeNexus } from '../diffraction/make-nexus.js';
import { makeNxmpes, type NxmpesRegion } from './make-nxmpes.js';
import { mutateSpectrum } from './mutate-spectra.js';

const binding = Float64Array.from({ length: 40 }, (_, i) => 870 - 0.5 * i);
const counts = binding.map((_, i) => 500 + 7 * i);
const nickel: NxmpesRegion = {
  entry: 'Coated__Ni2p',
  energy: binding,
  type: 'binding',
  intensity: counts,
  units: 'counts',
  photon: { value: 1.4866, units: 'keV' },
  dwell: { value: 200, units: 'ms' },
  sample: 'coated',
};

async function read(regions: readonly NxmpesRegion[]) {
  const source = makeSource('a.nxs', await makeNxmpes(regions));
  const { reader } = await detectReader(source, readers);
  expect(reader.id).toBe('nxmpes');
  return (await reader.read(source)).recordings;
}

describe('NeXus photoemission', () => {
  it('gives each entry as a region, with photons, dwell time and sample', async () => {
    const kinetic: NxmpesRegion = {
      entry: 'Coated__region2',
      definition: 'NXmpes',
      energy: binding.map((e) => 1486.6 - (e - 670)),
      type: 'kinetic',
      intensity: counts.map((c) => c / 0.25),
      units: 'counts_per_second',
      photon: { value: 1486.6, units: 'eV' },
      workFunction: 4.3,
      dwell: { value: 0.25, units: 's' },
      transition: 'B 1s',
    };
    const [first, second] = await read([nickel, kinetic]);
    expect([...first.table.column('binding_energy_electronvolt')]).toEqual([...binding]);
    expect([...first.table.column('intensity_count')]).toEqual([...counts]);
    expect(first.metadata).toMatchObject({
      region: 'Ni2p',
      photon_energy_electronvolt: 1486.6,
      dwell_second: 0.2,
      pass_energy_electronvolt: 20,
      definition: 'NXxps',
    });
    expect(first.about).toMatchObject({
      sample: 'coated',
      instrument: 'Phoibos 150',
      started: '2026-11-20T10:00:00+01:00',
    });
    // Rates times a quarter of a second are whole: those are the counts. The work function is in the scale already.
    expect([...second.table.column('intensity_count')]).toEqual([...counts]);
    second.table.column('binding_energy_electronvolt').forEach((e, i) => expect(e).toBeCloseTo(binding[i] - 670, 9));
    expect(second.metadata).toMatchObject({ region: 'B 1s', work_function_electronvolt: 4.3 });
    expect(second.notes.map((n) => n.code)).toContain('work-function');
    expect([first, second].map((r) => r.series?.index)).toEqual([0, 1]);
  });

  it('reads energies in other units, and leaves out what is no spectrum with its reason', async () => {
    const milli = { ...nickel, energy: binding.map((e) => 1000 * e), energyUnits: 'meV' };
    const map = { ...nickel, entry: 'map', intensity: new Float64Array(80), shape: [2, 40] };
    const [recording, ...more] = await read([milli, map]);
    expect(more).toEqual([]);
    recording.table.column('binding_energy_electronvolt').forEach((e, i) => expect(e).toBeCloseTo(binding[i], 9));
    expect(recording.notes.find((n) => n.code === 'entry-left-out')!.text).toMatch(/map is of 2 × 40 values/);
  });

  it('takes intensities in no unit that there is, as pynxtools-xps wrote them from VAMAS, for neither counts nor rates', async () => {
    // The reference log of its test vms_regular: units "d" at data, kinetic energies, numbers with decimals.
    const scaled = counts.map((c) => 1.0137 * c);
    const [recording] = await read([{ ...nickel, type: 'kinetic', intensity: scaled, units: 'd', dwell: undefined }]);
    expect(recording.table.names).not.toContain('intensity_count');
    expect(
      recording.table.columns.some(({ values }) => values instanceof Float64Array && values[0] === scaled[0]),
    ).toBe(true);
    expect(recording.table.names).not.toContain('intensity_count_per_second');
  });

  it.each<[string, Partial<NxmpesRegion>, RegExp]>([
    ['an axis that does not say what it is', { type: undefined }, /kinetic or binding/],
    ['an axis in channels', { energyUnits: 'channel' }, /"channel", which is no unit of energy/],
    ['another definition', { definition: 'NXellipsometry', sample: 'NXmpes' }, /of the definition NXmpes or NXxps/],
    ['an axis of another length', { energy: binding.subarray(1) }, /40 values and energy of 39/],
  ])('refuses %s', async (_, change, message) => {
    await expect(read([{ ...nickel, ...change }])).rejects.toThrow(message);
  });

  it('survives damaged tables, in which the HDF5 library may run without end', async () => {
    // Each damage that is found costs a thread, so few copies here and more of them in the slow test.
    await mutateSpectrum({ reader: 'nxmpes', name: 'a.nxs', bytes: await makeNxmpes([nickel]) }, 20, 20_261_129);
  });

  it('leaves powder patterns to their reader', async () => {
    const pattern = await makeNexus({
      axis: { name: 'two_theta', values: binding, units: 'deg' },
      signal: { name: 'data', values: counts, units: 'counts' },
    });
    expect((await detectReader(makeSource('a.nxs', pattern), readers)).reader.id).toBe('nexus');
  });
});

describe('the thread that reads HDF5', () => {
  it('is stopped when the time is over, and by a cancelled reader', async () => {
    const bytes = await makeNxmpes([nickel]);
    await expect(readHdf5(bytes, 'a.nxs', undefined, { seconds: 0 })).rejects.toThrow(/not read within 0 s/);
    const controller = new AbortController();
    const reading = readHdf5(bytes, 'a.nxs', { signal: controller.signal });
    setTimeout(() => controller.abort());
    await expect(reading).rejects.toMatchObject({ code: 'abort' });
    expect(Object.keys((await readHdf5(bytes, 'a.nxs')).groups)).toEqual(['Coated__Ni2p']);
  });

  it.each<[string, object, RegExp]>([
    ['objects', { objects: 5 }, /more than 5 objects/],
    ['depth', { depth: 1 }, /more than 1 deep/],
    ['values', { values: 30 }, /more than 30 values/],
  ])('refuses a file beyond its limit of %s', async (_, limits, message) => {
    await expect(readHdf5(await makeNxmpes([nickel]), 'a.nxs', undefined, limits)).rejects.toThrow(message);
  });

  it('refuses a file that needs more memory than allowed, and not with a little more', async () => {
    const long = new Float64Array(2_000_000);
    const bytes = await makeNxmpes([{ ...nickel, energy: long, intensity: long }]);
    const error = await readHdf5(bytes, 'a.nxs', undefined, { bytes: 2 ** 24 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ReadError);
    expect(String(error)).toMatch(/Memory allocation of 16000000 bytes failed/);
    const { groups } = await readHdf5(bytes, 'a.nxs', undefined, { bytes: 2 ** 28 });
    expect(groups.Coated__Ni2p.groups.data.datasets.data.shape).toEqual([2_000_000]);
  });
});
