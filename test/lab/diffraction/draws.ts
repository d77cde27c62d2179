import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { makeRng } from '../../../src/core/index.js';
import {
  makeCrystalModel,
  makeRadiation,
  measureRietveld,
  refineFrom,
  refineInStages,
  simulateDiffraction,
  TUBES,
  type Rietveld,
  type RietveldProblem,
} from '../../../src/lab/index.js';

const FORMULA = 'LiNi0.8Co0.1Mn0.1O2';
const TRUTH = { mixing: 1.2, cell_a: 2.8727, cell_c: 14.204, oxygen_z: 0.2415 };

/** Pulls (value − truth)/esd of noise draws of one pattern: 20,000 counts on the highest line, everything refined. */
export async function drawPulls(
  draws: number,
  range: readonly [number, number] = [10, 120],
  step = 0.02,
): Promise<Record<keyof typeof TRUTH, number[]>> {
  const structure = resolveCrystal(FORMULA).structure;
  const model = await makeCrystalModel(FORMULA, structure);
  const radiation = makeRadiation(TUBES.Cu);
  const pulls = Object.fromEntries(Object.keys(TRUTH).map((id) => [id, [] as number[]])) as Record<
    keyof typeof TRUTH,
    number[]
  >;
  let first: Rietveld | undefined;
  for (let k = 0; k < draws; k++) {
    const { table } = await simulateDiffraction(
      [
        {
          name: FORMULA,
          structure,
          mixing: TRUTH.mixing / 100,
          oxygenZ: TRUTH.oxygen_z,
          cell: { a: TRUTH.cell_a, c: TRUTH.cell_c },
          displacements: [0.012, 0.005, 0.009],
        },
      ],
      {
        range,
        step,
        radiation,
        radius: 150,
        displacement: 0.04,
        zero: 0,
        profile: { U: 0.004, V: -0.003, W: 0.004, X: 0.03, Y: 0.06 },
        counts: 20_000,
        background: [0.021, -0.013, 0.0055, -0.002, 0.00075],
        noise: true,
      },
      { rng: makeRng(1000 + k) },
    );
    const counts = table.column('counts');
    const problem: RietveldProblem = {
      angles: table.column('two_theta_degree'),
      data: { counts, variance: counts.map((v) => Math.max(v, 1)), gain: counts.map(() => 1) },
      radiation,
      phases: [model],
      shift: 'displacement',
      background: 6,
      texture: 'off',
    };
    const refined = first ? refineFrom(problem, first) : await refineInStages(problem);
    first ??= refined;
    const measured = measureRietveld(refined, { radius: 150, scherrer: 0.9, counting: true });
    for (const id of Object.keys(TRUTH) as (keyof typeof TRUTH)[]) {
      const { value, sigma } = measured.find((m) => m.id === id)!;
      pulls[id].push((value - TRUTH[id]) / sigma!);
    }
  }
  return pulls;
}

/** Mean and standard deviation. */
export function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1)) };
}
