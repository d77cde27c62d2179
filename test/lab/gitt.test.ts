import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.js';
import { makeRng, Table, type Recording } from '../../src/core/index.js';
import { gittAnalysis } from '../../src/lab/analyses/gitt.js';
import { analyseTitration, type TitrationPoint } from '../../src/lab/gitt/analyse-titration.js';
import { compareTitrations } from '../../src/lab/gitt/compare-titrations.js';
import { findPulses } from '../../src/lab/gitt/find-pulses.js';
import { fitPulse } from '../../src/lab/gitt/fit-pulse.js';
import { interpolateLocally } from '../../src/lab/gitt/interpolate-locally.js';
import { computeSphereResponse } from '../../src/lab/gitt/sphere-response.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { exampleCell, runAnalyticCell, type AnalyticCell } from './analytic-cell.js';

const PULSE = 240;
const titrate = (cell: AnalyticCell, noise?: () => number, share = 0.9, count = 12): Recording => {
  const current = 0.5 * (cell.capacity / 3600);
  const steps = Array.from({ length: count }, () => [
    { current: 0, duration: 3600 },
    { current: -current, duration: PULSE },
  ]).flat();
  return runAnalyticCell(cell, [...steps, { current: 0, duration: 3600 }], share, noise);
};

describe('sphere response', () => {
  it('is the integral of the sphere’s Green function, by a long series', () => {
    const roots = Array.from({ length: 20_000 }, (_, n) => {
      let x = (n + 1.5) * Math.PI - 1 / ((n + 1.5) * Math.PI);
      for (let k = 0; k < 6; k++) x -= (Math.sin(x) - x * Math.cos(x)) / (x * Math.sin(x));
      return x;
    });
    for (const tau of [1e-6, 1e-3, 0.0299999, 0.0300001, 0.2]) {
      const long = 3 * tau + roots.reduce((sum, x) => sum + (2 * -Math.expm1(-x * x * tau)) / (x * x), 0);
      // 2 Σ 1/λ² over the roots left out is 2/(π²·20000) = 1.0132e-5, to one part in 20000.
      expect(Math.abs(computeSphereResponse(tau) - long - 2 / (Math.PI ** 2 * 20_001))).toBeLessThan(1e-9);
    }
    expect(computeSphereResponse(2)).toBeCloseTo(6.2, 12);
  });
});

it('a local polynomial meets a curve of its order, between points and beyond, up and down', () => {
  const x = [0, 1, 2.5, 3, 5, 6];
  const cubic = (t: number): number => 1 - 2 * t + 0.5 * t ** 2 - 0.1 * t ** 3;
  for (const order of [[...x], [...x].reverse()])
    for (const at of [-1, 0.4, 1.7, 2.5, 4, 7])
      expect(interpolateLocally(order, order.map(cubic), at, 3)).toBeCloseTo(cubic(at), 10);
  expect(interpolateLocally([1], [4], 3, 3)).toBe(4);
});

