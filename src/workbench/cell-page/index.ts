export * from './cell-figures.js';
export * from './page-data.js';
export * from './render-cell-page.js';
