import { expect, it } from 'vitest';
import { analyse } from '../analyse.js';
import { parseProtocol, simulateCell, type ModelName } from '../../src/cells/index.js';
import {
  FARADAY,
  GAS_CONSTANT,
  makeRng,
  Table,
  type Estimate,
  type Note,
  type Recording,
} from '../../src/core/index.js';
import { HALF_CELL, makeLithiumCell } from './inputs.js';
import { writeAndRead } from './write-and-read.js';

const { area, thickness, surface, maximum, diffusivity, radius } = HALF_CELL;
const X = 0.3;
const CONTACT = 5; // ohm
const LAYER = 0.2; // F/m2
const wetted = surface * thickness * area; // m2
const perCurrent = (GAS_CONSTANT * 298.15) / FARADAY; // V
/**
 * R0 − (C, R + W): what the cell is, in closed form. The sphere's curvature is a capacitor after the Warburg: 1/(q − 1)
 * = 1/q + 1/q² + O(1/q³), q² = jωR²/D.
 */
const slope = 0.9 + 1 / Math.cosh(10 * (X - 0.6)) ** 2; // V, −dU/dx
const truth = {
  R0: CONTACT + perCurrent / (2e6 * area),
  R1: perCurrent / (3e-7 * Math.sqrt(1000) * maximum * Math.sqrt(X * (1 - X)) * wetted),
  C1: LAYER * wetted,
  W1: slope / (FARADAY * maximum * wetted * Math.sqrt(2 * diffusivity)),
  C2: (FARADAY * maximum * wetted * radius) / slope,
};

/**
 * The half cell with a contact resistance and with lithium, salt and solid so fast that nothing else is left: particles
 * all alike, behind one double layer.
 */
async function simulateSpectrum(model: ModelName): Promise<Recording<'eis'>> {
  const cell = makeLithiumCell(
    true,
    { 'Conductivity [S.m-1]': 1e4, 'Diffusivity [m2.s-1]': 1e-4, 'Cation transference number': 0.4 },
    { 'Conductivity [S.m-1]': 1e5, 'Double-layer capacity [F.m-2]': LAYER },
    { 'Exchange-current density [A.m-2]': 2e6 },
  );
  const { spectra } = await simulateCell(
    { ...cell, contactResistance: CONTACT },
    parseProtocol('rest 1 s; EIS 10 kHz..100 mHz, 51'),
    { model, errorEstimate: false },
  );
  return spectra[0];
}

/** With noise in proportion to |Z|, as an instrument has it. */
function noisy(recording: Recording<'eis'>, share: number): Recording<'eis'> {
  const rng = makeRng(21);
  const [real, imaginary] = ['real_impedance_ohm', 'imaginary_impedance_ohm'].map((name) =>
    recording.table.column(name),
  );
  const shake = (values: Float64Array): Float64Array =>
    values.map((v, i) => v + share * Math.hypot(real[i], imaginary[i]) * rng.normal());
  return {
    ...recording,
    table: new Table([
      recording.table.get('frequency_hertz'),
      { name: 'real_impedance_ohm', values: shake(real) },
      { name: 'imaginary_impedance_ohm', values: shake(imaginary) },
    ]),
  };
}

async function measure(
  recording: Recording,
): Promise<{ residual: number; notes: Note[]; parameters: Record<string, Estimate> }> {
  const test = await analyse('kramers-kronig', recording, {});
  const fit = await analyse('circuit', recording, { circuit: 'R0-p(C1,R1-W1-C2)', starts: 3 });
  return {
    residual: test.findings.find((f) => f.id === 'kk_residual')!.estimate.value,
    notes: [...test.notes, ...fit.notes].filter((n) => n.level !== 'info'),
    parameters: Object.fromEntries(
      Object.keys(truth).map((name) => [
        name,
        fit.findings.find((f) => f.id === 'parameter' && f.at?.part === name)!.estimate,
      ]),
    ),
  };
}

it.each(['.mpt', '.dta', '.bdf.csv', '.bdf.parquet'])(
  'a spectrum with noise, in %s: Kramers–Kronig holds, and the circuit gives back what was put in within its errors',
  async (ending) => {
    const back = await writeAndRead(noisy(await simulateSpectrum('spm'), 1e-3), ending);
    expect(back.kind).toBe('eis');
    const { residual, notes, parameters } = await measure(back);
    // The noise of a tenth of a per cent, and as much from following an arc with three elements a decade.
    expect(residual).toBeGreaterThan(0.05);
    expect(residual).toBeLessThan(0.2);
    expect(notes).toEqual([]);
    for (const [name, value] of Object.entries(truth))
      expect(Math.abs(parameters[name].value - value), name).toBeLessThan(2.5 * parameters[name].sigma!); // five parameters of one draw
    // A tenth of a per cent on a hundred numbers fixes the resistances that well.
    for (const name of ['R0', 'R1', 'C1']) expect(parameters[name].sigma! / truth[name as 'R0']).toBeLessThan(1e-3);
  },
);

it.each(['spm', 'dfn'] as const)('without noise, by %s, what is left is the mesh of the spectrum', async (model) => {
  const { residual, parameters } = await measure(await writeAndRead(await simulateSpectrum(model), '.mpt'));
  expect(residual).toBeLessThan(0.1);
  const off = (name: keyof typeof truth): number => Math.abs(parameters[name].value / truth[name] - 1);
  expect(off('R0')).toBeLessThan(1e-4);
  expect(off('R1')).toBeLessThan(1e-4);
  expect(off('C1')).toBeLessThan(1e-5);
  expect(off('W1')).toBeLessThan(0.006); // 40 shells hold the Warburg tail to half a per cent where it counts
});
