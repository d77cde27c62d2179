import {
  CERMET_VERSION,
  makeRng,
  quantity,
  required,
  type Note,
  type Recording,
  type Rng,
  type Scale,
  type Simulated,
} from '../../core/index.js';
import {
  defineEvidence,
  makeOutput,
  runAnalysis,
  seeds,
  type AnyAnalysis,
  type Piece,
  type Result,
} from '../../evidence/index.js';
import {
  analyses,
  computeLayerTransmission,
  estimateAttenuationLength,
  findCoreLevel,
  parseCompound,
  simulateRegion,
  type SimulatedLine,
} from '../../lab/index.js';
import { overSamples } from './samples.js';

const OXIDE = parseCompound('LiNi0.8Co0.1Mn0.1O2');
const FILM = parseCompound('Co2.2B');
/** [kg/m3] of both, as in the recipe */
const OXIDE_DENSITY = 4780;
const FILM_DENSITY = 8000;
/** [eV] Al Kα */
const PHOTON = 1486.6;

/** What nobody measured, each drawn evenly in its logarithm. */
const DRAWN = {
  /** [m2/kg] of the powder: in a table that is not here */
  area: [200, 500],
  /** [1] on the attenuation lengths of the film: scatter of measured ones about the fit that gives them */
  attenuation: [1 / 1.4, 1.4],
} as const;

/** [count eV] of Ni 2p3/2 on the bare powder for one second a channel, and the base; assumed */
const STRONGEST = 30_000;
const BASE = 1000;
/** Lines as position, Gaussian and Lorentzian width [eV] and share of the level; of a handbook and usual for them. */
const LINES = {
  'Ni 2p': [
    [854.9, 1.6, 0.5, 2 / 3],
    [872.5, 2.1, 0.7, 1 / 3],
  ],
  'Mn 2p': [
    [642.3, 1.8, 0.5, 2 / 3],
    [653.9, 2.1, 0.7, 1 / 3],
  ],
  'B 1s': [[187.9, 1.1, 0.25, 1]],
} as const;
type Level = keyof typeof LINES;
const LEVELS = Object.keys(LINES) as Level[];
const OXIDE_LEVELS: readonly Level[] = ['Ni 2p', 'Mn 2p'];
/** [eV] beyond the outermost lines */
const MARGIN = 8;

const GROUPS = ['pristine', 'coated'] as const;
type Group = (typeof GROUPS)[number];

type Quantity = { label: string; unit: string; scale?: Scale };
const QUANTITIES = {
  film_thickness: { label: 'thickness of the dense film', unit: 'nm', scale: 'log' },
  intensity_left: { label: 'intensity of a line of the oxide, coated over pristine', unit: '1', scale: 'share' },
  boron_over_limit: { label: 'area of B 1s over what would be detected without boron', unit: '1' },
} satisfies Record<string, Quantity>;

interface PhotoelectronPiece {
  values: { id: keyof typeof QUANTITIES; at?: string; value: number }[];
  notes: Note[];
}

/** The film that a recipe can leave on the powder, dense and even, on a simulated photoelectron spectrometer. */
export const filmSpectra = defineEvidence({
  id: 'yoon-2021/photoelectrons',
  title: 'Simulated photoelectron spectra of the film that the recipe can bring',
  settings: {
    film: required(quantity('mass', undefined, 'mass of film on the powder')),
    powder: quantity('mass', '5 g', 'mass of powder'),
    samples: seeds('1..20', 'choices of what is unknown: area of the powder, attenuation lengths'),
  },
  quantities: Object.fromEntries(Object.entries(QUANTITIES).map(([id, q]) => [id, { ...q, groups: ['coated'] }])),
  plan: ({ film, powder, samples }) =>
    samples.map(
      (sample): Piece<PhotoelectronPiece> => ({
        label: `photoelectrons, sample ${sample}`,
        weight: 0.05,
        inputs: { film, powder, sample },
        async run(ctx): Promise<PhotoelectronPiece> {
          const rng = makeRng(sample).fork('photoelectrons');
          const area = drawEvenly(DRAWN.area, rng);
          const factor = drawEvenly(DRAWN.attenuation, rng);
          const thickness = film / (FILM_DENSITY * area * powder);
          const spectra = await Promise.all(
            GROUPS.flatMap((group) => LEVELS.map((level) => record(group, level, thickness, factor, rng))),
          );
          const analyse = (id: string, regions: readonly Level[]) =>
            runAnalysis(
              analyses.find((a) => a.id === id) as AnyAnalysis,
              spectra.filter((s) => regions.includes(s.metadata.region as Level)),
              {},
              noStructure,
              ctx,
            );
          const covered = await analyse('overlayer', OXIDE_LEVELS);
          const boron = await analyse('xps', ['B 1s']);
          // Each of the two spectra of B 1s is told by its sample.
          const of = (group: Group, id: string) =>
            boron.findings.filter((f) => f.id === id && f.at?.spectrum === group).map((f) => f.estimate.value);
          const [limit] = of('pristine', 'detection_limit');
          const seen = of('coated', 'peak_area').reduce((a, b) => a + b, 0);
          return {
            values: [
              { id: 'film_thickness', value: 1e9 * thickness },
              ...covered.findings
                .filter((f) => f.id === 'attenuation')
                .map((f) => ({ id: 'intensity_left' as const, at: String(f.at?.line), value: f.estimate.value })),
              ...(limit === undefined ? [] : [{ id: 'boron_over_limit' as const, value: seen / limit }]),
            ],
            notes:
              limit === undefined
                ? [
                    {
                      level: 'warning',
                      code: 'line-without-boron',
                      text: `sample ${sample}: a line is found in B 1s where there is no boron, so this sample says nothing of boron`,
                    },
                  ]
                : [],
          };
        },
      }),
    ),
  assemble({ film, powder, samples }, pieces) {
    const origin: Simulated = {
      type: 'simulated',
      model:
        'an even film on a flat oxide: exp(−t/L) of its lines, 1 − exp(−t/L) of the film’s; counted, and read by the analyses of measured spectra',
      parameters: { film, powder, samples: samples.join(', '), ...DRAWN, oxide: OXIDE.formula, coating: FILM.formula },
      parametersHash: `photoelectrons ${film} ${powder} ${samples.join(' ')}`,
      cermet: CERMET_VERSION,
      citations: [
        { text: 'Seah and Dench, Surf. Interface Anal. 1 (1979) 2', doi: '10.1002/sia.740010103' },
        { text: 'Scofield, J. Electron Spectrosc. 8 (1976) 129', doi: '10.1016/0368-2048(76)80015-1' },
      ],
    };
    const places = new Map(pieces.flatMap((p) => p.values.map((v) => [`${v.id} ${v.at ?? ''}`, v] as const)));
    const results = [...places.values()].map(({ id, at }): Result => {
      const values = new Map(
        pieces.flatMap((p, k) =>
          p.values.filter((v) => v.id === id && v.at === at).map((v) => [samples[k], v.value] as const),
        ),
      );
      return overSamples(
        { id, label: QUANTITIES[id].label, group: 'coated', ...(at !== undefined && { at }) },
        QUANTITIES[id],
        values,
        origin,
      );
    });
    return makeOutput({ results, notes: [...NOTES, ...pieces.flatMap((p) => p.notes)] });
  },
});

