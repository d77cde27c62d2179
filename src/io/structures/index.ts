import type { Reader } from '../reader.js';
import { aseTrajectoryReader } from './ase-trajectory.js';
import { cifReader } from './cif.js';
import { extxyzReader } from './extxyz.js';
import { lammpsDataReader } from './lammps-data.js';
import { lammpsDumpReader } from './lammps-dump.js';
import { optimadeReader } from './optimade.js';
import { poscarReader } from './poscar.js';
import { pymatgenReader } from './pymatgen.js';
import { qeInputReader } from './qe-input.js';
import { qeOutputReader } from './qe-output.js';
import { vasprunReader } from './vasprun.js';
import { xdatcarReader } from './xdatcar.js';

export * from './cell-parameters.js';
export { toExtxyzFrame, writeExtxyz } from './write-extxyz.js';
export { writeCif } from './write-cif.js';
export { writeOptimade } from './write-optimade.js';
export { writePoscar } from './write-poscar.js';
export { writePymatgenJson } from './write-pymatgen.js';
export { cifReader, extxyzReader, optimadeReader, poscarReader, pymatgenReader, xdatcarReader };

/** Readers of structures and trajectories. */
export const structureReaders: readonly Reader[] = [
  cifReader,
  extxyzReader,
  poscarReader,
  xdatcarReader,
  optimadeReader,
  pymatgenReader,
  vasprunReader,
  lammpsDataReader,
  lammpsDumpReader,
  qeInputReader,
  qeOutputReader,
  aseTrajectoryReader,
];
