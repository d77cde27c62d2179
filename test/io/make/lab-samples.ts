import { simulateGas, simulateIsotherm, simulateThermogram, simulateTitration } from '../../../src/lab/index.js';
import { makeRng } from '../../../src/core/index.js';
import { toAif } from '../../../src/io/sorption/write-aif.js';
import { toThermogramCsv } from '../../../src/io/thermal/write-thermogram.js';
import { toCsv } from '../../../src/io/to-csv.js';
import type { Sample } from './samples.js';
import { makeXls } from './xls.js';

const rng = makeRng(11);
const run = simulateThermogram(
  {
    reactions: [{ heat: 500e3, logFactor: 15, energy: 170e3, order: 1 }],
    mass: 5e-6,
    rate: 10 / 60,
    from: 200,
    to: 260,
    step: 2,
    noise: 5,
  },
  { rng },
);
const isotherm = simulateIsotherm({
  bet: { area: 9000, c: 100 },
  pressure: [...Array.from({ length: 14 }, (_, i) => 0.01 + 0.06 * i), 0.7, 0.5, 0.35],
  mass: 0.5e-3,
});
const titration = simulateTitration({
  lioh: 0.004,
  li2co3: 0.003,
  powder: 0.01,
  water: 1e-4,
  aliquot: 4e-5,
  added: 1e-4,
  acid: 100,
  step: 5e-7,
  noise: 0,
});
const gas = simulateGas(
  {
    step: 60,
    end: 1500,
    flow: 3e-7,
    calibration: [],
    voltage: (t) => 3 + t / 1500,
    rate: { CO2: (t) => 1e-11 * t },
    sensitivity: { CO2: 2e-3 },
    tracer: { channel: 36, current: 2e-9 },
    background: { 44: [1e-13, 0, 1], 32: [2e-13, 0, 1] },
    noise: {},
  },
  { rng },
);

export const [T, temperature, flow] = ['time_second', 'temperature_celsius', 'heat_flow_watt'].map((n) =>
  run.table.column(n),
);
const p = isotherm.table.column('relative_pressure');
const n = isotherm.table.column('loading_millimole_per_gram');
const branch = isotherm.table.text('branch');
const rows = <R>(of: ArrayLike<number>, make: (i: number) => R): R[] => Array.from(of, (_, i) => make(i));
const text = (name: string, reader: string, lines: readonly string[], end = '\r\n'): Sample => ({
  name,
  reader,
  bytes: new TextEncoder().encode(lines.join(end) + end),
});
const ads = rows(p, (i) => i).filter((i) => branch[i] === 'ads');
const des = rows(p, (i) => i).filter((i) => branch[i] === 'des');

