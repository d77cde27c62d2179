import {
  choice,
  flag,
  type Grid,
  InputError,
  isGrid,
  list,
  type Note,
  number,
  quantity,
  type Recording,
  type Structure,
  type Table,
  toFractional,
  ELECTRONVOLT,
} from '../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../evidence/index.js';
import { houseFigure } from '../../figure/index.js';
import { findVacuum } from '../prepare/vacuum.js';
import { cutSlice } from '../charge/cut-slice.js';
import { figureSlice } from '../charge/figure-slice.js';
import { type GridField, integrateField, toField } from '../charge/grid-field.js';
import { sceneIsosurface } from '../charge/scene-isosurface.js';
import { measureVacuumLevels } from '../charge/measure-work-function.js';

/** [Å] Atoms this near a plane are drawn on it. */
const NEAR = 0.8;
const VECTORS = ['a', 'b', 'c'] as const;

/** Densities and potentials on grids: integrals, slices, differences, work function. */
export const chargeAnalysis = defineAnalysis({
  id: 'charge',
  version: '1',
  title: 'Charge: integrals, slices, surfaces, differences, work function',
  pictures: true,
  inputs: {
    grids: {
      kind: 'charge-density',
      many: true,
      describe: 'grids of one calculation; for a difference the whole first, then its parts in the same cell',
    },
  },
  settings: {
    difference: flag(false, 'the grids after the first are of its parts (fragments, free atoms) and are taken from it'),
    across: choice(VECTORS, 'a', 'vector across the plane that is shown'),
    at: number(undefined, 'where along it the plane lies, as a fraction', { min: 0, max: 1 }),
    level: number(
      undefined,
      'value of the surface in 3D, in the unit of the field; by default the mean and two standard deviations of its size',
      { min: 0 },
    ),
    through: list(
      'element and number of the atom through which the plane goes, such as O 11',
      'the atom nearest the top of the slab',
    ),
    fermi: quantity(
      'energy',
      undefined,
      'Fermi energy, for the work function',
      'of the calculation beside the potential',
    ),
  },
  quantities: {
    integrated_charge: { label: 'electrons on the grid', unit: '1' },
    integrated_spin: { label: 'spin on the grid', unit: 'muB' },
    absolute_spin: { label: 'absolute spin on the grid', unit: 'muB' },
    moved_charge: { label: 'electrons that moved', unit: '1' },
    vacuum_level: { label: 'potential in the vacuum', unit: 'eV' },
    work_function: { label: 'work function', unit: 'eV' },
    fermi_energy: { label: 'Fermi energy, on the scale of the code', unit: 'eV' },
  },
  async run({ grids }, given) {
    const findings: Finding[] = [];
    const notes: Note[] = [];
    const figures: Outcome['figures'] = [];
    const tables: Outcome['tables'] = [];
    const scenes: Outcome['scenes'] = [];
    const surface = (id: string, title: string, unit: string, grid: Grid, structure?: Structure): void => {
      if (structure) scenes.push(sceneIsosurface({ id, title, unit }, toField(grid), structure, given.level));
    };
    const several = grids.length > 1 && !given.difference;
    const fermi = given.fermi === undefined ? undefined : given.fermi / ELECTRONVOLT;
    const used = given.difference ? grids.slice(0, 1) : grids;
    for (const [index, recording] of used.entries()) {
      const at = several ? { grid: recording.about.sample ?? `grid ${index + 1}` } : undefined;
      const one = (id: string, value: number, unit: string, more?: Record<string, string>): void =>
        void findings.push({ id, ...((at || more) && { at: { ...at, ...more } }), estimate: { value, unit, n: 1 } });
      const structure = structureOf(recording);
      const density = gridOf(recording, 'density');
      if (density) one('integrated_charge', integrateField(toField(density)), '1');
      const spin = gridOf(recording, 'spin');
      if (spin) {
        one('integrated_spin', integrateField(toField(spin)), 'muB');
        one('absolute_spin', integrateField(toField(spin), Math.abs), 'muB');
      }
      const potential = gridOf(recording, 'potential');
      if (potential) findWorkFunction(recording, toField(potential), structure, fermi, one, notes);
      const suffix = several ? `-${index + 1}` : '';
      const shown = density ?? spin ?? potential ?? gridOf(recording, 'field');
      if (shown) figures.push(sliceOf(`slice${suffix}`, shown, structure, given));
      if (density && spin) figures.push(sliceOf(`spin-slice${suffix}`, spin, structure, given));
      if (density) surface(`density${suffix}`, 'Density', 'e/Å³', density, structure);
      if (spin) surface(`spin${suffix}`, 'Spin density', 'μB/Å³', spin, structure);
      figures.push(figurePlanes(`plane-average${suffix}`, recording.table));
      tables.push({ id: `plane-average${suffix}`, title: 'Averages over planes along c', table: recording.table });
    }
    if (given.difference) {
      const difference = subtract(grids);
      const field = toField(difference);
      const structure = structureOf(grids[0]);
      findings.push({
        id: 'integrated_charge',
        at: { grid: 'difference' },
        estimate: { value: integrateField(field), unit: '1', n: 1 },
      });
      findings.push({
        id: 'moved_charge',
        estimate: { value: integrateField(field, (v) => Math.max(0, v)), unit: '1', n: 1 },
      });
      const left = Math.abs(integrateField(field));
      if (left > 0.01)
        notes.push({
          level: 'warning',
          code: 'charge-left-over',
          text: `the parts hold ${left.toFixed(3)} electrons more or fewer than the whole: they are not its parts, or of other charge`,
        });
      figures.push(sliceOf('difference-slice', difference, structure, given));
      surface('difference', 'Charge that moved', 'e/Å³', difference, structure);
    }
    return makeOutcome({ findings, notes, figures, scenes, tables });
  },
  cite: [
    {
      text: 'Neugebauer, Scheffler, Phys. Rev. B 46 (1992) 16067: slabs with a dipole',
      doi: '10.1103/PhysRevB.46.16067',
    },
  ],
});

