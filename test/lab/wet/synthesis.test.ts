import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseCompound, runRecipe, type RecipeOutcome } from '../../../src/lab/index.js';
import { computeSaturation } from '../../../src/lab/synthesis/solubility.js';
import { describeShared, sharedPath } from '../../shared-data.js';

const text = readFileSync(join(import.meta.dirname, '../../../studies/yoon-2021/recipe.yaml'), 'utf8');
const run = (change: (recipe: ReturnType<typeof parse>) => void = () => undefined): RecipeOutcome => {
  const recipe = parse(text);
  change(recipe);
  return runRecipe(recipe, 'recipe.yaml');
};
const value = ({ findings }: RecipeOutcome, step: string, id: string, at: Record<string, string> = {}): number => {
  const found = findings.find(
    (f) => f.id === id && f.at?.step === step && Object.entries(at).every(([k, v]) => f.at?.[k] === v),
  );
  if (!found) throw new Error(`no ${id} of ${step}`);
  return found.estimate.value;
};
const codes = (outcome: RecipeOutcome): string[] => outcome.notes.map((n) => n.code);

it('molar masses of hydrates are those of their atoms', () => {
  expect(1000 * parseCompound('LiOH.H2O').molarMass).toBeCloseTo(6.94 + 2 * 15.999 + 3 * 1.008, 9);
  expect(parseCompound('Co(NO3)2.6H2O').water).toBe(6);
  expect(parseCompound('Ni0.8Co0.1Mn0.1(OH)2').water).toBe(0);
  expect(parseCompound('NiSO4·6H2O').molarMass).toBeCloseTo(parseCompound('NiSO4').molarMass + 6 * 18.015e-3, 9);
});

it('a recipe that is short of base, ammonia, time and reductant, and beyond solubility, is told all of it unasked', () => {
  expect(codes(run())).toEqual(
    expect.arrayContaining([
      'base-short',
      'ammonia-low',
      'start-up-left',
      'beyond-solubility',
      'reductant-short',
      'water-of-salt',
    ]),
  );
});

it('a recipe that is right is told none of it', () => {
  const outcome = run((r) => {
    const { feeds } = r.steps.precursor;
    feeds.metals = { flow: '300 mL/h', NiSO4: '1.6 mol/L', CoSO4: '0.2 mol/L', MnSO4: '0.2 mol/L' };
    feeds.base.NaOH = '4.0 mol/L';
    feeds.ammonia = { flow: '60 mL/h', NH3: '10 mol/L' };
    r.steps.precursor.duration = '40 h';
    r.steps.coating.reductant.NaBH4 = '1.0 mol/L';
  });
  expect(codes(outcome).filter((c) => !['lithium-excess', 'oxygen-budget', 'planned-back'].includes(c))).toEqual([]);
});

it('planning back and forward meet: the film of the planned amounts has the target thickness', () => {
  const first = run((r) => (r.steps.coating.powder.area = '0.35 m2/g'));
  const salt = value(first, 'coating', 'salt_concentration_needed');
  const reductant = value(first, 'coating', 'reductant_concentration_needed', { bound: 'every atom kept' });
  const second = run((r) => {
    r.steps.coating.powder.area = '0.35 m2/g';
    r.steps.coating.solution['Co(NO3)2.6H2O'] = `${salt} mol/L`;
    r.steps.coating.reductant.NaBH4 = `${reductant} mol/L`;
  });
  expect(value(second, 'coating', 'film_thickness')).toBeCloseTo(5, 9);
});

it('uncertainties of the recipe reach its numbers', () => {
  const outcome = run((r) => (r.steps.precursor.feeds.base.flow = '300 ± 6 mL/h'));
  const found = outcome.findings.find((f) => f.id === 'hydroxide_per_metal')!;
  expect(found.estimate.sigma).toBeCloseTo(0.02, 9);
  expect(found.estimate.budget).toEqual({ calibration: found.estimate.sigma });
  expect(outcome.findings.find((f) => f.id === 'lithium_source')!.estimate.sigma).toBeUndefined();
});

it('mistakes are named with their place', () => {
  expect(() => run((r) => (r.steps.coating.kind = 'coatng'))).toThrow(/coating\/kind.*did you mean "coating"/);
  expect(() => run((r) => (r.steps.coating.powder.aera = '1 m2/g'))).toThrow(/aera/);
  expect(() => run((r) => (r.steps.precursor.reactor = '4 kg'))).toThrow(/steps\/precursor\/reactor/);
  expect(() => run((r) => delete r.steps.precursor.feeds.metals)).toThrow(/no feed holds a metal/);
  expect(() => run((r) => (r.steps.coating.target = { thickness: '5 nm', weight: '1 %' }))).toThrow(/either/);
  expect(() => run((r) => (r.steps = {}))).toThrow(/no steps/);
});

