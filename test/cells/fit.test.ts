import { expect, it } from 'vitest';
import { CELL_PARAMETERS, fitCell, parseProtocol, simulateCell } from '../../src/cells/index.js';
import { makeRng, Table, type Recording } from '../../src/core/index.js';
import { ownCell } from './inputs.js';

const mesh = { model: 'spme', nodes: 8, shells: 12, tolerance: 1e-5, errorEstimate: false } as const;

/** A recording with noise of a known size. */
function noisy(recording: Recording, sigma: number): Recording {
  const rng = makeRng(11);
  const v = recording.table.column('voltage_volt').map((x) => x + sigma * rng.normal());
  return { ...recording, table: new Table([recording.table.get('test_time_second'), { name: 'voltage_volt', values: v }]) };
}

it('gives back what was put in, within its stated interval, and says what it cannot know', async () => {
  const cell = ownCell('ncm811-coin-half-cell.json');
  const truth = { positive_diffusivity_factor: 0.6, contact_resistance_ohm: 4 };
  const made = CELL_PARAMETERS.contact_resistance_ohm.apply(CELL_PARAMETERS.positive_diffusivity_factor.apply(cell, 0.6), 4);
  const protocol = parseProtocol('charge at 1C for 40 min every 20 s; rest 20 min every 20 s; discharge at 2C for 10 min every 20 s');
  const { recording } = await simulateCell(made, protocol, mesh);
  const experiment = { recording: noisy(recording, 5e-4), protocol, options: mesh, sigma: 5e-4 };
  const fit = await fitCell(
    cell,
    [
      { parameter: CELL_PARAMETERS.positive_diffusivity_factor, initial: 1.5, lower: 0.05, upper: 20 },
      { parameter: CELL_PARAMETERS.contact_resistance_ohm, initial: 1, lower: 0.01, upper: 100 },
    ],
    [experiment],
  );
  for (const [name, value] of Object.entries(truth)) {
    const estimate = fit.estimates[name];
    expect(Math.abs(estimate.value - value), name).toBeLessThan(4 * estimate.sigma!); // four sigma of one seeded draw
    expect(estimate.sigma! / value, name).toBeLessThan(0.2);
    expect(fit.identifiability[name]).toBe('identified');
    const [low, high] = fit.profiles[name].interval as [number, number];
    expect((high - low) / estimate.sigma! / 3.92).toBeGreaterThan(0.6); // nearly a parabola here, so profile and covariance agree
    expect((high - low) / estimate.sigma! / 3.92).toBeLessThan(1.6);
  }
  expect(fit.residual).toBeGreaterThan(4e-4);
  expect(fit.residual).toBeLessThan(6e-4);
  expect(fit.fitted).toEqual(Object.keys(truth));
}, 120_000);

it('a rest alone does not tell the conductivity', async () => {
  const cell = ownCell('ncm811-coin-half-cell.json');
  const protocol = parseProtocol('rest 10 min every 30 s');
  const { recording } = await simulateCell(cell, protocol, mesh);
  const fit = await fitCell(cell, [{ parameter: CELL_PARAMETERS.electrolyte_conductivity_factor, initial: 1, lower: 0.1, upper: 10 }], [{ recording: noisy(recording, 1e-3), protocol, options: mesh, sigma: 1e-3 }]);
  expect(fit.identifiability.electrolyte_conductivity_factor).toBe('not identified');
  expect(fit.notes.some((n) => n.code === 'not-identified')).toBe(true);
});
