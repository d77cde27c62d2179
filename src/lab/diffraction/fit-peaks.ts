import { breathe, type Context } from '../../core/index.js';
import { fitLeastSquares } from '../../num/index.js';
import { addPeak, mixWidths } from './pseudo-voigt.js';
import type { Radiation } from './radiation.js';
import type { PatternData } from './refine.js';
import { boxMean, findEnvelope, guessWidth } from './search-cell.js';

/** A number with its esd. */
interface Measured {
  value: number;
  sigma?: number;
}

/** One line of a pattern. */
export interface Peak {
  /** [deg] of Kα1 */
  position: Measured;
  /** [counts deg] of all lines of the radiation */
  area: Measured;
  /** [deg] full width at half maximum of one line */
  width: Measured;
  /** [1] Lorentzian share */
  share: number;
  /** [counts] of Kα1 above the background */
  height: number;
  /** [1] height over noise where it was found */
  significance: number;
  converged: boolean;
}

/** [1] peaks fitted at most */
const MOST = 120;
/** [1] area over its esd below which a maximum is no line once a background and its neighbours are fitted with it */
const LEAST_AREA = 3;

// one that left the place where it was found, up to its bound there, is none either
const worth = ({ area, position }: Peak): number =>
  position.sigma === undefined ? 0 : area.value / (area.sigma ?? Infinity);

/**
 * Finds lines that stand out of the noise and fits them in groups: pseudo-Voigts over a straight line, Kα2 at its own
 * place with its known share. A maximum whose fitted area stays within three of its esds is dropped and counted: the least
 * of a group first, which is fitted again without it, so that no line is lost to the esd that a false one beside it lends.
 * One that the pattern cuts off within its width is given apart: with one flank it is not told from the background.
 */
export async function fitPeaks(
  angles: Float64Array,
  data: PatternData,
  radiation: Radiation,
  ctx?: Context,
): Promise<{ peaks: Peak[]; dropped: number; cut: Peak[] }> {
  const envelope = findEnvelope(angles, data.counts);
  const excess = data.counts.map((v, i) => Math.max(0, v - envelope[i]));
  const width = guessWidth(angles, excess);
  const found = findMaxima(angles, data, envelope, width, radiation)
    .slice(0, MOST)
    .sort((a, b) => a.at - b.at);
  const groups: (typeof found)[] = [];
  for (const peak of found) {
    const last = groups.at(-1);
    if (last && angles[peak.at] - angles[last.at(-1)!.at] < 4 * width && last.length < 6) last.push(peak);
    else groups.push([peak]);
  }
  const peaks: Peak[] = [];
  let dropped = 0;
  for (const [k, group] of groups.entries()) {
    ctx?.progress?.(k, groups.length, 'peaks');
    for (let left = group; left.length > 0; ) {
      if (ctx) await breathe(ctx);
      const fitted = await fitGroup(angles, data, radiation, envelope, width, left, ctx);
      const least = Math.min(...fitted.map(worth));
      if (least > LEAST_AREA) {
        peaks.push(...fitted);
        break;
      }
      left = left.filter((_, i) => worth(fitted[i]) > least);
      dropped += fitted.length - left.length;
    }
  }
  const whole = ({ position, width: own }: Peak): boolean =>
    position.value - angles[0] >= own.value && angles[angles.length - 1] - position.value >= own.value;
  return { peaks: peaks.filter(whole), dropped, cut: peaks.filter((peak) => !whole(peak)) };
}

interface Maximum {
  at: number;
  height: number;
  significance: number;
}

function findMaxima(
  angles: Float64Array,
  data: PatternData,
  envelope: Float64Array,
  width: number,
  radiation: Radiation,
): Maximum[] {
  const n = angles.length;
  const step = (angles[n - 1] - angles[0]) / (n - 1);
  const half = Math.max(1, Math.round(width / step / 3));
  const mean = boxMean(
    data.counts.map((v, i) => v - envelope[i]),
    half,
  );
  const noise = boxMean(data.variance, half).map((v) => Math.sqrt(Math.max(v, 1e-12) / (2 * half + 1)));
  const out: Maximum[] = [];
  for (let i = half; i < n - half; i++) {
    const z = mean[i] / noise[i];
    if (z < 6) continue;
    let top = true;
    for (let k = Math.max(0, i - 2 * half); k <= Math.min(n - 1, i + 2 * half) && top; k++)
      top = mean[k] < mean[i] || (mean[k] === mean[i] && k >= i);
    if (top) out.push({ at: i, height: mean[i], significance: z });
  }
  out.sort((a, b) => b.height - a.height);
  if (radiation.lines.length < 2) return out;
  // a maximum where Kα2 of a stronger one falls, and no higher than it, is that Kα2
  const shift = radiation.lines[1].wavelength / radiation.lines[0].wavelength;
  return out.filter((peak, k) => {
    return !out.slice(0, k).some((strong) => {
      const sine = Math.sin((angles[strong.at] * Math.PI) / 360) * shift;
      if (sine >= 1) return false;
      const second = (2 * Math.asin(sine) * 180) / Math.PI;
      return (
        Math.abs(angles[peak.at] - second) < 0.4 * width &&
        peak.height < 0.75 * strong.height &&
        second - angles[strong.at] > 0.5 * width
      );
    });
  });
}