/** One file a reader of the laboratory, of simulated instruments. */
export function makeLabSamples(): Sample[] {
  const mg = rows(T, (i) => 8.9 - 0.03 * i);
  return [
    text('run.csv', 'calorimetry-table', [toThermogramCsv(run)], '\n'),
    text('mass.csv', 'thermobalance-table', [
      '# sample mass 8.9 mg',
      'time_second,temperature_celsius,mass_milligram',
      ...rows(T, (i) => `${T[i]},${temperature[i]},${mg[i]}`),
    ]),
    text('netzsch.txt', 'netzsch-text', [
      '#EXPORTTYPE:DATA ALL',
      '#FORMAT:NETZSCH5',
      '#INSTRUMENT:NETZSCH STA 449F3',
      '#SAMPLE:made',
      '#SAMPLE MASS /mg:8.90',
      '#EXO:-1',
      '#RANGE:200°C/10.0(K/min)/260°C',
      '',
      '##Temp./°C;Time/min;DSC/(mW/mg);Mass/%',
      ...rows(
        T,
        (i) =>
          `${temperature[i].toFixed(3)};${(T[i] / 60).toFixed(5)};${((1000 * flow[i]) / 5).toFixed(5)};${((100 * mg[i]) / 8.9).toFixed(4)}`,
      ),
    ]),
    text('mettler.txt', 'mettler-text', [
      'Title    28.11.2022 15:28',
      'Curve Name:',
      '  ^exo made',
      '  Heatflow',
      'Curve Values:',
      '          Index              t             Ts             Tr          Value',
      '                           [s]           [°C]           [°C]           [mW]',
      ...rows(
        T,
        (i) => `  ${i}  ${T[i]}  ${temperature[i]}  ${temperature[i] + 1}  ${(1000 * flow[i]).toPrecision(6)}`,
      ),
      '',
      'Results:',
      'Sample:',
      '  made, 5.0000 mg',
    ]),
    text('ta.txt', 'ta-text', [
      'CLOSED',
      'Version\t2.0',
      'Instrument\tDSC Q2000',
      'Sample\tmade',
      'Size\t5.0000\tmg',
      'Nsig\t3',
      'Sig1\tTime (min)',
      'Sig2\tTemperature (°C)',
      'Sig3\tHeat Flow (mW)',
      'Date\t2018-12-17',
      'Time\t19:36:37',
      'OrgMethod\t1: Ramp 10.00 °C/min to 260.00 °C',
      'StartOfData',
      '-3.0\t1.0\t0.0',
      ...rows(T, (i) => `${T[i] / 60}\t${temperature[i]}\t${1000 * flow[i]}`),
    ]),
    text('trios.txt', 'ta-text', [
      'Filename\tmade.tri',
      'Instrument name\tDSC2500',
      'Sample name\tmade',
      'Sample Mass\t5.0 mg',
      '',
      '[step]',
      'Ramp 10.0 °C/min to 260 °C',
      'Time\tTemperature\tHeat Flow (Normalized)',
      'min\t°C\tW/g',
      ...rows(T, (i) => `${T[i] / 60}\t${temperature[i]}\t${flow[i] / 5e-3}`),
    ]),
    text('pyris.txt', 'perkin-elmer-text', [
      'Filename:\tmade.ds8d',
      'Sample ID:\tmade',
      'Sample Weight:\t5.000 mg',
      'Display Weight:\t5.000',
      `Total Points in Run:\t${T.length}`,
      '2)\tHeat from 200.00°C to 260.00°C at 10.00°C/min',
      '1) DSC 8500 Temperature Scan',
      '\tTime     \tUnsubtracted\tBaseline     \tProgram     \tSample     ',
      '\t         \tHeat Flow     \tHeat Flow     \tTemperature\tTemperature',
      ...rows(T, (i) => `\t${T[i] / 60}\t${-1000 * flow[i]}\t0\t${temperature[i]}\t${temperature[i]}`),
      '',
      'Software Version\t13.4',
    ]),
    text('pyris.csv', 'perkin-elmer-text', [
      'Time,Unsubtracted Heat Flow,Baseline Heat Flow,Program Temperature,Sample Temperature, ',
      ...rows(T, (i) => `${T[i] / 60},${-1000 * flow[i]},0,${temperature[i]},${temperature[i]}, `),
    ]),
    text('gas.csv', 'gas-table', [toCsv(gas.table)], '\n'),
    text('ixdat.csv', 'ixdat-csv', ixdat()),
    text('set.tsv', 'zilien-tsv', zilien(), '\n'),
    text('scan.tsv', 'zilien-tsv', [
      'num_header_lines\tNumber of header lines\t\tint\t2',
      'data_start\tLine number of data start (0-based)\t\tint\t4',
      'dwell_time\tDwell Time [ms]\t\tint\t32',
      '\t',
      'Mass  [AMU]\tCurrent [A]',
      ...rows(Array(20), (i) => `${i / 5}\t${1e-12 * (1 + i)}`),
    ]),
    text('quadera.asc', 'pfeiffer-quadera', quadera()),
    text('trend.csv', 'hiden-massoft', [
      '"header","4","lines"',
      '"MASsoft","10.22"',
      '"Units: torr"',
      '',
      '"Time","ms","mass 2.00","Carbon dioxide","Comment"',
      ...rows(Array(20), (i) => `"0:00:${10 + i}",${1000 * i},${1e-9 * (1 + i)},${2e-10 * (1 + i)},`),
    ]),
    text('scan.dat', 'pfeiffer-pv-massspec', [
      'PV MassSpec-18.05.05',
      'EXPORTED SCAN DATA',
      '',
      `Time Relative (sec)\tTime Absolute (UTC)\tTime Absolute (Date_Time)\tStep\t${rows(Array(12), (i) => (i + 2) / 10).join('\t')}`,
      `62.5\t1582620138\t02/25/2020_09:42:18\t1\t${rows(Array(12), (i) => 1e-8 * (i + 1)).join('\t')}`,
      `62.6\t1582620138\t02/25/2020_09:42:18\t1\t${rows(Array(12), () => '-nan').join('\t')}`,
    ]),
    text('isotherm.csv', 'isotherm-table', [toCsv(isotherm.table)], '\n'),
    text('isotherm.aif', 'aif', [toAif(isotherm)], '\n'),
    text('isotherm.json', 'pygaps', [
      JSON.stringify({
        file_version: '3.0',
        adsorbate: 'nitrogen',
        temperature: 77.355,
        temperature_unit: 'K',
        pressure_mode: 'absolute',
        pressure_unit: 'bar',
        loading_basis: 'molar',
        loading_unit: 'mmol',
        material: 'made',
        material_basis: 'mass',
        material_unit: 'g',
        isotherm_data: rows(p, (i) => ({
          pressure: p[i] * 1.01325,
          loading: n[i],
          ...(branch[i] === 'des' && { branch: 'des' }),
        })),
      }),
    ]),
    text('pygaps.csv', 'pygaps', [
      'pressure_mode,relative',
      'loading_basis,molar',
      'loading_unit,mmol',
      'adsorbate,nitrogen',
      'temperature,77.355',
      'data:[pressure,loading,branch,(otherdata)]',
      'pressure,loading,branch',
      ...rows(p, (i) => `${p[i]},${n[i]},${branch[i]}`),
    ]),
    text('bel.DAT', 'belsorp', [
      '"Adsorptive:"\tN2',
      '"Meas. Temp./K:"\t77.00',
      '"Sample weight/g:"\t0.5000',
      '"Comment1:"\t"made"',
      ' Adsorption data',
      '"No."\t"Pe/kPa"\t"P0/kPa"\t"Vd/ml"\t"V/ml(STP) g-1"',
      ...ads.map((i, k) => `${k + 1}\t${p[i] * 101.33}\t101.33\t37\t${n[i] * 22.41397}`),
      '0\t0\t0\t0\t0',
      ' Desorption data',
      '"No."\t"Pe/kPa"\t"P0/kPa"\t"Vd/ml"\t"V/ml(STP) g-1"',
      ...des.map((i, k) => `${k + 1}\t${p[i] * 101.33}\t101.33\t37\t${n[i] * 22.41397}`),
    ]),
    text('bel.csv', 'belsorp', [
      'Adsorptive,N2',
      'Sample weight,5.0E-01,[g]',
      'Adsorption temperature,77.000,[K]',
      `Number of adsorption data point :,${ads.length}`,
      `Number of desorption data point :,${des.length}`,
      'No,pi/kPa,pe/kPa,pe2/kPa,p0/kPa,p/p0,na/mol g^-1',
      'ADS',
      ...ads.map((i, k) => `${k + 1},0,${p[i] * 100},0,100,${p[i]},${n[i] / 1000}`),
      'DES',
      ...des.map((i, k) => `${k + 1},0,${p[i] * 100},0,100,${p[i]},${n[i] / 1000}`),
    ]),
    text('quantachrome.txt', 'quantachrome-text', [
      '   Quantachrome ASiQwin - Automated Gas Sorption Data',
      'Sample ID:     made',
      'Sample Desc:   made    Sample Weight: 0.5000 g',
      'Analysis gas:  Nitrogen    Bath temp.:    77.3 K',
      '      Press            P0         Volume @ STP        Time             Tol             Equ',
      '',
      '      Torr            Torr             cc              min',
      '',
      ...rows(p, (i) => `   ${p[i] * 760}   760   ${n[i] * 22.41397 * 0.5}   0.0   3   2`),
    ]),
    text('report.TXT', 'micromeritics-text', micromeritics()),
    {
      name: 'report.xls',
      reader: 'micromeritics-xls',
      bytes: makeXls([
        ['3Flex 5.02', '', 'Page 1'],
        ['Sample:', 'made', 'Analysis adsorptive:', 'N2'],
        ['Sample mass:', '0.5000 g', 'Analysis bath temp.:', '77.300 K'],
        ['Isotherm Tabular Report'],
        [],
        ['Relative Pressure (p/p°)', 'Quantity Adsorbed (cm³/g STP)', 'Saturation Pressure (mbar)'],
        ['', '', 1013.25],
        ...rows(p, (i) => [p[i], n[i] * 22.41397]),
      ]),
    },
    text('titration.csv', 'titration-table', [toCsv(titration.table)], '\n'),
    text('icp.csv', 'emission-table', [
      'sample,element,concentration_mg_per_l,intensity_count',
      ...[0, 1, 2].flatMap((c) => [1, 2, 3].map((k) => `standard,Ni,${c},${100 + 12000 * c + 5 * k}`)),
      ...[1, 2].flatMap((c) => [1, 2, 3].map((k) => `cell${c},Ni,,${100 + 6000 * c + 5 * k}`)),
    ]),
    text('water.csv', 'karl-fischer-table', [
      'sample,mass_g,charge_coulomb,time_s',
      'a,0.5021,1.919,180',
      'a,0.4987,1.989,185',
    ]),
    text('sizes.csv', 'size-table', [
      'lower_micrometre,upper_micrometre,volume_percent',
      ...rows(Array(14), (i) => `${1.3 ** i},${1.3 ** (i + 1)},${Math.exp(-0.1 * (i - 7) ** 2)}`),
    ]),
  ];
}

