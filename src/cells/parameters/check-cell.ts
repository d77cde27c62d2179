import { FARADAY, InputError, type Note } from '../../core/index.js';
import { evaluateExpression } from '../../num/expression/index.js';
import type { ActiveMaterial, Cell, PorousElectrode } from './cell.js';

/** What a number usually is; ten times beyond it a note becomes serious, as a unit is probably wrong. */
interface Usual {
  value: number;
  low: number;
  high: number;
  unit: string;
  what: string;
  where: string;
}

/**
 * [V] by which the bpx package lets the voltages of the stoichiometry limits miss the cut-offs; half cells state them
 * less closely.
 */
const VOLTAGE_TOLERANCE = { full: 1e-3, half: 5e-3 };
const SIDES = ['negative', 'positive'] as const;

/**
 * Holds the numbers of a cell against each other and against what such numbers are: volume fractions, voltages of the
 * stoichiometry limits against the cut-offs (as the bpx package does), the nominal capacity against what the electrodes
 * hold, sizes, transport and temperatures.
 *
 * @param start [1] stoichiometry of each material, negative first, if it is known
 * @throws InputError for a temperature, a capacity, a transference number or a size below zero that no cell has
 */
export function checkCell(cell: Cell, start?: readonly number[]): Note[] {
  for (const [value, what] of [
    [cell.initialTemperature, 'initial'],
    [cell.ambientTemperature, 'ambient'],
  ] as const)
    checkTemperature(value, `the ${what} temperature`);
  if (!(cell.nominalCapacity > 0))
    throw new InputError(`the capacity that rates count on must be above 0, not ${cell.nominalCapacity / 3600} Ah`);
  checkTransference(cell);
  const notes: Note[] = [];
  for (const usual of listUsual(cell)) checkUsual(usual, notes);
  for (const side of SIDES) {
    const electrode = cell[side];
    if (electrode.kind === 'porous') checkElectrode(electrode, side, cell, notes);
  }
  checkCapacity(cell, notes);
  checkVoltages(cell, start, notes);
  return notes;
}

/**
 * @param temperature [K]
 * @throws InputError outside 200 to 400 K
 */
export function checkTemperature(temperature: number, what: string): void {
  if (!(temperature > 200 && temperature < 400))
    throw new InputError(`${what} of ${temperature} K is outside 200 to 400 K`, {
      hint: temperature > -60 && temperature < 130 ? `${temperature} degC is ${temperature + 273.15} K` : undefined,
    });
}

/** Strong interaction of ions can make it negative; above 1 the salt would run against its own gradient. */
function checkTransference({ electrolyte, initialTemperature }: Cell): void {
  if (!electrolyte) return;
  const { initialConcentration, transferenceNumber } = electrolyte;
  const value = evaluateExpression(transferenceNumber, { c: initialConcentration, T: initialTemperature });
  if (!(value > -5 && value <= 1))
    throw new InputError(`a cation transference number of ${Number(value.toPrecision(5))}`, {
      where: { path: 'Electrolyte' },
      hint: 'it is the share of the current that lithium carries: give one of 1 at most',
    });
}

