import { computeStudentQuantile, InputError, number, Table, type Estimate, type Note } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { fitCalibration, predictConcentration, type Calibration, type Readings } from '../solutions/calibrate.js';

const settings = {
  dilution: number(1, 'factor by which samples were diluted before they were read', { min: 1 }),
};

interface Solution extends Readings {
  sample: string;
}

/** Names under which standards stand in a table. */
const STANDARD = /^(?:standard|std|cal|calibration|blank|s\d+$)/i;

/** Concentrations of elements from emission intensities of standards and samples. */
export const icpAnalysis = defineAnalysis({
  id: 'icp',
  version: '1',
  title: 'Emission spectrometry: concentrations, limits',
  inputs: { recording: { kind: 'icp', describe: 'intensities of standards and samples' } },
  settings,
  quantities: {
    concentration: { label: 'concentration', unit: 'mg/L' },
    mean_concentration: { label: 'mean over samples', unit: 'mg/L' },
    detection_limit: { label: 'detection limit', unit: 'mg/L', scale: 'log' },
    quantification_limit: { label: 'quantification limit', unit: 'mg/L', scale: 'log' },
    sensitivity: { label: 'slope of the calibration line, counts per mg/L', unit: '1', scale: 'log' },
  },
  async run({ recording }, { dilution }): Promise<Outcome> {
    const { table } = recording;
    const samples = table.text('sample');
    const elements = table.text('element');
    const concentration = table.get('concentration_milligram_per_litre');
    const intensity = table.get('intensity_count');
    const [c, y] = [table.column(concentration.name), table.column(intensity.name)];
    const groups = new Map<string, Map<string, Solution & { intensities: number[] }>>();
    for (let i = 0; i < table.length; i++) {
      if (intensity.valid && !intensity.valid[i]) continue;
      const known = !(concentration.valid && !concentration.valid[i]);
      const element = elements[i];
      const solutions = groups.get(element) ?? new Map<string, Solution & { intensities: number[] }>();
      groups.set(element, solutions);
      const isStandard = known || STANDARD.test(samples[i]);
      const key = `${samples[i]}\n${known ? c[i] : ''}`;
      const found = solutions.get(key) ?? {
        sample: samples[i],
        ...(isStandard && { concentration: known ? c[i] : 0 }),
        intensities: [],
      };
      found.intensities.push(y[i]);
      solutions.set(key, found);
    }
    if (groups.size === 0) throw new InputError('this table has no readings');
    const findings: Finding[] = [];
    const notes: Note[] = [];
    const rows: { element: string; calibration: Calibration }[] = [];
    for (const [element, solutions] of groups) {
      const all = [...solutions.values()];
      const standards = all.filter((s) => s.concentration !== undefined);
      const unknown = all.filter((s) => s.concentration === undefined);
      if (standards.length === 0) throw new InputError(`${element} has no standards`);
      const calibration = fitCalibration(standards, unknown);
      rows.push({ element, calibration });
      const top = Math.max(...standards.map((s) => s.concentration!));
      if (calibration.misfit > 2)
        notes.push({
          level: 'warning',
          code: 'line-bent',
          text: `the standards of ${element} lie ${calibration.misfit.toFixed(1)} times as far from the line as their readings scatter: it may be bent, or a standard is wrong; errors are widened by that`,
        });
      const widen = Math.max(1, calibration.misfit);
      const measured = unknown.map((s) => ({ ...s, ...predictConcentration(calibration, s.intensities) }));
      for (const { sample, value, readingSigma, lineSigma, intensities } of measured) {
        const [reading, line] = [dilution * readingSigma, dilution * widen * lineSigma];
        const sigma = Math.hypot(reading, line);
        const half = computeStudentQuantile(0.975, calibration.n - 2) * sigma;
        const own: Note[] = [];
        if (value < calibration.detectionLimit)
          own.push({
            level: 'warning',
            code: 'below-detection',
            text: `${element} in ${sample} is below the detection limit of ${(dilution * calibration.detectionLimit).toPrecision(2)} mg/L: it is not shown to be there`,
          });
        else if (value < calibration.quantificationLimit)
          own.push({
            level: 'warning',
            code: 'below-quantification',
            text: `${element} in ${sample} lies below the quantification limit of ${(dilution * calibration.quantificationLimit).toPrecision(2)} mg/L: it is there, but its value is not measured`,
          });
        if (value > 1.05 * top)
          own.push({
            level: 'warning',
            code: 'above-standards',
            text: `${element} in ${sample} lies above the highest standard of ${top} mg/L: dilute further`,
          });
        notes.push(...own);
        findings.push({
          id: 'concentration',
          at: { element, sample },
          estimate: {
            value: dilution * value,
            sigma,
            n: intensities.length,
            unit: 'mg/L',
            confidence: 0.95,
            interval: [dilution * value - half, dilution * value + half],
            budget: { counting: reading, calibration: line },
            covers: 'measurement',
            ...(own.length > 0 && { notes: own }),
          },
        });
      }
      if (measured.length > 1) findings.push(meanOf(element, measured, calibration, dilution, widen, notes));
      findings.push(
        limit('detection_limit', element, dilution * calibration.detectionLimit, calibration.n),
        limit('quantification_limit', element, dilution * calibration.quantificationLimit, calibration.n),
        {
          id: 'sensitivity',
          at: { element },
          estimate: {
            value: calibration.slope,
            sigma: widen * Math.sqrt(calibration.covariance[3]),
            n: calibration.n,
            unit: '1',
            budget: { fit: widen * Math.sqrt(calibration.covariance[3]) },
          },
        },
      );
    }
    return makeOutcome({
      findings,
      tables: [
        {
          id: 'lines',
          title: 'Calibration lines',
          table: new Table([
            { name: 'element', values: rows.map((r) => r.element) },
            { name: 'slope_count_litre_per_milligram', values: Float64Array.from(rows, (r) => r.calibration.slope) },
            { name: 'intercept_count', values: Float64Array.from(rows, (r) => r.calibration.intercept) },
            { name: 'blank_scatter_count', values: Float64Array.from(rows, (r) => r.calibration.floor) },
            { name: 'relative_scatter', values: Float64Array.from(rows, (r) => r.calibration.relative) },
          ]),
        },
      ],
      figures: [
        {
          id: 'concentrations',
          title: 'Concentrations',
          caption: 'Bars are one standard uncertainty.',
          spec: houseFigure({
            data: {
              name: 'concentrations',
              values: findings
                .filter((f) => f.id === 'concentration')
                .map((f) => ({
                  at: `${f.at!.element} ${f.at!.sample}`,
                  value: f.estimate.value,
                  low: f.estimate.value - f.estimate.sigma!,
                  high: f.estimate.value + f.estimate.sigma!,
                })),
            },
            encoding: { x: { field: 'at', type: 'nominal', title: null } },
            layer: [
              {
                mark: 'rule',
                encoding: {
                  y: { field: 'low', type: 'quantitative', title: 'concentration / mg/L' },
                  y2: { field: 'high' },
                },
              },
              { mark: 'point', encoding: { y: { field: 'value', type: 'quantitative' } } },
            ],
          }),
        },
      ],
      notes,
    });
  },
  cite: [
    { text: 'Currie, Anal. Chem. 40 (1968) 586', doi: '10.1021/ac60259a007' },
    { text: 'ISO 11095: Linear calibration using reference materials' },
  ],
});

