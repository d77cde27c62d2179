import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { runAnalysis } from '../../../src/evidence/run-analysis.js';
import { diffractionReaders } from '../../../src/io/diffraction/index.js';
import { seriesAnalysis } from '../../../src/lab/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { sharedSource } from '../../io/read-shared.js';

interface SeriesTruth {
  patterns: { index: number; a_angstrom: number; c_angstrom: number; displacement_mm: number; z_oxygen: number }[];
}

describeShared('an in situ series with aluminium as standard', () => {
  it('gives cells and displacement of all patterns through the collapse of c', async () => {
    const reader = diffractionReaders.find((r) => r.id === 'powder-text')!;
    const { recordings } = await reader.read(sharedSource('xrd/synthetic/series/series.csv'));
    const truth = JSON.parse(readFileSync(sharedPath('xrd/synthetic/series/series_truth.json'), 'utf8')) as SeriesTruth;
    expect(recordings).toHaveLength(truth.patterns.length);
    const outcome = await runAnalysis(
      seriesAnalysis,
      recordings,
      { phases: 'LiNi0.8Co0.1Mn0.1O2', standard: 'Al' },
      async (name) => ({
        name,
        structure: resolveCrystal(name).structure,
      }),
    );
    for (const t of truth.patterns) {
      const value = (id: string, phase?: string) =>
        outcome.findings.find(
          (f) => f.id === id && f.at?.pattern === t.index && (phase === undefined || f.at?.phase === phase),
        )!.estimate.value;
      const phase = 'LiNi0.8Co0.1Mn0.1O2';
      expect(Math.abs(value('cell_a', phase) - t.a_angstrom), `a of ${t.index}`).toBeLessThan(3e-4);
      expect(Math.abs(value('cell_c', phase) - t.c_angstrom), `c of ${t.index}`).toBeLessThan(2e-3);
      expect(Math.abs(value('displacement') - 1000 * t.displacement_mm), `displacement of ${t.index}`).toBeLessThan(4);
      // 3 σ of 0.0003
      expect(Math.abs(value('oxygen_z', phase) - t.z_oxygen), `z of ${t.index}`).toBeLessThan(1e-3);
    }
    expect(outcome.notes.map((n) => n.code)).not.toContain('second-phase');
    expect(outcome.notes.map((n) => n.code)).toContain('radius-assumed');
  });
});
