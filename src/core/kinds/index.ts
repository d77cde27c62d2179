import type { RecordingKind } from '../recording-kind.js';
import { cyclingKind } from './cycling.js';
import { impedanceKind } from './impedance.js';
import { ageingKind, mdKind, relaxationKind } from './simulated.js';
import { tableKind } from './table.js';

export * from './cycling.js';
export * from './impedance.js';
export * from './simulated.js';
export * from './table.js';

/** Kinds of recordings that come with Cermet. */
export const builtinKinds: readonly RecordingKind[] = [
  cyclingKind,
  impedanceKind,
  mdKind,
  relaxationKind,
  ageingKind,
  tableKind,
];
