export * from './polycrystal/describe-polycrystal.js';
export * from './polycrystal/make-polycrystal.js';
export * from './polycrystal/orient.js';
export * from './polycrystal/polycrystal.js';
export * from './polycrystal/tessellate.js';
export * from './files/particle-json.js';
export * from './files/particle-tables.js';
