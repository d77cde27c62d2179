import type { Condition } from '../../core/index.js';
import type { CellNumbers } from './crystal-model.js';
import { type Derived, derive } from './derive.js';
import { findLayeredSites } from './layered-oxide.js';
import { computeAttenuation } from './scattering.js';
import type { Rietveld } from './stage.js';
import { computeTextureIndex } from './texture-index.js';

/** A number of a refinement: the id of its finding, where it holds, and its unit. */
export interface Measured extends Derived {
  id: string;
  at?: Condition;
  unit: string;
}

/** What a refinement needs beside itself to speak in lengths. */
export interface Surroundings {
  /** [mm] radius of the goniometer, to which a displacement is proportional */
  radius: number;
  /** [1] Scherrer constant of a full width at half maximum */
  scherrer: number;
  /** Whether noise is known to be that of counting. */
  counting: boolean;
  /** [µm] diameter of the grains of each phase, for microabsorption */
  grains?: Readonly<Record<string, number>>;
}

const LENGTHS = ['a', 'b', 'c'] as const;
const ANGLES = ['alpha', 'beta', 'gamma'] as const;

/** Factor on esds: the goodness of fit, but never a narrowing where counting says better. */
export function esdFactor(r: Rietveld, counting: boolean): number {
  return counting ? Math.max(1, r.agreement.goodness) : r.agreement.goodness;
}

/** Every number of a refinement with its esd, in the units that findings carry. */
export function measureRietveld(r: Rietveld, around: Surroundings): Measured[] {
  const { model, refined, problem } = r;
  const factor = esdFactor(r, around.counting);
  const out: Measured[] = [];
  const give = (
    id: string,
    unit: string,
    of: (values: Float64Array) => number,
    ids: readonly string[],
    at?: Condition,
  ) => {
    const derived = derive(model, refined, factor, of, ids);
    out.push({ id, unit, ...(at && { at }), ...derived });
  };
  problem.phases.forEach((crystal, p) => {
    const at = { phase: crystal.name };
    const metrics = crystal.metrics.map((_, k) => `${p}.metric.${k}`);
    const cell = model.cell(refined.values, p);
    for (const key of freeCellKeys(cell))
      give(`cell_${key}`, key.length === 1 ? 'angstrom' : 'deg', (v) => model.cell(v, p)[key], metrics, at);
    give('cell_volume', 'angstrom3', (v) => model.cell(v, p).volume, metrics, at);
    const layered = findLayeredSites(crystal);
    if (layered && model.has(`${p}.mixing`)) {
      const base = crystal.sites[layered.lithium].occupants
        .filter((o) => o.element !== 'Li')
        .reduce((s, o) => s + o.occupancy, 0);
      give('mixing', '%', (v) => 100 * (base + v[model.at(`${p}.mixing`)]), [`${p}.mixing`], at);
    }
    if (layered) {
      const zs = [`${p}.z.${layered.oxygen}`];
      give(
        'oxygen_z',
        '1',
        (v) =>
          foldHeight(
            crystal.sites[layered.oxygen].points[2] + v[model.at(zs[0])] - crystal.sites[layered.lithium].points[2],
          ),
        zs,
        at,
      );
    }
    crystal.sites.forEach((site, s) => {
      const where = { phase: crystal.name, site: site.label };
      const tensor = model.spec.phases[p].anisotropic?.includes(s);
      if (!tensor) give('u_iso', 'angstrom2', (v) => v[model.at(`${p}.u.${s}`)], [`${p}.u.${s}`], where);
      else {
        const ids = site.tensors.map((_, k) => `${p}.tensor.${s}.${k}`);
        give(
          'u_iso',
          'angstrom2',
          (v) =>
            equivalentU(
              v,
              model.cell(v, p),
              site.tensors,
              ids.map((id) => model.at(id)),
            ),
          ids,
          where,
        );
      }
    });
    const scales = problem.phases.flatMap((_, k) => [`${k}.scale`, ...(k === p ? metrics : [])]);
    const seen = problem.phases.some((_, k) => refined.values[model.at(`${k}.scale`)] > 0);
    const shares = (v: Float64Array) => problem.phases.map((_, k) => model.weightOf(v, k) / absorb(r, around, k, v));
    if (seen)
      give(
        'weight_fraction',
        '%',
        (v) => {
          const w = shares(v);
          return (100 * w[p]) / w.reduce((a, b) => a + b, 0);
        },
        problem.phases.length > 1 ? scales : [],
        at,
      );
    if (r.textured.includes(p) && model.spec.phases[p].harmonics === undefined)
      give('texture', '1', (v) => v[model.at(`${p}.texture`)], [`${p}.texture`], at);
    else if (r.textured.includes(p))
      out.push({ id: 'texture_index', unit: '1', at, ...computeTextureIndex(model, refined, p, factor) });
    const wavelength = problem.radiation.lines[0].wavelength;
    const x = refined.values[model.at(`${p}.X`)];
    if (refined.free.includes(model.at(`${p}.X`)) && x > 0)
      give(
        'crystallite_size',
        'nm',
        (v) => (around.scherrer * wavelength * 18) / (Math.PI * v[model.at(`${p}.X`)]),
        [`${p}.X`],
        at,
      );
    if (refined.free.includes(model.at(`${p}.Y`)))
      give('microstrain', '1', (v) => (Math.PI * v[model.at(`${p}.Y`)]) / 720, [`${p}.Y`], at);
  });
  const { free } = refined;
  if (free.includes(model.at('displacement')))
    give('displacement', 'um', (v) => (v[model.at('displacement')] * Math.PI * around.radius * 1000) / 360, [
      'displacement',
    ]);
  if (free.includes(model.at('zero'))) give('zero', 'deg', (v) => v[model.at('zero')], ['zero']);
  if (free.includes(model.at('transparency')))
    give('transparency', 'deg', (v) => v[model.at('transparency')], ['transparency']);
  if (free.includes(model.at('asymmetry')))
    give('axial_divergence', '1', (v) => v[model.at('asymmetry')], ['asymmetry']);
  for (const id of ['U', 'V', 'W'])
    if (free.includes(model.at(id))) give(`profile_${id.toLowerCase()}`, 'deg2', (v) => v[model.at(id)], [id]);
  const { rWp, rExpected, goodness } = r.agreement;
  out.push(
    { id: 'r_wp', unit: '%', value: rWp },
    { id: 'r_expected', unit: '%', value: rExpected },
    { id: 'goodness_of_fit', unit: '1', value: goodness },
  );
  return out;
}

