import type { Spectrum } from '../spectrum.js';
import type { Circuit, CircuitNode } from './parse-circuit.js';

/**
 * Starting values read off a spectrum: series resistance from the high-frequency end, the real part shared out among
 * the branches that relax, their time constants spread evenly in the logarithm over the measured frequencies, fast ones
 * first as circuits are written.
 */
export function guessParameters(circuit: Circuit, spectrum: Spectrum): Float64Array {
  const { frequency, real, imaginary } = spectrum;
  const high = frequency.reduce((best, f, i) => (f > frequency[best] ? i : best), 0);
  const low = frequency.reduce((best, f, i) => (f < frequency[best] ? i : best), 0);
  const omegaHigh = 2 * Math.PI * frequency[high];
  const omegaLow = 2 * Math.PI * frequency[low];
  const lowest = Math.max(
    real.reduce((a, b) => Math.min(a, b), Infinity),
    1e-12,
  );
  const size = Math.max(...real.map(Math.abs), ...imaginary.map(Math.abs));
  const span = Math.max(real.reduce((a, b) => Math.max(a, b), -Infinity) - lowest, 1e-3 * size);
  const top = circuit.root.type === 'series' ? circuit.root.children : [circuit.root];
  const relaxing = top.filter(
    (node) =>
      node.type === 'parallel' || (node.type === 'element' && ['K', 'Zarc', 'G', 'Ws'].includes(node.element.symbol)),
  );
  const series = top.filter((node) => node.type === 'element' && node.element.symbol === 'R').length;
  const p = new Float64Array(circuit.parameters.length);
  const resistance = span / Math.max(1, relaxing.length);
  const set = (node: CircuitNode, r: number, tau: number, relaxes: boolean): void => {
    if (node.type !== 'element')
      return node.children.forEach((child) => set(child, r, tau, relaxes || node.type === 'parallel'));
    const { symbol } = node.element;
    const { at } = node;
    if (symbol === 'R') p[at] = relaxes ? r : lowest / Math.max(1, series);
    else if (symbol === 'C')
      p[at] = relaxes ? tau / r : 1 / (omegaLow * Math.max(Math.abs(imaginary[low]), 1e-3 * size));
    else if (symbol === 'L') p[at] = Math.max(imaginary[high] / omegaHigh, (1e-4 * size) / omegaHigh);
    else if (symbol === 'W') p[at] = Math.max(Math.abs(imaginary[low]), 0.1 * r) * Math.sqrt(omegaLow);
    else if (symbol === 'La') p.set([Math.max(imaginary[high] / omegaHigh, (1e-4 * size) / omegaHigh), 0.95], at);
    else if (symbol === 'CPE')
      p.set(
        relaxes
          ? [tau ** 0.85 / r, 0.85]
          : [1 / (omegaLow ** 0.85 * Math.max(Math.abs(imaginary[low]), 1e-3 * size)), 0.85],
        at,
      );
    else if (symbol === 'Wo') p.set([Math.max(Math.abs(imaginary[low]), 0.1 * r), 1 / omegaLow], at);
    else if (symbol === 'Ws' || symbol === 'G') p.set([r, relaxing.length > 1 ? tau : 1 / omegaLow], at);
    else p.set([r, tau, 0.85].slice(0, node.element.parameters.length), at);
  };
  for (const node of top) {
    const k = relaxing.indexOf(node);
    const share = (k + 1) / (relaxing.length + 1);
    set(node, resistance, 1 / (omegaHigh * (omegaLow / omegaHigh) ** Math.max(share, 0)), false);
  }
  return p;
}
