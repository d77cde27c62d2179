import { quantity, estimateMean, InputError, Table } from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome, type Finding } from '../../evidence/analysis.js';
import { findSteps } from '../cycling/find-steps.js';
import { measureResistances } from '../cycling/measure-resistance.js';

const settings = {
  delay: quantity('time', '10 s', 'time after the change of current at which voltage is taken'),
};

/** Direct-current resistance from pulses and from rests. */
export const resistanceAnalysis = defineAnalysis({
  id: 'resistance',
  title: 'Direct-current resistance from pulses and rests',
  version: '1',
  byDefault: false,
  inputs: { recording: { kind: 'cycling', describe: "the cell's time series" } },
  settings,
  quantities: { dc_resistance: { label: 'direct-current resistance', unit: 'ohm', scale: 'log' } },
  async run({ recording }, settings): Promise<Outcome> {
    const { delay } = settings;
    if (!(delay > 0)) throw new InputError(`a delay of ${delay} s is no delay`, { where: { path: 'delay' } });
    const { steps, notes } = findSteps(recording);
    const found = measureResistances(recording, steps, delay);
    if (found.length === 0)
      throw new InputError(`no change between rest and current has a row about ${delay} s after it`, {
        hint: 'ask for another delay, or record more densely after a change',
      });
    const kinds = (['current on', 'current off'] as const)
      .flatMap((from) =>
        ([1, -1] as const).map((direction) => ({
          from,
          direction,
          list: found.filter((r) => r.from === from && r.direction === direction),
        })),
      )
      .filter((k) => k.list.length > 0);
    const findings: Finding[] = [
      ...kinds.map(
        ({ from, direction, list }): Finding => ({
          id: 'dc_resistance',
          label: `resistance ${delay} s after ${from}`,
          estimate: estimateMean(
            list.map((r) => r.resistance),
            'ohm',
          ),
          at: { half: direction === 1 ? 'charge' : 'discharge', change: from },
        }),
      ),
      {
        id: 'dc_resistance',
        label: `resistance ${delay} s after a change of current, all`,
        estimate: estimateMean(
          found.map((r) => r.resistance),
          'ohm',
        ),
      },
    ];
    const late = found.filter((r) => Math.abs(r.delay - delay) > 0.2 * delay).length;
    return makeOutcome({
      findings,
      tables: [
        {
          id: 'resistances',
          title: 'Changes of current',
          table: new Table([
            { name: 'row', values: Int32Array.from(found, (r) => r.row) },
            { name: 'change', values: found.map((r) => `${r.direction === 1 ? 'charge' : 'discharge'}, ${r.from}`) },
            { name: 'dc_internal_resistance_ohm', values: Float64Array.from(found, (r) => r.resistance) },
            { name: 'delay_second', values: Float64Array.from(found, (r) => r.delay) },
            { name: 'current_step_ampere', values: Float64Array.from(found, (r) => r.currentStep) },
            { name: 'voltage_volt', values: Float64Array.from(found, (r) => r.voltage) },
          ]),
        },
      ],
      figures: [
        {
          id: 'resistance',
          title: 'Direct-current resistance',
          caption: `ΔV/ΔI about ${delay} s after each change of current, against the voltage before it.`,
          spec: houseFigure({
            data: {
              name: 'resistances',
              values: found.map((r) => ({
                voltage: r.voltage,
                resistance: r.resistance,
                change: `${r.direction === 1 ? 'charge' : 'discharge'}, ${r.from}`,
              })),
            },
            mark: { type: 'point' },
            encoding: {
              x: { field: 'voltage', type: 'quantitative', title: 'voltage before / V', scale: { zero: false } },
              y: { field: 'resistance', type: 'quantitative', title: 'resistance / Ω' },
              color: { field: 'change', type: 'nominal', title: null },
            },
          }),
        },
      ],
      notes: [
        ...notes,
        {
          level: 'info',
          code: 'spread-not-error',
          text: 'the uncertainty is the scatter over changes of current, which differ in state of charge as well',
        },
        ...(late > 0
          ? [
              {
                level: 'warning' as const,
                code: 'other-delay',
                text: `${late} of ${found.length} resistances are from rows more than 20 % off the delay of ${delay} s`,
              },
            ]
          : []),
      ],
    });
  },
  cite: [],
});
