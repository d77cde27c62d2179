import {
  CERMET_VERSION,
  choice,
  makeRng,
  required,
  Table,
  type Context,
  type Note,
  type Recording,
  type Rng,
  type Simulated,
} from '../../core/index.js';
import {
  defineEvidence,
  makeOutput,
  runAnalysis,
  type AnyAnalysis,
  type LabelledFinding,
  type NamedStructure,
  type Piece,
  type Result,
} from '../../evidence/index.js';
import { makeRadiation, rietveldAnalysis, seriesAnalysis, simulateDiffraction, TUBES } from '../../lab/index.js';

const GROUPS = ['pristine', 'coated'] as const;
type Group = (typeof GROUPS)[number];
const TECHNIQUES = ['mixing', 'charge'] as const;
type Technique = (typeof TECHNIQUES)[number];

const OXIDE = 'LiNi0.8Co0.1Mn0.1O2';
/**
 * [1] published mixing (D1), put into the patterns; lengths, height of oxygen and displacements are the oxide's usual
 * ones
 */
const MIXING: Readonly<Record<Group, number>> = { pristine: 0.012, coated: 0.011 };
/** [%] by which the published numbers differ */
const DIFFERENCE = 0.1;
const DISPLACEMENTS = [0.012, 0.005, 0.009];
/** Copper Kα on a laboratory goniometer, as published; radius, counts and widths are assumed. */
const INSTRUMENT = {
  radiation: makeRadiation(TUBES.Cu),
  radius: 150,
  zero: 0,
  profile: { U: 0.004, V: -0.003, W: 0.004, X: 0.03, Y: 0.06 },
  noise: true,
};
/**
 * A charge at 0.05C from 3.0 to 4.4 V: charge [mAh/g], voltage [V], a and c [Å], assumed for both powders alike. The
 * shape is that of Ni-rich layered oxides: c rises until two fifths of the lithium are left, then collapses.
 */
const PATH = [
  [0, 3.0, 2.8725, 14.2],
  [25, 3.69, 2.867, 14.235],
  [50, 3.74, 2.861, 14.275],
  [75, 3.79, 2.855, 14.315],
  [100, 3.86, 2.848, 14.36],
  [125, 3.95, 2.84, 14.405],
  [150, 4.06, 2.832, 14.44],
  [175, 4.16, 2.825, 14.42],
  [200, 4.22, 2.819, 14.22],
  [215, 4.32, 2.816, 14.06],
  [225, 4.4, 2.8155, 13.97],
] as const;
/** [mA/g] 0.05C */
const CURRENT = 10;

interface DiffractionPiece {
  group: Group;
  findings: LabelledFinding[];
  notes: Note[];
}

/** Quantities that claims ask for; the rest of a refinement stays in its own report. */
const KEPT: Readonly<Record<Technique, readonly string[]>> = {
  mixing: ['mixing', 'cell_a', 'cell_c', 'goodness_of_fit'],
  charge: ['cell_a', 'cell_c', 'cell_volume'],
};
const { mixing, cell_a, cell_c, cell_volume, goodness_of_fit } = rietveldAnalysis.quantities;

/**
 * Powder patterns of both powders on a simulated diffractometer at the published conditions, refined as measured ones
 * are.
 */
export const powderPatterns = defineEvidence({
  id: 'yoon-2021/diffraction',
  title: 'Simulated powder patterns at the published conditions',
  settings: {
    technique: required(
      choice(TECHNIQUES, undefined, 'one pattern of each powder, or patterns along a charge in the cell'),
    ),
  },
  quantities: {
    ...Object.fromEntries(
      Object.entries({ mixing, cell_a, cell_c, cell_volume, goodness_of_fit }).map(([id, q]) => [
        id,
        { ...q, groups: GROUPS },
      ]),
    ),
    counts_to_tell: { label: 'times the counts at which the published difference would be two σ', unit: '1' },
  },
  plan: ({ technique }) =>
    GROUPS.map(
      (group): Piece<DiffractionPiece> => ({
        label: `${technique}, ${group}`,
        weight: 0.2,
        inputs: { technique, group },
        uses: [{ type: 'structure', name: OXIDE }, ...(technique === 'charge' ? [ALUMINIUM] : [])],
        async run(ctx, host): Promise<DiffractionPiece> {
          const rng = makeRng(1).fork(`${technique} ${group}`);
          const find = (name: string) => host.use<NamedStructure>('structure', name);
          const oxide = await find(OXIDE);
          const { findings, notes } =
            technique === 'mixing'
              ? await refineOne(group, oxide, find, rng, ctx)
              : await followCharge(oxide, find, rng, ctx);
          return {
            group,
            // of the charge only what stands at whole voltages compares
            findings: findings.filter(
              (f) => KEPT[technique].includes(f.id) && (technique === 'mixing' || f.at?.voltage_volt !== undefined),
            ),
            notes: notes.filter((n) => n.level !== 'info' || n.code === 'mixing-worth'),
          };
        },
      }),
    ),
  assemble({ technique }, pieces) {
    const origin: Simulated = {
      type: 'simulated',
      model:
        'powder patterns with the noise of counting at the published conditions, read by the analyses of measured files',
      parameters: { technique, ...INSTRUMENT, ...(technique === 'mixing' ? { mixing: MIXING } : { path: PATH }) },
      parametersHash: `powder patterns ${technique}`,
      cermet: CERMET_VERSION,
    };
    const results: Result[] = pieces.flatMap(({ group, findings }) =>
      findings.map(({ id, label, at, estimate }) => ({ id, label, estimate, group, ...(at && { at }), origin })),
    );
    const notes = [...new Map(pieces.flatMap((p) => p.notes).map((n) => [n.text, n])).values()];
    if (technique === 'mixing') {
      const sigmas = pieces.map((p) => p.findings.find((f) => f.id === 'mixing')!.estimate.sigma!);
      const both = Math.hypot(...sigmas);
      const value = ((2 * both) / DIFFERENCE) ** 2;
      results.push({
        id: 'counts_to_tell',
        label: 'times the counts at which the published difference would be two σ',
        // σ of the difference is known as well as the two esds agree
        estimate: {
          value,
          unit: '1',
          n: 2,
          sigma: value * Math.SQRT2 * Math.abs(1 - sigmas[0] / sigmas[1]),
          covers: 'measurement',
        },
        origin,
      });
      notes.push({
        level: 'warning',
        code: 'counts-to-tell',
        text: `one pattern of each tells the difference in mixing to ± ${both.toFixed(2)} %; ${DIFFERENCE} % would be two σ at ${value.toFixed(0)} times the counts (20,000 on the highest line here), were texture, form factors and monochromator known that well`,
      });
    }
    return makeOutput({ results, notes });
  },
});

