import { expect, it } from 'vitest';
import { computeArea } from '../../../src/studies/yoon-2021/photoelectrons.js';
import { evidenceKinds, runEvidence } from '../run-evidence.js';

const kind = evidenceKinds.find((k) => k.id === 'yoon-2021/photoelectrons')!;

it('areas of a film and of what lies under it add up to those of either alone', () => {
  const bare = computeArea('pristine', 'Ni 2p', 2e-9, 1);
  expect(bare).toBeCloseTo(45_000, 6);
  expect(computeArea('coated', 'Ni 2p', 0, 1)).toBeCloseTo(bare, 6);
  expect(computeArea('pristine', 'B 1s', 2e-9, 1)).toBe(0);
  // Two films on one another are one of both thicknesses, for the oxide's lines and for the film's.
  const left = (t: number) => computeArea('coated', 'Ni 2p', t, 1) / bare;
  expect(left(3e-9)).toBeCloseTo(left(1e-9) * left(2e-9), 12);
  const [one, two, thick] = [1e-9, 2e-9, 1e-6].map((t) => computeArea('coated', 'B 1s', t, 1));
  expect((thick - one) ** 2).toBeCloseTo(thick * (thick - two), 6);
  // Seah and Dench for metals, by hand: 43.89 g/mol and 8 g/cm3 an atom, 0.2088 nm, 631.7 eV: 0.983 nm.
  expect(-1 / Math.log(left(1e-9))).toBeCloseTo(0.983, 2);
});

it('a film that is weighed out comes back from its spectra, and bare powder shows no boron', async () => {
  const film = { value: 21.9, unit: 'mg' };
  const { results, notes } = await runEvidence(kind, { film, powder: '5 g', samples: '1..4' });
  const find = (id: string, line?: string) =>
    Object.values(results.find((r) => r.id === id && (line === undefined || r.at?.test === line))!.replicates!);
  const thickness = find('film_thickness');
  // 21.9 mg of 8 g/cm3 on 5 g of 0.2 to 0.5 m2/g
  for (const t of thickness) expect(t).toBeGreaterThan(1.09);
  for (const t of thickness) expect(t).toBeLessThan(2.74);
  const [nickel, manganese] = ['Ni 2p', 'Mn 2p'].map((line) => find('intensity_left', line));
  nickel.forEach((left, k) => {
    // −t/ln is the attenuation length that was drawn: within a factor of 1.4 of 0.98 nm, and noise.
    const length = -thickness[k] / Math.log(left);
    expect(length).toBeGreaterThan(0.66);
    expect(length).toBeLessThan(1.45);
    // Electrons of Mn 2p are faster by a third: their lengths are as the roots of the energies, within the noise of a weak line.
    const ratio = -thickness[k] / Math.log(manganese[k]) / length;
    expect(Math.abs(ratio - Math.sqrt(844.3 / 631.7))).toBeLessThan(0.25);
  });
  for (const ratio of find('boron_over_limit')) expect(ratio).toBeGreaterThan(1);
  expect(notes.map((n) => n.code)).toEqual(['film-put-in', 'places-put-in']);
});
