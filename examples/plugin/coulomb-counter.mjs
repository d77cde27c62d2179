// A plug-in: a reader of a home-made logger's files, and an analysis of what any cycler records.
//   cermet analyse log.cnt --plugin ./coulomb-counter.mjs --with throughput
import { Table, quantity } from 'cermet/core';
import { defineAnalysis, makeOutcome } from 'cermet/evidence';
import { defineTableReader } from 'cermet/io';

const counterReader = defineTableReader({
  id: 'coulomb-counter',
  version: '1',
  title: 'Coulomb counter',
  kind: 'cycling',
  extensions: ['.cnt'],
  sniff: (head) => (new TextDecoder().decode(head.subarray(0, 9)) === '#COUNTER ' ? 0.95 : 0),
  async measure(source) {
    const lines = new TextDecoder()
      .decode(await source.bytes())
      .trim()
      .split('\n')
      .slice(1);
    const column = (k) => Float64Array.from(lines, (line) => Number(line.split(' ')[k]));
    const columns = ['test_time_second', 'voltage_volt', 'current_ampere'];
    return { kind: 'cycling', columns: columns.map((name, k) => ({ name, values: column(k) })) };
  },
});

const throughput = defineAnalysis({
  id: 'throughput',
  version: '1',
  title: 'Charge passed either way',
  byDefault: false,
  inputs: { recording: { kind: 'cycling', describe: 'any recording of a cycler' } },
  settings: { above: quantity('current', '0 A', 'currents below this are leakage') },
  quantities: { throughput: { label: 'charge passed, charging plus discharging', unit: 'mAh', scale: 'log' } },
  async run({ recording }, { above }) {
    const [time, current] = ['test_time_second', 'current_ampere'].map((name) => recording.table.column(name));
    let charge = 0;
    for (let i = 1; i < time.length; i++)
      if (Math.abs(current[i]) > above) charge += Math.abs(current[i]) * (time[i] - time[i - 1]);
    const table = new Table([{ name: 'throughput_ah', values: Float64Array.of(charge / 3600) }]);
    const estimate = { value: charge / 3.6, n: 1, unit: 'mAh' };
    return makeOutcome({ findings: [{ id: 'throughput', estimate }], tables: [{ id: 'sum', title: 'Sum', table }] });
  },
  cite: [],
});

export default { readers: [counterReader], analyses: [throughput] };