function gridOf(recording: Recording, name: string): Grid | undefined {
  const part = recording.parts?.[name];
  return isGrid(part) ? part : undefined;
}

/** The atoms in the frame of the grids, whose first point lies at zero there. */
function structureOf(recording: Recording): Structure | undefined {
  const frames = recording.parts?.structure;
  if (!Array.isArray(frames)) return undefined;
  const structure = frames[0] as Structure;
  const origin = Object.values(recording.parts ?? {}).find(isGrid)?.frame?.origin;
  if (!origin?.some((x) => x !== 0)) return structure;
  return { ...structure, positions: structure.positions.map((x, i) => x - origin[i % 3]) };
}

function findWorkFunction(
  recording: Recording,
  field: GridField,
  structure: Structure | undefined,
  given: number | undefined,
  one: (id: string, value: number, unit: string, more?: Record<string, string>) => void,
  notes: Note[],
): void {
  const gap = structure && findVacuum(structure).find((v) => v.axis === 2);
  if (!structure || !gap) {
    notes.push({ level: 'info', code: 'no-vacuum', text: 'there is no vacuum along c: a work function needs a slab' });
    return;
  }
  const column = recording.table.names.find((name) => name.startsWith('mean_potential'));
  if (!column) return;
  const { cell } = structure;
  const area = Math.hypot(
    cell[1] * cell[5] - cell[2] * cell[4],
    cell[2] * cell[3] - cell[0] * cell[5],
    cell[0] * cell[4] - cell[1] * cell[3],
  );
  const height = (field.voxel * field.values.length) / area;
  const half = gap.thickness / height / 2;
  const levels = measureVacuumLevels(recording.table.column(column), height, [gap.middle - half, gap.middle + half]);
  notes.push(...levels.notes);
  one('vacuum_level', levels.upper, 'eV', { side: 'upper' });
  one('vacuum_level', levels.lower, 'eV', { side: 'lower' });
  const known = recording.metadata.fermi_energy_ev;
  const fermi = given ?? (typeof known === 'number' ? known : undefined);
  if (fermi === undefined) {
    notes.push({
      level: 'info',
      code: 'no-fermi-energy',
      text: 'the work function needs the Fermi energy: lay the calculation beside the potential, or give it with --set fermi="1.2 eV"',
    });
    return;
  }
  one('fermi_energy', fermi, 'eV');
  one('work_function', levels.upper - fermi, 'eV', { side: 'upper' });
  one('work_function', levels.lower - fermi, 'eV', { side: 'lower' });
}

/** The whole less its parts, point by point. */
function subtract(grids: readonly Recording[]): Grid {
  if (grids.length < 2)
    throw new InputError('a difference needs the whole and at least one part', {
      hint: 'give several grids: the whole first',
    });
  const all = grids.map((recording, i) => {
    const grid = gridOf(recording, 'density');
    if (!grid) throw new InputError(`grid ${i + 1} is no density`);
    return grid;
  });
  const [whole, ...parts] = all;
  const values = Float64Array.from(whole.values);
  const to = toField(whole);
  for (const part of parts) {
    const from = toField(part);
    if (from.shape.some((n, i) => n !== to.shape[i]) || from.cell.some((x, i) => Math.abs(x - to.cell[i]) > 1e-3))
      throw new InputError(
        `a part has ${from.shape.join(' × ')} points in its cell, the whole ${to.shape.join(' × ')}`,
        {
          hint: 'compute the parts in the cell of the whole, with the same cutoff',
        },
      );
    const same = part.axes.every((axis, i) => axis.name === whole.axes[i].name);
    if (same) for (let i = 0; i < values.length; i++) values[i] -= part.values[i];
    else {
      const order = whole.axes.map((axis) => 'abc'.indexOf(axis.name[0]));
      const lengths = whole.axes.map((axis) => axis.values.length);
      let n = 0;
      const at = [0, 0, 0];
      for (let p = 0; p < lengths[0]; p++)
        for (let q = 0; q < lengths[1]; q++)
          for (let r = 0; r < lengths[2]; r++) {
            at[order[0]] = p;
            at[order[1]] = q;
            at[order[2]] = r;
            values[n++] -= from.at(at[0], at[1], at[2]);
          }
    }
  }
  return { ...whole, values };
}

