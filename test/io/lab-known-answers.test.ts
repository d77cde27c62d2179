import { expect, it } from 'vitest';
import { describeShared } from '../shared-data.js';
import { analyse, pick, readBytes, readSharedFile } from '../lab/wet/outcome.js';
import { flow, makeLabSamples, T, temperature } from './make/lab-samples.js';

const samples = makeLabSamples();
const sample = (name: string) => samples.find((s) => s.name === name)!;
const readSample = async (name: string) => readBytes(name, sample(name).bytes);

it.each(['run.csv', 'netzsch.txt', 'mettler.txt', 'ta.txt', 'trios.txt', 'pyris.txt', 'pyris.csv'])(
  '%s: time, temperature and heat flow are those that were written',
  async (name) => {
    const [{ table, metadata, kind }] = await readSample(name);
    expect(kind).toBe('dsc');
    const perGram = table.find('heat_flow_watt_per_gram');
    // Pyris counts endothermic heat flow as positive.
    const sign = name.startsWith('pyris') ? -1 : 1;
    for (const i of [0, 7, T.length - 1]) {
      expect(table.column('time_second')[i]).toBeCloseTo(T[i], 2);
      expect(table.column('temperature_celsius')[i]).toBeCloseTo(temperature[i], 2);
      const value = perGram ? table.column('heat_flow_watt_per_gram')[i] * 5e-3 : table.column('heat_flow_watt')[i];
      expect(value).toBeCloseTo(sign * flow[i], 7);
    }
    if (name !== 'pyris.csv') expect(metadata.sample_mass_gram).toBeCloseTo(name === 'netzsch.txt' ? 8.9e-3 : 5e-3, 9);
    if (name.startsWith('pyris')) expect(metadata.exothermic).toBe('down');
    if (name === 'mettler.txt' || name === 'run.csv') expect(metadata.exothermic).toBe('up');
    if (name === 'ta.txt' || name === 'netzsch.txt') expect(metadata.exothermic).toBeUndefined();
  },
);

it('trend.csv of Hiden: times from milliseconds, torr as Pa, what has no m/z is left out and said', async () => {
  const [{ table, notes }] = await readSample('trend.csv');
  expect(table.names).toEqual(['time_second', 'm2_pa', 'm44_pa']);
  expect([...table.column('time_second').subarray(0, 3)]).toEqual([0, 1, 2]);
  // One torr is 101325/760 Pa.
  expect(table.column('m2_pa')[4] / ((5e-9 * 101325) / 760)).toBeCloseTo(1, 9);
  expect(table.column('m44_pa')[19] / ((4e-9 * 101325) / 760)).toBeCloseTo(1, 9);
  expect(notes.map((n) => n.code)).toContain('channel-left-out');
});

it('every maker’s isotherm gives the area that it was made with', async () => {
  for (const name of [
    'isotherm.csv',
    'isotherm.aif',
    'isotherm.json',
    'pygaps.csv',
    'bel.DAT',
    'bel.csv',
    'quantachrome.txt',
    'report.TXT',
    'report.xls',
  ]) {
    const [recording] = await readSample(name);
    const { table } = recording;
    expect(table.text('branch').filter((b) => b === 'des').length).toBe(3);
    const { value } = pick(await analyse('bet', recording), 'bet_area').estimate;
    // Some write four or five digits only.
    expect(Math.abs(value / 9 - 1), name).toBeLessThan(2e-4);
  }
});

// 22.41397 cm3 at 0 °C and 1 atm are one millimole.
it.each([
  ['Loading (cm3 g-1 STP)', 22.41397],
  ['cm3 g-1 STP', 22.41397],
  ['Va / cm³(STP)/g', 22.41397],
  ['Uptake [ccSTP/g]', 22.41397],
  ['V_ads (mL(STP)/g)', 22.41397],
  ['n / mmol g-1', 1],
  ['mmol g⁻¹', 1],
])('an isotherm whose loading is labelled %s', async (label, one) => {
  const lines = [1, 2, 3, 4, 5].map((k) => `${(k * 0.05).toFixed(2)},${k * one}`);
  for (const pressure of ['p/p0', 'Relative pressure (p/p°)']) {
    const [{ kind, table }] = await readBytes('a.csv', [`${pressure},${label}`, ...lines].join('\n'));
    expect(kind).toBe('sorption');
    expect(table.column('relative_pressure')[3]).toBe(0.2);
    expect(table.column('loading_millimole_per_gram')[3]).toBeCloseTo(4, 9);
  }
});

