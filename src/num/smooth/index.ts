export * from './local-quadratic.js';
export * from './spread-density.js';
export * from './find-peaks.js';
export * from './natural-spline.js';
export * from './estimate-noise.js';
export * from './monotone-curve.js';
