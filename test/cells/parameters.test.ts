import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCell, parseProtocol, simulateCell } from '../../src/cells/index.js';
import { FARADAY, InputError, ReadError } from '../../src/core/index.js';
import { readBpx, upgradeBpx, writeBpx, type JsonObject } from '../../src/io/bpx/index.js';
import { describeShared, sharedPath, hasSharedData } from '../shared-data.js';

const folder = new URL('../../data/cells/', import.meta.url);
const pouch = (): JsonObject =>
  JSON.parse(readFileSync(new URL('ncm811-graphite-pouch.json', folder), 'utf8')) as JsonObject;
/** The pouch with one place changed; `undefined` removes it. */
function changed(path: string[], value: unknown): string {
  const json = pouch();
  const last = path.slice(0, -1).reduce((o, key) => o[key] as JsonObject, json);
  if (value === undefined) delete last[path[path.length - 1]];
  else last[path[path.length - 1]] = value;
  return JSON.stringify(json);
}
const place = ['Parameterisation', 'Negative electrode'];

it.each([
  [[...place, 'Porosity'], undefined, 'Parameterisation → Negative electrode → Porosity'],
  [[...place, 'Porosity'], 1.4, 'Negative electrode → Porosity" must be between 0 and 1'],
  [[...place, 'Porositty'], 0.3, 'did you mean "Porosity"'],
  [[...place, 'Particle radius [m]'], -1, 'above 0'],
  [[...place, 'Particle radius [m]'], '5e-6', 'must be a number'],
  [[...place, 'OCP [V]'], '1 + ', 'Negative electrode → OCP [V]'],
  [[...place, 'OCP [V]'], 'tanhh(x)', 'did you mean "tanh"'],
  [[...place, 'OCP [V]'], 'process.exit(1)', 'unknown name "process"'],
  [[...place, 'OCP [V]'], { x: [0, 1], y: [1] }, 'as many x as y'],
  [[...place, 'Minimum stoichiometry'], 0.99, 'not below the maximum'],
  [['Header', 'Model'], 'P2D', 'Header → Model'],
  [['Header', 'BPX'], '7.0', 'newer than'],
  [['Parameterisation', 'Cell', 'Thermal conductivity [W.m-1.K-1]'], 1, 'not a key'],
  [['Parameterisation', 'User-defined'], { 'Contact resistance [ohm]': -1 }, 'User-defined → Contact resistance [ohm]'],
])('a wrong %s is named', (path, value, says) => {
  const read = (): unknown => parseCell(changed(path, value));
  expect(read).toThrow(InputError);
  expect(read).toThrow(says);
});

it('a contact resistance among the user-defined keys of BPX drops the voltage by I R', async () => {
  const run = async (text: string): Promise<Float64Array> =>
    (
      await simulateCell(parseCell(text), parseProtocol('discharge at 0.4 A for 1 min every 10 s'), {
        model: 'spm',
        errorEstimate: false,
      })
    ).recording.table.column('voltage_volt');
  const [without, with50] = [
    await run(JSON.stringify(pouch())),
    await run(changed(['Parameterisation', 'User-defined'], { 'Contact resistance [ohm]': 0.05 })),
  ];
  // A constant current and no heat: the particles do not know of it, so that only rounding is left.
  without.forEach((v, k) => expect(v - with50[k]).toBeCloseTo(0.02, 9));
});

it('what is not JSON, or neither form, is an error', () => {
  expect(() => parseCell('{"a": ', 'x.json')).toThrow(ReadError);
  expect(() => parseCell('{"a": 1}', 'x.json')).toThrow('neither BPX');
});

it('a document is written as it is read', () => {
  const { document } = readBpx(pouch());
  expect(JSON.parse(writeBpx(document))).toEqual(pouch());
});

it('v0.x is brought up to 1.1.1 without touching what was given', () => {
  const old = pouch();
  (old.Header as JsonObject).BPX = 0.4;
  const parts = old.Parameterisation as Record<string, JsonObject>;
  Object.assign(parts.Cell, {
    'Initial temperature [K]': 298.15,
    'Ambient temperature [K]': 300,
    'Thermal conductivity [W.m-1.K-1]': 2,
  });
  parts.Electrolyte['Initial concentration [mol.m-3]'] = 1100;
  delete old.State;
  const before = JSON.stringify(old);
  const { document, notes } = upgradeBpx(old);
  expect(JSON.stringify(old)).toBe(before);
  expect(document.State).toEqual({
    'Initial conditions': {
      'Initial state-of-charge': 1,
      'Initial temperature [K]': 298.15,
      'Initial electrolyte concentration [mol.m-3]': 1100,
    },
    'Thermal environment': { 'Ambient temperature [K]': 300 },
  });
  expect(notes.map((n) => n.code)).toEqual(['bpx-dropped-key', 'bpx-upgraded']);
  expect(parseCell(before).electrolyte!.initialConcentration).toBe(1100);
});

