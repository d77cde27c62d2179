import { InputError, parseQuantity } from '../core/index.js';
import type { Command } from 'commander';
import type { PolycrystalSpec } from '../grains/index.js';
import { integerOption, numberOption, parseSeeds, quantityOption } from './options.js';

/** Options that say what a particle is, shared by the commands that make one. */
export interface ParticleOptions {
  diameter?: readonly [number, number, number];
  grain?: number;
  grains?: number;
  seeds: number[];
  periodic?: boolean;
  equal?: boolean;
  lloyd?: number;
  spread?: number;
  texture?: number;
  elongation?: number;
  porosity?: number;
}

export function addParticleOptions(command: Command, seeds = '1'): Command {
  return command
    .option('--diameter <quantity>', 'of the particle, such as 12 um, or three: "12 x 10 x 8 um"', parseDiameters)
    .option('--grain <quantity>', 'size of a grain: cube root of the mean volume', quantityOption('--grain', 'length'))
    .option('--grains <number>', 'how many, in place of one of the two', integerOption('--grains', { min: 1 }))
    .option('--seeds <list>', 'particles that differ by chance only: 7, 1..5 or 1,2,5', parseSeeds, parseSeeds(seeds))
    .option('--equal', 'equal weights and random seeds: a Poisson–Voronoi diagram')
    .option(
      '--lloyd <number>',
      'times that seeds move to the centres of their cells',
      integerOption('--lloyd', { min: 0, max: 100 }),
    )
    .option(
      '--spread <number>',
      'standard deviation of ln(grain diameter)',
      numberOption('--spread', { min: 0, max: 0.8 }),
    )
    .option(
      '--texture <number>',
      '0: c axes anyhow; 1: across the radius',
      numberOption('--texture', { min: 0, max: 1 }),
    )
    .option(
      '--elongation <number>',
      'length of grains along the radius over width',
      numberOption('--elongation', { min: 1, max: 6 }),
    )
    .option(
      '--porosity <number>',
      'share of the particle that is void',
      numberOption('--porosity', { min: 0, max: 0.8 }),
    );
}

/** Options that say how a particle is made, by the names a person gives them. */
const MAKING = [
  'diameter',
  'grain',
  'grains',
  'equal',
  'lloyd',
  'spread',
  'texture',
  'elongation',
  'porosity',
] as const;

/**
 * Refuses what says how a particle is made where one is given.
 *
 * @param asked whether seeds were asked for
 */
export function refuseMaking(file: string, o: ParticleOptions, asked = false): void {
  const clash = asked ? 'seeds' : MAKING.find((name) => o[name] !== undefined);
  if (clash) throw new InputError(`--${clash} says how a particle is made, but ${file} is one already`);
}

/** What is asked for, with the usual particle where nothing is said: 12 um of 0.5 um grains. */
export function toSpec(
  o: ParticleOptions,
  seed: number,
  usual: { diameter?: number; grains?: number } = { diameter: 12e-6 },
): PolycrystalSpec {
  const count = o.grains ?? (o.diameter || o.grain === undefined ? undefined : usual.grains);
  const grain = o.grain ?? (o.diameter && count !== undefined ? undefined : 0.5e-6);
  const axes = o.diameter && ([o.diameter[0] / 2, o.diameter[1] / 2, o.diameter[2] / 2] as const);
  const fallback = axes === undefined && count === undefined ? usual : undefined;
  const half = (fallback?.diameter ?? 0) / 2;
  if (axes && count !== undefined && o.grain !== undefined)
    throw new InputError('--diameter, --grain and --grains decide one another', { hint: 'give two of them' });
  return {
    shape: o.periodic ? 'box' : 'particle',
    halfAxes: axes ?? (fallback?.diameter ? [half, half, half] : undefined),
    grainSize: grain,
    grains: count ?? (fallback?.diameter ? undefined : fallback?.grains),
    seed,
    lloyd: o.lloyd ?? (o.equal ? 0 : undefined),
    spread: o.spread,
    texture: o.texture,
    elongation: o.elongation,
    porosity: o.porosity,
  };
}

function parseDiameters(text: string): readonly [number, number, number] {
  const parts = text.split(/[x×]/);
  if (parts.length !== 1 && parts.length !== 3)
    throw new InputError(`--diameter cannot be "${text}"`, { hint: 'write 12 um, or "12 x 10 x 8 um"' });
  const unit = /[a-zµμÅ]+\s*$/i.exec(parts[parts.length - 1])?.[0] ?? '';
  const values = parts.map((part) => {
    try {
      return parseQuantity(/[a-zµμÅ]\s*$/i.test(part) ? part.trim() : `${part.trim()} ${unit}`, 'length').value;
    } catch (error) {
      throw new InputError(`--diameter: ${(error as Error).message}`, { cause: error, hint: 'write 12 um' });
    }
  });
  if (!values.every((v) => v > 0)) throw new InputError(`--diameter must be above 0, not "${text}"`);
  return values.length === 3 ? [values[0], values[1], values[2]] : [values[0], values[0], values[0]];
}