it.each(['V / mL,pH', 'Volume (mL),pH', 'pH;Volume (mL)', 'pH value\tV(HCl) / mL'])(
  'a titration whose columns are labelled %s',
  async (labels) => {
    const delimiter = /[;\t]/.exec(labels)?.[0] ?? ',';
    const rows = [1, 2, 3, 4, 5].map((k) => [k / 10, 11 - k]);
    const lines = rows.map((row) => (labels.startsWith('pH') ? [...row].reverse() : row).join(delimiter));
    const [{ kind, table }] = await readBytes('a.csv', [labels, ...lines].join('\n'));
    expect(kind).toBe('titration');
    expect([...table.column('volume_millilitre')]).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect([...table.column('ph')]).toEqual([10, 9, 8, 7, 6]);
  },
);

it('channels at times of their own are missing outside them, never held', async () => {
  const [{ table, parts }] = await readSample('ixdat.csv');
  const m32 = table.get('m32_ampere');
  expect(m32.valid).toBeDefined();
  expect(m32.valid![table.length - 1]).toBe(0);
  expect(table.column('voltage_volt')[3]).toBeCloseTo(3 + 3.2 / 20, 9);
  expect(parts?.channels).toBeDefined();
});

it('a relative pressure that contradicts pressure over p0 is told', async () => {
  const text = new TextDecoder().decode(sample('bel.csv').bytes).replaceAll(',0,100,', ',0,102,');
  const [recording] = await readBytes('bel.csv', text);
  expect(recording.notes.map((n) => n.code)).toContain('relative-pressure-contradicts');
});

it('an old workbook without a report is refused by name', async () => {
  const { makeXls } = await import('./make/xls.js');
  await expect(
    readBytes(
      'other.xls',
      makeXls([
        ['a', 'b'],
        [1, 2],
      ]),
    ),
  ).rejects.toThrow(/Isotherm Tabular Report/);
});