it('saturation of nickel sulfate in water rises from 2.6 to 3.3 mol/kg between 25 and 50 °C', () => {
  expect(computeSaturation('NiSO4', 25)).toBeCloseTo(28.8 / 71.2 / 0.15475, 6);
  expect(computeSaturation('NiSO4', 50)).toBeCloseTo(34.1 / 65.9 / 0.15475, 6);
  expect(computeSaturation('NaCl', 25)).toBeUndefined();
});

describeShared('the numbers of synthesis.json to 0.1 %', () => {
  const truth = JSON.parse(readFileSync(sharedPath('lab_synthetic/synthesis.json'), 'utf8'));
  const outcome = run();
  it.each([
    ['C1', 'precursor', 'metal_feed', 'metal_mol_per_h'],
    ['C1', 'precursor', 'hydroxide_feed', 'hydroxide_mol_per_h'],
    ['C1', 'precursor', 'hydroxide_per_metal', 'hydroxide_per_metal'],
    ['C1', 'precursor', 'hydroxide_needed_per_metal', 'hydroxide_needed_per_metal'],
    ['C1', 'precursor', 'base_concentration_needed', 'naoh_needed_mol_per_l'],
    ['C1', 'precursor', 'ammonia_feed', 'ammonia_mol_per_h'],
    ['C1', 'precursor', 'ammonia_per_metal', 'ammonia_per_metal'],
    ['C1', 'precursor', 'total_flow', 'flow_l_per_h'],
    ['C1', 'precursor', 'residence_time', 'residence_h'],
    ['C1', 'precursor', 'residences', 'residences_in_20_h'],
    ['C1', 'precursor', 'start_up_fraction', 'start_up_material_left_fraction'],
    ['C1', 'precursor', 'molar_mass', 'molar_mass_hydroxide'],
    ['C1', 'precursor', 'yield_if_base_limited', 'yield_g_per_h_if_base_limited'],
    ['C1', 'precursor', 'yield_if_all_metal', 'yield_g_per_h_if_all_metal'],
    ['C2', 'lithiation', 'molar_mass', 'molar_mass_LiOH_H2O'],
    ['C2', 'lithiation', 'lithium_source_per_100_g', 'LiOH_H2O_g_per_100_g_hydroxide'],
    ['C2', 'lithiation', 'theoretical_capacity', 'theoretical_capacity_mah_per_g'],
    ['C2', 'lithiation', 'oxygen_per_mole', 'oxygen_mol_per_mol'],
    ['C2', 'lithiation', 'mass_loss', 'mass_loss_percent_of_dry_mix'],
    ['C3', 'coating', 'metal_amount', 'cobalt_mmol'],
    ['C3', 'coating', 'reductant_amount', 'borohydride_mmol'],
    ['C3', 'coating', 'metal_per_reductant', 'co_per_b'],
    ['C3', 'coating', 'reducible_metal', 'cobalt_reducible_by_2_BH4_per_Co_mmol'],
    ['C3', 'coating', 'reducible_fraction', 'fraction_of_cobalt'],
    ['C3', 'coating', 'metal_in_film', 'cobalt_in_Co2p2B_if_every_B_kept_mmol'],
    ['C3', 'coating', 'fraction_in_film', 'fraction_of_cobalt_then'],
    ['C3', 'coating', 'film_mass', 'co2p2b_mass_mg'],
    ['C3', 'coating', 'film_weight', 'weight_percent_on_5_g'],
    ['C3', 'coating', 'all_metal_mass', 'cobalt_all_mass_mg'],
    ['C3', 'coating', 'all_metal_weight', 'cobalt_all_weight_percent'],
    ['D7_pH', 'washing', 'lioh', 'lioh_weight_percent'],
    ['D7_pH', 'washing', 'li2co3', 'li2co3_weight_percent'],
  ])('%s: %s %s', (claim, step, id, key) => {
    expect(Math.abs(value(outcome, step, id) / truth[claim][key] - 1)).toBeLessThan(1e-3);
  });
  it('thickness at three areas, and the molar mass of the oxide', () => {
    for (const [area, nm] of Object.entries(truth.C3.thickness_nm as Record<string, number>))
      expect(Math.abs(value(outcome, 'coating', 'film_thickness', { area }) / nm - 1)).toBeLessThan(1e-3);
    expect(value(outcome, 'lithiation', 'molar_mass', { compound: 'LiNi0.8Co0.1Mn0.1O2' })).toBeCloseTo(
      truth.C2.molar_mass_NCM811,
      1,
    );
  });
});
