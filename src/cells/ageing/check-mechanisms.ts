import { InputError } from '../../core/index.js';
import type { Mechanism } from './mechanism.js';

/**
 * Mechanisms that say the same of a surface count it twice.
 *
 * @throws InputError for a mechanism that stands twice, or beside one that excludes it
 */
export function checkMechanisms(mechanisms: readonly Mechanism[]): void {
  const seen = new Set<string>();
  for (const { id, electrode } of mechanisms) {
    const key = `${id} ${electrode}`;
    if (seen.has(key)) throw new InputError(`the mechanism ${id} stands twice: it would act twice`, { value: id });
    seen.add(key);
  }
  for (const { id, excludes = [] } of mechanisms)
    for (const other of mechanisms)
      if (excludes.includes(other.id))
        throw new InputError(`${id} and ${other.id} both say how the particle's surface changes`, {
          value: other.id,
          hint: `leave ${other.id} out`,
        });
}
