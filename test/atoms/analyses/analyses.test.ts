import { expect, it } from 'vitest';
import { Table, type Recording } from '../../../src/core/index.js';
import { convergenceAnalysis } from '../../../src/atoms/analyses/convergence.js';
import { dynamicsAnalysis } from '../../../src/atoms/analyses/dynamics.js';
import { makeRng } from '../../../src/core/rng.js';
import { analyse } from '../../analyse.js';

const recording = (kind: string, columns: Record<string, Float64Array | Int32Array>): Recording => ({
  kind,
  table: new Table(Object.entries(columns).map(([name, values]) => ({ name, values }))),
  about: {},
  metadata: {},
  origin: { type: 'simulated', model: 'made', parameters: {}, parametersHash: 'h', cermet: '0' },
  notes: [],
});

it('means with the error of blocks, without the start, and the drift of what should be conserved', async () => {
  const rng = makeRng(4);
  const n = 4000;
  const time = Float64Array.from({ length: n }, (_, i) => i);
  // Noise that remembers ten rows: its mean is less sure than that of independent rows by the square root of 2·10.
  let memory = 0;
  const noise = Float64Array.from(time, () => (memory = 0.9 * memory + rng.normal()));
  const run = recording('md', {
    time_fs: time,
    temperature_kelvin: Float64Array.from(time, (t, i) => (t < 1000 ? 1000 : 300) + noise[i]),
    potential_energy_ev: Float64Array.from(time, () => -10),
    invariant_ev: Float64Array.from(time, (t) => 2e-6 * t),
  });
  const { findings } = await analyse(dynamicsAnalysis, run, { from: '1 ps' });
  const of = (id: string) => findings.find((f) => f.id === id)!.estimate;
  const { value, sigma } = of('temperature');
  // AR(1) with φ = 0.9: standard error of the mean of m rows is σ/(1 − φ)/√m = 10/√3000.
  expect(Math.abs(value - 300)).toBeLessThan(4 * sigma!);
  expect(sigma! / (10 / Math.sqrt(3000))).toBeGreaterThan(0.4);
  expect(sigma! / (10 / Math.sqrt(3000))).toBeLessThan(2);
  expect(of('energy_drift').value).toBeCloseTo(2e-3, 9);
  expect(of('potential_energy').sigma).toBe(0);
  await expect(analyse(dynamicsAnalysis, run, { from: '1 ns' })).rejects.toThrow(/too few/);
});

it('a relaxation tells what it gained and what force is left', async () => {
  const { findings } = await analyse(
    convergenceAnalysis,
    recording('relaxation', {
      step_count: Int32Array.of(0, 1, 2),
      potential_energy_ev: Float64Array.of(-10, -10.5, -10.6),
      largest_force_ev_per_angstrom: Float64Array.of(2, 0.5, 0.01),
    }),
  );
  expect(findings.map((f) => [f.id, Number(f.estimate.value.toFixed(9))])).toEqual([
    ['relaxed_energy', -10.6],
    ['energy_gained', 0.6],
    ['largest_force', 0.01],
    ['steps', 2],
  ]);
});
