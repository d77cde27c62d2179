export * from './create-cermet.js';