const ALUMINIUM = { type: 'structure', name: 'Al' } as const;

type Find = (name: string) => Promise<NamedStructure>;

/** One pattern of a powder, 10 to 120 deg, 20,000 counts on its highest line. */
async function refineOne(group: Group, oxide: NamedStructure, find: Find, rng: Rng, ctx: Context) {
  const pattern = await simulateDiffraction(
    [{ ...oxide, mixing: MIXING[group], cell: { a: 2.8727, c: 14.204 }, displacements: DISPLACEMENTS }],
    {
      ...INSTRUMENT,
      range: [10, 120],
      step: 0.02,
      displacement: 0.04,
      counts: 20_000,
      background: [0.021, -0.013, 0.0055, -0.002],
    },
    { ...ctx, rng },
  );
  const settings = { phases: OXIDE, shift: 'displacement', spread: 'no' };
  return runAnalysis(rietveldAnalysis as AnyAnalysis, [pattern], settings, find, ctx);
}

/** Patterns along a charge in the cell, with aluminium foil as standard, and the cycler's recording beside. */
async function followCharge(oxide: NamedStructure, find: Find, rng: Rng, ctx: Context) {
  const aluminium = await find(ALUMINIUM.name);
  const patterns: Recording[] = [];
  for (const [k, [charge, , a, c]] of PATH.entries()) {
    const pattern = await simulateDiffraction(
      [
        { ...oxide, weight: 0.97, mixing: 0.012, cell: { a, c }, displacements: DISPLACEMENTS },
        { ...aluminium, weight: 0.03 },
      ],
      {
        ...INSTRUMENT,
        range: [15, 75],
        step: 0.05,
        displacement: 0.03 + 0.004 * k,
        counts: 6000,
        background: [0.1, -0.02, 0.01],
      },
      { ...ctx, rng },
    );
    const started = new Date(1000 * timeOf(charge)).toISOString();
    patterns.push({ ...pattern, about: { ...pattern.about, started } });
  }
  const settings = { phases: OXIDE, standard: ALUMINIUM.name, radius: '150 mm' };
  return runAnalysis(seriesAnalysis as AnyAnalysis, [...patterns, recordCharge()], settings, find, ctx);
}

/** [s] at which a charge in mAh/g has passed */
const timeOf = (charge: number): number => (3600 * charge) / CURRENT;

/** What a cycler would have recorded meanwhile. */
function recordCharge(): Recording {
  const rows = PATH.flatMap(([charge, voltage]) => ({ time: timeOf(charge), voltage }));
  return {
    kind: 'cycling',
    table: new Table([
      { name: 'test_time_second', values: Float64Array.from(rows, (r) => r.time) },
      { name: 'unix_time_second', values: Float64Array.from(rows, (r) => r.time) },
      { name: 'voltage_volt', values: Float64Array.from(rows, (r) => r.voltage) },
      { name: 'current_ampere', values: new Float64Array(rows.length).fill(CURRENT * 1e-6) },
    ]),
    about: {},
    metadata: {},
    origin: {
      type: 'simulated',
      model: 'charge at constant current',
      parameters: { path: PATH },
      parametersHash: 'charge at constant current',
      cermet: CERMET_VERSION,
      citations: [],
    },
    notes: [],
  };
}
