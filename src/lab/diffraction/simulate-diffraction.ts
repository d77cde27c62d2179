import {
  CERMET_VERSION,
  computeContentHash,
  type Context,
  contextRng,
  InputError,
  type Recording,
  Table,
} from '../../core/index.js';
import { makeCrystalModel, massOfCell } from './crystal-model.js';
import { findLayeredSites, makeMixing } from './layered-oxide.js';
import type { FormFactorChoice } from './phase-factors.js';
import { PatternModel } from './pattern-model.js';
import type { Radiation } from './radiation.js';
import { guessDisplacement } from './stage.js';
import type { NamedStructure } from '../../evidence/analysis.js';

/** One phase of a simulated pattern. */
export interface SimulatedPhase extends NamedStructure {
  /** [1] share by weight; equal shares where no phase has one */
  weight?: number;
  /** Lengths in Å and angles in degrees in place of the structure's. */
  cell?: Partial<Record<'a' | 'b' | 'c', number>>;
  /** [1] Ni on the Li site of a layered oxide */
  mixing?: number;
  /** [1] height of oxygen of a layered oxide, lithium at the origin */
  oxygenZ?: number;
  /** [Å2] by site */
  displacements?: readonly number[];
  /** [1] March–Dollase along 001 */
  texture?: number;
  /** [deg] Lorentzian widths added to the instrument's: size and strain */
  size?: number;
  strain?: number;
}

/** An instrument and how long it counted. */
export interface SimulatedInstrument {
  /** [deg] */
  range: readonly [number, number];
  step: number;
  radiation: Radiation;
  /** [mm] */
  radius: number;
  /** [mm] of the sample off the focusing circle */
  displacement: number;
  /** [deg] */
  zero: number;
  profile: Readonly<Record<'U' | 'V' | 'W' | 'X' | 'Y', number>>;
  /** [counts] of the highest point above the background */
  counts: number;
  /**
   * [1] share of the highest point that the background has at the low end, middle and high end; or Chebyshev
   * coefficients over it
   */
  background: readonly number[];
  asymmetry?: number;
  formFactors?: FormFactorChoice;
  /** No noise where false. */
  noise: boolean;
}

/**
 * A powder pattern of a mixture on an instrument, with the noise of counting: the same forward model as a refinement,
 * so that what is simulated, written, read and refined gives its numbers back.
 *
 * @throws InputError for no phases or numbers that cannot be
 */
