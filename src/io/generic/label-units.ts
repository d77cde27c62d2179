import { convertUnit } from '../../core/index.js';

/** Words for units as labels of columns have them. */
const words: Readonly<Record<string, string>> = {
  second: 's',
  seconds: 's',
  sec: 's',
  minute: 'min',
  minutes: 'min',
  hour: 'h',
  hours: 'h',
  celsius: 'degC',
  degc: 'degC',
  deg_c: 'degC',
  c: 'degC',
  kelvin: 'K',
  watt: 'W',
  milliwatt: 'mW',
  microwatt: 'uW',
  volt: 'V',
  millivolt: 'mV',
  ampere: 'A',
  milliampere: 'mA',
  nanoampere: 'nA',
  picoampere: 'pA',
  coulomb: 'C',
  millicoulomb: 'mC',
  gram: 'g',
  milligram: 'mg',
  microgram: 'ug',
  kilogram: 'kg',
  mole: 'mol',
  millimole: 'mmol',
  micromole: 'umol',
  litre: 'L',
  liter: 'L',
  l: 'L',
  millilitre: 'mL',
  milliliter: 'mL',
  ml: 'mL',
  microlitre: 'uL',
  metre: 'm',
  micrometre: 'um',
  micrometer: 'um',
  micron: 'um',
  microns: 'um',
  nanometre: 'nm',
  nanometer: 'nm',
  millimetre: 'mm',
  percent: '%',
  pascal: 'Pa',
  pa: 'Pa',
  kilopascal: 'kPa',
  kpa: 'kPa',
  mbar: 'mbar',
  degree: 'deg',
};

/** [Pa] Units of pressure that the core does not know. */
const torr: Readonly<Record<string, number>> = { torr: 133.32236842, mmhg: 133.32236842, psi: 6894.757293168 };

/**
 * How numbers in a written unit become numbers in another; undefined where it is no unit or measures something else.
 *
 * @param written as in `mW`, `milliwatt`, `mmol/g`, `millimole_per_gram`, `°C`, `µm`
 */
export function scaleWritten(written: string, target: string): { factor: number; offset: number } | undefined {
  const symbol = toSymbol(written);
  const special = torr[written.trim().toLowerCase()];
  if (special !== undefined && target === 'Pa') return { factor: special, offset: 0 };
  for (const candidate of [symbol, written.trim()]) {
    if (candidate === 'C' && target === 'degC') return { factor: 1, offset: 0 };
    try {
      const offset = convertUnit(0, candidate, target);
      return { factor: convertUnit(1, candidate, target) - offset, offset };
    } catch {
      // The next way of writing it may do.
    }
  }
  return undefined;
}

function toSymbol(written: string): string {
  const text = written
    .trim()
    .replace(/[µμ�](?=[A-Za-z])/g, 'u')
    .replace(/^(?:°|º|deg\.?)\s*C$|^℃$|^\?C$|^�C$/i, 'degC')
    .replaceAll('³', '3')
    .replaceAll('²', '2')
    .replace(/\^/g, '')
    .replace(/\bsec\b/g, 's');
  const parts = text.split(/_per_|\/| per /);
  return parts
    .map((part) =>
      part
        .trim()
        .split(/[\s_]+/)
        .map((word) => {
          const lower = word.toLowerCase();
          return Object.hasOwn(words, lower) && !/^[A-Z]$/.test(word) ? words[lower] : word;
        })
        .join('.'),
    )
    .join('/');
}
