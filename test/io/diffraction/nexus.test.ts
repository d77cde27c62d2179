import { expect, it } from 'vitest';
import { diffractionReaders } from '../../../src/io/diffraction/index.js';
import { readHdf5 } from '../../../src/io/hdf5/read-hdf5.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { makeNexus, type NexusPlan } from './make-nexus.js';

const x = Float64Array.from({ length: 30 }, (_, i) => 10 + 0.02 * i);
const counts = Float64Array.from(x, (_, i) => 400 + 7 * i);

async function read(plan: NexusPlan) {
  const source = makeSource('a.nxs', await makeNexus(plan));
  const { reader } = await detectReader(source, readers);
  expect(reader.id).toBe('nexus');
  return (await reader.read(source)).recordings;
}

it('reads the default plottable: axis, counts, σ, wavelength and sample by their names and units', async () => {
  const [one] = await read({
    axis: { name: 'two_theta', values: x.map((v) => (v * Math.PI) / 180), units: 'rad' },
    signal: { name: 'data', values: counts, units: 'counts', errors: counts.map(Math.sqrt) },
    wavelength: { value: 0.041, units: 'nm' },
    title: 'NCM811',
  });
  one.table.column('two_theta_degree').forEach((v, i) => {
    expect(v).toBeCloseTo(x[i], 12);
  });
  expect(one.table.column('counts')).toEqual(counts);
  expect(one.table.get('counts').sigma![2]).toBeCloseTo(Math.sqrt(counts[2]), 14);
  expect(one.metadata.wavelength_angstrom).toEqual([0.41]);
  expect(one.about.sample).toBe('NCM811');
});

it('reads Q of pyFAI, counts per second, and frames of a series', async () => {
  const [q] = await read({
    axis: { name: 'q', values: x, units: 'nm^-1' },
    signal: { name: 'I', values: counts.map((v) => v / 3), units: 'counts/s' },
  });
  expect(q.table.column('q_per_angstrom')[0]).toBeCloseTo(1, 12);
  expect(q.table.names).toContain('count_rate_per_second');
  const frames = await read({
    axis: { name: '2th', values: x, units: 'deg', dimension: 1 },
    signal: { name: 'I', values: Float64Array.from([...counts, ...counts.map((v) => v + 1)]), shape: [2, 30] },
  });
  expect(frames).toHaveLength(2);
  expect([...frames[1].table.column('counts')]).toEqual([...counts.map((v) => v + 1)]);
  expect(frames[1].series?.index).toBe(1);
});

it('large whole numbers stay what they are', async () => {
  const values = counts.slice();
  values[3] = 2 ** 31 + 1;
  values[4] = 2 ** 53;
  const [one] = await read({
    axis: { name: 'two_theta', values: x, units: 'deg' },
    signal: { name: 'data', values: BigInt64Array.from(values, BigInt) },
  });
  expect(one.table.column('counts')[3]).toBe(2 ** 31 + 1);
  expect(one.table.column('counts')[4]).toBe(2 ** 53);
});

it('leaves images of a detector unread beside the pattern, and takes no name for what every object has', async () => {
  const bytes = await makeNexus({
    axis: { name: 'two_theta', values: x, units: 'deg' },
    signal: { name: 'data', values: counts },
  });
  const { groups } = await readHdf5(bytes, 'a.nxs', undefined, { largest: 20 });
  expect(groups.entry!.groups.pattern!.datasets.data).toMatchObject({ shape: [30], value: null });
  await expect(
    read({
      axis: { name: 'two_theta', values: x, units: 'deg' },
      signal: { name: 'data', values: counts, as: 'constructor' },
    }),
  ).rejects.toThrow(/names no signal/);
});

it('refuses swapped axes, axes of something else and files without a default', async () => {
  await expect(
    read({
      axis: { name: 'two_theta', values: x.slice(0, 2), units: 'deg', dimension: 1 },
      signal: { name: 'I', values: Float64Array.from([...counts, ...counts]), shape: [2, 30] },
    }),
  ).rejects.toThrow(/swapped/);
  await expect(
    read({ axis: { name: 'temperature', values: x, units: 'K' }, signal: { name: 'data', values: counts } }),
  ).rejects.toThrow(/neither 2θ, Q nor d/);
  await expect(
    read({
      axis: { name: 'two_theta', values: x, units: 'deg' },
      signal: { name: 'data', values: counts },
      plain: true,
    }),
  ).rejects.toThrow(/no default plottable/);
  const reader = diffractionReaders.find((r) => r.id === 'nexus')!;
  await expect(reader.read(makeSource('a.h5', new Uint8Array(200).fill(7)))).rejects.toThrow(/a\.h5/);
});
