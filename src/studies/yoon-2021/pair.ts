import {
  CERMET_VERSION,
  choice,
  computeContentHash,
  InputError,
  recordings,
  required,
  subContext,
  text,
  type Note,
  type Simulated,
  type Table,
} from '../../core/index.js';
import { defineEvidence, makeOutput, seeds, type Piece, type Result } from '../../evidence/index.js';
import type { Cell } from '../../cells/index.js';
import {
  CALIBRATED,
  CELL_GROUPS,
  COATING_PARTS,
  PARTICLE_CASES,
  RESISTANCES,
  type CellGroup,
  type ParticleCase,
  type Particles,
  type Resistance,
} from './ageing.js';
import { fitResistance, isFitted, KEPT_AT_60, START, START_WITH_PARTICLE } from './calibrate.js';
import { CAMPAIGNS } from './campaigns.js';
import { DRAWN, drawCell, type CellDraw } from './draw.js';
import { drawCampaign, type DrawnPiece } from './figures.js';
import { MESH, runCampaign, type CampaignPiece } from './run-campaign.js';
import {
  listPlaces,
  mergeCitations,
  mergeNotes,
  openCell,
  overSamples,
  tabulateRuns,
  valuesOf,
  type Quantities,
} from './samples.js';

interface PairParameters {
  cell: string;
  calibration: string;
  campaign: string;
  resistance: Resistance['where'];
  particle?: Particles;
  samples: readonly number[];
  alone: readonly number[];
}

type Given = Omit<PairParameters, 'calibration' | 'alone' | 'particle'> &
  Partial<Omit<PairParameters, 'particle'>> & { particle?: Readonly<Record<string, Table>> };

interface PairPiece extends CampaignPiece {
  /** Of the cell. */
  title: string;
  parametersHash: string;
}

const QUANTITIES: Quantities = {
  first_discharge: { label: 'discharge capacity at 0.1C', unit: 'mAh/g', scale: 'log' },
  first_efficiency: { label: 'coulombic efficiency at 0.1C', unit: '%', scale: 'share' },
  peak_voltage: { label: 'position of the highest peak of dQ/dV', unit: 'V' },
  peak_error: { label: 'error of that position by the analysis', unit: 'mV' },
  carbon_dioxide: { label: 'CO2 of the first charge', unit: 'umol/g', scale: 'log' },
  oxygen: { label: 'O2 of the first charge', unit: 'umol/g', scale: 'log' },
  capacity: { label: 'discharge capacity', unit: 'mAh/g', scale: 'log' },
  rate_retention: { label: 'discharge capacity against that at 0.5C', unit: '%', scale: 'log' },
  retention: { label: 'capacity retention', unit: '%', scale: 'log' },
  lost: { label: 'capacity lost', unit: '%', scale: 'share' },
  thermodynamic_loss: { label: 'lost for slow discharges too', unit: '%' },
  kinetic_loss: { label: 'lost to polarisation', unit: '%' },
  kinetic_share: { label: 'share of the loss that is polarisation', unit: '%', scale: 'share' },
  loss_at_no_current: { label: 'lost at no current too', unit: '%' },
  voltage_loss: { label: 'average voltage loss on ageing', unit: 'mV', scale: 'log' },
  ohmic_share: { label: 'share of the voltage loss that comes at once with the current', unit: '%', scale: 'share' },
  resistance: { label: 'real part of the impedance at 1 Hz and 4.4 V', unit: 'ohm', scale: 'log' },
  resistance_growth: { label: 'growth of the real part of the impedance at 1 Hz', unit: 'ohm' },
  dissolved_metal: { label: 'metal that has left the cathode', unit: 'umol/g', scale: 'log' },
  deposited_metal: { label: 'metal on the lithium', unit: 'nmol/cm2', scale: 'log' },
  shell_thickness: { label: 'rock-salt shell', unit: 'nm', scale: 'log' },
  film_thickness: { label: 'surface film', unit: 'nm', scale: 'log' },
  wetted_area: { label: 'surface that the electrolyte wets, over the fresh one', unit: '1', scale: 'log' },
  crack_length: { label: 'depth of cracks', unit: 'um', scale: 'log' },
};
/** Behind a quantity's name: its ratio to that of the pristine cell of the same sample. */
const OVER = '_over_pristine';

