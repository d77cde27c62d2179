import { invertDense } from '../../../num/linalg/invert-dense.js';

/** Moduli of a polycrystal without texture. */
export interface AverageModuli {
  /** [GPa] Voigt (upper) and Reuss (lower) bounds and Hill's mean of them. */
  bulk: { voigt: number; reuss: number; hill: number };
  shear: { voigt: number; reuss: number; hill: number };
  /** [GPa] from Hill's means. */
  young: number;
  /** [1] */
  poisson: number;
  /** [1] 0 for an isotropic crystal (Ranganathan and Ostoja-Starzewski, Phys. Rev. Lett. 101 (2008) 055504). */
  anisotropy: number;
}

/**
 * Voigt, Reuss and Hill averages.
 *
 * Hill, Proc. Phys. Soc. A 65 (1952) 349, doi:10.1088/0370-1298/65/5/307.
 *
 * @param stiffness [GPa] (6, 6) Voigt, symmetric
 */
export function averageModuli(stiffness: Float64Array): AverageModuli {
  const c = (i: number, j: number): number => stiffness[6 * i + j];
  const inverse = new Float64Array(36);
  invertDense(stiffness.slice(), 6, inverse);
  const compliance = (i: number, j: number): number => inverse[6 * i + j];
  const kVoigt = (c(0, 0) + c(1, 1) + c(2, 2) + 2 * (c(0, 1) + c(0, 2) + c(1, 2))) / 9;
  const gVoigt = (c(0, 0) + c(1, 1) + c(2, 2) - c(0, 1) - c(0, 2) - c(1, 2) + 3 * (c(3, 3) + c(4, 4) + c(5, 5))) / 15;
  const kReuss =
    1 /
    (compliance(0, 0) +
      compliance(1, 1) +
      compliance(2, 2) +
      2 * (compliance(0, 1) + compliance(0, 2) + compliance(1, 2)));
  const gReuss =
    15 /
    (4 *
      (compliance(0, 0) +
        compliance(1, 1) +
        compliance(2, 2) -
        compliance(0, 1) -
        compliance(0, 2) -
        compliance(1, 2)) +
      3 * (compliance(3, 3) + compliance(4, 4) + compliance(5, 5)));
  const k = (kVoigt + kReuss) / 2;
  const g = (gVoigt + gReuss) / 2;
  return {
    bulk: { voigt: kVoigt, reuss: kReuss, hill: k },
    shear: { voigt: gVoigt, reuss: gReuss, hill: g },
    young: (9 * k * g) / (3 * k + g),
    poisson: (3 * k - 2 * g) / (2 * (3 * k + g)),
    anisotropy: (5 * gVoigt) / gReuss + kVoigt / kReuss - 6,
  };
}
