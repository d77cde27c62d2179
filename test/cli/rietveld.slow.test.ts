import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

const rows = (make: (i: number) => [number, number], n = 500) =>
  `${Array.from({ length: n }, (_, i) => make(i).join(' ')).join('\n')}\n`;
const flat = rows((i) => [20 + i / 10, 100 + (i % 7)]);

it('a refinement that does not settle gives its best so far, says so and ends with 3', async () => {
  const folder = makeFolder();
  // a mixture refined as a phase that it does not hold: there is no pattern near to settle on
  const made = await runCli(
    [
      'simulate',
      'diffraction',
      'a.xy',
      '--set',
      'phases=LiNiO2,NiO,Li2CO3',
      '--set',
      'range=15..100 deg',
      '--set',
      'step=0.05',
      '--seed',
      '1',
    ],
    folder,
  );
  expect(made.code).toBe(0);
  const analyse = ['analyse', 'a.xy', '--with', 'rietveld', '--set', 'phases=B2O3', '--set', 'wavelength=Cu'];
  const args = [...analyse, '--set', 'radius=150 mm'];
  const { code, stdout, stderr } = await runCli([...args, '--out', 'a.cif'], folder);
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /serious: the refinement stopped before it settled \(Rwp \d+\.\d+ %\); what is shown is the best so far/,
  );
  expect(stdout).toMatch(/cell length c +B2O3 +\d\.\d+ +\S+/);
  expect(existsSync(join(folder, 'a.cif'))).toBe(true);
  expect(readFileSync(join(folder, 'a.cif'), 'utf8')).toMatch(/_pd_proc_ls_prof_wR_factor +0\.\d+/);
  const told = await runCli([...args, '--json'], folder);
  expect(told.code).toBe(3);
  const result = JSON.parse(told.stdout) as {
    notes: { code: string }[];
    tables: { id: string; columns: { stage: string[]; r_wp_percent: number[] } }[];
  };
  expect(result.notes.map((n) => n.code)).toContain('not-converged');
  // once the cell is found, and under one kind of weights: at the end they are those of the computed pattern
  const { stage, r_wp_percent: fits } = result.tables.find((t) => t.id === 'stages')!.columns;
  const begin = stage.indexOf('cell and width');
  const end = stage.indexOf('weights of the model');
  expect(end - begin).toBeGreaterThan(3);
  for (let k = begin + 1; k < end; k++) expect(fits[k]).toBeLessThanOrEqual(fits[k - 1] + 1e-9);
});

it.each([
  ['an empty file', { 'a.xy': '' }, [], /the file is empty — a\.xy/],
  ['one column', { 'a.xy': '7\n8\n9\n' }, [], /one column of numbers.* — a\.xy:1 — export 2θ/],
  [
    'angles that do not rise',
    { 'a.xy': rows((i) => [i === 99 ? 22 : 20 + i / 10, 100]) },
    [],
    /the angles do not rise: .* is followed by 22 — .*scan by scan/,
  ],
  [
    'counts below zero',
    { 'a.xy': rows((i) => [20 + i / 10, i === 99 ? -5 : 100]) },
    [],
    /counts below zero: -5 at 29\.9 deg — .*as it was measured/,
  ],
  [
    'occupancies above 1',
    {
      'a.xy': flat,
      'over.cif': `data_over\n_cell_length_a 4.177\n_cell_length_b 4.177\n_cell_length_c 4.177\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_space_group_name_H-M_alt 'F m -3 m'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\nNi1 Ni 0 0 0 0.8\nCo1 Co 0 0 0 0.5\nO1 O 0.5 0.5 0.5 1\n`,
    },
    ['--set', 'phases=over.cif'],
    /Ni1 and Co1 share a place, and their occupancies add up to 1\.3 — over\.cif/,
  ],
  [
    'a phase without a line in range',
    { 'a.xy': flat },
    ['--set', 'phases=NiO,Si', '--set', 'range=30..44 deg'],
    /Si has no line between 30\.0 and 44\.0 deg at 1\.5406 Å — leave it out/,
  ],
  ['two equal phases', { 'a.xy': flat }, ['--set', 'phases=NiO,NiO'], /NiO and NiO are the same phase — name it once/],
] as const)('rietveld refuses %s with what to do, and ends with 2', async (_, files, more, says) => {
  const folder = makeFolder({ ...files });
  const phases = more.length > 0 ? [] : ['--set', 'phases=NiO'];
  const { code, stdout, stderr } = await runCli(
    ['analyse', 'a.xy', '--with', 'rietveld', '--set', 'wavelength=Cu', ...phases, ...more],
    folder,
  );
  expect(stderr).toMatch(says);
  expect(code).toBe(2);
  expect(stdout).toBe('');
});
