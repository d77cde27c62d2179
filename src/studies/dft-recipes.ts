import type { DftRecipe } from '../dft/index.js';
import { paperRecipe } from './yoon-2021/dft-recipe.js';

/** Published settings of electronic calculations, by the name that `cermet dft prepare --recipe` takes. */
export const dftRecipes: Readonly<Record<string, DftRecipe>> = { paper: paperRecipe };
