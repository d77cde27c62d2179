import { InputError, type Note } from '../../core/index.js';
import type { CrystalModel } from './crystal-model.js';
import { makeRadiation, type Radiation, TUBES } from './radiation.js';
import { type PatternData, refinePattern } from './refine.js';
import { findEnvelope, guessWidth, searchCell } from './search-cell.js';
import { makePatternModel } from './stage.js';

/**
 * Finds the tube whose lines the phases meet, where neither file nor setting states a wavelength.
 *
 * @throws InputError where no tube explains half of what stands above the background
 */
export function chooseRadiation(
  angles: Float64Array,
  data: PatternData,
  phases: readonly CrystalModel[],
  make: (wavelengths: readonly number[]) => Radiation,
): { radiation: Radiation; note: Note } {
  const envelope = findEnvelope(angles, data.counts);
  const excess = data.counts.map((v, i) => Math.max(0, v - envelope[i]));
  const width = guessWidth(angles, excess);
  let best: { tube: string; explained: number } | undefined;
  for (const tube of ['Cu', 'Mo', 'Co', 'Cr', 'Fe', 'Ag']) {
    const explained = explain(make(TUBES[tube]));
    if (!best || explained > best.explained) best = { tube, explained };
    if (best.explained > 0.6) break;
  }
  if (!best || best.explained < 0.35)
    throw new InputError(
      'the file states no wavelength, and with none of the usual tubes do the phases meet its lines',
      {
        hint: 'give the wavelength, --set wavelength=1.5406 angstrom, or other phases',
      },
    );
  const radiation = make(TUBES[best.tube]);
  return {
    radiation,
    note: {
      level: 'warning',
      code: 'wavelength-assumed',
      text: `the file states no wavelength; ${best.tube} Kα (${TUBES[best.tube].join(' and ')} Å) is assumed, whose lines the phases meet: cell lengths are proportional to it`,
    },
  };

  /** Share of the weighted squares above the background that a quick fit takes away. */
  function explain(radiation: Radiation): number {
    const model = makePatternModel({ angles, data, radiation, phases }, 4);
    const values = Float64Array.from(model.parameters, (p) => p.value);
    values[model.at('W')] = (1.2 * width) ** 2;
    const strongest = model.phases.map((_, p) => p);
    let moved: Float64Array = values;
    for (const p of strongest) moved = searchCell(model, moved, p, excess, p === 0 ? 0.025 : 0.006);
    const background = [0, 1, 2, 3].map((k) => model.at(`background.${k}`));
    for (const p of strongest) moved[model.at(`${p}.scale`)] = 0;
    const alone = refinePattern(model, data, moved, background, { maxIterations: 2 }).chiSquare;
    for (const p of strongest) moved[model.at(`${p}.scale`)] = 1;
    const scales = strongest.map((p) => model.at(`${p}.scale`));
    const full = refinePattern(model, data, moved, [...background, ...scales], { maxIterations: 3 }).chiSquare;
    return 1 - full / alone;
  }
}

/** Radiation of given wavelengths, or a function that makes it once they are known. */
export function radiationMaker(options: {
  ratio?: number;
  polarisation?: number;
  neutron?: boolean;
}): (w: readonly number[]) => Radiation {
  return (wavelengths) =>
    makeRadiation(wavelengths, {
      ...(options.ratio !== undefined && { ratio: options.ratio }),
      ...(options.polarisation !== undefined && { polarisation: options.polarisation }),
      kind: options.neutron ? 'neutron' : 'x-ray',
    });
}
