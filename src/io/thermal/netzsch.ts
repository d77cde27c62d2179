import { makeLabelledReader } from '../generic/labelled-kind.js';
import { splitThermal, THERMAL_COLUMNS } from './labelled-thermogram.js';

/** Text exports of NETZSCH Proteus: `#KEY:VALUE` lines, then `##Temp./°C;Time/min;DSC/(mW/mg);Mass/%`. */
export const netzschReader = makeLabelledReader({
  id: 'netzsch-text',
  title: 'NETZSCH Proteus text',
  kind: 'dsc',
  extensions: ['.txt', '.csv'],
  columns: THERMAL_COLUMNS,
  mark: /^#(?:FORMAT:\s*NETZSCH|EXPORTTYPE:|INSTRUMENT:\s*NETZSCH)/im,
  accepts: (names) => names.has('temperature_celsius') && names.has('time_second') && names.size > 2,
  score: 0.98,
  finish(read, above) {
    const value = (key: string): string | undefined =>
      new RegExp(`^#${key}\\s*:\\s*;?\\s*(.*?)\\s*$`, 'im').exec(above)?.[1] || undefined;
    const mass = Number(value('SAMPLE MASS \\/mg')?.replace(',', '.'));
    if (mass > 0) read.metadata.sample_mass_gram = mass / 1000;
    const rate = /([0-9.,]+)\s*\(?K\/min/.exec(value('RANGE') ?? '')?.[1];
    if (rate) read.metadata.heating_rate_kelvin_per_minute = Number(rate.replace(',', '.'));
    read.about = {
      ...(value('SAMPLE') !== undefined && { sample: value('SAMPLE') }),
      instrument: value('INSTRUMENT') ?? 'NETZSCH',
      ...(value('OPERATOR') !== undefined && { operator: value('OPERATOR') }),
    };
    return splitThermal(read, "the header's flag EXO is kept, its meaning differs between versions");
  },
  uncertainty: 'TG 209 class: mass ±0.1 µg resolution, temperature ±1 K; DSC ±3 % of heat (NETZSCH specification)',
});
