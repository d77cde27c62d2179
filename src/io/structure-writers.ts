import type { ReadResult } from './reader.js';
import { writeCif } from './structures/write-cif.js';
import { writeExtxyz } from './structures/write-extxyz.js';
import { writeOptimade } from './structures/write-optimade.js';
import { writePoscar } from './structures/write-poscar.js';
import { writePymatgenJson } from './structures/write-pymatgen.js';
import { defineWriter, type Writer } from './writer.js';

/** Writers of structures and trajectories. */
export const structureWriters: readonly Writer[] = [
  defineWriter({
    id: 'extxyz',
    title: 'extended XYZ',
    extensions: ['.extxyz', '.xyz'],
    accepts: holdsStructures,
    write: async ({ structures }) => writeExtxyz(structures),
  }),
  defineWriter({
    id: 'cif',
    title: 'CIF',
    extensions: ['.cif'],
    accepts: holdsStructures,
    write: async ({ structures }) => writeCif(structures),
  }),
  defineWriter({
    id: 'poscar',
    title: 'POSCAR',
    extensions: ['.poscar', '.vasp', 'poscar', 'contcar'],
    accepts: holdsOne,
    write: async ({ structures }) => writePoscar(structures[0]!),
  }),
  defineWriter({
    id: 'optimade',
    title: 'OPTIMADE JSON',
    extensions: ['.optimade.json', '.optimade'],
    accepts: holdsStructures,
    write: async ({ structures }) => writeOptimade(structures),
  }),
  defineWriter({
    id: 'pymatgen',
    title: 'pymatgen JSON',
    extensions: ['.pymatgen.json', '.json'],
    accepts: holdsStructures,
    write: async ({ structures }) => writePymatgenJson(structures.length === 1 ? structures[0]! : structures),
  }),
];

function holdsStructures({ structures }: ReadResult): true | string {
  return structures.length > 0 || 'there are no atoms in it';
}

/** Formats of a single frame take the only one there is; choosing one of many is left to the caller. */
function holdsOne({ structures }: ReadResult): true | string {
  if (structures.length === 0) return 'there are no atoms in it';
  return (
    structures.length === 1 || `it holds one structure, and there are ${structures.length}; choose one with --frame`
  );
}
