import { execFileSync } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from './run-cli.js';

const root = resolve(import.meta.dirname, '../..');

it('the package that npm packs runs elsewhere, with nothing beside it but what it depends on', () => {
  const folder = makeFolder();
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root });
  const [tarball] = readdirSync(folder);
  execFileSync('tar', ['xzf', tarball], { cwd: folder });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [join(folder, 'package/dist/cli/main.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  expect(run('--help')).toMatch(/cermet.*analyse/s);
  expect(run('analyse', '--list')).toMatch(/gitt +cycling/);
  const program = `import { fitBet } from 'cermet/lab'; import plugin from 'cermet/studies/yoon-2021';
    console.log(typeof fitBet, plugin.evidence.length)`;
  const shown = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(folder, 'package'),
    encoding: 'utf8',
  });
  expect(shown).toMatch(/^function [1-9]/);
});