/**
 * A cell as it is and with a coating, through the same test, for several choices of everything nobody knows; the
 * coating's parts alone too.
 */
export const cellsPair = defineEvidence({
  id: 'yoon-2021/pair',
  title: 'Pristine and coated cells',
  settings: {
    cell: required(text(undefined, 'parameter file of the pristine cell (BPX or half cell), beside the study')),
    campaign: required(choice(Object.keys(CAMPAIGNS), undefined, 'what is done to it')),
    calibration: text(
      undefined,
      'parameter file of the half cell on which the resistance of surface layers is fitted',
      'the cell itself',
    ),
    resistance: choice(
      RESISTANCES,
      'layers',
      'what stops the pristine cell: layers (film and rock salt on the surface) or cracks (lost contact between grains)',
    ),
    particle: recordings(
      'particle',
      'evidence on particles whose cracks the cells have, with the groups pristine, coated, bond and shield',
      'a typed law of cracks',
    ),
    samples: seeds('1..5', 'choices of what is unknown'),
    alone: seeds(undefined, 'samples that also run with one part of the coating at a time, such as 1..3'),
  },
  quantities: Object.fromEntries(
    Object.entries(QUANTITIES).flatMap(([id, quantity]) => [
      [id, { ...quantity, groups: CELL_GROUPS }],
      [
        `${id}${OVER}`,
        { label: `${quantity.label}, against the pristine cell`, unit: '1', groups: CELL_GROUPS.slice(1) },
      ],
    ]),
  ),
  check({ particle, samples, alone }) {
    toParticles(particle);
    const stray = alone?.find((s) => !samples.includes(s));
    if (stray !== undefined)
      throw new InputError(`alone: sample ${stray} is not among the samples`, {
        hint: 'the parts are compared with the whole of the same sample',
        where: { path: 'alone' },
      });
  },
  plan(settings) {
    const p = toParameters(settings);
    return listRuns(p).map(({ group, sample }): Piece<PairPiece> => {
      const draw = drawCell(sample);
      return {
        label: `${p.campaign} (${p.resistance}${p.particle ? ', particle' : ''}), ${group}, sample ${sample}`,
        weight: 0.05,
        inputs: {
          campaign: p.campaign,
          resistance: p.resistance,
          group,
          draw,
          calibrated: { ...CALIBRATED },
          ...(p.particle && { particle: { ...p.particle } }),
        },
        files: [...new Set([p.cell, p.calibration])],
        async run(ctx, host): Promise<PairPiece> {
          const [cell, calibration] = await Promise.all([openCell(p.cell, host), openCell(p.calibration, host)]);
          // All groups of a sample, in every campaign, share the fit.
          const resistance = await host.keep(fittedFrom(p, calibration, draw), () =>
            fitResistance(
              calibration,
              draw,
              { where: p.resistance, value: (p.particle ? START_WITH_PARTICLE : START)[p.resistance] },
              p.particle,
              subContext(ctx, 'fitting', 0, 0.4),
            ),
          );
          const run = await runCampaign(
            cell,
            CAMPAIGNS[p.campaign],
            group,
            draw,
            resistance,
            p.particle,
            subContext(ctx, p.campaign, 0.4, 1),
          );
          const notes: Note[] = isFitted(resistance)
            ? run.notes
            : [
                ...run.notes,
                {
                  level: 'serious',
                  code: 'not-fitted',
                  text: `no resistance of ${p.resistance} leaves a pristine cell a fifth of its 7C capacity at cycle 60: the nearest leaves ${(100 * resistance.kept).toFixed(0)} %, not ${100 * KEPT_AT_60} %`,
                },
              ];
          return {
            title: cell.title,
            parametersHash: await computeContentHash({
              cell,
              draw,
              calibrated: CALIBRATED,
              resistance,
              campaign: p.campaign,
              group,
            }),
            ...run,
            notes,
          };
        },
      };
    });
  },
  assemble(settings, values) {
    const p = toParameters(settings);
    const campaign = CAMPAIGNS[p.campaign];
    const mesh = campaign.mesh ?? MESH;
    const runs = listRuns(p);
    const pieces = values.map((piece, k): DrawnPiece => ({ ...piece, ...runs[k] }));
    const [first] = values;
    const origin: Simulated = {
      type: 'simulated',
      model: `${campaign.model.toUpperCase()} with six mechanisms of ageing; ${first.title}`,
      parameters: {
        campaign: campaign.title,
        resistance: p.resistance,
        samples: p.samples.join(', '),
        calibrated: { ...CALIBRATED },
      },
      parametersHash: first.parametersHash,
      solver: `${mesh.nodes} cells a layer, ${mesh.shells} shells${strided(p) ? '; one simulated cycle stands for several' : ''}`,
      cermet: CERMET_VERSION,
      citations: mergeCitations(values),
    };
    return makeOutput({
      results: listResults(pieces, origin),
      figures: drawCampaign(campaign, pieces),
      tables: [
        {
          id: 'runs',
          title: `${campaign.title}: every number of every run`,
          table: tabulateRuns(pieces, QUANTITIES),
          origin,
        },
      ],
      notes: [...makeNotes(p), ...mergeNotes(pieces)],
    });
  },
});

