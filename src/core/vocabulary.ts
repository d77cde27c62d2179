/** A term of the vocabulary: a column name with its meaning. */
export interface Term {
  /** Machine name, `quantity_unit`. */
  name: string;
  /** Preferred label, `Quantity / unit`. */
  label: string;
  unit: string;
  definition: string;
  source: 'BDF' | 'Cermet';
}

const unitWords: Record<string, string> = {
  second: 's',
  volt: 'V',
  ampere: 'A',
  ah: 'Ah',
  wh: 'Wh',
  watt: 'W',
  ohm: 'ohm',
  hertz: 'Hz',
  degree: 'deg',
  celsius: 'degC',
  kelvin: 'K',
  pa: 'Pa',
  gpa: 'GPa',
  metre: 'm',
  angstrom: 'Å',
  cubic_angstrom: 'Å3',
  nanometre: 'nm',
  micrometre: 'um',
  ev: 'eV',
  electronvolt: 'eV',
  electronvolt_per_atom: 'eV/atom',
  per_electronvolt: 'eV^-1',
  electron_per_cubic_angstrom: 'Å^-3',
  bohr_magneton_per_cubic_angstrom: 'Å^-3',
  fs: 'fs',
  ps: 'ps',
  mah_per_gram: 'mAh/g',
  mah_per_square_centimetre: 'mAh/cm2',
  volt_per_ampere: 'V/A',
  joule_per_square_metre: 'J/m2',
  ev_per_angstrom: 'eV/Å',
  square_metre_per_second: 'm2/s',
  count: '1',
  ah_per_volt: 'Ah/V',
  volt_per_ah: 'V/Ah',
  gram: 'g',
  mole: 'mol',
  percent: '%',
  farad: 'F',
  siemens: 'S',
  per_second: 's^-1',
  amu: 'amu',
  mole_per_cubic_metre: 'mol/m3',
  ampere_per_square_metre: 'A/m2',
  ohm_square_metre: 'ohm m2',
  wh_per_kilogram: 'Wh/kg',
  milliampere: 'mA',
  radian: 'rad',
  watt_per_gram: 'W/g',
  millimole_per_gram: 'mmol/g',
  millilitre: 'mL',
  coulomb: 'C',
  milligram_per_litre: 'mg/L',
  microgram_per_minute: 'ug/min',
  joule_per_gram: 'J/g',
  kilojoule_per_mole: 'kJ/mol',
  square_metre_per_gram: 'm2/g',
  cubic_centimetre_per_gram: 'cm3/g',
  kelvin_per_minute: 'K/min',
  ppm: 'ppm',
};
const unitEndings = Object.keys(unitWords).sort((a, b) => b.length - a.length);

/**
 * The unit that a column name ends in, in the form `convertUnit` takes; undefined for counts, labels and unknown names.
 */
export function unitOfColumn(name: string): string | undefined {
  const ending = unitEndings.find((word) => name.endsWith(`_${word}`));
  return ending && unitWords[ending];
}

const bdf = (label: string, unit: string, definition: string): Term => ({
  name: nameFromLabel(label, unit),
  label: unit ? `${label} / ${unit}` : label,
  unit: unit || '1',
  definition,
  source: 'BDF',
});
const ending: Record<string, string> = {
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
  Pa: 'pa',
  1: '',
};
function nameFromLabel(label: string, unit: string): string {
  const stem = label.toLowerCase().replaceAll(' ', '_');
  const word = ending[unit];
  return word ? `${stem}_${word}` : stem;
}

const kinds = ['Charging', 'Discharging', 'Net', 'Cumulative'];
const meaning: Record<string, string> = {
  Charging: 'passed while charging',
  Discharging: 'passed while discharging, counted positive',
  Net: 'charging minus discharging',
  Cumulative: 'charging plus discharging',
};
const accumulated = (prefix: string, since: string, which = kinds): Term[] =>
  which.flatMap((kind) => [
    bdf(`${prefix}${kind} Capacity`, 'Ah', `Charge ${meaning[kind]}, since ${since}.`),
    bdf(`${prefix}${kind} Energy`, 'Wh', `Energy ${meaning[kind]}, since ${since}.`),
  ]);

/**
 * Battery Data Format terms, ontology 1.3.0 (battery-data-alliance/battery-data-format). Current > 0 charges the cell.
 */
export const BDF_TERMS: readonly Term[] = [
  bdf('Test Time', 's', 'Time since the test began.'),
  bdf('Voltage', 'V', 'Voltage of the cell.'),
  bdf('Current', 'A', 'Current through the cell; positive charges it.'),
  bdf('Unix Time', 's', 'Seconds since 1970-01-01T00:00:00Z.'),
  bdf('Cycle Count', '1', 'Number of the cycle; never renumbered by a converter.'),
  bdf('Step Count', '1', 'Number of the step since test start; never repeats.'),
  bdf('Ambient Temperature', 'degC', 'Temperature of the surroundings.'),
  bdf('Step ID', '', 'Number of the step in the program; may repeat.'),
  bdf('Step Type', '', 'CC_CHG, CC_DCH, CV_CHG, CCCV_CHG, REST, OCV, EIS.'),
  bdf('Step Time', 's', 'Time since the step began.'),
  bdf('Step Record Index', '1', 'Number of the record within its step.'),
  bdf('Record Index', '1', 'Number of the record.'),
  bdf('Power', 'W', 'Power; positive into the cell.'),
  ...accumulated('', 'test start; never reset'),
  ...accumulated('Step ', 'the step began'),
  ...accumulated('Cycle ', 'the cycle began'),
  ...accumulated('Schedule ', 'the program last reset it', ['Charging', 'Discharging']),
  bdf('Internal Resistance', 'ohm', 'Internal resistance.'),
  bdf('DC Internal Resistance', 'ohm', 'Internal resistance from a current step.'),
  bdf('AC Internal Resistance', 'ohm', 'Internal resistance at one frequency.'),
  bdf('Frequency', 'Hz', 'Frequency of the excitation.'),
  bdf('Phase', 'deg', 'Phase of the impedance.'),
  bdf('Real Impedance', 'ohm', 'Real part of the impedance.'),
  bdf('Imaginary Impedance', 'ohm', 'Imaginary part of the impedance; negative where capacitive.'),
  bdf('Absolute Impedance', 'ohm', 'Magnitude of the impedance.'),
  bdf('Surface Temperature', 'degC', 'Temperature of the surface of the cell.'),
  ...[1, 2, 3, 4, 5].map((i) => bdf(`Temperature T${i}`, 'degC', `Temperature of sensor ${i}.`)),
  bdf('Ambient Pressure', 'Pa', 'Pressure of the surroundings.'),
  bdf('Applied Pressure', 'Pa', 'Pressure applied to the cell.'),
  bdf('Surface Pressure', 'Pa', 'Pressure on the surface of the cell.'),
];
