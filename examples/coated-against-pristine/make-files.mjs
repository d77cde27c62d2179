// Writes the files of this example: ten simulated coin cells, five pristine and five coated, as EC-Lab and Gamry would write them.
// The coated ones differ in one thing alone: their surface exchanges lithium four times as fast. Cells of a group differ as hand-made
// cells do: loading by 2 %, exchange current by 5 %, voltmeter noise of 0.1 mV. Run it in this folder: node make-files.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { makeRng, Table } from 'cermet/core';
import { parseCell, parseFrequencies, parseProtocol, simulateCell } from 'cermet/cells';
import { writers } from 'cermet/io';

const text = await readFile(
  process.argv[2] ?? new URL('../../data/cells/ncm811-coin-half-cell.json', import.meta.url),
  'utf8',
);
const writer = (id) => writers.find((w) => w.id === id);
const rates = [0.5, 1, 2, 3, 5];
const protocol = rates
  .map(
    (rate) =>
      `charge at 0.5C to 4.4 V every 120 s; rest 5 min every 60 s; discharge at ${rate}C to 3.0 V every ${Math.round(120 / rate)} s; rest 5 min every 60 s`,
  )
  .join('; ');
const impedance = { mode: 'impedance', frequencies: parseFrequencies('100 kHz..10 mHz, 50') };
const formatted = (value, digits) => Number(value.toPrecision(digits));

for (const [group, kinetics] of [
  ['pristine', 0.25],
  ['coated', 1],
]) {
  for (let k = 1; k <= 5; k++) {
    const rng = makeRng(100 * k + (group === 'coated' ? 1 : 0));
    const cell = JSON.parse(text);
    const electrode = cell['Positive electrode'];
    electrode['Thickness [m]'] *= 1 + 0.02 * rng.normal();
    const factor = kinetics * (1 + 0.05 * rng.normal());
    electrode['Exchange-current density [A.m-2]'] = `${factor} * (${electrode['Exchange-current density [A.m-2]']})`;
    const steps = parseProtocol(`charge at 0.5C to 4.4 V; ${protocol}; charge at 0.5C to 4.4 V; rest 30 min`);
    const { recording, spectra } = await simulateCell(
      parseCell(JSON.stringify(cell)),
      { ...steps, items: [...steps.items, { kind: 'step', label: 'EIS', control: impedance, ends: [] }] },
      { model: 'dfn', errorEstimate: false, nodes: 10, shells: 12, tolerance: 1e-4 },
    );
    const about = { sample: `${group} cell ${k}`, model: 'DFN' };
    // A voltmeter's noise and its resolution, and only the columns that a cycler records.
    const columns = ['test_time_second', 'voltage_volt', 'current_ampere', 'cycle_count', 'step_id'].map((name) => {
      const { values } = recording.table.get(name);
      if (name === 'voltage_volt')
        return { name, values: Float64Array.from(values, (v) => Math.round(1e5 * (v + 1e-4 * rng.normal())) / 1e5) };
      return {
        name,
        values:
          name === 'test_time_second'
            ? Float64Array.from(values, (v) => formatted(v, 8))
            : name === 'current_ampere'
              ? Float64Array.from(values, (v) => formatted(v, 6))
              : values,
      };
    });
    const spectrum = spectra[0].table;
    const noisy = (name, size) => ({
      name,
      values: spectrum.column(name).map((v, i) => formatted(v + 0.002 * size[i] * rng.normal(), 6)),
    });
    const size = spectrum.column('absolute_impedance_ohm');
    const eis = {
      ...spectra[0],
      about,
      table: new Table([
        { name: 'frequency_hertz', values: spectrum.column('frequency_hertz').map((f) => formatted(f, 6)) },
        noisy('real_impedance_ohm', size),
        noisy('imaginary_impedance_ohm', size),
      ]),
    };
    const put = async (name, id, one) =>
      writeFile(
        new URL(`data/${name}`, import.meta.url),
        await writer(id).write({ recordings: [one], structures: [], notes: [] }),
      );
    await put(`${group}-${k}.mpt`, 'biologic-mpt', { ...recording, about, table: new Table(columns) });
    await put(`${group}-${k}.DTA`, 'gamry-dta', eis);
    console.log(`${group} ${k}: ${recording.table.length} rows`);
  }
}
