import {
  DEPOSITION_RATE,
  LITHIUM_AGEING_ASSUMED,
  makeLithiumMetalAgeing,
  makeMetalDeposition,
  parseProtocol,
  shippedProtocol,
  simulateCell,
  type Cell,
  type Mechanism,
} from '../../cells/index.js';
import {
  atomicWeight,
  CERMET_VERSION,
  computeContentHash,
  InputError,
  parseFormula,
  required,
  text,
  type Note,
  type Simulated,
} from '../../core/index.js';
import { defineEvidence, makeOutput, seeds, type Piece, type Result } from '../../evidence/index.js';
import { applyDraw, drawCell, type CellDraw } from './draw.js';
import { drawBands, type DrawnPiece } from './figures.js';
import { cyclesOf } from './measure.js';
import { MESH, type CampaignPiece, type CampaignValue } from './run-campaign.js';
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

/** [1] mass of Ni(TFSI)2 over that of the electrolyte, by name of the group. */
const NICKEL = { '0 ppm': 0, '200 ppm': 200e-6, '600 ppm': 600e-6 } as const;
type NickelGroup = keyof typeof NICKEL;
const GROUPS = Object.keys(NICKEL) as NickelGroup[];
/** [m3] in a cell, of the paper's methods. */
const ELECTROLYTE_VOLUME = 80e-9;
/** [kg/m3] 1.15 M LiPF6 in carbonates; assumed. */
const ELECTROLYTE_DENSITY = 1200;
/** [kg/mol] Ni(N(SO2CF3)2)2 */
const SALT_MOLAR_MASS = [...parseFormula('NiN2S4O8C4F12')].reduce(
  (sum, [element, count]) => sum + 1e-3 * count * atomicWeight(element),
  0,
);

/** Cycles of the shipped protocol at each current. */
const CYCLES = 25;
const CURRENTS = ['1 mA/cm2', '2 mA/cm2'];
const TITLE = 'Lithium-lithium cell, 2 mAh/cm2 each way, 25 cycles at 1 and 25 at 2 mA/cm2';
const AXES = { x: 'cycle', y: 'overpotential (mV)' };

const QUANTITIES: Quantities = {
  overpotential: { label: 'overpotential of both electrodes, mean of a cycle', unit: 'mV', scale: 'log' },
  overpotential_growth: { label: 'growth of the overpotential over the cycles at one current', unit: 'mV' },
  nickel_available: { label: 'nickel in the electrolyte at the start', unit: 'nmol/cm2' },
  deposited_metal: { label: 'nickel on both electrodes', unit: 'nmol/cm2' },
};

interface SymmetricPiece extends CampaignPiece {
  title: string;
  parametersHash: string;
}

/** Lithium-lithium cells with nickel salt in the electrolyte, for several choices of what nobody knows. */
export const cellsSymmetric = defineEvidence({
  id: 'yoon-2021/symmetric',
  title: 'Lithium cells with nickel in the electrolyte',
  settings: {
    cell: required(text(undefined, 'parameter file of a lithium-lithium cell, beside the study')),
    samples: seeds('1..5', 'choices of what is unknown'),
  },
  quantities: Object.fromEntries(Object.entries(QUANTITIES).map(([id, q]) => [id, { ...q, groups: GROUPS }])),
  plan(p) {
    return listRuns(p).map(({ group, sample }): Piece<SymmetricPiece> => {
      const draw = drawCell(sample);
      return {
        label: `lithium cell, ${group} of nickel salt, sample ${sample}`,
        weight: 0.02,
        inputs: { group, draw },
        files: [p.cell],
        async run(ctx, host): Promise<SymmetricPiece> {
          const given = await openCell(p.cell, host);
          const dose = computeNickel(given, NICKEL[group]);
          const mechanisms = makeLithiumAgeing(draw, dose);
          const cell = applyDraw(given, draw);
          if (cell.negative.kind !== 'lithium' || cell.positive.kind !== 'lithium')
            throw new InputError(`cell: ${given.title} has an electrode that is not lithium`, {
              hint: 'give a lithium-lithium cell',
              where: { path: 'cell' },
            });
          const run = await simulateCell(
            cell,
            parseProtocol(shippedProtocol('symmetric')),
            { model: 'dfn', ...MESH, mechanisms, errorEstimate: false },
            ctx,
          );
          const { origin } = run.recording;
          const overpotential = cyclesOf(run).map(
            ({ charge, discharge }) => 500 * (charge!.meanVoltage - discharge!.meanVoltage),
          );
          const notes: Note[] =
            run.ending.by === 'done'
              ? []
              : [
                  {
                    level: 'warning',
                    code: 'ended-early',
                    text: `the test ended early: ${run.ending.text}`,
                    where: group,
                  },
                ];
          return {
            title: given.title,
            parametersHash: await computeContentHash({ cell, mechanisms: mechanisms.map((m) => m.parameters) }),
            values: [
              ...readOverpotentials(overpotential),
              { id: 'nickel_available', value: 1e5 * dose },
              { id: 'deposited_metal', value: (1e5 * run.view.shared.deposited_metal_mole) / cell.area },
            ],
            curves: [{ curve: 'overpotential', x: overpotential.map((_, k) => k + 1), y: overpotential }],
            notes,
            citations: origin.type === 'simulated' ? [...(origin.citations ?? [])] : [],
          };
        },
      };
    });
  },
  assemble(p, values) {
    const runs = listRuns(p);
    const pieces = values.map((piece, k): DrawnPiece => ({ ...piece, ...runs[k] }));
    const [first] = values;
    const origin: Simulated = {
      type: 'simulated',
      model: `DFN with growth of the lithium's resistance and deposition of nickel; ${first.title}`,
      parameters: {
        samples: p.samples.join(', '),
        electrolyte_microlitre: 1e9 * ELECTROLYTE_VOLUME,
        electrolyte_density: ELECTROLYTE_DENSITY,
        deposition_rate: DEPOSITION_RATE,
      },
      parametersHash: first.parametersHash,
      solver: `${MESH.nodes} cells in the separator`,
      cermet: CERMET_VERSION,
      citations: mergeCitations(values),
    };
    return makeOutput({
      results: listPlaces(pieces).flatMap(({ id, at }) =>
        GROUPS.flatMap((group): Result[] => {
          const own = valuesOf(pieces, group, { id, at });
          return own.size === 0
            ? []
            : [overSamples({ id, label: QUANTITIES[id].label, group, at }, QUANTITIES[id], own, origin)];
        }),
      ),
      figures: drawBands({ title: TITLE, axes: AXES }, pieces, ['overpotential']),
      tables: [
        { id: 'runs', title: `${TITLE}: every number of every run`, table: tabulateRuns(pieces, QUANTITIES), origin },
      ],
      notes: [...NOTES, ...mergeNotes(pieces)],
    });
  },
});

