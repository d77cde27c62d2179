import { choice, number, quantity, Table, type Note } from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome, type Finding } from '../../evidence/analysis.js';
import type { Cycle } from '../cycling/compute-cycles.js';
import { chooseOneC } from '../cycling/rates.js';
import { recogniseProtocol } from '../cycling/recognise-protocol.js';
import { computeRetention } from '../cycling/retention.js';
import { splitFade } from '../cycling/split-fade.js';
import { cyclesOf } from './cycles.js';
import { electrodeSettings, readElectrode } from './electrode-settings.js';

const settings = {
  ...electrodeSettings,
  begin: choice(['charge', 'discharge'], undefined, 'which half begins a cycle', 'the one that the test begins with'),
  reference: number(
    undefined,
    'number of the cycle that others are held against (default: the first of the longest block of cycling)',
  ),
  'end of life': quantity('number', '80 %', 'share of the reference at which life ends'),
};

/** Retention, fade, knee, cycle life; kinetic and thermodynamic fade. */
export const retentionAnalysis = defineAnalysis({
  id: 'retention',
  title: 'Retention, fade and what slow cycles recover',
  version: '1',
  inputs: { recording: { kind: 'cycling', describe: "the cell's time series" } },
  settings,
  quantities: {
    retention: { label: 'capacity retention', unit: '%', plot: true },
    fade_rate: { label: 'capacity lost per cycle', unit: '%' },
    cycle_life: { label: 'cycles to the end of life', unit: '1', scale: 'log' },
    knee: { label: 'cycle at which fade turns faster', unit: '1', scale: 'log' },
    fade: { label: 'fade at the fast rate', unit: '%' },
    kinetic_fade: { label: 'fade that slow cycles recover', unit: '%' },
    thermodynamic_fade: { label: 'fade that slow cycles do not recover', unit: '%' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const found = cyclesOf(recording, settings);
    const { discharges, unfinished } = leaveOutUnfinished(found.cycles.filter((c) => c.discharge));
    const oneC = chooseOneC(found.cycles, readElectrode(settings));
    const blocks = recogniseProtocol(found.cycles, oneC.current);
    const cycling = blocks.filter((b) => b.role === 'cycling');
    const longest = cycling.length > 0 ? cycling.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a)) : undefined;
    const given = settings.reference;
    // Only cycles at the rate of the longest block are held against its first one: others tell of the rate, not of age.
    const rate = longest?.dischargeRates[0];
    const same = cycling.filter((b) => b.dischargeRates[0] === rate);
    const aged = longest
      ? discharges.filter((c) => same.some((b) => c.number >= b.from && c.number <= b.to) || c.number === given)
      : discharges;
    const result = await computeRetention(
      aged.map((c) => c.number),
      aged.map((c) => c.discharge!.capacity),
      { reference: given, endOfLife: settings['end of life'] },
    );
    const { splits, notes } = splitFade(found.cycles, blocks);
    const reference = `against cycle ${result.reference}`;
    const findings: Finding[] = [
      // The last cycle is told first. It has its number as every other: cells that end at different ones are never one
      // quantity.
      ...[aged.length - 1, ...aged.keys()].slice(0, aged.length).map(
        (i): Finding => ({
          id: 'retention',
          label: `capacity retention ${reference}`,
          estimate: i === aged.length - 1 ? result.last : { value: 100 * result.retention[i], n: 1, unit: '%' },
          at: { cycle: aged[i].number },
        }),
      ),
      { id: 'fade_rate', label: `capacity lost per cycle, of cycle ${result.reference}`, estimate: result.fadeRate },
      ...(result.cycleLife
        ? [{ id: 'cycle_life', label: 'cycles to the end of life', estimate: result.cycleLife }]
        : []),
      ...(result.knee ? [{ id: 'knee', label: 'cycle at which fade turns faster', estimate: result.knee }] : []),
      ...splits.flatMap((s): Finding[] => [
        { id: 'fade', label: 'fade at the fast rate', estimate: s.total, at: { cycle: s.cycle } },
        { id: 'kinetic_fade', label: 'fade that slow cycles recover', estimate: s.kinetic, at: { cycle: s.cycle } },
        {
          id: 'thermodynamic_fade',
          label: 'fade that slow cycles do not recover',
          estimate: s.thermodynamic,
          at: { cycle: s.cycle },
        },
      ]),
    ];
    const values = aged.map((c, i) => ({ cycle: c.number, retention: 100 * result.retention[i] }));
    return makeOutcome({
      findings,
      tables: [
        {
          id: 'retention',
          title: `Retention ${reference}`,
          table: new Table([
            { name: 'cycle_count', values: Int32Array.from(aged, (c) => c.number) },
            { name: 'retention_percent', values: result.retention.map((r) => 100 * r) },
          ]),
        },
      ],
      figures: [
        {
          id: 'retention',
          title: 'Capacity retention',
          caption: `Discharge capacity ${reference}${result.knee ? `; the fade turns faster at cycle ${result.knee.value.toFixed(0)} (rule)` : ''}.`,
          spec: houseFigure({
            layer: [
              {
                data: { name: 'retention', values },
                mark: { type: 'point' },
                encoding: {
                  x: { field: 'cycle', type: 'quantitative' },
                  y: { field: 'retention', type: 'quantitative', title: 'retention / %', scale: { zero: false } },
                },
              },
              ...(result.knee
                ? [
                    {
                      data: { name: 'knee', values: [{ cycle: result.knee.value }] },
                      mark: { type: 'rule', strokeDash: [3, 2] },
                      encoding: { x: { field: 'cycle', type: 'quantitative' } },
                    },
                  ]
                : []),
            ],
          }),
        },
      ],
      notes: [
        ...found.notes,
        ...unfinished,
        ...oneC.notes,
        ...result.notes,
        ...notes,
        ...(rate && aged.length < discharges.length
          ? [
              {
                level: 'info' as const,
                code: 'same-rate',
                text: `retention is of the ${aged.length} cycles at ${rate}; the other ${discharges.length - aged.length} are at other rates`,
              },
            ]
          : []),
      ],
    });
  },
  cite: [{ text: 'Fermín-Cueto et al., Energy and AI 1 (2020) 100006', doi: '10.1016/j.egyai.2020.100006' }],
});

/** [V] A last discharge that ends this much above the others was not finished when the file was written. */
const UNFINISHED = 0.05;

function leaveOutUnfinished(discharges: Cycle[]): { discharges: Cycle[]; unfinished: Note[] } {
  const last = discharges.at(-1);
  const ends = discharges
    .slice(0, -1)
    .map((c) => c.discharge!.endVoltage)
    .sort((a, b) => a - b);
  const usual = ends[ends.length >> 1];
  if (!last || usual === undefined || last.discharge!.endVoltage < usual + UNFINISHED)
    return { discharges, unfinished: [] };
  return {
    discharges: discharges.slice(0, -1),
    unfinished: [
      {
        level: 'info',
        code: 'unfinished',
        text: `the discharge of cycle ${last.number} was not finished when the file was written (it ends at ${last.discharge!.endVoltage.toFixed(3)} V instead of ${usual.toFixed(3)} V) and is left out`,
      },
    ],
  };
}
