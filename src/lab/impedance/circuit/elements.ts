/** A two-pole with its parameters. */
export interface Element {
  /** Letters before the number: `R`, `CPE`, `Wo`. */
  symbol: string;
  title: string;
  /** Parameters in order; the first of several stands for the size of the element. */
  parameters: readonly { name: string; unit: string; lower: number; upper: number }[];
  /**
   * Impedance and its derivatives.
   *
   * @param omega [s^-1] angular frequency
   * @param p   parameters from `at` on
   * @param out (2 + 2·parameters) Re Z, Im Z, then Re and Im of dZ/dp for each parameter
   */
  evaluate(omega: number, p: ArrayLike<number>, at: number, out: Float64Array): void;
}

const positive = (name: string, unit: string): { name: string; unit: string; lower: number; upper: number } => ({
  name,
  unit,
  lower: 0,
  upper: Infinity,
});
const exponent = { name: 'alpha', unit: '1', lower: 0, upper: 1 };

/** coth(z)/z or tanh(z)/z at z = x(1 + j), with half of z times its derivative; into `out`. */
function finiteLength(x: number, kind: 'open' | 'short', out: Float64Array): void {
  // z = x(1 + j), x = √(ωτ/2); tanh z by exponentials of −2z, which never overflow.
  const e = Math.exp(-2 * x);
  const c = e * Math.cos(2 * x);
  const s = -e * Math.sin(2 * x);
  const d = (1 + c) ** 2 + s * s;
  let tr = ((1 - c) * (1 + c) - s * s) / d;
  let ti = (-s * (1 + c) - (1 - c) * s) / d;
  if (x < 1e-6) {
    tr = x;
    ti = x;
  }
  const z2 = 2 * x * x || 1e-300;
  if (kind === 'short') {
    // f = tanh z / z; f' = (1 − tanh²)/z − tanh/z²
    const fr = ((tr + ti) * x) / z2;
    const fi = ((ti - tr) * x) / z2;
    const qr = 1 - (tr * tr - ti * ti) - fr;
    const qi = -2 * tr * ti - fi;
    out[0] = fr;
    out[1] = fi;
    // z·f'/2, which is τ·dZ/dτ over Z₀, because z ∝ √τ.
    out[2] = qr / 2;
    out[3] = qi / 2;
    return;
  }
  // f = coth z / z; z·f' = −1/sinh² − coth/z with 1/sinh² = coth² − 1
  const t2 = tr * tr + ti * ti || 1e-300;
  const cr = tr / t2;
  const ci = -ti / t2;
  const fr = ((cr + ci) * x) / z2;
  const fi = ((ci - cr) * x) / z2;
  out[0] = fr;
  out[1] = fi;
  out[2] = (1 - (cr * cr - ci * ci) - fr) / 2;
  out[3] = (-2 * cr * ci - fi) / 2;
}

const scratch = new Float64Array(4);

function warburg(symbol: string, title: string, kind: 'open' | 'short'): Element {
  return {
    symbol,
    title,
    parameters: [positive('R', 'ohm'), positive('tau', 's')],
    evaluate(omega, p, at, out) {
      const r = p[at];
      const tau = p[at + 1];
      finiteLength(Math.sqrt((omega * tau) / 2), kind, scratch);
      out[0] = r * scratch[0];
      out[1] = r * scratch[1];
      out[2] = scratch[0];
      out[3] = scratch[1];
      out[4] = (r * scratch[2]) / tau;
      out[5] = (r * scratch[3]) / tau;
    },
  };
}

