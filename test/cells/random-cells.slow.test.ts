import { expect, it } from 'vitest';
import {
  parseProtocol,
  simulateCell,
  type ActiveMaterial,
  type Cell,
  type PorousElectrode,
} from '../../src/cells/index.js';
import { CermetError, makeRng, type Rng } from '../../src/core/index.js';
import { makeNumber, makeProduct, type Expression } from '../../src/num/expression/index.js';
import { makeLithiumCell, ownCell } from './inputs.js';

const SEED = 20260001;
const COUNT = 1000;

/** Every property of a cell off by a factor, log-uniform from a third to three. */
function perturb(cell: Cell, rng: Rng): Cell {
  const factor = (span = 3): number => span ** (2 * rng.uniform() - 1);
  const scaled = (e: Expression): Expression => makeProduct(makeNumber(factor()), e);
  const material = (m: ActiveMaterial): ActiveMaterial => ({
    ...m,
    radius: m.radius * factor(),
    surfaceArea: m.surfaceArea * factor(),
    diffusivity: scaled(m.diffusivity),
    exchangeCurrentDensity: scaled(m.exchangeCurrentDensity),
  });
  const electrode = (e: PorousElectrode): PorousElectrode => ({
    ...e,
    thickness: e.thickness * factor(2),
    transportEfficiency: e.transportEfficiency * factor(2),
    conductivity: e.conductivity * factor(),
    materials: e.materials.map(material),
  });
  return {
    ...cell,
    negative:
      cell.negative.kind === 'porous'
        ? electrode(cell.negative)
        : { ...cell.negative, exchangeCurrentDensity: scaled(cell.negative.exchangeCurrentDensity) },
    positive: cell.positive.kind === 'porous' ? electrode(cell.positive) : cell.positive,
    electrolyte: {
      ...cell.electrolyte!,
      diffusivity: scaled(cell.electrolyte!.diffusivity),
      conductivity: scaled(cell.electrolyte!.conductivity),
    },
  };
}

it(`${COUNT} random cells each end by a named cause, with physical concentrations`, async () => {
  const rng = makeRng(SEED);
  const bases = [ownCell('ncm811-coin-half-cell.json'), ownCell('ncm811-graphite-pouch.json'), makeLithiumCell(true)];
  const causes = new Map<string, number>();
  const unnamed: string[] = [];
  for (let k = 0; k < COUNT; k++) {
    const base = bases[k % bases.length];
    const cell = perturb(base, rng);
    const rate = 0.1 * 100 ** rng.uniform();
    const temperature = 273.15 + 60 * rng.uniform();
    const first = base.negative.kind === 'porous' ? 'discharge' : 'charge';
    const [to, back] =
      first === 'discharge' ? [cell.lowerVoltage, cell.upperVoltage] : [cell.upperVoltage, cell.lowerVoltage];
    const text = `${first} at ${rate}C to ${to} V; rest 5 min; ${first === 'charge' ? 'discharge' : 'charge'} at ${rate}C to ${back} V`;
    try {
      const { ending, steps, view } = await simulateCell(cell, parseProtocol(text), {
        nodes: 8,
        shells: 10,
        tolerance: 1e-4,
        temperature,
        errorEstimate: false,
      });
      const cause = ending.cause ?? ending.by;
      causes.set(cause, (causes.get(cause) ?? 0) + 1);
      if (cause === 'solver' || cause === 'endless')
        unnamed.push(`cell ${k}: ${ending.text} after ${steps.length} steps`);
      expect(
        view.concentration.every((c) => c > 0 && Number.isFinite(c)),
        `cell ${k}: ${cause}, lowest ${Math.min(...view.concentration)}`,
      ).toBe(true);
      for (const m of view.materials) expect(m.mean > 0 && m.mean < 1, `cell ${k}`).toBe(true);
    } catch (error) {
      if (!(error instanceof CermetError)) throw error;
      unnamed.push(`cell ${k}: threw ${error.message}`);
    }
  }
  console.log(`seed ${SEED}: ${[...causes].map(([cause, n]) => `${cause} ${n}`).join(', ')}`);
  expect(unnamed).toEqual([]);
  expect(causes.get('done')).toBeGreaterThan(COUNT / 4);
});
