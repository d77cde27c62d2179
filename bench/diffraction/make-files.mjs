// Patterns of the bench, drawn by seed: node make-files.mjs FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveCrystal } from '../../dist/atoms/index.js';
import { makeRng } from '../../dist/core/index.js';
import { makeRadiation, simulateDiffraction, TUBES } from '../../dist/lab/index.js';

const folder = process.argv[2];
const named = (name, more) => ({ name, structure: resolveCrystal(name).structure, ...more });
const oxide = (more) =>
  named('LiNi0.8Co0.1Mn0.1O2', {
    mixing: 0.012,
    cell: { a: 2.8727, c: 14.204 },
    displacements: [0.012, 0.005, 0.009],
    ...more,
  });
const instrument = {
  range: [10, 120],
  step: 0.02,
  radiation: makeRadiation(TUBES.Cu),
  radius: 150,
  displacement: 0.04,
  zero: 0,
  profile: { U: 0.004, V: -0.003, W: 0.004, X: 0.03, Y: 0.06 },
  counts: 20_000,
  background: [0.021, -0.013, 0.0055, -0.002],
  noise: true,
};
const draw = async (phases, more, seed) => {
  const { table } = await simulateDiffraction(phases, { ...instrument, ...more }, { rng: makeRng(seed) });
  return [table.column('two_theta_degree'), table.column('counts')];
};
const write = (name, columns, header = '') =>
  writeFileSync(
    join(folder, name),
    `${header}${Array.from(columns[0], (x, i) => [x.toFixed(3), ...columns.slice(1).map((c) => c[i])].join(header ? ',' : ' ')).join('\n')}\n`,
  );

write('pattern.xy', await draw([oxide()], {}, 1));
write(
  'mixture.xy',
  await draw([oxide({ weight: 80 }), named('NiO', { weight: 10 }), named('Al2O3', { weight: 10 })], {}, 2),
);
const frames = [];
for (let k = 0; k < 16; k++) {
  const c = k < 11 ? 14.204 + 0.023 * k : 14.434 - 0.09 * (k - 10);
  const phases = [oxide({ weight: 97, cell: { a: 2.8727 - 0.0038 * k, c } }), named('Al', { weight: 3 })];
  const more = { range: [15, 75], step: 0.04, counts: 6000, displacement: 0.03 + 0.004 * k, background: [0.1, -0.02] };
  const [x, y] = await draw(phases, more, 10 + k);
  if (k === 0) frames.push(x);
  frames.push(y);
}
write(
  'series.csv',
  frames,
  `two_theta_degree,${frames
    .slice(1)
    .map((_, k) => `counts_${k}`)
    .join(',')}\n`,
);
// the generic start of the peers: LiNiO2's cell with the composition on its sites
writeFileSync(
  join(folder, 'start.cif'),
  `data_start
_cell_length_a 2.878
_cell_length_b 2.878
_cell_length_c 14.19
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 120
_space_group_name_H-M_alt 'R -3 m'
_space_group_IT_number 166
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
_atom_site_U_iso_or_equiv
Li3a Li 0 0 0 1.0 0.012
Ni3a Ni 0 0 0 0.0 0.012
Ni3b Ni 0 0 0.5 0.8 0.005
Co3b Co 0 0 0.5 0.1 0.005
Mn3b Mn 0 0 0.5 0.1 0.005
Li3b Li 0 0 0.5 0.0 0.005
O6c O 0 0 0.2415 1.0 0.008
`,
);
