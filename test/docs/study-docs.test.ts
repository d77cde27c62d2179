import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { checkStudy, parseStudy } from '../../src/study/index.js';
import { CLI } from '../cli/run-cli.js';
import { evidenceKinds } from '../study/run-evidence.js';

const root = resolve(import.meta.dirname, '../..');
const study = readFileSync(join(root, 'docs/study.md'), 'utf8');
const commandLine = readFileSync(join(root, 'docs/command-line.md'), 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((m) => m[1]);

it('every study.yaml in the docs is a study', () => {
  const found = blocks(study, 'yaml');
  expect(found).toHaveLength(1);
  for (const text of found)
    expect(Object.keys(parseStudy(text, 'docs/study.md', evidenceKinds).claims).length).toBeGreaterThan(0);
});

it('the typed study in the docs is a study', () => {
  const [code] = blocks(study, 'ts');
  const printed = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `${code.replace('export default', 'const study =')}\nconsole.log(JSON.stringify(study));`,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(checkStudy(JSON.parse(printed), evidenceKinds).title).toBe('Cobalt boride on LiNiO2');
});

it('every command and option in the docs exists', () => {
  const lines = blocks(commandLine, 'console')
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /cermet (.*)/.exec(line)?.[1] ?? []);
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const [name, ...rest] = line.split(/\s+/);
    const help = execFileSync(
      process.execPath,
      [CLI, ...(name === 'help' ? ['help', ...rest] : name.startsWith('-') ? [name] : [name, '--help'])],
      { encoding: 'utf8' },
    );
    for (const option of rest.filter((word) => word.startsWith('--')))
      expect(help, `${name} ${option}`).toContain(option);
  }
  const listed = execFileSync(process.execPath, [CLI, '--help'], { encoding: 'utf8' });
  for (const [, name] of commandLine.matchAll(/`cermet ([a-z]+) /g))
    expect(listed, name).toMatch(new RegExp(`^  ${name} `, 'm'));
});
