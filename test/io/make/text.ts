import { stateLetters, stepWords, type Series } from './series.js';

const encode = (lines: string[], end = '\r\n'): Uint8Array => new TextEncoder().encode(lines.join(end) + end);

const clock = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
const date = (seconds: number): string => `03/02/2021 ${clock(36_000 + seconds)}`;
const rows = (s: Series, line: (i: number) => string): string[] => s.time.map((_, i) => line(i));

/** Text exports of each maker, made by a test of the series; each holds what its reader looks for. */
export const makeText: Record<string, (s: Series) => Uint8Array> = {
  mpt: (s) =>
    encode([
      'EC-Lab ASCII FILE',
      'Nb header lines : 6                          ',
      '',
      'Chronopotentiometry',
      'Acquisition started on : 03/02/2021 10:00:00',
      'mode\ttime/s\tEwe/V\tI/mA\tNs\t',
      ...rows(s, (i) =>
        [1, s.time[i].toExponential(7), s.voltage[i], s.current[i] * 1000, s.step[i]].join('\t').replaceAll('.', ','),
      ),
    ]),
  newareFlat: (s) =>
    encode(
      [
        'DataPoint,Cycle Index,Step Index,Step Type,Time,Total Time,Current(mA),Voltage(V),Chg. Cap.(mAh),DChg. Cap.(mAh),Date',
        ...rows(s, (i) =>
          [
            i + 1,
            s.cycle[i],
            s.step[i],
            stepWords[s.step[i] - 1],
            clock(s.stepTime[i]),
            clock(s.time[i]),
            s.current[i] * 1000,
            s.voltage[i],
            s.charge[i] * 1000,
            s.discharge[i] * 1000,
            `2021-03-02 ${clock(36_000 + s.time[i])}`,
          ].join(','),
        ),
      ],
      '\n',
    ),
  newareNested: (s) => {
    const lines = [
      'Cycle Index,Chg. Cap.(mAh)',
      ',Step Index,Step Number,Step Type,Step Time',
      ',,DataPoint,Time,Total Time,Current(A),Voltage(V),Capacity(Ah)',
    ];
    let count = 0;
    s.time.forEach((_, i) => {
      if (i === 0 || s.cycle[i] !== s.cycle[i - 1]) lines.push(`${s.cycle[i]},0`);
      if (i === 0 || s.step[i] !== s.step[i - 1])
        lines.push(`,${s.step[i]},${++count},${stepWords[s.step[i] - 1]},00:00:40`);
      lines.push(`,,${i + 1},${clock(s.stepTime[i])},${clock(s.time[i])},${s.current[i]},${s.voltage[i]},0`);
    });
    return encode(lines, '\n');
  },
  arbin: (s) =>
    new TextEncoder().encode(
      `${[
        '\uFEFFData Point,Date Time,Test Time (s),Step Time (s),Cycle Index,Step Index,Current (A),Voltage (V),Charge Capacity (Ah),Discharge Capacity (Ah)',
        ...rows(s, (i) =>
          [
            i + 1,
            `\t${date(s.time[i])}`,
            s.time[i],
            s.stepTime[i],
            s.cycle[i],
            s.step[i],
            s.current[i],
            s.voltage[i],
            s.charge[i],
            s.discharge[i],
          ].join(','),
        ),
      ].join('\r\n')}\r\n`,
    ),
  maccor: (s) =>
    encode([
      "Today's Date 03/03/2021  Date of Test:\t03/02/2021\t Filename:\tmade.034 Procedure: made.000\tComment/Barcode: made",
      'Rec#\tCyc#\tStep\tTest (Min)\tStep (Min)\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time',
      ...rows(s, (i) =>
        [
          i + 1,
          s.cycle[i],
          s.step[i],
          (s.time[i] / 60).toFixed(9),
          (s.stepTime[i] / 60).toFixed(9),
          s.charge[i] + s.discharge[i],
          0,
          Math.abs(s.current[i]),
          s.voltage[i],
          stateLetters[s.step[i] - 1],
          0,
          date(s.time[i]),
        ].join('\t'),
      ),
    ]),
  landt: (s) =>
    encode(
      [
        'cell id: made,,,',
        'channel_index,cycle_index,step_index,date_time_iso_string,test_time_s,step_time_s,current_A,voltage_V,discharge_capacity_Ah,charge_capacity_Ah,step_name',
        ...rows(
          s,
          (i) =>
            `${[i + 1, s.cycle[i], s.step[i], date(s.time[i]), s.time[i], s.stepTime[i], s.current[i], s.voltage[i], s.discharge[i], s.charge[i], 'rest'].join(',')},`,
        ),
      ],
      '\n',
    ),
  basytec: (s) =>
    encode([
      '~Resultfile from Basytec Battery Test System',
      '~Start of Test: 02.03.2021 10:00:00',
      '~Battery: made',
      '~',
      '~Time[h]\tDataSet\tt-Step[h]\tLine\tCommand\tU[V]\tI[A]\tAh[Ah]\tCyc-Count',
      ...rows(s, (i) =>
        [
          s.time[i] / 3600,
          i + 1,
          s.stepTime[i] / 3600,
          s.step[i],
          'Pause',
          s.voltage[i],
          s.current[i],
          0,
          s.cycle[i],
        ].join('\t'),
      ),
    ]),
  novonix: (s) =>
    encode(
      [
        '[Summary]',
        'Novonix HPC data file',
        'Cell: made',
        'Started: 2021-03-02 10:00:00 AM',
        '[End Summary]',
        '[Protocol]',
        '[End Protocol]',
        '[Data]',
        '"Date and Time,Cycle Number,Step Type,Run Time (h),Step Time (h),Current (A),Potential (V),Capacity (Ah),Step Number"',
        ...rows(
          s,
          (i) =>
            `"${[`2021-03-02 ${clock(36_000 + s.time[i])}`, s.cycle[i], 1, s.time[i] / 3600, s.stepTime[i] / 3600, s.current[i], s.voltage[i], 0, s.step[i]].join(',')}"`,
        ),
      ],
      '\n',
    ),
  pec: (s) =>
    encode([
      'Test:,1',
      'Part Name:,made',
      'Start Time:,03/02/2021 10:00:00',
      'Test,Cell,Rack,Step,Cycle,Total Time (Hours in hh:mm:ss.xxx),Step Time (Seconds),Real Time,Voltage (mV),Current (A),Charge Capacity (mAh)',
      ...rows(s, (i) =>
        [
          '1',
          '1',
          'A',
          s.step[i],
          s.cycle[i],
          `${clock(s.time[i])}.000`,
          s.stepTime[i],
          date(s.time[i]),
          s.voltage[i] * 1000,
          s.current[i],
          s.charge[i] * 1000,
        ].join(','),
      ),
    ]),
  digatron: (s) =>
    encode([
      '',
      '',
      'Battery Name,made',
      'Start Time,3/2/2021 10:00:00 AM',
      '',
      'Step,Status,Step Time,Prog Time,Cycle,Voltage,Current,AhAccu,',
      '[],[],[ss.xxx],[ss.xxx],[],[mV],[A],[Ah],',
      ...rows(
        s,
        (i) =>
          `${[s.step[i], ['PAU', 'CHA', 'PAU', 'DCH', 'PAU'][s.step[i] - 1], s.stepTime[i], s.time[i], s.cycle[i], s.voltage[i] * 1000, s.current[i], 0].join(',')},`,
      ),
    ]),
  toscat: (s) =>
    encode([
      '0,,,made',
      'x',
      '',
      'Date,Time,PassTime[Sec],Voltage[V],Current[mA],,,Temp1[Deg],,,,Condition,Mode,Cycle,TotlCycle,Temp1[Deg]',
      ...rows(s, (i) =>
        [
          '2021/03/02',
          clock(36_000 + s.time[i]),
          s.stepTime[i],
          `+${s.voltage[i]}`,
          Math.abs(s.current[i]) * 1000,
          '',
          '',
          '+25.0',
          '',
          '',
          '',
          [3, 1, 3, 2, 3][s.step[i] - 1],
          s.step[i],
          1,
          s.cycle[i],
          '+25.0',
        ].join(','),
      ),
    ]),
  bdf: (s) =>
    encode(
      [
        'Test Time / s,Voltage / mV,Current / A,Cycle Count / 1,Step ID',
        ...rows(s, (i) => [s.time[i], s.voltage[i] * 1000, s.current[i], s.cycle[i], s.step[i]].join(',')),
      ],
      '\n',
    ),
  generic: (s) =>
    encode([
      'operator;made',
      '',
      'Zeit [s];Time [min];Spannung;Voltage [mV];Current [mA];Cycle',
      ...rows(s, (i) =>
        [s.time[i], s.time[i] / 60, s.voltage[i], s.voltage[i] * 1000, s.current[i] * 1000, s.cycle[i]]
          .join(';')
          .replaceAll('.', ','),
      ),
    ]),
};

