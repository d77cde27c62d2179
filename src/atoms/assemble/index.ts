export { buildInterface, type Interface, type InterfaceOptions } from './build-interface.js';
export { apportionAtoms, requireElements, writeFormula } from './composition.js';
export { computeDensity, GLASS_SEED, isBoiled, makeGlass, type Glass, type GlassOptions } from './make-glass.js';
export {
  ORDERING_SEED,
  prepareSlab,
  recogniseSlab,
  type GivenSlab,
  type PreparedSlab,
  type SlabOptions,
} from './prepare-slab.js';
export { chooseMinimumDistance, packRandom, type PackOptions } from './pack-random.js';
