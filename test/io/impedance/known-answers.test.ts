import { expect, it } from 'vitest';
import type { Recording } from '../../../src/core/index.js';
import { detectReader } from '../../../src/io/detect.js';
import { readers } from '../../../src/io/registry.js';
import { describeShared } from '../../shared-data.js';
import { sharedSource } from '../read-shared.js';

async function read(path: string): Promise<Recording & { reader: string; all: Recording[] }> {
  const source = sharedSource(path);
  const { reader } = await detectReader(source, readers);
  const { recordings } = await reader.read(source);
  return { ...recordings[0], reader: reader.id, all: recordings };
}

const point = (r: Recording, i: number): number[] =>
  ['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm'].map((n) => r.table.column(n).at(i)!);

/** First and last points as impedance.py's tests and the files state them. */
describeShared('known answers, impedance', () => {
  it.each([
    [
      'exampleData.csv',
      'delimited-text',
      66,
      [0.0031623, 0.0494998977640506, -0.020438698544418925],
      [10000, 0.015771482660485933, 0.010157474564938236],
    ],
    ['exampleDataGamry.DTA', 'gamry-dta', 72, [200015.6, 825.8584, -1367.239], [0.0158898, 17007.49, -6635.557]],
    [
      'exampleDataVersaStudio.par',
      'versastudio-par',
      61,
      [100000, 55.31571, 4.575431],
      [0.02154435, 1516.313, -122.8279],
    ],
    [
      'exampleDataParstat.txt',
      'parstat-text',
      31,
      [10000, -0.00049816280376104, 0.0175143479976367],
      [10, 0.0270946491457229, -0.00399791080333837],
    ],
    [
      'exampleDataAutolab.txt',
      'autolab-fra',
      41,
      [10000, 0.013785863964281, 0.007191946305823],
      [0.1, 0.0345697771923854, -0.00390292888845954],
    ],
    ['exampleDataCHInstruments.txt', 'chi-impedance', 73, [99610, 98.91, -2.748], [0.1, 5685, -15860]],
    ['exampleDataZPlot.z', 'zplot-z', 21, [300000, 147.77, -11.335], [3000, 613.68, -137.13]],
    ['Circuit1_EIS_1.z', 'zplot-z', 48, [50000, 29.036, 0.63662], [1, 75.803, -0.16244]],
    [
      'exampleDataBioLogic.mpt',
      'biologic-mpt',
      43,
      [1000.3201, 65.470886, -0.38998979],
      [0.01689554, 110.97003, -2.3458567],
    ],
    [
      '2ZARC0.csv',
      'delimited-text',
      81,
      [0.01, 69.8119846505212, -0.5837650584118066],
      [1e6, 9.925223150840122, 0.283452075967652],
    ],
    [
      'LIB_data.txt',
      'delimited-text',
      107,
      [999.040405, 0.112362966, 0.00318273902],
      [0.00500083202, 0.151735559, -0.0137396762],
    ],
  ])('%s', async (file, reader, rows, firstPoint, lastPoint) => {
    const r = await read(`eis/${file}`);
    expect([r.kind, r.reader, r.table.length]).toEqual(['eis', reader, rows]);
    expect(point(r, 0)).toEqual(firstPoint);
    expect(point(r, -1)).toEqual(lastPoint);
    expect(r.notes.map((n) => n.code)).not.toContain('imaginary-sign');
  });

  it('RelaxIS text holds the same spectrum as the .mpr', async () => {
    const a = await read('eis/PEIS_LPSCl_IonBlocking_-25C.mpr');
    const b = await read('eis/PEIS_LPSCl_IonBlocking_-25C_RelaxIS.txt');
    expect(b.table.length).toBe(79);
    // RelaxIS sorts from low to high and prints every digit of single precision.
    for (const name of ['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm'])
      expect(Array.from(b.table.column(name)).reverse()).toEqual(Array.from(a.table.column(name)));
  });

  it('a phase in degrees under a header of radian is found out, a true one converted', async () => {
    for (const file of ['monolayer_17_microns', 'porous_42_microns']) {
      const wrong = await read(`gitt_ocv_rate/Gunther2025/${file}.parquet`);
      expect(wrong.notes.map((n) => n.code)).toContain('phase-unit');
      const [re, im, phase] = ['real_impedance_ohm', 'imaginary_impedance_ohm', 'phase_degree'].map((n) =>
        wrong.table.column(n),
      );
      const off = Array.from(phase, (p, i) => Math.abs(p - (Math.atan2(im[i], re[i]) * 180) / Math.PI)).sort(
        (a, b) => a - b,
      );
      expect(off[off.length >> 1]).toBeLessThan(1e-6);
    }
    const right = await read('eis/18650_LG_3500_MJ1_EIS_anode_discharge.parquet');
    expect([right.table.length, right.notes.map((n) => n.code).includes('phase-unit')]).toEqual([2592, false]);
    expect(right.table.column('phase_degree')[1]).toBeCloseTo((-0.6913146868962804 * 180) / Math.PI, 10);
  });

  it('the open-circuit part of a Gamry file stands beside its spectrum', async () => {
    const { all } = await read('eis/exampleDataGamry.DTA');
    expect(all.map((r) => [r.kind, r.table.length])).toEqual([
      ['eis', 72],
      ['cycling', 387],
    ]);
  });
});