type Spectrum = { frequency: number[]; real: number[]; imaginary: number[] };
const points = (
  z: Spectrum,
  line: (f: number, re: number, im: number, i: number) => (number | string)[],
  delimiter: string,
): string[] => z.frequency.map((f, i) => line(f, z.real[i], z.imaginary[i], i).join(delimiter));
const polar = (re: number, im: number): [number, number] => [Math.hypot(re, im), (Math.atan2(im, re) * 180) / Math.PI];

/** Text exports of impedance. */
export const makeSpectrumText: Record<string, (z: Spectrum) => Uint8Array> = {
  gamry: (z) =>
    encode([
      'EXPLAIN',
      'TAG\tEISPOT',
      'TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier',
      'DATE\tLABEL\t3/2/2021\tDate',
      'TIME\tLABEL\t10:00:00\tTime',
      `ZCURVE\tTABLE\t${z.frequency.length}`,
      '\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange',
      '\t#\ts\tHz\tohm\tohm\tV\tohm\t°\tA\tV\t#',
      ...points(z, (f, re, im, i) => ['', i, i, f, re, im, 1, ...polar(re, im), 0, 3.7, 9], '\t'),
    ]),
  zplot: (z) =>
    encode([
      'ZPLOT2 ASCII',
      '  Date:                       10-12-2018',
      '  Time:                       12:32:21',
      "  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\tRange",
      'End Comments',
      ...points(
        z,
        (f, re, im, i) => [f.toExponential(9), 0.01, 0, i, re.toExponential(12), im.toExponential(12), 0, 0, 3],
        '\t',
      ),
    ]),
  versastudio: (z) =>
    encode([
      '<Application>',
      'Name=VersaStudio',
      '</Application>',
      '<Action1>',
      'Name=Potentiostatic EIS',
      '</Action1>',
      '<Segment1>',
      'Type=2',
      'Definition=Segment #, Point #, E(V), I(A), Elapsed Time(s), Frequency(Hz), Z Real, Z Imag, 0',
      ...points(z, (f, re, im, i) => [0, i, 3.7, 0, i, f, re, im, 0], ','),
      '</Segment1>',
    ]),
  parstat: (z) =>
    encode([
      'Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\t',
      '3.7\t0.1\t10\t0\t0\t0\t',
      ...points(z, (f, re, im, i) => [3.7, 0, 20 + i, f, re, im, ''], '\t'),
    ]),
  autolab: (z) =>
    encode([
      '\uFEFF"Z60W Data File: Version 1.1"',
      '""',
      '0,2,0,1,0.1,10000',
      String(z.frequency.length),
      "\"  Freq (Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range\"",
      ...points(z, (f, re, im) => [f, 0, 0, 0, re, im, 0, 0, 0], ','),
    ]),
  chi: (z) =>
    encode([
      'Feb. 20, 2020   15:55:08',
      'A.C. Impedance',
      'Instrument Model:  CHI660E',
      'Amplitude (V) = 0.025',
      '',
      'Freq/Hz, Z\'/ohm, Z"/ohm, Z/ohm, Phase/deg',
      '',
      ...points(
        z,
        (f, re, im) => [f.toExponential(9), re.toExponential(12), im.toExponential(12), ...polar(re, im)],
        ', ',
      ),
    ]),
  relaxis: (z) =>
    encode([
      'RelaxIS 3.0 Spectrum export',
      'Date: 12/16/2025 2:29:15 PM',
      "Data: Frequency\tData: Z'\tData: Z''\tData: |Z|\tData: Theta (Z)",
      'DC=-0.08, TM=33.7\tModel: Unassigned\t(WE/RE Spectrum)\t\t',
      ...points(z, (f, re, im) => [f, re, im, ...polar(re, im)], '\t'),
    ]),
  nova: (z) =>
    encode([
      "Frequency (Hz);Z' (Ω);-Z'' (Ω);Z (Ω);-Phase (°);Time (s)",
      ...points(z, (f, re, im, i) => [f, re, -im, polar(re, im)[0], -polar(re, im)[1], i], ';').map((l) =>
        l.replaceAll('.', ','),
      ),
    ]),
  bare: (z) =>
    encode(
      points(z, (f, re, im) => [f, re, im], ','),
      '\n',
    ),
  bareNegated: (z) =>
    encode(
      points(z, (f, re, im) => [f, re, -im], '\t'),
      '\n',
    ),
};