it('a table of the open-circuit potential is read along straight lines', async () => {
  const at = 0.5;
  const cell = parseCell(
    changed(['Parameterisation', 'Positive electrode', 'OCP [V]'], { x: [1, 0, 0.5], y: [3, 4.4, 3.9] }),
  );
  const { steps } = await simulateCell(cell, parseProtocol('rest 1 s'), {
    model: 'spm',
    errorEstimate: false,
    initial: { negative: 0.5, positive: at + 0.1 },
  });
  const graphite =
    1.9793 * Math.exp(-39.3631 * 0.5) +
    0.2482 -
    0.0909 * Math.tanh(29.8538 * (0.5 - 0.1234)) -
    0.04478 * Math.tanh(14.9159 * (0.5 - 0.2769)) -
    0.0205 * Math.tanh(30.4444 * (0.5 - 0.6103));
  expect(steps[0].endVoltage).toBeCloseTo(3.9 - 0.1 * 1.8 - graphite, 9);
});

it.each(readdirSync(folder).filter((f) => f.endsWith('.json') && !f.endsWith('.sources.json')))(
  '%s runs, and each of its values has a source',
  async (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const json = JSON.parse(text) as Record<string, JsonObject>;
    const sources = (json.Sources ??
      JSON.parse(readFileSync(new URL(file.replace('.json', '.sources.json'), folder), 'utf8'))) as Record<
      string,
      Record<string, { kind: string; text: string }>
    >;
    for (const part of ['Cell', 'Electrolyte', 'Separator'])
      expect(Object.keys(sources[part] ?? {}).length, part).toBeGreaterThan(0);
    for (const group of Object.values(sources))
      for (const source of Object.values(group)) expect(['measured', 'fitted', 'assumed']).toContain(source.kind);
    const cell = parseCell(text, file);
    const { ending } = await simulateCell(
      cell,
      parseProtocol('discharge at 0.5C for 2 min; charge at 0.5C for 2 min; rest 1 min'),
      { errorEstimate: false, nodes: 8, shells: 8 },
    );
    expect(ending.by, ending.text).not.toBe('failure'); // cells start charged or discharged: one of the steps may meet a limit
  },
);

it('the coin cell gives what it was put together for', async () => {
  const cell = parseCell(readFileSync(new URL('ncm811-coin-half-cell.json', folder), 'utf8'));
  const { steps } = await simulateCell(cell, parseProtocol('charge at 0.1C to 4.4 V; discharge at 0.1C to 3 V'), {
    errorEstimate: false,
  });
  const mass = 9.45e-3 * (cell.area * 1e4); // g
  const specific = (-steps[1].charge / 3.6 / mass) * 1;
  expect(specific).toBeGreaterThan(210); // 215 mAh/g in the paper; the open-circuit curve was moved to meet it
  expect(specific).toBeLessThan(220);
  const electrode = cell.positive.kind === 'porous' ? cell.positive : undefined;
  const [m] = electrode!.materials;
  expect(((m.surfaceArea * m.radius) / 3) * electrode!.thickness * m.maximumConcentration * FARADAY).toBeGreaterThan(0);
});

describeShared('parameter files of others', () => {
  it.each(hasSharedData ? readdirSync(sharedPath('parameters')).filter((f) => f.endsWith('.json')) : [])(
    '%s runs',
    async (file) => {
      const cell = parseCell(readFileSync(sharedPath(`parameters/${file}`), 'utf8'), file);
      const { ending, steps } = await simulateCell(cell, parseProtocol(`discharge at 1C to ${cell.lowerVoltage} V`), {
        model: file.includes('SPM') ? 'spm' : 'dfn',
        errorEstimate: false,
        nodes: 10,
        shells: 12,
      });
      expect(ending.by).toBe('done');
      expect(-steps[0].charge / cell.nominalCapacity).toBeGreaterThan(0.85);
    },
  );

  it('the measured 1C discharge in the pouch cell’s own file is met within what its makers state as error of their model', async () => {
    const text = readFileSync(sharedPath('parameters/nmc_pouch_cell_BPX.json'), 'utf8');
    const measured = readBpx(JSON.parse(text) as JsonObject).document.Validation!['1C discharge'];
    const cell = parseCell(text);
    const current = -measured['Current [A]'][1];
    const { recording } = await simulateCell(cell, parseProtocol(`discharge at ${current} A to 2.7 V every 5 s`), {
      errorEstimate: false,
      thermal: 'lumped',
      heatTransferCoefficient: 15,
    });
    const v = recording.table.column('voltage_volt');
    const t = recording.table.column('test_time_second');
    let sum = 0;
    let n = 0;
    measured['Time [s]'].forEach((time, k) => {
      const i = t.findIndex((x) => x >= time - measured['Time [s]'][0]);
      if (i < 1 || k === 0) return;
      sum += (v[i] - measured['Voltage [V]'][k]) ** 2;
      n++;
    });
    expect(Math.sqrt(sum / n)).toBeLessThan(0.03); // a measured cell: tens of millivolts, not fractions of one
  });
});
