import type { Recording } from '../../../core/index.js';
import { testKramersKronig } from '../../../lab/impedance/kramers-kronig.js';
import { splitSpectra } from '../../../lab/impedance/spectrum.js';
import type { Panel, Series } from '../plot/panel.js';

const nameOf = (label: string | undefined, k: number, count: number): string =>
  label ?? (count > 1 ? `spectrum ${k + 1}` : 'impedance');

/** Minus the imaginary part against the real one, one ohm as long on either axis. */
export function drawNyquist(recording: Recording): Panel[] {
  const spectra = splitSpectra(recording);
  return [
    {
      id: 'nyquist',
      title: 'Nyquist',
      equal: true,
      x: { title: 'Re Z / Ω' },
      y: { title: '−Im Z / Ω' },
      series: spectra.map(({ label, real, imaginary }, k) => ({
        label: nameOf(label, k, spectra.length),
        points: spectra.length <= 3,
        x: real.slice(),
        y: imaginary.map((v) => -v),
      })),
    },
  ];
}

/** Magnitude and phase against frequency. */
export function drawBode(recording: Recording): Panel[] {
  const spectra = splitSpectra(recording);
  const of = (value: (re: number, im: number) => number): Series[] =>
    spectra.map(({ label, frequency, real, imaginary }, k) => ({
      label: nameOf(label, k, spectra.length),
      x: frequency.slice(),
      y: real.map((re, i) => value(re, imaginary[i])),
    }));
  const x = { title: 'frequency / Hz', log: true };
  return [
    { id: 'magnitude', title: 'Magnitude', x, y: { title: '|Z| / Ω', log: true }, series: of(Math.hypot) },
    {
      id: 'phase',
      title: 'Phase',
      x,
      y: { title: '−phase / °' },
      series: of((re, im) => (-180 / Math.PI) * Math.atan2(im, re)),
    },
  ];
}

/** Residuals of the linear Kramers–Kronig test: what no causal, linear and stable cell could do. */
export async function drawResiduals(recording: Recording): Promise<Panel[]> {
  const spectra = splitSpectra(recording).slice(0, 8);
  const tests = await Promise.all(spectra.map((s) => testKramersKronig(s)));
  return tests.map((test, k) => ({
    id: `residuals-${k}`,
    title: `Kramers–Kronig residuals${spectra.length > 1 ? `, ${nameOf(spectra[k].label, k, spectra.length)}` : ''}: ${(100 * test.rms).toPrecision(2)} % of |Z|`,
    x: { title: 'frequency / Hz', log: true },
    y: { title: 'residual / % of |Z|' },
    series: [
      { label: 'real part', points: true, x: spectra[k].frequency.slice(), y: test.residualReal.map((v) => 100 * v) },
      {
        label: 'imaginary part',
        points: true,
        x: spectra[k].frequency.slice(),
        y: test.residualImaginary.map((v) => 100 * v),
      },
    ],
  }));
}