export async function simulateDiffraction(
  phases: readonly SimulatedPhase[],
  instrument: SimulatedInstrument,
  ctx?: Context,
): Promise<Recording> {
  if (phases.length === 0)
    throw new InputError('a simulated pattern needs phases', { hint: '--set phases=LiNiO2,NiO' });
  const { range, step } = instrument;
  const n = Math.round((range[1] - range[0]) / step) + 1;
  if (!(step > 0) || !(n >= 2 && n <= 1e6) || range[0] <= 0 || range[1] >= 180)
    throw new InputError(`a pattern from ${range[0]} to ${range[1]} deg in steps of ${step}`);
  const angles = Float64Array.from({ length: n }, (_, i) => Number((range[0] + i * step).toFixed(8)));
  const models = await Promise.all(phases.map(({ name, structure }) => makeCrystalModel(name, structure)));
  const model = new PatternModel({
    angles,
    radiation: instrument.radiation,
    formFactors: instrument.formFactors ?? 'neutral',
    background: Math.max(1, instrument.background.length),
    phases: models.map((crystal, p) => {
      const layered = findLayeredSites(crystal);
      const mode = layered && makeMixing(crystal, layered, 'exchange');
      return {
        model: crystal,
        u: crystal.sites.map((site, s) => phases[p].displacements?.[s] ?? guessDisplacement(site.occupants[0].element)),
        modes: mode ? [mode] : [],
        axis: [0, 0, 1] as const,
      };
    }),
  });
  const values = Float64Array.from(model.parameters, (p) => p.value);
  const set = (id: string, value: number) => {
    values[model.at(id)] = value;
  };
  set('zero', instrument.zero);
  set('displacement', ((360 / Math.PI) * instrument.displacement) / instrument.radius);
  if (instrument.asymmetry) set('asymmetry', instrument.asymmetry);
  for (const id of ['U', 'V', 'W'] as const) set(id, instrument.profile[id]);
  const given = phases.map((p) => p.weight ?? 1);
  phases.forEach((phase, p) => {
    stretchCell(model, values, p, phase);
    const crystal = models[p];
    const layered = findLayeredSites(crystal);
    if (phase.mixing !== undefined) {
      if (!model.has(`${p}.mixing`)) throw new InputError(`${phase.name} is no layered oxide: it has no mixing`);
      const already = crystal.sites[layered!.lithium].occupants
        .filter((o) => o.element !== 'Li')
        .reduce((s, o) => s + o.occupancy, 0);
      set(`${p}.mixing`, phase.mixing - already);
    }
    if (phase.oxygenZ !== undefined && layered) {
      const site = crystal.sites[layered.oxygen];
      const z = site.points[2] - crystal.sites[layered.lithium].points[2];
      const sign = Math.abs(z - Math.round(3 * (z - 0.2415)) / 3 - 0.2415) < 0.02 ? 1 : -1;
      const folded = sign * z - Math.round(3 * (sign * z - 0.2415)) / 3;
      set(`${p}.z.${layered.oxygen}`, sign * (phase.oxygenZ - folded));
    }
    if (phase.texture !== undefined) set(`${p}.texture`, phase.texture);
    set(`${p}.X`, instrument.profile.X + (phase.size ?? 0));
    set(`${p}.Y`, instrument.profile.Y + (phase.strain ?? 0));
    set(`${p}.scale`, given[p] / (massOfCell(crystal.sites) * model.cell(values, p).volume));
  });
  const y = new Float64Array(n);
  model.evaluate(values, y);
  const top = y.reduce((a, b) => Math.max(a, b), 0);
  if (!(top > 0)) throw new InputError('no phase has a line in this range');
  for (let i = 0; i < n; i++) y[i] *= instrument.counts / top;
  phases.forEach((_, p) => {
    values[model.at(`${p}.scale`)] *= instrument.counts / top;
  });
  instrument.background.forEach((b, k) => set(`background.${k}`, b * instrument.counts));
  const background = model.background(values);
  for (let i = 0; i < n; i++) y[i] += background[i];
  if (y.some((v) => !(v > 0))) throw new InputError('the background falls below zero in this range');
  const counts = instrument.noise ? drawCounts(y, ctx) : y;
  const parameters: Record<string, unknown> = Object.fromEntries(model.parameters.map((p, i) => [p.id, values[i]]));
  return {
    kind: 'diffraction',
    table: new Table([
      { name: 'two_theta_degree', values: angles },
      { name: 'counts', values: counts },
    ]),
    about: { sample: phases.map((p) => p.name).join(' + '), instrument: 'simulated' },
    metadata: {
      wavelength_angstrom: instrument.radiation.lines.map((l) => l.wavelength),
      ...(instrument.radiation.lines.length > 1 && {
        wavelength_ratio: instrument.radiation.lines[1].weight / instrument.radiation.lines[0].weight,
      }),
      ...(instrument.radiation.kind === 'neutron' && { radiation: 'neutron' }),
      goniometer_radius_millimetre: instrument.radius,
      parameters,
    },
    origin: {
      type: 'simulated',
      model: 'powder pattern',
      parameters,
      parametersHash: await computeContentHash(parameters),
      cermet: CERMET_VERSION,
      citations: [{ text: 'Rietveld, J. Appl. Cryst. 2 (1969) 65', doi: '10.1107/S0021889869006558' }],
    },
    notes: [],
  };
}

function stretchCell(model: PatternModel, values: Float64Array, p: number, { cell, name }: SimulatedPhase): void {
  if (!cell) return;
  const now = model.cell(values, p);
  const factor = {
    a: (cell.a ?? now.a) / now.a,
    b: (cell.b ?? cell.a ?? now.b) / now.b,
    c: (cell.c ?? (sameLengths(now) ? (cell.a ?? now.c) : now.c)) / now.c,
  };
  if (!Object.values(factor).every((f) => f > 0.5 && f < 2))
    throw new InputError(`the cell of ${name} cannot be that far from its structure's`);
  const metric = model.metric(values, p);
  const scaled = [
    metric[0] / factor.a ** 2,
    metric[1] / factor.b ** 2,
    metric[2] / factor.c ** 2,
    metric[3] / (factor.a * factor.b),
    metric[4] / (factor.a * factor.c),
    metric[5] / (factor.b * factor.c),
  ];
  model.spec.phases[p].model.metrics.forEach((basis, k) => {
    values[model.at(`${p}.metric.${k}`)] = scaled[basis.findIndex((v) => Math.abs(v - 1) < 1e-9)];
  });
}

const sameLengths = (c: { a: number; c: number }): boolean => Math.abs(c.a / c.c - 1) < 1e-9;

/**
 * Poisson counts: by multiplication below 30, above it a rounded normal deviate with the skewness corrected (Cornish
 * and Fisher).
 */
function drawCounts(means: Float64Array, ctx: Context | undefined): Float64Array {
  const rng = contextRng(ctx);
  return means.map((mean) => {
    if (mean < 30) {
      const limit = Math.exp(-mean);
      let k = -1;
      for (let product = 1; product > limit; k++) product *= rng.uniform();
      return Math.max(0, k);
    }
    const z = rng.normal();
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
  });
}
