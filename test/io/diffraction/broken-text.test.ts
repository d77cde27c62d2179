import { expect, it } from 'vitest';
import { ReadError } from '../../../src/core/index.js';
import { diffractionReaders } from '../../../src/io/diffraction/index.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';

const source = (name: string, text: string) => makeSource(name, new TextEncoder().encode(text));

async function readRecordings(name: string, text: string) {
  const { reader } = await detectReader(source(name, text), readers);
  return { reader: reader.id, recordings: (await reader.read(source(name, text))).recordings };
}

const numbers = Array.from({ length: 40 }, (_, i) => 100 + i);
const column = numbers.join('\n');
const xrdml = (points: string) =>
  `<xrdMeasurements><xrdMeasurement><scan><dataPoints>${points}</dataPoints></scan></xrdMeasurement></xrdMeasurements>`;
const angles = '<positions axis="2Theta"><startPosition>10</startPosition><endPosition>20</endPosition></positions>';

it.each(['a.xy', 'a.xye', 'a.dat', 'a.uxd', 'a.gsas', 'a.fxye', 'a.ras', 'a.xrdml'])(
  'an empty %s is called empty',
  (name) => expect(readRecordings(name, '')).rejects.toThrow(`the file is empty — ${name}`),
);

it.each([
  // reader, file, what is in it, what is said, its line
  ['powder-text', 'a.xy', '', 'no numbers', undefined],
  ['powder-text', 'a.xy', column, 'one column of numbers', 1],
  ['powder-text', 'a.xye', `# sample 7\n# counts\n${column}\n`, 'one column of numbers', 3],
  ['uxd', 'a.uxd', '_FILEVERSION=2\n', 'holds no scan', undefined],
  ['uxd', 'a.uxd', '_FILEVERSION=2\n_2THETACOUNTS\n', 'holds no scan', undefined],
  ['uxd', 'a.uxd', `_FILEVERSION=2\n_2THETACOUNTS\n${column}\n`, '"100" is not 2θ and intensity', 3],
  ['uxd', 'a.uxd', `_FILEVERSION=2\n_COUNTS\n${column}\n`, 'one column of intensities', 2],
  ['uxd', 'a.uxd', '_FILEVERSION=2\n_START=10\n_STEPSIZE=0.1\n_COUNTS\n7\n', 'a scan of 1 points', 4],
  ['gsas', 'a.gsas', 'title\n', 'holds no scan', undefined],
  ['gsas', 'a.gsas', 'title\nBANK 1 40 40 CONST 1000 2 0 0 FXYE\n', '40 points, and 0 are there', 3],
  [
    'gsas',
    'a.gsas',
    `title\nBANK 1 40 40 CONST 1000 2 0 0 FXYE\n${column}\n`,
    '"100" is not angle, intensity and σ',
    3,
  ],
  ['gsas', 'a.gsas', `title\nBANK 1 40 40 CONST 1000 2 0 0 FXY\n${column}\n`, '"100" is not angle, intensity', 3],
  ['rigaku-ras', 'a.ras', '*RAS_DATA_START\n', 'holds no scan', undefined],
  ['rigaku-ras', 'a.ras', '*RAS_DATA_START\n*RAS_INT_START\n*RAS_INT_END\n', 'a scan of 0 points', 2],
  ['rigaku-ras', 'a.ras', `*RAS_DATA_START\n*RAS_INT_START\n${column}\n`, '"100" is not 2θ, intensity', 3],
  ['xrdml', 'a.xrdml', '<xrdMeasurements></xrdMeasurements>', 'holds no scan', undefined],
  ['xrdml', 'a.xrdml', xrdml(`${angles}<counts></counts>`), 'a scan of 0 points', undefined],
  ['xrdml', 'a.xrdml', xrdml(angles), 'neither counts nor intensities', undefined],
  ['xrdml', 'a.xrdml', xrdml(`<counts>${numbers.join(' ')}</counts>`), 'no 2Theta', undefined],
] as const)(
  '%s refuses a %s without two columns, with file, line and remedy: %j',
  async (id, name, text, says, line) => {
    const reader = diffractionReaders.find((r) => r.id === id)!;
    const error = (await reader.read(source(name, text)).then(
      () => undefined,
      (e: unknown) => e,
    )) as ReadError;
    expect(error).toBeInstanceOf(ReadError);
    expect(error.message).toContain(says);
    expect(error.where).toMatchObject({ file: name });
    expect(error.where?.line).toBe(line);
    expect(error.hint).toMatch(/export|measure/);
    // found by its content, it is the same reader that says so
    if (text !== '' && text !== 'title\n') await expect(readRecordings(name, text)).rejects.toThrow(says);
  },
);

const rows = (make: (i: number) => [number, number], n = 60) =>
  Array.from({ length: n }, (_, i) => make(i).join(' ')).join('\n');

it('an angle that steps back is read as a pattern and told with its row; a falling scan is whole', async () => {
  const back = await readRecordings(
    'a.xy',
    rows((i) => [i === 30 ? 10 : 20 + i / 10, 100 + i]),
  );
  expect(back.reader).toBe('powder-text');
  const note = back.recordings[0].notes.find((n) => n.code === 'axis-not-rising')!;
  expect(note.where).toBe('row 31');
  expect(note.text).toMatch(/22.9 is followed by 10/);
  const falling = await readRecordings(
    'a.xy',
    rows((i) => [26 - i / 10, 100 + i]),
  );
  expect(falling.reader).toBe('powder-text');
  expect(falling.recordings[0].notes.map((n) => n.code)).not.toContain('axis-not-rising');
  expect(falling.recordings[0].table.column('two_theta_degree')[1]).toBeCloseTo(25.9, 12);
});

it('counts below zero are told with their row', async () => {
  const { recordings } = await readRecordings(
    'a.xy',
    rows((i) => [20 + i / 10, i === 12 ? -4 : 100 + i]),
  );
  const note = recordings[0].notes.find((n) => n.code === 'negative-counts')!;
  expect(note.where).toBe('row 13');
  expect(note.text).toMatch(/-4 at 21.2/);
});
