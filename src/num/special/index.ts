export { computeFaddeeva } from './faddeeva.js';
export { computeVoigt, GAUSS_FWHM, type VoigtValue } from './voigt.js';
