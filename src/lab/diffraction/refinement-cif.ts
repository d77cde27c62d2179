import { CERMET_VERSION, type Recording } from '../../core/index.js';
import { type CrystalModel, massOfCell } from './crystal-model.js';
import { derive } from './derive.js';
import type { Measured } from './measure-rietveld.js';
import { esdFactor } from './measure-rietveld.js';
import type { Rietveld } from './stage.js';

/**
 * A refinement as a CIF with esds: a block for the pattern (pdCIF: profile, agreement, phases) and one for each phase
 * (core: cell, symmetry, atoms, reflections). Hall, Allen and Brown, Acta Cryst. A 47 (1991) 655; Toby, Von Dreele and
 * Larson, J. Appl. Cryst. 36 (2003) 1290.
 */
export function toRefinementCif(r: Rietveld, measured: readonly Measured[], pattern: Recording): string {
  const blocks = r.problem.phases.map((phase, p) => phaseBlock(r, measured, phase, p));
  return [patternBlock(r, measured, pattern), ...blocks].join('\n');
}

/**
 * A number with its esd in brackets, to two digits where the first is a 1: `2.8727(2)`, `14.2041(13)`.
 *
 * @param value [any unit]
 * @param sigma [unit of `value`]
 */
export function formatWithEsd(value: number, sigma: number | undefined): string {
  if (!Number.isFinite(value)) return '?';
  if (sigma === undefined || !(sigma > 0) || !Number.isFinite(sigma)) return String(Number(value.toPrecision(8)));
  let digits = -Math.floor(Math.log10(sigma));
  if (Math.round(sigma * 10 ** digits) < 2) digits++;
  if (digits < 0) digits = 0;
  return `${value.toFixed(digits)}(${Math.max(1, Math.round(sigma * 10 ** digits))})`;
}

function patternBlock(r: Rietveld, measured: readonly Measured[], pattern: Recording): string {
  const { problem, agreement, refined } = r;
  const { angles, data, radiation } = problem;
  const n = angles.length;
  const neutron = radiation.kind === 'neutron';
  const steps = (angles[n - 1] - angles[0]) / (n - 1);
  const profile = r.model.background(refined.values);
  const even = angles.every((v, i) => Math.abs(v - angles[0] - i * steps) < 1e-4);
  const lines = [
    'data_pattern',
    item('_audit_creation_method', `Cermet ${CERMET_VERSION}`),
    '_pd_block_id  cermet|pattern|01|',
    item('_computing_structure_refinement', `Cermet ${CERMET_VERSION}`),
    item('_diffrn_radiation_probe', neutron ? 'neutron' : 'x-ray'),
    ...(pattern.about.sample ? [item('_pd_spec_special_details', pattern.about.sample)] : []),
    'loop_',
    '_diffrn_radiation_wavelength_id',
    '_diffrn_radiation_wavelength',
    '_diffrn_radiation_wavelength_wt',
    ...radiation.lines.map((l, i) => `${i + 1} ${l.wavelength} ${(l.weight / radiation.lines[0].weight).toFixed(3)}`),
    item('_diffrn_radiation_polarisn_ratio', radiation.polarisation.toFixed(4)),
    item('_pd_meas_number_of_points', String(n)),
    ...(even
      ? [
          item('_pd_meas_2theta_range_min', angles[0].toFixed(4)),
          item('_pd_meas_2theta_range_max', angles[n - 1].toFixed(4)),
          item('_pd_meas_2theta_range_inc', steps.toFixed(5)),
        ]
      : []),
    item('_pd_proc_ls_prof_wR_factor', (agreement.rWp / 100).toFixed(5)),
    item('_pd_proc_ls_prof_wR_expected', (agreement.rExpected / 100).toFixed(5)),
    item('_refine_ls_goodness_of_fit_all', agreement.goodness.toFixed(3)),
    item('_refine_ls_number_parameters', String(refined.free.length)),
    item('_refine_ls_number_restraints', r.shift === 'auto' ? '1' : '0'),
    item('_refine_ls_matrix_type', 'full'),
    item('_refine_ls_structure_factor_coef', 'Inet'),
    item('_pd_proc_ls_profile_function', 'pseudo-Voigt of Thompson, Cox and Hastings'),
    item('_pd_proc_ls_background_function', `Chebyshev, ${r.model.spec.background} coefficients`),
    '_pd_proc_ls_pref_orient_corr',
    ';',
    r.textured.length > 0
      ? r.textured
          .map((p) => {
            const { model, axis, harmonics } = r.model.spec.phases[p];
            return harmonics === undefined
              ? `March-Dollase ${formatFor(measured, 'texture', model.name)} along ${axis.join(' ')} of ${model.name}`
              : `symmetric harmonics to order ${harmonics}, texture index ${formatFor(measured, 'texture_index', model.name)} of ${model.name}`;
          })
          .join('\n')
      : 'none',
    ';',
    'loop_',
    '_pd_phase_id',
    '_pd_phase_block_id',
    '_pd_phase_name',
    '_pd_phase_mass_%',
    ...problem.phases.map(
      (phase, p) =>
        `${p + 1} cermet|${blockName(phase, p)}|01| ${quote(phase.name)} ${formatFor(measured, 'weight_fraction', phase.name)}`,
    ),
    'loop_',
    '_pd_meas_2theta_scan',
    '_pd_meas_counts_total',
    '_pd_calc_intensity_total',
    '_pd_proc_intensity_bkg_calc',
    '_pd_proc_ls_weight',
  ];
  for (let i = 0; i < n; i++)
    lines.push(
      `${Number(angles[i].toFixed(5))} ${Number(data.counts[i].toPrecision(9))} ${refined.calculated[i].toFixed(2)} ${profile[i].toFixed(2)} ${refined.weights[i].toPrecision(6)}`,
    );
  return `${lines.join('\n')}\n`;
}

