/** A unit as written in a header, understood: `symbol` is one that the core's `convertUnit` takes, after multiplying by `factor`. */
export interface WrittenUnit {
  symbol: string;
  factor: number;
}

const same = (symbol: string, ...written: string[]): [string, WrittenUnit][] =>
  written.map((w) => [w, { symbol, factor: 1 }]);

/** Every way of writing a unit that the files of instruments are known to use. `�` and `?` stand where an export lost its µ, ° or Ω. */
const written = new Map<string, WrittenUnit>([
  ...same('s', 's', 'sec', 'secs', 'second', 'seconds', 'ss.xxx', 'Sec'),
  ...same('ms', 'ms', 'msec', 'millisecond', 'milliseconds'),
  ...same('min', 'min', 'minute', 'minutes', 'mins'),
  ...same('h', 'h', 'hr', 'hrs', 'hour', 'hours'),
  ...same('d', 'day', 'days'),
  ...same('V', 'V', 'volt', 'volts', 'Volts', 'v'),
  ...same('mV', 'mV', 'millivolt', 'millivolts'),
  ...same('uV', 'uV', 'µV', 'μV'),
  ...same('A', 'A', 'amp', 'amps', 'Amps', 'ampere', 'amperes'),
  ...same('mA', 'mA', 'milliamp', 'milliampere', 'milliamperes'),
  ...same('uA', 'uA', 'µA', 'μA', '�A', '?A', 'microampere', '¦ÌA'),
  ...same('nA', 'nA'),
  ...same('pA', 'pA'),
  ...same('Ah', 'Ah', 'A.h', 'A·h', 'AHr', 'Ahr', 'Amp-hr', 'ah', 'ampere_hour', 'amperehour'),
  ...same('mAh', 'mAh', 'mA.h', 'mA·h', 'mah', 'milliampere_hour', 'milliamperehour', 'mAHr'),
  ...same('uAh', 'uAh', 'µAh', 'μAh', '�Ah', '?Ah'),
  ...same('A*s', 'As', 'A.s', 'coulomb'),
  ...same('mA*s', 'mAs', 'mA.s'),
  ...same('uA*s', 'uAs', 'µAs', '�As'),
  ...same('Wh', 'Wh', 'W.h', 'W·h', 'WHr', 'Whr', 'Watt-hr', 'wh', 'watt_hour', 'watthour'),
  ...same('mWh', 'mWh', 'mW.h', 'mwh', 'milliwatt_hour'),
  ...same('uWh', 'uWh', 'µWh', '�Wh'),
  ...same('W*s', 'Ws', 'J', 'joule'),
  ...same('mW*s', 'mWs', 'mJ'),
  ...same('uW*s', 'uWs', 'µWs', '�Ws'),
  ...same('W', 'W', 'watt', 'watts', 'Watt', 'Watts'),
  ...same('mW', 'mW', 'milliwatt'),
  ...same('uW', 'uW', 'µW', '�W'),
  ...same('ohm', 'ohm', 'Ohm', 'ohms', 'Ohms', 'Ω', 'Ω', 'OHM'),
  ...same('mohm', 'mohm', 'mOhm', 'mOhms', 'mΩ', 'mΩ', 'mO', 'm�', 'milliohm', 'm?'),
  ...same('kohm', 'kohm', 'kOhm', 'kΩ'),
  ...same('Mohm', 'Mohm', 'MOhm', 'MΩ'),
  ...same(
    'degC',
    '°C',
    'degC',
    'deg C',
    '℃',
    '�C',
    '?C',
    '�',
    'celsius',
    'Celsius',
    'oC',
    'ºC',
    'C°',
    '¡æ',
    'deg. C',
    '¡ãC',
  ),
  ...same('K', 'K', 'kelvin', 'Kelvin'),
  ...same('Hz', 'Hz', 'hz', 'hertz'),
  ...same('kHz', 'kHz'),
  ...same('deg', 'deg', '°', 'degree', 'degrees', 'Degrees', 'º'),
  ...same('rad', 'rad', 'radian', 'radians'),
  ...same('Pa', 'Pa', 'pa', 'pascal'),
  ...same('kPa', 'kPa'),
  ...same('MPa', 'MPa'),
  ...same('bar', 'bar'),
  ['Psi', { symbol: 'Pa', factor: 6894.757293168 }],
  ['psi', { symbol: 'Pa', factor: 6894.757293168 }],
  ...same('%', '%', 'percent'),
  ...same('F', 'F', 'farad'),
  ...same('mF', 'mF'),
  ...same('uF', 'uF', 'µF', 'μF', '�F', '?F'),
  ...same('S', 'S', 'siemens', 'Ohm-1', 'ohm-1'),
  ...same('g', 'g', 'gram'),
  ...same('mg', 'mg'),
  ...same('mAh/g', 'mAh/g', 'mA.h/g', 'mAh g-1'),
  ...same('1', '1', 'dimensionless', ''),
]);

/** The unit behind a way of writing it; undefined for one that no known instrument uses. `C` is left to whoever knows whether it is a charge or a temperature. */
export function findUnit(text: string): WrittenUnit | undefined {
  return written.get(text.trim()) ?? written.get(text.trim().toLowerCase());
}

/** The ending of a column name for a unit in which the core keeps it, and that unit. */
const endings: Record<string, string> = {
  s: 'second',
  V: 'volt',
  A: 'ampere',
  Ah: 'ah',
  Wh: 'wh',
  W: 'watt',
  ohm: 'ohm',
  Hz: 'hertz',
  deg: 'degree',
  degC: 'celsius',
  K: 'kelvin',
  Pa: 'pa',
  '%': 'percent',
  F: 'farad',
  S: 'siemens',
  g: 'gram',
  'mAh/g': 'mah_per_gram',
};
/** Which unit each other one is converted to. */
const homes: Record<string, string> = {
  ms: 's',
  min: 's',
  h: 's',
  d: 's',
  mV: 'V',
  uV: 'V',
  mA: 'A',
  uA: 'A',
  nA: 'A',
  pA: 'A',
  mAh: 'Ah',
  uAh: 'Ah',
  'A*s': 'Ah',
  'mA*s': 'Ah',
  'uA*s': 'Ah',
  mWh: 'Wh',
  uWh: 'Wh',
  'W*s': 'Wh',
  'mW*s': 'Wh',
  'uW*s': 'Wh',
  mW: 'W',
  uW: 'W',
  mohm: 'ohm',
  kohm: 'ohm',
  Mohm: 'ohm',
  kHz: 'Hz',
  rad: 'deg',
  kPa: 'Pa',
  MPa: 'Pa',
  bar: 'Pa',
  mF: 'F',
  uF: 'F',
  mg: 'g',
};

/** Where a unit is kept: the unit converted to and the word that ends the column's name; undefined where Cermet has no column of that unit. */
export function findHome(symbol: string): { unit: string; ending: string } | undefined {
  const unit = homes[symbol] ?? symbol;
  return Object.hasOwn(endings, unit) ? { unit, ending: endings[unit] } : undefined;
}
