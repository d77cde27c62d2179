import { quantity, text, type Condition, Table, type Column, type Estimate } from '../../core/index.js';
import { houseFigure, type Figure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome, type Finding } from '../../evidence/analysis.js';
import { analyseTitration, type TitrationPoint } from '../gitt/analyse-titration.js';
import { compareTitrations } from '../gitt/compare-titrations.js';

const settings = {
  radius: quantity('length', undefined, 'radius of the particles, such as 5.22 um', 'not known: R²/D is given'),
  capacity: quantity(
    'charge',
    undefined,
    'charge that states of charge count on, such as 2.05 mAh',
    'the range of charge in the recording',
  ),
  longest: quantity('time', '1 h', 'longest pulse'),
  column: text('voltage_volt', 'column of the potential, such as positive_electrode_potential_volt'),
};

/** Galvanostatic intermittent titration. */
export const gittAnalysis = defineAnalysis({
  id: 'gitt',
  title: 'Galvanostatic intermittent titration',
  version: '1',
  inputs: { recording: { kind: 'cycling', describe: "the cell's time series" } },
  settings,
  quantities: {
    polarisation: { label: 'polarisation', unit: 'V' },
    ohmic_polarisation: { label: 'ohmic part of the polarisation', unit: 'V' },
    charge_transfer_polarisation: { label: 'charge-transfer part of the polarisation', unit: 'V' },
    diffusion_polarisation: { label: 'diffusion part of the polarisation', unit: 'V' },
    diffusivity: { label: 'diffusion coefficient', unit: 'm2/s', scale: 'log' },
    diffusion_time: { label: 'R²/D', unit: 's', scale: 'log' },
    pulses: { label: 'pulses found', unit: '1' },
    voltage_loss: { label: 'average voltage loss on ageing', unit: 'V' },
    ohmic_voltage_loss: { label: 'ohmic part of the average voltage loss', unit: 'V' },
    loaded_voltage_loss: { label: 'difference of mean loaded voltages', unit: 'V' },
  },
  async run({ recording }, settings, ctx): Promise<Outcome> {
    const radius = settings.radius;
    const { points, notes } = await analyseTitration(
      recording,
      {
        radius,
        capacity: settings.capacity,
        longest: settings.longest,
        column: settings.column,
      },
      ctx,
    );
    const series = [...new Set(points.map((p) => p.pulse.titration))].map((n) =>
      points.filter((p) => p.pulse.titration === n),
    );
    const findings: Finding[] = [];
    const mean = (
      id: string,
      label: string,
      own: readonly TitrationPoint[],
      pick: (p: TitrationPoint) => Estimate | undefined,
      at?: Condition,
    ): void => {
      const list = own.map(pick).filter((e) => e !== undefined);
      if (list.length < own.length || list.length === 0) return;
      const value = list.reduce((s, e) => s + e.value, 0) / list.length;
      const known = list.every((e) => e.sigma !== undefined);
      const sigma = Math.sqrt(list.reduce((s, e) => s + (e.sigma ?? 0) ** 2, 0)) / list.length;
      findings.push({
        id,
        label,
        estimate: {
          value,
          n: list.length,
          unit: list[0].unit,
          ...(known && { sigma }),
          ...(list.length > 1 && {
            spread: Math.sqrt(list.reduce((s, e) => s + (e.value - value) ** 2, 0) / (list.length - 1)),
          }),
        },
        ...(at !== undefined && { at }),
      });
    };
    for (const own of series) {
      const half = own[0].pulse.direction === 1 ? 'charge' : 'discharge';
      const at = series.length > 1 ? { titration: own[0].pulse.titration, half } : undefined;
      mean('polarisation', 'mean drop from equilibrium to loaded voltage', own, (p) => p.polarisation, at);
      mean('ohmic_polarisation', 'mean ohmic part', own, (p) => p.ohmic, at);
      mean('charge_transfer_polarisation', 'mean charge-transfer part', own, (p) => p.chargeTransfer, at);
      mean('diffusion_polarisation', 'mean diffusion part', own, (p) => p.diffusion, at);
      const middle = own.map((p) => p.full.diffusivity ?? p.full.diffusionTime).sort((a, b) => a.value - b.value)[
        own.length >> 1
      ];
      findings.push({
        id: radius === undefined ? 'diffusion_time' : 'diffusivity',
        label:
          radius === undefined
            ? 'R²/D, median over pulses'
            : 'diffusion coefficient by the full response, median over pulses',
        estimate: { ...middle, n: own.length },
        ...(at !== undefined && { at }),
      });
      findings.push({
        id: 'pulses',
        label: 'pulses found',
        estimate: { value: own.length, sigma: 0, n: 1, unit: '1' },
        ...(at !== undefined && { at }),
      });
    }
    const [first, last] = [
      series[0],
      series.findLast((own) => own !== series[0] && own[0].pulse.direction === series[0][0].pulse.direction),
    ];
    if (last && first.length > 1 && last.length > 1) {
      const loss = compareTitrations(first, last);
      findings.push({
        id: 'voltage_loss',
        label: 'average voltage loss on ageing: growth of the polarisation at equal state of charge',
        estimate: loss.polarisation,
      });
      findings.push({
        id: 'ohmic_voltage_loss',
        label: 'ohmic part of the average voltage loss',
        estimate: loss.ohmic,
      });
      findings.push({
        id: 'loaded_voltage_loss',
        label: 'difference of mean loaded voltages at equal state of charge',
        estimate: loss.loadedVoltage,
      });
      notes.push(...loss.notes);
    }
    return makeOutcome({
      findings,
      tables: [{ id: 'pulses', title: 'Pulses', table: tabulate(points, radius) }],
      figures: makeFigures(points, radius),
      notes,
    });
  },
  cite: [
    { text: 'Weppner and Huggins, J. Electrochem. Soc. 124 (1977) 1569', doi: '10.1149/1.2133112' },
    { text: 'Crank, The Mathematics of Diffusion, 2nd ed., Oxford, 1975, eq. 6.45' },
    { text: 'Bayley and Hammersley, Suppl. J. R. Stat. Soc. 8 (1946) 184', doi: '10.2307/2983560' },
  ],
});

