/**
 * A facet's law: linear up to a strength, then linear softening until the work of separation is spent; secant
 * unloading. The strength of a facet of size ℓ is the lesser of that of its bonds and √(E G/ℓ), which spends the right
 * energy where the atoms' own zone is far below ℓ (Turon et al., Eng. Fract. Mech. 74 (2007) 1665,
 * doi:10.1016/j.engfracmech.2006.08.025). In any consistent units.
 */
export interface CohesiveLaw {
  /** Opening where softening begins. */
  first: number;
  /** Opening where nothing holds. */
  last: number;
  /** Greatest traction. */
  strength: number;
}

/**
 * @param toughness [any unit] work of separation
 * @param stiffness [any unit] of the intact facet, for each area
 * @param modulus [any unit] E
 * @param length [any unit] ℓ
 * @param cap [any unit] strength of the bonds
 */
export function makeCohesiveLaw(
  toughness: number,
  stiffness: number,
  modulus: number,
  length: number,
  cap: number,
): CohesiveLaw {
  const strength = Math.min(cap, Math.sqrt((modulus * toughness) / length));
  const first = strength / stiffness;
  return { first, last: Math.max((2 * toughness) / strength, 1.02 * first), strength };
}

/** Openings between which a law softens. */
export type Softening = Pick<CohesiveLaw, 'first' | 'last'>;

/**
 * Damage that an opening makes, from 0 to 1.
 *
 * @param opening [any unit]
 */
export function computeDamage(law: Softening, opening: number): number {
  const { first, last } = law;
  if (opening <= first) return 0;
  if (opening >= last) return 1;
  return (last * (opening - first)) / (opening * (last - first));
}

/**
 * Share of the work of separation that a damage has cost.
 *
 * @param damage [1]
 */
export function computeSpent(law: Softening, damage: number): number {
  const { first, last } = law;
  return ((first * last) / (last - damage * (last - first)) - first) / (last - first);
}

/**
 * Largest opening that made a damage: the inverse of {@link computeDamage}.
 *
 * @param damage [1] below 1
 */
export function computeReachedOpening(law: Softening, damage: number): number {
  const { first, last } = law;
  return (first * last) / (last - damage * (last - first));
}
