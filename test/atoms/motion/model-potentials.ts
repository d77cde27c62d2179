import { computeVolume, invertMatrix3, type Structure } from '../../../src/core/index.js';
import type { Calculator, Potential } from '../../../src/atoms/potential/potential.js';

function makePotential(name: string, cutoff: number, bind: (structure: Structure) => Calculator['compute']): Potential {
  return {
    name,
    sha256: name,
    title: name,
    elements: ['Ar', 'Ne'],
    cutoff,
    citations: [],
    training: 'none: a model for tests',
    bind: (structure) => ({ compute: bind(structure), notes: () => [], dispose: () => {} }),
  };
}

const EPSILON = 0.0104; // eV, argon
const SIGMA = 3.4; // Å

/**
 * Lennard-Jones argon, with a third-power switch that takes energy, force and curvature smoothly to zero at the cutoff.
 * Nearest images only.
 */
export function makeLennardJones(cutoff: number): Potential {
  return makePotential(`lennard-jones-${cutoff}`, cutoff, (structure) => {
    const n = structure.elements.length;
    const forces = new Float64Array(3 * n);
    const stress = new Float64Array(9);
    return (cell, positions) => {
      const inverse = invertMatrix3(cell);
      const volume = computeVolume(cell);
      forces.fill(0);
      stress.fill(0);
      let energy = 0;
      for (let i = 0; i < n; i++) {
        for (let j = i + 1; j < n; j++) {
          let x = positions[3 * j] - positions[3 * i];
          let y = positions[3 * j + 1] - positions[3 * i + 1];
          let z = positions[3 * j + 2] - positions[3 * i + 2];
          const a = Math.round(x * inverse[0] + y * inverse[3] + z * inverse[6]);
          const b = Math.round(x * inverse[1] + y * inverse[4] + z * inverse[7]);
          const c = Math.round(x * inverse[2] + y * inverse[5] + z * inverse[8]);
          x -= a * cell[0] + b * cell[3] + c * cell[6];
          y -= a * cell[1] + b * cell[4] + c * cell[7];
          z -= a * cell[2] + b * cell[5] + c * cell[8];
          const squared = x * x + y * y + z * z;
          if (squared >= cutoff * cutoff) continue;
          const s2 = (SIGMA * SIGMA) / squared;
          const s6 = s2 * s2 * s2;
          const u = 4 * EPSILON * (s6 * s6 - s6);
          const slope = (4 * EPSILON * (-12 * s6 * s6 + 6 * s6)) / squared; // (du/dr)/r
          const q = 1 - squared / (cutoff * cutoff);
          const f = q * q * q;
          const fSlope = (-6 * q * q) / (cutoff * cutoff);
          energy += u * f;
          const g = slope * f + u * fSlope;
          const i3 = 3 * i;
          const j3 = 3 * j;
          forces[i3] += g * x;
          forces[i3 + 1] += g * y;
          forces[i3 + 2] += g * z;
          forces[j3] -= g * x;
          forces[j3 + 1] -= g * y;
          forces[j3 + 2] -= g * z;
          const w = g / volume;
          stress[0] += w * x * x;
          stress[1] += w * x * y;
          stress[2] += w * x * z;
          stress[4] += w * y * y;
          stress[5] += w * y * z;
          stress[8] += w * z * z;
        }
      }
      stress[3] = stress[1];
      stress[6] = stress[2];
      stress[7] = stress[5];
      return { energy, forces, stress };
    };
  });
}

/** Each atom on its own spring: equipartition is exact and no atom knows of another. */
export function makeSprings(stiffness: number): Potential {
  return makePotential(`springs-${stiffness}`, 1, (structure) => {
    const home = structure.positions.slice();
    const forces = new Float64Array(home.length);
    const stress = new Float64Array(9);
    return (_, positions) => {
      let energy = 0;
      for (let k = 0; k < home.length; k++) {
        const d = positions[k] - home[k];
        forces[k] = -stiffness * d;
        energy += 0.5 * stiffness * d * d;
      }
      return { energy, forces, stress };
    };
  });
}

/** No forces at all. */
export const idealGas: Potential = makePotential('ideal-gas', 1, (structure) => {
  const forces = new Float64Array(3 * structure.elements.length);
  const stress = new Float64Array(9);
  return () => ({ energy: 0, forces, stress });
});

/** Face-centred cubic argon. */
export function makeArgonCrystal(repeats: number, edge = 5.3): Structure {
  const positions: number[] = [];
  for (let a = 0; a < repeats; a++) {
    for (let b = 0; b < repeats; b++) {
      for (let c = 0; c < repeats; c++) {
        for (const [x, y, z] of [
          [0, 0, 0],
          [0.5, 0.5, 0],
          [0.5, 0, 0.5],
          [0, 0.5, 0.5],
        ])
          positions.push((a + x) * edge, (b + y) * edge, (c + z) * edge);
      }
    }
  }
  const length = repeats * edge;
  return {
    cell: Float64Array.of(length, 0, 0, 0, length, 0, 0, 0, length),
    pbc: [true, true, true],
    elements: Array.from({ length: positions.length / 3 }, () => 'Ar'),
    positions: Float64Array.from(positions),
  };
}

/** Atoms scattered over a cubic cell of the given edge. */
export function makeScattered(count: number, edge: number, element = 'Ar'): Structure {
  return {
    cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
    pbc: [true, true, true],
    elements: Array.from({ length: count }, () => element),
    positions: Float64Array.from({ length: 3 * count }, (_, k) => edge * ((k * 0.618034) % 1)),
  };
}
