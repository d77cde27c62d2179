import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { Structure } from '../../../src/core/index.js';

// Node 20 has relaxed SIMD behind a flag, which counts as long as nothing is compiled; newer engines have it on.
if (Number(process.versions.node.split('.')[0]) < 21) setFlagsFromString('--experimental-wasm-relaxed-simd');
const { hasFusedArithmetic, makeChgnet, makeSupercell, resolveCrystal, resolvePotential, withFusedArithmetic } =
  await import('../../../src/atoms/index.js');
const { makeRandomTensors } = await import('./chgnet-weights.js');

const crystal = makeSupercell(resolveCrystal('LiNiO2').structure, [2, 2, 1]);
const structure: Structure = { ...crystal, positions: crystal.positions.map((x, k) => x + 0.08 * Math.sin(k * k)) };

describe.skipIf(!hasFusedArithmetic())('kernels with fused multiply-add', () => {
  it.each(['cermet-nep', 'chgnet'])(
    '%s: the same numbers but for rounding, on one thread and on two to the same bit',
    async (name) => {
      const plain =
        name === 'chgnet' ? makeChgnet('chgnet', makeRandomTensors(4), 'random') : await resolvePotential(name);
      const fused = withFusedArithmetic(plain);
      expect(fused.name).toBe(`${name} (fused)`);
      expect(fused.sha256).not.toBe(plain.sha256);
      const results = [plain.bind(structure), fused.bind(structure), fused.bind(structure, { threads: 2 })].map((c) => {
        const { energy, forces, stress } = c.compute(structure.cell, structure.positions);
        const kept = { energy, forces: forces.slice(), stress: stress.slice() };
        c.dispose();
        return kept;
      });
      const [a, b, two] = results;
      expect(two).toEqual(b);
      expect(b.energy).not.toBe(a.energy);
      // Single precision: some 1e-6 of sums of about 10 eV/Å.
      expect(Math.abs(b.energy - a.energy) / structure.elements.length).toBeLessThan(2e-5);
      const scale = a.forces.reduce((most, f) => Math.max(most, Math.abs(f)), 1);
      b.forces.forEach((f, k) => expect(Math.abs(f - a.forces[k]) / scale).toBeLessThan(5e-5));
      b.stress.forEach((s, k) => expect(Math.abs(s - a.stress[k])).toBeLessThan(1e-4));
    },
  );
});

it('says where the engine cannot', async () => {
  const potential = await resolvePotential();
  if (hasFusedArithmetic()) expect(withFusedArithmetic(potential).elements).toEqual(potential.elements);
  else expect(() => withFusedArithmetic(potential)).toThrow(/no fused multiply-add/);
});