/** Settings with what follows from others where nothing is said. */
function toParameters({ calibration, particle, alone, ...settings }: Given): PairParameters {
  return {
    ...settings,
    particle: toParticles(particle),
    calibration: calibration ?? settings.cell,
    alone: alone ?? [],
  };
}

/** Particles of the groups that cells may need. */
function toParticles(given: Readonly<Record<string, Table>> | undefined): Particles | undefined {
  if (!given) return undefined;
  const missing = PARTICLE_CASES.find((name) => !Object.hasOwn(given, name));
  if (missing !== undefined)
    throw new InputError(`particle: it has no group "${missing}", only ${Object.keys(given).join(', ')}`, {
      hint: 'groups: { pristine: bare, coated: both, bond: bond, shield: shield }',
      where: { path: 'particle' },
    });
  return Object.fromEntries(PARTICLE_CASES.map((name) => [name, given[name]])) as Record<ParticleCase, Table>;
}

/** All that decides the resistance of a sample. */
const fittedFrom = (p: PairParameters, calibration: Cell, draw: CellDraw): Record<string, unknown> => ({
  calibration,
  draw,
  where: p.resistance,
  calibrated: CALIBRATED,
  ...(p.particle && { particle: p.particle.pristine }),
});

function listRuns(p: PairParameters): { group: CellGroup; sample: number }[] {
  // Group by group: pieces that run side by side are of different samples, so that no two begin the same fit.
  const both = (['pristine', 'coated'] as const).flatMap((group) => p.samples.map((sample) => ({ group, sample })));
  return [
    ...both,
    ...p.alone.flatMap((sample) => (Object.keys(COATING_PARTS) as CellGroup[]).map((group) => ({ group, sample }))),
  ];
}

/** Every quantity of every group, and its ratio to the pristine cell's, sample by sample. */
function listResults(pieces: readonly DrawnPiece[], origin: Simulated): Result[] {
  const results: Result[] = [];
  for (const { id, at } of listPlaces(pieces)) {
    const { label } = QUANTITIES[id];
    const pristine = valuesOf(pieces, 'pristine', { id, at });
    for (const group of CELL_GROUPS) {
      const own = valuesOf(pieces, group, { id, at });
      if (own.size === 0) continue;
      results.push(overSamples({ id, label, group, at }, QUANTITIES[id], own, origin));
      const ratios = new Map(
        [...own].flatMap(([sample, value]) =>
          pristine.get(sample)! > 0 ? [[sample, value / pristine.get(sample)!] as const] : [],
        ),
      );
      if (group !== 'pristine' && ratios.size === own.size)
        results.push(
          overSamples(
            { id: `${id}${OVER}`, label: `${label}, against the pristine cell`, group, at },
            { label, unit: '1', scale: 'log' },
            ratios,
            origin,
          ),
        );
    }
  }
  return results;
}

