import type { Study } from './types.js';

/**
 * A study written in TypeScript, with the compiler's help; `study.mjs` exports it as default. It holds plain data, as
 * YAML would: the pieces of its evidence run in workers, which functions cannot reach.
 */
export function defineStudy(study: Study): Study {
  return Object.freeze(structuredClone(study));
}
