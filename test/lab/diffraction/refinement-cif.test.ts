import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { atomicWeight, makeRng } from '../../../src/core/index.js';
import { makeRadiation, simulateDiffraction, TUBES } from '../../../src/lab/index.js';
import { type CifBlock, parseCifNumber, parseCifSyntax } from '../../../src/io/structures/cif-syntax.js';
import { refine } from './synthetic.js';

const FORMULA = 'LiNi0.8Co0.1Mn0.1O2';

async function writeCif(): Promise<string> {
  const pattern = await simulateDiffraction(
    [{ name: FORMULA, structure: resolveCrystal(FORMULA).structure, mixing: 0.03 }],
    {
      range: [15, 110],
      step: 0.04,
      radiation: makeRadiation(TUBES.Cu),
      radius: 150,
      displacement: 0.02,
      zero: 0,
      profile: { U: 0.004, V: -0.003, W: 0.005, X: 0.03, Y: 0.06 },
      counts: 10_000,
      background: [0.03],
      noise: true,
    },
    { rng: makeRng(5) },
  );
  const { recordings } = await refine(pattern, { phases: FORMULA, shift: 'displacement', spread: 'no' });
  return String(recordings[0].metadata.cif);
}

const text = (block: CifBlock, name: string) => block.items.get(name.toLowerCase())![0].text;
const value = (block: CifBlock, name: string) => parseCifNumber(block.items.get(name.toLowerCase())![0])!;
const loop = (block: CifBlock, name: string) => block.items.get(name.toLowerCase())!.map((v) => v.text);

it("a refinement as CIF keeps checkCIF's rules that need no server", async () => {
  const written = await writeCif();
  // CIF 1.1: ASCII, lines of at most 2048 characters, names of at most 75
  expect(/^[\x09\x0a\x0d\x20-\x7e]*$/.test(written)).toBe(true);
  for (const line of written.split('\n')) expect(line.length).toBeLessThanOrEqual(2048);
  for (const [name] of written.matchAll(/^(?:data)?_\S+/gm)) expect(name.length).toBeLessThanOrEqual(75);
  const blocks = parseCifSyntax(written, 'made.cif');
  expect(new Set(blocks.map((b) => b.name)).size).toBe(blocks.length);
  const [pattern, phase] = blocks;
  const [a, c, volume] = ['_cell_length_a', '_cell_length_c', '_cell_volume'].map((name) => value(phase, name));
  // CELLZ, CELLV: volume of the lengths, within its error
  expect(Math.abs(volume.value - a.value ** 2 * c.value * Math.sqrt(0.75))).toBeLessThan(3 * volume.sigma!);
  // esds have one or two digits, between 2 and 19
  for (const [, digits] of written.matchAll(/\d\((\d+)\)/g)) expect(Number(digits)).toBeLessThanOrEqual(19);
  // CHEMW: weight of the sum formula; DENSD: density of weight, Z and volume
  const words = text(phase, '_chemical_formula_sum').split(' ');
  const weight = words.reduce((sum, word) => {
    const [, element, n] = /^([A-Z][a-z]?)([\d.]*)$/.exec(word)!;
    return sum + atomicWeight(element) * (n === '' ? 1 : Number(n));
  }, 0);
  const stated = value(phase, '_chemical_formula_weight').value;
  expect(Math.abs(stated / weight - 1)).toBeLessThan(2e-3);
  const Z = value(phase, '_cell_formula_units_Z').value;
  const density = value(phase, '_exptl_crystal_density_diffrn').value;
  expect(Math.abs(density - (1.66053907 * Z * stated) / volume.value)).toBeLessThan(2e-3);
  // SYMMG: as many operations as the group has
  expect(text(phase, '_space_group_name_H-M_alt').replaceAll(' ', '')).toBe('R-3m');
  expect(loop(phase, '_space_group_symop_operation_xyz')).toHaveLength(36);
  // ATOM: occupancies of a site do not exceed one; refined numbers have esds; displacements are positive
  const occupancy = loop(phase, '_atom_site_occupancy').map(Number.parseFloat);
  const place = loop(phase, '_atom_site_fract_z').map((word, i) => `${Number.parseFloat(word).toFixed(3)} ${i}`);
  const sites = new Map<string, number>();
  place.forEach((key, i) => {
    const at = key.split(' ')[0];
    sites.set(at, (sites.get(at) ?? 0) + occupancy[i]);
  });
  for (const total of sites.values()) expect(total).toBeLessThan(1.0005);
  for (const word of loop(phase, '_atom_site_U_iso_or_equiv')) expect(word).toMatch(/^0\.\d+\(\d+\)$/);
  expect(new Set(loop(phase, '_atom_site_label')).size).toBe(occupancy.length);
  // RADNW, REFNR, R factors: what a journal asks of a powder pattern
  expect(loop(pattern, '_diffrn_radiation_wavelength').map(Number)).toEqual([...TUBES.Cu]);
  const points = value(pattern, '_pd_meas_number_of_points').value;
  expect(loop(pattern, '_pd_meas_counts_total')).toHaveLength(points);
  const range = (end: string) => value(pattern, `_pd_meas_2theta_range_${end}`).value;
  expect((range('max') - range('min')) / range('inc') + 1).toBeCloseTo(points, 3);
  const [w, expected] = ['wR_factor', 'wR_expected'].map((n) => value(pattern, `_pd_proc_ls_prof_${n}`).value);
  expect(w / expected).toBeCloseTo(value(pattern, '_refine_ls_goodness_of_fit_all').value, 2);
  expect(value(pattern, '_refine_ls_number_parameters').value).toBeGreaterThan(15);
});
