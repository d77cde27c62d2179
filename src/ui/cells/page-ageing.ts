import { BARE, type Cell, type Coating, type Mechanism } from '../../cells/index.js';
import { makeAgeing, makeCoating, type Resistance } from '../../study/evidence/cells-ageing.js';
import { START } from '../../study/evidence/cells-calibrate.js';
import { NOMINAL_DRAW } from '../../study/evidence/cells-draw.js';

/** What of a coating the page lets a reader choose. */
export type CoatingChoice = Pick<Coating, 'outerCoverage' | 'boundaryCoverage' | 'boundaryStrength'> & {
  /** [1] rate of every side reaction on coated surface against bare. */
  relativeRate: number;
};

/** The coating that the study of cells takes, its unknown numbers in the middle of their ranges. */
const STUDY_COATING = makeCoating('coated', NOMINAL_DRAW);
export const USUAL_CHOICE: CoatingChoice = { ...STUDY_COATING, relativeRate: STUDY_COATING.relativeRates.film };

/**
 * Every mechanism of the study of cells at once, its unknown numbers in the middle of their ranges.
 *
 * @param where what resists as the cathode ages: about as much as the study fits
 */
export function makePageAgeing(cell: Cell, where: Resistance['where'], choice?: CoatingChoice): Mechanism[] {
  const rate = choice?.relativeRate ?? 1;
  const coating: Coating = choice ? { ...STUDY_COATING, ...choice, relativeRates: { film: rate, oxygen: rate, dissolution: rate, corrosion: rate } } : BARE;
  return makeAgeing(cell, coating, NOMINAL_DRAW, { where, value: START[where] }, { factor: 1 });
}
