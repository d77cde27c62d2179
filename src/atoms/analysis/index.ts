export * from './bond-cutoffs.js';
export * from './classify-oxygen.js';
export * from './compute-exposed-area.js';
export * from './compute-rdf.js';
export * from './covalent-radii.js';
export * from './film-atoms.js';
export * from './find-bond-cutoff.js';
export * from './measure-interface-bonds.js';
