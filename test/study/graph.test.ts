import { describe, expect, it } from 'vitest';
import {
  decodeValue,
  encodeValue,
  InputError,
  makeRng,
  measuredQuantity,
  number,
  quantity,
  recordings,
  required,
  Table,
  type Estimate,
  type Origin,
} from '../../src/core/index.js';
import { defineEvidence, makeOutput, Pending, type AnyEvidenceKind } from '../../src/evidence/index.js';
import { checkStudy, runStudy, type Study, type StudyHost } from '../../src/study/index.js';
import { makePieceHost } from './run-evidence.js';

const origin: Origin = { type: 'derived', from: [], analysis: 't', parameters: {}, cermet: '0' };

/** Gives a length with its uncertainty. */
const source = defineEvidence({
  id: 'test/source',
  title: 'Source',
  settings: { length: required(measuredQuantity('length', undefined, 'a length')) },
  quantities: { length: { label: 'length', unit: 'nm', groups: ['a', 'b'] }, waits: { label: 'waits', unit: 'nm' } },
  plan: ({ length }) => [{ label: 'source', inputs: { length }, run: async () => length }],
  assemble: (_, [{ value, sigma }]) =>
    makeOutput({
      results: (['a', 'b'] as const).map((group, k) => ({
        id: 'length',
        label: 'length',
        group,
        origin,
        estimate: {
          value: (1 + k) * value * 1e9,
          unit: 'nm',
          n: 1,
          ...(sigma !== undefined && { sigma: (1 + k) * sigma * 1e9 }),
        } satisfies Estimate,
      })),
    }),
});

/** Takes a length and draws from it. */
const area = defineEvidence({
  id: 'test/area',
  title: 'Area',
  settings: {
    side: required(measuredQuantity('length', undefined, 'side of a square')),
    hold: quantity('time', '1 s', 'a time'),
  },
  quantities: { area: { label: 'area', unit: 'um2' } },
  plan: ({ side }) =>
    [1, 2, 3].map((seed) => ({
      label: `draw ${seed}`,
      inputs: { side, seed },
      run: async () => ({ area: 1e12 * (side.value + (side.sigma ?? 0) * makeRng(seed).normal()) ** 2 }),
    })),
  assemble: (_, pieces) =>
    makeOutput({
      results: [
        {
          id: 'area',
          label: 'area',
          origin,
          estimate: { value: pieces.reduce((s, p) => s + p.area / 3, 0), n: 3, unit: 'um2' },
          replicates: Object.fromEntries(pieces.map((p, k) => [`seed ${k + 1}`, p.area])),
        },
      ],
    }),
});
const waiting = defineEvidence({
  id: 'test/waiting',
  title: 'Waiting',
  settings: {},
  quantities: { length: { label: 'length', unit: 'nm' } },
  plan: () => [{ label: 'job', inputs: {}, run: async () => new Pending('17', 'job 17 is in the queue') }],
  assemble: () => makeOutput({}),
});
/** Gives two recordings, and takes them. */
const ramp = defineEvidence({
  id: 'test/ramp',
  title: 'Ramp',
  settings: { slope: number(1, 'a slope') },
  quantities: {},
  recordings: 'ramp',
  plan: ({ slope }) => [{ label: 'ramp', inputs: { slope }, run: async () => slope }],
  assemble: (_, [slope]) =>
    makeOutput({
      recordings: ['a', 'b'].map((id, k) => ({
        id,
        recording: {
          kind: 'ramp',
          about: {},
          metadata: {},
          notes: [],
          origin,
          table: new Table([
            { name: 'y', values: Float64Array.of(0, slope * (k + 1)), sigma: Float64Array.of(0, 0.1 * slope) },
          ]),
        },
      })),
    }),
});
const climb = defineEvidence({
  id: 'test/climb',
  title: 'Climb',
  settings: { ramp: recordings('ramp', 'what is climbed'), side: quantity('length', '1 m', 'a length') },
  quantities: { height: { label: 'height', unit: '1' } },
  plan: ({ ramp: given }) => [{ label: 'climb', inputs: { ramp: given?.b }, run: async () => given?.b.column('y')[1] }],
  assemble: ({ ramp: given }, [value]) =>
    makeOutput({
      results: [
        {
          id: 'height',
          label: 'height',
          origin,
          estimate: { value: value ?? -1, sigma: given?.b.get('y').sigma?.[1], n: 1, unit: '1' },
        },
      ],
    }),
});
const kinds: AnyEvidenceKind[] = [source, area, waiting, ramp, climb];

