import { InputError } from '../../core/index.js';

/** What a layer leaves of one line of the substrate. */
export interface AttenuatedLine {
  name: string;
  /** [1] coated over bare intensity, with its standard deviation */
  ratio: number;
  sigma: number;
  /** [m] effective attenuation length of its electrons in the layer */
  length: number;
  /** [m] standard deviation of that length; 0 where it is taken as exact */
  lengthSigma?: number;
}

/** Thickness and coverage with their covariance. */
export interface Overlayer {
  /** [m] */
  thickness: number;
  thicknessSigma: number;
  /** [1] */
  coverage: number;
  coverageSigma: number;
  /** [1] */
  correlation: number;
  /** [1] what is left over where there are more than two lines */
  chiSquare: number;
}

/**
 * What a layer leaves of a line: I/I0 = 1 − θ + θ exp(−t/(L cos α)).
 *
 * @param thickness [m]
 * @param coverage  [1]
 * @param length    [m] effective attenuation length
 * @param cosine    [1] of the emission angle against the normal
 * @returns [1]
 */
export function computeLayerTransmission(thickness: number, coverage: number, length: number, cosine: number): number {
  return 1 - coverage + coverage * Math.exp(-thickness / (length * cosine));
}

/**
 * Thickness and coverage of a layer from two or more lines of unlike attenuation length: I/I0 = 1 − θ + θ exp(−t/(L cos
 * α)) (patches of even thickness t on a share θ of the surface). One line alone gives a curve of pairs: {@link
 * traceOverlayer}.
 *
 * Gauss–Newton over both from a grid of starts; the covariance is that of the ratios and of the lengths, to first
 * order.
 *
 * @param cosine [1] of the emission angle against the normal
 */
export function solveOverlayer(lines: readonly AttenuatedLine[], cosine: number): Overlayer {
  if (lines.length < 2)
    throw new InputError('thickness and coverage need two lines of unlike energy', {
      hint: 'add a second line, or give the coverage',
    });
  const cost = (t: number, theta: number): number =>
    lines.reduce(
      (sum, line) => sum + ((computeLayerTransmission(t, theta, line.length, cosine) - line.ratio) / line.sigma) ** 2,
      0,
    );
  const longest = Math.max(...lines.map((l) => l.length)) * cosine;
  let best: [number, number] = [longest, 1];
  for (let i = 1; i <= 120; i++)
    for (let j = 1; j <= 60; j++) {
      const pair: [number, number] = [(6 * longest * i) / 120, j / 60];
      if (cost(...pair) < cost(...best)) best = pair;
    }
  let [t, theta] = best;
  for (let step = 0; step < 60; step++) {
    const { normal, gradient } = linearise(lines, t, theta, cosine);
    const det = normal[0] * normal[2] - normal[1] ** 2;
    if (!(det > 0)) break;
    const dt = -(normal[2] * gradient[0] - normal[1] * gradient[1]) / det;
    const dTheta = -(normal[0] * gradient[1] - normal[1] * gradient[0]) / det;
    let scale = 1;
    const now = cost(t, theta);
    while (scale > 1e-6) {
      const nextT = Math.max(1e-3 * longest, t + scale * dt);
      const nextTheta = Math.max(0, Math.min(1, theta + scale * dTheta));
      if (cost(nextT, nextTheta) <= now) {
        t = nextT;
        theta = nextTheta;
        break;
      }
      scale /= 2;
    }
    if (scale <= 1e-6 || (Math.abs(dt) < 1e-12 * longest && Math.abs(dTheta) < 1e-12)) break;
  }
  const { normal } = linearise(lines, t, theta, cosine);
  const det = normal[0] * normal[2] - normal[1] ** 2;
  const full = theta >= 1 - 1e-9;
  // On the bound of full coverage, the thickness alone is free.
  const varT = full ? 1 / normal[0] : normal[2] / det;
  const varTheta = normal[0] / det;
  const cov = full ? 0 : -normal[1] / det;
  let fromLengths = 0;
  let thetaFromLengths = 0;
  for (let k = 0; k < lines.length; k++) {
    const s = lines[k].lengthSigma ?? 0;
    if (s === 0) continue;
    const moved = lines.map((line, i) => ({ ...line, length: line.length + (i === k ? s : 0), lengthSigma: 0 }));
    const other = solveOverlayer(moved, cosine);
    fromLengths += (other.thickness - t) ** 2;
    thetaFromLengths += (other.coverage - theta) ** 2;
  }
  return {
    thickness: t,
    thicknessSigma: Math.sqrt(varT + fromLengths),
    coverage: theta,
    coverageSigma: Math.sqrt(varTheta + thetaFromLengths),
    correlation: cov / Math.sqrt(varT * varTheta),
    chiSquare: cost(t, theta),
  };
}

function linearise(
  lines: readonly AttenuatedLine[],
  t: number,
  theta: number,
  cosine: number,
): { normal: [number, number, number]; gradient: [number, number] } {
  const normal: [number, number, number] = [0, 0, 0];
  const gradient: [number, number] = [0, 0];
  for (const line of lines) {
    const left = Math.exp(-t / (line.length * cosine));
    const byT = (-theta * left) / (line.length * cosine) / line.sigma;
    const byTheta = (left - 1) / line.sigma;
    const r = (1 - theta + theta * left - line.ratio) / line.sigma;
    normal[0] += byT * byT;
    normal[1] += byT * byTheta;
    normal[2] += byTheta * byTheta;
    gradient[0] += byT * r;
    gradient[1] += byTheta * r;
  }
  return { normal, gradient };
}

/**
 * Pairs of coverage and thickness that explain one line: t = −L cos α ln((R − 1 + θ)/θ).
 *
 * @param cosine [1] of the emission angle against the normal
 * @param points [1]
 * @returns (m) coverage [1] from just above 1 − R to 1, thickness [m]
 */
export function traceOverlayer(
  line: AttenuatedLine,
  cosine: number,
  points = 41,
): { coverage: number; thickness: number }[] {
  const least = Math.max(1e-3, 1 - line.ratio);
  return Array.from({ length: points }, (_, k) => {
    const coverage = least + (1 - least) * ((k + 0.5) / points);
    return { coverage, thickness: -line.length * cosine * Math.log((line.ratio - 1 + coverage) / coverage) };
  }).filter((pair) => Number.isFinite(pair.thickness) && pair.thickness >= 0);
}

/**
 * Thickness at a known coverage from one line, with its standard deviation.
 *
 * @param coverage [1]
 * @param cosine   [1] of the emission angle against the normal
 * @returns [m]
 */
export function computeLayerThickness(
  line: AttenuatedLine,
  coverage: number,
  cosine: number,
): { thickness: number; sigma: number } {
  const left = (line.ratio - 1 + coverage) / coverage;
  if (!(left > 0 && left <= 1))
    throw new InputError(
      `at a coverage of ${coverage}, no thickness leaves ${line.ratio.toPrecision(4)} of ${line.name}: the bare share alone leaves ${(1 - coverage).toPrecision(4)}`,
      { hint: 'the coverage is higher, or bare and coated are swapped or of unlike intensity' },
    );
  const thickness = -line.length * cosine * Math.log(left);
  const byRatio = (line.length * cosine) / (coverage * left);
  return { thickness, sigma: Math.hypot(byRatio * line.sigma, (thickness * (line.lengthSigma ?? 0)) / line.length) };
}
