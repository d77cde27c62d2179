import type { Exposure } from './corrosion.js';
import { listFacetsByGrain } from '../polycrystal/polycrystal.js';
import { computeDistances, type Distances } from './distances.js';
import { solveLaplacian } from './solve-laplacian.js';

/** A particle in numbers, at one cycle. Names are those of the recording's columns. */
export interface ParticleState {
  cycle_count: number;
  broken_share: number;
  wet_share: number;
  outer_area_bare_square_metre_per_gram: number;
  outer_area_covered_square_metre_per_gram: number;
  crack_area_bare_square_metre_per_gram: number;
  crack_area_covered_square_metre_per_gram: number;
  exposed_area_square_metre_per_gram: number;
  opened_area_square_metre_per_gram: number;
  crack_density_per_micrometre: number;
  mean_diffusion_length_micrometre: number;
  mean_square_diffusion_length_square_micrometre: number;
  connected_share: number;
  network_conductivity_ratio: number;
  rock_salt_thickness_nanometre: number;
  oxygen_released_micromole_per_gram: number;
  metal_released_micromole_per_gram: number;
  opening_volume_share: number;
  swelling_share: number;
  mean_oxygen_loss_share: number;
  energy_released_joule: number;
  energy_dissipated_joule: number;
}

/**
 * Areas, lengths, contacts and amounts of a particle as it stands.
 *
 * @param cycle [1]
 * @param before the row before, for what opened since
 */
export function measureParticle(
  exposure: Exposure,
  cycle: number,
  before?: { state: ParticleState; distances: Distances },
): { state: ParticleState; distances: Distances } {
  const { fracture, film, wet, effects } = exposure;
  const { particle, material } = fracture;
  const { areas } = particle.facets;
  const mass = fracture.volume * material.density * 1e3; // g
  const outer = particle.outerAreas.reduce((sum, a) => sum + a, 0);
  const crack = [0, 0];
  let broken = 0;
  let opening = 0;
  let oxide = 0;
  let saltArea = 0;
  let loss = 0;
  for (let f = 0; f < areas.length; f++) {
    loss += exposure.oxygenLoss[f] * areas[f];
    if (!fracture.isBroken(f)) continue;
    broken += areas[f];
    opening += areas[f] * Math.max(0, fracture.opening[f]) * particle.grainSize;
    if (!wet[f]) continue;
    crack[film[f] ? 1 : 0] += 2 * areas[f];
    const h = Math.sqrt(exposure.rockSalt2[f]);
    oxide += 2 * areas[f] * h;
    saltArea += 2 * areas[f];
  }
  const covered = effects.outer ? 1 : 0;
  if (exposure.corrosion) {
    oxide += outer * Math.sqrt(exposure.outerRockSalt2[covered]);
    saltArea += outer;
  }
  // MO2 → MO + ½ O2: half a mole for each mole of oxide.
  const lost = (oxide * material.density) / material.molarMass; // mol
  const contact = measureContact(exposure);
  const wetShare = (crack[0] + crack[1]) / 2 / fracture.boundaryArea;
  // What is wet stays wet: the same share is the same faces.
  const same = before !== undefined && before.state.wet_share === wetShare;
  const distances = same ? before.distances : computeDistances(particle, wet);
  const exposed = (outer + crack[0] + crack[1]) / mass;
  return {
    state: {
      cycle_count: cycle,
      broken_share: broken / fracture.boundaryArea,
      wet_share: wetShare,
      outer_area_bare_square_metre_per_gram: ((1 - covered) * outer) / mass,
      outer_area_covered_square_metre_per_gram: (covered * outer) / mass,
      crack_area_bare_square_metre_per_gram: crack[0] / mass,
      crack_area_covered_square_metre_per_gram: crack[1] / mass,
      exposed_area_square_metre_per_gram: exposed,
      opened_area_square_metre_per_gram: before ? exposed - before.state.exposed_area_square_metre_per_gram : 0,
      crack_density_per_micrometre: (broken / fracture.volume) * 1e-6,
      mean_diffusion_length_micrometre: 1e6 * distances.mean,
      mean_square_diffusion_length_square_micrometre: 1e12 * distances.meanSquare,
      connected_share: contact.connected,
      network_conductivity_ratio: contact.conductivity,
      rock_salt_thickness_nanometre: saltArea > 0 ? (1e9 * oxide) / saltArea : 0,
      oxygen_released_micromole_per_gram: (0.5e6 * lost) / mass,
      metal_released_micromole_per_gram: (1e6 * (exposure.corrosion?.dissolvedShare ?? 0) * lost) / mass,
      opening_volume_share: opening / fracture.volume,
      swelling_share: swelling(exposure) + opening / fracture.volume,
      mean_oxygen_loss_share: loss / fracture.boundaryArea,
      energy_released_joule: fracture.released,
      energy_dissipated_joule: fracture.dissipated,
    },
    distances,
  };
}

/** [1] volume change of the lattice, by volume. */
function swelling(exposure: Exposure): number {
  const { system, particle, volume } = exposure.fracture;
  let sum = 0;
  for (let g = 0; g < system.grains; g++) {
    const e = system.strain(g);
    sum += (particle.volumes[g] * (e[0] + e[1] + e[2])) / volume;
  }
  return sum;
}

/** Which grains electrons reach from the skin through facets that hold, and how well against all facets whole. */
function measureContact(exposure: Exposure): { connected: number; conductivity: number } {
  const { fracture } = exposure;
  const { particle } = fracture;
  const { grains, areas, spacings } = particle.facets;
  const G = particle.volumes.length;
  const skin = particle.outerAreas.map((a) => a / (0.5 * particle.grainSize));
  if (particle.periodic) return { connected: 1, conductivity: 1 };
  const first = new Int32Array(areas.length);
  const second = new Int32Array(areas.length);
  const whole = new Float64Array(areas.length);
  const left = new Float64Array(areas.length);
  for (let f = 0; f < areas.length; f++) {
    first[f] = grains[2 * f];
    second[f] = grains[2 * f + 1];
    whole[f] = areas[f] / spacings[f];
    left[f] = fracture.isBroken(f) ? 0 : whole[f] * (1 - fracture.damage[f]);
  }
  const { start, items } = listFacetsByGrain(grains, G);
  const reached = new Uint8Array(G);
  const waiting: number[] = [];
  for (let g = 0; g < G; g++)
    if (skin[g] > 0) {
      reached[g] = 1;
      waiting.push(g);
    }
  for (let g = waiting.pop(); g !== undefined; g = waiting.pop())
    for (let e = start[g]; e < start[g + 1]; e++) {
      const f = items[e];
      if (left[f] <= 0) continue;
      const other = first[f] === g ? second[f] : first[f];
      if (reached[other]) continue;
      reached[other] = 1;
      waiting.push(other);
    }
  let connected = 0;
  for (let g = 0; g < G; g++) if (reached[g]) connected += particle.volumes[g];
  const source = particle.volumes.map((v, g) => (reached[g] ? v : 0));
  const drop = (conductance: Float64Array): number => {
    const v = solveLaplacian(G, first, second, conductance, source, skin, reached);
    return v.reduce((sum, u, g) => sum + u * source[g], 0);
  };
  return { connected: connected / fracture.volume, conductivity: Math.min(1, drop(whole) / drop(left)) };
}
