import type { Context } from '../../core/index.js';
import { fitRegion, restart, type RegionData, type RegionFit, type RegionOptions } from './fit-region.js';
import { iterateShirley } from './iterate-shirley.js';
import { FIRST_LINE, PER_LINE } from './region-model.js';

/** Ways to take the background, by the words of the setting. */
export const BACKGROUNDS = [
  'shirley',
  'shirley-static',
  'linear',
  'tougaard-u2',
  'tougaard-u3',
  'tougaard-u4',
] as const;
export type Background = (typeof BACKGROUNDS)[number];

/**
 * What a choice of background means to the fit. Tougaard's universal cross-section has C = 1643 eV²; U3 C = 551, D =
 * 436 (aluminium-like, as CasaXPS has it) and U4 the same beyond a gap of 4 eV, as an insulator has (Surf. Interface
 * Anal. 25 (1997) 137).
 */
export function toRegionOptions(background: Background, data: RegionData): RegionOptions {
  switch (background) {
    case 'shirley':
      return { kernel: { kind: 'shirley' } };
    case 'shirley-static': {
      const ends = Math.max(3, Math.min(12, data.energy.length >> 4));
      return { kernel: { kind: 'none' }, fixed: iterateShirley(data.energy, data.counts, ends) };
    }
    case 'linear':
      return { kernel: { kind: 'none' } };
    case 'tougaard-u2':
      return { kernel: { kind: 'tougaard', c: 1643 } };
    case 'tougaard-u3':
      return { kernel: { kind: 'tougaard-3', c: 551, d: 436, gap: 0 } };
    default:
      return { kernel: { kind: 'tougaard-3', c: 551, d: 436, gap: 4 } };
  }
}

/** The same lines on another background. */
export interface BackgroundChoice {
  background: Background;
  /** [1] χ² per degree of freedom */
  reduced: number;
  /** Whether the data bear it: χ² no more than 12 above the best. */
  borne: boolean;
  /** [count eV] (lines) */
  areas: number[];
  /** [eV] (lines) */
  positions: number[];
}

/** Fits the lines of a fit on every background, so that the effect of the choice is seen. */
export async function fitChoices(
  data: RegionData,
  fit: RegionFit,
  taken: Background,
  ctx?: Context,
): Promise<BackgroundChoice[]> {
  const out: BackgroundChoice[] = [];
  for (const background of BACKGROUNDS) {
    let other: RegionFit | undefined = background === taken ? fit : undefined;
    if (!other) {
      try {
        const [base, slope] = fit.parameters;
        other = await fitRegion(
          data,
          restart(fit),
          {
            ...toRegionOptions(background, data),
            start: background === 'shirley-static' ? undefined : { base, slope, loss: 0 },
            tolerance: 1e-6,
            passes: 1,
          },
          ctx,
        );
      } catch (error) {
        if ((error as { code?: string }).code === 'abort') throw error;
        continue;
      }
    }
    const at = (k: number): number[] => fit.lines.map((_, s) => other.parameters[FIRST_LINE + PER_LINE * s + k]);
    out.push({
      background,
      reduced: other.chiSquare / Math.max(1, data.energy.length - other.free),
      borne: true,
      areas: at(0),
      positions: at(1),
    });
  }
  const best = Math.min(...out.map((o) => o.reduced));
  const scale = data.counted || data.sigma ? 1 : best;
  const points = data.energy.length;
  return out.map((o) => ({
    ...o,
    borne: (o.reduced - best) * points <= REFUSED * scale || o.background === taken,
  }));
}

/** [1] χ² above the best from which on the data refuse a choice */
const REFUSED = 12;

/** Half the range of a number over the choices that the data bear. */
export function spreadOver(choices: readonly BackgroundChoice[], of: (choice: BackgroundChoice) => number): number {
  const values = choices.filter((c) => c.borne).map(of);
  return values.length < 2 ? 0 : (Math.max(...values) - Math.min(...values)) / 2;
}
