import type { Crystal } from './crystal.js';
import { BORIDES } from './library-borides.js';
import { PURE_ELEMENTS } from './library-elements.js';
import { OXIDES } from './library-oxides.js';
import { PHOSPHIDES } from './library-phosphides.js';
import { OXYGEN_SALTS } from './library-salts.js';
import { SILICIDES } from './library-silicides.js';

export type { Crystal } from './crystal.js';

/**
 * Crystals that resolve by name. Lengths in Å, angles in degrees, as measured at room temperature where the title does
 * not say otherwise.
 */
export const CRYSTALS: readonly Crystal[] = [
  ...OXIDES,
  ...OXYGEN_SALTS,
  ...BORIDES,
  ...PHOSPHIDES,
  ...SILICIDES,
  ...PURE_ELEMENTS,
];
