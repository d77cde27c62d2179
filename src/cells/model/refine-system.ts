import { SolverMemory } from '../../num/solver-memory.js';
import { DfnSystem } from './dfn-system.js';
import type { ParticleMesh } from './particle-mesh.js';

/**
 * The same cell on a mesh made for impedance: thin cells at the ends of layers, where the current of high frequencies
 * flows.
 */
export function refineSystem(system: DfnSystem, nodes: number, shells: number): DfnSystem {
  const { thermal } = system;
  const fine = SolverMemory.build(
    (memory) =>
      new DfnSystem(
        memory,
        system.cell,
        { nodes, shells, grading: 0.95, particleGrading: 0.985, thermal: thermal ? 'lumped' : 'isothermal' },
        system.mechanisms,
      ),
  );
  fine.ambient = system.ambient;
  return fine;
}

/** A state of this mesh on another mesh of the same cell, by straight lines between the means. */
export function transferState(system: DfnSystem, y: Float64Array, target: DfnSystem): Float64Array {
  const out = new Float64Array(target.size);
  const from = centres(system.transport.width);
  const to = centres(target.transport.width);
  const along = (
    a: number,
    b: number,
    first: number,
    last: number,
    firstTo: number,
    lastTo: number,
    stride = 1,
    strideTo = 1,
    source = y,
  ): void => {
    for (let i = firstTo, k = first; i < lastTo; i++) {
      while (k < last - 2 && from[k + 1] < to[i]) k++;
      const share = last - first < 2 ? 0 : Math.min(1.5, Math.max(-0.5, (to[i] - from[k]) / (from[k + 1] - from[k])));
      const at = a + (k - first) * stride;
      out[b + (i - firstTo) * strideTo] = source[at] + share * ((source[at + stride] ?? source[at]) - source[at]);
    }
  };
  along(system.cAt, target.cAt, 0, system.count, 0, target.count);
  along(system.phiEAt, target.phiEAt, 0, system.count, 0, target.count);
  system.populations.forEach((p, k) => {
    const q = target.populations[k];
    const [first, firstTo] = [system.firstNode(p), target.firstNode(q)];
    const range = [first, first + p.nodes, firstTo, firstTo + q.nodes] as const;
    along(system.phiSAt + first, target.phiSAt + firstTo, ...range);
    along(p.currentAt, q.currentAt, ...range);
    for (let s = 0; s < p.kinetics.quantities; s++)
      along(p.quantitiesAt + s, q.quantitiesAt + s, ...range, p.kinetics.quantities, q.kinetics.quantities);
    const radial = resample(p.particles.mesh, q.particles.mesh);
    for (let shell = 0; shell < q.shells; shell++) {
      const { inner, share } = radial[shell];
      const column = Float64Array.from({ length: p.nodes }, (_, i) => {
        const at = p.shellsAt + i * p.shells + inner;
        return y[at] + share * (y[at + 1] - y[at]);
      });
      along(0, q.shellsAt + shell, ...range, 1, q.shells, column);
    }
  });
  for (let k = 0; k < system.phiEAt - system.chargeAt; k++) out[target.chargeAt + k] = y[system.chargeAt + k];
  out[target.currentAt] = y[system.currentAt];
  target.settle(out, true);
  return out;
}

/** Middles of cells that stand side by side. */
function centres(width: Float64Array): Float64Array {
  let x = 0;
  return width.map((w) => {
    x += w;
    return x - w / 2;
  });
}

/** For each shell of one mesh: the shell of another that lies inside it and how far on towards the next. */
export function resample(from: ParticleMesh, to: ParticleMesh): { inner: number; share: number }[] {
  const radii = (mesh: ParticleMesh): Float64Array => {
    let cube = 0;
    return mesh.volume.map((v) => {
      cube += 3 * v;
      return Math.cbrt(cube - 1.5 * v);
    });
  };
  const a = radii(from);
  return Array.from(radii(to), (r) => {
    let inner = 0;
    while (inner < a.length - 2 && a[inner + 1] < r) inner++;
    return { inner, share: Math.min(1.5, Math.max(-0.5, (r - a[inner]) / (a[inner + 1] - a[inner]))) };
  });
}
