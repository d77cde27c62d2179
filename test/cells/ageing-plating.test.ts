import { describe, expect, it } from 'vitest';
import {
  makeLithiumPlating,
  makeShape,
  parseProtocol,
  PLATING_OKANE2022,
  simulateCell,
  type MaterialView,
  type PlatingParameters,
} from '../../src/cells/index.js';
import { FARADAY, GAS_CONSTANT } from '../../src/core/index.js';
import { makeTestCell } from './inputs.js';

const T = 298.15;
const plated = (m: MaterialView): number => m.quantities.plated_lithium_mole_per_square_metre;

/** Graphite at each end of charge, discharge and rest of a cell that is charged fast. */
async function run(
  p: Partial<PlatingParameters>,
  protocol: string,
): Promise<{ graphite: MaterialView[]; dead: number }> {
  const mechanisms = [makeLithiumPlating({ ...PLATING_OKANE2022, ...p })];
  const { steps, view } = await simulateCell(makeTestCell(), parseProtocol(protocol), {
    model: 'spme',
    mechanisms,
    views: true,
    errorEstimate: false,
    nodes: 6,
    shells: 10,
    initial: { negative: 0.02, positive: 0.9 },
  });
  return { graphite: steps.map((s) => s.view!.materials[0]), dead: view.shared.dead_lithium_mole };
}

describe('plated lithium', () => {
  const FAST = 'charge at 3C to 4.3 V; discharge at 1C to 3.0 V; rest 10 h';

  it('all strips where none of it dies', async () => {
    const { graphite, dead } = await run({ deadRate: 0 }, FAST);
    const [charged, , rested] = graphite.map(plated);
    expect(charged).toBeGreaterThan(1e-5);
    expect(dead).toBe(0);
    // What the open-circuit potential of emptied graphite holds back: exp(−F U / RT) of what lithium at zero volts
    // would.
    expect(rested / charged).toBeLessThan(1e-3);
  });

  it('rests at the amount that its own equilibrium says', async () => {
    const { graphite } = await run({ deadRate: 0 }, 'charge at 1C for 20 min; rest 100 h');
    const rested = graphite[1];
    const { platingRate, strippingRate } = PLATING_OKANE2022;
    const balance =
      ((platingRate * 1000) / strippingRate) * Math.exp((-FARADAY * rested.openCircuit) / (GAS_CONSTANT * T)); // 1000 mol/m3 in the electrolyte at rest
    expect(Math.abs(plated(rested) / balance - 1)).toBeLessThan(1e-3); // what is left to strip after a hundred hours, and the run's tolerance
  });

  it('dies in proportion to how much there is and for how long', async () => {
    const [slow, fast] = [await run({ deadRate: 1e-7 }, FAST), await run({ deadRate: 2e-7 }, FAST)];
    expect(slow.dead).toBeGreaterThan(0);
    expect(Math.abs(fast.dead / slow.dead - 2)).toBeLessThan(0.02); // what dies is not there to die: a percent of it in ten hours
  });

  it('stays where nothing strips, as irreversible plating does', async () => {
    const { graphite } = await run({ strippingRate: 0, deadRate: 0, platingRate: 1e-11 }, FAST);
    const amounts = graphite.map(plated);
    expect(amounts[0]).toBeGreaterThan(0);
    expect(amounts[1]).toBeGreaterThan(amounts[0]);
    expect(amounts[2]).toBeGreaterThan(amounts[1]);
  });

  it('neither plates nor strips at the overpotential that balances both', () => {
    const mechanism = makeLithiumPlating();
    const potential = 0.05;
    const c = 1200;
    const n =
      ((PLATING_OKANE2022.platingRate * c) / PLATING_OKANE2022.strippingRate) *
      Math.exp((-FARADAY * potential) / (GAS_CONSTANT * T));
    const shape = { ...makeShape(), filmResistance: 0.01 };
    const reaction = { sideCurrent: 0, sideHeat: 0 };
    const at = (current: number): number => {
      reaction.sideCurrent = 0;
      mechanism.react(
        {
          concentration: c,
          potential: potential + shape.filmResistance * current,
          surface: 0.5,
          mean: 0.5,
          current,
          temperature: T,
          openCircuit: 0.1,
          shape,
        },
        Float64Array.of(n),
        new Float64Array(1),
        reaction,
        new Float64Array(1),
        new Float64Array(1),
      );
      return reaction.sideCurrent;
    };
    const scale = FARADAY * PLATING_OKANE2022.platingRate * c;
    for (const current of [0, 1]) expect(Math.abs(at(current)) / scale).toBeLessThan(1e-12); // rounding
  });
});
