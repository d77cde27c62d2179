import { FARADAY } from '../../core/index.js';
import { metalsOf, parseCompound, requireElement } from './compound.js';
import type { RecipeReader } from './recipe-reader.js';
import { StepOutcome } from './step-outcome.js';

const KEYS = [
  'kind',
  'precursor',
  'lithium',
  'ratio',
  'product',
  'amount',
  'atmosphere',
  'temperature',
  'duration',
] as const;
/** [m3/mol] at 25 °C and 1 atm */
const GAS = 24.465e-3;

/**
 * Lithiation of a hydroxide by calcination: M(OH)2 + LiOH·H2O + ¼ O2 → LiMO2 + 5/2 H2O, and the like for other sources.
 */
export function lithiate(reader: RecipeReader, path: string, step: string): StepOutcome {
  const out = new StepOutcome(step);
  reader.allow(path, KEYS);
  const precursor = parseCompound(reader.text(`${path}/precursor`));
  const source = parseCompound(reader.text(`${path}/lithium`));
  const product = parseCompound(reader.text(`${path}/product`));
  const ratio = reader.quantity(`${path}/ratio`, 'number');
  const mass = reader.quantity(`${path}/amount`, 'mass');
  let perFormula = 0;
  for (const amount of metalsOf(precursor).values()) perFormula += amount;
  let inProduct = 0;
  for (const amount of metalsOf(product).values()) inProduct += amount;
  if (perFormula === 0 || inProduct === 0)
    throw reader.fail(`${path}/precursor`, 'precursor and product have to hold metals');
  const lithium = requireElement(source, 'Li', `${path}/lithium`);
  const perMetal = requireElement(product, 'Li', `${path}/product`) / inProduct;
  // Per mole of metal.
  const hydroxide = precursor.molarMass / perFormula;
  const oxide = product.molarMass / inProduct;
  const lithiumMass = (ratio * source.molarMass) / lithium;
  const moles = mass / hydroxide;
  // Oxygen that is lacking between what goes in (water leaves) and the product.
  const oxygenIn =
    (precursor.amounts.get('O') ?? 0) / perFormula -
    (precursor.amounts.get('H') ?? 0) / perFormula / 2 +
    (perMetal / lithium) *
      ((source.amounts.get('O') ?? 0) - (source.amounts.get('H') ?? 0) / 2 - 2 * (source.amounts.get('C') ?? 0));
  const oxygen = ((product.amounts.get('O') ?? 0) / inProduct - oxygenIn) / 2;
  out.say('molar_mass', 1000 * source.molarMass, { compound: source.formula });
  out.say('molar_mass', 1000 * precursor.molarMass, { compound: precursor.formula });
  out.say('molar_mass', 1000 * product.molarMass, { compound: product.formula });
  out.say('lithium_excess', 100 * (ratio / perMetal - 1));
  out.say('lithium_source', 1000 * moles * lithiumMass);
  out.say('lithium_source_per_100_g', (100 * lithiumMass) / hydroxide);
  out.say('oxygen_per_mole', oxygen);
  out.say('oxygen_volume', 1000 * Math.max(0, oxygen) * moles * GAS);
  out.say('mass_loss', 100 * (1 - oxide / (hydroxide + lithiumMass)));
  out.say('product_mass', 1000 * moles * oxide);
  // mAh/g: 1 A s/kg is 1/3600 mAh/g.
  out.say('theoretical_capacity', (FARADAY * perMetal * inProduct) / product.molarMass / 3600);
  const atmosphere = reader.text(`${path}/atmosphere`, undefined);
  const nickel = (metalsOf(product).get('Ni') ?? 0) / inProduct;
  if (oxygen > 0 && atmosphere !== undefined && !/O2|oxygen/i.test(atmosphere))
    out.warn(
      nickel > 0.6 ? 'serious' : 'warning',
      'oxygen-needed',
      `${(1000 * oxygen * moles * GAS).toPrecision(3)} L of O2 are taken up, and "${atmosphere}" is not oxygen: with ${(100 * nickel).toFixed(0)} % nickel part of it stays Ni2+`,
    );
  if (ratio < perMetal)
    out.warn('serious', 'lithium-short', `${ratio} lithium per metal is less than the ${perMetal} of the product`);
  else if (ratio > 1.1 * perMetal)
    out.warn(
      'warning',
      'lithium-excess',
      `${((100 * ratio) / perMetal - 100).toFixed(1)} % more lithium than the product holds: what does not leave stays as LiOH and Li2CO3`,
    );
  else if (ratio > perMetal)
    out.warn(
      'info',
      'lithium-excess',
      `${((100 * ratio) / perMetal - 100).toFixed(1)} % excess of lithium: if none of it leaves, ${((100 * (ratio - perMetal) * 23.947e-3) / oxide).toPrecision(2)} wt% LiOH stays on the product`,
    );
  const celsius = reader.quantity(`${path}/temperature`, 'temperature', undefined);
  if (celsius !== undefined && nickel > 0.75 && celsius - 273.15 > 830)
    out.warn(
      'warning',
      'too-hot',
      `${(celsius - 273.15).toFixed(0)} °C: Ni-rich layered oxides lose lithium and oxygen above about 800 °C`,
    );
  return out;
}
