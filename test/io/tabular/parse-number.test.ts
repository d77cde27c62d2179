import { expect, it } from 'vitest';
import fc from 'fast-check';
import { parseDate } from '../../../src/io/tabular/parse-date.js';
import { parseDuration, parseNumber } from '../../../src/io/tabular/parse-number.js';

const number = (text: string, decimal = '.'): number => {
  const bytes = new TextEncoder().encode(text);
  return parseNumber(bytes, 0, bytes.length, decimal.charCodeAt(0));
};
const duration = (text: string): number => {
  const bytes = new TextEncoder().encode(text);
  return parseDuration(bytes, 0, bytes.length);
};

it('gives the very double that Number gives', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer().map((i) => i / 1000),
      ),
      fc.constantFrom('String', 'exponential', 'fixed', 'comma'),
      (value, form) => {
        const text =
          form === 'exponential'
            ? value.toExponential()
            : form === 'fixed' && Math.abs(value) < 1e20
              ? value.toFixed(6)
              : String(value);
        expect(form === 'comma' ? number(text.replace('.', ','), ',') : number(text)).toBe(Number(text));
      },
    ),
    { numRuns: 3000, seed: 7 },
  );
});

it.each(['', ' ', 'abc', '1e', '1.2.3', '--1', '1,5', 'nan', 'inf', '-inf', '1e400', '0x10', '5 6'])(
  '"%s" is no number',
  (text) => {
    expect(number(text)).toBeNaN();
  },
);

it.each([
  ['00:01:30', 90],
  ['144:02:18', 518_538],
  ['00:00:00.250', 0.25],
  ['  0d 01:42:51.36', 6171.36],
  ['1-02:03:04', 93_784],
  ['1.02:03:04', 93_784],
  ['12.5', 12.5],
])('"%s" lasts %d s', (text, seconds) => {
  expect(duration(text)).toBeCloseTo(seconds, 9);
});

it('a duration of two parts could be hours or minutes, and is neither', () => {
  expect(duration('12:34')).toBeNaN();
});

it.each([
  ['2024-05-13 11:19:51.602', 'month-first', Date.UTC(2024, 4, 13, 11, 19, 51, 602)],
  ['09/20/2024 08:32:34.558', 'month-first', Date.UTC(2024, 8, 20, 8, 32, 34, 558)],
  ['19.06.2023 17:56:53', 'day-first', Date.UTC(2023, 5, 19, 17, 56, 53)],
  ['23-Nov-23 3:56:08 PM', 'month-first', Date.UTC(2023, 10, 23, 15, 56, 8)],
  ['Feb. 20, 2020   15:55:08', 'month-first', Date.UTC(2020, 1, 20, 15, 55, 8)],
  ['2025-12-16T14:29:15+01:00', 'month-first', Date.UTC(2025, 11, 16, 13, 29, 15)],
  ['8/20/2020 12:18:44 AM', 'month-first', Date.UTC(2020, 7, 20, 0, 18, 44)],
] as const)('%s', (text, order, milliseconds) => {
  expect(parseDate(text, order) * 1000).toBeCloseTo(milliseconds, 2);
});

it.each(['31/12/2024 10:00:00', '2024-02-30', 'yesterday', '12:00', ''])(
  '"%s" is no date with the month first',
  (text) => {
    expect(parseDate(text, 'month-first')).toBeNaN();
  },
);
