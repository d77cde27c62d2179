import { CermetError, ReadError, type Note, type Structure } from '../../core/index.js';
import { defineReader, type Reader, type ReadResult } from '../reader.js';
import { computeTemperature } from './temperature.js';

/**
 * Makes a reader of structures: what it reads is held against what atoms can be, and whatever goes wrong inside comes
 * out as an error that names the file.
 */
export function defineStructureReader(reader: Reader): Reader {
  return defineReader({
    ...reader,
    async read(source, ctx): Promise<ReadResult> {
      try {
        const read = await reader.read(source, ctx);
        return { ...read, notes: [...read.notes, ...checkStructures(read.structures, source.name)] };
      } catch (error) {
        if (error instanceof CermetError) throw error;
        throw new ReadError(
          `the file is damaged, or is not ${reader.title} as known (${error instanceof Error ? error.message.slice(0, 200) : String(error)})`,
          { file: source.name },
          { cause: error },
        );
      }
    },
  });
}

/** [K] Above this no solid or liquid is: velocities are in another unit. */
const HOTTEST = 20_000;

/** Velocities that make an absurd temperature are in another unit than was taken. */
function checkStructures(structures: readonly Structure[], file: string): Note[] {
  let hottest = 0;
  let frame = 0;
  structures.forEach((structure, i) => {
    const temperature = computeTemperature(structure);
    if (temperature !== undefined && temperature > hottest) {
      hottest = temperature;
      frame = i + 1;
    }
  });
  if (hottest <= HOTTEST) return [];
  return [
    {
      level: 'serious',
      code: 'temperature-implausible',
      text: `The velocities make a temperature of ${Number(hottest.toPrecision(3))} K: they are in another unit than Å/fs, as which they were taken.`,
      where: `${file}, frame ${frame}`,
    },
  ];
}
