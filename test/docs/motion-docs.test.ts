import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI } from '../cli/run-cli.js';

const root = resolve(import.meta.dirname, '../..');
const blocks = (text: string, language: string): string[] => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((m) => m[1]);

describe.each(['dynamics', 'interfaces'])('docs/%s.md', (name) => {
  const text = readFileSync(resolve(root, `docs/${name}.md`), 'utf8');

  it('programs run against the built package', () => {
    const programs = blocks(text, 'ts');
    expect(programs.length).toBeGreaterThan(0);
    for (const program of programs) expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' })).not.toBe('');
  });

  it('commands have the options that are shown', () => {
    const lines = blocks(text, 'console').flatMap((block) => block.split('\n')).flatMap((line) => /cermet (.*)/.exec(line)?.[1] ?? []);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const [command, ...rest] = line.split(/\s+/);
      const help = execFileSync(process.execPath, [CLI, command, '--help'], { encoding: 'utf8' });
      for (const option of rest.filter((word) => word.startsWith('--'))) expect(help, line).toContain(option);
    }
  });
});
