import {
  type Column,
  type Context,
  makeGrid,
  type Grid,
  type Note,
  type Part,
  type Recording,
  Table,
} from '../../core/index.js';
import { hashSource } from '../measured/hash-source.js';
import type { DftCalculation } from './calculation.js';
import { describeCalculation } from './describe-calculation.js';
import type { DftFile } from './folder.js';
import type { ProjectedDos } from './projected-dos.js';
import type { Volume } from './volumetric/volume.js';

/** A calculation with its density of states as a recording. */
export async function recordDos(
  calculation: DftCalculation,
  dos: ProjectedDos,
  principal: DftFile,
): Promise<Recording> {
  const names = nameChannels(dos);
  const columns: Column[] = [{ name: 'energy_ev', values: dos.energies }];
  if (dos.total) {
    columns.push({ name: 'up_density_per_electronvolt', values: dos.total.up });
    if (dos.total.down) columns.push({ name: 'down_density_per_electronvolt', values: dos.total.down });
  }
  const rows = dos.channels.flatMap((channel, i) => [
    { channel, name: names[i]![0], spin: channel.down ? 'up' : 'both', values: channel.up },
    ...(channel.down ? [{ channel, name: names[i]![1], spin: 'down', values: channel.down }] : []),
  ]);
  const { structure, moments, populations } = calculation;
  const parts: Record<string, Part> = {};
  if (rows.length > 0) {
    parts.projections = new Table([
      { name: 'energy_ev', values: dos.energies },
      ...rows.map(({ name, values }) => ({ name, values })),
    ]);
    parts.channels = new Table([
      { name: 'column', values: rows.map((r) => r.name) },
      { name: 'atoms', values: rows.map((r) => r.channel.atoms.map((a) => a + 1).join(' ')) },
      { name: 'element', values: rows.map((r) => r.channel.element) },
      { name: 'shell', values: rows.map((r) => r.channel.shell) },
      { name: 'wave_count', values: Int32Array.from(rows, (r) => r.channel.wave) },
      { name: 'spin', values: rows.map((r) => r.spin) },
    ]);
  }
  if (structure) {
    parts.structure = [structure];
    parts.atoms = new Table([
      { name: 'atom_count', values: Int32Array.from(structure.elements, (_, i) => i + 1) },
      { name: 'element', values: [...structure.elements] },
      ...(moments?.values.length === structure.elements.length
        ? [{ name: 'moment_bohr_magneton', values: moments.values }]
        : []),
      ...(populations?.values.length === structure.elements.length
        ? [{ name: 'population_electron', values: populations.values }]
        : []),
    ]);
  }
  const notes: Note[] = [...calculation.notes, ...dos.notes];
  if (calculation.judgement !== 'converged')
    notes.unshift({
      level: 'serious',
      code: calculation.judgement.replace(' ', '-'),
      text: `this calculation is ${calculation.judgement}: ${calculation.reason}`,
      where: calculation.name,
    });
  return {
    kind: 'dos',
    table: new Table(columns),
    parts,
    about: {
      sample: calculation.name,
      instrument: [calculation.engine, calculation.version].filter(Boolean).join(' '),
    },
    metadata: {
      ...describeCalculation(calculation),
      projection: dos.projection,
      ...(dos.fermi !== undefined && { dos_fermi_energy_ev: dos.fermi }),
      ...(dos.broadening !== undefined && { broadening_ev: dos.broadening }),
    },
    origin: await originOf(principal, 'dft'),
    notes,
  };
}

/** `o3_p_up_per_electronvolt`; the number of the shell where an atom has several of a letter. */
function nameChannels(dos: ProjectedDos): [string, string][] {
  const used = new Map<string, number>();
  for (const c of dos.channels) {
    const key = `${c.atoms.join(' ')} ${c.shell}`;
    used.set(key, (used.get(key) ?? 0) + 1);
  }
  return dos.channels.map((c) => {
    const several = used.get(`${c.atoms.join(' ')} ${c.shell}`)! > 1;
    const atom = c.atoms.length === 1 ? String(c.atoms[0]! + 1) : `_atoms_${c.atoms.map((a) => a + 1).join('_')}`;
    const stem = `${c.element.toLowerCase().replace(/\W/g, 'x')}${atom}_${c.shell}${several ? c.wave : ''}`;
    return c.down ? [`${stem}_up_per_electronvolt`, `${stem}_down_per_electronvolt`] : [`${stem}_per_electronvolt`, ''];
  });
}

