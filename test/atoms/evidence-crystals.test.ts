import { expect, it } from 'vitest';
import { atomsEvidence } from '../../src/atoms/evidence/index.js';
import { openCrystal } from '../../src/atoms/evidence/common.js';
import { findSolidSolution } from '../../src/atoms/index.js';
import type { PieceHost } from '../../src/evidence/index.js';

const oxideOf = (id: string) =>
  atomsEvidence.find((kind) => kind.id === id)!.settings.oxide as { parse(given: unknown, path: string): unknown };
/** Nothing of a study is read for a crystal that a name or a formula gives. */
const noHost = {} as PieceHost;

it('evidence of an interface takes a solid solution by its formula, with its sites shared as written', async () => {
  expect(oxideOf('atoms/interface').parse('LiNi0.8Co0.1Mn0.1O2', 'evidence.i.oxide')).toBe('LiNi0.8Co0.1Mn0.1O2');
  const { structure, notes } = await openCrystal('LiNi0.8Co0.1Mn0.1O2', noHost);
  const shared = [...structure.disorder!.values()][0];
  expect(Object.fromEntries(shared.map(({ element, occupancy }) => [element, occupancy]))).toEqual({
    Ni: 0.8,
    Co: 0.1,
    Mn: 0.1,
  });
  expect(notes.map((note) => note.code)).toContain('solid-solution');
});

it('evidence of a surface says that it takes ordered crystals, and how to make one', () => {
  expect(() => oxideOf('atoms/surface').parse('LiNi0.8Co0.1Mn0.1O2', 'evidence.s.oxide')).toThrow(
    /solid solution.*ordered crystals/,
  );
});

it.each(['LiNiO2', './LiNiO2.cif', 'ordered.extxyz', 'Xx2O3'])('%s is no solid solution', (name) => {
  expect(findSolidSolution(name)).toBeUndefined();
});

it('what is neither in the library nor a file nor a solution of both is refused with what there is', () => {
  expect(() => oxideOf('atoms/interface').parse('NaClO4', 'evidence.i.oxide')).toThrow(/no crystal "NaClO4"/);
});
