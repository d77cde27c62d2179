export * from './channels.js';
export * from './figure.js';
export * from './figure-to-csv.js';
export * from './house-figure.js';
export * from './render-figure.js';
export * from './theme.js';
export * from './thin-series.js';
export * from './to-millimetres.js';