describe('a titration of the analytic cell', () => {
  const truthAfter = (cell: AnalyticCell, p: TitrationPoint): number =>
    cell.equilibrium(0.9 - (p.pulse.number * PULSE * Math.abs(p.pulse.current)) / cell.capacity);

  it('gives the parameters back where the equilibrium curve is straight', async () => {
    const rng = makeRng(5);
    const cell: AnalyticCell = { ...exampleCell, equilibrium: (x) => 3.5 + 0.8 * x };
    const { points } = await analyseTitration(titrate(cell, () => 2e-5 * rng.normal(), 0.9, 4));
    expect(points.length).toBe(4);
    for (const p of points) {
      const current = Math.abs(p.pulse.current);
      // The equilibrium is known exactly; the rest was sampled for an hour with 0.02 mV of noise.
      expect(Math.abs(p.equilibrium.value - truthAfter(cell, p))).toBeLessThan(1e-4);
      // The model is exact here: 3 sigma of the fit.
      expect(Math.abs(p.full.diffusionTime.value - 4000)).toBeLessThan(3 * p.full.diffusionTime.sigma!);
      expect(p.full.diffusionTime.sigma! / 4000).toBeLessThan(0.02);
      expect(Math.abs(p.ohmic.value / current - 12)).toBeLessThan(3 * (p.ohmic.sigma! / current));
      expect(Math.abs(p.chargeTransfer!.value / current - 20)).toBeLessThan(3 * (p.chargeTransfer!.sigma! / current));
      expect(Math.abs(p.full.fastTime!.value - 1)).toBeLessThan(0.05);
    }
  });

  it('gives them back on a curve with two steps', async () => {
    const { points } = await analyseTitration(titrate(exampleCell));
    expect(points.length).toBe(12);
    for (const p of points) {
      const current = Math.abs(p.pulse.current);
      expect(Math.abs(p.equilibrium.value - truthAfter(exampleCell, p))).toBeLessThan(5e-4);
      // The curve between the equilibria is a cubic: two per cent of either resistance.
      expect(Math.abs(p.ohmic.value / current - 12)).toBeLessThan(0.24);
      expect(Math.abs(p.chargeTransfer!.value / current - 20)).toBeLessThan(0.4);
      const { value, sigma } = p.full.diffusionTime;
      expect(Math.abs(value - 4000)).toBeLessThan(2.5 * sigma!); // 2.5 sigma for twelve pulses
      expect(sigma! / 4000).toBeLessThan(p === points.at(-1) ? 0.08 : 0.03); // beyond the last equilibrium the curve is not known
    }
  });

  it('counts a wrong equilibrium curve in its sigma, and residuals that hang together', async () => {
    const [pulse] = findPulses(titrate(exampleCell)).pulses.slice(5);
    const alone = await fitPulse(pulse);
    const { points } = await analyseTitration(titrate(exampleCell));
    const known = points[5].full.diffusionTime;
    // A straight line through a step of the curve is off by more than the cubic, and its residuals say so.
    expect(Math.abs(alone.diffusionTime.value - 4000)).toBeGreaterThan(2 * Math.abs(known.value - 4000));
    expect(alone.diffusionTime.sigma! / (alone.diffusionTime.value * alone.fit.sigma[0]!)).toBeGreaterThan(3);
  });

  it('counts what earlier pulses have left: rests of a tenth of the diffusion time will do', async () => {
    const cell: AnalyticCell = { ...exampleCell, equilibrium: (x) => 3.5 + 0.8 * x };
    const current = 0.5 * (cell.capacity / 3600);
    const steps = Array.from({ length: 6 }, () => [
      { current: 0, duration: 400 },
      { current: -current, duration: PULSE },
    ]).flat();
    const { points } = await analyseTitration(runAnalyticCell(cell, [...steps, { current: 0, duration: 400 }], 0.9));
    expect(points.length).toBe(6);
    // Equilibria extrapolated from such rests are a millivolt off, which bends the curve of the first pulses: half a
    // per cent, as they say.
    for (const {
      full: { diffusionTime: d },
    } of points)
      expect(Math.abs(d.value - 4000)).toBeLessThan(Math.min(2 * d.sigma!, 0.01 * d.value));
    const second = points[1].pulse;
    const alone = await fitPulse({ ...second, earlier: [] });
    expect(Math.abs(alone.diffusionTime.value / 4000 - 1)).toBeGreaterThan(0.1);
  });

  it('goes on where the fit of a pulse finds no drop but diffusion', async () => {
    const { points } = await analyseTitration(
      titrate({ ...exampleCell, ohmic: 0, chargeTransfer: 0 }, undefined, 0.9, 4),
    );
    // A two-hundredth of the polarisation of about 20 mV, for the bend of the equilibrium curve within a pulse.
    for (const p of points) expect(p.full.fasterThanDiffusion.value).toBeLessThan(1e-4);
  });

  it('the ratio of two groups’ voltage loss comes out', async () => {
    const aged = (ohmic: number): AnalyticCell => ({ ...exampleCell, ohmic });
    const capacity = exampleCell.capacity;
    const run = async (cell: AnalyticCell) => (await analyseTitration(titrate(cell), { capacity })).points;
    const fresh = await run(exampleCell);
    const a = compareTitrations(fresh, await run(aged(12 + 37.5)));
    const b = compareTitrations(fresh, await run(aged(12 + 10)));
    // Only the ohmic part was changed, by 37.5 and 10 ohm: exact up to the interpolation of the fit's parts.
    expect(a.polarisation.value / b.polarisation.value).toBeCloseTo(3.75, 2);
    expect(a.ohmic.value / a.polarisation.value).toBeGreaterThan(0.97);
    expect(a.loadedVoltage.value / b.loadedVoltage.value).toBeCloseTo(3.75, 2);
  });
});

