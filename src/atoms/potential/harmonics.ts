/** Number of real harmonics with 1 ≤ l ≤ lMax. */
export function countHarmonics(lMax: number): number {
  return (lMax + 1) ** 2 - 1;
}

/**
 * Weight of the square of each harmonic, so that the weighted sum over m is (2l + 1)/4π times the Legendre polynomial
 * of the angle (addition theorem). Order: for each l from 1, m = 0, then cosine and sine of each m.
 */
export function makeHarmonicWeights(lMax: number): Float64Array {
  const weights: number[] = [];
  for (let l = 1; l <= lMax; l++) {
    let ratio = 1;
    weights.push((2 * l + 1) / (4 * Math.PI));
    for (let m = 1; m <= l; m++) {
      ratio /= (l + m) * (l - m + 1);
      const weight = (2 * ratio * (2 * l + 1)) / (4 * Math.PI);
      weights.push(weight, weight);
    }
  }
  return Float64Array.from(weights);
}

/**
 * Real harmonics dᵐP_l/dzᵐ · (x + iy)ᵐ of a unit vector, and where asked their derivatives with respect to x, y, z as
 * polynomials.
 *
 * @param values (harmonics)
 * @param slopes (harmonics, 3)
 */
export function computeHarmonics(
  lMax: number,
  x: number,
  y: number,
  z: number,
  values: Float64Array,
  slopes?: Float64Array,
): void {
  const size = lMax + 2;
  // legendre[l * size + m] = dᵐP_l/dzᵐ, zero for m > l.
  const legendre = new Float64Array((lMax + 1) * size);
  let diagonal = 1;
  for (let m = 0; m <= lMax; m++) {
    if (m > 0) diagonal *= 2 * m - 1;
    legendre[m * size + m] = diagonal;
    for (let l = m + 1; l <= lMax; l++) {
      const below = l - 2 >= m ? legendre[(l - 2) * size + m] : 0;
      legendre[l * size + m] = ((2 * l - 1) * z * legendre[(l - 1) * size + m] - (l + m - 1) * below) / (l - m);
    }
  }
  let at = 0;
  const put = (value: number, dx: number, dy: number, dz: number): void => {
    values[at] = value;
    if (slopes) {
      slopes[3 * at] = dx;
      slopes[3 * at + 1] = dy;
      slopes[3 * at + 2] = dz;
    }
    at++;
  };
  for (let l = 1; l <= lMax; l++) {
    put(legendre[l * size], 0, 0, legendre[l * size + 1]);
    let re = 1;
    let im = 0;
    for (let m = 1; m <= l; m++) {
      const below: [number, number] = [re, im];
      [re, im] = [re * x - im * y, re * y + im * x];
      const q = legendre[l * size + m];
      const dq = legendre[l * size + m + 1];
      put(q * re, q * m * below[0], -q * m * below[1], dq * re);
      put(q * im, q * m * below[1], q * m * below[0], dq * im);
    }
  }
}
