import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';
import { makeFolder, runCli, runCliKilledAt, startCli, waitForChanges, WALK } from './run-cli.js';

const study = (steps: number, more = ''): string => `title: Walks
evidence:
  walk: { simulate: test/walk, seeds: [1, 2, 3, 4], steps: ${steps}${more} }
claims:
  far: { says: The walk gets far, measure: walk.end, expect: "> 0" }
`;
/** What a run leaves, apart from the date. */
function readResults(folder: string): Record<string, string> {
  const results = join(folder, 'results');
  const files = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.(csv|json)$/.test(f))
    .sort();
  return Object.fromEntries(
    files.map((f) => [f, readFileSync(join(results, f), 'utf8').replace(/"date": "[^"]*"/, '')]),
  );
}
const readPieces = (folder: string): Record<string, string> => {
  const pieces = join(folder, '.cermet/pieces');
  return Object.fromEntries(
    readdirSync(pieces)
      .sort()
      .map((f) => [f, readFileSync(join(pieces, f), 'utf8').replace(/"resumed":(true|false)/, '')]),
  );
};

describe('a killed run', () => {
  it('resumes from its checkpoints and ends as if nothing had happened, wherever it is killed', async () => {
    const whole = makeFolder({ 'study.yaml': study(600) });
    expect((await runCli(['run', '--plugin', WALK], whole)).code).toBe(0);
    const killed = makeFolder({ 'study.yaml': study(600) });
    const rng = makeRng(8);
    let kills = 0;
    for (; kills < 40; kills++) {
      // After a thread has kept some states, or in the moment that a piece is finished and its states are not yet
      // forgotten.
      const [times, place] = kills % 3 === 2 ? [1, '.cermet/pieces'] : [1 + rng.integer(6), '.cermet/runs'];
      const { signal, code, stderr } = await runCliKilledAt(times, place, ['run', '--plugin', WALK], killed);
      if (signal !== 'SIGKILL') {
        expect(code, stderr).toBe(0);
        break;
      }
    }
    expect(kills).toBeGreaterThan(1);
    expect(readResults(killed)).toEqual(readResults(whole));
    expect(readPieces(killed)).toEqual(readPieces(whole));
    const pieces = Object.values(readPieces(killed));
    expect(pieces).toHaveLength(4);
    expect(
      readdirSync(join(killed, '.cermet/pieces')).some((f) =>
        readFileSync(join(killed, '.cermet/pieces', f), 'utf8').includes('"resumed":true'),
      ),
    ).toBe(true);
    expect(readdirSync(join(killed, '.cermet/runs'))).toEqual([]);
  });

  it('resumes molecular dynamics to the same last digit', async () => {
    const glass =
      'title: Glass\nevidence:\n  glass: { simulate: atoms/glass, coating: Co20B9, temperature: 2500 K, hold: 0.2 ps, seeds: 1 }\n';
    const whole = makeFolder({ 'study.yaml': glass });
    expect((await runCli(['run'], whole)).code).toBe(0);
    const killed = makeFolder({ 'study.yaml': glass });
    expect((await runCliKilledAt(1, '.cermet/runs', ['run'], killed)).signal).toBe('SIGKILL');
    expect((await runCli(['run'], killed)).code).toBe(0);
    expect(readResults(killed)).toEqual(readResults(whole));
    expect(readPieces(killed)).toEqual(readPieces(whole));
  });

  it('is not misled by a damaged cache', async () => {
    const folder = makeFolder({ 'study.yaml': study(600) });
    await runCli(['run', '--plugin', WALK], folder);
    const before = readResults(folder);
    const pieces = readdirSync(join(folder, '.cermet/pieces'))
      .sort()
      .map((f) => join(folder, '.cermet/pieces', f));
    writeFileSync(pieces[0], '');
    writeFileSync(pieces[1], readFileSync(pieces[1], 'utf8').slice(0, 1000));
    writeFileSync(pieces[2], '{"value":{"$":"Nonsense"}}');
    // As a kill leaves it between keeping the result of a piece and forgetting its states.
    const states = join(folder, '.cermet/runs', basename(pieces[3], '.json'));
    mkdirSync(states, { recursive: true });
    writeFileSync(join(states, 'state.json'), '{}');
    expect((await runCli(['run', '--plugin', WALK], folder)).code).toBe(0);
    expect(readResults(folder)).toEqual(before);
    expect(readdirSync(join(folder, '.cermet/runs'))).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  it.each([
    // Each run would last for most of a minute, however soon the signal comes.
    ['while pieces rest', ', pause: 2000'],
    ['while pieces are busy for seconds without a pause', ', busy: 2000'],
  ])('is answered %s, and what is finished is kept', async (_, slow) => {
    const folder = makeFolder({ 'study.yaml': study(2000, slow) });
    const { child, outcome } = startCli(['run', '--plugin', WALK], folder);
    // It has begun when the first state of a piece is kept.
    await waitForChanges(join(folder, '.cermet/runs'), 1, child);
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/\d of 4 pieces are finished and kept — run the same command again/);
    expect(readdirSync(folder).sort()).toEqual(['.cermet', 'study.yaml']);
  });

  it('stops the server of cermet open', async () => {
    const folder = makeFolder({ 'study.yaml': 'title: x\n', 'report.html': '<h1>here</h1>' });
    const { child, outcome } = startCli(['open', '--no-browser'], folder);
    const url = await new Promise<string>((done) =>
      child.stdout!.once('data', (chunk: Buffer) => done(chunk.toString().trim())),
    );
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>');
    child.kill('SIGINT');
    expect((await outcome).code).toBe(130);
  });
});

it('a reader that never ends ends with the first Ctrl-C', async () => {
  const folder = makeFolder({
    'a.endless': 'x',
    'endless.mjs': `const reader = {
  id: 'endless', version: '1', title: 'Endless', kind: 'table', extensions: ['.endless'], sniff: () => 0.99,
  read() { process.stderr.write('begun'); for (;;); },
};
export default { readers: [reader] };`,
  });
  const { child, outcome } = startCli(['read', 'a.endless', '--plugin', join(folder, 'endless.mjs')], folder);
  await new Promise((done) => child.stderr.once('data', done));
  child.kill('SIGINT');
  expect((await outcome).signal).toBe('SIGINT');
});