const NOTES: readonly Note[] = [
  {
    level: 'warning',
    code: 'film-put-in',
    text: 'every boron atom of the recipe is taken to stay, in a dense, even film over all of the powder: less boron or patches dim the oxide less, pores more',
  },
  {
    level: 'info',
    code: 'places-put-in',
    text: 'binding energies are put in from a handbook, so that nothing is said of them; carbon on the surface and the Auger lines of nickel under Mn 2p are left out',
  },
];

/** What the spectrometer counts of one level; an empty region where a group holds nothing of it. */
function record(group: Group, level: Level, thickness: number, factor: number, rng: Rng): Promise<Recording<'xps'>> {
  const area = computeArea(group, level, thickness, factor);
  const lines = LINES[level].map(
    ([position, gauss, lorentz, share]): SimulatedLine => ({ position, gauss, lorentz, area: share * area }),
  );
  const places = lines.map((l) => l.position);
  return simulateRegion(
    {
      region: level,
      from: Math.min(...places) - MARGIN,
      to: Math.max(...places) + MARGIN,
      step: 0.1,
      lines: area > 0 ? lines : [],
      base: BASE,
      loss: 0.03,
      dwell: 1,
      sample: group,
    },
    rng.integer(2 ** 32),
  );
}

/**
 * Area of a level: cross-section × atoms in a volume × attenuation length × what the film leaves or holds, on a scale
 * where Ni 2p3/2 of the bare powder has its area.
 *
 * @param thickness [m]
 * @param factor    [1] on the attenuation length in the film
 * @returns         [count eV]
 */
export function computeArea(group: Group, level: Level, thickness: number, factor: number): number {
  const { element, sensitivity } = findCoreLevel(level)!;
  const kinetic = PHOTON - LINES[level][0][0];
  const inFilm = factor * estimateAttenuationLength(kinetic, FILM, FILM_DENSITY, 'metal');
  const left = group === 'coated' ? computeLayerTransmission(thickness, 1, inFilm, 1) : 1;
  const inOxide = estimateAttenuationLength(kinetic, OXIDE, OXIDE_DENSITY, 'compound');
  const atoms = (solid: typeof OXIDE, density: number): number =>
    ((solid.amounts.get(element) ?? 0) * density) / solid.molarMass;
  const seen = atoms(OXIDE, OXIDE_DENSITY) * inOxide * left + atoms(FILM, FILM_DENSITY) * inFilm * (1 - left);
  return sensitivity * seen * scaleOfCounts;
}

const scaleOfCounts = ((): number => {
  const { sensitivity } = findCoreLevel('Ni 2p')!;
  const length = estimateAttenuationLength(PHOTON - LINES['Ni 2p'][0][0], OXIDE, OXIDE_DENSITY, 'compound');
  const atoms = (OXIDE.amounts.get('Ni')! * OXIDE_DENSITY) / OXIDE.molarMass;
  return STRONGEST / (LINES['Ni 2p'][0][3] * sensitivity * atoms * length);
})();

const drawEvenly = ([low, high]: readonly [number, number], rng: Rng): number => low * (high / low) ** rng.uniform();

const noStructure = async (name: string): Promise<never> => {
  throw new Error(`no analysis here reads a structure, ${name} was asked for`);
};
