import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runCli, runCliKilledAt } from './run-cli.js';

const CYCLES = (n: number): string =>
  `repeat ${n} times: charge at 1C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 2C to 3.0 V; end`;
const ageing = (oxidation: string): string =>
  JSON.stringify({
    title: 'mine',
    mechanisms: {
      'film-on-cathode': { oxidation_current: oxidation },
      'particle-cracking': {},
      'lithium-metal-ageing': {},
    },
  });
const simulate = (set: string, ...more: string[]): string[] => [
  'simulate',
  'ncm811-coin-half-cell',
  '--ageing',
  set,
  '--no-error-estimate',
  ...more,
];

describe('cermet simulate --ageing', () => {
  it('writes what ageing has done beside the cycles, prints it, and gives it as JSON', async () => {
    const folder = makeFolder({ 'mine.json': ageing('6e-5 A/m2') });
    const shown = await runCli(
      simulate('mine.json', '--protocol', CYCLES(3), '--model', 'spme', '--out', 'coin.csv'),
      folder,
    );
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.stdout).toMatch(/what ageing has done.*\n.*lost \/ Ah.*\n.*discharge at 2C/);
    expect(readdirSync(folder).sort()).toEqual(['coin.csv', 'coin.fade.csv', 'mine.json']);
    const [head, ...rows] = readFileSync(join(folder, 'coin.fade.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const { code, stdout } = await runCli(
      simulate('mine.json', '--protocol', CYCLES(3), '--model', 'spme', '--json'),
      folder,
    );
    expect(code).toBe(0);
    const { ageing: told } = JSON.parse(stdout) as {
      ageing: {
        title: string;
        mechanisms: { id: string; oxidationCurrent?: number }[];
        rows: Record<string, number | string>[];
      };
    };
    expect(told.title).toBe('mine');
    expect(told.mechanisms[0]).toMatchObject({ id: 'film-on-cathode', oxidationCurrent: 6e-5 });
    expect(told.rows.map((row) => head.map((name) => String(row[name])))).toEqual(rows);
    // Cracks that have just opened are surface to react at: three cycles change polarisation by little either way.
    expect(Math.abs(Number(told.rows[2].kinetic_loss_ah))).toBeLessThan(1e-6);
    expect(Number(told.rows[2].positive_active_percent)).toBeLessThan(100);
  });

  it('takes a set by its name, and says what is wrong with a file', async () => {
    const folder = makeFolder({
      'mine.json': ageing('-1 A/m2'),
      'other.json': '{"mechanisms": {"film-on-cathod": {}}}',
    });
    const { code, stdout } = await runCli(simulate('coated', '--protocol', CYCLES(1), '--model', 'spm'), folder);
    expect(code).toBe(0);
    expect(stdout).toContain('active oxide / %');
    for (const [set, message] of [
      ['mine.json', /oxidation_current must be at least 0 A\/m2/],
      ['other.json', /"film-on-cathod" in mechanisms.*did you mean "film-on-cathode"/],
      ['coatd', /neither a file nor a set.*did you mean "coated"/],
      ['no.json', /no such file/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(simulate(set, '--protocol', CYCLES(1)), folder);
      expect(code, set).toBe(2);
      expect(stderr).toMatch(message);
      expect(stdout).toBe('');
    }
  });

  it('goes on with --resume to the same last digit, and begins anew with other numbers', async () => {
    const args = (...more: string[]): string[] =>
      simulate('mine.json', '--protocol', CYCLES(20), '--model', 'spm', '--out', 'coin.csv', ...more);
    const read = (folder: string): string[] =>
      ['coin.csv', 'coin.fade.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
    const whole = makeFolder({ 'mine.json': ageing('6e-5 A/m2') });
    expect((await runCli(args(), whole)).code).toBe(0);
    const killed = makeFolder({ 'mine.json': ageing('6e-5 A/m2') });
    const kept = join(killed, '.cermet/simulate');
    expect((await runCliKilledAt(30, kept, args('--resume'), killed)).signal).toBe('SIGKILL');
    expect((await runCli(args('--resume'), killed)).code).toBe(0);
    expect(read(killed)).toEqual(read(whole));
    for (const folder of [killed, whole]) writeFileSync(join(folder, 'mine.json'), ageing('7e-5 A/m2'));
    expect((await runCli(args('--resume'), killed)).code).toBe(0);
    const first = read(whole);
    expect((await runCli(args(), whole)).code).toBe(0);
    expect(read(killed)).toEqual(read(whole));
    expect(read(killed)[1]).not.toBe(first[1]);
  });
});