const NOTES: readonly Note[] = [
  {
    level: 'warning',
    code: 'nickel-assumed',
    text: 'that nickel on lithium raises its resistance is put in, and so is by how much (a factor of nine between the lowest and the highest sample): these numbers cannot test it',
  },
  {
    level: 'info',
    code: 'nickel-amount',
    text: `salt is counted by mass of the electrolyte, of which a cell has ${1e9 * ELECTROLYTE_VOLUME} µL (the paper) of ${ELECTROLYTE_DENSITY / 1000} g/mL (assumed); all of its nickel ends on the two electrodes, half on each`,
  },
];

const listRuns = ({ samples }: { samples: readonly number[] }): { group: NickelGroup; sample: number }[] =>
  samples.flatMap((sample) => GROUPS.map((group) => ({ group, sample })));

/**
 * Nickel of the salt in the electrolyte, for each m2 of the cell.
 *
 * @param share [1] mass of the salt over that of the electrolyte
 * @returns     [mol/m2]
 */
export function computeNickel({ area }: Cell, share: number): number {
  return (share * ELECTROLYTE_VOLUME * ELECTROLYTE_DENSITY) / SALT_MOLAR_MASS / area;
}

/**
 * Ageing of both electrodes of a lithium-lithium cell. They pass the same current and share the nickel, so that their
 * resistances stay equal: the model, in which one foil ages, has both on that one, with twice the resistance and half
 * of the nickel at work on each; nickel deposits on twice the surface.
 *
 * @param dose [mol/m2] nickel in the electrolyte at the start
 */
export function makeLithiumAgeing(draw: CellDraw, dose: number): Mechanism[] {
  const one = {
    ...LITHIUM_AGEING_ASSUMED,
    resistancePerCharge: draw.lithiumGrowth,
    metalCatalysis: LITHIUM_AGEING_ASSUMED.metalCatalysis * draw.catalysis,
  };
  const both = {
    ...one,
    initialResistance: 2 * one.initialResistance,
    resistancePerCharge: 2 * one.resistancePerCharge,
    metalCatalysis: one.metalCatalysis / 2,
    solventPerCharge: 2 * one.solventPerCharge,
  };
  return [makeLithiumMetalAgeing(both), withDissolved(makeMetalDeposition(2 * DEPOSITION_RATE), dose)];
}

/** Deposition with metal in the electrolyte from the start: the dissolved amount counts from there. */
function withDissolved(m: Mechanism, dose: number): Mechanism {
  const amounts = new Float64Array(2);
  return {
    ...m,
    parameters: { ...m.parameters, dose },
    react(state, q, rates, reaction, shared, feed) {
      amounts[0] = shared[0] + dose;
      amounts[1] = shared[1];
      m.react(state, q, rates, reaction, amounts, feed);
    },
  };
}

/** Overpotentials at the first and the last cycle of each current, and the growth between. */
function readOverpotentials(overpotential: readonly number[]): CampaignValue[] {
  return CURRENTS.flatMap((current, k) => {
    const [from, to] = [k * CYCLES, (k + 1) * CYCLES - 1];
    if (overpotential.length <= to) return [];
    const at = (cycle: number): string => `${current}, cycle ${cycle + 1}`;
    return [
      ...[from, to].map((cycle) => ({ id: 'overpotential', at: at(cycle), value: overpotential[cycle] })),
      { id: 'overpotential_growth', at: current, value: overpotential[to] - overpotential[from] },
    ];
  });
}