const study = (length: string, more: Record<string, unknown> = {}): Study =>
  checkStudy(
    {
      title: 'S',
      evidence: {
        // Named before what it takes from: the order in the file does not matter.
        area: { simulate: 'test/area', side: { from: 'source.length', group: 'b' }, ...more },
        source: { simulate: 'test/source', length },
      },
      claims: { c: { says: 'large', measure: 'area.area', expect: '> 0' } },
    },
    kinds,
  );

function makeHost(store = new Map<string, string>()) {
  const ran: string[] = [];
  const host: StudyHost = {
    cache: {
      get: async (hash) => (store.has(hash) ? { value: decodeValue(store.get(hash)!) } : undefined),
      put: async (hash, value) => void store.set(hash, encodeValue(value)),
    },
    hashFile: async (path) => path,
    codeVersion: () => '1',
    parallel: 2,
    async runPiece(job, piece, ctx) {
      ran.push(job.label);
      const value = await piece.run(ctx, makePieceHost());
      if (value instanceof Pending) return value;
      await host.cache.put(job.hash, value, job);
      return value;
    },
  };
  return { host, ran, store };
}

describe('evidence that takes numbers from other evidence', () => {
  it('runs after it, with the number in its own unit and its uncertainty', async () => {
    const { host } = makeHost();
    const report = await runStudy(study('100 ± 10 nm'), kinds, host);
    expect(report.taken).toMatchObject([{ by: 'area', setting: 'side', result: 'source.length [b]' }]);
    expect(report.taken[0].estimate).toMatchObject({ unit: 'nm' });
    expect(report.taken[0].estimate!.value).toBeCloseTo(200, 9);
    const values = Object.values(report.evidence.area.results[0].replicates!);
    // 0.2 µm ± 10 %: squares scatter about 0.04 µm2.
    expect(new Set(values).size).toBe(3);
    for (const v of values) expect(Math.abs(v / 0.04 - 1)).toBeLessThan(0.8);
    const exact = await runStudy(study('100 nm'), kinds, makeHost().host);
    expect(exact.evidence.area.results[0].estimate.value).toBeCloseTo(0.04, 12);
  });

  it('runs first what other evidence waits for, and goes on with that as soon as its numbers are there', async () => {
    const { host } = makeHost();
    const order: string[] = [];
    const { runPiece } = host;
    host.parallel = 1;
    host.runPiece = (job, piece, ctx) => {
      order.push(job.evidence);
      return runPiece(job, piece, ctx);
    };
    const alone = { simulate: 'test/source' };
    const { evidence } = study('100 nm');
    const report = await runStudy(
      checkStudy(
        {
          title: 'S',
          evidence: { one: { ...alone, length: '7 nm' }, ...evidence, two: { ...alone, length: '8 nm' } },
          claims: {},
        },
        kinds,
      ),
      kinds,
      host,
    );
    expect(order).toEqual(['source', 'one', 'two', 'area', 'area', 'area']);
    expect(report.evidence.one.results[0].estimate.value).toBeCloseTo(7, 12);
    expect(report.evidence.area.results[0].estimate.value).toBeCloseTo(0.04, 12);
  });

  it('takes evidence by whatever name, also one that objects have already', async () => {
    const { host } = makeHost();
    const report = await runStudy(
      checkStudy(
        {
          title: 'S',
          evidence: {
            constructor: { simulate: 'test/source', length: '100 nm' },
            area: { simulate: 'test/area', side: { from: 'constructor.length', group: 'b' } },
          },
          claims: { c: { says: 'large', measure: 'area.area', expect: '> 0' } },
        },
        kinds,
      ),
      kinds,
      host,
    );
    expect(report.evidence.area.results[0].estimate.value).toBeCloseTo(0.04, 12);
    expect(report.verdicts[0].measured?.value).toBeCloseTo(0.04, 12);
  });

  it('takes over pieces that other evidence has made already', async () => {
    const { host, ran } = makeHost();
    const twice = study('100 nm');
    twice.evidence.again = { simulate: 'test/area', side: { from: 'source.length', group: 'b' } };
    const report = await runStudy(twice, kinds, host);
    expect(ran.filter((label) => label === 'draw 1')).toEqual(['draw 1']);
    expect(report.evidence.again.results[0].estimate.value).toBe(report.evidence.area.results[0].estimate.value);
  });

  it('runs again only when that number changes', async () => {
    const { host, store } = makeHost();
    await runStudy(study('100 nm'), kinds, host);
    const same = makeHost(store);
    // The same length, written otherwise.
    await runStudy(study('1e2 nm'), kinds, same.host);
    expect(same.ran).toEqual([]);
    const other = makeHost(store);
    await runStudy(study('120 nm'), kinds, other.host);
    expect(other.ran.sort()).toEqual(['draw 1', 'draw 2', 'draw 3', 'source']);
  });

  it('a circle, a missing quantity, another dimension: refused with their place before anything runs', () => {
    const check = (evidence: Record<string, unknown>) => () => checkStudy({ title: 'S', evidence, claims: {} }, kinds);
    const side = (from: string) => ({ simulate: 'test/area', side: { from } });
    expect(check({ a: side('a.area') })).toThrow(InputError);
    expect(check({ a: side('s.lenght'), s: { simulate: 'test/source', length: '1 nm' } })).toThrow(/length/);
    expect(check({ a: side('nowhere.length') })).toThrow(/no evidence "nowhere"/);
    expect(
      check({
        a: { simulate: 'test/area', side: '1 nm', hold: { from: 's.length', group: 'a' } },
        s: { simulate: 'test/source', length: '1 nm' },
      }),
    ).toThrow(/unit like s/);
    expect(
      check({
        a: { simulate: 'test/area', side: { from: 's.length', groop: 'b' } },
        s: { simulate: 'test/source', length: '1 nm' },
      }),
    ).toThrow(/groop/);
  });

  it('waits for work that goes on elsewhere, and so do its claims', async () => {
    const pending = checkStudy(
      {
        title: 'S',
        evidence: { w: { simulate: 'test/waiting' }, area: { simulate: 'test/area', side: { from: 'w.length' } } },
        claims: { c: { says: 'large', measure: 'area.area', expect: '> 0' } },
      },
      kinds,
    );
    const { host, store } = makeHost();
    const report = await runStudy(pending, kinds, host);
    expect(report.verdicts[0]).toMatchObject({ word: 'pending' });
    expect(report.verdicts[0].because).toMatch(/job 17 is in the queue/);
    expect(store.size).toBe(0);
  });
});

