import type { Measurement } from '../make-recording.js';
import { checkCycles } from './check-cycles.js';
import { checkElectrodes } from './check-electrodes.js';
import { checkRows, checkTimeOrder } from './check-order.js';
import { checkRanges, PHYSICAL_RANGES } from './check-ranges.js';
import { settleClock } from './settle-clock.js';
import { settleSign } from './settle-sign.js';
import { checkEnergy, sayAssumedUnits, settleUnits } from './settle-units.js';
import type { Examined, PlausibilityCheck } from './series.js';

export type { PlausibilityCheck } from './series.js';

/** What every measurement is held against after its reader, whichever that is, in this order. */
export const plausibilityChecks: readonly PlausibilityCheck[] = [
  {
    id: 'rows',
    kinds: 'all',
    holds: 'there are rows',
    otherwise: 'serious `no-rows`',
    run: checkRows,
  },
  {
    id: 'clock',
    kinds: 'all',
    holds: 'the clock has a date between 1985 and 2100, runs forward, and keeps step with the test time',
    otherwise:
      'a time of day alone becomes `time_of_day_second` (`clock-without-date`); serious `clock-implausible`, `clock-backward`; `daylight-saving`',
    run: settleClock,
  },
  {
    id: 'units',
    kinds: ['cycling'],
    holds: 'test time against clock; capacity counter against the integral of the current',
    otherwise:
      'a ratio of two units (60, 3600, 1000 …) decides where two witnesses agree or one column states no unit (`time-unit-settled`, `unit-settled`); else serious `clock-contradicts`, `counter-contradicts`; a counter 12 to 50 % off `counter-differs`, one at rest under current `counter-still`',
    run: settleUnits,
  },
  {
    id: 'sign',
    kinds: ['cycling'],
    holds:
      "sign of the current against the file's words for states, its counters of charge and discharge, and its voltage",
    otherwise:
      'currents without sign get it (`sign-from-state`, `sign-from-counter`); a turned sign is turned (`sign-turned`); else serious `sign-contradicts`, `sign-missing`, `sign-against-voltage`',
    run: settleSign,
  },
  {
    id: 'energy',
    kinds: ['cycling'],
    holds: 'energy counter against the integral of voltage times current',
    otherwise: 'serious `energy-contradicts`',
    run: checkEnergy,
  },
  {
    id: 'ranges',
    kinds: 'all',
    holds: `finite numbers; ${PHYSICAL_RANGES.filter((r) => Math.abs(r.to) < 1e9)
      .map((r) => `${r.from} to ${r.to} ${r.unit}`)
      .join(
        ', ',
      )}; no voltage of exactly 0 under current; no single cell in millivolts without a unit; no cell at a temperature that is one on the other scale`,
    otherwise:
      'serious `outside-physical-range`, `zero-voltage-under-current`, `implausible-voltage`, `implausible-temperature`; what is not finite is marked missing, `not-finite`',
    run: checkRanges,
  },
  {
    id: 'electrodes',
    kinds: ['cycling'],
    holds: 'voltage of the cell against that between its electrodes, where both potentials are there, in 200 rows',
    otherwise: 'serious `electrodes-contradict`',
    run: checkElectrodes,
  },
  {
    id: 'time',
    kinds: ['cycling', 'table'],
    holds: 'the test time runs forward, lasts less than five years, and no row repeats the one before',
    otherwise: 'serious `time-backward`, `time-implausible`; `duplicated-rows`, `missing-values`',
    run: checkTimeOrder,
  },
  {
    id: 'cycles',
    kinds: ['cycling'],
    holds: 'cycle numbers are whole and none is left out',
    otherwise: 'serious `cycle-not-whole`, `cycles-missing`',
    run: checkCycles,
  },
  {
    id: 'assumed',
    kinds: 'all',
    holds: 'every unit is stated, or confirmed by another column',
    otherwise: '`unit-confirmed` names the witness; `unit-assumed` says what was taken, and for time how to say it',
    run: sayAssumedUnits,
  },
];

/** Runs every check of a measurement's kind; columns come back settled, with notes on what contradicts. */
export function settlePlausibility(found: Measurement): Measurement {
  const examined: Examined = {
    kind: found.kind,
    columns: new Map(found.columns.map((c) => [c.name, c])),
    notes: [...(found.notes ?? [])],
    about: { ...found.about },
    metadata: { ...found.metadata },
    rows: found.columns[0]?.length ?? found.columns[0]?.values.length ?? 0,
    extremes: new Map(),
  };
  for (const check of plausibilityChecks)
    if (check.kinds === 'all' || check.kinds.includes(found.kind)) check.run(examined);
  return {
    ...found,
    columns: [...examined.columns.values()],
    notes: examined.notes,
    about: examined.about,
    metadata: examined.metadata,
  };
}
