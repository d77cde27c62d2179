import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GPA_PER_EV_PER_CUBIC_ANGSTROM, type Structure } from '../../../src/core/index.js';
import { fetchChgnet } from './chgnet-weights.js';

interface Case {
  kind: string;
  elements: string[];
  cell: number[];
  positions: number[];
  energy: number;
  forces: number[];
  stress: number[];
  magmoms: number[];
}
const cases = JSON.parse(
  readFileSync(new URL('../../reference/chgnet/chgnet.json', import.meta.url), 'utf8'),
) as Case[];
const potential = await fetchChgnet();

// The reference was evaluated in double precision; its own single-precision run lies up to 1.1e-5 eV/atom, 1.5e-4 eV/Å
// and 1.3e-2 GPa away. The limits are those asked for; met are 3e-6 eV/atom, 2e-5 eV/Å, 5e-4 GPa and 3e-6 μB.
it.skipIf(!potential).each([...new Set(cases.map((c) => c.kind))])(
  '%s: energies, forces, stresses and moments of the reference implementation',
  (kind) => {
    const largest = (a: ArrayLike<number>, b: ArrayLike<number>, factor = 1): number =>
      Array.from(a).reduce((m, x, i) => Math.max(m, Math.abs(x * factor - b[i])), 0);
    for (const c of cases.filter((c) => c.kind === kind)) {
      const structure: Structure = {
        cell: Float64Array.from(c.cell),
        pbc: [true, true, true],
        elements: c.elements,
        positions: Float64Array.from(c.positions),
      };
      const r = potential!.bind(structure).compute(structure.cell, structure.positions);
      const about = c.elements.join(' ');
      expect(Math.abs(r.energy / c.elements.length - c.energy), about).toBeLessThan(1e-5);
      expect(largest(r.forces, c.forces), about).toBeLessThan(1e-4);
      expect(largest(r.stress, c.stress, GPA_PER_EV_PER_CUBIC_ANGSTROM), about).toBeLessThan(1e-3);
      expect(largest(r.magmoms!, c.magmoms), about).toBeLessThan(1e-4);
    }
  },
);

it('the reference holds at least 200 structures', () => {
  expect(cases.length).toBeGreaterThanOrEqual(200);
});