/** Lengths and angles of a cell that differ from what others say. */
export function freeCellKeys(cell: CellNumbers): (keyof CellNumbers)[] {
  const same = (a: number, b: number) => Math.abs(a - b) < 1e-9 * (Math.abs(a) + Math.abs(b));
  const lengths = LENGTHS.filter((key, i) => !LENGTHS.slice(0, i).some((other) => same(cell[other], cell[key])));
  const angles = ANGLES.filter((key) => Math.abs(cell[key] - 90) > 1e-6 && Math.abs(cell[key] - 120) > 1e-6);
  return [...lengths, ...angles];
}

/** Height of oxygen above the lithium layer, as literature writes it: near 0.24. */
function foldHeight(z: number): number {
  let best = z;
  for (const sign of [1, -1])
    for (let k = -4; k <= 4; k++) {
      const v = sign * z + k / 3;
      if (Math.abs(v - 0.2415) < Math.abs(best - 0.2415)) best = v;
    }
  return best;
}

/** Equivalent isotropic displacement of a tensor on reciprocal axes: a third of its trace on Cartesian axes. */
function equivalentU(
  values: Float64Array,
  cell: CellNumbers,
  tensors: readonly number[][],
  at: readonly number[],
): number {
  const r = Math.PI / 180;
  const U = new Float64Array(6);
  tensors.forEach((basis, k) => {
    for (let i = 0; i < 6; i++) U[i] += values[at[k]] * basis[i];
  });
  const g = [
    cell.a ** 2,
    cell.b ** 2,
    cell.c ** 2,
    cell.a * cell.b * Math.cos(cell.gamma * r),
    cell.a * cell.c * Math.cos(cell.beta * r),
    cell.b * cell.c * Math.cos(cell.alpha * r),
  ];
  return (U[0] * g[0] + U[1] * g[1] + U[2] * g[2] + 2 * (U[3] * g[3] + U[4] * g[4] + U[5] * g[5])) / 3;
}

/**
 * Brindley's factor of a phase: what its grains absorb more than the powder does, averaged over spheres of one diameter
 * at small angles. Brindley, Phil. Mag. 36 (1945) 347. 1 where no grain size is given.
 */
function absorb(r: Rietveld, around: Surroundings, p: number, values: Float64Array): number {
  const { grains } = around;
  if (!grains || r.problem.radiation.kind === 'neutron') return 1;
  const wavelength = r.problem.radiation.lines[0].wavelength;
  const coefficients = r.problem.phases.map((crystal, k) => {
    const counts = new Map<string, number>();
    for (const site of crystal.sites)
      for (const o of site.occupants)
        counts.set(o.element, (counts.get(o.element) ?? 0) + (o.occupancy * site.points.length) / 3);
    return computeAttenuation(counts, r.model.cell(values, k).volume, wavelength);
  });
  const volumes = r.problem.phases.map(
    (_, k) => r.model.cell(values, k).volume ** 2 * values[r.model.at(`${k}.scale`)],
  );
  const total = volumes.reduce((a, b) => a + b, 0);
  const mean = coefficients.reduce((sum, c, k) => sum + (c * volumes[k]) / total, 0);
  const diameter = (grains[r.problem.phases[p].name] ?? 0) * 1e-6;
  const x = (coefficients[p] - mean) * diameter;
  // mean of exp(−Δμ l) over chords of a sphere of diameter D: density of l is 2 l/D²
  if (Math.abs(x) < 1e-4) return 1 - (2 * x) / 3;
  return (2 * (1 - Math.exp(-x) * (1 + x))) / (x * x);
}
