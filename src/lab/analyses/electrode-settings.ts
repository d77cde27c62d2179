import type { AnalysisParameter, Settings } from '../analysis.js';
import { ELECTRODE_KEYS, parseElectrode, type Electrode } from '../cycling/electrode.js';

/** Settings that describe the electrode, the same in every analysis of cycling. */
export const electrodeParameters: Readonly<Record<string, AnalysisParameter>> = Object.fromEntries(
  Object.entries(ELECTRODE_KEYS).map(([key, { describe, dimension }]) => [
    key,
    {
      describe,
      ...(dimension !== 'one C' && { dimension }),
      default: key === 'one C' ? 'the slowest discharge in an hour' : 'not known',
    },
  ]),
);

/** The electrode among an analysis's settings. */
export function readElectrode(settings: Settings): Electrode {
  return parseElectrode(
    Object.fromEntries(Object.entries(settings).filter(([key]) => Object.hasOwn(ELECTRODE_KEYS, key))),
  );
}
