import type { Circuit, CircuitNode } from './parse-circuit.js';

/** A circuit's impedance at a set of frequencies, with derivatives by every parameter, in memory laid out once. */
export interface CircuitEvaluator {
  /** (2m) real parts, then imaginary parts; overwritten by the next call. */
  impedance(parameters: ArrayLike<number>): Float64Array;
  /** (2m, n) row-major, rows as in `impedance`. */
  jacobian(parameters: ArrayLike<number>): Float64Array;
}

/**
 * Binds a circuit to frequencies. Derivatives are exact: the impedance of a branch enters that of its parent by 1 in
 * series and by (Z_parent/Z_branch)² side by side.
 *
 * @param frequency [Hz] (m)
 */
export function makeCircuitEvaluator(circuit: Circuit, frequency: ArrayLike<number>): CircuitEvaluator {
  const m = frequency.length;
  const n = circuit.parameters.length;
  const z = new Float64Array(2 * m);
  const jacobian = new Float64Array(2 * m * n);
  const own = new Float64Array(8);
  const gradient = new Float64Array(2 * n);
  /** Impedance of a node; the derivatives of its parameters go to `gradient`. */
  const visit = (node: CircuitNode, omega: number, p: ArrayLike<number>): [number, number] => {
    if (node.type === 'element') {
      node.element.evaluate(omega, p, node.at, own);
      for (let k = 0; k < node.element.parameters.length; k++) {
        gradient[2 * (node.at + k)] = own[2 + 2 * k];
        gradient[2 * (node.at + k) + 1] = own[3 + 2 * k];
      }
      return [own[0], own[1]];
    }
    const parts = node.children.map((child) => visit(child, omega, p));
    if (node.type === 'series') {
      let re = 0;
      let im = 0;
      for (const part of parts) {
        re += part[0];
        im += part[1];
      }
      return [re, im];
    }
    let yr = 0;
    let yi = 0;
    for (const [re, im] of parts) {
      const d = re * re + im * im;
      yr += re / d;
      yi -= im / d;
    }
    const d = yr * yr + yi * yi;
    const re = yr / d;
    const im = -yi / d;
    node.children.forEach((child, k) => {
      const [cr, ci] = parts[k];
      const size = cr * cr + ci * ci;
      const qr = (re * cr + im * ci) / size;
      const qi = (im * cr - re * ci) / size;
      const fr = qr * qr - qi * qi;
      const fi = 2 * qr * qi;
      const [first, last] = rangeOf(child);
      for (let j = first; j < last; j++) {
        const gr = gradient[2 * j];
        gradient[2 * j] = fr * gr - fi * gradient[2 * j + 1];
        gradient[2 * j + 1] = fr * gradient[2 * j + 1] + fi * gr;
      }
    });
    return [re, im];
  };
  return {
    impedance(p) {
      for (let i = 0; i < m; i++) [z[i], z[m + i]] = visit(circuit.root, 2 * Math.PI * frequency[i], p);
      return z;
    },
    jacobian(p) {
      for (let i = 0; i < m; i++) {
        visit(circuit.root, 2 * Math.PI * frequency[i], p);
        for (let k = 0; k < n; k++) {
          jacobian[i * n + k] = gradient[2 * k];
          jacobian[(m + i) * n + k] = gradient[2 * k + 1];
        }
      }
      return jacobian;
    },
  };
}

const ranges = new WeakMap<CircuitNode, [number, number]>();

/** Parameters of a branch, which stand together. */
function rangeOf(node: CircuitNode): [number, number] {
  const known = ranges.get(node);
  if (known) return known;
  const range: [number, number] =
    node.type === 'element'
      ? [node.at, node.at + node.element.parameters.length]
      : [rangeOf(node.children[0])[0], rangeOf(node.children.at(-1)!)[1]];
  ranges.set(node, range);
  return range;
}
