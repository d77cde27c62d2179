import { expect, it } from 'vitest';
import { formatCondition } from '../../src/core/index.js';
import { analyse } from '../analyse.js';
import { parseProtocol, simulateCell } from '../../src/cells/index.js';
import { FARADAY, GAS_CONSTANT, type Estimate } from '../../src/core/index.js';
import { HALF_CELL, makeLithiumCell } from './inputs.js';
import { writeAndRead } from './write-and-read.js';

// Three steps leave two flat stretches between them: two peaks of dQ/dV whose places follow from U'' = 0.
const STEPS = [0.3, 0.5, 0.7];
const ocp = (x: number): number =>
  4.5 - 0.4 * x - STEPS.reduce((sum, at) => sum + 0.12 * Math.tanh((x - at) / 0.04), 0);
const formula = `4.5 - 0.4 * x${STEPS.map((at) => ` - 0.12 * tanh((x - ${at}) / 0.04)`).join('')}`;
const { radius, area, thickness, surface, maximum, diffusivity, lithiumExchange } = HALF_CELL;
const capacity = ((surface * radius) / 3) * thickness * area * maximum * FARADAY; // C, of the whole electrode
const thermal = (2 * GAS_CONSTANT * 298.15) / FARADAY;

/**
 * Voltage of the half cell at a mean stoichiometry under a small constant current [A]: the profile in the sphere is
 * steady, the rest is kinetics.
 */
function voltage(x: number, current: number): number {
  const j = -current / (surface * thickness * area);
  const atSurface = x + (j * radius) / (5 * diffusivity * FARADAY * maximum);
  const j0 = 3e-7 * Math.sqrt(1000) * maximum * Math.sqrt(atSurface * (1 - atSurface));
  return ocp(atSurface) - thermal * (Math.asinh(j / (2 * j0)) + Math.asinh(-current / area / (2 * lithiumExchange)));
}

/** Peaks of dQ/dV with their areas above the line between the valleys, by the curve itself on a fine grid. */
function peaks(current: number): { voltage: number; height: number; area: number }[] {
  const n = 20_000;
  const x = (k: number): number => 0.2 + (0.6 * k) / n;
  const slope = Float64Array.from(
    { length: n },
    (_, k) => capacity / Math.abs((voltage(x(k) + 1e-5, current) - voltage(x(k) - 1e-5, current)) / 2e-5),
  );
  const turns = Array.from({ length: n - 2 }, (_, k) => k + 1).filter(
    (k) => (slope[k] - slope[k - 1]) * (slope[k + 1] - slope[k]) < 0,
  );
  return turns
    .filter((k) => slope[k] > slope[k - 1] && k > turns[0] && k < turns.at(-1)!)
    .map((k) => {
      const [left, right] = [turns[turns.indexOf(k) - 1], turns[turns.indexOf(k) + 1]];
      const span = Math.abs(voltage(x(right), current) - voltage(x(left), current));
      return {
        voltage: voltage(
          x(k + (slope[k - 1] - slope[k + 1]) / (2 * (slope[k - 1] - 2 * slope[k] + slope[k + 1]))),
          current,
        ),
        height: slope[k],
        area: capacity * (x(right) - x(left)) - ((slope[left] + slope[right]) / 2) * span,
      };
    });
}

it.each(['.bdf.csv', '.bdf.parquet', '.mpt'])(
  'dQ/dV of a slow charge and discharge in %s: peaks where the open-circuit formula has them',
  async (ending) => {
    const cell = makeLithiumCell(true, {}, { 'OCP [V]': formula, 'Initial concentration [mol.m-3]': 0.17 * maximum });
    const wide = { ...cell, lowerVoltage: 3.5, upperVoltage: 5 };
    const { recording } = await simulateCell(
      wide,
      parseProtocol('discharge at C/50 to 3.8 V every 60 s; rest 1 h; charge at C/50 to 4.75 V every 60 s'),
      { model: 'spm', errorEstimate: false, shells: 30, tolerance: 1e-7 },
    );
    const { findings } = await analyse('dqdv', await writeAndRead(recording, ending), {});
    // Where the charge begins the profile in the particles is not steady yet, which may look like a peak.
    const inside = new Set(
      findings.filter((f) => f.id === 'peak_voltage' && f.estimate.value > 3.95).map((f) => formatCondition(f.at)),
    );
    const found = (id: string, half: string): Estimate[] =>
      findings
        .filter((f) => f.id === id && inside.has(formatCondition(f.at)) && formatCondition(f.at)!.startsWith(half))
        .map((f) => f.estimate)
        .sort((a, b) => a.value - b.value);
    const current = wide.nominalCapacity / 3600 / 50;
    const atRest = peaks(1e-12)
      .map((p) => p.voltage)
      .sort((a, b) => a - b);
    expect(atRest.length).toBe(2);
    for (const [half, sign] of [
      ['charge', 1],
      ['discharge', -1],
    ] as const) {
      const truth = peaks(sign * current).sort((a, b) => a.voltage - b.voltage);
      const places = found('peak_voltage', half);
      expect(places.length).toBe(2);
      places.forEach(({ value, sigma }, k) => {
        expect(Math.abs(value - truth[k].voltage), `${half} ${k}`).toBeLessThan(Math.max(2 * sigma!, 1e-5)); // two sigma, or what the simulation leaves open
        expect(sigma!).toBeLessThan(1e-3);
        // Charge transfer at C/50 takes 4 mV on either side, so the place at rest lies within 5 mV on the side of the
        // current.
        expect(sign * (value - atRest[k])).toBeGreaterThan(0);
        expect(sign * (value - atRest[k])).toBeLessThan(5e-3);
      });
      const heights = truth.map((p) => p.height / 3.6).sort((a, b) => a - b);
      found('peak_height', half).forEach(({ value, sigma }, k) =>
        expect(Math.abs(value - heights[k])).toBeLessThan(2 * sigma!),
      );
      const areas = truth.map((p) => p.area / 3.6).sort((a, b) => a - b);
      found('peak_area', half).forEach(({ value, sigma }, k) => {
        expect(Math.abs(value - areas[k])).toBeLessThan(2 * sigma!);
        expect(sigma! / value).toBeLessThan(0.01);
      });
    }
  },
);
