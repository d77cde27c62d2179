import { LI2CO3, LIOH } from '../solutions/titrate-alkali.js';
import type { RecipeReader } from './recipe-reader.js';
import { StepOutcome } from './step-outcome.js';

const KEYS = [
  'kind',
  'powder',
  'water',
  'aliquot',
  'added',
  'acid',
  'first end point',
  'second end point',
  'duration',
] as const;

/**
 * Residual lithium from the two end points of a titration (Warder): LiOH = (2 V₁ − V₂) c, Li2CO3 = (V₂ − V₁) c, times
 * water over aliquot.
 */
export function wash(reader: RecipeReader, path: string, step: string): StepOutcome {
  const out = new StepOutcome(step);
  reader.allow(path, KEYS);
  const powder = reader.quantity(`${path}/powder`, 'mass');
  const water = reader.quantity(`${path}/water`, 'volume');
  const aliquot = reader.quantity(`${path}/aliquot`, 'volume');
  const acid = reader.quantity(`${path}/acid`, 'concentration');
  const first = reader.quantity(`${path}/first end point`, 'volume');
  const second = reader.quantity(`${path}/second end point`, 'volume');
  if (second < first) throw reader.fail(`${path}/second end point`, 'comes before the first');
  if (second > 2 * first)
    out.warn(
      'serious',
      'bicarbonate',
      'the second end point lies beyond twice the first: the solution holds bicarbonate, and no hydroxide',
    );
  const scale = (100 * acid * water) / (aliquot * powder * 1000);
  out.say('lioh', scale * (2 * first - second) * LIOH);
  out.say('li2co3', scale * (second - first) * LI2CO3);
  return out;
}
