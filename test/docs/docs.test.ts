import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBlocks, root } from './blocks.js';
import { preparePages } from './prepare-pages.js';

/** Commands that the test run itself is, or that wait for a person. */
const NOT_RUN = /^(npm |git |npx |cermet open)/;

const main = join(root, 'dist/cli/main.js');
const blocks = readBlocks();
const folder = mkdtempSync(join(tmpdir(), 'cermet-docs-'));
const scripts = join(root, 'dist/.docs');

function run(command: string, args: string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(
      command,
      args,
      { cwd, maxBuffer: 2 ** 28, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) =>
        done({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  expect(existsSync(main), 'npm run build comes first').toBe(true);
  mkdirSync(scripts, { recursive: true });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/cermet'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  await preparePages(folder, (args) => run(process.execPath, [main, ...args], folder));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(scripts, { recursive: true, force: true });
});

describe('commands in the pages run', () => {
  for (const { file, line, text } of blocks.filter((b) => b.language === 'console')) {
    for (const [, command] of text.matchAll(/^\$ (.+)$/gm)) {
      if (NOT_RUN.test(command)) continue;
      it(`${file}:${line} ${command}`, async () => {
        const { code, stderr } = await run('/bin/sh', ['-c', `PATH="${folder}/bin:$PATH"; ${command}`], folder);
        // A trailing `# exit N` says that the page shows a refusal.
        const expected = Number(/#\s*exit (\d+)/.exec(command)?.[1] ?? 0);
        expect(code, stderr.slice(-2000)).toBe(expected);
      });
    }
  }
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
describe.skipIf(!hasPython)('Python in the pages runs, with its standard library', () => {
  for (const { file, line, text } of blocks.filter((b) => b.language === 'python')) {
    it(`${file}:${line}`, async () => {
      const { code, stderr } = await run(
        '/bin/sh',
        ['-c', `PATH="${folder}/bin:$PATH"; exec python3 -c "$0"`, text],
        folder,
      );
      expect(code, stderr.slice(-2000)).toBe(0);
    });
  }
});

describe('programs in the pages run, and give what they say', () => {
  for (const { file, line, text } of blocks.filter((b) => b.language === 'ts')) {
    it(`${file}:${line}`, async () => {
      const script = join(scripts, `${file.replace(/\W/g, '-')}-${line}.mjs`);
      // `console.log(x); // → value ± tolerance` is an assertion.
      const checked = text.replace(
        /console\.log\((.*)\);\s*\/\/ → ([-+\d.e]+) ± ([\d.e+-]+).*$/gm,
        (_, value: string, wanted: string, within: string) =>
          `if (!(Math.abs((${value}) - (${wanted})) <= ${within})) throw new Error(\`${value.replaceAll('`', "'")} is \${${value}}, not ${wanted} ± ${within}\`);`,
      );
      writeFileSync(script, checked);
      const { code, stderr } = await run(process.execPath, [script], folder);
      expect(code, stderr.slice(-2000)).toBe(0);
    });
  }
});
