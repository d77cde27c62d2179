// The numerical core of the cells room and of the integrator.
export { runFormulas } from './_formulas.as';
export * from './_integrator.as';
export * from './_sequence.as';

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}
