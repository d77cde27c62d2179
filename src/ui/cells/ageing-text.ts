import type { Cell, Coating } from '../../cells/index.js';
import { parseJsonText } from '../../io/bpx/index.js';

/** What of a coating the page lets a reader choose. */
export type CoatingChoice = Pick<Coating, 'outerCoverage' | 'boundaryCoverage' | 'boundaryStrength'> & {
  /** [1] rate of every side reaction on coated surface against bare. */
  relativeRate: number;
};

/**
 * Mechanisms for a cell, as a file holds them: those of the set that ships, with a resistance of lost contact in cracks, which in the study of
 * cells is what stops the bare cathode. What the page's sliders do not set of the coating stands here too.
 */
export function suggestAgeing(cell: Cell): string {
  const anode = cell.negative.kind === 'lithium' ? { 'lithium-metal-ageing': {} } : { 'sei-on-graphite': { metal_catalysis: 2e4 } };
  const cathode = { 'film-on-cathode': {}, 'rock-salt-shell': {}, 'particle-cracking': { contact_resistance: '1 ohm m2' }, 'metal-dissolution': {}, 'metal-deposition': {} };
  return JSON.stringify({ mechanisms: { ...cathode, ...anode }, coating: { thickness: '5 nm', resistance: '7e-5 ohm m2' } }, null, 1);
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
  const chosen = { outer_coverage: outerCoverage, boundary_coverage: boundaryCoverage, relative_rates: { film: rate, oxygen: rate, dissolution: rate, corrosion: rate }, boundary_strength: boundaryStrength };
  return JSON.stringify({ ...rest, coating: { ...coating, ...chosen } }, null, 1);
}
