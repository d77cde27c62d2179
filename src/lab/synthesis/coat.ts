import { InputError } from '../../core/index.js';
import { metalsOf, parseCompound, type Compound } from './compound.js';
import type { RecipeReader } from './recipe-reader.js';
import { StepOutcome } from './step-outcome.js';

const KEYS = [
  'kind',
  'powder',
  'solution',
  'reductant',
  'film',
  'target',
  'atmosphere',
  'temperature',
  'duration',
] as const;
const METALLOIDS = ['B', 'P', 'Si'];
/**
 * [1] reductants that reduce one metal ion: Co2+ + 2 BH4− → Co–B + … (Glavee et al., Langmuir 9 (1993) 162,
 * doi:10.1021/la00025a034)
 */
const PER_METAL = 2;
/** [1] oxygen per atom in the oxide that each element of a film ends in: B2O3, P2O5, SiO2, Co3O4, NiO, Fe2O3 */
const OXYGEN: Readonly<Record<string, number>> = { B: 1.5, P: 2.5, Si: 2, Co: 4 / 3, Ni: 1, Fe: 1.5, Mn: 1.5, Cu: 1 };

/** A film grown on a powder from a metal salt and a reductant that brings the metalloid. */
export function coat(reader: RecipeReader, path: string, step: string): StepOutcome {
  const out = new StepOutcome(step);
  reader.allow(path, KEYS);
  reader.allow(`${path}/powder`, ['mass', 'area', 'formula', 'density']);
  reader.allow(`${path}/film`, ['formula', 'density']);
  const powder = reader.quantity(`${path}/powder/mass`, 'mass');
  const areas = readAreas(reader, path);
  const film = parseCompound(reader.text(`${path}/film/formula`));
  const density = reader.quantity(`${path}/film/density`, 'density', undefined);
  const [metal, metalPerFilm] = only(metalsOf(film), `${path}/film/formula`);
  const metalloid = METALLOIDS.find((e) => film.amounts.has(e));
  if (!metalloid) throw reader.fail(`${path}/film/formula`, `${film.formula} holds none of ${METALLOIDS.join(', ')}`);
  const metalloidPerFilm = film.amounts.get(metalloid)!;
  const salt = readSolution(reader, `${path}/solution`, metal);
  const reductant = readSolution(reader, `${path}/reductant`, metalloid);
  const salts = salt.amount * (salt.compound.amounts.get(metal) ?? 0);
  const reductants = reductant.amount;
  const atoms = reductants * (reductant.compound.amounts.get(metalloid) ?? 0);
  out.say('metal_amount', 1000 * salts);
  out.say('reductant_amount', 1000 * reductants);
  out.say('metal_per_reductant', salts / reductants);
  const reducible = Math.min(salts, reductants / PER_METAL);
  out.say('reducible_metal', 1000 * reducible);
  out.say('reducible_fraction', reducible / salts);
  // Every metalloid atom kept: an upper bound, since most borohydride gives hydrogen.
  const units = Math.min(atoms / metalloidPerFilm, salts / metalPerFilm);
  const limiting =
    atoms / metalloidPerFilm <= salts / metalPerFilm ? reductant.compound.formula : salt.compound.formula;
  out.say('metal_in_film', 1000 * units * metalPerFilm);
  out.say('fraction_in_film', (units * metalPerFilm) / salts);
  const filmMass = units * film.molarMass;
  out.say('film_mass', 1e6 * filmMass);
  out.say('film_weight', (100 * filmMass) / powder);
  const metalMass = salts * parseCompound(metal).molarMass;
  out.say('all_metal_mass', 1e6 * metalMass);
  out.say('all_metal_weight', (100 * metalMass) / powder);
  if (density !== undefined)
    for (const { area, at } of areas) out.say('film_thickness', (1e9 * filmMass) / (density * area * powder), at);
  const perReductant = reductant.compound.amounts.get(metalloid) ?? 1;
  out.say('reductant_for_all_metal', ((1000 * salts) / metalPerFilm) * (metalloidPerFilm / perReductant), {
    bound: 'every atom kept',
  });
  out.say('reductant_for_all_metal', 1000 * PER_METAL * salts, { bound: `${PER_METAL} per ${metal}` });
  sayOxygen(reader, out, path, { film, units, powder, areas });
  const share = salts / reductants;
  if (share > 1 / PER_METAL)
    out.warn(
      share > 2 ? 'serious' : 'warning',
      'reductant-short',
      `${share.toPrecision(2)} ${metal} per ${reductant.compound.formula}: at ${PER_METAL} per ${metal} only ${((100 * reducible) / salts).toPrecision(2)} % of the ${metal} can be reduced; with every ${metalloid} kept ${film.formula} takes ${((100 * units * metalPerFilm) / salts).toPrecision(2)} %. ${limiting} limits; the rest of the ${metal} stays in solution or falls out as hydroxide`,
    );
  const water = salt.compound.water * salt.amount;
  if (water > 4 * reductants && /BH4/.test(reductant.compound.formula))
    out.warn(
      'warning',
      'water-of-salt',
      `the salt's own water, ${(1000 * water).toPrecision(2)} mmol, is enough to hydrolyse all of the ${reductant.compound.formula} (4 H2O each)`,
    );
  if (areas.length === 0)
    out.warn(
      'warning',
      'area-unknown',
      'no area of the powder is known: the film has no thickness (powder: { area: 0.35 m2/g })',
    );
  if (reader.has(`${path}/target`))
    planFilm(reader, out, path, {
      film,
      powder,
      areas,
      density,
      salt,
      reductant,
      metal,
      metalPerFilm,
      metalloid,
      metalloidPerFilm,
    });
  return out;
}

