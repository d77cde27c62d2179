import type { Note } from '../../core/index.js';

/** Density of states that belongs to one shell of one atom (or of several alike), by spin. */
export interface DosChannel {
  /** (m) indices of the atoms, from 0. */
  atoms: readonly number[];
  element: string;
  /** `s`, `p`, `d`, `f` */
  shell: string;
  /** Which of several shells of the same letter, as the code counts; 0 where it does not. */
  wave: number;
  /** [states/eV] (n) */
  up: Float64Array;
  /** [states/eV] (n); absent without spin, where `up` holds both. */
  down?: Float64Array;
}

/** Densities of states on one axis of energy. */
export interface ProjectedDos {
  /** [eV] (n) on the scale of the code. */
  energies: Float64Array;
  /** [eV] the Fermi energy that these files name themselves, on the scale of `energies`. */
  fermi?: number;
  channels: DosChannel[];
  /** [states/eV] (n) of the cell. */
  total?: { up: Float64Array; down?: Float64Array };
  /** How the states were shared out among atoms. */
  projection: string;
  /** [eV] width that levels were given, where it is known. */
  broadening?: number;
  files: string[];
  notes: Note[];
}
