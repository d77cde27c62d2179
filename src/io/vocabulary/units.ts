/**
 * A unit as written in a header, understood: `symbol` is one that the core's `convertUnit` takes, after multiplying by
 * `factor`.
 */
export interface WrittenUnit {
  symbol: string;
  factor: number;
}

/** Units that take prefixes, and how instruments write them; the prefix stands before any of these. */
const bases: readonly [symbol: string, ...written: string[]][] = [
  ['s', 's', 'sec', 'secs', 'second', 'seconds', 'Sec', 'Secs'],
  ['V', 'V', 'volt', 'volts', 'Volt', 'Volts', 'v'],
  ['A', 'A', 'amp', 'amps', 'Amp', 'Amps', 'ampere', 'amperes', 'Ampere', 'a'],
  ['Ah', 'Ah', 'A.h', 'A·h', 'A*h', 'A h', 'AHr', 'Ahr', 'Amp-hr', 'Amphr', 'ah', 'AH', 'ampere_hour', 'amperehour'],
  ['A*s', 'As', 'A.s', 'A·s', 'A*s', 'coulomb'],
  ['Wh', 'Wh', 'W.h', 'W·h', 'W*h', 'W h', 'WHr', 'Whr', 'Watt-hr', 'wh', 'WH', 'watt_hour', 'watthour'],
  ['W*s', 'Ws', 'W.s', 'W·s', 'J', 'joule', 'Joule'],
  ['W', 'W', 'watt', 'watts', 'Watt', 'Watts', 'w'],
  ['ohm', 'ohm', 'Ohm', 'ohms', 'Ohms', 'OHM', 'Ω', 'O'],
  ['Hz', 'Hz', 'hz', 'HZ', 'hertz', 'Hertz'],
  ['Pa', 'Pa', 'pa', 'PA', 'pascal', 'Pascal'],
  ['bar', 'bar'],
  ['F', 'F', 'farad', 'Farad'],
  ['S', 'S', 'siemens', 'Siemens'],
  ['g', 'g', 'gram', 'grams'],
  ['rad', 'rad', 'radian', 'radians', 'Radian', 'Radians'],
];
/** Prefixes by case: m is a thousandth, M a million. */
const prefixes = new Map([
  ['', ''],
  ['p', 'p'],
  ['n', 'n'],
  ['u', 'u'],
  ['m', 'm'],
  ['k', 'k'],
  ['K', 'k'],
  ['M', 'M'],
  ['G', 'G'],
  ['pico', 'p'],
  ['nano', 'n'],
  ['micro', 'u'],
  ['milli', 'm'],
  ['kilo', 'k'],
  ['mega', 'M'],
  ['giga', 'G'],
]);
/** Prefix and unit in which instruments give no such quantity: a bare letter that is another unit, or would be one. */
const never = new Set(['a', 'w', 'v', 'O', 'pa', 'PA']);

const same = (symbol: string, ...words: string[]): [string, WrittenUnit][] =>
  words.map((w) => [w, { symbol, factor: 1 }]);

/**
 * Units as written that stand for themselves, without prefixes. `�` and `?` stand where an export lost its µ, ° or Ω.
 */