function sliceOf(
  id: string,
  grid: Grid,
  structure: Structure | undefined,
  given: { across: string; at?: number; through?: readonly string[] },
): Outcome['figures'][number] {
  const axis = 'abc'.indexOf(given.across);
  const field = toField(grid);
  const fractional = structure && toFractional(structure.cell, structure.positions);
  const atom = structure && chooseAtom(structure, given.through?.[0]);
  const wrapped = (f: number): number => f - Math.floor(f);
  const at = given.at ?? (fractional && atom !== undefined ? wrapped(fractional[3 * atom + axis]) : 0);
  const slice = cutSlice(field, axis, at);
  const { cell } = field;
  const [u, v] = [0, 1, 2].filter((i) => i !== axis);
  const length = (i: number): number => Math.hypot(cell[3 * i], cell[3 * i + 1], cell[3 * i + 2]);
  const along =
    (cell[3 * u] * cell[3 * v] + cell[3 * u + 1] * cell[3 * v + 1] + cell[3 * u + 2] * cell[3 * v + 2]) / length(u);
  const rise = Math.sqrt(Math.max(0, length(v) ** 2 - along ** 2));
  const atoms = (structure?.elements ?? []).flatMap((element, i) => {
    const f = [0, 1, 2].map((k) => wrapped(fractional![3 * i + k] + 1e-9));
    const away = Math.abs(f[axis] - at);
    if (Math.min(away, 1 - away) * length(axis) > NEAR) return [];
    return [{ element, x: f[u] * length(u) + f[v] * along, y: f[v] * rise }];
  });
  const spin = /^spin/.test(grid.quantity);
  const potential = /^potential/.test(grid.quantity);
  return figureSlice(
    id,
    spin
      ? 'Spin density in a plane'
      : potential
        ? 'Potential in a plane'
        : id === 'difference-slice'
          ? 'Charge that moved, in a plane'
          : 'Density in a plane',
    `Across ${given.across} at ${at.toFixed(3)}${atom === undefined ? '' : `, through ${structure!.elements[atom]} ${atom + 1}`}; lines of equal value; atoms within ${NEAR} Å.`,
    potential ? 'eV' : spin ? 'μB/Å³' : 'e/Å³',
    slice,
    atoms,
  );
}

function chooseAtom(structure: Structure, named: string | undefined): number | undefined {
  if (named === undefined) {
    let top: number | undefined;
    structure.elements.forEach((_, i) => {
      if (top === undefined || structure.positions[3 * i + 2] > structure.positions[3 * top + 2]) top = i;
    });
    return top;
  }
  const match = /^([A-Z][a-z]?)\s+(\d+)$/.exec(named);
  const index = match ? Number(match[2]) - 1 : -1;
  if (!match || structure.elements[index] !== match[1])
    throw new InputError(`there is no atom "${named}" here`, {
      value: named,
      hint: 'write element and number in the file, as O 11',
      where: { path: 'through' },
    });
  return index;
}

function figurePlanes(id: string, table: Table): Outcome['figures'][number] {
  const names = table.names.filter((name) => name !== 'position_angstrom');
  const z = table.column('position_angstrom');
  const values = names.flatMap((name) => {
    const column = table.column(name);
    return Array.from(z, (x, i) => ({
      z: Number(x.toFixed(3)),
      value: Number(column[i].toPrecision(5)),
      field: name.replace(/^mean_/, '').replace(/_.*$/, ''),
    }));
  });
  return {
    id,
    title: 'Averages over planes along c',
    caption: 'Densities in electrons per Å³, potentials in eV.',
    spec: houseFigure({
      data: { values },
      mark: { type: 'line', strokeWidth: 1 },
      encoding: {
        x: { field: 'z', type: 'quantitative', title: 'along c (Å)' },
        y: { field: 'value', type: 'quantitative', title: 'plane average' },
        color: { field: 'field', type: 'nominal', title: null },
      },
    }),
  };
}
