import { describe, expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

describe('cermet screen', () => {
  it('ranks the coatings of the issue, and lists those without data with what would help', async () => {
    const { code, stdout, stderr } = await runCli(
      ['screen', 'LiNiO2', 'Al2O3', 'Co2B', 'Li3BO3', 'Co3(BO3)2', 'LiBO2', '--thickness', '5 nm', '--samples', '50'],
      makeFolder(),
    );
    expect(code).toBe(0);
    const order = ['Co2B', 'Al2O3', 'LiBO2', 'Li3BO3', 'Co3(BO3)2'].map((name) =>
      stdout.split('\n').findIndex((line) => line.startsWith(`${name} `)),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(stdout).toMatch(/Co2B +reacts .*B–O formed in situ/);
    expect(stderr).toMatch(/sources of Co2B disagree by a factor of 2.66/);
    expect(stderr).toMatch(/Li3BO3 .*--scheme oqmd/);
  });

  it('says "no data" of a coating that it cannot compute, and goes on with the others', async () => {
    const { code, stdout, stderr } = await runCli(
      ['screen', 'LiNiO2', 'HfO2', 'Zz2O3', 'Co2B', 'Cs2O', '--samples', '20'],
      makeFolder(),
    );
    expect(code).toBe(0);
    const verdicts = stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2).join(' '));
    expect(verdicts).toEqual(expect.arrayContaining(['Co2B reacts', 'HfO2 no data', 'Zz2O3 no data', 'Cs2O no data']));
    expect(stderr).toMatch(/"Zz" is not a chemical element/);
    expect(stderr).toMatch(/no formation energy of HfO2/);
  });

  it('says of several coatings without energies in one note what each scheme has', async () => {
    const { code, stderr } = await runCli(
      ['screen', 'LiNiO2', 'Co2B', 'Li3BO3', 'Ni3(BO3)2', 'HfO2', '--samples', '20'],
      makeFolder(),
    );
    expect(code).toBe(0);
    const said = stderr.split('\n').filter((line) => line.includes('no formation energy'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/of Li3BO3, Ni3\(BO3\)2, HfO2 in the scheme "experiment"/);
    expect(said[0]).toMatch(/the scheme oqmd has Li3BO3, Ni3\(BO3\)2 \(--scheme oqmd\)/);
    expect(said[0]).toMatch(/no published value of HfO2/);
  });

  it('gives no energy per area where it is undecided whether a film reacts', async () => {
    const { stdout } = await runCli(
      ['screen', 'LiNiO2', 'Co2B', 'Al2O3', '--thickness', '5 nm', '--samples', '50', '--json'],
      makeFolder(),
    );
    const { coatings, notes } = JSON.parse(stdout) as {
      coatings: { coating: string; verdict: string; energy_joule_per_square_metre?: number }[];
      notes: { code: string; text: string }[];
    };
    const [boride, alumina] = coatings;
    expect(boride).toMatchObject({ coating: 'Co2B', verdict: 'reacts' });
    expect(boride.energy_joule_per_square_metre).toBeLessThan(-10);
    expect(alumina).toMatchObject({ coating: 'Al2O3', verdict: 'undecided' });
    expect(alumina).not.toHaveProperty('energy_joule_per_square_metre');
    expect(notes.find((note) => note.code === 'undecided-film')?.text).toMatch(/Al2O3/);
  });

  it('prints JSON with kinks, and open elements', async () => {
    const { code, stdout } = await runCli(
      ['screen', 'LiCoO2', 'Co2B', '--open', 'O2', '--voltage', '4.3 V', '--samples', '20', '--json'],
      makeFolder(),
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { open: Record<string, number>; coatings: { kinks: unknown[] }[] };
    expect(result).toMatchObject({
      oxide: 'LiCoO2',
      scheme: 'experiment',
      open: { Li: -4.3 },
      coatings: [{ coating: 'Co2B', family: 'borides' }],
    });
    expect(result.coatings[0].kinks.length).toBeGreaterThan(1);
  });

  it.each([
    [['LiNiO2', 'Co3(BO3)2'], /no formation energy of Co3\(BO3\)2/],
    [['LiXx2', 'Co2B'], /"Xx" is not a chemical element/],
    [['LiMn2O4', 'Co2B'], /no formation energy of LiMn2O4 .*--scheme oqmd/],
    [['LiNiO2', 'Co2B', '--scheme', 'r2scan'], /--scheme cannot be "r2scan"/],
    [['LiNiO2', 'Co2B', '--energy', 'Co2B'], /--energy cannot be "Co2B"/],
    [['LiNiO2', 'Co2B', '--samples', '1'], /--samples must be at least 2/],
    [['LiNiO2', 'Co2B', '--voltage', '4 A'], /--voltage/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(['screen', ...args], makeFolder());
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});
