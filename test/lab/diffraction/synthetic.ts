import { readFileSync } from 'node:fs';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { makeRng, type Recording, Table } from '../../../src/core/index.js';
import { runAnalysis } from '../../../src/evidence/run-analysis.js';
import {
  type CrystalModel,
  findLayeredSites,
  makeCrystalModel,
  makeMixing,
  makeRadiation,
  PatternModel,
  rietveldAnalysis,
} from '../../../src/lab/index.js';
import { sharedPath } from '../../shared-data.js';

/** What `truth.json` says of one pattern. */
export interface Truth {
  ni_on_li_site: number;
  a_angstrom: number;
  c_angstrom: number;
  z_oxygen: number;
  u_iso_angstrom2: Record<'3a' | '3b' | '6c', number>;
  composition: Record<string, number>;
  march_dollase_001: number;
  zero_degree: number;
  displacement_mm: number;
  profile_degree: Record<'U' | 'V' | 'W' | 'X' | 'Y', number>;
  monochromator_two_theta_degree: number | null;
  weight_fractions: Record<string, number>;
}

/** The truth of every synthetic pattern. */
export function readTruth(): Record<string, Truth> {
  return JSON.parse(readFileSync(sharedPath('xrd/synthetic/truth.json'), 'utf8')) as Record<string, Truth>;
}

/** Angles and counts of a synthetic pattern. */
export function readPattern(name: string): { angles: Float64Array; counts: Float64Array } {
  const rows = readFileSync(sharedPath(`xrd/synthetic/${name}.xy`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).map(Number));
  return { angles: Float64Array.from(rows, (r) => r[0]), counts: Float64Array.from(rows, (r) => r[1]) };
}

/** A recording of angles and counts. */
export function toPattern(
  angles: Float64Array,
  counts: Float64Array,
  metadata: Record<string, unknown> = {},
): Recording {
  return {
    kind: 'diffraction',
    table: new Table([
      { name: 'two_theta_degree', values: angles },
      { name: 'counts', values: counts },
    ]),
    about: {},
    metadata,
    origin: { type: 'measured', file: 'made.xy', sha256: '0'.repeat(64), reader: 'made@1' },
    notes: [],
  };
}

/** Runs `rietveld` with settings as a person gives them; phases by their names in the library. */
export async function refine(recording: Recording, given: Record<string, string>) {
  return runAnalysis(rietveldAnalysis, [recording], given, async (name) => ({
    name,
    structure: resolveCrystal(name).structure,
  }));
}

/**
 * A pattern of a layered oxide by this project's own forward model, at numbers of one's own choice; Poisson noise where
 * a seed is given.
 */
export async function simulateLayered(
  formula: string,
  angles: Float64Array,
  numbers: {
    mixing: number;
    a: number;
    c: number;
    z: number;
    scale: number;
    background: readonly number[];
    displacement?: number;
    profile: Record<'U' | 'V' | 'W' | 'X' | 'Y', number>;
    u: readonly [number, number, number];
  },
  seed?: number,
): Promise<Float64Array> {
  const model: CrystalModel = await makeCrystalModel(formula, resolveCrystal(formula).structure);
  const sites = findLayeredSites(model)!;
  const pattern = new PatternModel({
    angles,
    radiation: makeRadiation([1.5405929, 1.5444274]),
    formFactors: 'neutral',
    background: numbers.background.length,
    phases: [{ model, u: numbers.u, modes: [makeMixing(model, sites, 'exchange')!], axis: [0, 0, 1] }],
  });
  const values = Float64Array.from(pattern.parameters, (p) => p.value);
  const set = (id: string, value: number) => {
    values[pattern.at(id)] = value;
  };
  set('0.metric.0', 4 / (3 * numbers.a ** 2));
  set('0.metric.1', 1 / numbers.c ** 2);
  set('0.mixing', numbers.mixing);
  set('0.scale', numbers.scale);
  set(`0.z.${sites.oxygen}`, numbers.z - 0.2415);
  set('displacement', numbers.displacement ?? 0);
  for (const id of ['U', 'V', 'W'] as const) set(id, numbers.profile[id]);
  for (const id of ['X', 'Y'] as const) set(`0.${id}`, numbers.profile[id]);
  for (const [k, b] of numbers.background.entries()) set(`background.${k}`, b);
  const y = new Float64Array(angles.length);
  pattern.evaluate(values, y);
  if (seed === undefined) return y;
  const rng = makeRng(seed);
  return y.map((v) => Math.max(0, Math.round(v + Math.sqrt(v) * rng.normal())));
}
