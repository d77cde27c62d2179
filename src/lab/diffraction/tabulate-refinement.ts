import { type Column, Table } from '../../core/index.js';
import { esdFactor } from './measure-rietveld.js';
import type { Rietveld } from './stage.js';
import { keyOf, type Variant } from './variants.js';
import type { Measured } from './measure-rietveld.js';

/** Every parameter with its esd, held or free. */
export function tabulateParameters(r: Rietveld, counting: boolean): Table {
  const { model, refined } = r;
  const factor = esdFactor(r, counting);
  const slot = model.parameters.map((_, i) => refined.free.indexOf(i));
  const valid = Uint8Array.from(slot, (k) => (k >= 0 && refined.covariance[k * refined.free.length + k] > 0 ? 1 : 0));
  return new Table([
    { name: 'parameter', values: model.parameters.map((p) => p.id) },
    { name: 'meaning', values: model.parameters.map((p) => p.label) },
    { name: 'value', values: refined.values.slice() },
    {
      name: 'esd',
      values: Float64Array.from(slot, (k) =>
        k < 0 ? 0 : Math.sqrt(refined.covariance[k * refined.free.length + k]) * factor,
      ),
      valid,
    },
    { name: 'state', values: slot.map((k) => (k >= 0 ? 'free' : 'held')) },
  ]);
}

/** What each model makes of the numbers that depend on it. */
export function tabulateModels(measured: readonly Measured[], variants: readonly Variant[], r: Rietveld): Table {
  const wanted = measured.filter((m) =>
    [
      'mixing',
      'oxygen_z',
      'cell_a',
      'cell_b',
      'cell_c',
      'weight_fraction',
      'u_iso',
      'texture',
      'texture_index',
    ].includes(m.id),
  );
  const rows = [
    {
      title: 'as refined',
      rWp: r.agreement.rWp,
      goodness: r.agreement.goodness,
      counts: true,
      values: new Map(measured.map((m) => [keyOf(m), m.value])),
    },
    ...variants.map((v) => ({
      title: v.title,
      rWp: v.rWp,
      goodness: v.goodness,
      counts: v.counts,
      values: new Map(v.measured.map((m) => [keyOf(m), m.value])),
    })),
  ];
  const columns: Column[] = [
    { name: 'model', values: rows.map((row) => row.title) },
    { name: 'in_spread', values: rows.map((row) => (row.counts ? 'yes' : 'no')) },
    { name: 'r_wp_percent', values: Float64Array.from(rows, (row) => row.rWp) },
    { name: 'goodness_of_fit', values: Float64Array.from(rows, (row) => row.goodness) },
  ];
  const names = new Set<string>();
  for (const m of wanted) {
    const name = [m.id, m.at?.phase, m.at?.site].filter((w) => w !== undefined).join(' ');
    if (names.has(name)) continue;
    names.add(name);
    columns.push({
      name,
      values: Float64Array.from(rows, (row) => row.values.get(keyOf(m)) ?? 0),
      valid: Uint8Array.from(rows, (row) => (row.values.has(keyOf(m)) ? 1 : 0)),
    });
  }
  return new Table(columns);
}

/** Reflections with their computed intensities. */
export function tabulateReflections(r: Rietveld): Table {
  const [low, high] = [r.problem.angles[0], r.problem.angles[r.problem.angles.length - 1]];
  const list = r.model.reflections(r.refined.values).filter((h) => h.bragg > low && h.bragg < high);
  const numbers = (name: string, of: (h: (typeof list)[number]) => number) => ({
    name,
    values: Float64Array.from(list, of),
  });
  return new Table([
    { name: 'phase', values: list.map((h) => r.problem.phases[h.phase].name) },
    numbers('h', (h) => h.hkl[0]),
    numbers('k', (h) => h.hkl[1]),
    numbers('l', (h) => h.hkl[2]),
    numbers('multiplicity', (h) => h.multiplicity),
    numbers('d_angstrom', (h) => h.spacing),
    numbers('two_theta_degree', (h) => h.bragg),
    numbers('f_squared_calculated', (h) => h.squared),
    numbers('lorentz_polarisation', (h) => h.lorentzPolarisation),
    numbers('texture_factor', (h) => h.texture),
    numbers('area_counts_degree', (h) => h.area),
    numbers('gauss_width_degree', (h) => h.gauss),
    numbers('lorentz_width_degree', (h) => h.lorentz),
  ]);
}

/** The pattern point by point. */
export function tabulateProfile(r: Rietveld): Table {
  const { angles, data } = r.problem;
  return new Table([
    { name: 'two_theta_degree', values: angles },
    { name: 'counts', values: data.counts, sigma: data.variance.map(Math.sqrt) },
    { name: 'calculated', values: r.refined.calculated },
    { name: 'background', values: r.model.background(r.refined.values) },
    { name: 'difference', values: data.counts.map((v, i) => v - r.refined.calculated[i]) },
    { name: 'weight', values: r.refined.weights },
  ]);
}

/** Stages as they went. */
export function tabulateStages(r: Rietveld): Table {
  return new Table([
    { name: 'stage', values: r.stages.map((s) => s.stage) },
    { name: 'freed', values: r.stages.map((s) => s.freed.join(' ')) },
    { name: 'r_wp_percent', values: Float64Array.from(r.stages, (s) => s.rWp) },
    { name: 'iterations', values: Int32Array.from(r.stages, (s) => s.iterations) },
  ]);
}

/** The strongest correlations between free parameters. */
export function tabulateCorrelations(r: Rietveld, least = 0.3): Table {
  const { refined, model } = r;
  const { free, covariance } = refined;
  const q = free.length;
  const pairs: { a: string; b: string; rho: number }[] = [];
  for (let i = 0; i < q; i++)
    for (let j = 0; j < i; j++) {
      const both = Math.sqrt(covariance[i * q + i] * covariance[j * q + j]);
      const rho = both > 0 ? covariance[i * q + j] / both : 0;
      if (Math.abs(rho) >= least)
        pairs.push({ a: model.parameters[free[j]].label, b: model.parameters[free[i]].label, rho });
    }
  pairs.sort((x, y) => Math.abs(y.rho) - Math.abs(x.rho));
  return new Table([
    { name: 'one', values: pairs.map((p) => p.a) },
    { name: 'other', values: pairs.map((p) => p.b) },
    { name: 'correlation', values: Float64Array.from(pairs, (p) => p.rho) },
  ]);
}
