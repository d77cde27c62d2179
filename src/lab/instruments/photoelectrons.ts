import { contextRng, InputError, number, quantity, required, text, ELECTRONVOLT } from '../../core/index.js';
import { type CoreLevel, findCoreLevel } from '../xps/core-levels.js';
import type { SimulatedLine } from '../xps/simulate-region.js';
import { defineInstrument } from './instrument.js';
import { readRange } from './read-range.js';

/** [eV] beyond the outermost lines, and beyond where lines of the level are met */
const MARGIN = 6;

/** A photoelectron spectrometer that counts one region after another. */
export const photoelectronSpectrometer = defineInstrument({
  id: 'xps',
  title: 'Photoelectron spectrometer',
  kind: 'xps',
  endings: ['.vms', '.csv'],
  settings: {
    lines: required(
      text(
        undefined,
        'regions with their lines, each as binding energy and Gaussian and Lorentzian width in eV after its area in counts eV for one second a channel: "B 1s: 620 at 187.8 1.1 0.25, 380 at 191.9 1.5 0.25; C 1s: 5000 at 284.8 1.2 0.2"; a fifth number is the asymmetry; a region may be empty',
      ),
    ),
    range: text(undefined, 'range of a single region, such as 524..540 eV', 'around its lines and its core level'),
    step: quantity('energy', '0.1 eV', 'energy between channels'),
    dwell: quantity('time', '1 s', 'time of a channel, all scans together'),
    intensity: number(1, 'factor on the areas of all lines', { min: 0, max: 1e9 }),
    base: number(1000, 'counts of the background in one second a channel', { min: 0 }),
    slope: number(4, 'counts that it gains for each eV'),
    loss: number(0.03, 'Shirley step for each eV', { min: 0, max: 1 }),
    charging: quantity('energy', '0 eV', 'shift of every line'),
    photon: quantity('energy', '1486.6 eV', 'energy of the photons'),
    sample: text(undefined, 'name of the sample'),
  },
  async simulate(settings, ctx) {
    const { simulateRegion } = await import('../xps/simulate-region.js');
    const regions = readRegions(settings.lines);
    if (settings.range !== undefined && regions.length > 1)
      throw new InputError('range holds for a single region only', { where: { path: 'range' } });
    const rng = contextRng(ctx);
    const volt = (joule: number): number => Number((joule / ELECTRONVOLT).toPrecision(9));
    const charging = volt(settings.charging);
    return Promise.all(
      regions.map(({ name, lines }) => {
        const [from, to] =
          settings.range === undefined ? rangeOf(name, lines, charging) : readRange(settings.range, 'eV', 'range');
        const { base, slope, loss, dwell, intensity, sample } = settings;
        return simulateRegion(
          {
            region: name,
            from,
            to,
            step: volt(settings.step),
            lines: lines.map((line) => ({ ...line, area: intensity * line.area })),
            base,
            slope,
            loss,
            dwell,
            charging,
            photon: volt(settings.photon),
            ...(sample !== undefined && { sample }),
          },
          rng.integer(2 ** 32),
        );
      }),
    );
  },
});

function readRegions(given: string): { name: string; lines: SimulatedLine[] }[] {
  const wrong = (part: string): InputError =>
    new InputError(`lines: "${part.trim()}" is not a region with lines`, {
      hint: 'write it like B 1s: 620 at 187.8 1.1 0.25, 380 at 191.9 1.5 0.25',
      where: { path: 'lines' },
    });
  const regions = given
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const colon = part.indexOf(':');
      if (colon < 1) throw wrong(part);
      const lines = part
        .slice(colon + 1)
        .split(',')
        .filter((line) => line.trim() !== '')
        .map((line): SimulatedLine => {
          const [area, rest = ''] = line.split(/\s+at\s+/);
          const numbers = [Number(area), ...rest.trim().split(/\s+/).map(Number)];
          const [size, position, gauss, lorentz, asymmetry] = numbers;
          if (numbers.length < 4 || numbers.length > 5 || !numbers.every((v) => Number.isFinite(v) && v >= 0))
            throw wrong(line);
          if (!(gauss + lorentz > 0)) throw wrong(line);
          return { area: size, position, gauss, lorentz, ...(asymmetry !== undefined && { asymmetry }) };
        });
      return { name: part.slice(0, colon).trim(), lines };
    });
  if (regions.length === 0) throw wrong(given);
  return regions;
}

function rangeOf(name: string, lines: readonly SimulatedLine[], charging: number): [number, number] {
  const level: CoreLevel | undefined = findCoreLevel(name);
  if (!level && lines.length === 0)
    throw new InputError(`lines: no core level "${name}" is known, and it has no lines: give its range`, {
      where: { path: 'range' },
    });
  const splitting = level?.doublet?.splitting[1] ?? 0;
  const ends = [
    ...lines.map((l) => l.position + charging),
    ...(level ? [level.range[0], level.range[1] + splitting] : []),
  ];
  return [Math.floor(Math.min(...ends) - MARGIN), Math.ceil(Math.max(...ends) + MARGIN)];
}