function ixdat(): string[] {
  return [
    'ixdat version = 0.2.7',
    'technique = EC-MS',
    'tstamp = 1658217752.0',
    "timecol 'time/s' for: 'Ewe/V' and '<I>/mA'",
    "timecol 'M44 time [s]' for: 'M44'",
    "timecol 'M32 time [s]' for: 'M32'",
    'N_header_lines = 9',
    '',
    'time/s,Ewe/V,<I>/mA,M44 time [s],M44,M32 time [s],M32',
    ...rows(
      Array(25),
      (i) => `${i},${3 + i / 20},${0.1},${i + 0.2},${1e-12 * (1 + i)},${i < 20 ? i + 0.4 : ''},${i < 20 ? 2e-12 : ''}`,
    ),
  ];
}

function zilien(): string[] {
  const data = rows(
    Array(15),
    (i) => `${i}\t${3 + i / 10}\t0.01\t1\t${i + 0.1}\t${1e-9 * (1 + i)}\t${i + 0.3}\t${2e-10}`,
  );
  return [
    'num_header_lines\tNumber of header lines\t\tint\t3',
    'num_data_header_lines\tNumber of data header lines\t\tint\t2',
    'data_start\tLine number of data start (0-based)\t\tint\t5',
    'pot\t\t\t\tC0M2\t\tC1M44\t',
    'Time [s]\tVoltage [V]\tCurrent [mA]\tCycle [n]\tTime [s]\tM2-H2 [A]\tTime [s]\tM44-CO2 [A]',
    ...data,
  ];
}

