import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CERMET_VERSION } from '../../src/core/index.js';
import { CLI, makeFolder, runCli, runCliAsUser, WALK } from './run-cli.js';

const POSCAR = `NaCl
1.0
5.64 0 0
0 5.64 0
0 0 5.64
Na Cl
4 4
Direct
0 0 0
0.5 0.5 0
0.5 0 0.5
0 0.5 0.5
0.5 0 0
0 0.5 0
0 0 0.5
0.5 0.5 0.5
`;
const STUDY = `title: Walks
evidence:
  walk: { simulate: test/walk, seeds: [1, 2, 3], steps: 200 }
claims:
  far: { says: The walk gets far, measure: walk.end, expect: "> 1000" }
  stays: { says: The walk stays, measure: walk.end, expect: "-1000..1000" }
`;

describe('the command line', () => {
  it('says its version, and lists its commands', async () => {
    const folder = makeFolder();
    expect(await runCli(['--version'], folder)).toMatchObject({ code: 0, stdout: `${CERMET_VERSION}\n` });
    for (const args of [['--help'], ['help'], []]) {
      const { code, stdout } = await runCli(args, folder);
      expect(code).toBe(0);
      expect(stdout).toMatch(/run .*\n(.*\n)*.*read .*\n(.*\n)*.*convert /);
    }
  });

  it('documents every command it lists', async () => {
    const folder = makeFolder();
    const { stdout } = await runCli(['--help'], folder);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map((m) => m[1]);
    expect(names).toEqual(expect.arrayContaining(['run', 'read', 'interface', 'simulate', 'crack', 'dft']));
    // What each command's help says is tested in command-list.test.ts; here that it is reached, by one with and one
    // without commands of its own.
    for (const name of ['dft', 'read']) {
      const help = await runCli([name, '--help'], folder);
      expect(help, name).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`cermet ${name}`);
    }
  });

  it.each([
    ['an unknown command', ['reed', 'x'], /"reed".*did you mean "read"/],
    ['an unknown option', ['read', '--jsn', 'x'], /--jsn.*\n.*--json/],
    ['a missing argument', ['read'], /missing required argument 'files'.*\n.*cermet help read/],
    ['a missing file', ['read', 'nothing.cif'], /no such file — nothing.cif/],
    ['a study that is not there', ['run', 'nowhere'], /no such study — nowhere.*study init/],
    ['a folder without a study', ['run', '.'], /holds no study.yaml.*study init/],
    ['an ending no writer has', ['convert', 'POSCAR', 'a.extxy'], /cannot write ".extxy".*did you mean ".extxyz"/],
    [
      'a table in a form of atoms',
      ['convert', 'table.csv', 'a.json'],
      /no atoms in it.*it can be written as \.csv, \.xlsx/,
    ],
    ['a frame that is not there', ['convert', 'POSCAR', 'a.xyz', '--frame', '2'], /no frame 2/],
    ['an unknown reader', ['read', 'POSCAR', '--reader', 'poscr'], /did you mean "poscar"/],
    ['a target folder that is not there', ['convert', 'POSCAR', 'no/a.xyz'], /does not exist.*mkdir -p no/],
    ['a target that is a folder', ['convert', 'POSCAR', '.', '--to', 'extxyz'], /this is a folder/],
    [
      'a full disk',
      ['convert', 'POSCAR', '/dev/full', '--to', 'extxyz'],
      /the disk is full — \/dev\/full — free some space/,
    ],
    ['a port taken out of range', ['open', '--port', '99999'], /--port must be at most 65535/],
    ['an element that is none', ['read', 'wrong'], /"Xx" is not a chemical element — wrong:6/],
  ])('refuses %s', async (_, args, message) => {
    const folder = makeFolder({ POSCAR, wrong: POSCAR.replace('Na Cl', 'Xx Cl'), 'table.csv': 'a,b\n1,2\n3,4\n' });
    const before = readdirSync(folder).sort();
    const { code, stdout, stderr } = await runCli(args, folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
    expect(stdout).toBe('');
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('tells a full standard output from a closed one', () => {
    const folder = makeFolder({ POSCAR });
    const shell = (line: string): string => execFileSync('bash', ['-c', line, CLI], { cwd: folder, encoding: 'utf8' });
    expect(shell(`"${process.execPath}" "$0" convert POSCAR - --to extxyz > /dev/full 2> message; echo $?`)).toBe(
      '2\n',
    );
    expect(readFileSync(join(folder, 'message'), 'utf8')).toMatch(/disk is full/);
    expect(
      shell(`"${process.execPath}" "$0" read --json POSCAR 2> message | head -c 1; echo " \${PIPESTATUS[0]}"`),
    ).toBe('[ 0\n');
    expect(readFileSync(join(folder, 'message'), 'utf8')).toBe('');
  });

  it('writes nothing into a read-only folder, and leaves an old file there as it was', async () => {
    const folder = makeFolder({ POSCAR, 'study.yaml': 'title: x\n' });
    mkdirSync(join(folder, 'locked'));
    writeFileSync(join(folder, 'locked', 'a.xyz'), 'old');
    chmodSync(join(folder, 'locked'), 0o555);
    chmodSync(folder, 0o555);
    const converted = await runCliAsUser(['convert', 'POSCAR', 'locked/a.xyz'], folder);
    const ran = await runCliAsUser(['run'], folder);
    chmodSync(folder, 0o755);
    expect(converted).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/may not be written — locked\/a.xyz — choose another folder/) as string,
    });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(/may not be written — .*\.cermet/) as string });
    expect(readFileSync(join(folder, 'locked', 'a.xyz'), 'utf8')).toBe('old');
    expect(readdirSync(join(folder, 'locked'))).toEqual(['a.xyz']);
    expect(readdirSync(folder).sort()).toEqual(['POSCAR', 'locked', 'study.yaml']);
  });

  it('keeps the last whole report where there is no room for the next', async () => {
    const folder = makeFolder({ 'study.yaml': STUDY, 'report.html': 'the last one' });
    const { code, stderr } = await runCli(['run', '--plugin', WALK], folder, '', 'ulimit -f 200');
    expect(code).toBe(2);
    expect(stderr).toMatch(/larger than this system allows — .*report.html/);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('the last one');
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.part'))).toEqual([]);
    expect(await runCli(['run', '--plugin', WALK], folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });
});

