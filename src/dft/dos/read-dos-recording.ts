import { InputError, type Recording, type Structure, Table } from '../../core/index.js';

/** One shell of one atom (or of several alike), both spins, read back from a recording. */
export interface DosShell {
  /** Numbers in the file, from 1. */
  atoms: number[];
  element: string;
  shell: string;
  /** [states/eV] (n) */
  up: Float64Array;
  down?: Float64Array;
}

/** What the analysis of a density of states needs of a recording. */
export interface DosContent {
  /** [eV] (n) */
  energies: Float64Array;
  shells: DosShell[];
  total?: { up: Float64Array; down?: Float64Array };
  /** [eV] one level, or up and down; on the scale of `energies`. */
  levels: number[];
  fermiKind: string;
  edges?: { valence: number; conduction: number };
  moments?: Float64Array;
  momentsProjection?: string;
  structure?: Structure;
  projection: string;
  spilling?: number;
  energy?: number;
  broadening: number;
}

/** [eV] Taken for the width of a level where a file does not tell. */
const USUAL_WIDTH = 0.136;

/** Reads a recording of kind `dos`; several shells of one letter of an atom are added up. */
export function readDosRecording(recording: Recording): DosContent {
  const { metadata, parts, table } = recording;
  const numberAt = (key: string): number | undefined => {
    const value = metadata[key];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const fermi = metadata.fermi_energy_ev;
  const own = numberAt('dos_fermi_energy_ev');
  // The level that stands in the files of the density is on their own scale.
  const levels =
    own !== undefined
      ? [own]
      : Array.isArray(fermi)
        ? fermi.filter((f) => typeof f === 'number')
        : typeof fermi === 'number'
          ? [fermi]
          : [];
  if (levels.length === 0)
    throw new InputError(`no Fermi energy is known for ${recording.about.sample ?? 'this calculation'}`, {
      hint: 'lay the output of the self-consistent run beside its projected densities; of one that did not converge there is none',
    });
  const energies = table.column('energy_ev');
  const shells = new Map<string, DosShell>();
  const { projections, channels, structure, atoms } = parts ?? {};
  if (projections instanceof Table && channels instanceof Table)
    channels.text('column').forEach((column, i) => {
      const values = projections.column(column);
      const numbers = channels.text('atoms')[i];
      const shell = channels.text('shell')[i];
      const spin = channels.text('spin')[i];
      const key = `${numbers} ${shell}`;
      const there = shells.get(key);
      const entry = there ?? {
        atoms: numbers.split(' ').map(Number),
        element: channels.text('element')[i],
        shell,
        up: new Float64Array(energies.length),
      };
      if (spin === 'down') entry.down ??= new Float64Array(energies.length);
      const into = spin === 'down' ? entry.down! : entry.up;
      for (let k = 0; k < into.length; k++) into[k] += values[k];
      shells.set(key, entry);
    });
  const frame = Array.isArray(structure) ? (structure[0] as Structure) : undefined;
  const valence = numberAt('valence_edge_ev');
  const conduction = numberAt('conduction_edge_ev');
  return {
    energies,
    shells: [...shells.values()],
    ...(table.has('up_density_per_electronvolt') && {
      total: {
        up: table.column('up_density_per_electronvolt'),
        ...(table.has('down_density_per_electronvolt') && { down: table.column('down_density_per_electronvolt') }),
      },
    }),
    levels,
    fermiKind:
      own !== undefined && levels.length === 1 && metadata.fermi_kind === 'none'
        ? 'fermi'
        : String(metadata.fermi_kind ?? 'fermi'),
    ...(valence !== undefined && conduction !== undefined && { edges: { valence, conduction } }),
    ...(atoms instanceof Table &&
      atoms.has('moment_bohr_magneton') && { moments: atoms.column('moment_bohr_magneton') }),
    ...(typeof metadata.site_moments_projection === 'string' && {
      momentsProjection: metadata.site_moments_projection,
    }),
    ...(frame && { structure: frame }),
    projection: String(metadata.projection ?? 'unnamed'),
    ...(numberAt('spilling') !== undefined && { spilling: numberAt('spilling') }),
    ...(numberAt('total_energy_ev') !== undefined && { energy: numberAt('total_energy_ev') }),
    broadening: numberAt('broadening_ev') ?? USUAL_WIDTH,
  };
}
