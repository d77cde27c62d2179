import { describe, expect, it } from 'vitest';
import { describeColumn, makeUnique } from '../../src/io/vocabulary/column-label.js';
import { readStateSign } from '../../src/io/vocabulary/state-sign.js';
import { findUnit } from '../../src/io/vocabulary/units.js';
import { convertUnit } from '../../src/core/index.js';
import { codes, readOne } from './measured/read-text.js';

describe('units', () => {
  it.each([
    ['Energy/MWh', 'energy_wh', 1e6],
    ['Energy/mWh', 'energy_wh', 1e-3],
    ['Energy (kWh)', 'energy_wh', 1e3],
    ['time/Ms', 'test_time_second', 1e6],
    ['time/ms', 'test_time_second', 1e-3],
    ['Re(Z)/µΩ', 'real_impedance_ohm', 1e-6],
    ['Re(Z)/μΩ', 'real_impedance_ohm', 1e-6],
    ['Re(Z) [µOhm]', 'real_impedance_ohm', 1e-6],
    ['Re(Z) (MΩ)', 'real_impedance_ohm', 1e6],
    ['Zreal/mOhm', 'real_impedance_ohm', 1e-3],
    ['freq/MHz', 'frequency_hertz', 1e6],
    ['freq/mHz', 'frequency_hertz', 1e-3],
    ['freq/kHz', 'frequency_hertz', 1e3],
    ['Current (µA)', 'current_ampere', 1e-6],
    ['Current (μA)', 'current_ampere', 1e-6],
    ['Capacity (MAh)', 'capacity_ah', 1e6],
    ['Voltage (MV)', 'voltage_volt', 1e6],
    ['-Im(Z)/kΩ', 'imaginary_impedance_ohm', -1e3],
  ])('%s is %s times %f', (label, name, factor) => {
    expect(describeColumn(label)).toMatchObject({ name, factor });
  });

  it('tells every prefix of every unit by its case', () => {
    for (const base of ['s', 'V', 'A', 'Ah', 'Wh', 'W', 'Ohm', 'Hz', 'Pa', 'F', 'S'])
      for (const [prefix, factor] of [
        ['p', 1e-12],
        ['n', 1e-9],
        ['µ', 1e-6],
        ['μ', 1e-6],
        ['u', 1e-6],
        ['m', 1e-3],
        ['k', 1e3],
        ['M', 1e6],
        ['G', 1e9],
      ] as const) {
        const plain = findUnit(base)!;
        const found = findUnit(prefix + base)!;
        expect(convertUnit(1, found.symbol, plain.symbol), prefix + base).toBeCloseTo(factor, -Math.log10(factor) + 12);
      }
  });

  it('names a unit that it does not know and keeps the quantity', async () => {
    const r = await readOne('a.csv', 'Time (s),Voltage/volz,Current (A)\n1,3,0.1\n2,3.1,0.1\n3,3.2,0.1\n4,3.3,0.1\n');
    expect(r.table.names).toContain('voltage_volz');
    expect(r.notes.find((n) => n.code === 'unit-unknown')!.text).toContain('volz');
  });

  it.each([
    ['T [°C]', 'surface_temperature_celsius'],
    ['T/K', 'temperature_kelvin'],
    ['Charge Capacity (Wh)', 'charge_energy_wh'],
    ['Discharge_Capacity(kWh)', 'discharge_energy_wh'],
    ['Energy (mAh)', 'capacity_ah'],
    ['p (kPa)', 'pressure_pa'],
    ['E (Wh)', 'energy_wh'],
    ['Time (V)', 'time_volt'],
  ])('%s: the unit decides, %s', (label, name) => {
    expect(describeColumn(label).name).toBe(name);
  });

  it('a single double quote is two primes', () => {
    expect(describeColumn('Z"/Ohm').name).toBe('imaginary_impedance_ohm');
    expect(describeColumn("Z'/Ohm").name).toBe('real_impedance_ohm');
  });
});

describe('labels in other languages', () => {
  const rows = Array.from({ length: 12 }, (_, k) => [k / 10, 3.5 + k / 100, 5, 1]);
  it.each([
    ['Spanish', 'Tiempo (h);Voltaje [V];Corriente (mA);Ciclo'],
    ['Italian', 'Tempo (h);Tensione (V);Corrente (mA);Ciclo'],
    ['Korean', '시간(h);전압(V);전류(mA);사이클'],
    ['Portuguese', 'Tempo (h);Tensão (V);Corrente (mA);Ciclo'],
    ['German', 'Zeit [h];Spannung [V];Strom [mA];Zyklus'],
    ['German', 'Prüfzeit/h;Zellspannung/V;Stromstärke/mA;Zyklusnummer'],
    ['French', 'Temps (h);Tension (V);Courant (mA);Numéro de cycle'],
    ['Japanese', '経過時間[h];電圧[V];電流[mA];サイクル数'],
    ['Chinese', '测试时间(h);电压（V）;电流（mA）;循环号'],
    ['Chinese, traditional', '測試時間(小時);電壓(V);電流(毫安);循環號'],
  ])('%s: %s is a cycling file', async (_, header) => {
    const r = await readOne('a.csv', [header, ...rows.map((r) => r.join(';'))].join('\n'));
    expect(r.kind).toBe('cycling');
    expect(r.table.column('test_time_second')[10]).toBeCloseTo(3600, 9);
    expect(r.table.column('current_ampere')[0]).toBeCloseTo(0.005, 15);
    expect([...r.table.column('cycle_count')]).toEqual(rows.map(() => 1));
  });

  it.each([
    ['German', 'Frequenz [Hz];Realteil [Ohm];Imaginärteil [Ohm]'],
    ['Japanese', '周波数[Hz];実部[Ω];虚部[Ω]'],
    ['Chinese', '频率(Hz);实部(Ω);虚部(Ω)'],
  ])('%s: %s is a spectrum', async (_, header) => {
    const r = await readOne(
      'a.csv',
      [header, ...rows.map((_, k) => [10 ** (4 - k / 3), 5 + k, -k].join(';'))].join('\n'),
    );
    expect(r.kind).toBe('eis');
  });
});