describe('cermet read', () => {
  it('prints an array with an entry for each file, also for those it cannot read', async () => {
    const folder = makeFolder({ POSCAR, empty: '', 'notes.txt': 'nothing of interest\n' });
    const { code, stdout } = await runCli(['read', '--json', 'POSCAR', 'empty', 'notes.txt', 'absent'], folder);
    expect(code).toBe(2);
    const [first, ...others] = JSON.parse(stdout) as Record<string, unknown>[];
    expect(first).toMatchObject({
      file: 'POSCAR',
      kind: 'structure',
      reader: expect.stringMatching(/^poscar@/) as string,
      rows: 1,
      notes: [],
      metadata: expect.any(Object) as object,
    });
    expect(first.columns).toContainEqual({ name: 'atom_count', first: 8, last: 8, min: 8, max: 8, missing: 0 });
    expect(first.columns).toContainEqual({
      name: 'volume_cubic_angstrom',
      first: expect.closeTo(179.406144, 6) as number,
      last: expect.closeTo(179.406144, 6) as number,
      min: expect.closeTo(179.406144, 6) as number,
      max: expect.closeTo(179.406144, 6) as number,
      missing: 0,
    });
    expect(others.map((entry) => entry.error)).toEqual([
      expect.stringMatching(/empty/),
      expect.stringMatching(/a single line of text: no rows follow it/),
      expect.stringMatching(/no such file/),
    ]);
  });

  it('knows a file by its content, whatever its name', async () => {
    const folder = makeFolder({ 'mislabelled.cif': POSCAR });
    const { code, stdout } = await runCli(['read', 'mislabelled.cif'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/read by poscar@.*\n.*the content says so, whatever the name/);
  });
});

describe('cermet convert', () => {
  it('goes through pipes and comes back the same', async () => {
    const folder = makeFolder({ POSCAR });
    const there = await runCli(['convert', 'POSCAR', '-', '--to', 'extxyz'], folder);
    expect(there.code).toBe(0);
    await runCli(['convert', '-', 'back.vasp'], folder, there.stdout);
    const again = await runCli(['convert', 'back.vasp', '-', '--to', 'extxyz'], folder);
    const atoms = (text: string): string[] => text.split('\n').slice(2);
    expect(atoms(again.stdout)).toEqual(atoms(there.stdout));
    expect(atoms(there.stdout)).toHaveLength(9);
  });
});

describe('cermet run', () => {
  it('prints claims, writes results, and checks only when asked', async () => {
    const folder = makeFolder({ 'study.yaml': STUDY });
    const first = await runCli(['run', '--plugin', WALK], folder);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/far +not supported/);
    expect(first.stdout).toMatch(/stays +supported/);
    expect(first.stdout).toMatch(/1 supported, 1 not supported/);
    expect(readFileSync(join(folder, 'results/claims.csv'), 'utf8')).toMatch(
      /^claim,says,verdict.*\nfar,The walk gets far,not supported,/,
    );
    expect(readFileSync(join(folder, 'results/replicates.csv'), 'utf8').split('\n')).toHaveLength(5);
    expect(JSON.parse(readFileSync(join(folder, 'results/study.json'), 'utf8'))).toMatchObject({
      study: { title: 'Walks' },
      verdicts: [{ id: 'far' }, { id: 'stays' }],
    });
    expect(existsSync(join(folder, 'report.html'))).toBe(true);
    const checked = await runCli(['run', '--check', '--json', '--plugin', WALK], folder);
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.stdout)).toMatchObject({
      verdicts: [{ word: 'not supported' }, { word: 'supported' }],
      results: [{ id: 'walk.end' }],
    });
  });

  it('names file, line and nearest word of a slip, and computes nothing', async () => {
    const folder = makeFolder({
      'study.yaml': STUDY.replace('steps:', 'stepps:').replace(
        'walk.end, expect: "> 1000"',
        'walk.ends, expect: "> 1000"',
      ),
    });
    const { code, stderr } = await runCli(['run', '--plugin', WALK], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/study.yaml:3:\d+: .*"stepps".*did you mean "steps"/);
    expect(stderr).toMatch(/study.yaml:5:\d+: .*"walk|study.yaml:5:\d+: .*"ends".*did you mean "end"/);
    expect(readdirSync(folder)).toEqual(['study.yaml']);
  });

  it('calls an error of a piece a bug, and names the piece', async () => {
    const folder = makeFolder({ 'study.yaml': STUDY.replace('steps: 200', 'fail: broken') });
    const { code, stderr } = await runCli(['run', '--plugin', WALK], folder);
    expect(code).toBe(3);
    expect(stderr).toMatch(/walk, seed \d: broken\nThis is a bug in Cermet/);
  });
});

