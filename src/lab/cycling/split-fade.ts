import type { Estimate, Note } from '../../core/index.js';
import type { Cycle } from './compute-cycles.js';
import type { Block } from './recognise-protocol.js';

/** Fade of a test, by what slow check-up cycles bring back. */
export interface FadeSplit {
  /** Cycle of the check-up. */
  cycle: number;
  /** [%] of the first capacity at the fast rate: lost at that rate. */
  total: Estimate;
  /** [%] recovered at low rate: polarisation. */
  kinetic: Estimate;
  /** [%] not recovered at low rate either: lithium or sites lost. */
  thermodynamic: Estimate;
}

/**
 * Splits fade into a kinetic part, which slow cycles recover, and a thermodynamic part, which they do not.
 *
 * The thermodynamic part is the loss between the first slow cycles of the test (formation or check-up) and the check-up
 * after the fade; the rest of what the fast cycles lost is kinetic. Both are shares of the capacity that the fast
 * cycles began with.
 */
export function splitFade(cycles: readonly Cycle[], blocks: readonly Block[]): { splits: FadeSplit[]; notes: Note[] } {
  const at = (number: number): Cycle | undefined => cycles.find((c) => c.number === number);
  const capacities = (block: Block): number[] =>
    cycles
      .filter((c) => c.number >= block.from && c.number <= block.to && c.discharge)
      .map((c) => c.discharge!.capacity);
  const fastBlocks = blocks.filter((b) => b.role === 'cycling' && b.to - b.from >= 10);
  const slowBlocks = blocks.filter((b) => b.role === 'recovery' || b.role === 'formation');
  const firstFast = fastBlocks[0];
  if (!firstFast) return { splits: [], notes: [] };
  const reference = slowBlocks.find((b) => b.from < firstFast.from) ?? slowBlocks[0];
  const checkUps = slowBlocks.filter((b) => b.role === 'recovery' && b !== reference);
  if (!reference || checkUps.length === 0)
    return {
      splits: [],
      notes: [
        {
          level: 'info',
          code: 'no-check-up',
          text: 'fade is not split: that needs slow cycles before the fast ones and after them',
        },
      ],
    };
  const start = capacities(firstFast)[0];
  if (!(start !== undefined && start > 0))
    return {
      splits: [],
      notes: [
        {
          level: 'serious',
          code: 'nothing-to-fade',
          text: 'fade is not split: the fast cycles begin without any discharge',
        },
      ],
    };
  const slowStart = Math.max(...capacities(reference));
  const slowScatter = scatter(capacities(reference));
  const splits = checkUps.map((block): FadeSplit => {
    const lastFast = cycles.findLast((c) => c.number < block.from && c.discharge)!;
    const slow = capacities(block);
    const total = (100 * (start - lastFast.discharge!.capacity)) / start;
    const thermodynamic = (100 * (slowStart - Math.max(...slow))) / start;
    const sigma = (100 * Math.hypot(scatter(slow), slowScatter)) / start;
    const estimate = (value: number): Estimate => ({ value, n: 1, unit: '%', ...(slow.length > 1 && { sigma }) });
    return {
      cycle: at(block.from)?.number ?? block.from,
      total: { value: total, n: 1, unit: '%' },
      kinetic: estimate(total - thermodynamic),
      thermodynamic: estimate(thermodynamic),
    };
  });
  return { splits, notes: [] };
}

function scatter(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1));
}
