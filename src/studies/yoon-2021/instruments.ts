import {
  choice,
  estimateMean,
  formatCondition,
  CERMET_VERSION,
  GAS_CONSTANT,
  makeRng,
  required,
  type Condition,
  type Estimate,
  type Note,
  type Recording,
  type Rng,
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
  parseCalibration,
  simulateGas,
  simulateIsotherm,
  simulateThermogram,
  simulateTitration,
} from '../../lab/index.js';

const GROUPS = ['pristine', 'coated'] as const;
type Group = (typeof GROUPS)[number];
const TECHNIQUES = ['calorimetry', 'gas', 'titration', 'sorption'] as const;
type Technique = (typeof TECHNIQUES)[number];

/** [1] scatter between specimens of one powder: electrodes, fillings, aliquots; assumed */
const SPECIMEN = 0.03;
/**
 * [J/mol] and order of the one step that a charged cathode's heat is drawn as; assumed, since one rate does not tell
 * them
 */
const ENERGY = 209e3;
/** Published heat [J/kg] and peak [degC] of the charged cathodes, 5.0 mg at 10 °C/min (G8). */
const HEAT: Readonly<Record<Group, readonly [number, number]>> = {
  pristine: [786.3e3, 250.9],
  coated: [487.9e3, 269.5],
};
/**
 * [mol/kg] CO2 and O2 of the first charge: the figure has no scale in the text, so both are assumed, "much less" as a
 * quarter.
 */
const GAS: Readonly<Record<Group, readonly [number, number]>> = { pristine: [23e-3, 3e-3], coated: [6e-3, 0.75e-3] };
/** [1] mass fractions of LiOH and Li2CO3: in a table that is not here; assumed alike. */
const RESIDUAL = { lioh: 0.0045, li2co3: 0.0025 };
/** [m2/kg] area of the powder and [m3/kg] mesopores of the coating: in a table that is not here; assumed. */
const AREA = 350;
const PORES: Readonly<Record<Group, number>> = { pristine: 0, coated: 1.2e-6 };
const CALIBRATION = '600..1200 s: CO2 500 ppm, O2 500 ppm; 1800..2400 s: CO2 1500 ppm, O2 1500 ppm';

interface InstrumentPiece {
  group: Group;
  findings: { id: string; at?: Condition; value: number; unit: string }[];
  notes: Note[];
}

/** What each technique makes of a specimen, and the analyses that read it with their settings. */
const PLANS: Readonly<
  Record<
    Technique,
    { make(group: Group, rng: Rng): Recording[]; analyse: readonly (readonly [string, Record<string, string>])[] }
  >
> = {
  calorimetry: {
    make: (group, rng) => [calorimetry(group, rng)],
    analyse: [['dsc', {}]],
  },
  gas: {
    make: (group, rng) => [gasRun(group, rng)],
    analyse: [['dems', { mass: '16.2 mg', carrier: '0.5 mL/min', tracer: '36', calibration: CALIBRATION }]],
  },
  titration: {
    make: (_, rng) => [
      simulateTitration(
        {
          lioh: RESIDUAL.lioh * (1 + SPECIMEN * rng.normal()),
          li2co3: RESIDUAL.li2co3 * (1 + SPECIMEN * rng.normal()),
          powder: 0.01,
          water: 1e-4,
          aliquot: 4e-5,
          added: 1e-4,
          acid: 100,
          step: 5e-8,
          noise: 0.008,
        },
        { rng },
      ),
    ],
    analyse: [
      [
        'titration',
        { powder: '10 g', water: '100 mL', aliquot: '40 mL', added: '100 mL', acid: '0.1 mol/L', stirring: '15 min' },
      ],
    ],
  },
  sorption: {
    make: (group, rng) => [isotherm(group, rng)],
    analyse: [
      ['bet', { window: '0.05..0.30' }],
      ['bjh', {}],
    ],
  },
};

/**
 * Pairs of specimens on simulated instruments at the paper's conditions: whether the instrument and the analysis could
 * tell them apart.
 */