function listUsual(cell: Cell): Usual[] {
  const { electrolyte, separator } = cell;
  const list: Usual[] = [];
  const add = (what: string, where: string, value: number, low: number, high: number, unit: string): void =>
    void list.push({ value, low, high, unit, what, where });
  add('the electrode area', 'Cell', cell.area, 1e-6, 100, 'm2');
  const layers = SIDES.flatMap((side) => {
    const electrode = cell[side];
    return electrode.kind === 'porous' ? [[`${side} electrode`, electrode] as const] : [];
  });
  for (const [name, layer] of separator ? [...layers, ['separator', separator] as const] : layers)
    add('the thickness', name, layer.thickness, 2e-6, 1e-3, 'm');
  for (const [name, { conductivity, materials }] of layers) {
    if (Number.isFinite(conductivity)) add('the conductivity of the solid', name, conductivity, 1e-4, 1e6, 'S/m');
    for (const m of materials) {
      const where = m.name ? `${name}, ${m.name}` : name;
      add('the particle radius', where, m.radius, 1e-8, 5e-5, 'm');
      add('the maximum concentration', where, m.maximumConcentration, 5e3, 1.2e5, 'mol/m3');
      const at = { x: middle(m), T: cell.initialTemperature, c: electrolyte?.initialConcentration ?? 1000 };
      add('the diffusivity', where, evaluateExpression(m.diffusivity, at), 1e-20, 1e-10, 'm2/s');
      add('the exchange current density', where, evaluateExpression(m.exchangeCurrentDensity, at), 1e-4, 1e3, 'A/m2');
      const entropic = Math.abs(evaluateExpression(m.entropicCoefficient, at));
      add('the entropic coefficient', where, Math.max(entropic, 1e-12), 0, 2e-3, 'V/K');
    }
  }
  if (electrolyte && separator) {
    const at = { c: electrolyte.initialConcentration, T: cell.initialTemperature };
    add("the electrolyte's concentration", 'Electrolyte', at.c, 100, 4000, 'mol/m3');
    add(
      "the electrolyte's conductivity",
      'Electrolyte',
      evaluateExpression(electrolyte.conductivity, at),
      1e-3,
      20,
      'S/m',
    );
    add(
      "the electrolyte's diffusivity",
      'Electrolyte',
      evaluateExpression(electrolyte.diffusivity, at),
      1e-13,
      1e-8,
      'm2/s',
    );
  }
  return list;
}

const middle = (m: ActiveMaterial): number => ((m.minimumStoichiometry ?? 0) + (m.maximumStoichiometry ?? 1)) / 2;

function checkUsual({ value, low, high, unit, what, where }: Usual, notes: Note[]): void {
  if (value >= low && value <= high) return;
  if (low > 0 && value <= 0)
    throw new InputError(`${what} must be above 0, not ${Number(value.toPrecision(5))} ${unit}`, {
      where: { path: where },
    });
  const far = !(value > low / 10 && value < high * 10);
  notes.push({
    level: far ? 'serious' : 'warning',
    code: 'implausible-parameter',
    text: `${what} is ${Number(value.toPrecision(5))} ${unit}, where ${low} to ${high} ${unit} is usual${far ? ': its unit is probably another' : ''}`,
    where,
  });
}

function checkElectrode(electrode: PorousElectrode, side: string, cell: Cell, notes: Note[]): void {
  const { materials, porosity, transportEfficiency } = electrode;
  const where = `${side} electrode`;
  const serious = (text: string): void =>
    void notes.push({ level: 'serious', code: 'implausible-parameter', text, where });
  const active = materials.reduce((sum, m) => sum + (m.surfaceArea * m.radius) / 3, 0);
  const total = active + (cell.electrolyte ? porosity : 0);
  if (total > 1.005)
    serious(
      `volume fractions add up to ${total.toFixed(3)}: active material ${active.toFixed(3)} (surface area per volume times radius / 3)${cell.electrolyte ? ` and pores ${porosity}` : ''}`,
    );
  if (cell.electrolyte && transportEfficiency > porosity * 1.0001 && porosity < 1)
    notes.push({
      level: 'warning',
      code: 'implausible-parameter',
      text: `a transport efficiency of ${transportEfficiency} is above the porosity of ${porosity}: pores would be better than straight`,
      where,
    });
  for (const m of materials) {
    const own = m.name ? `${where}, ${m.name}` : where;
    const [low, high] = [m.minimumStoichiometry ?? 0.02, m.maximumStoichiometry ?? 0.98];
    const values = Array.from({ length: 41 }, (_, k) =>
      evaluateExpression(m.openCircuitPotential, {
        x: low + ((high - low) * k) / 40,
        T: cell.initialTemperature,
      }),
    );
    if (values.some((v) => !(v > -1 && v < 6)))
      notes.push({
        level: 'serious',
        code: 'implausible-parameter',
        text: `its open-circuit potential leaves -1 to 6 V between stoichiometries ${low} and ${high}`,
        where: own,
      });
    let rise = 0;
    for (let k = 1; k < values.length; k++) rise = Math.max(rise, values[k] - values[k - 1]);
    if (rise > 0.02)
      notes.push({
        level: 'warning',
        code: 'implausible-parameter',
        text: `its open-circuit potential rises by ${(1000 * rise).toFixed(0)} mV as lithium goes in: a sign or a table may be turned`,
        where: own,
      });
  }
}

