import type { Structure } from '../../core/index.js';
import { occupantsOf } from './order/mixed-sites.js';
import type { PlaneStack } from './plane-layers.js';

/**
 * Tasker's types of ionic surface: I neutral layers, II charged layers without a dipole across the repeat, III with
 * one.
 */
export type TaskerType = 'I' | 'II' | 'III';

/** One way of ending a crystal along a plane. */
export interface Termination {
  /** Place in the list of distinct terminations; the least polar first. */
  index: number;
  /** Gap of the stack at which the crystal ends: it lies above layer `gap`. */
  gap: number;
  /** All gaps that symmetry makes equal to this one, seen from the same side. */
  equalGaps: readonly number[];
  /** Gaps at which the lower face of a slab is equal to this termination. */
  mirrorGaps: readonly number[];
  /** Outermost atomic layer and the one below, per reduced in-plane cell, e.g. `LiNiO2`. */
  outermost: string;
  below: string;
  /** [Å] empty height between the outermost layer and the next one outward in the bulk. */
  width: number;
  /** Whether a slab with this termination on both faces exists. */
  symmetric: boolean;
  /** Undefined where the crystal has no formal charges. */
  tasker?: TaskerType;
  /** [e·Å] dipole of one repeat that ends here, per reduced in-plane cell. */
  dipole?: number;
}

const wrap = (value: number): number => value - Math.floor(value);
const sameHeight = (a: number, b: number): boolean => Math.abs(wrap(a - b + 0.5) - 0.5) < 1e-3;

/**
 * All distinct terminations of a stack. Two gaps end the crystal in the same way when an operation of the space group
 * that keeps the outward normal takes one to the other. Polarity: Tasker, J. Phys. C 12 (1979) 4977,
 * doi:10.1088/0022-3719/12/22/036.
 *
 * @param charges [e] (n) formal charges of the bulk's sites, if it has any
 * @param shift   [Å] by which atoms stand off their mean places: smaller dipoles of all charges together are not
 *   polarity
 */
export function findTerminations(
  stack: PlaneStack,
  bulk: Structure,
  charges: Float64Array | undefined,
  shift = 0,
): Termination[] {
  const images = (height: number, sign: 1 | -1): number[] =>
    stack.gaps.flatMap((gap, i) =>
      stack.heightOperations.some((op) => op.sign === sign && sameHeight(op.sign * height + op.shift, gap)) ? [i] : [],
    );
  const seen = new Set<number>();
  const found: Omit<Termination, 'index'>[] = [];
  stack.gaps.forEach((height, gap) => {
    if (seen.has(gap)) return;
    const equalGaps = images(height, 1);
    for (const equal of equalGaps) seen.add(equal);
    const mirrorGaps = images(height, -1);
    const count = stack.layers.length;
    const above = stack.layers[(gap + 1) % count];
    const outward = above.from + (gap + 1 >= count ? 1 : 0) - stack.layers[gap].to;
    found.push({
      gap,
      equalGaps,
      mirrorGaps,
      outermost: layerFormula(stack, bulk, gap),
      below: layerFormula(stack, bulk, (gap - 1 + count) % count),
      width: outward * stack.spacing,
      symmetric: mirrorGaps.length > 0,
      ...(charges && computePolarity(stack, charges, gap, shift)),
    });
  });
  return found
    .sort((a, b) => Math.abs(a.dipole ?? 0) - Math.abs(b.dipole ?? 0) || b.width - a.width || a.gap - b.gap)
    .map((termination, index) => ({ index, ...termination }));
}

/**
 * Formula of one atomic layer per reduced in-plane cell, elements in order of first appearance in the bulk; mixed sites
 * count by occupancy.
 */
export function layerFormula(stack: PlaneStack, bulk: Structure, layer: number): string {
  const amounts = new Map([...new Set(bulk.elements)].map((element) => [element, 0]));
  for (const k of stack.layers[layer].atoms)
    for (const { element, occupancy } of occupantsOf(bulk, stack.atoms[k]))
      amounts.set(element, (amounts.get(element) ?? 0) + occupancy);
  return formatAmounts(amounts);
}

/** `Li5Ni5O10` of a list of symbols, in the given order of elements. */
export function formatCounts(symbols: readonly string[], order: readonly string[]): string {
  return formatAmounts(
    new Map(order.map((element) => [element, symbols.filter((symbol) => symbol === element).length])),
  );
}

function formatAmounts(amounts: ReadonlyMap<string, number>): string {
  const late = (element: string) => (element === 'O' || element === 'F' ? 1 : 0);
  return [...amounts]
    .sort(([a], [b]) => late(a) - late(b))
    .filter(([, n]) => n > 1e-9)
    .map(([element, n]) => `${element}${Math.abs(n - 1) < 1e-9 ? '' : Number(n.toFixed(3))}`)
    .join('');
}

/** Type and dipole of the repeat whose top is the gap above layer `gap`. */
function computePolarity(
  stack: PlaneStack,
  charges: Float64Array,
  gap: number,
  shift: number,
): { tasker: TaskerType; dipole: number } {
  let dipole = 0;
  let largest = 0;
  let all = 0;
  stack.layers.forEach((layer, i) => {
    let sum = 0;
    for (const k of layer.atoms) {
      const q = charges[stack.atoms[k]];
      sum += q;
      all += Math.abs(q);
      dipole += q * (stack.coordinates[3 * k + 2] - (i > gap ? 1 : 0)) * stack.spacing;
    }
    largest = Math.max(largest, Math.abs(sum));
  });
  // A hundredth of an electron and of an electron times one repeat: far below any real polarity, above rounding of
  // coordinates.
  const polar = Math.abs(dipole) > 0.01 * stack.spacing + shift * all;
  return { tasker: polar ? 'III' : largest < 0.01 + 0.02 * shift * all ? 'I' : 'II', dipole: polar ? dipole : 0 };
}