describe('two titrations in one file', () => {
  it('are told apart, and the loss between them is the change of resistance', async () => {
    const fresh = titrate({ ...exampleCell, equilibrium: (x) => 3.5 + 0.8 * x }, undefined, 0.9, 4);
    const aged = titrate({ ...exampleCell, ohmic: 12 + 30, equilibrium: (x) => 3.5 + 0.8 * x }, undefined, 0.9, 4);
    const current = 0.5 * (exampleCell.capacity / 3600);
    // Between them the cell is charged again.
    const offset = fresh.table.column('test_time_second').at(-1)!;
    const charge = [
      { t: offset + 1, v: 3.9, i: current },
      { t: offset + 240, v: 4, i: current },
      { t: offset + 4 * PULSE, v: 4.2, i: current },
    ];
    const join = (name: string, between: number[], shift = 0): { name: string; values: Float64Array } => ({
      name,
      values: Float64Array.from([
        ...fresh.table.column(name),
        ...between,
        ...aged.table.column(name).map((v) => v + shift),
      ]),
    });
    const recording: Recording = {
      ...fresh,
      table: new Table([
        join(
          'test_time_second',
          charge.map((r) => r.t),
          offset + 4 * PULSE + 10,
        ),
        join(
          'voltage_volt',
          charge.map((r) => r.v),
        ),
        join(
          'current_ampere',
          charge.map((r) => r.i),
        ),
      ]),
    };
    const { findings } = await analyse(gittAnalysis, recording, { capacity: `${exampleCell.capacity} C` });
    const loss = findings.find((f) => f.id === 'voltage_loss')!;
    expect(findings.filter((f) => f.id === 'pulses').map((f) => f.estimate.value)).toEqual([4, 4]);
    // 30 ohm at C/2, to half a per cent: the time of the charge between is in rows.
    expect(Math.abs(loss.estimate.value / (30 * current) - 1)).toBeLessThan(0.005);
  });
});

describeShared('the 40 LGM50 pulses joined', () => {
  it('are found again, and their equilibrium is that before the next', async () => {
    const rows = Array.from({ length: 40 }, (_, k) =>
      readFileSync(sharedPath(`gitt_ocv_rate/GITT_LGM50/pulse_${k + 1}.csv`), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number)),
    ).flat();
    rows.sort((a, b) => a[0] - b[0]);
    const column = (name: string, k: number) => ({ name, values: Float64Array.from(rows, (r) => r[k]) });
    const recording: Recording = {
      kind: 'cycling',
      table: new Table([column('test_time_second', 0), column('voltage_volt', 4), column('current_ampere', 2)]),
      about: {},
      metadata: {},
      origin: { type: 'measured', file: 'pulses', sha256: '', reader: 'test@1' },
      notes: [],
    };
    const { points } = await analyseTitration(recording, { radius: 5.22e-6 });
    expect(points.length).toBe(40);
    for (let k = 0; k + 1 < points.length; k++) {
      const before = points[k + 1].pulse.voltageBefore;
      expect(Math.abs(points[k].equilibrium.value - before)).toBeLessThan(
        Math.max(3 * points[k].equilibrium.sigma!, 1e-3),
      );
    }
    expect(points[0].pulse.charge / 3600).toBeCloseTo(2.875058e-4, 6);
  });
});
