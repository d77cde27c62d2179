import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, InputError, makeRng, readSettings, type Recording } from '../../src/core/index.js';
import { detectReader } from '../../src/io/detect.js';
import { makeSource } from '../../src/io/reader.js';
import { readers, writers } from '../../src/io/index.js';
import { instruments, labEvidence } from '../../src/lab/index.js';
import { checkStudy, planStudyClaim, runStudy, studyOfClaim, type StudyHost } from '../../src/study/index.js';
import { makePieceHost } from '../study/run-evidence.js';
import { analyse, valuesOf } from './xps/run.js';

const noStructure = async (): Promise<never> => {
  throw new Error('no structure is asked for');
};

const simulate = (id: string, given: Record<string, unknown>, seed = 1): Promise<Recording[]> => {
  const instrument = instruments.find((i) => i.id === id)!;
  return instrument.simulate(readSettings(instrument.settings, given, id), { rng: makeRng(seed) }, noStructure);
};

/** Writes in the form of an ending, and reads as the command line does: by the content. */
async function writeAndRead(recordings: Recording[], ending: string): Promise<Recording[]> {
  const writer = writers.find((w) => w.extensions.includes(ending))!;
  const result = { recordings, structures: [], notes: [] };
  expect(writer.accepts(result)).toBe(true);
  const written = await writer.write(result);
  const source = makeSource(`made${ending}`, typeof written === 'string' ? new TextEncoder().encode(written) : written);
  const { reader } = await detectReader(source, readers);
  return (await reader.read(source)).recordings;
}

const LINES = 'B 1s: 620 at 187.8 1.1 0.25, 380 at 191.9 1.5 0.25; C 1s: 5000 at 284.8 1.2 0.2';
const CALIBRATION = '600..1200 s: CO2 500 ppm, O2 500 ppm; 1800..2400 s: CO2 1500 ppm, O2 1500 ppm';
const WASHING = { powder: '10 g', water: '100 mL', aliquot: '40 mL', added: '100 mL', acid: '0.1 mol/L' };

/** What is set, and what its analysis must find of that. */
const CASES: [string, Record<string, unknown>, string, Record<string, string>, string, string, number][] = [
  ['xps', { lines: LINES, charging: '0.4 eV' }, 'xps', { region: 'B 1s' }, 'binding_energy', 'B 1s boride', 188.2],
  ['eels', { shell: '8 nm', length: '20 nm', from: '800 eV' }, 'eels', {}, 'shell_thickness', '', 8],
  ['dsc', { heat: '520 J/g', peak: '240 degC', exo_up: 'no', step: 0.3 }, 'dsc', {}, 'enthalpy', '', 520],
  [
    'dems',
    { carbon_dioxide: '12 umol/g', step: '30 s' },
    'dems',
    { mass: '16.2 mg', carrier: '0.5 mL/min', tracer: '36', calibration: CALIBRATION },
    'carbon_dioxide',
    '',
    12,
  ],
  ['sorption', { area: '0.6 m2/g' }, 'bet', {}, 'bet_area', '', 0.6],
  ['titration', { lioh: 0.3, step: '0.1 mL' }, 'titration', WASHING, 'lioh', '', 0.3],
];

describe('a simulated instrument', () => {
  for (const [id, given, analysis, settings, quantity, at, truth] of CASES)
    it(`${id}: every form that it writes reads back the same, and its analysis finds what was set`, async () => {
      const made = await simulate(id, given, 3);
      const { endings, kind } = instruments.find((i) => i.id === id)!;
      for (const ending of endings) {
        if (ending === '.csv' && made.length > 1) continue;
        const read = await writeAndRead(made, ending);
        expect(read.map((r) => r.kind)).toEqual(made.map(() => kind));
        made.forEach((recording, k) => {
          for (const { name, values } of recording.table.columns) {
            if (typeof values[0] !== 'number' || !read[k].table.has(name)) continue;
            const back = read[k].table.column(name);
            const size = Math.max(...(values as Float64Array).map(Math.abs));
            // Decimal numbers with their unit changed: within their last digits.
            back.forEach((v, i) => expect(Math.abs(v - (values[i] as number))).toBeLessThanOrEqual(1e-9 * size));
          }
        });
        const found = valuesOf(await analyse(analysis, read, settings), quantity).find((f) => f.at === at)!;
        // Four of its own standard errors; a hundredth where errors are smaller than what the model leaves out.
        expect(Math.abs(found.value - truth)).toBeLessThan(4 * found.sigma! + 0.01 * (at ? 1 : truth));
      }
    });

  it('gives the same for the same seed, and other noise for another', async () => {
    const counts = async (seed: number) =>
      (await simulate('xps', { lines: LINES }, seed))[0].table.column('intensity_count').join();
    expect(await counts(5)).toBe(await counts(5));
    expect(await counts(5)).not.toBe(await counts(6));
  });

  it('records empty regions, and refuses what it cannot make', async () => {
    const [empty] = await simulate('xps', { lines: 'B 1s:' });
    expect(empty.table.length).toBeGreaterThan(100);
    const refused: [string, Record<string, unknown>, RegExp][] = [
      ['xps', {}, /needs lines/],
      ['xps', { lines: 'B 1s: 620 187.8' }, /lines: /],
      ['xps', { lines: 'somewhere:' }, /no core level "somewhere"/],
      ['xps', { lines: LINES, range: '180..190 eV' }, /single region/],
      ['xps', { lines: 'B 1s:', range: '190..180 eV' }, /not a range/],
      ['dsc', { peak: '400 degC' }, /outside the run/],
      ['dsc', { others: '150 J/g' }, /not an event/],
      ['dsc', { heat: '5 m' }, /heat/],
      ['sorption', { high: 0.4, low: 0.5 }, /above low/],
      ['dems', { charge: '4.4..3 V' }, /not a range/],
      ['titration', { acid: '0 mol/L' }, /acid/],
    ];
    for (const [id, given, message] of refused)
      await expect((async () => simulate(id, given))()).rejects.toThrow(message);
  });
});

