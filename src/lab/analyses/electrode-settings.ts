import { InputError, parseQuantity, type Setting } from '../../core/index.js';
import { ELECTRODE_KEYS, parseElectrode, type Electrode } from '../cycling/electrode.js';

type Raw = Setting<string | number | undefined>;
type ElectrodeSettings = { readonly [K in keyof typeof ELECTRODE_KEYS]: Raw };

/**
 * Settings that describe the electrode, the same in every analysis of cycling; values stay as given until all are
 * known.
 */
export const electrodeSettings = Object.fromEntries(
  Object.entries(ELECTRODE_KEYS).map(([key, { describe, dimension }]): [string, Raw] => [
    key,
    {
      describe,
      ...(dimension !== 'one C' && { dimension }),
      default: key === 'one C' ? 'the slowest discharge in an hour' : 'not known',
      parse(given, path) {
        if (given === undefined || given === null) return undefined;
        if (typeof given !== 'string' && typeof given !== 'number')
          throw new InputError(`${path} must be a quantity`, { value: given, where: { path } });
        if (dimension !== 'one C') {
          try {
            parseQuantity(given, dimension);
          } catch (error) {
            throw new InputError(`${path}: ${(error as Error).message}`, {
              value: given,
              where: { path },
              cause: error,
            });
          }
        }
        return given;
      },
    },
  ]),
) as ElectrodeSettings;

/** The electrode among the settings of an analysis. */
export function readElectrode(settings: Readonly<Record<string, unknown>>): Electrode {
  return parseElectrode(
    Object.fromEntries(
      Object.entries(settings).filter(([key, value]) => Object.hasOwn(ELECTRODE_KEYS, key) && value !== undefined),
    ),
  );
}
