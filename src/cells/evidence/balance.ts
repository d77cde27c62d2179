import {
  CERMET_VERSION,
  computeContentHash,
  InputError,
  measuredQuantity,
  required,
  type DimensionName,
  type Setting,
  type Simulated,
} from '../../core/index.js';
import { defineEvidence, makeOutput } from '../../evidence/index.js';

const SIDES = ['positive', 'negative'] as const;
const FACTORS: readonly { key: string; dimension: DimensionName; describe: string; example: string }[] = [
  {
    key: 'loading',
    dimension: 'areal mass',
    describe: 'mass of coating on each side of the foil',
    example: '13.5 ± 0.1 mg/cm2',
  },
  { key: 'fraction', dimension: 'number', describe: 'share of active material in it', example: '0.90 ± 0.01' },
  {
    key: 'capacity',
    dimension: 'specific charge',
    describe: 'reversible capacity of the active material in the cell’s window',
    example: '210 ± 7 mAh/g',
  },
];

interface Factor {
  value: number;
  sigma: number;
}

/** Balance of a cell from its loadings: arithmetic, with the uncertainty of each number carried through. */
export const cellsBalance = defineEvidence({
  id: 'cells/balance',
  title: 'Balance of the electrodes',
  settings: Object.fromEntries(
    SIDES.flatMap((side) =>
      FACTORS.map(({ key, dimension, describe, example }) => [
        `${side}_${key}`,
        factor(dimension, `${side} electrode: ${describe}, such as ${example}`, example),
      ]),
    ),
  ),
  quantities: {
    n_to_p: { label: 'capacity of the negative over that of the positive electrode', unit: '1' },
    areal_capacity: { label: 'capacity of a side', unit: 'mAh/cm2', groups: SIDES },
  },
  plan: (factors) => [
    { label: 'balance', weight: 0.001, inputs: { ...factors }, run: async () => computeContentHash(factors) },
  ],
  assemble(p, [hash]) {
    const [positive, negative] = SIDES.map((side) => multiply(FACTORS.map(({ key }) => p[`${side}_${key}`])));
    const origin: Simulated = {
      type: 'simulated',
      model: 'capacity of a side = loading × share × specific capacity; relative variances add',
      parameters: { ...p },
      parametersHash: hash,
      cermet: CERMET_VERSION,
    };
    const ratio = negative.value / positive.value;
    /** [mAh/cm2] of one [C/m2]. */
    const unit = 1 / 36000;
    return makeOutput({
      results: [
        {
          id: 'n_to_p',
          label: 'capacity of the negative over that of the positive electrode',
          estimate: {
            value: ratio,
            sigma: ratio * Math.hypot(positive.sigma / positive.value, negative.sigma / negative.value),
            n: 1,
            unit: '1',
          },
          origin,
        },
        ...[positive, negative].map(({ value, sigma }, k) => ({
          id: 'areal_capacity',
          label: 'capacity of a side',
          group: SIDES[k],
          estimate: { value: value * unit, sigma: sigma * unit, n: 1, unit: 'mAh/cm2' },
          origin,
        })),
      ],
    });
  },
});

/** A number above zero that must come with its uncertainty, since the result is held against another. */
function factor(dimension: DimensionName, describe: string, example: string): Setting<Factor> {
  const inner = required(measuredQuantity(dimension, undefined, describe));
  return {
    ...inner,
    parse(given, path) {
      const { value, sigma } = inner.parse(given, path);
      const fail = (what: string): never => {
        throw new InputError(`${path}: ${what}`, { hint: `write it like ${example}`, value: given, where: { path } });
      };
      if (!(value > 0)) fail('must be above zero');
      return { value, sigma: sigma ?? fail('needs its uncertainty, since the result is held against another number') };
    },
  };
}

const multiply = (factors: readonly Factor[]): Factor => {
  const value = factors.reduce((product, f) => product * f.value, 1);
  return { value, sigma: value * Math.hypot(...factors.map((f) => f.sigma / f.value)) };
};
