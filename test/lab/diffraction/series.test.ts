import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { makeRng, type Recording, Table } from '../../../src/core/index.js';
import { runAnalysis } from '../../../src/evidence/run-analysis.js';
import { diffractionReaders } from '../../../src/io/diffraction/index.js';
import { makeRadiation, seriesAnalysis, simulateDiffraction, TUBES } from '../../../src/lab/index.js';
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

/**
 * A charge at constant current from 3.6 V, 0.1 V an hour, with patterns of 10 min every hour; a falls and c rises by
 * the voltage.
 */
async function simulateCharge(hours: number) {
  const structure = resolveCrystal('LiNiO2').structure;
  const start = Date.parse('2026-03-01T08:00:00Z') / 1000;
  const cell = (hour: number) => ({ a: 2.878 - 0.003 * hour, c: 14.19 + 0.02 * hour });
  const patterns = await Promise.all(
    Array.from({ length: hours }, async (_, k): Promise<Recording> => {
      const made = await simulateDiffraction(
        [{ name: 'LiNiO2', structure, cell: cell(k) }],
        {
          range: [15, 70],
          step: 0.05,
          radiation: makeRadiation(TUBES.Cu),
          radius: 200,
          displacement: 0.02,
          zero: 0,
          profile: { U: 0.004, V: -0.003, W: 0.006, X: 0.02, Y: 0.06 },
          counts: 6000,
          background: [0.05],
          noise: true,
        },
        { rng: makeRng(20 + k) },
      );
      return {
        ...made,
        origin: { type: 'measured', file: `scan_${41 + k}_sum.xy`, sha256: '0'.repeat(64), reader: 'made@1' },
      };
    }),
  );
  const rows = Array.from({ length: 6 * hours + 1 }, (_, i) => 600 * i);
  const cycler: Recording = {
    kind: 'cycling',
    table: new Table([
      { name: 'test_time_second', values: Float64Array.from(rows) },
      { name: 'unix_time_second', values: Float64Array.from(rows, (t) => start + t) },
      { name: 'voltage_volt', values: Float64Array.from(rows, (t) => 3.6 + (0.1 * t) / 3600) },
      { name: 'current_ampere', values: new Float64Array(rows.length).fill(1e-4) },
    ]),
    about: {},
    metadata: {},
    origin: { type: 'measured', file: 'cell.csv', sha256: '0'.repeat(64), reader: 'made@1' },
    notes: [],
  };
  const log: Recording = {
    ...cycler,
    kind: 'table',
    table: new Table([
      { name: 'scan', values: Int32Array.from({ length: hours }, (_, k) => 41 + k) },
      { name: 'start_time_unix_second', values: Float64Array.from({ length: hours }, (_, k) => start + 3600 * k) },
      { name: 'end_time_unix_second', values: Float64Array.from({ length: hours }, (_, k) => start + 3600 * k + 600) },
    ]),
  };
  return { patterns, cycler, log, cell };
}

it('joins the cycler by a log of times: voltage, charge, lithium, and cells at whole voltages', async () => {
  const { patterns, cycler, log, cell } = await simulateCharge(5);
  const outcome = await runAnalysis(
    seriesAnalysis,
    [...patterns.toReversed(), cycler, log],
    { phases: 'LiNiO2', mass: '10 mg', shift: 'displacement' },
    async (name) => ({ name, structure: resolveCrystal(name).structure }),
  );
  const find = (id: string, at: Record<string, unknown>) =>
    outcome.findings.find((f) => f.id === id && Object.entries(at).every(([key, v]) => f.at?.[key] === v))!.estimate;
  for (let k = 0; k < 5; k++) {
    // the middle of ten minutes
    expect(find('voltage', { pattern: k }).value).toBeCloseTo(3.6 + 0.1 * (k + 1 / 12), 9);
    expect(find('voltage', { pattern: k }).sigma).toBeCloseTo(0.1 / 6 / Math.sqrt(12), 9);
    expect(find('charge', { pattern: k }).value).toBeCloseTo(0.1 * (k + 1 / 12), 9);
    // 97.63 g/mol hold 274.5 mAh/g of lithium
    expect(find('lithium_left', { pattern: k }).value).toBeCloseTo(1 - (0.1 * (k + 1 / 12)) / 2.745, 4);
    expect(Math.abs(find('cell_c', { pattern: k }).value - cell(k).c)).toBeLessThan(
      4 * find('cell_c', { pattern: k }).sigma!,
    );
  }
  // cells go straight with the voltage, so between two patterns they lie on the chord
  const path = find('cell_a', { voltage_volt: 3.8 });
  expect(Math.abs(path.value - cell(2 - 1 / 12).a)).toBeLessThan(4 * path.sigma!);
  expect(path.sigma).toBeLessThan(3e-4);
  expect(outcome.findings.some((f) => f.id === 'cell_c' && f.at?.voltage_volt === 4.1)).toBe(false);
  expect(outcome.findings.every((f) => f.estimate.sigma !== undefined || /^r_|goodness|ratio/.test(f.id))).toBe(true);
});

it('says where patterns and cycler have no time in common', async () => {
  const { patterns, cycler } = await simulateCharge(2);
  const outcome = await runAnalysis(seriesAnalysis, [...patterns, cycler], { phases: 'LiNiO2' }, async (name) => ({
    name,
    structure: resolveCrystal(name).structure,
  }));
  expect(outcome.notes.map((n) => n.code)).toContain('no-common-time');
  expect(outcome.findings.some((f) => f.id === 'voltage')).toBe(false);
});
