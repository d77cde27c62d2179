import { describe, expect, it } from 'vitest';
import {
  AbortError,
  decodeValue,
  encodeValue,
  estimateMean,
  text,
  type Context,
  type Setting,
} from '../../src/core/index.js';
import { defineEvidence, makeOutput, Pending } from '../../src/evidence/index.js';
import { runStudy, type Study, type StudyHost } from '../../src/study/index.js';
import { makePieceHost } from './run-evidence.js';

const numbers: Setting<readonly number[]> = { describe: 'numbers', parse: (given) => given as number[] };

const kind = defineEvidence({
  id: 'test/square',
  title: 'Squares',
  settings: { of: numbers, file: text(undefined, 'file'), potential: text(undefined, 'potential') },
  quantities: { square: { label: 'Square', unit: '1' } },
  plan: ({ of, file, potential }) =>
    of.map((x) => ({
      label: `${x}`,
      weight: x,
      inputs: { x },
      ...(file && { files: [file] }),
      ...(potential && { uses: [{ type: 'potential' as const, name: potential }] }),
      run: async () => ({ square: Float64Array.of(x * x) }),
    })),
  assemble: (_, pieces) =>
    makeOutput({
      results: [
        {
          id: 'square',
          label: 'Square',
          estimate: estimateMean(
            pieces.map((p) => p.square[0]),
            '1',
          ),
          origin: { type: 'derived', from: [], analysis: 't', parameters: {}, cermet: '0' },
        },
      ],
      notes: [{ level: 'warning', code: 'n', text: 'note' }],
    }),
});
const study = (of: number[], more: Record<string, unknown> = {}): Study => ({
  title: 'S',
  samples: {},
  evidence: { e: { simulate: 'test/square', of, ...more } },
  claims: { c: { says: 'x', measure: 'e.square', expect: '> 0' } },
});

function makeHost(store = new Map<string, string>(), more: Partial<StudyHost> = {}) {
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
    ...more,
  };
  return { host, ran, store };
}

describe('runStudy', () => {
  it('puts evidence together, names it, and judges', async () => {
    const { host } = makeHost();
    const report = await runStudy(study([1, 2, 3]), [kind], host);
    expect(report.evidence.e.results[0].id).toBe('e.square');
    expect(report.evidence.e.results[0].estimate.value).toBeCloseTo(14 / 3, 12);
    expect(report.verdicts[0]).toMatchObject({ id: 'c', results: ['e.square'] });
    expect(report.notes).toEqual([{ level: 'warning', code: 'n', text: 'note', where: 'e' }]);
  });

  it('runs only what changed', async () => {
    const { host, ran, store } = makeHost();
    await runStudy(study([1, 2, 3]), [kind], host);
    expect(ran.sort()).toEqual(['1', '2', '3']);
    const again = makeHost(store);
    await runStudy(study([3, 2, 4]), [kind], again.host);
    expect(again.ran).toEqual(['4']);
    const newCode = makeHost(store, { codeVersion: () => '2' });
    await runStudy(study([3]), [kind], newCode.host);
    expect(newCode.ran).toEqual(['3']);
  });

  it('runs again when a file changes, though its name stays', async () => {
    const { host, store } = makeHost();
    await runStudy(study([1], { file: 'a' }), [kind], host);
    const same = makeHost(store);
    await runStudy(study([1], { file: 'a' }), [kind], same.host);
    expect(same.ran).toEqual([]);
    const changed = makeHost(store, { hashFile: async () => 'other' });
    await runStudy(study([1], { file: 'a' }), [kind], changed.host);
    expect(changed.ran).toEqual(['1']);
  });

  it('runs equal pieces once', async () => {
    const { host, ran } = makeHost();
    const report = await runStudy(study([2, 2, 2]), [kind], host);
    expect(ran).toEqual(['2']);
    expect(report.evidence.e.results[0].estimate).toMatchObject({ value: 4, n: 3 });
  });

  it('gives the same whatever runs beside', async () => {
    const results = await Promise.all(
      [1, 2, 7].map(
        async (parallel) =>
          (await runStudy(study([5, 1, 4, 2, 3]), [kind], makeHost(new Map(), { parallel }).host)).evidence,
      ),
    );
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('reports progress that only grows, up to the whole', async () => {
    const seen: number[] = [];
    let whole = 0;
    await runStudy(study([1, 2, 3]), [kind], makeHost().host, {
      progress: (done, total) => void (seen.push(done), (whole = total!)),
    });
    expect(whole).toBe(6);
    expect(seen.at(-1)).toBe(6);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('runs again what a potential computed whose parameters have changed since', async () => {
    const { host, store } = makeHost(new Map(), { hashResource: async () => 'a' });
    await runStudy(study([1], { potential: 'x' }), [kind], host);
    const same = makeHost(store, { hashResource: async () => 'a' });
    await runStudy(study([1], { potential: 'x' }), [kind], same.host);
    expect(same.ran).toEqual([]);
    const changed = makeHost(store, { hashResource: async () => 'b' });
    await runStudy(study([1], { potential: 'x' }), [kind], changed.host);
    expect(changed.ran).toEqual(['1']);
  });

  it('stops the others when one fails, and raises that error', async () => {
    const stopped: boolean[] = [];
    const { host } = makeHost(new Map(), {
      async runPiece(job, _piece, ctx: Context) {
        if (job.label === '1') throw new Error('broken');
        await new Promise<void>((done) => ctx.signal!.addEventListener('abort', () => done()));
        stopped.push(true);
        throw new AbortError();
      },
    });
    await expect(runStudy(study([2, 1, 3]), [kind], host)).rejects.toThrow('broken');
    expect(stopped).toEqual([true]);
  });

  it('says on cancelling what is kept', async () => {
    const controller = new AbortController();
    const { host, store } = makeHost(new Map(), { parallel: 1 });
    const work = host.runPiece.bind(host);
    host.runPiece = async (job, piece, ctx) => {
      const value = await work(job, piece, ctx);
      controller.abort();
      return value;
    };
    await expect(runStudy(study([1, 2, 3]), [kind], host, { signal: controller.signal })).rejects.toThrow(
      /1 of 3 pieces are finished and kept/,
    );
    expect(store.size).toBe(1);
  });
});
