export * from './create-cermet.js';
export * from './draft-evidence.js';
export * from './edit-study.js';
export * from './guess-groups.js';
