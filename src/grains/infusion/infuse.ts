import { InputError, type Note } from '../../core/index.js';
import { type Polycrystal, sumFacetAreas, sumVolumes } from '../polycrystal/polycrystal.js';
import { computeBoundaryPaths } from './boundary-paths.js';

/** What there is to make a film of, and what it is made of. */
export interface Supply {
  /** [mol/kg] of the metalloid (boron) for each mass of powder. */
  metalloid: number;
  /** [mol/kg] of the metal. */
  metal: number;
  /** [1] metal atoms for each metalloid atom in the film. */
  ratio: number;
  /** [kg/mol] molar masses. */
  molarMasses: { metalloid: number; metal: number };
  /** [kg/m3] of the film. */
  density: number;
}

/** Co2.2B, dense. */
export const BORIDE: Omit<Supply, 'metalloid' | 'metal'> = {
  ratio: 2.2,
  molarMasses: { metalloid: 0.01081, metal: 0.058933 },
  density: 8000,
};

export interface InfusionSettings {
  /** [m] how far along boundaries the film runs. */
  reach?: number;
  /** [m2/s] in a boundary; with `time` in place of a reach. */
  diffusivity?: number;
  /** [s] */
  time?: number;
  /** Whether a depth is one coordinate of a walk in the plane, ⟨z²⟩ = 2 D t, or its radius, 4 D t. */
  reading?: 'coordinate' | 'radius';
  supply?: Supply;
  /** [m] of the film; absent: what the supply gives on everything that is reached. */
  thickness?: number;
  /** [kg/m3] of the powder. */
  density: number;
}

/** A film on the outer surface and in boundaries. */
export interface Infusion {
  /** [m] */
  reach: number;
  /** (F) 1 where a boundary has a film. */
  film: Uint8Array;
  /** [m] (F) */
  thicknesses: Float64Array;
  /** [m] way along boundaries to each facet. */
  paths: Float64Array;
  /** [1] area with a film over area of all boundaries. */
  share: number;
  /** [1] the same within reach, whether the supply lasts or not. */
  reachedShare: number;
  /** [1] share of the outer surface with a film. */
  outerShare: number;
  /**
   * [m2/kg] outer surface, boundaries with a film, and what is reached but stays bare because the supply runs out; a
   * boundary counts once.
   */
  areas: { outer: number; boundary: number; uncovered: number };
  /** [m] mean of the film, by area. */
  thickness: number;
  /** [mol/kg] where the metalloid and the metal are: in the film, left over. */
  balance?: { metalloid: { film: number; left: number }; metal: { film: number; left: number } };
  /** [m-2] metalloid atoms on each area with a film. */
  atomsPerArea?: number;
  notes: Note[];
}

/** Atoms on each area below which a film is no continuous layer. [m-2] */
const CONTINUOUS = 15e18;
const AVOGADRO = 6.02214076e23;

/**
 * A film from a particle's surface along its boundaries, as far as it reaches and as much as there is. Mass is kept to
 * rounding: what does not lie in the film is left over.
 *
 * @throws InputError where a reach cannot be told, or the film asked for is thicker than the supply gives on the outer
 *   surface alone
 */