function quadera(): string[] {
  return [
    'Sourcefile\tmade.qmp',
    'Exporttime\t28/11/2022 15:24:02',
    '',
    '\tWater\t\t\tCarbondioxide\t',
    'Time\tTime Relative [s]\tPartial Pressure [mbar]\tTime\tTime Relative [s]\tPartial Pressure [mbar]',
    ...rows(
      Array(15),
      (i) =>
        `28/11/2022 13:51:${10 + i}\t${4 * i}\t1.0e-011\t28/11/2022 13:51:${10 + i}\t${4 * i + 1.5}\t${(1 + i).toFixed(1)}e-013`,
    ),
  ];
}

function micromeritics(): string[] {
  return [
    'Micromeritics Instrument Corp.',
    '     Sample:    made',
    '    Started:    20/07/2020 15:17:42    Analysis adsorptive:    N2',
    'Sample mass:    0.5000 g               Free space diff.:    0.0451 cm³',
    '                     Isotherm Tabular Report',
    '   Relative       Absolute     Quantity    Elapsed    Saturation',
    '    (p/p°)         (mmHg)      (mmol/g)    (h:min)      (mmHg)',
    '-----',
    '                                                      760.000',
    ...rows(p, (i) => `  ${p[i].toFixed(9)}   ${(760 * p[i]).toFixed(6)}   ${n[i].toFixed(5)}   0${i % 10}:10`),
  ];
}
