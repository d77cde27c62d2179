import { expect, it } from 'vitest';
import { CRYSTALS, resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { listReflections, makeCrystalModel, metricOf } from '../../../src/lab/index.js';

const names = [...CRYSTALS.map((c) => c.name), 'LiNi0.8Co0.1Mn0.1O2'];

it.each(names)('%s, built from its space group, is the crystal that a search finds', async (name) => {
  const { structure } = resolveCrystal(name);
  const known = await makeCrystalModel(name, structure);
  const sought = await makeCrystalModel(name, { ...structure });
  expect(known.spaceGroup).toBe(sought.spaceGroup);
  expect(known.symbol).toBe(sought.symbol);
  expect(known.notes).toEqual(sought.notes);
  expect(known.metrics).toEqual(sought.metrics);
  expect(known.operations).toHaveLength(sought.operations.length);
  expect(known.sites.map((s) => [s.label, s.occupants, s.points.length, s.free.length, s.tensors.length])).toEqual(
    sought.sites.map((s) => [s.label, s.occupants, s.points.length, s.free.length, s.tensors.length]),
  );
  known.metricAmounts.forEach((v, i) => expect(v).toBeCloseTo(sought.metricAmounts[i], 12));
  const list = (m: typeof known) => listReflections(m, metricOf(m.metrics, m.metricAmounts), 0.9);
  expect(list(known).multiplicity).toEqual(list(sought).multiplicity);
});

it('a structure that was changed is searched anew', async () => {
  const { structure } = resolveCrystal('LiNiO2');
  structure.positions[2] += 0.1;
  const moved = await makeCrystalModel('moved', structure);
  expect(moved.spaceGroup).not.toBe(166);
  const elements = structure.elements.map((e, i) => (i === 0 ? 'Na' : e));
  expect((await makeCrystalModel('other', { ...resolveCrystal('LiNiO2').structure, elements })).spaceGroup).not.toBe(
    166,
  );
});
