import { describe, expect, it } from 'vitest';
import { makeSpectrum } from '../make/series.js';
import { codes, readAny, readOne, seriousCodes } from '../measured/read-text.js';

const z = makeSpectrum();
const check = (table: { column(name: string): Float64Array }): void => {
  z.frequency.forEach((f, i) => {
    expect(table.column('frequency_hertz')[i]).toBeCloseTo(f, 6);
    // Seven digits are written.
    expect(Math.abs(table.column('real_impedance_ohm')[i] - z.real[i])).toBeLessThan(1e-5 * (1 + Math.abs(z.real[i])));
    expect(Math.abs(table.column('imaginary_impedance_ohm')[i] - z.imaginary[i])).toBeLessThan(
      1e-5 * (1 + Math.abs(z.imaginary[i])),
    );
  });
};

describe('forms of impedance files', () => {
  it.each([',', '\t'])('ZPlot without comments, between %j', async (d) => {
    const text = [
      '"ZPlotW Data File: Version 3.5"',
      '"Raw Data"',
      'Date: 1-2-2026    Time: 10:00:00',
      ...z.frequency.map((f, i) => [f, 0.01, 0, i, z.real[i], z.imaginary[i], 0, 0, 5].join(d)),
    ].join('\r\n');
    const r = await readOne('a.z', text);
    expect(r.kind).toBe('eis');
    check(r.table);
  });

  it.each(['Frequency\t Zre\t Zimg', 'freq\tZ real\tZ_img', 'Frequency (Hz)\tZreal\tZimag'])(
    'plain text under %j',
    async (header) => {
      const r = await readOne(
        'a.txt',
        [header, ...z.frequency.map((f, i) => ` ${f}\t ${z.real[i]}\t ${z.imaginary[i]}`)].join('\n'),
      );
      expect(r.kind).toBe('eis');
      check(r.table);
    },
  );

  it.each([1, -1])('a real part below zero is told, and nothing about Im is concluded from it', async (sign) => {
    const r = await readOne(
      'a.csv',
      [
        'Frequency (Hz),Zre (Ohm),Zim (Ohm)',
        ...z.frequency.map((f, i) => [f, -z.real[i], sign * z.imaginary[i]].join(',')),
      ].join('\n'),
    );
    expect(seriousCodes(r.notes)).toEqual(['real-negative']);
    expect(codes(r.notes)).not.toContain('imaginary-sign');
    expect(r.table.column('real_impedance_ohm')[0]).toBeCloseTo(-z.real[0], 6);
  });

  it('modulus and phase alone, in degrees or in radian', async () => {
    const rows = (turn: number) =>
      z.frequency.map((f, i) =>
        [f, Math.hypot(z.real[i], z.imaginary[i]), turn * Math.atan2(z.imaginary[i], z.real[i])].join(','),
      );
    const degrees = await readOne('a.csv', ['Frequency (Hz),|Z| (Ohm),Phase (deg)', ...rows(180 / Math.PI)].join('\n'));
    expect(degrees.kind).toBe('eis');
    check(degrees.table);
    const radian = await readOne('a.csv', ['Frequency (Hz),|Z| (Ohm),Phase (deg)', ...rows(1)].join('\n'));
    check(radian.table);
    expect(radian.notes.find((n) => n.code === 'parts-derived')).toMatchObject({ level: 'serious' });
  });

  it.each([
    ['Re and Im', 'Re(Z)/Ohm\t-Im(Z)/Ohm', (i: number) => [z.real[i], -z.imaginary[i]]],
    [
      '|Z| and phase',
      '|Z|/Ohm\tPhase(Z)/deg',
      (i: number) => [Math.hypot(z.real[i], z.imaginary[i]), (180 / Math.PI) * Math.atan2(z.imaginary[i], z.real[i])],
    ],
  ] as const)('spectra within cycling (%s) give both, with rows of 0 Hz', async (_, labels, pair) => {
    const dc = (t: number, v: number): string => [t, 0, 0, 0, v, 5].join('\t');
    const text = [
      `time/s\tfreq/Hz\t${labels}\tEwe/V\t<I>/mA`,
      ...Array.from({ length: 12 }, (_, k) => dc(10 * k, 3.5 + k / 100)),
      ...z.frequency.map((f, i) => [200 + i, f, ...pair(i), 3.62, 0].join('\t')),
      ...Array.from({ length: 12 }, (_, k) => dc(400 + 10 * k, 3.62 + k / 100)),
    ].join('\r\n');
    const { recordings } = await readAny('a.mpt', text);
    expect(recordings.map((r) => r.kind)).toEqual(['cycling', 'eis']);
    expect(recordings[0].table.length).toBe(24 + z.frequency.length);
    expect(recordings[0].table.get('frequency_hertz').valid![0]).toBe(0);
    check(recordings[1].table);
    expect(codes(recordings[0].notes)).toContain('spectra-within');
  });

  it('an EC-Lab file whose frequency is 0 throughout is one of cycling', async () => {
    const text = [
      'time/s\tfreq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\tEwe/V\t<I>/mA',
      ...Array.from({ length: 12 }, (_, k) => [10 * k, 0, 0, 0, 3.5 + k / 100, 5].join('\t')),
    ].join('\r\n');
    const { recordings } = await readAny('a.mpt', text);
    expect(recordings.map((r) => r.kind)).toEqual(['cycling']);
    expect(recordings[0].table.has('frequency_hertz')).toBe(false);
  });
});
