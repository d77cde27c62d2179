import { SolverMemory } from '../../num/solver-memory.js';
import { resample } from './refine-system.js';
import { layOut } from './single-particle-layout.js';
import { SingleParticleSystem } from './single-particle-system.js';

/** The same cell on a mesh made for impedance: thin shells at the surface of particles, which high frequencies do not leave. */
export function refineSingleParticle(system: SingleParticleSystem, nodes: number, shells: number): SingleParticleSystem {
  const { kind, thermal, mechanisms } = layOut(system);
  const fine = SolverMemory.build((memory) => new SingleParticleSystem(memory, system.cell, kind, { nodes, shells, particleGrading: 0.985, thermal }, mechanisms));
  fine.ambient = system.ambient;
  return fine;
}

/** A state of this mesh on another mesh of the same cell, by straight lines between the means. */
export function transferSingleParticle(system: SingleParticleSystem, y: Float64Array, target: SingleParticleSystem): Float64Array {
  const out = new Float64Array(target.size);
  const from = layOut(system);
  const to = layOut(target);
  system.populations.forEach((p, k) => {
    const q = target.populations[k];
    resample(p.particles.mesh, q.particles.mesh).forEach(({ inner, share }, shell) => {
      const at = p.shellsAt + inner;
      out[q.shellsAt + shell] = y[at] + share * (y[at + 1] - y[at]);
    });
    out.set(y.subarray(p.quantitiesAt, p.quantitiesAt + p.kinetics.quantities), q.quantitiesAt);
    out[q.currentAt] = y[p.currentAt];
  });
  let at = from.cAt;
  let atTarget = to.cAt;
  for (const layer of ['negative', 'separator', 'positive'] as const) {
    const [n, m] = [from.nodes[layer], to.nodes[layer]];
    for (let k = 0; k < m; k++) {
      const place = ((k + 0.5) * n) / m - 0.5;
      const inner = Math.max(0, Math.min(n - 2, Math.floor(place)));
      out[atTarget + k] = n < 2 ? y[at] : y[at + inner] + (place - inner) * (y[at + inner + 1] - y[at + inner]);
    }
    at += n;
    atTarget += m;
  }
  out[to.chargeAt] = y[from.chargeAt];
  out[to.temperatureAt] = y[from.temperatureAt];
  system.shared.names.forEach((name, k) => (out[to.sharedAt + target.shared.names.indexOf(name)] = y[from.sharedAt + k]));
  const foil = from.sharedAt + system.shared.names.length;
  out.set(y.subarray(foil, system.populations[0].currentAt), to.sharedAt + target.shared.names.length);
  out[to.gapAt.negative] = y[from.gapAt.negative];
  out[to.gapAt.positive] = y[from.gapAt.positive];
  out[to.currentAt] = y[from.currentAt];
  return out;
}
