import type { RecordingKind } from '../recording-kind.js';
import { chargeDensityKind } from './charge-density.js';
import { cyclingKind } from './cycling.js';
import { demsKind, massSpectrumKind } from './dems.js';
import { diffractionKind } from './diffraction.js';
import { dosKind } from './dos.js';
import { edsKind } from './eds.js';
import { eelsKind } from './eels.js';
import { impedanceKind } from './impedance.js';
import { micrographKind } from './micrograph.js';
import { ageingKind, mdKind, relaxationKind } from './simulated.js';
import { icpKind, karlFischerKind, particleSizeKind, titrationKind } from './solutions.js';
import { particleKind } from './particle.js';
import { sorptionKind } from './sorption.js';
import { tableKind } from './table.js';
import { dscKind, tgaKind } from './thermal.js';
import { xpsKind } from './xps.js';

export * from './charge-density.js';
export * from './cycling.js';
export * from './dems.js';
export * from './diffraction.js';
export * from './dos.js';
export * from './eds.js';
export * from './eels.js';
export * from './impedance.js';
export * from './micrograph.js';
export * from './particle.js';
export * from './simulated.js';
export * from './solutions.js';
export * from './sorption.js';
export * from './table.js';
export * from './thermal.js';
export * from './xps.js';

/** Kinds of recordings that come with Cermet. */
export const builtinKinds: readonly RecordingKind[] = [
  cyclingKind,
  impedanceKind,
  mdKind,
  relaxationKind,
  ageingKind,
  particleKind,
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
  xpsKind,
  eelsKind,
  edsKind,
  micrographKind,
  tableKind,
];