const written = new Map<string, WrittenUnit>([
  ...bases.flatMap(([symbol, ...words]) => same(symbol, ...words.filter((w) => w !== 'a' && w !== 'O'))),
  ...same('s', 'ss.xxx', '秒'),
  ...same('min', 'min', 'minute', 'minutes', 'mins', 'Min', 'Minuten', '分', '分钟', '分鐘'),
  ...same(
    'h',
    'h',
    'hr',
    'hrs',
    'hour',
    'hours',
    'H',
    'Hr',
    'Std',
    'Stunden',
    'heure',
    'heures',
    '小时',
    '小時',
    '時間',
  ),
  ...same('d', 'day', 'days', 'Tage', 'jour', 'jours'),
  ...same('V', '伏', '伏特'),
  ...same('A', '安', '安培'),
  ...same('mA', '毫安', 'milliamp', 'milliamps'),
  ...same('mV', '毫伏'),
  ...same('Ah', '安时'),
  ...same('mAh', '毫安时', 'mah'),
  ...same('mWh', 'mwh'),
  ...same('uA', '�A', '?A', '¦ÌA'),
  ...same('uAh', '�Ah', '?Ah'),
  ...same('uA*s', '�As'),
  ...same('uWh', '�Wh'),
  ...same('uW*s', '�Ws'),
  ...same('uW', '�W'),
  ...same('mohm', 'mO', 'm�', 'm?'),
  ...same(
    'degC',
    '°C',
    'degC',
    'deg C',
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
    'Grad C',
  ),
  ...same('K', 'K', 'kelvin', 'Kelvin'),
  ...same('deg', 'deg', '°', 'degree', 'degrees', 'Degrees', 'Degree', 'º', 'Grad', '度'),
  ['Psi', { symbol: 'Pa', factor: 6894.757293168 }],
  ['psi', { symbol: 'Pa', factor: 6894.757293168 }],
  ...same('%', '%', 'percent'),
  ...same('uF', '�F', '?F'),
  ...same('S', 'Ohm-1', 'ohm-1'),
  ...same('mAh/g', 'mAh/g', 'mA.h/g', 'mAh g-1'),
  ...same('1', '1', 'dimensionless', ''),
]);
for (const [prefix, symbol] of prefixes)
  for (const [base, ...words] of bases)
    for (const word of words) {
      if (prefix === '' || never.has(word)) continue;
      // A whole word takes a whole prefix: millivolt, but not mvolt's "kilo" before a letter.
      const key = prefix + word;
      if (!written.has(key)) written.set(key, { symbol: symbol + base, factor: 1 });
    }

/** Signs that stand for one another: both of µ, both of Ω, and what UTF-8 read as Latin-1 makes of them. */
function settleSigns(text: string): string {
  return text
    .replaceAll('Âµ', 'u')
    .replaceAll('Î¼', 'u')
    .replaceAll('â„¦', 'Ω')
    .replaceAll('Î©', 'Ω')
    .replaceAll('Â°', '°')
    .replaceAll(/[µμ]/g, 'u')
    .replaceAll('Ω', 'Ω')
    .replaceAll('℃', '°C')
    .trim();
}

/**
 * The unit behind a way of writing it; undefined for one that no known instrument uses. Prefixes are told by case;
 * whole words are not.
 * `C` is left to whoever knows whether it is a charge or a temperature.
 */
export function findUnit(text: string): WrittenUnit | undefined {
  if (text.length > 40) return undefined;
  const plain = settleSigns(text);
  const found = written.get(plain);
  if (found) return found;
  // SECONDS, VOLTS, Milliamps: words of more than three letters cannot be a prefix and a unit.
  return plain.length > 3 && /^[a-z_]+$/i.test(plain) && !/^M[A-Z]/.test(plain)
    ? written.get(plain.toLowerCase())
    : plain.toUpperCase() === plain && ['MIN', 'SEC', 'HR'].includes(plain)
      ? written.get(plain.toLowerCase())
      : undefined;
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
/** Where other units than these are kept. */
const homes: Record<string, string> = { min: 's', h: 's', d: 's', 'A*s': 'Ah', 'W*s': 'Wh', bar: 'Pa', rad: 'deg' };

/**
 * Where a unit is kept: the unit converted to and the word that ends the column's name; undefined where Cermet has no
 * column of that unit.
 */
export function findHome(symbol: string): { unit: string; ending: string } | undefined {
  for (const plain of [symbol, symbol.replace(/^[pnumkMG](?=.)/, '')]) {
    const unit = Object.hasOwn(homes, plain) ? homes[plain]! : plain;
    if (Object.hasOwn(endings, unit)) return { unit, ending: endings[unit]! };
  }
  return undefined;
}
