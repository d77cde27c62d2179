// The numerical core of the cells room and of the integrator.
export * from './_blocks.as';
export * from './_electrodes.as';
export * from './_electrolyte.as';
export * from './_formulas.as';
export * from './_integrator.as';
export * from './_interface.as';
export * from './_particles.as';
export * from './_population.as';

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}
