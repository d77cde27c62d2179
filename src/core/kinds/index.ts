import type { RecordingKind } from '../recording-kind.js';
import { chargeDensityKind } from './charge-density.js';
import { cyclingKind } from './cycling.js';
import { demsKind, massSpectrumKind } from './dems.js';
import { diffractionKind } from './diffraction.js';
import { dosKind } from './dos.js';
import { impedanceKind } from './impedance.js';
import { ageingKind, mdKind, relaxationKind } from './simulated.js';
import { icpKind, karlFischerKind, particleSizeKind, titrationKind } from './solutions.js';
import { sorptionKind } from './sorption.js';
import { tableKind } from './table.js';
import { dscKind, tgaKind } from './thermal.js';

export * from './charge-density.js';
export * from './cycling.js';
export * from './dems.js';
export * from './diffraction.js';
export * from './dos.js';
export * from './impedance.js';
export * from './simulated.js';
export * from './solutions.js';
export * from './sorption.js';
export * from './table.js';
export * from './thermal.js';

/** Kinds of recordings that come with Cermet. */
export const builtinKinds: readonly RecordingKind[] = [
  cyclingKind,
  impedanceKind,
  mdKind,
  relaxationKind,
  ageingKind,
  dscKind,
  tgaKind,
  demsKind,
  massSpectrumKind,
  sorptionKind,
  titrationKind,
  karlFischerKind,
  icpKind,
  particleSizeKind,
  diffractionKind,
  dosKind,
  chargeDensityKind,
  tableKind,
];