/** Mean over samples: what they scatter, and apart from it what the line does to all of them alike. */
function meanOf(
  element: string,
  measured: readonly { value: number; lineSigma: number; sample: string }[],
  calibration: Calibration,
  dilution: number,
  widen: number,
  notes: Note[],
): Finding {
  const n = measured.length;
  const values = measured.map((m) => dilution * m.value);
  const mean = values.reduce((s, v) => s + v, 0) / n;
  const spread = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
  const x = mean / dilution;
  const { covariance, slope } = calibration;
  const line =
    (dilution * widen * Math.sqrt(Math.max(0, covariance[0] + 2 * x * covariance[1] + x * x * covariance[3]))) / slope;
  const sigma = Math.hypot(spread / Math.sqrt(n), line);
  const half = computeStudentQuantile(0.975, n - 1) * sigma;
  const own: Note[] = [];
  if (x < calibration.quantificationLimit)
    own.push({
      level: 'warning',
      code: x < calibration.detectionLimit ? 'below-detection' : 'below-quantification',
      text: `the mean of ${element} lies below the ${x < calibration.detectionLimit ? 'detection' : 'quantification'} limit`,
    });
  notes.push(...own);
  const estimate: Estimate = {
    value: mean,
    sigma,
    n,
    unit: 'mg/L',
    spread,
    confidence: 0.95,
    interval: [mean - half, mean + half],
    budget: { replicates: spread / Math.sqrt(n), calibration: line },
    covers: 'specimens',
    ...(own.length > 0 && { notes: own }),
  };
  return { id: 'mean_concentration', at: { element }, estimate };
}

const limit = (id: string, element: string, value: number, n: number): Finding => ({
  id,
  at: { element },
  // A standard deviation from n readings is itself known to one part in √(2(n − 1)).
  estimate: {
    value,
    sigma: value / Math.sqrt(2 * (n - 1)),
    n,
    unit: 'mg/L',
    budget: { counting: value / Math.sqrt(2 * (n - 1)) },
  },
});
