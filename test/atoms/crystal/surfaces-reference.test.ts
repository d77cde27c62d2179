import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildSurface } from '../../../src/atoms/crystal/index.js';
import { toCartesian, type Structure } from '../../../src/core/index.js';

interface Reference {
  pymatgen: string;
  crystals: {
    name: string;
    space_group: number;
    cell: number[];
    elements: string[];
    fractional: number[];
    planes: {
      hkl: [number, number, number];
      terminations: number;
      shifts: number;
      ouc_height: number;
      ouc_area: number;
      ouc_atoms: number;
      slab_area: number;
    }[];
  }[];
}
const { pymatgen, crystals } = JSON.parse(
  readFileSync(new URL('../../reference/surfaces/pymatgen.json', import.meta.url), 'utf8'),
) as Reference;

/**
 * pymatgen counts slabs of whole repeats, and takes one and its image turned over as the same slab. Cermet lists
 * terminations as seen from outside: a cut and the cut that turning over makes of it count once here, to compare like
 * with like.
 */
function countSlabs(terminations: readonly { equalGaps: readonly number[]; mirrorGaps: readonly number[] }[]): number {
  const classes = new Set(terminations.map(({ equalGaps, mirrorGaps }) => Math.min(...equalGaps, ...mirrorGaps)));
  return classes.size;
}

describe(`surfaces against pymatgen ${pymatgen}`, () => {
  const cases = crystals.flatMap((crystal) =>
    crystal.planes.map((plane) => ({ crystal, plane, title: `${crystal.name} (${plane.hkl.join(' ')})` })),
  );
  it('covers 30 crystals and three planes of each', () => {
    expect(crystals).toHaveLength(30);
    expect(cases).toHaveLength(90);
  });

  it.each(cases)('$title: terminations, area and atoms per layer', async ({ crystal, plane }) => {
    const bulk: Structure = {
      cell: Float64Array.from(crystal.cell),
      pbc: [true, true, true],
      elements: crystal.elements,
      positions: toCartesian(crystal.cell, crystal.fractional),
    };
    const surface = await buildSurface(bulk, plane.hkl, { tolerance: 0.1 });
    expect(surface.spaceGroup.number).toBe(crystal.space_group);
    // Both stack the same lattice: heights and areas of pymatgen's unreduced cell are whole multiples of the reduced
    // ones.
    const heights = plane.ouc_height / surface.spacing;
    const areas = plane.ouc_area / surface.area;
    expect(heights).toBeCloseTo(Math.round(heights), 6);
    expect(areas).toBeCloseTo(Math.round(areas), 6);
    // pymatgen's own reduction reaches the same area.
    expect(plane.slab_area / surface.area).toBeCloseTo(1, 6);
    // Layers and atoms per area and height.
    expect(surface.layersPerRepeat * Math.round(heights)).toBe(plane.shifts);
    const atomsPerRepeat = surface.structure.elements.length / (surface.layers.length / surface.layersPerRepeat);
    expect(atomsPerRepeat * Math.round(heights) * Math.round(areas)).toBe(plane.ouc_atoms);
    expect(countSlabs(surface.terminations)).toBe(plane.terminations);
  });
});
