import { InputError, parseQuantity, type DimensionName, type Quantity } from '../../core/index.js';

/** What is known of the electrode, in SI; each may carry a standard uncertainty. */
export interface Electrode {
  /** [kg] of active material */
  mass?: Quantity;
  /** [m2] */
  area?: Quantity;
  /** [A/kg] current that 1C stands for, per mass of active material */
  specificOneC?: Quantity;
  /** [A] current that 1C stands for */
  oneC?: Quantity;
}

/**
 * The electrode as a person describes it. Mass of active material = loading × area × active fraction, where it is not
 * given itself.
 */
export const ELECTRODE_KEYS = {
  mass: { describe: 'mass of active material, such as 14.5 ± 0.2 mg', dimension: 'mass' },
  loading: { describe: 'mass of electrode coating per area, such as 10.5 ± 0.2 mg/cm2', dimension: 'areal mass' },
  area: { describe: 'area of the electrode, such as 1.54 cm2', dimension: 'area' },
  diameter: { describe: 'diameter of a round electrode, such as 14 mm', dimension: 'length' },
  'active fraction': { describe: 'share of active material in the coating by mass, such as 90 %', dimension: 'number' },
  'one C': { describe: 'current that 1C stands for: 220 mA/g of active material, or 2.05 mA', dimension: 'one C' },
} as const satisfies Readonly<Record<string, { describe: string; dimension: DimensionName | 'one C' }>>;

const isElectrodeKey = (name: string): name is keyof typeof ELECTRODE_KEYS => Object.hasOwn(ELECTRODE_KEYS, name);

/** Reads an electrode description; keys may be written with spaces, hyphens or underscores. */
export function parseElectrode(given: Readonly<Record<string, unknown>>): Electrode {
  const read: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = key.replaceAll(/[-_]/g, ' ');
    if (!isElectrodeKey(name))
      throw new InputError(`an electrode has no "${key}"`, {
        value: name,
        allowed: Object.keys(ELECTRODE_KEYS),
        where: { path: key },
      });
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new InputError(
        `${key} must be a quantity such as ${ELECTRODE_KEYS[name].describe.split('such as ')[1] ?? '2 mA'}`,
        { where: { path: key } },
      );
    read[name] = value;
  }
  const quantity = (key: string, dimension: DimensionName): Quantity | undefined => {
    if (read[key] === undefined) return undefined;
    const parsed = parseQuantity(read[key], dimension);
    if (!(parsed.value > 0))
      throw new InputError(`${key} must be above zero, not ${read[key]}`, { where: { path: key } });
    return parsed;
  };
  const fraction = quantity('active fraction', 'number');
  if (fraction && fraction.value > 1)
    throw new InputError(`an active fraction of ${fraction.value} is above 1`, {
      hint: 'write 0.9 or 90 %',
      where: { path: 'active fraction' },
    });
  const diameter = quantity('diameter', 'length');
  const area =
    quantity('area', 'area') ??
    (diameter && {
      value: (Math.PI * diameter.value ** 2) / 4,
      ...(diameter.sigma !== undefined && { sigma: (Math.PI * diameter.value * diameter.sigma) / 2 }),
    });
  const loading = quantity('loading', 'areal mass');
  if (loading && !area && !read.mass)
    throw new InputError('a loading needs an area or a diameter to become a mass', { where: { path: 'loading' } });
  const mass = quantity('mass', 'mass') ?? (loading && area && multiply(loading, area, fraction ?? { value: 1 }));
  return { ...(mass && { mass }), ...(area && { area }), ...readOneC(read['one C']) };
}

function readOneC(value: string | number | undefined): Pick<Electrode, 'oneC' | 'specificOneC'> {
  if (value === undefined) return {};
  try {
    return { specificOneC: parseQuantity(value, 'specific current') };
  } catch {
    return { oneC: parseQuantity(value, 'current') };
  }
}

/** Product of independent quantities; relative variances add. */
export function multiply(...factors: Quantity[]): Quantity {
  const value = factors.reduce((product, f) => product * f.value, 1);
  if (factors.every((f) => f.sigma === undefined)) return { value };
  return { value, sigma: Math.abs(value) * Math.hypot(...factors.map((f) => (f.sigma ?? 0) / f.value)) };
}

/** [A] of 1C, where the electrode says it. */
export function computeOneC(electrode: Electrode): Quantity | undefined {
  if (electrode.oneC) return electrode.oneC;
  return electrode.specificOneC && electrode.mass && multiply(electrode.specificOneC, electrode.mass);
}
