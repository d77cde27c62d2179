import { InputError, parseQuantity } from '../../core/index.js';

/** A time during which gases of known share were fed. */
export interface CalibrationWindow {
  /** [s] */
  from: number;
  to: number;
  /** [1] mole fractions */
  gases: Readonly<Record<string, number>>;
}

/** [s] A range such as `600..1200 s`, or `10 .. 20 min`. */
export function parseTimeRange(text: string, path: string): [number, number] {
  const match = /^\s*([\d.eE+-]+)\s*([a-z]*)\s*\.\.\s*([\d.eE+-]+)\s*([a-z]+)\s*$/.exec(text);
  if (!match)
    throw new InputError(`${path}: "${text.trim()}" is not a range of time`, {
      hint: 'write it like 600..1200 s',
      where: { path },
    });
  const read = (number: string, unit: string): number => {
    try {
      return parseQuantity(`${number} ${unit}`, 'time').value;
    } catch (error) {
      throw new InputError(`${path}: ${(error as Error).message}`, { where: { path }, cause: error });
    }
  };
  const range: [number, number] = [read(match[1], match[2] || match[4]), read(match[3], match[4])];
  if (!(range[1] > range[0]))
    throw new InputError(`${path}: "${text.trim()}" ends before it begins`, { where: { path } });
  return range;
}

/** Calibration windows as `600..1200 s: CO2 500 ppm, O2 500 ppm; 1500..2100 s: CO2 1000 ppm`. */
export function parseCalibration(text: string, path = 'calibration'): CalibrationWindow[] {
  const windows = text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part): CalibrationWindow => {
      const colon = part.indexOf(':');
      if (colon < 0)
        throw new InputError(`${path}: "${part.trim()}" names no gas`, {
          hint: 'write it like 600..1200 s: CO2 500 ppm, O2 500 ppm',
          where: { path },
        });
      const [from, to] = parseTimeRange(part.slice(0, colon), path);
      const gases: Record<string, number> = {};
      for (const entry of part.slice(colon + 1).split(',')) {
        const match = /^\s*([A-Z][A-Za-z0-9]*)\s+(\S.*)$/.exec(entry);
        if (!match)
          throw new InputError(`${path}: "${entry.trim()}" is not a gas with its share, such as CO2 500 ppm`, {
            where: { path },
          });
        let share: number;
        try {
          share = parseQuantity(match[2], 'number').value;
        } catch (error) {
          throw new InputError(`${path}: ${(error as Error).message}`, { where: { path }, cause: error });
        }
        if (!(share > 0 && share <= 1))
          throw new InputError(`${path}: a share of ${match[2]} cannot be`, { where: { path } });
        gases[match[1]] = share;
      }
      return { from, to, gases };
    })
    .sort((a, b) => a.from - b.from);
  if (windows.length === 0) throw new InputError(`${path} is empty`, { where: { path } });
  for (let i = 1; i < windows.length; i++)
    if (windows[i].from < windows[i - 1].to)
      throw new InputError(`${path}: two windows overlap at ${windows[i].from} s`, { where: { path } });
  return windows;
}