function phaseBlock(r: Rietveld, measured: readonly Measured[], phase: CrystalModel, p: number): string {
  const { model, refined, problem } = r;
  const cell = model.cell(refined.values, p);
  const factor = esdFactor(r, true);
  const ids = phase.metrics.map((_, k) => `${p}.metric.${k}`);
  const number = (key: keyof typeof cell) => {
    const { value, sigma } = derive(model, refined, factor, (v) => model.cell(v, p)[key], ids);
    // an angle or length that symmetry fixes has no esd
    return formatWithEsd(
      Number(value.toFixed(9)),
      sigma !== undefined && sigma > 1e-9 * Math.abs(value) ? sigma : undefined,
    );
  };
  const occupied = model.occupancies(refined.values, p);
  const sites = phase.sites.map((site, s) => ({
    ...site,
    occupants: [...occupied[s]].map(([element, occupancy]) => ({ element, occupancy })),
  }));
  const sums = new Map<string, number>();
  for (const site of sites)
    for (const o of site.occupants)
      sums.set(o.element, (sums.get(o.element) ?? 0) + (o.occupancy * site.points.length) / 3);
  const formulaUnits = Math.max(1, Math.round(Math.min(...[...sums.values()].filter((v) => v > 0.9))));
  const order = [...sums.keys()].sort((a, b) => (sums.has('C') ? hill(a) - hill(b) : 0) || (a < b ? -1 : 1));
  const formula = order.map((e) => `${e}${trim(sums.get(e)! / formulaUnits)}`).join(' ');
  const mass = massOfCell(sites);
  const [low, high] = [problem.angles[0], problem.angles[problem.angles.length - 1]];
  const reflections = model.reflections(refined.values).filter((h) => h.phase === p && h.bragg > low && h.bragg < high);
  const lines = [
    `data_${blockName(phase, p)}`,
    `_pd_block_id  cermet|${blockName(phase, p)}|01|`,
    '_pd_block_diffractogram_id  cermet|pattern|01|',
    item('_chemical_formula_sum', formula),
    item('_chemical_formula_weight', (mass / formulaUnits).toFixed(3)),
    item('_cell_formula_units_Z', String(formulaUnits)),
    item('_cell_length_a', number('a')),
    item('_cell_length_b', number('b')),
    item('_cell_length_c', number('c')),
    item('_cell_angle_alpha', number('alpha')),
    item('_cell_angle_beta', number('beta')),
    item('_cell_angle_gamma', number('gamma')),
    item('_cell_volume', number('volume')),
    item('_exptl_crystal_density_diffrn', ((mass * 1.66053906892) / cell.volume).toFixed(4)),
    item('_space_group_IT_number', String(phase.spaceGroup)),
    item('_space_group_name_H-M_alt', spaced(phase.symbol)),
    'loop_',
    '_space_group_symop_id',
    '_space_group_symop_operation_xyz',
    ...phase.operations.map((o, i) => `${i + 1} ${formatOperation(o)}`),
    'loop_',
    '_atom_site_label',
    '_atom_site_type_symbol',
    '_atom_site_fract_x',
    '_atom_site_fract_y',
    '_atom_site_fract_z',
    '_atom_site_occupancy',
    '_atom_site_site_symmetry_multiplicity',
    '_atom_site_U_iso_or_equiv',
    '_atom_site_adp_type',
    '_atom_site_calc_flag',
    '_atom_site_refinement_flags_posn',
  ];
  const used = new Set<string>();
  sites.forEach((site, s) => {
    const u = measured.find((m) => m.id === 'u_iso' && m.at?.phase === phase.name && m.at.site === site.label);
    const axes = ['x', 'y', 'z'].map((_, i) => {
      const moves = site.free.filter((f) => f.direction[i] !== 0);
      const coordinates = moves.map((f) => `${p}.${f.name}.${s}`);
      const start = site.points[i];
      const { value, sigma } = derive(
        model,
        refined,
        factor,
        (v) => start + moves.reduce((sum, f) => sum + v[model.at(`${p}.${f.name}.${s}`)] * f.direction[i], 0),
        coordinates,
      );
      return formatWithEsd(Number(value.toFixed(7)), sigma);
    });
    for (const o of site.occupants) {
      if (o.occupancy === 0) continue;
      let label = site.occupants.length === 1 ? site.label : `${o.element}${site.label.replace(/^[A-Za-z]+/, '')}`;
      for (let k = 0; used.has(label); k++) label = `${o.element}${s + 1}${String.fromCharCode(65 + k)}`;
      used.add(label);
      const modes = model.spec.phases[p].modes.filter((m) =>
        m.terms.some((t) => t.site === s && t.element === o.element),
      );
      const occupancy = derive(
        model,
        refined,
        factor,
        (v) =>
          (phase.sites[s].occupants.find((b) => b.element === o.element)?.occupancy ?? 0) +
          modes.reduce(
            (sum, m) =>
              sum +
              v[model.at(`${p}.${m.id}`)] *
                m.terms.filter((t) => t.site === s && t.element === o.element).reduce((a, t) => a + t.factor, 0),
            0,
          ),
        modes.map((m) => `${p}.${m.id}`),
      );
      lines.push(
        `${label} ${o.element} ${axes.join(' ')} ${formatWithEsd(occupancy.value, occupancy.sigma)} ${site.points.length / 3} ${u ? formatWithEsd(u.value, u.sigma) : '?'} Uiso d ${site.free.length < 3 ? 'S' : '.'}`,
      );
    }
  });
  lines.push(
    'loop_',
    '_refln_index_h',
    '_refln_index_k',
    '_refln_index_l',
    '_refln_mult',
    '_refln_F_squared_calc',
    '_refln_d_spacing',
    '_pd_refln_phase_id',
    ...reflections.map(
      (h) => `${h.hkl.join(' ')} ${h.multiplicity} ${h.squared.toFixed(3)} ${h.spacing.toFixed(5)} ${p + 1}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

const item = (name: string, value: string): string => `${name}  ${quote(value)}`;

function quote(value: string): string {
  const ascii = value.replaceAll('Å', 'A').replace(/[^\x20-\x7e]/g, '?');
  if (/^[A-Za-z0-9+\-.,()/|]+$/.test(ascii) && !/^(data_|loop_|save_|stop_|global_)/i.test(ascii)) return ascii;
  return ascii.includes("'") ? `"${ascii.replaceAll('"', ' ')}"` : `'${ascii}'`;
}

function blockName(phase: CrystalModel, p: number): string {
  return `phase${p + 1}_${phase.name.replace(/[^A-Za-z0-9.]+/g, '_')}`.slice(0, 70);
}

function formatFor(measured: readonly Measured[], id: string, phase: string): string {
  const m = measured.find((one) => one.id === id && one.at?.phase === phase);
  return m ? formatWithEsd(m.value, m.sigma) : '?';
}

function formatOperation({
  rotation: r,
  translation: t,
}: {
  rotation: readonly number[];
  translation: readonly number[];
}): string {
  return [0, 1, 2]
    .map((i) => {
      const letters = ['x', 'y', 'z']
        .map((name, j) => (r[3 * i + j] === 0 ? '' : `${r[3 * i + j] > 0 ? '+' : '-'}${name}`))
        .join('');
      const shift = ((Math.round(t[i] * 24) % 24) + 24) % 24;
      const fraction = shift === 0 ? '' : `+${reduce(shift, 24)}`;
      return (letters + fraction).replace(/^\+/, '');
    })
    .join(',');
}

function reduce(a: number, b: number): string {
  const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y));
  const g = gcd(a, b);
  return `${a / g}/${b / g}`;
}

/** `R-3m` as `R -3 m`. */
function spaced(symbol: string): string {
  const [, lattice, rest] = /^([A-Z])(.*)$/.exec(symbol.replace(/\s/g, '')) ?? [undefined, symbol, ''];
  return `${lattice} ${rest.replace(/(-?\d(?:_\d)?(?:\/[a-z])?|[a-z])/g, '$1 ').trim()}`;
}

const trim = (n: number): string => (Math.abs(n - 1) < 5e-4 ? '' : String(Number(n.toFixed(3))));
const hill = (element: string): number => (element === 'C' ? 0 : element === 'H' ? 1 : 2);
