import type { Note } from '../../core/index.js';

/** What the words of a file say about a run: mass, heating rate, which way is exothermic. */
export interface RunWords {
  /** [g] */
  sample_mass_gram?: number;
  /** [K/min] */
  heating_rate_kelvin_per_minute?: number;
  exothermic?: 'up' | 'down';
}

const NUMBER = '([0-9]+(?:[.,][0-9]+)?)';

/**
 * Reads mass, heating rate and direction out of free words such as `sample mass 5.0 mg, heating rate 10 degC/min,
 * exothermic up`.
 */
export function describeRun(words: string): RunWords {
  const found: RunWords = {};
  const mass =
    new RegExp(`(?:sample\\s*(?:mass|weight)|mass|weight|size)[^0-9\\n]{0,20}${NUMBER}\\s*(mg|g|ug|µg)\\b`, 'i').exec(
      words,
    ) ?? new RegExp(`sample\\s*(?:mass|weight)\\s*/\\s*(mg|g)\\s*[:;,]\\s*;?\\s*${NUMBER}`, 'i').exec(words);
  if (mass) {
    const [number, unit] = /^[a-zµ]/i.test(mass[1]!) ? [mass[2]!, mass[1]!] : [mass[1]!, mass[2]!];
    const value = Number(number.replace(',', '.'));
    const scale = { mg: 1e-3, g: 1, ug: 1e-6, µg: 1e-6 }[unit.toLowerCase()] ?? 1;
    if (value > 0) found.sample_mass_gram = value * scale;
  }
  const rate = new RegExp(`${NUMBER}\\s*\\(?\\s*(?:°\\s*C|deg\\s*C|degC|K|�C)\\s*/\\s*min`, 'i').exec(words);
  if (rate) found.heating_rate_kelvin_per_minute = Number(rate[1]!.replace(',', '.'));
  const direction = describeDirection(words);
  if (direction) found.exothermic = direction;
  return found;
}

/** `exo up`, `^exo`, `exothermic down`, `endo up`. */
export function describeDirection(words: string): 'up' | 'down' | undefined {
  if (/\bexo(?:therm(?:ic|al)?)?[\s:=_-]*(?:is\s+)?(?:up|positive|\+)|[\^↑]\s*exo|exo\s*[\^↑]/i.test(words))
    return 'up';
  if (/\bexo(?:therm(?:ic|al)?)?[\s:=_-]*(?:is\s+)?(?:down|negative)|[↓]\s*exo|exo\s*[↓]/i.test(words)) return 'down';
  if (/\bendo(?:therm(?:ic|al)?)?[\s:=_-]*(?:is\s+)?(?:up|positive)|[\^↑]\s*endo|endo\s*[\^↑]/i.test(words))
    return 'down';
  if (/\bendo(?:therm(?:ic|al)?)?[\s:=_-]*(?:is\s+)?(?:down|negative)|[↓]\s*endo|endo\s*[↓]/i.test(words)) return 'up';
  return undefined;
}

/** Tells which way a file's heat flow counts. */
export function noteDirection(direction: 'up' | 'down' | undefined, why: string): Note {
  return direction
    ? {
        level: 'info',
        code: 'exothermic-direction',
        text: `heat that comes out of the sample points ${direction} (${why}); values are kept as they are`,
      }
    : {
        level: 'warning',
        code: 'exothermic-unknown',
        text: `nothing in the file says which way heat that comes out points${why ? ` (${why})` : ''}; an analysis asks, or tells by the heat capacity's level`,
      };
}
