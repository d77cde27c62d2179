import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeFileCheckpoint } from '../../src/cli/context.js';
import { placeOfPart, writeFileSafely } from '../../src/cli/files.js';
import { FrameWriter } from '../../src/cli/frame-writer.js';
import { openRunState } from '../../src/cli/run-state.js';
import { openFileCache } from '../../src/cli/study/file-cache.js';
import type { Structure } from '../../src/core/index.js';

const ABOUT = { evidence: 'walk', index: 0, kind: 'test/walk', label: 'seed 1', weight: 1 };

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Name of a file in the making whose maker, a process of this machine, has ended. */
function partOfDead(target: string): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return placeOfPart(target).replace(`-${process.pid}-`, `-${pid}-`);
}

describe('a study that is killed between two steps', () => {
  it('with the piece kept and its states not yet forgotten: the next run forgets them', async () => {
    const folder = makeFolder();
    const cache = await openFileCache(folder);
    await cache.checkpoint('finished').save('walk', { at: 2000 });
    await cache.checkpoint('unfinished').save('walk', { at: 100 });
    await cache.put('finished', { end: 7 }, ABOUT);
    const next = await openFileCache(folder);
    expect(readdirSync(join(folder, 'runs'))).toEqual(['unfinished']);
    expect(await next.get('finished')).toEqual({ value: { end: 7 } });
    expect(await next.checkpoint('unfinished').load('walk')).toEqual({ at: 100 });
  });

  it('with states half removed: the next run removes the rest', async () => {
    const folder = makeFolder();
    const cache = await openFileCache(folder);
    await cache.put('finished', 1, ABOUT);
    mkdirSync(join(folder, 'runs/finished'), { recursive: true });
    await openFileCache(folder);
    expect(readdirSync(join(folder, 'runs'))).toEqual([]);
  });

  it('keeps the states of a piece whose result cannot be read: it is computed again from them', async () => {
    const folder = makeFolder();
    const cache = await openFileCache(folder);
    await cache.put('damaged', 1, ABOUT);
    await cache.checkpoint('damaged').save('walk', { at: 1900 });
    writeFileSync(join(folder, 'pieces/damaged.json'), '{"value"');
    expect(await (await openFileCache(folder)).checkpoint('damaged').load('walk')).toEqual({ at: 1900 });
  });

  it('in the middle of a write: what no living process owns is removed, what one owns is not', async () => {
    const folder = makeFolder();
    await openFileCache(folder);
    mkdirSync(join(folder, 'runs/some'), { recursive: true });
    const dead = [join(folder, 'pieces/a.json'), join(folder, 'runs/some/b.json')].map(partOfDead);
    const elsewhere = placeOfPart(join(folder, 'pieces/c.json')).replace(/\.[A-Za-z0-9]+-(?=\d+-)/, '.elsewhere-');
    const silent = placeOfPart(join(folder, 'pieces/d.json')).replace(/\.[A-Za-z0-9]+-(?=\d+-)/, '.elsewhere-');
    const living = placeOfPart(join(folder, 'pieces/e.json'));
    for (const path of [...dead, elsewhere, silent, living]) writeFileSync(path, 'half');
    utimesSync(silent, 1, 1);
    await openFileCache(folder);
    expect([...dead, elsewhere, silent, living].map((path) => existsSync(path))).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it('a state is kept although another run of the study, which has finished the piece, forgets it meanwhile', async () => {
    const folder = makeFolder();
    const cache = await openFileCache(folder);
    for (let at = 0; at < 10; at++)
      await Promise.all([cache.checkpoint('shared').save('walk', { at }), cache.finish('shared')]);
    await cache.checkpoint('shared').save('walk', { at: 10 });
    expect(await makeFileCheckpoint(join(folder, 'runs/shared')).load('walk')).toEqual({ at: 10 });
  });
});

describe('a file whose writer was killed', () => {
  it('is written whole the next time, and the half of it goes', async () => {
    const target = join(makeFolder(), 'result.csv');
    const half = partOfDead(target);
    const ofAnother = partOfDead(`${target}.more`);
    writeFileSync(half, 'ha');
    writeFileSync(ofAnother, 'ha');
    await writeFileSafely(target, 'whole');
    expect(readFileSync(target, 'utf8')).toBe('whole');
    expect([existsSync(half), existsSync(ofAnother)]).toEqual([false, true]);
  });
});

describe('a trajectory whose run was killed', () => {
  const frame = (x: number): Structure => ({
    cell: Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4),
    pbc: [true, true, true],
    elements: ['Ni'],
    positions: Float64Array.of(x, 0, 0),
  });

  it('between giving the file its name and forgetting the state: the same command ends the same and forgets it', async () => {
    const folder = makeFolder();
    vi.stubEnv('CERMET_DATA', join(folder, 'data'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const path = join(folder, 'walk.extxyz');
    const first = new FrameWriter(path);
    await first.begin();
    await first.add(frame(1));
    await (await openRunState('walk', first, false)).checkpoint.save('at', { step: 1 });
    await first.add(frame(2));
    await first.finish();
    const whole = readFileSync(path, 'utf8');

    const second = new FrameWriter(path);
    await second.begin();
    const run = await openRunState('walk', second, false);
    expect(await run.checkpoint.load('at')).toEqual({ step: 1 });
    expect(second.frames).toBe(1);
    await second.add(frame(2));
    await second.finish();
    await run.clear();
    expect(readFileSync(path, 'utf8')).toBe(whole);
    expect(readdirSync(folder).sort()).toEqual(['data', 'walk.extxyz']);
    expect(readdirSync(join(folder, 'data/runs'))).toEqual([]);
  });

  it('on another machine of a shared folder: goes on from its frames, and what may still be written is left alone', async () => {
    const folder = makeFolder();
    vi.stubEnv('CERMET_DATA', join(folder, 'data'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const path = join(folder, 'walk.extxyz');
    const first = new FrameWriter(path);
    await first.begin();
    await first.add(frame(1));
    await (await openRunState('walk', first, false)).checkpoint.save('at', { step: 1 });
    const [own] = readdirSync(folder).filter((name) => name.endsWith('.part'));
    const elsewhere = own.replace(/\.[A-Za-z0-9]+-(?=\d+-)/, '.elsewhere-');
    writeFileSync(join(folder, elsewhere), readFileSync(join(folder, own)));
    await first.drop();

    const second = new FrameWriter(path);
    await second.begin();
    expect(await (await openRunState('walk', second, false)).checkpoint.load('at')).toEqual({ step: 1 });
    await second.add(frame(2));
    await second.finish();
    expect(readdirSync(folder).sort()).toEqual([elsewhere, 'data', 'walk.extxyz'].sort());
  });
});
