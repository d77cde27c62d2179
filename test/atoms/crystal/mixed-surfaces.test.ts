import { describe, expect, it } from 'vitest';
import {
  buildSurface,
  findParent,
  orderStructure,
  resolveCrystal,
  resolveSolidSolution,
} from '../../../src/atoms/index.js';
import { countElements, makeRng } from '../../../src/core/index.js';

const lno = resolveCrystal('LiNiO2').structure;
const nio = resolveCrystal('NiO').structure;
const ncm = resolveSolidSolution('LiNi0.8Co0.1Mn0.1O2')!.structure;

describe('planes of an ordered cell by its parent’s indices', () => {
  it('an ordered LiNi0.8Co0.1Mn0.1O2 has the (1 0 4) of the crystal that it orders', async () => {
    const { structure } = await orderStructure(ncm, { supercell: [5, 2, 1] }, { rng: makeRng(1) });
    const parent = (await findParent({ ...structure, info: {} }))!;
    const plain = await buildSurface(ncm, [1, 0, 4]);
    for (const parentSupercell of [parent.supercell, structure.info!.parent_supercell as number[]]) {
      const surface = await buildSurface(structure, [1, 0, 4], { parentSupercell });
      expect(surface.tasker).toBe('I');
      expect(surface.dipole).toBe(0);
      const [perRepeat, whole] = [surface.spacing * surface.area, plain.spacing * plain.area];
      // The repeat holds the 120 atoms of the cell, that of the parent 20 of its five formula units of four atoms.
      expect(perRepeat / whole).toBeCloseTo(30, 6);
      const layer = surface.structure.elements.length / surface.layers.length / surface.area;
      expect(layer).toBeCloseTo(plain.structure.elements.length / plain.layers.length / plain.area, 9);
      expect(surface.layers.every((formula) => /Li\d+.*O\d+/.test(formula))).toBe(true);
    }
    // On its own vectors (1 0 4) is another, steeper plane.
    expect((await buildSurface(structure, [1, 0, 4])).spacing).not.toBeCloseTo(plain.spacing, 1);
  });
});

describe('slabs with mixed sites', () => {
  it('the paper’s slab of LiNi0.8Co0.1Mn0.1O2 holds whole atoms: 20 Li, 16 Ni, 2 Co, 2 Mn, 40 O', async () => {
    const surface = await buildSurface(ncm, [1, 0, 4], { layers: 5, supercell: [4, 1] });
    expect(surface).toMatchObject({ stoichiometric: true, tasker: 'I', symmetric: true });
    expect(surface.layers[0]).toBe('LiNi0.8Co0.1Mn0.1O2');
    const { structure, notes } = await orderStructure(surface.structure, { supercell: [1, 1, 1] });
    expect(Object.fromEntries(countElements(structure))).toEqual({ Li: 20, Ni: 16, Co: 2, Mn: 2, O: 40 });
    expect(structure.atomic!.layer.values).toHaveLength(80);
    expect(notes.map((n) => n.code)).toEqual(['ordered']);
  });
});

describe('reconstructions of polar faces', () => {
  it('half of the outermost layer on either face of (0 0 1) leaves no dipole and the bulk’s formula', async () => {
    const surface = await buildSurface(lno, [0, 0, 1], { reconstruction: 'half-layer' });
    expect(surface).toMatchObject({ tasker: 'III', dipole: 0, stoichiometric: true });
    const z = surface.structure.elements.map((_, i) => surface.structure.positions[3 * i + 2]);
    const [low, high] = [Math.min(...z), Math.max(...z)];
    expect(z.filter((h) => h < low + 0.1)).toHaveLength(1);
    expect(z.filter((h) => h > high - 0.1)).toHaveLength(1);
  });

  it('octopoles on NiO (1 1 1): a quarter, then three quarters, each outer atom above three', async () => {
    const { structure, stoichiometric, dipole } = await buildSurface(nio, [1, 1, 1], { reconstruction: 'octopolar' });
    expect([stoichiometric, dipole]).toEqual([true, 0]);
    const layers = structure.atomic!.layer.values;
    const top = Math.max(...layers);
    const count = (layer: number) => layers.filter((l) => l === layer).length;
    expect([0, 1, 2, top - 2, top - 1, top].map(count)).toEqual([1, 3, 4, 4, 3, 1]);
    const at = (i: number) => structure.positions.subarray(3 * i, 3 * i + 3);
    const cap = layers.indexOf(top);
    const { cell } = structure;
    const near = structure.elements.flatMap((_, j) => {
      if (layers[j] !== top - 1) return [];
      const d = [-1, 0, 1].flatMap((a) =>
        [-1, 0, 1].map((b) =>
          Math.hypot(
            at(j)[0] - at(cap)[0] + a * cell[0] + b * cell[3],
            at(j)[1] - at(cap)[1] + a * cell[1] + b * cell[4],
            at(j)[2] - at(cap)[2],
          ),
        ),
      );
      return [Math.min(...d)];
    });
    for (const d of near) expect(d).toBeCloseTo(4.178 / 2, 6);
  });

  it('refuses faces without a dipole, and repeats that it cannot halve', async () => {
    await expect(buildSurface(lno, [1, 0, 4], { reconstruction: 'half-layer' })).rejects.toThrow(/carries no dipole/);
    await expect(buildSurface(nio, [1, 1, 1], { reconstruction: 'octopolar', supercell: [3, 2] })).rejects.toThrow(
      /even number/,
    );
    await expect(buildSurface(nio, [1, 1, 1], { reconstruction: 'half-layer', supercell: [1, 1] })).rejects.toThrow(
      /whole number/,
    );
  });
});
