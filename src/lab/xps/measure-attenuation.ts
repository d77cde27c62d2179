import type { Context } from '../../core/index.js';
import type { CoreLevel } from './core-levels.js';
import { findLines } from './find-lines.js';
import { restart } from './fit-region.js';
import { fitRegion, type LineStart, type RegionData, type RegionFit } from './fit-region.js';
import { toRegionOptions } from './fit-choices.js';
import { FIRST_LINE } from './region-model.js';

/** What a layer leaves of a region. */
export interface Attenuation {
  /** [1] coated over bare, with its standard deviation */
  ratio: number;
  sigma: number;
  bare: RegionFit;
  coated: RegionFit;
  /** [1] χ² per degree of freedom of the coated region with the shape of the bare one */
  reduced: number;
}

/**
 * Ratio of a region's intensity under a layer to that without: the lines found without the layer are fitted under it as
 * one envelope, with one scale and one shift, each over its own background. That takes less from the noise than fitting
 * every line twice.
 */
export async function measureAttenuation(
  bare: RegionData,
  coated: RegionData,
  level: CoreLevel | undefined,
  ctx?: Context,
): Promise<Attenuation | undefined> {
  const found = await findLines(bare, level, toRegionOptions('shirley', bare), ctx);
  if (found.lines.length === 0) return undefined;
  const envelope = holdShape(restart(found));
  const [base, slope, loss] = found.parameters;
  const options = { ...toRegionOptions('shirley', bare), start: { base, slope, loss } };
  const again = await fitRegion(bare, envelope, options, ctx);
  const scaled = await fitRegion(coated, envelope, toRegionOptions('shirley', coated), ctx);
  const a0 = again.parameters[FIRST_LINE];
  const a1 = scaled.parameters[FIRST_LINE];
  const ratio = a1 / a0;
  const s0 = again.sigma[FIRST_LINE] ?? 0;
  const s1 = scaled.sigma[FIRST_LINE] ?? 0;
  return {
    ratio,
    sigma: Math.hypot(s1 / a0, (ratio * s0) / a0),
    bare: found,
    coated: scaled,
    reduced: scaled.chiSquare / Math.max(1, coated.energy.length - scaled.free),
  };
}

/** The lines as one envelope: the strongest carries scale and shift of all. */
export function holdShape(lines: readonly LineStart[]): LineStart[] {
  const sorted = [...lines].sort((a, b) => b.area - a.area);
  const [main, ...rest] = sorted;
  const held = ['gauss', 'lorentz', 'asymmetry'] as const;
  const plain = (line: LineStart): LineStart => ({
    ...line,
    held,
    partner: undefined,
    sameGauss: undefined,
    sameLorentz: undefined,
    prior: undefined,
    within: undefined,
  });
  return [
    plain(main),
    ...rest.map((line) => ({
      ...plain(line),
      partner: { line: 0, ratio: line.area / main.area, splitting: line.position - main.position },
      shape: line.shape,
    })),
  ];
}
