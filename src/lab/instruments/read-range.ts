import { InputError } from '../../core/index.js';

/**
 * A range written `524..540 eV`, in the unit that it must have.
 *
 * @throws InputError that names the setting
 */
export function readRange(text: string, unit: string, path: string): [number, number] {
  const match = /^\s*([-+\d.eE]+)\s*\.\.\s*([-+\d.eE]+)\s*(\S*)\s*$/.exec(text);
  const [low, high] = match ? [Number(match[1]), Number(match[2])] : [Number.NaN, Number.NaN];
  if (!match || !(high > low) || (match[3] !== '' && match[3] !== unit))
    throw new InputError(`${path}: "${text}" is not a range in ${unit}`, {
      hint: `write it like 10..20 ${unit}`,
      where: { path },
    });
  return [low, high];
}