describe('cermet study', () => {
  it('begins a study that runs, and adds files without touching what a person wrote', async () => {
    const folder = makeFolder({ POSCAR, 'a.vasp': POSCAR });
    expect(await runCli(['study', 'init', 's', '--title', 'Mine: "new"'], folder)).toMatchObject({
      code: 0,
      stdout: 's/study.yaml\n',
    });
    expect((await runCli(['study', 'init', 's'], folder)).code).toBe(2);
    expect((await runCli(['run', 's'], folder)).stdout).toMatch(/Mine: "new"\n(.*\n)*no claims yet/);
    const yaml = join(folder, 's/study.yaml');
    const before = `# by hand\n${readFileSync(yaml, 'utf8').replace('samples:\n', 'samples:\n  old: { material: NaCl } # kept\n')}`;
    writeFileSync(yaml, before);
    expect((await runCli(['study', 'add', 'POSCAR', 'a.vasp', '--sample', 'new', '--study', 's'], folder)).code).toBe(
      0,
    );
    const after = readFileSync(yaml, 'utf8');
    expect(after.split('\n').filter((line) => !before.split('\n').includes(line))).toEqual([
      '  new:',
      '    files:',
      '      - data/POSCAR',
      '      - data/a.vasp',
    ]);
    expect(before.split('\n').every((line) => after.split('\n').includes(line))).toBe(true);
    await runCli(['study', 'add', 'POSCAR', '--sample', 'new', '--study', 's'], folder);
    expect(readFileSync(yaml, 'utf8')).toBe(after);
    writeFileSync(join(folder, 'POSCAR'), POSCAR.replace('5.64 0 0', '5.65 0 0'));
    expect(await runCli(['study', 'add', 'POSCAR', '--sample', 'new', '--study', 's'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/another file of that name/) as string,
    });
    expect((await runCli(['run', 's'], folder)).code).toBe(0);
  });
});