/** Elements by their symbol; names, parameters and formulas are those of impedance.py where it has them. */
export const ELEMENTS: readonly Element[] = [
  {
    symbol: 'R',
    title: 'resistor, R',
    parameters: [positive('', 'ohm')],
    evaluate(_, p, at, out) {
      out[0] = p[at];
      out[1] = 0;
      out[2] = 1;
      out[3] = 0;
    },
  },
  {
    symbol: 'C',
    title: 'capacitor, 1/(jωC)',
    parameters: [positive('', 'F')],
    evaluate(omega, p, at, out) {
      out[0] = 0;
      out[1] = -1 / (omega * p[at]);
      out[2] = 0;
      out[3] = 1 / (omega * p[at] * p[at]);
    },
  },
  {
    symbol: 'L',
    title: 'inductor, jωL',
    parameters: [positive('', 'H')],
    evaluate(omega, p, at, out) {
      out[0] = 0;
      out[1] = omega * p[at];
      out[2] = 0;
      out[3] = omega;
    },
  },
  {
    symbol: 'La',
    title: 'modified inductor, (jωL)^α',
    parameters: [positive('L', '1'), exponent],
    evaluate(omega, p, at, out) {
      const alpha = p[at + 1];
      const size = (omega * p[at]) ** alpha;
      out[0] = size * Math.cos((Math.PI / 2) * alpha);
      out[1] = size * Math.sin((Math.PI / 2) * alpha);
      out[2] = (alpha * out[0]) / p[at];
      out[3] = (alpha * out[1]) / p[at];
      const ln = Math.log(omega * p[at]);
      out[4] = ln * out[0] - (Math.PI / 2) * out[1];
      out[5] = ln * out[1] + (Math.PI / 2) * out[0];
    },
  },
  {
    symbol: 'CPE',
    title: 'constant-phase element, 1/(Q(jω)^α)',
    parameters: [positive('Q', '1'), exponent],
    evaluate(omega, p, at, out) {
      const q = p[at];
      const size = omega ** -p[at + 1] / q;
      const angle = -(Math.PI / 2) * p[at + 1];
      out[0] = size * Math.cos(angle);
      out[1] = size * Math.sin(angle);
      out[2] = -out[0] / q;
      out[3] = -out[1] / q;
      const ln = Math.log(omega);
      out[4] = -(ln * out[0] - (Math.PI / 2) * out[1]);
      out[5] = -(ln * out[1] + (Math.PI / 2) * out[0]);
    },
  },
  {
    symbol: 'W',
    title: 'semi-infinite Warburg, A(1 − j)/√ω',
    parameters: [positive('', '1')],
    evaluate(omega, p, at, out) {
      const size = 1 / Math.sqrt(omega);
      out[0] = p[at] * size;
      out[1] = -out[0];
      out[2] = size;
      out[3] = -size;
    },
  },
  warburg('Wo', 'finite-space (open) Warburg, R coth√(jωτ)/√(jωτ)', 'open'),
  warburg('Ws', 'finite-length (short) Warburg, R tanh√(jωτ)/√(jωτ)', 'short'),
  {
    symbol: 'G',
    title: 'Gerischer element, R/√(1 + jωτ)',
    parameters: [positive('R', 'ohm'), positive('tau', 's')],
    evaluate(omega, p, at, out) {
      const x = omega * p[at + 1];
      const size = (1 + x * x) ** -0.25;
      const angle = -Math.atan(x) / 2;
      const re = size * Math.cos(angle);
      const im = size * Math.sin(angle);
      out[0] = p[at] * re;
      out[1] = p[at] * im;
      out[2] = re;
      out[3] = im;
      // dZ/dτ = −R jω/2 · (1 + jωτ)^(−3/2)
      const size3 = (1 + x * x) ** -0.75;
      const angle3 = -1.5 * Math.atan(x);
      out[4] = 0.5 * p[at] * omega * size3 * Math.sin(angle3);
      out[5] = -0.5 * p[at] * omega * size3 * Math.cos(angle3);
    },
  },
  zarc('K', 'resistor and capacitor side by side, R/(1 + jωτ)', false),
  zarc('Zarc', 'ZARC: resistor and constant-phase element side by side, R/(1 + (jωτ)^α)', true),
];

function zarc(symbol: string, title: string, depressed: boolean): Element {
  return {
    symbol,
    title,
    parameters: [positive('R', 'ohm'), positive('tau', 's'), ...(depressed ? [exponent] : [])],
    evaluate(omega, p, at, out) {
      const r = p[at];
      const tau = p[at + 1];
      const alpha = depressed ? p[at + 2] : 1;
      const size = (omega * tau) ** alpha;
      const angle = (Math.PI / 2) * alpha;
      const ur = size * Math.cos(angle);
      const ui = size * Math.sin(angle);
      const d = (1 + ur) ** 2 + ui * ui;
      const fr = (1 + ur) / d;
      const fi = -ui / d;
      out[0] = r * fr;
      out[1] = r * fi;
      out[2] = fr;
      out[3] = fi;
      // df/du = −f²
      const gr = -(fr * fr - fi * fi);
      const gi = -2 * fr * fi;
      const hr = r * (gr * ur - gi * ui);
      const hi = r * (gr * ui + gi * ur);
      out[4] = (alpha * hr) / tau;
      out[5] = (alpha * hi) / tau;
      if (!depressed) return;
      const ln = Math.log(omega * tau);
      out[6] = ln * hr - (Math.PI / 2) * hi;
      out[7] = ln * hi + (Math.PI / 2) * hr;
    },
  };
}
