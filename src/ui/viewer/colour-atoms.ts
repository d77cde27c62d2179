import { CATEGORY_COLOURS } from '../../figure/theme.js';
import { elementColour } from '../../scene/appearance.js';
import type { Bonds } from '../../scene/find-drawn-bonds.js';
import type { SceneFrame } from '../../scene/pack-frames.js';

export type ColourBy = 'element' | 'coordination' | 'moment' | 'group';

/** Colours of atoms and what they mean. */
export interface Colouring {
  of(index: number): string;
  legend: { colour: string; label: string }[];
}

/** What the atoms of a scene can be coloured by. */
export function colourChoices(frame: SceneFrame): ColourBy[] {
  return [
    'element',
    'coordination',
    ...(frame.moments ? ['moment' as const] : []),
    ...(frame.groups ? ['group' as const] : []),
  ];
}

/**
 * Chooses the colours of a frame. `momentRange` [μB] is that of the whole scene, so that colours keep their meaning
 * while it plays.
 */
export function colourAtoms(by: ColourBy, frame: SceneFrame, bonds: Bonds, momentRange: [number, number]): Colouring {
  const distinct = (values: ArrayLike<number>): number[] => [...new Set(Array.from(values))].sort((a, b) => a - b);
  switch (by) {
    case 'element':
      return { of: (i) => elementColour(frame.elements[i]), legend: [] };
    case 'coordination': {
      const numbers = frame.elements.map((_, i) => bonds.offsets[i + 1] - bonds.offsets[i]);
      const colour = (n: number): string => ramp(Math.min(n, 8) / 8);
      return {
        of: (i) => colour(numbers[i]),
        legend: distinct(numbers).map((n) => ({
          colour: colour(n),
          label: `${n} neighbours`.replace(/^1 .*/, '1 neighbour'),
        })),
      };
    }
    case 'moment': {
      const [low, high] = momentRange;
      const share = (m: number): number => (m - low) / (high - low || 1);
      const steps = [0, 0.25, 0.5, 0.75, 1].map((s) => low + s * (high - low));
      return {
        of: (i) => ramp(share(frame.moments![i])),
        legend: steps.map((m) => ({ colour: ramp(share(m)), label: `${m.toFixed(2)} μB` })),
      };
    }
    case 'group': {
      const groups = distinct(frame.groups!);
      const colour = (g: number): string => CATEGORY_COLOURS[groups.indexOf(g) % CATEGORY_COLOURS.length];
      return {
        of: (i) => colour(frame.groups![i]),
        legend: groups.map((g) => ({ colour: colour(g), label: `group ${g}` })),
      };
    }
  }
}

/**
 * Dark blue over green to yellow; lightness grows evenly, so that it reads without colour too. Between anchors of
 * viridis (CC0).
 */
function ramp(share: number): string {
  const anchors = [
    [68, 1, 84],
    [59, 82, 139],
    [33, 145, 140],
    [94, 201, 98],
    [253, 231, 37],
  ];
  const x = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (anchors.length - 1);
  const k = Math.min(anchors.length - 2, Math.floor(x));
  return `#${anchors[k]
    .map((c, i) =>
      Math.round(c + (anchors[k + 1][i] - c) * (x - k))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
