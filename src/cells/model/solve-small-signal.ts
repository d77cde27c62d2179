import { ComplexBlockTridiagonal } from '../../num/linalg/complex-block-tridiagonal.js';
import type { LithiumMetal, PorousElectrode } from '../parameters/cell.js';
import type { DfnSystem } from './dfn-system.js';
import { computeShunt, DOUBLE_LAYER } from './double-layer.js';
import type { LithiumFoil } from './lithium-foil.js';

/**
 * Impedance of a porous-electrode system where it was linearised last.
 *
 * @param omega [rad/s]
 * @returns [ohm] real and imaginary part
 */
export function solveSmallSignal(system: DfnSystem, omega: number): [number, number] {
  const { count: N, transport, solidConductance, cell } = system;
  const blocks = new ComplexBlockTridiagonal(N);
  const { lower: L, diagonal: D, upper: U } = blocks;
  const c = -1 / omega; // 1/(iω) = −i/ω: real entries times it become imaginary
  blocks.clear();
  for (let i = 0; i < N; i++) {
    const o = 18 * i;
    D[o] += system.mass[system.cAt + i];
    if (!system.hasSolid(i)) D[o + 16] = 1;
    else {
      const right = i < N - 1 ? solidConductance[i + 1] : 0;
      D[o + 16] = solidConductance[i] + right;
      if (i > 0) L[o + 16] = -solidConductance[i];
      if (i < N - 1) U[o + 16] = -right;
    }
    if (i === N - 1) continue;
    const { slopes } = transport;
    const s = 6 * i;
    const ia = slopes[s];
    const ib = slopes[s + 1];
    const k = slopes[s + 2];
    const na = slopes[s + 3];
    const nb = slopes[s + 4];
    const nphi = slopes[s + 5];
    D[o + 1] += c * na;
    U[o + 1] += c * nb;
    D[o + 3] += c * nphi;
    U[o + 3] -= c * nphi;
    D[o + 6] += ia;
    U[o + 6] += ib;
    D[o + 8] += k;
    U[o + 8] -= k;
    const q = o + 18;
    L[q + 1] -= c * na;
    D[q + 1] -= c * nb;
    L[q + 3] -= c * nphi;
    D[q + 3] += c * nphi;
    L[q + 6] -= ia;
    D[q + 6] -= ib;
    L[q + 8] -= k;
    D[q + 8] += k;
  }
  const response = new Float64Array(4);
  for (const p of system.populations) {
    const at = system.firstNode(p);
    const capacity = (cell[p.electrode] as PorousElectrode).doubleLayerCapacity ?? DOUBLE_LAYER;
    for (let i = 0; i < p.nodes; i++) {
      p.smallSignalSource(i, omega, capacity, response);
      const w = transport.width[at + i];
      const cr = response[0] * w;
      const ci = response[1] * w;
      const pr = response[2] * w;
      const pi = response[3] * w;
      const o = 18 * (at + i);
      // c is imaginary: c (a + ib) = (−c b, c a) in units of i.
      D[o] += c * ci;
      D[o + 1] -= c * cr;
      D[o + 2] -= c * pi;
      D[o + 3] += c * pr;
      D[o + 4] += c * pi;
      D[o + 5] -= c * pr;
      D[o + 6] -= cr;
      D[o + 7] -= ci;
      D[o + 8] += pr;
      D[o + 9] += pi;
      D[o + 10] -= pr;
      D[o + 11] -= pi;
      D[o + 12] += cr;
      D[o + 13] += ci;
      D[o + 14] -= pr;
      D[o + 15] -= pi;
      D[o + 16] += pr;
      D[o + 17] += pi;
    }
  }
  // Response to a unit of discharge current density.
  const w = new Float64Array(6 * N);
  if (system.leftFoil) {
    const metal = cell.negative as LithiumMetal;
    const [re, im] = foilSmallSignal(system, system.leftFoil, omega, metal.doubleLayerCapacity ?? DOUBLE_LAYER, 0);
    D[6] = -system.leftSlopes.byConcentration;
    D[7] = D[9] = D[10] = D[11] = 0;
    D[8] = 1;
    U[6] = U[7] = U[8] = U[9] = 0;
    w[1] = c;
    w[2] = system.leftSlopes.byCurrent + re;
    w[3] = im;
  }
  let extra: readonly [number, number] = [0, 0];
  if (system.rightFoil) {
    w[6 * N - 5] = -c;
    w[6 * N - 4] = -1;
    const metal = cell.positive as LithiumMetal;
    const [re, im] = foilSmallSignal(system, system.rightFoil, omega, metal.doubleLayerCapacity ?? DOUBLE_LAYER, N - 1);
    extra = [re, im];
  } else w[6 * N - 2] = -1;
  blocks.solve(w);
  const o = 6 * (N - 1);
  const { byCurrent, byConcentration } = system.voltageSlopes;
  const re = (system.rightFoil ? byConcentration * w[o] + w[o + 2] : w[o + 4]) + byCurrent + extra[0];
  const im = (system.rightFoil ? byConcentration * w[o + 1] + w[o + 3] : w[o + 5]) + extra[1];
  return [-re / cell.area, -im / cell.area];
}

/** What the double layer of a foil at one end changes. */
function foilSmallSignal(
  system: DfnSystem,
  foil: LithiumFoil,
  omega: number,
  capacity: number,
  node: number,
): [number, number] {
  const { atLinearisation: y, transport, foilAgeing, shared } = system;
  const T = y[system.temperatureAt];
  const current = (node === 0 ? 1 : -1) * y[system.currentAt];
  const { concentration } = foil.evaluate(current, y[system.cAt + node], transport, node, T, 0);
  const ratio =
    node === 0 && foilAgeing
      ? foilAgeing.applyShape(y, system.phiEAt - foilAgeing.quantities, shared.values).exchangeRatio
      : 1;
  return computeShunt(foil.chargeTransferResistance(current, concentration, T, ratio), omega, capacity);
}