const host: StudyHost = {
  cache: { get: async () => undefined, put: async () => {} },
  hashFile: async (path) => path,
  codeVersion: () => '1',
  parallel: 1,
  runPiece: async (_, piece, ctx) => decodeValue(encodeValue(await piece.run(ctx, makePieceHost()))),
};

describe('evidence of a simulated instrument', () => {
  const study = checkStudy(
    {
      title: 'Heat, planned',
      evidence: {
        heat: {
          simulate: 'lab/instrument',
          instrument: 'dsc',
          set: { step: 0.5, noise: 0.02 },
          groups: { pristine: { heat: '786 J/g' }, coated: { heat: '700 J/g' } },
          scatter: { heat: 0.05 },
          seeds: '1..4',
        },
      },
      claims: {
        less: {
          says: 'less heat',
          measure: 'heat.enthalpy',
          compare: 'coated / pristine',
          expect: '< 1',
          assumed: true,
        },
        by: { says: 'by 50 J/g', measure: 'heat.enthalpy', compare: 'pristine - coated', expect: '> 0.05 kJ/g' },
        open: { says: 'nothing measures it' },
      },
    },
    labEvidence,
  );

  it('draws specimens that scatter, and plans how many decide a claim', async () => {
    const report = await runStudy(studyOfClaim(study, 'by'), labEvidence, host);
    const [pristine, coated] = ['pristine', 'coated'].map(
      (group) => report.evidence.heat.results.find((r) => r.id === 'heat.enthalpy' && r.group === group)!,
    );
    expect(Object.keys(pristine.replicates!)).toEqual([1, 2, 3, 4].map((k) => `pristine ${k}`));
    // Means of four that scatter by 5 %: within four standard errors of 2.5 %.
    expect(Math.abs(pristine.estimate.value / 786 - 1)).toBeLessThan(0.1);
    expect(Math.abs(coated.estimate.value / 700 - 1)).toBeLessThan(0.1);
    const { input, plan, unit } = planStudyClaim('by', report);
    expect(unit).toBe('kJ/g');
    expect(input.value).toBeCloseTo((pristine.estimate.value - coated.estimate.value) / 1000, 6);
    expect(input.counting!).toBeGreaterThan(0);
    const total = Math.hypot(input.scatter, input.counting!);
    // Root mean square of both groups' standard deviations.
    const spread = Math.hypot(pristine.estimate.spread!, coated.estimate.spread!) / Math.SQRT2;
    expect(1000 * total).toBeCloseTo(spread, 6);
    expect(input.knownFrom).toBe(4);
    expect(plan.specimens).toBeGreaterThan(1);
    const ratio = planStudyClaim('less', report).input;
    const value = coated.estimate.value / pristine.estimate.value;
    expect(ratio.value).toBeCloseTo(value, 9);
    const relative = Math.hypot(
      pristine.estimate.spread! / pristine.estimate.value,
      coated.estimate.spread! / coated.estimate.value,
    );
    expect(Math.hypot(ratio.scatter, ratio.counting!)).toBeCloseTo((value * relative) / Math.SQRT2, 9);
    expect(planStudyClaim('by', report, { scatter: 0 }).input).toMatchObject({ scatter: 0, groups: 2 });
  });

  it('refuses claims that cannot be planned, and settings that cannot be', () => {
    expect(() => studyOfClaim(study, 'open')).toThrow(InputError);
    expect(() => studyOfClaim(study, 'lesss')).toThrow(/no claim "lesss"/);
    const wrong =
      (more: Record<string, unknown>): (() => unknown) =>
      () =>
        checkStudy(
          { title: 'S', evidence: { a: { simulate: 'lab/instrument', instrument: 'dsc', ...more } }, claims: {} },
          labEvidence,
        );
    expect(wrong({ instrument: 'nmr' })).toThrow(/nmr/);
    expect(wrong({ set: { hat: 1 } })).toThrow(/no setting "hat"/);
    expect(wrong({ groups: { a: { heat: '5 m' } } })).toThrow(/heat/);
    expect(wrong({ scatter: { heat: 0.1 } })).toThrow(/not given as one number/);
    expect(wrong({ analyse: { bet: {} } })).toThrow(/bet/);
    expect(wrong({ analyse: { dsc: { hat: 1 } } })).toThrow(/no setting "hat"/);
  });
});
