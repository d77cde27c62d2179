import { expect, it } from 'vitest';
import { makeRng, Table, type Recording } from '../../src/core/index.js';
import { writers } from '../../src/io/index.js';
import {
  analyseTitration,
  computeCycles,
  fitCircuit,
  makeCircuitEvaluator,
  parseCircuit,
  splitSpectra,
} from '../../src/lab/index.js';
import { exampleCell, runAnalyticCell } from './analytic-cell.js';
import { readBytes } from './read.js';

const write = async (id: string, recording: Recording): Promise<Uint8Array | string> =>
  writers.find((w) => w.id === id)!.write({ recordings: [recording], structures: [], notes: [] });
const oneC = exampleCell.capacity / 3600;

it.each([
  ['bdf-csv', 'cell.bdf.csv'],
  ['bdf-parquet', 'cell.bdf.parquet'],
  ['biologic-mpt', 'cell.mpt'],
])('simulate → write %s → read → analyse gives the numbers back', async (id, name) => {
  const recording = runAnalyticCell(
    { ...exampleCell, equilibrium: (x) => 3.5 + 0.8 * x },
    [
      ...Array.from({ length: 4 }, () => [
        { current: 0, duration: 3600 },
        { current: -0.5 * oneC, duration: 240 },
      ]).flat(),
      { current: 0, duration: 3600 },
    ],
    0.9,
  );
  const read = await readBytes(name, await write(id, recording));
  expect(read.kind).toBe('cycling');
  expect(read.origin.type).toBe('measured');
  const { points } = await analyseTitration(read, { radius: 2e-6 });
  expect(points.length).toBe(4);
  for (const p of points) {
    // The model is exact for a straight curve; what is left is the file's rounding.
    expect(Math.abs(p.full.diffusivity!.value / (4e-12 / 4000) - 1)).toBeLessThan(0.01);
    expect(Math.abs(p.ohmic.value / (0.5 * oneC) - 12)).toBeLessThan(0.05);
    expect(Math.abs(p.chargeTransfer!.value / (0.5 * oneC) - 20)).toBeLessThan(0.1);
  }
  const charge = computeCycles(read).cycles[0].discharge!.capacity;
  expect(charge / (4 * 240 * 0.5 * oneC)).toBeCloseTo(1, 6);
});

it.each([
  ['gamry-dta', 'cell.DTA'],
  ['biologic-mpt', 'cell.mpt'],
])('impedance written as %s gives the circuit back', async (id, name) => {
  const circuit = parseCircuit('R0-p(R1,CPE1)-Wo1');
  const truth = [1.5, 12, 2e-4, 0.88, 30, 90];
  const frequency = Float64Array.from({ length: 60 }, (_, k) => 1e5 * 10 ** (-k / 8.5));
  const z = makeCircuitEvaluator(circuit, frequency).impedance(truth);
  const rng = makeRng(8);
  const noise = (v: number, i: number): number => v + 2e-3 * Math.hypot(z[i % 60], z[60 + (i % 60)]) * rng.normal();
  const recording: Recording = {
    kind: 'eis',
    about: {},
    metadata: {},
    notes: [],
    origin: { type: 'simulated', model: circuit.text, parameters: {}, parametersHash: '0', cermet: '0' },
    table: new Table([
      { name: 'frequency_hertz', values: frequency },
      { name: 'real_impedance_ohm', values: z.slice(0, 60).map(noise) },
      { name: 'imaginary_impedance_ohm', values: z.slice(60).map(noise) },
    ]),
  };
  const [spectrum] = splitSpectra(await readBytes(name, await write(id, recording)));
  const fit = await fitCircuit(spectrum, circuit);
  Object.values(fit.parameters).forEach((e, k) =>
    expect(Math.abs(e.value - truth[k]), circuit.parameters[k].name).toBeLessThan(3.5 * e.sigma!),
  );
});
