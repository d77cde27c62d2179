import { InputError } from '../../core/index.js';
import type { PressureControl, Segment } from '../motion/schedule.js';

/** [K] where a quench ends */
export const ROOM_TEMPERATURE = 300;

/** [fs] of the Langevin thermostat */
const RELAXATION_TIME = 50;

export interface MeltAndQuench {
  /** [K] */
  meltTemperature: number;
  /** [fs] */
  meltDuration: number;
  /** [fs] time in which it cools to {@link ROOM_TEMPERATURE} */
  quenchDuration: number;
  pressure: PressureControl | undefined;
}

/**
 * @param meltTemperature [K]
 * @throws InputError for a melt that is no warmer than what it is quenched to
 */
export function checkMelt(meltTemperature: number): void {
  if (!(meltTemperature > ROOM_TEMPERATURE))
    throw new InputError(`a melt at ${meltTemperature} K`, { hint: `give a temperature above ${ROOM_TEMPERATURE} K` });
}

/** Segments that hold a melt and cool it to room temperature at a constant rate. */
export function meltAndQuench({ meltTemperature, meltDuration, quenchDuration, pressure }: MeltAndQuench): Segment[] {
  const ensemble = 'langevin';
  const relaxationTime = RELAXATION_TIME;
  return [
    { label: 'melt', duration: meltDuration, ensemble, temperature: meltTemperature, relaxationTime, pressure },
    {
      label: 'quench',
      duration: quenchDuration,
      ensemble,
      temperature: [meltTemperature, ROOM_TEMPERATURE],
      relaxationTime,
      pressure,
    },
  ];
}