it.each([
  ['CC_CHG', 1],
  ['CC DChg', -1],
  ['CCCV Charge', 1],
  ['Discharge', -1],
  ['dis-charging', -1],
  ['Rest', 0],
  ['OCV', 0],
  ['Charge/Discharge', 0],
  ['C', 1],
  ['D', -1],
  ['Entladung', -1],
  ['CC-Laden', 1],
  ['Décharge', -1],
  ['恒流充电', 1],
  ['放電', -1],
] as const)('the state %s has sign %i', (word, sign) => {
  expect(readStateSign(word)).toBe(sign);
});

it('a row that begins with an error value of a spreadsheet is a row', async () => {
  for (const word of ['#N/A', '#DIV/0!', '#VALUE!', '#NV']) {
    const r = await readOne('a.csv', `time/s,Ecell/V,I/A\n1,3.0,0.1\n${word},3.2,0.1\n3,3.1,0.1\n4,3.3,0.1\n`);
    expect(r.table.length, word).toBe(4);
    expect([...r.table.get('test_time_second').valid!], word).toEqual([1, 0, 1, 1]);
    expect(codes(r.notes)).toContain('missing-values');
  }
});

it.each([
  ['Current (mA/g)', 'current_ma_per_g'],
  ['j / mA cm-2', 'j_ma_per_cm2'],
  ['I/mA/cm2', 'current_ma_per_cm2'],
  ['current/mA cm⁻²', 'current_ma_per_cm2'],
  ['Specific current / A·g-1', 'specific_current_a_per_g'],
])('%s keeps its unit, and says what it lacks', async (label, name) => {
  const text = [`Time (s),Voltage (V),${label}`, ...Array.from({ length: 9 }, (_, k) => `${k},3.${k},150`)].join('\n');
  const r = await readOne('a.csv', text);
  expect(r.table.names).toContain(name);
  expect(codes(r.notes)).toContain('current-per-amount');
});

it('an impedance times an area says what it lacks', async () => {
  const text = ["Freq (Hz),Z' (Ohm cm2),-Z'' (Ohm cm2)", ...[9, 8, 7, 6].map((k) => `${10 ** k},${k},${k}`)].join('\n');
  const r = await readOne('a.csv', text);
  expect(r.kind).toBe('table');
  expect(codes(r.notes)).toContain('impedance-times-area');
});

it.each([
  ['time/s,Ewe/V,I/mA', [3, 0.4], 3, 'voltage-is-ewe'],
  ['time/s,Ewe/V,I/mA,Ece/V', [3, 0.4, 0.5], 2.5, 'voltage-derived'],
  ['time/s,Ewe-Ece/V,<I>/mA', [3, 0.4], 3, undefined],
])('%s in a plain table is a cell, as in EC-Lab', async (header, row, voltage, code) => {
  const r = await readOne('a.csv', [header, ...[0, 1, 2, 3, 4].map((t) => [t, ...row].join(','))].join('\n'));
  expect(r.kind).toBe('cycling');
  expect(r.table.column('voltage_volt')[2]).toBeCloseTo(voltage, 12);
  expect(r.table.column('current_ampere')[2]).toBeCloseTo(0.4e-3, 15);
  if (code) expect(codes(r.notes)).toContain(code);
});

it('a current per gram says that the mass is needed, and takes it from a mapping', async () => {
  const text = ['Time (s),Voltage (V),Current (mA/g)', ...Array.from({ length: 9 }, (_, k) => `${k},3.${k},150`)].join(
    '\n',
  );
  const r = await readOne('a.csv', text);
  expect(r.kind).toBe('table');
  expect(r.notes.find((n) => n.code === 'current-per-amount')!.text).toContain('unit: mA, factor');
  const mapped = await readOne('a.csv', text, {
    'a.columns.yaml': 'columns:\n  Current (mA/g): { name: current_ampere, unit: mA, factor: 0.0123 }\n',
  });
  expect(mapped.kind).toBe('cycling');
  expect(mapped.table.column('current_ampere')[0]).toBeCloseTo(150 * 0.0123e-3, 12);
});

it('equal labels get numbers of their own, thirty thousand as well', () => {
  const taken = new Set(['a_3']);
  expect(['a', 'a', 'a', 'x_volt', 'x_volt', 'x_2_volt'].map((name) => makeUnique(name, taken))).toEqual([
    'a',
    'a_2',
    'a_4',
    'x_volt',
    'x_2_volt',
    'x_2_2_volt',
  ]);
  const many = new Set<string>();
  for (let i = 0; i < 30_000; i++) makeUnique('a', many);
  expect(many.size).toBe(30_000);
  expect(many.has('a_30000')).toBe(true);
});
