import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/index.js';
import type { EvidenceOutput } from '../../../src/evidence/index.js';
import { evidenceKinds, makePieceHost, runEvidence } from '../run-evidence.js';

const kind = evidenceKinds.find((k) => k.id === 'yoon-2021/diffraction')!;
const host = makePieceHost({
  use: async <T>(_: string, name?: string) => ({ name: name!, structure: resolveCrystal(name!).structure }) as T,
});
const find = ({ results }: EvidenceOutput, id: string, group?: string, voltage?: number) =>
  results.find((r) => r.id === id && r.group === group && (voltage === undefined || r.at?.voltage_volt === voltage))!
    .estimate;

it('one pattern of each powder does not tell 1.1 % from 1.2 % mixing, and says at how many counts it would', async () => {
  const output = await runEvidence(kind, { technique: 'mixing' }, host);
  const [a, b] = [find(output, 'mixing', 'pristine'), find(output, 'mixing', 'coated')];
  expect(Math.abs(a.value - 1.2)).toBeLessThan(4 * a.sigma!);
  expect(Math.abs(b.value - 1.1)).toBeLessThan(4 * b.sigma!);
  // 0.15 % each, forty draws of an independent code scatter by 0.17 %
  expect(Math.hypot(a.sigma!, b.sigma!)).toBeGreaterThan(0.15);
  expect(Math.hypot(a.sigma!, b.sigma!)).toBeLessThan(0.3);
  const times = find(output, 'counts_to_tell').value;
  expect(times).toBeCloseTo(4 * (a.sigma! ** 2 + b.sigma! ** 2) * 100, 6);
  expect(times).toBeGreaterThan(10);
  expect(output.notes.map((n) => n.code)).toContain('counts-to-tell');
});

it('the lattice path along a charge comes back at whole voltages, collapse of c included', async () => {
  const output = await runEvidence(kind, { technique: 'charge' }, host);
  for (const group of ['pristine', 'coated']) {
    // 3.95 V 14.405 and 4.06 V 14.440; 4.22 V 14.220 and 4.32 V 14.060
    for (const [voltage, c] of [
      [4, 14.405 + (0.035 * 0.05) / 0.11],
      [4.3, 14.22 - (0.16 * 0.08) / 0.1],
    ]) {
      const estimate = find(output, 'cell_c', group, voltage);
      expect(Math.abs(estimate.value - c), `${group} ${voltage}`).toBeLessThan(4 * estimate.budget!.fit!);
      expect(estimate.sigma).toBeGreaterThan(estimate.budget!.fit!);
      // patterns lie 0.1 V apart, and c bends between them
      expect(estimate.sigma).toBeLessThan(voltage < 4.2 ? 0.01 : 0.06);
    }
  }
});