describe('evidence that takes recordings of other evidence', () => {
  const climbing = (more: Record<string, unknown>, slope = 3): Study =>
    checkStudy(
      {
        title: 'S',
        evidence: { climb: { simulate: 'test/climb', ...more }, ramp: { simulate: 'test/ramp', slope }, s: SOURCE },
        claims: {},
      },
      kinds,
    );
  const SOURCE = { simulate: 'test/source', length: '1 nm' };

  it('has all of them by their names, with what is known of their scatter, and runs again when one changes', async () => {
    const { host, store } = makeHost();
    const report = await runStudy(climbing({ ramp: { from: 'ramp' } }), kinds, host);
    expect(report.evidence.climb.results[0].estimate).toMatchObject({ value: 6, sigma: 0.1 * 3 });
    expect(report.taken).toEqual([{ by: 'climb', setting: 'ramp', result: 'ramp', recordings: ['a', 'b'] }]);
    const again = makeHost(store);
    await runStudy(climbing({ ramp: { from: 'ramp' } }), kinds, again.host);
    expect(again.ran).toEqual([]);
    await runStudy(climbing({ ramp: { from: 'ramp' } }, 4), kinds, again.host);
    expect(again.ran).toEqual(['ramp', 'climb']);
    const none = await runStudy(climbing({}), kinds, makeHost().host);
    expect(none.evidence.climb.results[0].estimate.value).toBe(-1);
  });

  it.each([
    ['a quantity of them', { ramp: { from: 'ramp.y' } }, /taken as recordings/],
    ['a group of them', { ramp: { from: 'ramp', group: 'a' } }, /without group: and at:/],
    ['evidence without such recordings', { ramp: { from: 's' } }, /gives no recordings of the kind ramp/],
    ['recordings for a number', { side: { from: 'ramp' } }, /no more than a number/],
    ['evidence that is not there', { ramp: { from: 'rump' } }, /no evidence "rump"/],
    ['words', { ramp: 'steep' }, /write \{ from: EVIDENCE \}/],
  ])('refuses %s', (_, more, pattern) => {
    expect(() => climbing(more)).toThrow(pattern);
  });
});
