import { InputError } from '../../core/index.js';

/** Zero loss of a low-loss spectrum. */
export interface ZeroLoss {
  /** [eV] */
  position: number;
  positionSigma: number;
  /** [eV] full width at half maximum */
  width: number;
  widthSigma: number;
  /** [1] t/λ = ln(I_t/I_0), where the spectrum reaches far enough */
  relativeThickness?: number;
  relativeThicknessSigma?: number;
}

/** [eV] range that holds nearly all single losses */
const REACH = 50;

/**
 * Place and width of the zero loss, and thickness over the mean free path by ln(I_t/I_0), the zero loss ending at the
 * first minimum behind it. Egerton (2011), section 5.1.
 *
 * @param energy [eV] (n) rising
 * @param counts [count] (n)
 */
export function measureZeroLoss(energy: Float64Array, counts: Float64Array): ZeroLoss {
  const n = energy.length;
  let top = 0;
  for (let i = 1; i < n; i++) if (counts[i] > counts[top]) top = i;
  if (!(counts[top] > 0)) throw new InputError('the spectrum has no zero loss: no intensity is above zero');
  const half = counts[top] / 2;
  const cross = (from: number, step: number): number => {
    let i = from;
    while (i + step >= 0 && i + step < n && counts[i + step] > half) i += step;
    const j = Math.max(0, Math.min(n - 1, i + step));
    const f = (counts[i] - half) / (counts[i] - counts[j] || 1);
    return energy[i] + f * (energy[j] - energy[i]);
  };
  const left = cross(top, -1);
  const right = cross(top, 1);
  const width = right - left;
  const step = (energy[n - 1] - energy[0]) / (n - 1);
  const error = width / (2 * Math.sqrt(Math.max(1, (counts[top] * width) / step)));
  let valley = top;
  while (valley + 1 < n && energy[valley] < (left + right) / 2 + 1.2 * width) valley++;
  while (valley + 1 < n && energy[valley] < (left + right) / 2 + 6 && counts[valley + 1] < counts[valley]) valley++;
  let zero = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (i <= valley) zero += counts[i];
    total += counts[i];
  }
  const reaches = energy[n - 1] - (left + right) / 2 >= REACH;
  return {
    position: (left + right) / 2,
    positionSigma: error,
    width,
    widthSigma: 2 * error,
    ...(reaches &&
      total > zero &&
      zero > 0 && {
        relativeThickness: Math.log(total / zero),
        relativeThicknessSigma: Math.sqrt(Math.max(0, 1 / zero - 1 / total)),
      }),
  };
}
