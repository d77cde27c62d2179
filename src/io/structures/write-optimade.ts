import { CERMET_VERSION, countElements, type SiteOccupancy, type Structure } from '../../core/index.js';
import { toJson } from './json.js';

/**
 * Structures as an OPTIMADE 1.3 response. Energies, forces and the like stand under the prefix `_cermet_`, in eV and Å.
 */
export function writeOptimade(structures: Structure | readonly Structure[]): string {
  const list = Array.isArray(structures) ? (structures as readonly Structure[]) : [structures as Structure];
  const data = list.map((structure, i) => ({
    id: String(structure.info?.id ?? i + 1),
    type: 'structures',
    attributes: toAttributes(structure),
  }));
  return `${toJson({ data, meta: { api_version: '1.3.0', data_returned: data.length, more_data_available: false, implementation: { name: 'Cermet', version: CERMET_VERSION } } })}\n`;
}

function toAttributes(structure: Structure): Record<string, unknown> {
  const counts = [...countElements(structure)].sort(([a], [b]) => (a < b ? -1 : 1));
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const species = new Map<string, { name: string; chemical_symbols: string[]; concentration: number[] }>();
  const names = structure.elements.map((element, i) => {
    const shared = structure.disorder?.get(i);
    const name = shared ? nameShared(shared) : element;
    if (!species.has(name)) species.set(name, describeSpecies(name, shared ?? [{ element, occupancy: 1 }]));
    return name;
  });
  const rows = (values: Float64Array) =>
    Array.from({ length: values.length / 3 }, (_, i) => values.subarray(3 * i, 3 * i + 3));
  const { id: _, ...info } = structure.info ?? {};
  const hasCell = structure.cell.some((value) => value !== 0);
  return {
    elements: counts.map(([element]) => element),
    nelements: counts.length,
    elements_ratios: counts.map(([, n]) => n / total),
    chemical_formula_descriptive: counts.map(([element, n]) => element + (n === 1 ? '' : n)).join(''),
    nsites: structure.elements.length,
    dimension_types: structure.pbc.map(Number),
    nperiodic_dimensions: structure.pbc.filter(Boolean).length,
    lattice_vectors: hasCell ? rows(structure.cell) : [0, 1, 2].map(() => [null, null, null]),
    cartesian_site_positions: rows(structure.positions),
    species_at_sites: names,
    species: [...species.values()],
    structure_features: structure.disorder?.size ? ['disorder'] : [],
    _cermet_energy: structure.energy,
    _cermet_stress: structure.stress,
    _cermet_atomic: structure.atomic,
    _cermet_labels: structure.labels,
    _cermet_info: Object.keys(info).length > 0 ? info : undefined,
  };
}

const nameShared = (occupants: readonly SiteOccupancy[]): string =>
  occupants.map(({ element, occupancy }) => `${element}${occupancy}`).join('_');

function describeSpecies(
  name: string,
  occupants: readonly SiteOccupancy[],
): { name: string; chemical_symbols: string[]; concentration: number[] } {
  const vacant = 1 - occupants.reduce((sum, o) => sum + o.occupancy, 0);
  const filled = vacant > 1e-9 ? [...occupants, { element: 'vacancy', occupancy: vacant }] : occupants;
  return {
    name,
    chemical_symbols: filled.map(({ element }) => element),
    concentration: filled.map(({ occupancy }) => occupancy),
  };
}
