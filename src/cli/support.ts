/**
 * What commands share. A command lives in `commands/NAME.ts`, exports `addNameCommand(program)` and is listed in
 * `main.ts`.
 */
export * from './context.js';
export * from './exit.js';
export * from './files.js';
export * from './folders.js';
export * from './options.js';
export * from './print.js';
export * from './progress.js';
export * from './resolve.js';
