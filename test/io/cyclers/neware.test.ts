import { expect, it } from 'vitest';
import type { Recording } from '../../../src/core/index.js';
import { ndaReader } from '../../../src/io/cyclers/neware/read-nda.js';
import { ndaxReader } from '../../../src/io/cyclers/neware/read-ndax.js';
import { makeSource } from '../../../src/io/reader.js';
import { openZip } from '../../../src/io/tabular/archive.js';
import { describeShared } from '../../shared-data.js';
import { readAnswers, readShared, sharedSource } from '../read-shared.js';

async function readZippedNda(path: string): Promise<Recording> {
  const [entry] = await openZip(sharedSource(path));
  return (await ndaReader.read(makeSource(entry.name, await entry.read()))).recordings[0];
}

/**
 * Holds a test against what Neware's own software exports; its numbers are single precision and rounded as it prints
 * them.
 *
 * @param printed [mA·s] last digit printed of the capacity, [mW·s] of the energy
 */
async function compare(recording: Recording, answers: string, printed = 0.1): Promise<void> {
  const expected = await readAnswers(answers);
  const { table } = recording;
  const sum = (a: string, b: string) => table.column(a).map((v, i) => v + table.column(b)[i]);
  const close = (label: string, ours: Float64Array, tolerance: (value: number) => number): void => {
    const theirs = expected.get(label) as ArrayLike<number>;
    expect(ours.length, label).toBe(theirs.length);
    for (let i = 0; i < theirs.length; i++)
      if (!(Math.abs(ours[i] - (label.includes('s)') ? Math.abs(theirs[i]) : theirs[i])) <= tolerance(theirs[i])))
        expect.fail(`${label}, record ${i + 1}: ${ours[i]} where Neware has ${theirs[i]}`);
  };
  // Whole µA and tenths of mV are printed: half a unit, and the rounding of single precision.
  close(
    'Current(uA)',
    table.column('current_ampere').map((v) => v * 1e6),
    (v) => 0.5 + Math.abs(v) * 1e-6,
  );
  close(
    'Voltage(mV)',
    table.column('voltage_volt').map((v) => v * 1e3),
    () => 0.051,
  );
  close('Time', table.column('step_time_second'), () => 1e-6);
  close('Total Time', table.column('test_time_second'), () => 1e-6);
  close('Cycle Index', table.column('cycle_count'), () => 0);
  close('Step Index', table.column('step_id'), () => 0);
  close('Step Count', table.column('step_count'), () => 0);
  close(
    'Capacity(mAs)',
    sum('step_charging_capacity_ah', 'step_discharging_capacity_ah').map((v) => v * 3.6e6),
    (v) => 0.51 * printed + Math.abs(v) * 2e-7,
  );
  close(
    'Energy(mWs)',
    sum('step_charging_energy_wh', 'step_discharging_energy_wh').map((v) => v * 3.6e6),
    (v) => 0.51 * printed + Math.abs(v) * 2e-7,
  );
}

describeShared('real Neware files against the exports of Neware’s software', () => {
  it.each([
    ['TESTCELL0001-B2-2025-M50T_NewareNDA_Investigation', 77745],
    ['21_10_7_85', 141],
    ['interp-test', 333],
    ['nw4-120-1-6-53', 18700],
  ])('%s.ndax', async (name, rows) => {
    const recording = await readShared(ndaxReader, `cycling/${name}.ndax`);
    expect(recording.table.length).toBe(rows);
    await compare(recording, `cycling/fastnda/${name}.parquet`);
  });

  it('an archive without records is an empty table', async () => {
    const { table, about } = await readShared(ndaxReader, 'cycling/empty.ndax');
    expect(table.length).toBe(0);
    expect(about.started).toBe('2025-04-25T16:21:28');
  });

  it.each([
    // Exported in whole mA·s, in 1e-4 mAh, and in tenths of mA·s.
    ['nda_v23', 2706, 1],
    ['TestFile', 6670, 0.36],
    ['nda8', 46805, 0.1],
    ['nda_v8', 21, 0.1],
  ])('%s.nda', async (name, rows, printed) => {
    const recording = await readZippedNda(`cycling/${name}.nda.zip`);
    expect(recording.table.length).toBe(rows);
    await compare(recording, `cycling/fastnda/${name}.parquet`, printed);
  });

  it('test.ndax, an older packing with everything in one part', async () => {
    const { table } = await readShared(ndaxReader, 'cycling/test.ndax');
    // fastnda 1.3.1 on the same file.
    expect(table.length).toBe(1464);
    expect([0, 1462, 1463].map((i) => table.column('voltage_volt')[i].toFixed(4))).toEqual([
      '3.4666',
      '1.7993',
      '1.8105',
    ]);
  });
});