interface Solution {
  compound: Compound;
  /** [m3] */
  volume: number;
  /** [mol] of the compound */
  amount: number;
}

interface Area {
  /** [m2/kg] */
  area: number;
  at: Readonly<Record<string, string>>;
}

function only(metals: Map<string, number>, path: string): [string, number] {
  if (metals.size !== 1) throw new InputError(`${path}: a film has one metal here`, { where: { path } });
  return [...metals][0];
}

/** One area, or several to compare: a list of quantities. */
function readAreas(reader: RecipeReader, path: string): Area[] {
  const given = reader.map(`${path}/powder`).area;
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) return [{ area: reader.quantity(`${path}/powder/area`, 'specific area'), at: {} }];
  return given.map((text, i) => ({
    area: reader.quantity(`${path}/powder/area/${i}`, 'specific area'),
    at: { area: String(text) },
  }));
}

/** A solution of one compound that holds an element. */
function readSolution(reader: RecipeReader, path: string, element: string): Solution {
  reader.allow(path, ['volume', 'solvent'], (key) => /^[A-Z(]/.test(key));
  const volume = reader.quantity(`${path}/volume`, 'volume');
  const found = Object.keys(reader.map(path)).filter(
    (key) => /^[A-Z(]/.test(key) && parseCompound(key).amounts.has(element),
  );
  if (found.length !== 1)
    throw reader.fail(
      path,
      `has to hold one compound with ${element}; it holds ${found.length === 0 ? 'none' : found.join(', ')}`,
    );
  const concentration = reader.quantity(`${path}/${found[0]}`, 'concentration');
  return { compound: parseCompound(found[0]), volume, amount: volume * concentration };
}

/**
 * How far oxidation of the film can go with what there is: oxygen that all of it takes, against what the powder holds.
 */
function sayOxygen(
  reader: RecipeReader,
  out: StepOutcome,
  path: string,
  { film, units, powder, areas }: { film: Compound; units: number; powder: number; areas: readonly Area[] },
): void {
  const formula = reader.text(`${path}/powder/formula`, undefined);
  let oxygen = 0;
  for (const [element, amount] of film.amounts) oxygen += amount * units * (OXYGEN[element] ?? 0);
  out.say('oxygen_to_oxidise', 1000 * oxygen);
  if (formula === undefined) return;
  const oxide = parseCompound(formula);
  const held = (powder / oxide.molarMass) * (oxide.amounts.get('O') ?? 0);
  if (held === 0) return;
  const share = oxygen / held;
  out.say('oxygen_share', 100 * share);
  const density = reader.quantity(`${path}/powder/density`, 'density', undefined);
  if (density !== undefined)
    for (const { area, at } of areas) out.say('oxygen_depth', (1e9 * share) / (density * area), at);
  out.warn(
    'info',
    'oxygen-budget',
    `were all of the film oxidised by the powder, it would take ${(100 * share).toPrecision(2)} % of the powder's oxygen: what there is of ${film.formula} bounds the reaction, whatever its kinetics`,
  );
}

/** From a film that is wanted back to what has to be weighed in. */
function planFilm(
  reader: RecipeReader,
  out: StepOutcome,
  path: string,
  known: {
    film: Compound;
    powder: number;
    areas: readonly Area[];
    density: number | undefined;
    salt: Solution;
    reductant: Solution;
    metal: string;
    metalPerFilm: number;
    metalloid: string;
    metalloidPerFilm: number;
  },
): void {
  reader.allow(`${path}/target`, ['thickness', 'weight']);
  const thickness = reader.quantity(`${path}/target/thickness`, 'length', undefined);
  const weight = reader.quantity(`${path}/target/weight`, 'number', undefined);
  if ((thickness === undefined) === (weight === undefined))
    throw reader.fail(`${path}/target`, 'is either a thickness or a weight');
  if (thickness !== undefined && (known.density === undefined || known.areas.length === 0))
    throw reader.fail(`${path}/target/thickness`, 'a film of a thickness needs its density and the area of the powder');
  const cases: Area[] = thickness === undefined ? [{ area: 1, at: {} }] : [...known.areas];
  for (const { area, at } of cases) {
    const mass = thickness === undefined ? weight! * known.powder : thickness * known.density! * area * known.powder;
    const units = mass / known.film.molarMass;
    const metal = units * known.metalPerFilm;
    const saltPer = known.salt.compound.amounts.get(known.metal)!;
    const reductantPer = known.reductant.compound.amounts.get(known.metalloid)!;
    out.say('metal_needed', 1000 * metal, at);
    out.say('salt_needed', (1e6 * metal * known.salt.compound.molarMass) / saltPer, at);
    out.say('salt_concentration_needed', metal / saltPer / known.salt.volume / 1000, at);
    for (const [bound, amount] of [
      ['every atom kept', (units * known.metalloidPerFilm) / reductantPer],
      [`${PER_METAL} per ${known.metal}`, PER_METAL * metal],
    ] as const) {
      out.say('reductant_needed', 1000 * amount, { ...at, bound });
      out.say('reductant_mass_needed', 1e6 * amount * known.reductant.compound.molarMass, { ...at, bound });
      out.say('reductant_concentration_needed', amount / known.reductant.volume / 1000, { ...at, bound });
    }
  }
  out.warn(
    'info',
    'planned-back',
    `the target needs between the ${known.metalloid} that stays in the film and ${PER_METAL} ${known.reductant.compound.formula} per ${known.metal}; a porous film is thicker than the dense one counted here`,
  );
}
