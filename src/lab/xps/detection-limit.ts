import type { Context } from '../../core/index.js';
import type { CoreLevel } from './core-levels.js';
import { fitRegion, type RegionData, type RegionOptions } from './fit-region.js';
import { FIRST_LINE } from './region-model.js';

/** What a region without a line could hide. */
export interface DetectionLimit {
  /** [count eV] three standard deviations of the area of a line fitted where the level would be */
  limit: number;
  /** [eV] place and width of that line */
  position: number;
  width: number;
  /** [count eV] what was fitted there, of either sign, and its standard deviation */
  area: number;
  sigma: number;
}

/** [eV] full width of the line that is looked for */
const WIDTH = 1.4;

/**
 * Detection limit 3σ of the *fitted* area, with the background free: the largest over the places where compounds of the
 * element have their line (else the middle of its range, else of the window). Currie, Anal. Chem. 40 (1968) 586.
 */
export async function computeDetectionLimit(
  data: RegionData,
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<DetectionLimit> {
  const first = data.energy[0];
  const last = data.energy[data.energy.length - 1];
  const places = level?.compounds?.map(([from, to]) => (from + to) / 2) ?? [
    level ? (level.range[0] + level.range[1]) / 2 : (first + last) / 2,
  ];
  let worst: DetectionLimit | undefined;
  for (const place of places) {
    const position = Math.max(first + WIDTH, Math.min(last - WIDTH, place));
    const fit = await fitRegion(
      data,
      [
        {
          name: 'line',
          shape: { kind: 'voigt' },
          area: 0,
          position,
          gauss: WIDTH,
          lorentz: 0.28,
          held: ['position', 'gauss', 'lorentz'],
        },
      ],
      { ...options, kernel: { kind: 'none' } },
      ctx,
    );
    const sigma = fit.sigma[FIRST_LINE] ?? 0;
    const found = { limit: 3 * sigma, position, width: WIDTH, area: fit.parameters[FIRST_LINE], sigma };
    if (!worst || found.limit > worst.limit) worst = found;
  }
  return worst!;
}