export const labInstruments = defineEvidence({
  id: 'yoon-2021/instruments',
  title: 'Simulated instruments at the published conditions',
  settings: {
    technique: required(choice(TECHNIQUES, undefined, 'which instrument')),
    samples: seeds('1..5', 'specimens of each powder'),
  },
  quantities: Object.fromEntries(
    analyses
      .filter((a) => ['dsc', 'dems', 'titration', 'bet', 'bjh'].includes(a.id))
      .flatMap((a) => Object.entries(a.quantities).map(([id, q]) => [id, { ...q, groups: GROUPS }])),
  ),
  plan: ({ technique, samples }) =>
    GROUPS.flatMap((group) =>
      samples.map(
        (seed): Piece<InstrumentPiece> => ({
          label: `${group}, specimen ${seed}`,
          weight: 0.05,
          inputs: { technique, group, seed },
          async run(ctx): Promise<InstrumentPiece> {
            const rng = makeRng(seed).fork(`${technique} ${group}`);
            const { make, analyse } = PLANS[technique];
            const recordings = make(group, rng);
            const piece: InstrumentPiece = { group, findings: [], notes: [] };
            for (const [id, settings] of analyse) {
              const analysis = analyses.find((a) => a.id === id) as AnyAnalysis;
              const outcome = await runAnalysis(analysis, recordings, settings, noStructure, ctx);
              piece.findings.push(
                ...outcome.findings.map(({ id: quantity, at, estimate }) => ({
                  id: quantity,
                  ...(at && { at }),
                  value: estimate.value,
                  unit: estimate.unit,
                })),
              );
              piece.notes.push(...outcome.notes.filter((n) => n.level !== 'info'));
            }
            return piece;
          },
        }),
      ),
    ),
  assemble({ technique, samples }, pieces) {
    const origin: Simulated = {
      type: 'simulated',
      model: `simulated ${technique} at the published conditions, read by the analyses of measured files`,
      parameters: { technique, samples },
      parametersHash: `${technique} ${samples.join(' ')}`,
      cermet: CERMET_VERSION,
    };
    const keys = new Map<string, { id: string; at?: Condition; unit: string }>();
    for (const { findings } of pieces)
      for (const { id, at, unit } of findings)
        keys.set(`${id}\n${formatCondition(at) ?? ''}`, { id, ...(at && { at }), unit });
    const results = [...keys].flatMap(([key, { id, at, unit }]) =>
      GROUPS.flatMap((group): Result[] => {
        const own = pieces.filter((p) => p.group === group);
        const values = own.flatMap((p) =>
          p.findings.filter((f) => `${f.id}\n${formatCondition(f.at) ?? ''}` === key).map((f) => f.value),
        );
        if (values.length !== own.length || values.length === 0) return [];
        const estimate: Estimate = { ...estimateMean(values, unit), covers: 'specimens' };
        return [
          {
            id,
            label: id.replaceAll('_', ' '),
            estimate,
            replicates: Object.fromEntries(values.map((v, i) => [`specimen ${samples[i]}`, v])),
            group,
            ...(at && { at }),
            origin,
          },
        ];
      }),
    );
    const told = new Map(pieces.flatMap((p) => p.notes).map((n) => [n.text, n]));
    return makeOutput({ results, notes: [...told.values()].slice(0, 6) });
  },
});

const noStructure = async (name: string): Promise<never> => {
  throw new Error(`no analysis here reads a structure, ${name} was asked for`);
};

/** Kissinger's condition gives the frequency that puts a step of first order at a peak. */
function calorimetry(group: Group, rng: Rng): Recording {
  const [heat, peak] = HEAT[group];
  const rate = 10 / 60;
  const kelvin = peak + 273.15;
  const frequency = ((rate * ENERGY) / (GAS_CONSTANT * kelvin ** 2)) * Math.exp(ENERGY / (GAS_CONSTANT * kelvin));
  return simulateThermogram(
    {
      reactions: [
        { heat: heat * (1 + SPECIMEN * rng.normal()), logFactor: Math.log10(frequency), energy: ENERGY, order: 1 },
      ],
      mass: 5e-6,
      rate,
      from: 100,
      to: 390,
      step: 0.2,
      noise: 4,
      heatCapacity: { start: 900, slope: 0.2, change: 80 },
    },
    { rng },
  );
}

function gasRun(group: Group, rng: Rng): Recording {
  const [begin, end] = [4000, 20000];
  const mass = 16.2e-6;
  const voltage = (t: number): number => (t < begin ? 3 : t > end ? 4.4 : 3 + (1.4 * (t - begin)) / (end - begin));
  const [co2, o2] = GAS[group].map((n) => n * mass * (1 + SPECIMEN * rng.normal()));
  const slope = 1.4 / (end - begin);
  const isOn = (t: number): boolean => t > begin && t < end;
  return simulateGas(
    {
      step: 15,
      end: 24000,
      flow: ((0.5e-6 / 60) * 101325) / (GAS_CONSTANT * 298.15),
      calibration: parseCalibration(CALIBRATION),
      voltage,
      rate: {
        // A bell about 4.2 V, and a straight rise from 4.18 V; both add up to the amounts.
        CO2: (t) =>
          isOn(t)
            ? ((co2 * slope) / (0.08 * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((voltage(t) - 4.2) / 0.08) ** 2)
            : 0,
        O2: (t) => (isOn(t) ? ((2 * o2 * slope) / 0.22 ** 2) * Math.max(0, voltage(t) - 4.18) : 0),
      },
      sensitivity: { CO2: 1.9e-3, O2: 1.4e-3 },
      drift: 108_000,
      tracer: { channel: 36, current: 2.4e-9 },
      background: { 28: [6e-13, 0, 1], 32: [3e-13, 8e-13, 9000], 44: [1.5e-13, 4e-13, 6000] },
      noise: { 28: 6e-15, 32: 6.5e-15, 36: 6e-12, 44: 6e-15 },
    },
    { rng },
  );
}

function isotherm(group: Group, rng: Rng): Recording {
  const area = AREA * (1 + SPECIMEN * rng.normal());
  const volume = PORES[group] * (1 + SPECIMEN * rng.normal());
  const up = Array.from({ length: 38 }, (_, i) => 0.01 + 0.0255 * i);
  const down = Array.from({ length: 30 }, (_, i) => 0.93 - 0.0215 * i);
  return simulateIsotherm(
    {
      bet: { area, c: 90 },
      ...(volume > 0 && { pores: { volume, median: 8e-9, logSigma: 0.25 } }),
      pressure: [...up, ...down],
      noise: 2e-5,
      mass: 2e-3,
    },
    { rng },
  );
}
