import { InputError } from '../../core/index.js';

/**
 * Dihedral angle of a liquid or soft film in a boundary: γ_gb = 2 γ_sl cos(ψ/2).
 *
 * @param boundary [J/m2] γ_gb of the dry boundary
 * @param interface_ [J/m2] γ_sl between grain and film
 * @returns [rad] 0 where the film wets completely
 */
export function computeDihedralAngle(boundary: number, interface_: number): number {
  if (!(boundary > 0) || !(interface_ > 0)) throw new InputError('energies of boundaries must be above 0 J/m2');
  const cos = boundary / (2 * interface_);
  return cos >= 1 ? 0 : 2 * Math.acos(cos);
}

/**
 * What spreading into a boundary gains: S = γ_gb − 2 γ_sl − 2 Δg h, with the energy of a reaction at each face. Above 0
 * the film runs in.
 *
 * @param boundary [J/m2] γ_gb
 * @param interface_ [J/m2] γ_sl
 * @param reaction [J/m3] energy of the reaction for each volume of film, negative where it gains
 * @param thickness [m] of the reacted layer at each face
 * @returns [J/m2]
 */
export function computeSpreading(boundary: number, interface_: number, reaction = 0, thickness = 0): number {
  return boundary - 2 * interface_ - 2 * reaction * thickness;
}

/** Two readings of a depth that a walk in the plane of a boundary reached. */
export interface WalkReadings {
  /** [m2/s] depth taken for the radius of a walk in the plane: x²/4t. */
  asRadius: number;
  /** [m2/s] depth taken for one coordinate of it: x²/2t. */
  asCoordinate: number;
}

/**
 * Diffusivity from a depth and a time.
 *
 * @param depth [m]
 * @param time [s]
 */
export function computeWalkDiffusivity(depth: number, time: number): WalkReadings {
  if (!(depth > 0) || !(time > 0)) throw new InputError('a depth and a time must be above 0');
  return { asRadius: depth ** 2 / (4 * time), asCoordinate: depth ** 2 / (2 * time) };
}

/**
 * Depth that a liquid reaches in a slit: z² = w γ cos θ t / (3 η). Washburn, Phys. Rev. 17 (1921) 273,
 * doi:10.1103/PhysRev.17.273, for a slit.
 *
 * @param width [m] of the slit
 * @param tension [N/m] γ cos θ
 * @param viscosity [Pa s] η
 * @param time [s]
 * @returns [m]
 */
export function computeWashburnDepth(width: number, tension: number, viscosity: number, time: number): number {
  return Math.sqrt((width * tension * time) / (3 * viscosity));
}

/**
 * Upper bound of the diffusivity through a network of boundaries that lie in all directions, for each share of boundary
 * volume: two thirds of that in one.
 *
 * @param boundary [m2/s]
 */
export const boundNetworkDiffusivity = (boundary: number): number => (2 / 3) * boundary;
