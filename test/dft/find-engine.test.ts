import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireEngine } from '../../src/cli/dft/find-engine.js';
import { readPseudos } from '../../src/cli/dft/read-pseudos.js';
import { runProcess } from '../../src/cli/dft/run-process.js';

const PATH = process.env.PATH!;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cermet-find-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});
/** Puts a program of that name before all others. */
const install = (name: string, script: string): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  process.env.PATH = `${folder}${delimiter}${PATH}`;
};
const answering = (version: string): string => `echo "     Program PWSCF v.${version} starts on 22Nov2026 at 11:00:00"`;

describe.skipIf(process.platform === 'win32')('the engine that answers', () => {
  it.each<[string, string, string, boolean, RegExp]>([
    ['too old', answering('5.4.0'), '6.7', true, /5\.4\.0 is too old.*6\.4 or later/],
    ['of the other form of +U', answering('7.3.1'), '6.7', true, /7\.3\.1.*--engine-version 7\.3\.1/],
    [
      'without a library of its own',
      'echo "pw.x: error while loading shared libraries: libmkl.so" >&2; exit 127',
      '6.7',
      false,
      /is here but does not answer.*"pw\.x: error while loading shared libraries: libmkl\.so".*load the module/,
    ],
    ['something else', 'echo hello', '6.7', false, /it says "hello"/],
  ])('is refused where it is %s', async (_, script, prepared, hubbard, message) => {
    install('pw.x', script);
    await expect(requireEngine('pw.x', prepared, hubbard)).rejects.toThrow(message);
  });

  it('is refused where there is none', async () => {
    process.env.PATH = folder;
    await expect(requireEngine('pw.x', '6.7', true)).rejects.toThrow(/not on this machine.*apt-get install/);
  });

  it('is taken where it is what the inputs were written for', async () => {
    install('pw.x', answering('7.2'));
    expect(await requireEngine('pw.x', '7.4', true)).toBe('7.2');
    install('pw.x', answering('7.2'));
    expect(await requireEngine('pw.x', '6.7', false)).toBe('7.2');
  });

  it('that never answers is ended with what its wrapper started', async () => {
    install('wrapper', `sleep 1000 & echo $! > ${join(folder, 'pid')}; wait`);
    const result = await runProcess(['wrapper'], {
      timeout: 300,
      stop: { ask: () => Promise.resolve(), grace: 0 },
    });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM' });
  });
});

it('a pseudopotential that is cut short is refused by name', async () => {
  const upf = (element: string): string =>
    `<UPF version="2.0.1"><PP_HEADER element="${element}" pseudo_type="NC" functional="PBE" z_valence="6"/>\n${'<PP_MESH/>\n'.repeat(200)}</UPF>\n`;
  writeFileSync(join(folder, 'O.UPF'), upf('O'));
  writeFileSync(join(folder, 'Ni.UPF'), upf('Ni'));
  expect((await readPseudos(folder)).headers.map((h) => h.element)).toEqual(['Ni', 'O']);
  writeFileSync(join(folder, 'Ni.UPF'), upf('Ni').slice(0, -200));
  await expect(readPseudos(folder)).rejects.toThrow(/cut short.*Ni\.UPF/);
});