export function infuse(p: Polycrystal, settings: InfusionSettings): Infusion {
  const { supply, density } = settings;
  const reach = resolveReach(settings);
  const notes: Note[] = [];
  const mass = sumVolumes(p) * density;
  const outerArea = p.outerAreas.reduce((sum, a) => sum + a, 0);
  const boundaryArea = sumFacetAreas(p);
  const paths = computeBoundaryPaths(p);
  const order = Int32Array.from(paths, (_, f) => f)
    .filter((f) => paths[f] <= reach)
    .sort((a, b) => paths[a] - paths[b] || a - b);
  const reached = order.reduce((sum, f) => sum + p.facets.areas[f], 0);
  const film = new Uint8Array(paths.length);
  const thicknesses = new Float64Array(paths.length);
  // Volume of film that the supply makes for this particle.
  const made = supply && makeFilm(supply, mass);
  let thickness = settings.thickness ?? 0;
  if (settings.thickness !== undefined && !(settings.thickness > 0))
    throw new InputError('a film must be thicker than 0');
  if (thickness > 0.5 * p.grainSize)
    throw new InputError(
      `a film of ${nanometres(thickness)} does not fit between grains of ${nanometres(p.grainSize)}`,
      { hint: 'check the units of both' },
    );
  let area = outerArea + reached;
  if (made) {
    if (settings.thickness === undefined) thickness = made.volume / area;
    else if (settings.thickness * outerArea > made.volume)
      throw new InputError(
        `a film of ${nanometres(settings.thickness)} needs more than is supplied: the outer surface alone takes ${nanometres(made.volume / outerArea)}`,
        { hint: 'lower the thickness, or raise the supply' },
      );
    area = Math.min(area, made.volume / thickness);
  }
  let left = area - outerArea;
  let covered = 0;
  for (const f of order) {
    // The last facet is covered in part; it counts as covered from the half on.
    if (left < 0.5 * p.facets.areas[f]) break;
    film[f] = 1;
    thicknesses[f] = thickness;
    left -= p.facets.areas[f];
    covered += p.facets.areas[f];
  }
  const uncovered = reached - covered;
  if (uncovered > 1e-9 * boundaryArea)
    notes.push({
      level: 'warning',
      code: 'supply-runs-out',
      text: `the supply ends before the reach: ${(100 * (uncovered / (outerArea + reached))).toPrecision(3)} % of the area within reach stays bare`,
    });
  const used = thickness * (outerArea + covered);
  const share = (moles: number, volume: number): number => (made ? (moles * volume) / made.volume : 0);
  const atomsPerArea = made && (share(made.moles, used) * AVOGADRO) / (outerArea + covered);
  if (atomsPerArea !== undefined && atomsPerArea < CONTINUOUS)
    notes.push({
      level: 'warning',
      code: 'no-continuous-film',
      text: `${(atomsPerArea / 1e18).toPrecision(2)} metalloid atoms for each nm² are fewer than a continuous layer holds: patches, or less than a monolayer`,
    });
  return {
    reach,
    film,
    thicknesses,
    paths,
    share: covered / boundaryArea,
    reachedShare: reached / boundaryArea,
    outerShare: 1,
    areas: { outer: outerArea / mass, boundary: covered / mass, uncovered: uncovered / mass },
    thickness,
    ...(supply &&
      made && {
        balance: {
          metalloid: divide(supply.metalloid, share(made.moles, used) / mass),
          metal: divide(supply.metal, (supply.ratio * share(made.moles, used)) / mass),
        },
        atomsPerArea,
      }),
    notes,
  };
}

/** What the film takes of a supply, and what is left; a rounding of nought is nought. */
function divide(supply: number, film: number): { film: number; left: number } {
  const left = supply - film;
  return { film, left: Math.abs(left) < 1e-12 * supply ? 0 : left };
}

const nanometres = (x: number): string => `${Number((1e9 * x).toPrecision(3))} nm`;

function resolveReach(s: InfusionSettings): number {
  const { reach, diffusivity, time } = s;
  if (reach !== undefined) {
    if (diffusivity !== undefined || time !== undefined)
      throw new InputError('a reach is given and also a diffusivity or a time', {
        hint: 'give the reach, or both others',
      });
    if (!(reach >= 0)) throw new InputError(`a reach of ${reach} m is not possible`);
    return reach;
  }
  if (diffusivity === undefined || time === undefined)
    throw new InputError('nothing says how far the film runs', { hint: 'give a reach, or a diffusivity and a time' });
  if (!(diffusivity >= 0 && time >= 0)) throw new InputError('a diffusivity and a time cannot be below 0');
  return Math.sqrt((s.reading === 'radius' ? 4 : 2) * diffusivity * time);
}

/** Film that a supply makes for a mass of powder: the scarcer element decides. */
function makeFilm(s: Supply, mass: number): { moles: number; volume: number } {
  const positive = [s.metalloid, s.metal, s.ratio, s.density, s.molarMasses.metal, s.molarMasses.metalloid];
  if (!positive.every((v) => v > 0 && Number.isFinite(v)))
    throw new InputError('amounts, densities and molar masses of a supply must be above 0');
  const moles = mass * Math.min(s.metalloid, s.metal / s.ratio);
  return { moles, volume: (moles * (s.molarMasses.metalloid + s.ratio * s.molarMasses.metal)) / s.density };
}
