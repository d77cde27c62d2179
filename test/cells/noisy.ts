import { makeRng, Table, type Recording } from '../../src/core/index.js';

/** A recording with noise of a known size. */
export function noisy(recording: Recording, sigma: number): Recording {
  const rng = makeRng(11);
  const v = recording.table.column('voltage_volt').map((x) => x + sigma * rng.normal());
  return {
    ...recording,
    table: new Table([recording.table.get('test_time_second'), { name: 'voltage_volt', values: v }]),
  };
}
