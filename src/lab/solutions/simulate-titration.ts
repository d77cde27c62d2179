import { contextRng, InputError, Table, type Context, type Recording } from '../../core/index.js';
import { makeSimulatedOrigin } from '../simulated-origin.js';
import { ACID_CONSTANTS, LI2CO3, LIOH, speciate, type AcidConstants } from './titrate-alkali.js';

/** A powder's washing water on a titrator. */
export interface TitrationPlan {
  /** [1] mass fractions of the powder */
  lioh: number;
  li2co3: number;
  /** [kg] */
  powder: number;
  /** [m3] */
  water: number;
  aliquot: number;
  added: number;
  /** [mol/m3] */
  acid: number;
  /** [m3] between points */
  step: number;
  /** [1] standard deviation of a pH */
  noise: number;
  /** [1] pH at which the titrator stops */
  end?: number;
  /** [mol] of CO2 that the aliquot took up from air */
  carbonDioxide?: number;
  constants?: AcidConstants;
}

/** What a titrator would write: pH of every addition by the charge balance, with noise, down to where it stops. */
export function simulateTitration(plan: TitrationPlan, ctx?: Context): Recording {
  const { powder, water, aliquot, added, acid, step, noise, end = 4, carbonDioxide = 0 } = plan;
  if (!(step > 0 && acid > 0 && powder > 0 && aliquot > 0 && water >= aliquot))
    throw new InputError('a titration needs powder, water, an aliquot of it, acid and a step');
  const constants = plan.constants ?? ACID_CONSTANTS;
  const rng = contextRng(ctx);
  const part = (powder * aliquot) / water;
  const hydroxide = (plan.lioh * part) / (LIOH * 1e-3) - 2 * carbonDioxide;
  const carbonate = (plan.li2co3 * part) / (LI2CO3 * 1e-3) + carbonDioxide;
  const volume: number[] = [];
  const ph: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const v = i * step;
    const exact = solvePh(hydroxide, carbonate, acid * v, aliquot + added + v, constants);
    volume.push(1e6 * v);
    ph.push(exact + noise * rng.normal());
    if (exact < end) break;
  }
  return {
    kind: 'titration',
    table: new Table([
      { name: 'volume_millilitre', values: Float64Array.from(volume) },
      { name: 'ph', values: Float64Array.from(ph) },
    ]),
    about: {},
    metadata: {},
    origin: makeSimulatedOrigin('titrator', { ...plan }),
    notes: [],
  };
}

/** pH at which the charges balance, by bisection: the balance falls with pH. */
function solvePh(
  hydroxide: number,
  carbonate: number,
  chloride: number,
  volume: number,
  constants: AcidConstants,
): number {
  let [low, high] = [0, 14];
  for (let i = 0; i < 60; i++) {
    const ph = (low + high) / 2;
    const s = speciate(ph, constants);
    const charge =
      hydroxide +
      2 * carbonate +
      (s.hydrogen - s.hydroxide) * volume -
      chloride -
      carbonate * (s.bicarbonate + 2 * s.carbonate);
    if (charge > 0) low = ph;
    else high = ph;
  }
  return (low + high) / 2;
}
