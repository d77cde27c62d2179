import { type Context, InputError } from '../../core/index.js';
import { parseCasaShape } from './casa-shapes.js';
import { fitRegion, type LineStart, type RegionData, type RegionFit } from './fit-region.js';
import { iterateShirley } from './iterate-shirley.js';
import type { Region } from './region-data.js';
import { computeLoss } from './region-model.js';

/** What CasaXPS left in the comments of a block, as the reader of VAMAS files keeps it. */
interface CasaComments {
  regions: { background: string; from: number; to: number; crossSection: number[] }[];
  components: {
    name: string;
    shape: string;
    area: number;
    width: number;
    position: number;
    bounds?: { width: [number, number]; position: [number, number] };
  }[];
}

/**
 * Fits the components that the file holds, with their shapes, bounds, weights and background: static, between the ends
 * of CasaXPS's region. Areas are per second of one channel there, counts here.
 */
export async function fitFileComponents(region: Region, ctx?: Context): Promise<RegionFit> {
  const casa = region.recording.metadata.casa as CasaComments | undefined;
  if (!casa || casa.components.length === 0)
    throw new InputError('this spectrum holds no components', {
      hint: 'CasaXPS writes them into the comments of a VAMAS file; leave components away to find lines',
      where: { path: 'components' },
    });
  const photon = Number(region.recording.metadata.photon_energy_electronvolt);
  if (!(photon > 0))
    throw new InputError('components are stored as kinetic energies, and the file does not say of which photons');
  const marked = casa.regions[0];
  const ends = marked ? [photon - marked.to, photon - marked.from] : findMarked(region);
  // CasaXPS lessens the plain root mean square: every channel weighs alike, and errors come from the scatter about the
  // fit.
  const data: RegionData = {
    ...cut(region.data, Math.min(...ends), Math.max(...ends)),
    counted: false,
    sigma: undefined,
  };
  const dwell = Number(region.recording.metadata.dwell_second ?? 1) || 1;
  const approximate: string[] = [];
  const lines = casa.components.map((component, k): LineStart => {
    const { shape, approximate: rough } = parseCasaShape(component.shape);
    if (rough) approximate.push(component.shape);
    const at = photon - component.position;
    const within = component.bounds?.position.map((e) => photon - e).sort((a, b) => a - b);
    return {
      name: `${component.name} ${k + 1}`,
      shape,
      area: component.area * dwell,
      position: at,
      gauss: component.width,
      lorentz: 0.3,
      ...(within && within[0] < within[1] && { within: [Math.min(within[0], at), Math.max(within[1], at)] as const }),
      ...(component.bounds && {
        gaussWithin: [
          Math.min(component.bounds.width[0], component.width),
          Math.max(component.bounds.width[1], component.width),
        ] as const,
      }),
    };
  });
  const fixed = readBackground(region, data) ?? computeBackground(marked, data);
  const fit = await fitRegion(data, lines, { kernel: { kind: 'none' }, fixed }, ctx);
  const parts = [...new Set(approximate)];
  return {
    ...fit,
    notes: [
      ...fit.notes,
      {
        level: 'info',
        code: 'components-of-file',
        text: `lines, shapes, bounds and background (${marked?.background ?? 'linear'}) are those that CasaXPS left in the file, and every channel weighs alike as in its fits; its areas are per second, these are counts`,
      },
      ...(parts.length > 0
        ? [
            {
              level: 'warning' as const,
              code: 'shape-approximate',
              text: `${parts.join(', ')}: CasaXPS does not publish how it damps and smooths this shape; it is followed as far as one export tells, to 0.2 % of the height there`,
            },
          ]
        : []),
    ],
  };
}

function cut(data: RegionData, from: number, to: number): RegionData {
  const keep = [...data.energy.keys()].filter((i) => data.energy[i] >= from && data.energy[i] <= to);
  const take = (values: Float64Array): Float64Array => Float64Array.from(keep, (i) => values[i]);
  return { ...data, energy: take(data.energy), counts: take(data.counts), sigma: data.sigma && take(data.sigma) };
}

/** [eV] Where the exported background leaves the data: outside CasaXPS's region it is drawn on them. */
function findMarked(region: Region): [number, number] {
  const { table } = region.recording;
  if (!table.has('background_count')) return [-Infinity, Infinity];
  const energy = table.column('binding_energy_electronvolt');
  const background = table.column('background_count');
  const counts = table.column(table.has('intensity_count') ? 'intensity_count' : 'intensity_count_per_second');
  const off = [...energy.keys()].filter((i) => Math.abs(background[i] - counts[i]) > 1e-6 * Math.abs(counts[i]));
  const inside = off.map((i) => energy[i]);
  return inside.length > 0 ? [Math.min(...inside), Math.max(...inside)] : [-Infinity, Infinity];
}

/** The background that an export holds in a column of its own. */
function readBackground(region: Region, data: RegionData): Float64Array | undefined {
  const { table } = region.recording;
  if (!table.has('background_count')) return undefined;
  const energy = table.column('binding_energy_electronvolt');
  const values = table.column('background_count');
  const byEnergy = new Map(Array.from(energy, (e, i) => [e, values[i]]));
  return data.energy.map((e) => byEnergy.get(e)!);
}

/** Background as CasaXPS draws it: through the data at both ends. */
function computeBackground(marked: CasaComments['regions'][number] | undefined, data: RegionData): Float64Array {
  const { energy, counts } = data;
  const n = energy.length;
  const name = marked?.background ?? 'Linear';
  if (/shirley/i.test(name)) return iterateShirley(energy, counts, Math.max(1, Math.min(5, n >> 5)));
  if (/tougaard/i.test(name)) {
    const [b, c, d] = marked?.crossSection ?? [];
    const kernel =
      d > 0 ? ({ kind: 'tougaard-3', c, d, gap: 0 } as const) : ({ kind: 'tougaard', c: Math.abs(c) } as const);
    const low = counts[0];
    const lost = energy.map((e, i) => {
      let sum = 0;
      for (let j = 0; j < i; j++)
        sum +=
          computeLoss(kernel, e - energy[j]) *
          (counts[j] - low) *
          (energy[Math.min(n - 1, j + 1)] - energy[Math.max(0, j - 1)]) *
          0.5;
      return b * sum;
    });
    const scale = lost[n - 1] > 0 ? (counts[n - 1] - low) / lost[n - 1] : 1;
    return lost.map((v) => low + scale * v);
  }
  return energy.map((e) => counts[0] + ((counts[n - 1] - counts[0]) * (e - energy[0])) / (energy[n - 1] - energy[0]));
}
