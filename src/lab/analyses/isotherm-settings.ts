import { InputError, measuredQuantity, quantity, text, type Note, type Recording } from '../../core/index.js';
import { toIsotherm, type Branch, type Isotherm } from '../sorption/isotherm.js';

/** Settings that describe an isotherm, the same in every analysis of one. */
export const isothermSettings = {
  adsorptive: text(undefined, 'gas: N2, Ar, Kr', "the file's, else N2"),
  mass: measuredQuantity('mass', "the file's", 'mass of the sample, for what a cold free space does'),
};

/** Settings of analyses whose result hangs on the free space. */
export const freeSpaceSettings = {
  'free space': quantity(
    'volume',
    undefined,
    'standard uncertainty of the cold free space, at standard conditions, such as 0.05 cm3',
    'not known',
  ),
};

/** The isotherm among an analysis's settings. */
export function readIsotherm(
  recording: Recording,
  settings: { adsorptive: string | undefined; mass: { value: number } | undefined },
): Isotherm {
  return toIsotherm(recording, {
    ...(settings.adsorptive !== undefined && { adsorptive: settings.adsorptive }),
    ...(settings.mass && { mass: settings.mass.value }),
  });
}

/** The adsorption branch, or where there is none the desorption branch with a note. */
export function takeAdsorption(isotherm: Isotherm, notes: Note[]): Branch {
  if (isotherm.adsorption) return isotherm.adsorption;
  notes.push({
    level: 'warning',
    code: 'desorption-only',
    text: 'the file holds a desorption branch only: an area from it is that of the descending curve',
  });
  return isotherm.desorption!;
}

/** [1] Two relative pressures as `0.05..0.30`. */
export function parseWindow(given: string | undefined, path: string): [number, number] | undefined {
  if (given === undefined) return undefined;
  const match = /^\s*([\d.eE+-]+)\s*\.\.\s*([\d.eE+-]+)\s*$/.exec(given);
  const window: [number, number] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || !(window[0] >= 0 && window[1] > window[0] && window[1] <= 1))
    throw new InputError(`${path}: "${given}" is not a range of relative pressure`, {
      hint: 'write it like 0.05..0.30',
      where: { path },
    });
  return window;
}

/** [1] Rows between two pressures; both ends are met within a part in ten thousand. */
export function rowsWithin(pressure: Float64Array, [low, high]: readonly [number, number]): [number, number] {
  const from = pressure.findIndex((p) => p >= low * (1 - 1e-4));
  let to = pressure.length - 1;
  while (to >= 0 && pressure[to] > high * (1 + 1e-4)) to--;
  return [from < 0 ? pressure.length : from, to];
}

/** [m3/mol] of gas at 0 °C and 101.325 kPa */
export const STANDARD_VOLUME = 22413.97e-6;

/**
 * Loadings with the cold free space off by its uncertainty: each point takes up p/p_atm of that volume more.
 *
 * @param freeSpace [m3] at standard conditions
 * @param mass      [kg]
 */
export function shiftByFreeSpace({ pressure, loading }: Branch, freeSpace: number, mass: number): Branch {
  // p0 of nitrogen at its normal boiling point is one atmosphere.
  const each = freeSpace / (STANDARD_VOLUME * mass);
  return { pressure, loading: loading.map((n, i) => n + each * pressure[i]) };
}

/** What to say where nothing is known of the free space. */
export function noteFreeSpace(totalArea: number | undefined): Note {
  const small = totalArea !== undefined && totalArea < 5;
  return {
    level: small || totalArea === undefined ? 'warning' : 'info',
    code: 'free-space-unknown',
    text: `the error of the cold free space is not in the uncertainty${
      totalArea === undefined
        ? ': for areas of a few square metres in the tube it is 5 to 10 % and more'
        : small
          ? `, and ${totalArea.toPrecision(2)} m2 in the tube is little: it may be 5 to 10 % and more`
          : ''
    } (--set "free space=0.05 cm3" with --set mass=…)`,
  };
}
