import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { judgeClaim } from '../../src/study/index.js';
import { formatCondition, InputError, type Recording } from '../../src/core/index.js';
import { makeMeasuredEvidence, createCermet } from '../../src/workbench/index.js';
import { makeSource, readAny, writers, type Folder, type Place } from '../../src/io/index.js';
import type { EvidenceOutput } from '../../src/evidence/index.js';
import { exampleCell, runAnalyticCell } from '../lab/analytic-cell.js';
import { alone, checkEvidence, makePieceHost, runEvidence } from '../study/run-evidence.js';

const cermet = createCermet();
const measured = makeMeasuredEvidence(await cermet.kinds(), await cermet.analyses());
const cycling = measured.find((k) => k.id === 'cycling')!;
const diffraction = measured.find((k) => k.id === 'diffraction')!;
const oneC = exampleCell.capacity / 3600;

/** Cycles at 1C whose discharge ends earlier in each: a cell that fades. */
const fading = (from: number, loss: number, cycles = 6): Recording =>
  runAnalyticCell(
    exampleCell,
    Array.from({ length: cycles }, (_, k) => [
      { current: oneC, duration: 3600 * (from - loss * k) },
      { current: 0, duration: 600 },
      { current: -oneC, duration: 3600 * (from - loss * k) },
      { current: 0, duration: 600 },
    ]).flat(),
  );
const write = async (recording: Recording, ending: string): Promise<Uint8Array> => {
  const writer = writers.find((w) => w.extensions.includes(ending))!;
  const written = await writer.write({ recordings: [recording], structures: [], notes: [] });
  return typeof written === 'string' ? strToU8(written) : written;
};

/** A host over files in memory, read as everything reads. */
function hostOf(places: Record<string, Place>) {
  return makePieceHost({
    read: async (path) =>
      readAny(places[path], { readers: await cermet.readers(), folderReaders: await cermet.folderReaders(), path }),
  });
}
const run = (files: Record<string, string[]>, places: Record<string, Place>, more = {}): Promise<EvidenceOutput> =>
  runEvidence(cycling, { files, ...more }, hostOf(places));
const numbers = (output: EvidenceOutput) =>
  output.results.map((r) => [r.id, formatCondition(r.at), r.group, r.estimate.value, r.estimate.unit]);

