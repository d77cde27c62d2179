import { InputError, parseQuantity, type Quantity } from '../core/index.js';
import type { Analysis, AnalysisParameter, Settings } from './analysis.js';

/** Refuses settings that an analysis does not know, with the nearest one that it does. */
export function checkSettings(analysis: Pick<Analysis, 'id' | 'parameters'>, settings: Settings): void {
  for (const key of Object.keys(settings)) {
    if (!Object.hasOwn(analysis.parameters, key))
      throw new InputError(`${analysis.id} has no setting "${key}"`, {
        value: key,
        allowed: Object.keys(analysis.parameters),
        where: { path: key },
      });
  }
}

/** A quantity in SI with its uncertainty, or undefined where it was not given. */
export function readSetting(
  parameters: Readonly<Record<string, AnalysisParameter>>,
  settings: Settings,
  key: string,
): Quantity | undefined {
  const value = settings[key];
  if (value === undefined) return undefined;
  const dimension = parameters[key].dimension ?? 'number';
  try {
    return parseQuantity(value, dimension);
  } catch (error) {
    throw new InputError(`${key}: ${(error as Error).message}`, { value, where: { path: key }, cause: error });
  }
}

/** One of a few words. */
export function readChoice<T extends string>(settings: Settings, key: string, allowed: readonly T[], fallback: T): T {
  const value = settings[key];
  if (value === undefined) return fallback;
  const found = allowed.find((word) => word === String(value));
  if (!found)
    throw new InputError(`${key} cannot be "${value}"`, { value: String(value), allowed, where: { path: key } });
  return found;
}
