import type { PlaneOpening } from './rigid-opening.js';
import type { Opening } from './run-opening.js';

/** The plane that gives way first on either side of the film: the lowest universal-binding peak. */
export function weakestInterface(opening: Opening): PlaneOpening | undefined {
  return findLowest(Object.values(opening.weakest).filter((plane) => plane.plane.region.startsWith('interface')));
}

/**
 * Of the cuts that follow the border of oxide and film exactly, all oxide on one side and all film on the other, the
 * one that gives way first.
 */
export function weakestBorder(opening: Opening): PlaneOpening | undefined {
  return findLowest(Object.values(opening.border));
}

/** The plane that gives way first of all. */
export function weakestOfAll(opening: Opening): PlaneOpening | undefined {
  return findLowest(Object.values(opening.weakest));
}

function findLowest(planes: readonly PlaneOpening[]): PlaneOpening | undefined {
  return planes.reduce<PlaneOpening | undefined>(
    (best, plane) => (!best || plane.universal.peakStress.value < best.universal.peakStress.value ? plane : best),
    undefined,
  );
}
