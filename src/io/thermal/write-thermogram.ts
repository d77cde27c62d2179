import type { Recording } from '../../core/index.js';
import type { ReadResult } from '../reader.js';
import { toCsv } from '../to-csv.js';
import { defineWriter } from '../writer.js';

/** A run as labelled csv under one line that says mass, heating rate and which way is exothermic. */
export function toThermogramCsv({ table, metadata }: Recording): string {
  const words = [
    ...(typeof metadata.sample_mass_gram === 'number' ? [`sample mass ${1000 * metadata.sample_mass_gram} mg`] : []),
    ...(typeof metadata.heating_rate_kelvin_per_minute === 'number'
      ? [`heating rate ${metadata.heating_rate_kelvin_per_minute} degC/min`]
      : []),
    ...(metadata.exothermic ? [`exothermic ${String(metadata.exothermic)}`] : []),
  ];
  return `${words.length > 0 ? `# ${words.join(', ')}\n` : ''}${toCsv(table)}`;
}

/** Runs of calorimeters as csv that keeps mass and direction. */
export const thermogramWriter = defineWriter({
  id: 'thermogram-csv',
  title: 'Calorimetry as csv with mass and direction',
  extensions: ['.dsc.csv'],
  accepts: ({ recordings }: ReadResult) =>
    recordings.length === 1 && recordings[0]!.kind === 'dsc' ? true : "it holds one calorimeter's run",
  write: async ({ recordings }) => toThermogramCsv(recordings[0]!),
});
