export { type AverageModuli, averageModuli } from './average-moduli.js';
export { type ElasticConstants, type ElasticOptions, runElasticConstants } from './run-elastic-constants.js';