/** [C] between the stoichiometry limits; NaN without them. */
function capacityOf(electrode: PorousElectrode, area: number): number {
  return electrode.materials.reduce(
    (sum, m) =>
      sum +
      ((m.surfaceArea * m.radius) / 3) *
        m.maximumConcentration *
        FARADAY *
        electrode.thickness *
        area *
        ((m.maximumStoichiometry ?? NaN) - (m.minimumStoichiometry ?? NaN)),
    0,
  );
}

function checkCapacity(cell: Cell, notes: Note[]): void {
  const held = SIDES.flatMap((side) => {
    const electrode = cell[side];
    return electrode.kind === 'porous' ? [capacityOf(electrode, cell.area)] : [];
  }).filter((q) => !Number.isNaN(q));
  if (held.length === 0) return;
  const least = Math.min(...held);
  const ratio = cell.nominalCapacity / least;
  const ah = (q: number): string => `${Number((q / 3600).toPrecision(4))} Ah`;
  if (ratio < 0.75 || ratio > 1.35)
    notes.push({
      level: ratio < 0.4 || ratio > 2.5 ? 'serious' : 'warning',
      code: 'capacity-mismatch',
      text: `rates count on ${ah(cell.nominalCapacity)}, but between their stoichiometry limits the electrodes hold ${held.map(ah).join(' and ')}: 1C takes ${(60 / ratio).toPrecision(3)} min`,
    });
  if (held.length === 2 && Math.max(...held) > 1.2 * least)
    notes.push({
      level: 'warning',
      code: 'capacity-mismatch',
      text: `the stoichiometry limits of the electrodes hold different charges: ${ah(held[0])} and ${ah(held[1])}`,
    });
}

function checkVoltages(cell: Cell, start: readonly number[] | undefined, notes: Note[]): void {
  const ocv = (pick: (m: ActiveMaterial, side: (typeof SIDES)[number], k: number) => number | undefined): number => {
    let k = 0;
    const [negative, positive] = SIDES.map((side) => {
      const electrode = cell[side];
      if (electrode.kind === 'lithium') return 0;
      const x = pick(electrode.materials[0], side, k);
      k += electrode.materials.length;
      return evaluateExpression(electrode.materials[0].openCircuitPotential, {
        x: x ?? NaN,
        T: cell.initialTemperature,
      });
    });
    return positive - negative;
  };
  const warn = (text: string): void => void notes.push({ level: 'warning', code: 'voltage-mismatch', text });
  const blended = SIDES.some((side) => {
    const electrode = cell[side];
    return electrode.kind === 'porous' && electrode.materials.length > 1;
  });
  if (cell.positive.kind === 'lithium') return;
  const tolerance = VOLTAGE_TOLERANCE[cell.negative.kind === 'lithium' ? 'half' : 'full'];
  if (!blended) {
    const full = ocv((m, side) => (side === 'negative' ? m.maximumStoichiometry : m.minimumStoichiometry));
    const empty = ocv((m, side) => (side === 'negative' ? m.minimumStoichiometry : m.maximumStoichiometry));
    if (full > cell.upperVoltage + tolerance)
      warn(
        `the stoichiometry limits at full charge mean ${full.toFixed(3)} V, above the upper cut-off of ${cell.upperVoltage} V`,
      );
    if (empty < cell.lowerVoltage - tolerance)
      warn(
        `the stoichiometry limits at no charge mean ${empty.toFixed(3)} V, below the lower cut-off of ${cell.lowerVoltage} V`,
      );
  }
  if (!start) return;
  const voltage = ocv((_, __, k) => start[k]);
  if (voltage > cell.upperVoltage + 0.02 || voltage < cell.lowerVoltage - 0.02)
    warn(
      `the cell starts at ${voltage.toFixed(3)} V without current, outside its cut-offs of ${cell.lowerVoltage} to ${cell.upperVoltage} V`,
    );
}