async function fitGroup(
  angles: Float64Array,
  data: PatternData,
  radiation: Radiation,
  envelope: Float64Array,
  width: number,
  group: readonly Maximum[],
  ctx: Context | undefined,
): Promise<Peak[]> {
  const from = angles.findIndex((x) => x >= angles[group[0].at] - 5 * width);
  const beyond = angles.findIndex((x) => x > angles[group.at(-1)!.at] + 6 * width);
  const to = beyond < 0 ? angles.length : beyond;
  const x = angles.subarray(from, to);
  const sigma = data.variance.slice(from, to).map((v) => (v > 0 ? Math.sqrt(v) : 1e12));
  const middle = (x[0] + x[x.length - 1]) / 2;
  const level = envelope.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from);
  const initial = [level, 0];
  const lower = [-Infinity, -Infinity];
  const upper = [Infinity, Infinity];
  const names = ['background', 'slope'];
  group.forEach((peak, k) => {
    initial.push(angles[peak.at], 1.2 * peak.height * width * 1.4, 0.7 * width, 0.4 * width);
    lower.push(angles[peak.at] - width, 0, 0.05 * width, 1e-4);
    upper.push(angles[peak.at] + width, Infinity, 4 * width, 4 * width);
    names.push(`position ${k + 1}`, `area ${k + 1}`, `gauss ${k + 1}`, `lorentz ${k + 1}`);
  });
  const y = new Float64Array(x.length);
  const fit = await fitLeastSquares(
    {
      initial,
      lower,
      upper,
      names,
      sigma,
      absoluteSigma: true,
      maxIterations: 40,
      tolerance: 1e-8,
      residual: (p) => {
        for (let i = 0; i < x.length; i++) y[i] = p[0] + p[1] * (x[i] - middle) - data.counts[from + i];
        group.forEach((_, k) => {
          const [position, area, gauss, lorentz] = p.subarray(2 + 4 * k, 6 + 4 * k);
          const profile = mixWidths(gauss, lorentz);
          for (const line of radiation.lines) {
            const sine = (Math.sin((position * Math.PI) / 360) * line.wavelength) / radiation.lines[0].wavelength;
            if (sine < 1)
              addPeak(y, x, 0, x.length, (2 * Math.asin(sine) * 180) / Math.PI, profile, area * line.weight);
          }
        });
        return y.slice();
      },
    },
    ctx,
  );
  const wide = Math.max(1, Math.sqrt(fit.residualVariance));
  return group.map((peak, k) => {
    const at = 2 + 4 * k;
    const [position, area, gauss, lorentz] = fit.parameters.subarray(at, at + 4);
    const profile = mixWidths(gauss, lorentz);
    const measured = (i: number): Measured => ({
      value: fit.parameters[i],
      ...(fit.sigma[i] !== undefined && { sigma: fit.sigma[i] * wide }),
    });
    const [sg, sl] = [fit.sigma[at + 2], fit.sigma[at + 3]];
    const widthSigma = Math.hypot((sg ?? 0) * profile.widthByGauss, (sl ?? 0) * profile.widthByLorentz) * wide;
    const top =
      area *
      radiation.lines[0].weight *
      ((profile.share * 2) / Math.PI + (1 - profile.share) * 2 * Math.sqrt(Math.LN2 / Math.PI));
    return {
      position: measured(at),
      area: measured(at + 1),
      width: { value: profile.width, ...(widthSigma > 0 && { sigma: widthSigma }) },
      share: profile.share,
      height: top / profile.width,
      significance: peak.significance,
      converged: fit.converged && position > 0,
    };
  });
}
