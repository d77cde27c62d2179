import { shippedAgeingData, type Cell, type Coating } from '../../cells/index.js';
import { parseJsonText } from '../../io/bpx/index.js';

/** What of a coating the page lets a reader choose. */
export type CoatingChoice = Pick<Coating, 'outerCoverage' | 'boundaryCoverage' | 'boundaryStrength'> & {
  /** [1] rate of every side reaction on coated surface against bare. */
  relativeRate: number;
};

/**
 * Mechanisms for a cell, as a file holds them: those of the set that ships, with a resistance of lost contact in
 * cracks, which in the study of cells is what stops the bare cathode. What the page's sliders do not set of the coating
 * stands here too.
 */
export function suggestAgeing(cell: Cell): string {
  const { mechanisms, coating } = shippedAgeingData('coated', cell);
  const { thickness, resistivity } = coating!;
  return JSON.stringify(
    {
      mechanisms: {
        ...mechanisms,
        'particle-cracking': { ...mechanisms['particle-cracking'], contact_resistance: '1 ohm m2' },
      },
      coating: { thickness, resistivity },
    },
    null,
    1,
  );
}

/**
 * The same mechanisms with the chosen coating, or on a bare cathode.
 *
 * @throws ReadError where the text is not JSON
 */
export function withCoating(text: string, choice?: CoatingChoice): string {
  const { coating, ...rest } = parseJsonText(text, 'mechanisms') as { coating?: object };
  if (!choice) return JSON.stringify(rest, null, 1);
  const { outerCoverage, boundaryCoverage, boundaryStrength, relativeRate: rate } = choice;
  const chosen = {
    outer_coverage: outerCoverage,
    boundary_coverage: boundaryCoverage,
    relative_rates: { film: rate, oxygen: rate, dissolution: rate, corrosion: rate },
    boundary_strength: boundaryStrength,
  };
  return JSON.stringify({ ...rest, coating: { ...coating, ...chosen } }, null, 1);
}
