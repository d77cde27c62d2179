import { metalsOf, parseCompound } from './compound.js';
import type { RecipeReader } from './recipe-reader.js';
import { computeSaturationRatio } from './solubility.js';
import { StepOutcome } from './step-outcome.js';

const KEYS = ['kind', 'product', 'reactor', 'temperature', 'duration', 'feeds', 'ph control'] as const;
/**
 * [1] ammonia per metal that dense spherical particles of Ni-rich hydroxides are grown with: van Bommel and Dahn, Chem.
 * Mater. 21 (2009) 1500, doi:10.1021/cm803144d
 */
const USUAL_AMMONIA: readonly [number, number] = [0.5, 1.5];
/** [1] residence times after which a stirred tank holds 1 % of what it began with */
const STEADY = 4.6;
/** [h] of a second */
const HOUR = 3600;

/** Continuous co-precipitation of a hydroxide in a stirred tank. */
export function coprecipitate(reader: RecipeReader, path: string, step: string): StepOutcome {
  const out = new StepOutcome(step);
  reader.allow(path, KEYS);
  const product = parseCompound(reader.text(`${path}/product`));
  const metals = metalsOf(product);
  let perFormula = 0;
  for (const amount of metals.values()) perFormula += amount;
  if (perFormula === 0) throw reader.fail(`${path}/product`, `${product.formula} holds no metal that precipitates`);
  const needed = (product.amounts.get('H') ?? 0) / perFormula;
  let flow = 0;
  let metal = 0;
  let hydroxide = 0;
  let ammonia = 0;
  let baseFlow = 0;
  let otherBase = 0;
  const salts = new Map<string, number>();
  const byElement = new Map<string, number>();
  for (const name of Object.keys(reader.map(`${path}/feeds`))) {
    const feed = `${path}/feeds/${name}`;
    reader.allow(feed, ['flow'], (key) => /^[A-Z(]/.test(key));
    const rate = reader.quantity(`${feed}/flow`, 'volume flow');
    flow += rate;
    for (const formula of Object.keys(reader.map(feed))) {
      if (formula === 'flow') continue;
      const compound = parseCompound(formula);
      const concentration = reader.quantity(`${feed}/${formula}`, 'concentration');
      const amounts = metalsOf(compound);
      if (amounts.size > 0) {
        let own = 0;
        for (const amount of amounts.values()) own += amount;
        metal += rate * concentration * own;
        for (const [element, amount] of amounts)
          byElement.set(element, (byElement.get(element) ?? 0) + rate * concentration * amount);
        const anhydrous = formula.replace(/\s*[.·*]\s*\d*\s*H2O$/, '');
        salts.set(anhydrous, (salts.get(anhydrous) ?? 0) + concentration);
      } else if (/^(?:Na|K|Li)OH/.test(formula)) {
        hydroxide += rate * concentration;
        baseFlow += rate;
      } else if (/^(?:Na2|K2)CO3/.test(formula)) otherBase += rate * concentration;
      else if (/^(?:NH3|NH4OH)/.test(formula)) ammonia += rate * concentration;
    }
  }
  if (metal === 0) throw reader.fail(`${path}/feeds`, 'no feed holds a metal');
  const volume = reader.quantity(`${path}/reactor`, 'volume');
  const duration = reader.quantity(`${path}/duration`, 'time');
  const celsius = reader.quantity(`${path}/temperature`, 'temperature') - 273.15;
  const residence = volume / flow;
  const ratio = hydroxide / metal;
  out.say('metal_feed', metal * HOUR);
  for (const [element, amount] of byElement) out.say('metal_share', amount / metal, { element });
  out.say('hydroxide_feed', hydroxide * HOUR);
  out.say('hydroxide_per_metal', ratio);
  out.say('hydroxide_needed_per_metal', needed);
  if (baseFlow > 0) out.say('base_concentration_needed', (needed * metal) / baseFlow / 1000);
  out.say('ammonia_feed', ammonia * HOUR);
  out.say('ammonia_per_metal', ammonia / metal);
  out.say('total_flow', flow * HOUR * 1000);
  out.say('residence_time', residence / HOUR);
  out.say('residences', duration / residence);
  out.say('start_up_fraction', Math.exp(-duration / residence));
  out.say('molar_mass', 1000 * product.molarMass, { compound: product.formula });
  const allMetal = (metal * HOUR * product.molarMass * 1000) / perFormula;
  out.say('yield_if_base_limited', allMetal * Math.min(1, ratio / needed));
  out.say('yield_if_all_metal', allMetal);
  const saturation = computeSaturationRatio(salts, celsius);
  if (saturation !== undefined) out.say('saturation_ratio', saturation);
  warn(out, {
    ratio,
    needed,
    ammonia: ammonia / metal,
    residences: duration / residence,
    saturation,
    celsius,
    salts,
    controlled: reader.has(`${path}/ph control`) || otherBase > 0,
    baseNeeded: baseFlow > 0 ? (needed * metal) / baseFlow / 1000 : undefined,
  });
  return out;
}

interface Known {
  ratio: number;
  needed: number;
  ammonia: number;
  residences: number;
  saturation: number | undefined;
  celsius: number;
  salts: ReadonlyMap<string, number>;
  controlled: boolean;
  baseNeeded: number | undefined;
}

function warn(out: StepOutcome, k: Known): void {
  if (k.ratio < 0.98 * k.needed)
    out.warn(
      k.controlled ? 'warning' : 'serious',
      'base-short',
      `${k.ratio.toPrecision(3)} hydroxide per metal, where the product needs ${k.needed.toPrecision(3)}: as written ${((100 * k.ratio) / k.needed).toFixed(0)} % of the metal precipitates${k.controlled ? '; the rest has to come from the pH controller' : `, unless a pH controller that the recipe does not name adds base${k.baseNeeded ? ` (at this flow the base would have to be ${k.baseNeeded.toPrecision(3)} mol/L)` : ''}`}`,
    );
  else if (k.ratio > 1.2 * k.needed)
    out.warn(
      'warning',
      'base-excess',
      `${k.ratio.toPrecision(3)} hydroxide per metal is ${((100 * k.ratio) / k.needed - 100).toFixed(0)} % more than the product needs: the pH will be high`,
    );
  if (k.ammonia < USUAL_AMMONIA[0])
    out.warn(
      'warning',
      'ammonia-low',
      `${k.ammonia.toPrecision(2)} ammonia per metal; dense spheres are usually grown with ${USUAL_AMMONIA[0]} to ${USUAL_AMMONIA[1]} (van Bommel and Dahn 2009): so little hardly binds any nickel`,
    );
  else if (k.ammonia > 2 * USUAL_AMMONIA[1])
    out.warn('warning', 'ammonia-high', `${k.ammonia.toPrecision(2)} ammonia per metal keeps nickel in solution`);
  if (k.residences < STEADY)
    out.warn(
      'warning',
      'start-up-left',
      `${k.residences.toPrecision(2)} residence times: ${(100 * Math.exp(-k.residences)).toPrecision(2)} % of what is in an ideally mixed tank at the end is from its start; collect from ${STEADY} residence times on`,
    );
  if (k.saturation === undefined)
    out.warn('info', 'solubility-unknown', `no solubility is known here of ${[...k.salts.keys()].join(', ')}`);
  else if (k.saturation > 0.95) {
    const room = computeSaturationRatio(k.salts, 25);
    out.warn(
      k.saturation > 1.1 ? 'serious' : 'warning',
      'beyond-solubility',
      `the metal salts of the feed stand at ${k.saturation.toPrecision(2)} times saturation at the tank's ${k.celsius.toFixed(0)} °C${room ? ` and at ${room.toPrecision(2)} times at 25 °C` : ''}: they crystallise in the vessel and the line (estimated from single salts, give or take 10 %)`,
    );
  } else if ((computeSaturationRatio(k.salts, 25) ?? 0) > 0.95)
    out.warn(
      'warning',
      'feed-cools',
      'the metal salts of the feed would crystallise at 25 °C: vessel and lines have to be kept warm',
    );
}
