import { describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';
import { openTextCursor } from '../../src/io/dft/volumetric/text-cursor.js';
import { makeSource, type Source } from '../../src/io/reader.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A source that gives its bytes in pieces of a few. */
const inPieces = (text: string, size: number): Source => ({
  ...makeSource('a', bytesOf(text)),
  async *stream() {
    const bytes = bytesOf(text);
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
  },
});

const fillFrom = async (source: Source, n: number): Promise<number[]> => {
  const out = new Float64Array(n);
  await openTextCursor(source).fill(out);
  return Array.from(out);
};

/** `0.12345678901E+03` as Fortran writes it; after a minus without the nought. */
function fortran(value: number, digits: number): string {
  const [mantissa, exponent] = Math.abs(value)
    .toExponential(digits - 1)
    .split('e');
  const power = Number(exponent) + 1;
  const sign = power < 0 ? '-' : '+';
  return `${value < 0 ? '-' : '0'}.${mantissa.replace('.', '')}E${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

describe('numbers of a text', () => {
  it('are those that the language reads, to the last bit, wherever the pieces end', async () => {
    const rng = makeRng(3);
    const words = Array.from({ length: 4000 }, (): string => {
      const x = (rng.uniform() - 0.5) * 10 ** (rng.integer(40) - 20);
      switch (rng.integer(8)) {
        case 0:
          return String(x);
        case 1:
          return x.toExponential(10).toUpperCase();
        case 2:
          return x.toFixed(rng.integer(12));
        case 3:
          return String(Math.round(x * 1e10));
        case 4:
          return x.toPrecision(17);
        case 5:
          return `+${Math.abs(x).toExponential(5)}`;
        case 6:
          return `0${Math.abs(x).toFixed(14).slice(1)}E-0${rng.integer(10)}`;
        default:
          return String(rng.integer(1e6));
      }
    });
    const text = words.map((word) => word + [' ', '\n', '  ', '\r\n', '\t'][rng.integer(5)]).join('');
    const expected = words.map(Number);
    for (const size of [1, 7, 64, 1000, text.length])
      expect(await fillFrom(inPieces(text, size), words.length), `pieces of ${size}`).toEqual(expected);
    // Without white space after the last.
    expect(await fillFrom(inPieces(text.trimEnd(), 13), words.length)).toEqual(expected);
  });

  it.each([
    ['VASP', (x: number) => fortran(x, 11)],
    ['VASP, short', (x: number) => fortran(x, 5)],
    ['pp.x', (x: number) => x.toExponential(5).replace(/e([-+])(\d)$/, 'E$10$2')],
    ['xsf', (x: number) => x.toExponential(6).replace(/e([-+])(\d)$/, 'e$10$2')],
    ['doubles', (x: number) => x.toExponential(9).replace(/e([-+])(\d)$/, 'D$10$2')],
  ])('are read to the last bit in columns of %s, however small or large', async (_, format) => {
    const rng = makeRng(5);
    const words = Array.from({ length: 20_000 }, () =>
      format((rng.uniform() - 0.3) * 10 ** (rng.integer(3) === 0 ? rng.integer(120) - 60 : rng.integer(8) - 4)),
    );
    const text = words.map((word, i) => word.padStart(19) + (i % 5 === 4 ? '\n' : '')).join('');
    const expected = words.map((word) => Number(word.replace('D', 'e')));
    for (const size of [97, text.length]) expect(await fillFrom(inPieces(text, size), words.length)).toEqual(expected);
    // Other words between them change the columns and back.
    const mixed = words.flatMap((word, i) => (i % 7 === 0 ? [word, '-0.5', '12', '1.5E3'] : [word]));
    expect(await fillFrom(inPieces(mixed.join(' '), 1000), mixed.length)).toEqual(
      mixed.map((word) => Number(word.replace('D', 'e'))),
    );
  });

  it('are taken times a factor, many short ones in a piece too', async () => {
    const text = '1 2 3 '.repeat(100_000);
    const out = new Float64Array(300_000);
    const cursor = openTextCursor(makeSource('a', bytesOf(text)));
    await cursor.fill(out, 0.5);
    expect(out.every((x, i) => x === ((i % 3) + 1) / 2)).toBe(true);
    expect(await cursor.atEnd()).toBe(true);
  });

  it('of an empty text are none', async () => {
    await expect(fillFrom(makeSource('a', new Uint8Array(0)), 1)).rejects.toThrow(/ends after 0 of 1/);
  });

  it.each(['0.12345678901E+0x', '0.1234567890xE+03', '0x12345678901E+03', '0.12345678901E*03', '0.12345678901F+03'])(
    'are refused in columns too: %s',
    async (word) => {
      const good = ' 0.12345678901E+03';
      await expect(
        fillFrom(makeSource('a', bytesOf(`${good.repeat(5)}\n ${word}${good.repeat(4)}`)), 10),
      ).rejects.toThrow(/is not a number/);
    },
  );

  it('are rounded once at the edges of what is exact', async () => {
    const words = [
      '9007199254740991',
      '9007199254740993',
      '0.1',
      '1e22',
      '1e23',
      '123456789012345678',
      '1234567890123456789',
      '1e-22',
      '4.9e-324',
      '1.7976931348623157e308',
      '-0.0',
      '.5',
      '5.',
      '00012',
    ];
    expect(await fillFrom(makeSource('a', bytesOf(words.join(' '))), words.length)).toEqual(words.map(Number));
  });

  it('may be written by Fortran: D for E, or no letter before an exponent of three digits', async () => {
    expect(await fillFrom(makeSource('a', bytesOf(' 0.12D+03 0.5-101 1.5d0 -.25D-2')), 4)).toEqual([
      120, 0.5e-101, 1.5, -0.0025,
    ]);
  });

  it.each([
    ['1.0 ****** 2', /starred out/],
    ['1.0 2.0x 3', /"2\.0x" is not a number/],
    ['1.0 2e 3', /"2e" is not a number/],
    ['1.0 0x10 3', /"0x10" is not a number/],
    ['1.0 - 3', /"-" is not a number/],
    ['1.0 2.0', /ends after 2 of 3 numbers/],
  ])('are refused with their byte: %s', async (text, said) => {
    await expect(fillFrom(inPieces(text, 5000), 3)).rejects.toThrow(said);
  });

  it('are refused where one is longer than any line', async () => {
    await expect(fillFrom(inPieces('9'.repeat(2_500_000), 50_000), 1)).rejects.toThrow(/longer than any/);
  });

  it('stand between lines, which have any ending', async () => {
    const cursor = openTextCursor(inPieces('head\r\n two words\n1 2\n3\ntail', 3));
    expect([await cursor.line(), await cursor.line()]).toEqual(['head', ' two words']);
    const out = new Float64Array(3);
    await cursor.fill(out);
    expect(Array.from(out)).toEqual([1, 2, 3]);
    expect(await cursor.atEnd()).toBe(false);
    expect([await cursor.line(), await cursor.line()]).toEqual(['tail', undefined]);
    expect(await cursor.atEnd()).toBe(true);
  });
});
