import { makeJet } from './jet.js';
import { makeMat } from './mat.js';
import { makeMpr, makePeisMpr } from './mpr.js';
import { makeNda29, makeNda8, makeNdax, makeNdax5 } from './neware.js';
import { makeXlsx } from './office.js';
import { makeSeries, makeSpectrum, type Series } from './series.js';
import { makeSpectrumText, makeText } from './text.js';
import { toBdfParquet } from '../../../src/io/bdf/write-bdf-parquet.js';
import { Table } from '../../../src/core/index.js';

/** A file that a test made, and the reader that must claim it. */
export interface Sample {
  name: string;
  reader: string;
  bytes: Uint8Array;
}

/** `.res` with the tables Arbin's software makes. */
export function makeRes(s: Series): Uint8Array {
  const doubles = ['Test_Time', 'Step_Time', 'DateTime', 'Current', 'Voltage', 'Charge_Capacity', 'Discharge_Capacity'];
  return makeJet([
    {
      name: 'Global_Table',
      columns: [
        { name: 'Test_ID', type: 4 },
        { name: 'Start_DateTime', type: 7 },
        { name: 'Test_Name', type: 10 },
      ],
      rows: [[1, 44257.5, 'made']],
    },
    {
      name: 'Channel_Normal_Table',
      columns: [
        ...['Test_ID', 'Data_Point', 'Cycle_Index', 'Step_Index'].map((name) => ({ name, type: 4 as const })),
        ...doubles.map((name) => ({ name, type: 7 as const })),
      ],
      rows: s.time.map((t, i) => [
        1,
        i + 1,
        s.cycle[i],
        s.step[i],
        t,
        s.stepTime[i],
        44257.5 + t / 86_400,
        s.current[i],
        s.voltage[i],
        s.charge[i],
        s.discharge[i],
      ]),
    },
  ]);
}

const parquetOf = (s: Series): Uint8Array =>
  toBdfParquet({
    kind: 'cycling',
    table: new Table([
      { name: 'test_time_second', values: Float64Array.from(s.time) },
      { name: 'voltage_volt', values: Float64Array.from(s.voltage) },
      { name: 'current_ampere', values: Float64Array.from(s.current) },
    ]),
    about: {},
    metadata: {},
    origin: { type: 'simulated', model: 'made', parameters: {}, parametersHash: '', cermet: '0' },
    notes: [],
  });

/** One file a cycler's reader, of the same series. */
export function makeSeriesSamples(s = makeSeries()): Sample[] {
  return [
    { name: 'old.mpr', reader: 'biologic-mpr', bytes: makeMpr(s) },
    { name: 'new.mpr', reader: 'biologic-mpr', bytes: makeMpr(s, { recent: true, loop: true }) },
    { name: 'a.mpt', reader: 'biologic-mpt', bytes: makeText.mpt(s) },
    { name: 'v8.nda', reader: 'neware-nda', bytes: makeNda8(s) },
    { name: 'v29.nda', reader: 'neware-nda', bytes: makeNda29(s) },
    { name: 'v14.ndax', reader: 'neware-ndax', bytes: makeNdax(s) },
    { name: 'v5.ndax', reader: 'neware-ndax', bytes: makeNdax5(s) },
    { name: 'neware.csv', reader: 'neware-csv', bytes: makeText.newareFlat(s) },
    { name: 'nested.csv', reader: 'neware-nested-csv', bytes: makeText.newareNested(s) },
    { name: 'arbin.csv', reader: 'arbin-csv', bytes: makeText.arbin(s) },
    { name: 'arbin.res', reader: 'arbin-res', bytes: makeRes(s) },
    { name: 'maccor.034', reader: 'maccor-text', bytes: makeText.maccor(s) },
    { name: 'landt.csv', reader: 'landt-csv', bytes: makeText.landt(s) },
    { name: 'basytec.txt', reader: 'basytec-text', bytes: makeText.basytec(s) },
    { name: 'novonix.csv', reader: 'novonix-csv', bytes: makeText.novonix(s) },
    { name: 'pec.csv', reader: 'pec-csv', bytes: makeText.pec(s) },
    { name: 'digatron.csv', reader: 'digatron-csv', bytes: makeText.digatron(s) },
    { name: '000001', reader: 'toscat-3100', bytes: makeText.toscat(s) },
    { name: 'a.bdf.csv', reader: 'bdf-csv', bytes: makeText.bdf(s) },
    { name: 'a.bdf.parquet', reader: 'parquet', bytes: parquetOf(s) },
    {
      name: 'a.xlsx',
      reader: 'xlsx',
      bytes: makeXlsx(
        [
          [
            'Data_Point',
            'Test_Time(s)',
            'Step_Time(s)',
            'Step_Index',
            'Cycle_Index',
            'Current(A)',
            'Voltage(V)',
            'Charge_Capacity(Ah)',
          ],
          ...s.time.map((t, i) => [
            i + 1,
            t,
            s.stepTime[i],
            s.step[i],
            s.cycle[i],
            s.current[i],
            s.voltage[i],
            s.charge[i],
          ]),
        ],
        'Channel_1_1',
      ),
    },
    {
      name: 'a.mat',
      reader: 'matlab-5',
      bytes: makeMat('run', { timeVec: s.time, currVec: s.current, volVec: s.voltage }),
    },
    { name: 'lab.csv', reader: 'delimited-text', bytes: makeText.generic(s) },
  ];
}

/** One file an impedance reader, of the same spectrum. */
export function makeSpectrumSamples(z = makeSpectrum()): Sample[] {
  const readers: Record<string, [string, string]> = {
    gamry: ['a.DTA', 'gamry-dta'],
    zplot: ['a.z', 'zplot-z'],
    versastudio: ['a.par', 'versastudio-par'],
    parstat: ['parstat.txt', 'parstat-text'],
    autolab: ['autolab.txt', 'autolab-fra'],
    chi: ['chi.txt', 'chi-impedance'],
    relaxis: ['relaxis.txt', 'relaxis-text'],
    nova: ['nova.csv', 'delimited-text'],
    bare: ['bare.csv', 'delimited-text'],
    bareNegated: ['negated.txt', 'delimited-text'],
  };
  return [
    ...Object.entries(makeSpectrumText).map(([key, make]) => ({
      name: readers[key][0],
      reader: readers[key][1],
      bytes: make(z),
    })),
    { name: 'peis.mpr', reader: 'biologic-mpr', bytes: makePeisMpr(z) },
  ];
}
