export * from './calibrate-committee.js';
export * from './figure-reliability.js';
export * from './nep-recipe.js';
export * from './training-frame.js';
export { trainNep, type TrainedNep, type TrainOptions } from './train-nep.js';