function tabulate(points: readonly TitrationPoint[], radius: number | undefined): Table {
  const column = (name: string, pick: (p: TitrationPoint) => Estimate | undefined): Column => ({
    name,
    values: Float64Array.from(points, (p) => pick(p)?.value ?? 0),
    ...(points.some((p) => pick(p)?.sigma !== undefined) && {
      sigma: Float64Array.from(points, (p) => pick(p)?.sigma ?? 0),
    }),
    ...(points.some((p) => !pick(p)) && { valid: Uint8Array.from(points, (p) => (pick(p) ? 1 : 0)) }),
  });
  return new Table([
    { name: 'pulse', values: Int32Array.from(points, (p) => p.pulse.number) },
    { name: 'titration', values: Int32Array.from(points, (p) => p.pulse.titration) },
    { name: 'state_of_charge_percent', values: Float64Array.from(points, (p) => 100 * p.soc) },
    { name: 'current_ampere', values: Float64Array.from(points, (p) => p.pulse.current) },
    { name: 'pulse_capacity_ah', values: Float64Array.from(points, (p) => p.pulse.charge / 3600) },
    { name: 'voltage_before_volt', values: Float64Array.from(points, (p) => p.pulse.voltageBefore) },
    { name: 'loaded_voltage_volt', values: Float64Array.from(points, (p) => p.pulse.loadedVoltage) },
    { name: 'rest_voltage_volt', values: Float64Array.from(points, (p) => p.pulse.restVoltage) },
    column('equilibrium_voltage_volt', (p) => p.equilibrium),
    column('polarisation_volt', (p) => p.polarisation),
    column('ohmic_polarisation_volt', (p) => p.ohmic),
    column('charge_transfer_polarisation_volt', (p) => p.chargeTransfer),
    column('diffusion_polarisation_volt', (p) => p.diffusion),
    column('diffusion_time_second', (p) => p.full.diffusionTime),
    ...(radius === undefined
      ? []
      : [
          column('diffusivity_square_metre_per_second', (p) => p.full.diffusivity),
          column('short_time_diffusivity_square_metre_per_second', (p) => p.shortTime?.diffusivity),
          { name: 'short_time_valid', values: Int32Array.from(points, (p) => (p.shortTime?.valid ? 1 : 0)) },
        ]),
    { name: 'fit_residual_volt', values: Float64Array.from(points, (p) => p.full.rms) },
  ]);
}

function makeFigures(points: readonly TitrationPoint[], radius: number | undefined): Figure[] {
  const soc = { field: 'soc', type: 'quantitative', title: 'state of charge / %' };
  const parts = points.flatMap((p) =>
    (
      [
        ['ohmic', p.ohmic],
        ['charge transfer', p.chargeTransfer],
        ['diffusion', p.diffusion],
      ] as const
    ).flatMap(([part, e]) =>
      e ? [{ soc: 100 * p.soc, part, polarisation: 1000 * e.value, titration: `titration ${p.pulse.titration}` }] : [],
    ),
  );
  const diffusion = points.map((p) => ({
    soc: 100 * p.soc,
    value: (p.full.diffusivity ?? p.full.diffusionTime).value,
    titration: `titration ${p.pulse.titration}`,
  }));
  return [
    {
      id: 'equilibrium',
      title: 'Equilibrium voltage',
      caption: 'Extrapolated from each rest.',
      spec: houseFigure({
        data: {
          name: 'equilibrium',
          values: points.map((p) => ({
            soc: 100 * p.soc,
            voltage: p.equilibrium.value,
            titration: `titration ${p.pulse.titration}`,
          })),
        },
        mark: { type: 'point' },
        encoding: {
          x: soc,
          y: { field: 'voltage', type: 'quantitative', title: 'equilibrium voltage / V', scale: { zero: false } },
          color: { field: 'titration', type: 'nominal', title: null },
        },
      }),
    },
    {
      id: 'polarisation',
      title: 'Polarisation by its parts',
      caption: 'At the end of each pulse.',
      spec: houseFigure({
        data: { name: 'polarisation', values: parts },
        mark: { type: 'point' },
        encoding: {
          x: soc,
          y: { field: 'polarisation', type: 'quantitative', title: 'polarisation / mV' },
          color: { field: 'part', type: 'nominal', title: null },
          shape: { field: 'titration', type: 'nominal', title: null },
        },
      }),
    },
    {
      id: 'diffusion',
      title: 'Diffusion',
      caption: 'By fit of the full response of spheres.',
      spec: houseFigure({
        data: { name: 'diffusion', values: diffusion },
        mark: { type: 'point' },
        encoding: {
          x: soc,
          y: {
            field: 'value',
            type: 'quantitative',
            scale: { type: 'log' },
            title: radius === undefined ? 'R²/D / s' : 'D / (m²/s)',
          },
          color: { field: 'titration', type: 'nominal', title: null },
        },
      }),
    },
  ];
}