/** Grids of one calculation or file as a recording: the principal table is their average over planes along c. */
export async function recordVolumes(
  volumes: readonly Volume[],
  principal: DftFile,
  calculation?: DftCalculation,
  ctx?: Context,
): Promise<Recording> {
  const first = volumes[0]!;
  const parts: Record<string, Part> = { structure: [first.structure] };
  const notes: Note[] = [...(calculation?.notes ?? []), ...volumes.flatMap((v) => v.notes)];
  const [, , nz] = first.shape;
  const c = first.structure.cell.subarray(6, 9);
  const columns: Column[] = [
    { name: 'position_angstrom', values: Float64Array.from({ length: nz }, (_, k) => (k / nz) * Math.hypot(...c)) },
  ];
  for (const volume of volumes) {
    const name = volume.field === 'other' ? 'field' : volume.field;
    const key = volume.component ? `${name}_${'xyz'[volume.component - 1] ?? volume.component}` : name;
    if (parts[key] !== undefined) continue;
    parts[key] = toGrid(volume);
    ctx?.progress?.(columns.length, volumes.length, key);
    if (volume.shape[2] === nz)
      columns.push({ name: `mean_${key}_${UNITS[volume.field]}`, values: planarAverage(volume) });
  }
  return {
    kind: 'charge-density',
    table: new Table(columns),
    parts,
    about: { sample: calculation?.name ?? first.title ?? principal.path },
    metadata: { ...(calculation && describeCalculation(calculation)), title: first.title, grid: first.shape },
    origin: await originOf(principal, 'volumetric'),
    notes,
  };
}

const UNITS: Readonly<Record<Volume['field'], string>> = {
  density: 'electron_per_cubic_angstrom',
  spin: 'bohr_magneton_per_cubic_angstrom',
  potential: 'ev',
  other: 'file_unit',
};

/** A field on fractions of its cell; the axis that varies slowest stands first. */
export function toGrid(volume: Volume): Grid {
  const axis = (name: string, n: number) => ({ name, values: Float64Array.from({ length: n }, (_, i) => i / n) });
  const axes = [
    axis('a_fraction', volume.shape[0]),
    axis('b_fraction', volume.shape[1]),
    axis('c_fraction', volume.shape[2]),
  ];
  return makeGrid({
    quantity: `${volume.field === 'other' ? 'field' : volume.field}_${UNITS[volume.field]}`,
    axes: volume.order === 'fortran' ? axes.reverse() : axes,
    values: volume.values,
    frame: { cell: volume.structure.cell, origin: Float64Array.from(volume.origin) },
  });
}

/** Means over planes of a and b. @returns [unit of the field] (n) along c */
export function planarAverage({ shape, order, values }: Pick<Volume, 'shape' | 'order' | 'values'>): Float64Array {
  const [nx, ny, nz] = shape;
  const mean = new Float64Array(nz);
  if (order === 'fortran')
    for (let k = 0; k < nz; k++) {
      let sum = 0;
      for (let i = k * nx * ny; i < (k + 1) * nx * ny; i++) sum += values[i]!;
      mean[k] = sum / (nx * ny);
    }
  else {
    for (let i = 0; i < values.length; i += nz) for (let k = 0; k < nz; k++) mean[k]! += values[i + k]!;
    for (let k = 0; k < nz; k++) mean[k]! /= nx * ny;
  }
  return mean;
}

async function originOf(file: DftFile, reader: string): Promise<Recording['origin']> {
  const source = await file.open();
  const sha256 = (await source.sha256?.()) ?? (await hashSource(source));
  return { type: 'measured', file: file.path, sha256, reader: `${reader}@1` };
}