describe('evidence from files', () => {
  it('is the same from a file, a zip and with a mapping beside', async () => {
    const recording = fading(0.7, 0.02);
    const csv = await write(recording, '.bdf.csv');
    const plain = await run({ a: ['a.bdf.csv'] }, { 'a.bdf.csv': makeSource('a.bdf.csv', csv) });
    const zip = await run({ a: ['a.zip'] }, { 'a.zip': makeSource('a.zip', zipSync({ 'a.bdf.csv': csv })) });
    expect(plain.results.length).toBeGreaterThan(20);
    expect(numbers(zip)).toEqual(numbers(plain));
    const [head, ...rows] = new TextDecoder().decode(csv).trim().split(/\r?\n/);
    const labels = head.split(',');
    const odd = labels.map((_, k) => `col${k}`).join(',');
    const mapping = `columns:\n${['Test Time / s', 'Voltage / V', 'Current / A']
      .map((label, k) => `  col${labels.indexOf(label)}: ${['test_time_second', 'voltage_volt', 'current_ampere'][k]}`)
      .join('\n')}\n`;
    const bytes = strToU8([odd, ...rows].join('\n'));
    const mapped = await run(
      { a: ['a.csv'] },
      {
        'a.csv': {
          ...makeSource('a.csv', bytes),
          sibling: async (name) => (name === 'a.csv.columns.yaml' ? makeSource(name, strToU8(mapping)) : undefined),
        },
      },
    );
    expect(numbers(mapped).filter(([id]) => id === 'discharge_capacity')).toEqual(
      numbers(plain).filter(([id]) => id === 'discharge_capacity'),
    );
  });

  it('takes the patterns of a sample as its replicates, and as a series when that is asked for', async () => {
    const angles = Float64Array.from({ length: 1500 }, (_, k) => 15 + 0.04 * k);
    const lines = [18.7, 36.6, 44.4, 64.3];
    const counts = angles.map((x) =>
      Math.round(90 + lines.reduce((y, at) => y + 2000 / (1 + ((x - at) / 0.08) ** 2), 0)),
    );
    const text = Array.from(angles, (x, k) => `${x.toFixed(2)} ${counts[k]}`).join('\n');
    const host = hostOf({ 'a.xy': makeSource('a.xy', strToU8(text)) });
    const output = await runEvidence(diffraction, { files: { a: ['a.xy'] } }, host);
    expect(output.results.filter((r) => r.id === 'peak_spacing')).toHaveLength(lines.length);
    expect(output.notes.filter((n) => n.level === 'serious')).toEqual([]);
    const asked = await runEvidence(diffraction, { files: { a: ['a.xy'] }, analyses: 'series' }, host);
    expect(asked.notes.map((n) => n.code)).toContain('nothing-found');
  });

  it('decides on one file by the error of its own fit, and says that it speaks of this specimen', async () => {
    const output = await run({ a: ['a'] }, { a: makeSource('a.bdf.csv', await write(fading(0.7, 0.02), '.bdf.csv')) });
    const results = output.results.map((r) => ({ ...r, id: `e.${r.id}` }));
    const fade = results.find((r) => r.id === 'e.fade_rate')!.estimate;
    expect(fade.sigma).toBeGreaterThan(0);
    expect(fade.covers).toBe('measurement');
    const verdict = judgeClaim('c', { says: 'fades', measure: 'e.fade_rate', compare: 'a', expect: '> 0.1' }, results);
    expect(verdict.word).toBe('supported');
    expect(verdict.because).toMatch(/this specimen alone/);
    expect(verdict.groups).toEqual({ a: 1 });
  });

  it('a common error of the loading stays in a mean, and cancels in a ratio', async () => {
    const places = Object.fromEntries(
      await Promise.all(
        [0.7, 0.705, 0.71, 0.5, 0.505, 0.51].map(
          async (from, k) => [`${k}`, makeSource(`${k}.bdf.csv`, await write(fading(from, 0.01), '.bdf.csv'))] as const,
        ),
      ),
    );
    const output = await run({ a: ['0', '1', '2'], b: ['3', '4', '5'] }, places, {
      electrode: { mass: '10 ± 1 mg' },
    });
    const results = output.results.map((r) => ({ ...r, id: `e.${r.id}` }));
    const mean = results.find(
      (r) => r.id === 'e.discharge_capacity' && r.group === 'a' && formatCondition(r.at) === 'cycle 1',
    )!.estimate;
    expect(mean.unit).toBe('mAh/g');
    // Three cells scatter by 0.4 % of the mean; 10 % of loading is shared.
    expect(mean.sigma! / mean.value).toBeGreaterThan(0.1);
    expect(mean.budget!.replicates! / mean.value).toBeLessThan(0.01);
    const judge = (claim: { compare: string; expect: string }) =>
      judgeClaim('c', { says: 's', measure: 'e.discharge_capacity at cycle 1', ...claim }, results);
    const ratio = judge({ compare: 'a / b', expect: '1.35..1.45' });
    expect(ratio.word).toBe('supported');
    expect(judge({ compare: 'a', expect: `> ${0.95 * mean.value}` }).word).toBe('undecided');
  });

  it('a replicate that drops out is a serious note, beside the verdict that it weakens and no other', async () => {
    const good = async (from: number) => write(fading(from, 0.01), '.bdf.csv');
    const places: Record<string, Place> = {
      p1: makeSource('p1.bdf.csv', await good(0.7)),
      p2: makeSource('p2.bdf.csv', await good(0.71)),
      p3: makeSource(
        'p3.csv',
        strToU8('frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm\n1,2,-3\n2,2,-2\n3,2,-1\n'),
      ),
      c1: makeSource('c1.bdf.csv', await good(0.72)),
      c2: makeSource('c2.bdf.csv', await good(0.73)),
    };
    const output = await run({ p: ['p1', 'p2', 'p3'], c: ['c1', 'c2'] }, places);
    const lost = output.notes.filter((n) => n.level === 'serious' && n.where === 'p3');
    expect(lost.length).toBe(1);
    expect(lost[0].text).toMatch(/group p has one specimen fewer/);
    const results = output.results.map((r) => ({ ...r, id: `e.${r.id}` }));
    const verdict = judgeClaim(
      'c',
      { says: 's', measure: 'e.discharge_capacity at cycle 1', compare: 'c / p', expect: '> 1' },
      results,
      { notes: { e: output.notes } },
    );
    expect(verdict.groups).toEqual({ c: 2, p: 2 });
    expect(verdict.notes.map((n) => n.where)).toEqual(['p3']);
  });

  it('notes of reading reach the evidence: time that runs backward in a file', async () => {
    const text = new TextDecoder()
      .decode(await write(fading(0.7, 0.02, 3), '.bdf.csv'))
      .trim()
      .split('\n');
    const at = Math.floor(text.length / 2);
    const [first, ...rest] = text[at].split(',');
    text[at] = [String(Number(first) - 5000), ...rest].join(',');
    const output = await run({ a: ['a'] }, { a: makeSource('a.bdf.csv', strToU8(text.join('\n'))) });
    expect(
      output.notes.some((n) => n.level === 'serious' && n.code === 'time-backward' && n.where?.startsWith('a')),
    ).toBe(true);
  });

  it('files outside the study’s folder are read with a word', async () => {
    const bytes = await write(fading(0.7, 0.02, 3), '.bdf.csv');
    const names = ['data/a.bdf.csv', 'data/../b.bdf.csv', '../c.bdf.csv', 'data/../../d.bdf.csv', '/e.bdf.csv'];
    const places = Object.fromEntries(names.map((n) => [n, makeSource(n, bytes)]));
    const { notes } = await run({ a: names }, places);
    expect(notes.filter((n) => n.code === 'outside-folder').map((n) => n.where)).toEqual(names.slice(2));
  });

  it('a folder that is no test is refused by its name', async () => {
    const folder: Folder = { name: 'data', names: ['a.txt'], open: async (name) => makeSource(name, strToU8('x')) };
    await expect(run({ a: ['data'] }, { data: folder })).rejects.toThrow(/data/);
  });

  it('a group that is no sample, an unknown setting: refused with the nearest', () => {
    const around = { ...alone, samples: { pristine: {}, coated: {} } };
    expect(() => checkEvidence(cycling, { files: { pristin: 'a' } }, around)).toThrow(/pristine/);
    expect(() => checkEvidence(cycling, { electrod: {} })).toThrow(InputError);
    expect(() => checkEvidence(cycling, { files: { pristine: 'a' }, analyses: 'cycle' }, around)).toThrow(/cycles/);
  });
});
