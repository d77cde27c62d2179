export * from './page-data.js';
export * from './render-workbench-page.js';
