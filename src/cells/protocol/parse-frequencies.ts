import { InputError, parseQuantity } from '../../core/index.js';

/**
 * Frequencies written `1 MHz..10 mHz, 60` (evenly spaced in the logarithm) or as a list `1 kHz, 100 Hz, 10 Hz`.
 *
 * @returns [Hz]
 */
export function parseFrequencies(text: string): Float64Array {
  const range = /^\s*(.+?)\s*(?:\.\.|to)\s*(.+?)\s*,\s*(\d+)\s*(?:points)?\s*$/i.exec(text);
  const read = (part: string): number => {
    const { value } = parseQuantity(part, 'frequency');
    if (!(value > 0)) throw new InputError(`"${part}" must be above 0`);
    return value;
  };
  if (!range) {
    if (text.includes('..'))
      throw new InputError(`"${text}" is not a range of frequencies`, { hint: 'write 1 MHz..10 mHz, 60' });
    return Float64Array.from(text.split(','), read);
  }
  const from = read(range[1]);
  const to = read(range[2]);
  const count = Number(range[3]);
  if (count < 2 || count > 10_000) throw new InputError(`${count} frequencies: from 2 to 10000 are possible`);
  return Float64Array.from({ length: count }, (_, k) => from * (to / from) ** (k / (count - 1)));
}