/** Whether a simulated cycle of a campaign stands for several. */
const strided = (p: PairParameters): boolean => CAMPAIGNS[p.campaign].phases.some((phase) => phase.factor > 1);

/** Whose resistance is fitted. */
function describeFitted({ resistance, particle }: PairParameters): string {
  if (resistance === 'layers') return 'surface layers';
  return particle ? 'the intact network of grains in a particle' : 'cracks';
}

/** What must be known of how cracks are told. */
function describeCracks({ campaign, particle, resistance }: PairParameters): Note[] {
  if (particle)
    return [
      {
        level: 'info',
        code: 'cracks-of-a-particle',
        text: 'area in cracks, ways to the electrolyte, contact between grains and film in boundaries are those of computed particles, in spheres of the size that the cell has; its rock salt is the cell’s own shell, grown on their faces. The pace of corrosion, assumed there, is drawn over a factor of nine',
      },
      resistance === 'layers'
        ? {
            level: 'warning',
            code: 'contact-ignored',
            text: 'that grains lose contact where boundaries open is left out: layers alone are to stop the cell, over all the surface that its cracks open',
          }
        : {
            level: 'info',
            code: 'contact-of-a-particle',
            text: 'how contact is lost is computed; what the intact network of grains resists is the number that is fitted, and layers have their usual, small resistivity',
          },
    ];
  if (campaign === 'first-charge' || campaign === 'first-cycle') return [];
  return [
    resistance === 'layers'
      ? {
          level: 'warning',
          code: 'cracks-relieve',
          text: 'cracks open surface, over which the current spreads, and nothing here makes them resist: in samples that crack fast the pristine cell comes back, and what stops cracks alone makes a cell worse at 7C. With "resistance: cracks" they cost contact instead',
        }
      : {
          level: 'warning',
          code: 'contact-assumed',
          text: 'that resistance grows in proportion to the depth of cracks is assumed, after the paper’s reading of its titrations; layers have their usual, small resistivity',
        },
  ];
}

/** What a reader must know of every number here. */
function makeNotes(p: PairParameters): Note[] {
  const known: Note[] = [
    {
      level: 'warning',
      code: 'shows-possible-not-actual',
      text: 'rates of ageing of coated NCM811 were never measured apart: the model shows which mechanisms could make such curves, not which did',
    },
    {
      level: 'info',
      code: 'calibrated',
      text: `three numbers are fitted: the resistance of ${describeFitted(p)}, in each sample, to a pristine cell that keeps a fifth of its 7C capacity at cycle 60 (claim E7, pristine), and, with all that is drawn in the middle of its range, the growth of rock salt to 13 nm on the pristine cathode and one rate of all side reactions on coated surface to 2 nm (claim G3); every other number is predicted`,
    },
    {
      level: 'info',
      code: 'drawn',
      text: `${Object.keys(DRAWN).length} numbers are drawn for each sample, each from its range; intervals are those of one further sample, since one choice is the truth and the mean is not`,
    },
  ];
  if (strided(p))
    known.push({
      level: 'info',
      code: 'cycles-stand-for-many',
      text: 'most simulated cycles stand for several, with mechanisms of ageing faster by as much; with a third of that, 7C capacities of aged cells differ by up to 3 mAh/g',
    });
  known.push(...describeCracks(p));
  if (p.campaign === 'first-charge')
    known.push({
      level: 'warning',
      code: 'gas-not-calibrated',
      text: 'amounts of gas are guesses; what is compared is coated against pristine. Gas from carbonate left on the powder is not in the model',
    });
  if (p.campaign === 'first-cycle')
    known.push({
      level: 'info',
      code: 'not-the-very-first',
      text: 'the 8.5 % of charge that the first cycle loses is in the parameter file as a start at x = 0.93; this is the cycle after, so its efficiency shows side reactions alone',
    });
  if (p.samples.length < 3)
    known.push({
      level: 'warning',
      code: 'few-samples',
      text: `${p.samples.length} samples hardly tell how uncertain the numbers are`,
    });
  return known;
}
