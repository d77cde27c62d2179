import { Command } from 'commander';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/command-list.js';
import { writeCompletion } from '../../src/cli/commands/completion.js';

const hasZsh = spawnSync('zsh', ['--version']).status === 0;
const program = new Command('cermet');
beforeAll(async () => {
  for (const { load } of commands) (await load())(program);
});

/** Words of a line as a shell splits it. */
const splitLine = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c);

describe('examples in help', () => {
  it.each(commands.flatMap(({ name, examples }) => examples.map((example) => [name, example] as const)))(
    '%s: %s',
    (name, example) => {
      const [cermet, first, ...words] = splitLine(example.split(' > ')[0]);
      expect([cermet, first]).toEqual(['cermet', name]);
      let command = program.commands.find((c) => c.name() === name)!;
      const inner = command.commands.find((c) => c.name() === words[0]);
      if (inner) [command] = [inner, words.shift()];
      const { operands, unknown } = command.parseOptions(words);
      expect(unknown).toEqual([]);
      const needed = command.registeredArguments.filter((a) => a.required).length;
      expect(operands.length).toBeGreaterThanOrEqual(needed);
    },
  );
});

it('completes commands, commands in them, and options in bash', async () => {
  const script = await writeCompletion('bash');
  const complete = (...words: string[]): string[] =>
    execFileSync(
      'bash',
      [
        '-c',
        `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cermet; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'x',
        ...words,
      ],
      { encoding: 'utf8' },
    )
      .split('\n')
      .filter((word) => word !== '');
  expect(complete('cermet', 'comp')).toEqual(expect.arrayContaining(['compare', 'completion']));
  expect(complete('cermet', 'study', 'in')).toContain('init');
  expect(complete('cermet', 'study', 'add', '--sa')).toEqual(['--sample']);
  expect(complete('cermet', 'completion', 'fi')).toContain('fish');
  expect(complete('cermet', 'run', '--pi')).toEqual([]);
});

it('names every command and option for zsh and fish too', async () => {
  for (const shell of ['zsh', 'fish'] as const) {
    const script = await writeCompletion(shell);
    for (const { name } of commands) expect(script).toContain(name);
    expect(script).toContain(shell === 'zsh' ? '--sample:' : '-l sample');
  }
});

it.skipIf(!hasZsh)('completes at the first Tab in zsh, where the function is loaded only then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-zsh-'));
  try {
    writeFileSync(join(folder, '_cermet'), await writeCompletion('zsh'));
    // Outside of a Tab there is nothing to complete: what would be offered is shown in place of it.
    const offered = execFileSync(
      'zsh',
      [
        '-fc',
        `fpath=(${folder} $fpath); autoload -Uz _cermet
        _describe() { print -rl -- \${(P)2} }; _files() { : }; compdef() { : }
        words=(cermet study in); CURRENT=3; _cermet`,
      ],
      { encoding: 'utf8' },
    );
    expect(offered.split('\n')).toContain('init');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
