import { CATEGORY_COLOURS } from '../../figure/theme.js';
import { elementColour } from '../../scene/appearance.js';
import type { Bonds } from '../../scene/find-drawn-bonds.js';
import type { SceneFrame } from '../../scene/pack-frames.js';

export type ColourBy = 'element' | 'coordination' | 'moment' | 'group' | 'disagreement';

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
    ...(frame.disagreements ? ['disagreement' as const] : []),
  ];
}

/** Least and greatest moment [μB] and disagreement [eV/Å] of a whole scene. */
export interface ScaleRanges {
  moment: [number, number];
  disagreement: [number, number];
}

/** Ranges of all frames, so that colours keep their meaning while they play. */
export function findScaleRanges(frames: readonly SceneFrame[]): ScaleRanges {
  const range = (pick: (frame: SceneFrame) => ArrayLike<number> | undefined): [number, number] => {
    const ends: [number, number] = [Infinity, -Infinity];
    for (const frame of frames)
      for (const value of Array.from(pick(frame) ?? [])) {
        ends[0] = Math.min(ends[0], value);
        ends[1] = Math.max(ends[1], value);
      }
    return ends;
  };
  const [, most] = range((frame) => frame.disagreements);
  return { moment: range((frame) => frame.moments), disagreement: [0, most] };
}

/** Chooses the colours of a frame. */
export function colourAtoms(by: ColourBy, frame: SceneFrame, bonds: Bonds, ranges: ScaleRanges): Colouring {
  const onScale = (values: ArrayLike<number>, [low, high]: [number, number], unit: string): Colouring => {
    const share = (v: number): number => (v - low) / (high - low || 1);
    const steps = [0, 0.25, 0.5, 0.75, 1].map((s) => low + s * (high - low));
    return {
      of: (i) => ramp(share(values[i])),
      legend: steps.map((v) => ({ colour: ramp(share(v)), label: `${v.toFixed(2)} ${unit}` })),
    };
  };
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
    case 'moment':
      return onScale(frame.moments!, ranges.moment, 'μB');
    case 'disagreement':
      return onScale(frame.disagreements!, ranges.disagreement, 'eV/Å');
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
