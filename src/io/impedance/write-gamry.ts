import type { Recording } from '../../core/index.js';
import { defineWriter } from '../writer.js';

const DEGREE = 180 / Math.PI;

/** A column by row; 0 where it is absent. */
type Reading = (i: number) => number;

/**
 * A recording as Gamry `.DTA`: impedance as table ZCURVE, a time series as table CURVE. Missing cells are written as 0
 * in columns that Gamry always fills; the table's own columns are exact to 17 digits.
 */
export function toGamryDta(recording: Recording): string {
  const { table, about } = recording;
  const eis = recording.kind === 'eis';
  const started = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2})/.exec(about.started ?? '');
  const head = [
    'EXPLAIN',
    `TAG\t${eis ? 'EISPOT' : 'CHRONOP'}`,
    `TITLE\tLABEL\t${(about.protocol ?? (eis ? 'Potentiostatic EIS' : 'Chronopotentiometry')).replace(/\s+/g, ' ')}\tTest &Identifier`,
    ...(started
      ? [
          `DATE\tLABEL\t${Number(started[2])}/${Number(started[3])}/${started[1]}\tDate`,
          `TIME\tLABEL\t${started[4]}\tTime`,
        ]
      : []),
    `PSTAT\tPSTAT\tnone (written by Cermet, origin ${recording.origin.type})\tPotentiostat`,
  ];
  const column = (name: string): Reading => {
    const found = table.find(name);
    return found && !Array.isArray(found.values)
      ? (i) => (found.valid && !found.valid[i] ? 0 : (found.values[i] as number))
      : () => 0;
  };
  const rows: string[] = [];
  if (eis) {
    const [time, frequency, re, im, current, voltage] = [
      'test_time_second',
      'frequency_hertz',
      'real_impedance_ohm',
      'imaginary_impedance_ohm',
      'current_ampere',
      'voltage_volt',
    ].map(column) as [Reading, Reading, Reading, Reading, Reading, Reading];
    rows.push(
      `ZCURVE\tTABLE\t${table.length}`,
      '\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange',
      '\t#\ts\tHz\tohm\tohm\tV\tohm\t°\tA\tV\t#',
    );
    for (let i = 0; i < table.length; i++)
      rows.push(
        [
          '',
          i,
          time(i),
          frequency(i),
          re(i),
          im(i),
          1,
          Math.hypot(re(i), im(i)),
          Math.atan2(im(i), re(i)) * DEGREE,
          current(i),
          voltage(i),
          0,
        ].join('\t'),
      );
  } else {
    const [time, voltage, current] = ['test_time_second', 'voltage_volt', 'current_ampere'].map(column) as [
      Reading,
      Reading,
      Reading,
    ];
    rows.push(`CURVE\tTABLE\t${table.length}`, '\tPt\tT\tVf\tIm', '\t#\ts\tV vs. Ref.\tA');
    for (let i = 0; i < table.length; i++) rows.push(['', i, time(i), voltage(i), current(i)].join('\t'));
  }
  return `${[...head, ...rows].join('\r\n')}\r\n`;
}

/** Recordings as Gamry `.DTA`. */
export const gamryWriter = defineWriter({
  id: 'gamry-dta',
  title: 'Gamry Framework (.DTA)',
  extensions: ['.dta'],
  accepts: ({ recordings }) => {
    if (recordings.length !== 1) return `it holds one recording, and there are ${recordings.length}`;
    const { table, kind } = recordings[0]!;
    const wanted =
      kind === 'eis'
        ? ['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm']
        : ['test_time_second', 'voltage_volt', 'current_ampere'];
    const lacking = wanted.filter((name) => !table.has(name));
    return lacking.length === 0 || `the table has no ${lacking.join(', ')}`;
  },
  write: async ({ recordings }) => toGamryDta(recordings[0]!),
});
