import { choice, InputError, quantity, Table, type Note, type Recording } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { computeMeanDiameters, computeQuantile, type SizeClasses } from '../particles/size-distribution.js';

const settings = {
  weight: choice(['volume', 'number'], undefined, 'what a share is of', 'volume where the file has it'),
  calibration: quantity(
    'number',
    undefined,
    'relative standard uncertainty of sizes',
    '1.5 % (ISO 13320 allows 3 % at the median)',
  ),
};

/** Particle sizes from shares by class. */
export const particleSizeAnalysis = defineAnalysis({
  id: 'psd',
  version: '1',
  title: 'Particle sizes: D10, D50, D90, span',
  inputs: { recording: { kind: 'particle-size', describe: 'shares by size class' } },
  settings,
  quantities: {
    d10: { label: 'D10', unit: 'um', scale: 'log' },
    d50: { label: 'D50', unit: 'um', scale: 'log' },
    d90: { label: 'D90', unit: 'um', scale: 'log' },
    span: { label: 'span (D90 − D10)/D50', unit: '1', scale: 'log' },
    mean_diameter_volume: { label: 'volume-weighted mean D[4,3]', unit: 'um', scale: 'log' },
    mean_diameter_surface: { label: 'surface-weighted mean D[3,2]', unit: 'um', scale: 'log' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const { classes, weight, notes } = toClasses(recording, settings.weight);
    const n = classes.share.length;
    const calibration = settings.calibration ?? 0.015;
    const shares = { d10: 0.1, d50: 0.5, d90: 0.9 } as const;
    const smooth = Object.entries(shares).map(([id, q]) => ({
      id,
      value: 1e6 * computeQuantile(classes, q),
      straight: 1e6 * computeQuantile(classes, q, 'straight'),
    }));
    const [d10, d50, d90] = smooth;
    const span = (d90.value - d10.value) / d50.value;
    const straightSpan = (d90.straight - d10.straight) / d50.straight;
    const means = computeMeanDiameters(classes);
    let running = 0;
    const total = classes.share.reduce((s, v) => s + v, 0);
    const cumulative = classes.share.map((v) => (running += (100 * v) / total));
    return makeOutcome({
      findings: [
        ...smooth.map(({ id, value, straight }) => ({
          id,
          estimate: makeEstimate(
            value,
            'um',
            { model: Math.abs(straight - value) / 2, calibration: (id === 'd50' ? 1 : 5 / 3) * calibration * value },
            n,
          ),
        })),
        {
          id: 'span',
          estimate: makeEstimate(
            span,
            '1',
            {
              model: Math.abs(straightSpan - span) / 2,
              calibration: calibration * Math.hypot(((5 / 3) * Math.hypot(d90.value, d10.value)) / d50.value, span),
            },
            n,
          ),
        },
        ...(weight === 'volume'
          ? [
              {
                id: 'mean_diameter_volume',
                estimate: makeEstimate(1e6 * means.d43, 'um', { calibration: calibration * 1e6 * means.d43 }, n),
              },
              {
                id: 'mean_diameter_surface',
                estimate: makeEstimate(1e6 * means.d32, 'um', { calibration: calibration * 1e6 * means.d32 }, n),
              },
            ]
          : []),
      ],
      tables: [
        {
          id: 'cumulative',
          title: 'Cumulative distribution',
          table: new Table([
            { name: 'size_micrometre', values: classes.upper.map((v) => 1e6 * v) },
            { name: 'undersize_percent', values: cumulative },
          ]),
        },
      ],
      figures: [
        {
          id: 'sizes',
          title: 'Particle sizes',
          caption: `Shares of ${weight} by class.`,
          spec: houseFigure({
            data: {
              name: 'sizes',
              values: Array.from(classes.share, (v, i) => ({
                size: 1e6 * Math.sqrt(classes.lower[i] * classes.upper[i]),
                share: (100 * v) / total,
              })).filter((r) => r.share > 1e-4),
            },
            mark: { type: 'line', interpolate: 'step' },
            encoding: {
              x: { field: 'size', type: 'quantitative', scale: { type: 'log' }, title: 'size / µm' },
              y: { field: 'share', type: 'quantitative', title: `share of ${weight} / %` },
            },
          }),
        },
      ],
      notes,
    });
  },
  cite: [
    { text: 'ISO 9276-2: Representation of results of particle size analysis' },
    { text: 'ISO 13320: Particle size analysis — Laser diffraction methods' },
  ],
});

/** Classes of a recording, by volume or by number but never both. */
function toClasses(
  { table }: Recording,
  wanted: 'volume' | 'number' | undefined,
): { classes: SizeClasses; weight: 'volume' | 'number'; notes: Note[] } {
  const notes: Note[] = [];
  const weight =
    wanted ?? (table.has('volume_percent') || table.has('cumulative_volume_percent') ? 'volume' : 'number');
  const own = table.find(`${weight}_percent`);
  const cumulative = weight === 'volume' ? table.find('cumulative_volume_percent') : undefined;
  const column = own ?? cumulative;
  if (!column) throw new InputError(`this distribution has no share by ${weight}`, { where: { path: 'weight' } });
  if (wanted === undefined && table.has('volume_percent') && table.has('number_percent'))
    notes.push({
      level: 'info',
      code: 'weights',
      text: 'the file has shares by volume and by number; those by volume were taken, the two are never mixed',
    });
  if (weight === 'number')
    notes.push({
      level: 'warning',
      code: 'by-number',
      text: 'these sizes are weighted by number: they cannot be compared with those weighted by volume',
    });
  const rows = Array.from({ length: table.length }, (_, i) => i).filter((i) => !column.valid || column.valid[i] === 1);
  const micrometres = (name: string): Float64Array => {
    const values = table.column(name);
    return Float64Array.from(rows, (i) => 1e-6 * values[i]);
  };
  const raw = table.column(column.name);
  let share = Float64Array.from(rows, (i) => raw[i]);
  let lower: Float64Array;
  let upper: Float64Array;
  if (table.has('lower_micrometre') && table.has('upper_micrometre')) {
    lower = micrometres('lower_micrometre');
    upper = micrometres('upper_micrometre');
  } else {
    // One size a row: limits of classes where the share is cumulative, else their middles on a logarithmic scale.
    const size = micrometres(table.has('upper_micrometre') ? 'upper_micrometre' : 'size_micrometre');
    if (own && !table.has('upper_micrometre')) {
      const ratio = size.length > 1 ? Math.sqrt(size[1] / size[0]) : 1;
      upper = size.map((s, i) => (i + 1 < size.length ? Math.sqrt(s * size[i + 1]) : s * ratio));
      lower = size.map((s, i) => (i > 0 ? Math.sqrt(s * size[i - 1]) : s / ratio));
      notes.push({
        level: 'info',
        code: 'sizes-are-middles',
        text: 'one size a class: it was taken for the middle of the class on a logarithmic scale',
      });
    } else {
      upper = size;
      lower = size.map((s, i) => (i > 0 ? size[i - 1] : (s * s) / (size[1] ?? 2 * s)));
    }
  }
  if (!own) share = share.map((v, i) => (i > 0 ? v - share[i - 1] : v));
  if (lower.length > 1 && lower[0] > lower[1]) {
    lower.reverse();
    upper.reverse();
    share.reverse();
  }
  return { classes: { lower, upper, share }, weight, notes };
}