describeShared('real files', () => {
  it('netzsch.txt: 270 points, first 27.141 °C, 8.90906267 mg', async () => {
    const [{ table, kind }] = await readSharedFile('thermal/netzsch.txt');
    expect([kind, table.length]).toEqual(['tga', 270]);
    expect(table.column('temperature_celsius')[0]).toBeCloseTo(27.141, 6);
    expect(1000 * table.column('mass_gram')[0]).toBeCloseTo(8.90906267, 6);
  });
  it('mp2028_281122_LNO+C.txt: 4051 points, mass at the ends and at 400.1 °C', async () => {
    const [{ table, metadata }] = await readSharedFile('thermal/mp2028_281122_LNO+C.txt');
    const [t, m] = [table.column('temperature_celsius'), table.column('mass_gram')];
    expect(table.length).toBe(4051);
    expect([t[0], 1000 * m[0]]).toEqual([21.0052, expect.closeTo(4.17537, 8)]);
    expect([t[4050], 1000 * m[4050]]).toEqual([691.76, expect.closeTo(4.18524, 8)]);
    expect(1000 * m[t.findIndex((v) => v >= 400.05)]).toBeCloseTo(4.16635, 3);
    expect(metadata.sample_mass_gram).toBeCloseTo(4.1752e-3, 9);
  });
  it('mettlerToledoWeight.txt: mass and heat flow, and the step that STARe found', async () => {
    const recordings = await readSharedFile('thermal/mettlerToledoWeight.txt');
    expect(recordings.map((r) => [r.kind, r.table.length])).toEqual([
      ['tga', 2251],
      ['dsc', 2251],
    ]);
    const outcome = await analyse('tga', recordings[0]);
    // The program gives −66.94 % between 38 and 647 °C, with limits of its own.
    expect(pick(outcome, 'residue').estimate.value).toBeCloseTo(33.05, 0);
  });
  it('PerkinElmer: ASCII and csv of one run agree, and the Q500 run has 15,577 points', async () => {
    const [[a], [b], [ta]] = await Promise.all(
      ['PerkinElmerAscii.txt', 'PerkinElmerCSV.txt', 'TAInstruments.txt'].map((f) => readSharedFile(`thermal/${f}`)),
    );
    expect(a.table.length).toBe(7610);
    for (const name of ['time_second', 'temperature_celsius', 'heat_flow_watt'])
      expect(a.table.column(name)).toEqual(b.table.column(name));
    expect(a.metadata.sample_mass_gram).toBeCloseTo(7.244e-3, 9);
    expect(ta.kind).toBe('tga');
    expect(ta.table.column('mass_gram')[0]).toBeCloseTo(20.8216e-3, 9);
    expect(ta.metadata.sample_mass_gram).toBeCloseTo(20.821e-3, 9);
  });
  it('Zilien: points, first and last values of every series', async () => {
    const [{ parts }] = await readSharedFile('gas_ms/zilien_v1/2022-04-06 16_17_23 full set.tsv');
    const channels = parts!.channels as import('../../src/core/index.js').Table;
    const rows = (name: string) =>
      channels
        .text('channel')
        .flatMap((c, i) => (c === name ? [[channels.column('time_second')[i], channels.column('value')[i]]] : []));
    expect(rows('voltage_volt').length).toBe(733);
    expect(rows('voltage_volt')[0]).toEqual([95.84931, 0.5920536]);
    expect(rows('voltage_volt')[732]).toEqual([213.4163, 0.1014159]);
    expect(rows('m2_ampere').length).toBe(404);
    expect(rows('m2_ampere')[0]).toEqual([0.4798638, 2.319726e-9]);
    expect(rows('m2_ampere')[403]).toEqual([216.3797, 2.187911e-9]);
    expect(rows('m32_ampere')[0][1]).toBe(1.934676e-10);
    expect(rows('iongauge_value_pressure_mbar').length).toBe(457);
  });
  it.each([
    ['gas_ms/zilien_v2/2022-09-19 11_27_59 test-21.tsv', 'dems'],
    ['gas_ms/zilien_v1/mass scan started at measurement time 0000026.tsv', 'mass-spectrum'],
    ['gas_ms/1_SEM_5E-6.dat', 'mass-spectrum'],
    ['gas_ms/20221128 134958 TGA MS Megan.asc', 'dems'],
    ['gas_ms/the_good_bit.csv', 'dems'],
    ['sorption/DUT-13-CH4-190K.DAT', 'sorption'],
    ['sorption/DUT-6_N2_77K (Raw Analysis Data).txt', 'sorption'],
    ['sorption/GVM-BET-Gemini.VII.2390.v1.03.TXT', 'sorption'],
    ['sorption/Sample_C.xls', 'sorption'],
    ['sorption/ar_test_77k.aif', 'sorption'],
    ['sorption/belsorp.csv', 'sorption'],
  ])('%s is read as %s', async (path, kind) => {
    const [recording] = await readSharedFile(path);
    expect(recording.kind).toBe(kind);
  });
  it('the makers’ own BET areas come out for their own windows', async () => {
    const gemini = await analyse('bet', await readSharedFile('sorption/GVM-BET-Gemini.VII.2390.v1.03.TXT'), {
      window: '0.0048..0.305',
    });
    expect(pick(gemini, 'bet_area').estimate.value).toBeCloseTo(162.4547, 2);
    expect(pick(gemini, 'bet_c').estimate.value).toBeCloseTo(428.8, 0);
    const flex = await analyse('bet', await readSharedFile('sorption/Sample_C.xls'));
    // The report says 594.96 m2/g without its window.
    const [low, high] = ['area_low', 'area_high'].map((id) => pick(flex, id).estimate.value);
    expect(low).toBeLessThan(594.96);
    expect(high).toBeGreaterThan(594.96);
  });
  it('argon and methane: an area with the cross-section of argon; methane is refused with the reason', async () => {
    const argon = await analyse('bet', await readSharedFile('sorption/ar_test_77k.aif'));
    expect(pick(argon, 'bet_area').estimate.value).toBeGreaterThan(800);
    await expect(analyse('bet', await readSharedFile('sorption/DUT-13-CH4-190K.DAT'))).rejects.toThrow(
      /CH4.*no known area/,
    );
  });
});
