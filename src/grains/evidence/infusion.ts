import {
  CERMET_VERSION,
  estimateRepeats,
  type Estimate,
  measuredQuantity,
  number,
  quantity,
  type Simulated,
} from '../../core/index.js';
import { defineEvidence, makeOutput, type Result, seeds } from '../../evidence/index.js';
import { BORIDE, infuse, type Infusion } from '../infusion/infuse.js';
import { computeWalkDiffusivity } from '../infusion/wetting.js';
import { DEFAULT_MATERIAL } from '../mechanics/material.js';
import { makePolycrystal } from '../polycrystal/make-polycrystal.js';

const quantities = {
  diffusivity: {
    label: 'diffusivity in a boundary from the depth reached',
    unit: 'm2/s',
    groups: ['radius', 'coordinate'],
    scale: 'log',
  },
  spreading: { label: 'energy that a film gains in a boundary', unit: 'J/m2' },
  film_thickness: {
    label: 'mean thickness of the film that the supply makes',
    unit: 'nm',
    groups: ['surface', 'boundaries'],
    scale: 'log',
  },
  covered_share: { label: 'boundary area within the depth', unit: '1', scale: 'share' },
  uncovered_area: {
    label: 'area within the depth that a film of the asked thickness leaves bare',
    unit: 'm2/g',
    scale: 'log',
  },
} as const;

export type InfusionRun = Pick<Infusion, 'reachedShare' | 'areas' | 'thickness'> & { onSurface: number; bare?: number };

/**
 * Evidence on a coating that runs into a particle: diffusivity by both readings of a depth, what the supply makes of
 * it, whether it wets.
 */
export const infusionEvidence = defineEvidence({
  id: 'grains/infusion',
  title: 'Infusion along grain boundaries',
  settings: {
    depth: measuredQuantity('length', '2.5 ± 0.5 um', 'how deep the coating is found'),
    time: quantity('time', '2 h', 'of the infusion'),
    metalloid: number(0.156, 'metalloid supplied, mmol', { min: 1e-9 }),
    metal: number(0.9, 'metal supplied, mmol', { min: 1e-9 }),
    powder: quantity('mass', '5 g', 'mass of the powder'),
    ratio: number(BORIDE.ratio, 'metal atoms for each metalloid atom of the film', { min: 1e-3, max: 100 }),
    film_density: quantity('density', '8000 kg/m3', 'of the film'),
    thickness: quantity('length', undefined, 'of a film that is asked for', 'what the supply gives'),
    diameter: quantity('length', '12 um', 'of the particle'),
    grain: quantity('length', '0.5 um', 'cube root of the mean volume of a grain'),
    seeds: seeds('1..2', 'particles that differ by chance'),
    separation_energy: measuredQuantity('areal energy', 'not told', 'work that separates a bare boundary'),
    interface_energy: measuredQuantity('areal energy', 'not told', 'work that separates the film from a grain'),
    film_surface_energy: measuredQuantity('areal energy', '2.0 ± 0.5 J/m2', 'surface energy of the film'),
  },
  quantities,
  plan: (settings) =>
    settings.seeds.map((seed) => ({
      label: `particle ${seed}`,
      weight: 1,
      inputs: { ...settings, seeds: undefined, seed },
      async run(ctx): Promise<InfusionRun> {
        const half = settings.diameter / 2;
        const p = await makePolycrystal(
          { shape: 'particle', halfAxes: [half, half, half], grainSize: settings.grain, seed },
          ctx,
        );
        const density = DEFAULT_MATERIAL.density;
        const supply = {
          ...BORIDE,
          ratio: settings.ratio,
          density: settings.film_density,
          metalloid: (1e-3 * settings.metalloid) / settings.powder,
          metal: (1e-3 * settings.metal) / settings.powder,
        };
        const reach = settings.depth?.value ?? 2.5e-6;
        const { reachedShare, areas, thickness } = infuse(p, { reach, supply, density });
        return {
          reachedShare,
          areas,
          thickness,
          onSurface: infuse(p, { reach: 0, supply, density }).thickness,
          ...(settings.thickness !== undefined && {
            bare: infuse(p, { reach, supply, density, thickness: settings.thickness }).areas.uncovered,
          }),
        };
      },
    })),
  assemble(settings, runs: readonly InfusionRun[]) {
    const origin: Simulated = {
      type: 'simulated',
      model: 'walk along boundaries of a polycrystal, and the balance of what is supplied',
      parameters: { ...settings },
      parametersHash: JSON.stringify(settings),
      cermet: CERMET_VERSION,
    };
    const depth = settings.depth ?? { value: 2.5e-6, sigma: 0.5e-6 };
    const walk = computeWalkDiffusivity(depth.value, settings.time);
    const relative = 2 * ((depth.sigma ?? 0) / depth.value);
    const result = (id: keyof typeof quantities, estimate: Estimate, group?: string): Result => ({
      id,
      label: quantities[id].label,
      group,
      estimate,
      origin,
    });
    const results = (
      [
        ['radius', walk.asRadius],
        ['coordinate', walk.asCoordinate],
      ] as const
    ).map(([group, value]) =>
      result(
        'diffusivity',
        { value, n: 1, unit: 'm2/s', scale: 'log', ...(relative > 0 && { sigma: relative * value }) },
        group,
      ),
    );
    results.push(
      result(
        'film_thickness',
        estimateRepeats(
          runs.map((r) => 1e9 * r.onSurface),
          'nm',
          'log',
        ),
        'surface',
      ),
      result(
        'film_thickness',
        estimateRepeats(
          runs.map((r) => 1e9 * r.thickness),
          'nm',
          'log',
        ),
        'boundaries',
      ),
      result(
        'covered_share',
        estimateRepeats(
          runs.map((r) => r.reachedShare),
          '1',
          'share',
        ),
      ),
    );
    const bare = runs.map((r) => r.bare).filter((v) => v !== undefined);
    if (bare.length > 0)
      results.push(
        result(
          'uncovered_area',
          estimateRepeats(
            bare.map((v) => 1e-3 * v),
            'm2/g',
            'log',
          ),
        ),
      );
    const { separation_energy: boundary, interface_energy: face } = settings;
    const film = settings.film_surface_energy ?? { value: 2, sigma: 0.5 };
    if (boundary && face)
      results.push(
        result('spreading', {
          // Two bare faces are parted, a film with two surfaces is made and joined to both.
          value: 2 * face.value - boundary.value - 2 * film.value,
          sigma: Math.hypot(2 * (face.sigma ?? 0), boundary.sigma ?? 0, 2 * (film.sigma ?? 0)),
          n: 1,
          unit: 'J/m2',
        }),
      );
    return makeOutput({
      results,
      notes: [
        {
          level: 'info',
          code: 'two-readings',
          text: 'a depth read as the radius of a walk in the plane gives x²/4t, as one coordinate of it x²/2t: both are printed',
        },
      ],
    });
  },
});
