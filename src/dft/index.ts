export * from './analyses/index.js';
export * from './charge/compute-isosurface.js';
export * from './charge/cut-slice.js';
export * from './charge/measure-work-function.js';
export * from './dos/integrate-density.js';
export * from './prepare/index.js';
export * from './remedies.js';
export * from './tell-calculation.js';
