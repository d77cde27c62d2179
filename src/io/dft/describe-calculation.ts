import type { DftCalculation } from './calculation.js';

/** A calculation under the names of JSON and of a recording's metadata. */
export function describeCalculation(calculation: DftCalculation): Record<string, unknown> {
  const { structure, fermi, moments, populations } = calculation;
  const forces = structure?.atomic?.forces?.values;
  return {
    calculation: calculation.name,
    engine: calculation.engine,
    version: calculation.version ?? null,
    task: calculation.task ?? null,
    judgement: calculation.judgement,
    cause: calculation.cause,
    reason: calculation.reason,
    total_energy_ev: calculation.energy ?? null,
    energy_kind: calculation.energyKind ?? null,
    last_iteration_energy_ev: calculation.lastEnergy ?? null,
    hubbard_u_ev: calculation.hubbard,
    fermi_energy_ev: fermi === undefined ? null : fermi.length === 1 ? fermi[0] : fermi,
    fermi_kind: calculation.fermiKind,
    valence_edge_ev: calculation.edges?.valence ?? null,
    conduction_edge_ev: calculation.edges?.conduction ?? null,
    total_moment_bohr_magneton: calculation.totalMoment ?? null,
    absolute_moment_bohr_magneton: calculation.absoluteMoment ?? null,
    site_moments_bohr_magneton: moments?.values ?? null,
    site_moments_projection: moments?.projection ?? null,
    site_electrons: populations?.values ?? null,
    site_electrons_projection: populations?.projection ?? null,
    spilling: calculation.spilling ?? null,
    largest_force_ev_per_angstrom: forces ? largestNorm(forces) : null,
    elements: structure?.elements ?? null,
    iterations: calculation.iterations ?? null,
    functional: calculation.functional ?? null,
    spin: calculation.spin ?? null,
    cutoff_ev: calculation.cutoff ?? null,
    cpu_time_second: calculation.cpuTime ?? null,
    wall_time_second: calculation.wallTime ?? null,
  };
}

function largestNorm(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i += 3)
    largest = Math.max(largest, Math.hypot(values[i]!, values[i + 1]!, values[i + 2]!));
  return largest;
}
