export * from './compile-expressions.js';
export * from './differentiate.js';
export * from './expression.js';
export * from './parse-expression.js';
export * from './evaluate-expression.js';
