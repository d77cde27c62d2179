import { SolverMemory } from '../../num/solver-memory.js';
import { resample } from './refine-system.js';
import { SingleParticleSystem } from './single-particle-system.js';

/**
 * The same cell on a mesh made for impedance: thin shells at the surface of particles, which high frequencies do not
 * leave.
 */
export function refineSingleParticle(
  system: SingleParticleSystem,
  nodes: number,
  shells: number,
): SingleParticleSystem {
  const { kind, thermal, mechanisms } = system;
  const fine = SolverMemory.build(
    (memory) =>
      new SingleParticleSystem(
        memory,
        system.cell,
        kind,
        { nodes, shells, particleGrading: 0.985, thermal: thermal ? 'lumped' : 'isothermal' },
        mechanisms,
      ),
  );
  fine.ambient = system.ambient;
  return fine;
}

/** A state of this mesh on another mesh of the same cell, by straight lines between the means. */
export function transferSingleParticle(
  system: SingleParticleSystem,
  y: Float64Array,
  target: SingleParticleSystem,
): Float64Array {
  const out = new Float64Array(target.size);
  system.populations.forEach((p, k) => {
    const q = target.populations[k];
    resample(p.particles.mesh, q.particles.mesh).forEach(({ inner, share }, shell) => {
      const at = p.shellsAt + inner;
      out[q.shellsAt + shell] = y[at] + share * (y[at + 1] - y[at]);
    });
    out.set(y.subarray(p.quantitiesAt, p.quantitiesAt + p.kinetics.quantities), q.quantitiesAt);
    out[q.currentAt] = y[p.currentAt];
  });
  let at = system.cAt;
  let atTarget = target.cAt;
  for (const layer of ['negative', 'separator', 'positive'] as const) {
    const [n, m] = [system.nodes[layer], target.nodes[layer]];
    for (let k = 0; k < m; k++) {
      const place = ((k + 0.5) * n) / m - 0.5;
      const inner = Math.max(0, Math.min(n - 2, Math.floor(place)));
      out[atTarget + k] = n < 2 ? y[at] : y[at + inner] + (place - inner) * (y[at + inner + 1] - y[at + inner]);
    }
    at += n;
    atTarget += m;
  }
  out[target.chargeAt] = y[system.chargeAt];
  out[target.temperatureAt] = y[system.temperatureAt];
  system.shared.names.forEach(
    (name, k) => (out[target.sharedAt + target.shared.names.indexOf(name)] = y[system.sharedAt + k]),
  );
  out.set(y.subarray(system.foilAt, system.populations[0].currentAt), target.foilAt);
  out[target.gapAt.negative] = y[system.gapAt.negative];
  out[target.gapAt.positive] = y[system.gapAt.positive];
  out[target.currentAt] = y[system.currentAt];
  target.settle(out, true);
  return out;
}
