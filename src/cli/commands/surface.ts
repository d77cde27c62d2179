import type { Command } from 'commander';
import {
  buildSurface,
  classifyOxygen,
  countEnvironments,
  formatCounts,
  chooseRepeats,
  findParent,
  isMixed,
  orderStructure,
  recogniseSlab,
  statedParent,
  type Reconstruction,
  type Surface,
  type SurfaceOptions,
} from '../../atoms/index.js';
import { InputError, subContext, type Citation, type Context, type Note, type Structure } from '../../core/index.js';
import { addCrystalOptions, resolveCrystalInput, type CrystalOptions } from '../crystal-input.js';
import {
  choiceOption,
  integerOption,
  makeCliContext,
  numberOption,
  printJson,
  printStatus,
  printTable,
  quantityOption,
  runCommand,
  writeText,
  writeStructures,
} from '../support.js';

interface SurfaceCommandOptions extends CrystalOptions {
  layers?: number;
  termination?: number;
  symmetric?: boolean;
  vacuum?: number;
  supercell?: [number, number];
  tolerance?: number;
  reconstruction?: Reconstruction;
  indices: 'auto' | 'cell' | 'parent';
  seed: number;
  out?: string;
  json?: boolean;
}

/** `cermet surface LiNiO2 1 0 4 --layers 5 --supercell 4x1` */
export function addSurfaceCommand(program: Command): void {
  addCrystalOptions(
    program
      .command('surface')
      .description(
        'cut a slab from a crystal: all distinct terminations of a plane, their polarity, and one of them as a structure',
      )
      .argument(
        '<crystal>',
        'a name of the library (LiNiO2, NiO, Co2B…), a formula such as LiNi0.8Co0.1Mn0.1O2, or a structure file',
      )
      .argument('<indices...>', 'Miller indices h k l, or h k i l on hexagonal axes')
      .option(
        '--layers <number>',
        'atomic layers (default: whole repeats, at least 10 Å)',
        integerOption('--layers', { min: 1, max: 1000 }),
      )
      .option(
        '--termination <number>',
        'which termination is on top (default: 0, the least polar)',
        integerOption('--termination', { min: 0 }),
      )
      .option('--symmetric', 'add layers until both faces are the same')
      .option('--vacuum <length>', 'empty height above the slab', quantityOption('--vacuum', 'length'))
      .option('--supercell <times>', 'repeats in the plane, such as 4x1', parseSupercell)
      .option(
        '--tolerance <angstrom>',
        'atoms whose heights differ by less belong to one layer',
        numberOption('--tolerance', { above: 0, max: 5 }),
      )
      .option(
        '--reconstruction <name>',
        'of a polar surface: half-layer, or octopolar for rock salt (111)',
        choiceOption('--reconstruction', ['half-layer', 'octopolar']),
      )
      .option(
        '--indices <of>',
        'h k l of an ordered cell count on its own vectors (cell) or on those of the simpler crystal that it orders (parent); auto: parent where cermet order made the cell',
        choiceOption('--indices', ['auto', 'cell', 'parent']),
        'auto' as const,
      )
      .option('--seed <number>', 'of the ordering of mixed sites', integerOption('--seed', { min: 0 }), 1)
      .option('-o, --out <file>', 'write the slab; the ending chooses the form (.cif, .extxyz, .vasp, .json)')
      .option('--json', 'print everything as JSON'),
  ).action(runCommand(run));
}

async function run(crystal: string, indices: string[], options: SurfaceCommandOptions): Promise<void> {
  const miller = indices.map(parseIndex);
  const ctx = makeCliContext('surface', { seed: options.seed });
  const { structure: bulk, citation, notes } = await resolveCrystalInput(crystal, options, ctx);
  if (recogniseSlab(bulk))
    notes.push({
      level: 'warning',
      code: 'slab-cut',
      text: `${crystal} is a slab already: its vacuum is cut as if it were part of a crystal; cermet interface takes a slab as it is`,
    });
  const parent = await chooseParent(bulk, options.indices);
  const { surface, ordered } = await cut(bulk, miller, options, parent.supercell, ctx);
  if (options.out) await writeStructures(options.out, [surface.structure]);
  const oxygens = surface.structure.elements.includes('O') ? countEnvironments(classifyOxygen(surface.structure)) : [];
  const all = [...notes, ...parent.notes, ...surface.notes, ...ordered];
  const order = [...new Set([...bulk.elements, ...surface.structure.elements])];
  if (options.json)
    await printJson({ crystal, citation, ...describe(surface, order), oxygen_environments: oxygens, notes: all });
  else await printSurface(crystal, citation, surface, order, oxygens);
  for (const note of all) if (note.level !== 'info' || SAID.has(note.code)) printStatus(`${note.level}: ${note.text}`);
  if (options.out) printStatus(`wrote ${options.out}`);
}

const SAID = new Set(['solid-solution', 'ordered', 'parent-indices', 'reconstructed']);

/** Which lattice the indices count on. */
async function chooseParent(
  bulk: Structure,
  wanted: SurfaceCommandOptions['indices'],
): Promise<{ supercell?: readonly number[]; notes: Note[] }> {
  if (wanted === 'cell' || isMixed(bulk)) return { notes: [] };
  const stated = statedParent(bulk);
  const parent = stated ?? (await findParent(bulk));
  const say = (text: string): Note[] => [{ level: 'info', code: 'parent-indices', text }];
  if (!parent) {
    if (wanted === 'parent')
      throw new InputError('no simpler crystal was found of which this is an ordered cell', {
        hint: 'leave out --indices parent: h k l then count on the cell itself',
      });
    return { notes: [] };
  }
  if (wanted === 'parent' || stated)
    return {
      supercell: parent.supercell,
      notes: say(
        'h k l count on the crystal of which this is an ordered cell; --indices cell counts on the cell itself',
      ),
    };
  return {
    notes: say(
      'h k l count on the cell as it stands, which is an ordered cell of a simpler crystal: --indices parent counts on that one',
    ),
  };
}

/** Cuts the slab and fills its mixed sites. */
async function cut(
  bulk: Structure,
  miller: readonly number[],
  options: SurfaceCommandOptions,
  parentSupercell: readonly number[] | undefined,
  ctx: Context,
): Promise<{ surface: Surface; ordered: readonly Note[] }> {
  const { layers, termination, symmetric, supercell, tolerance, reconstruction } = options;
  const vacuum = options.vacuum === undefined ? undefined : options.vacuum * 1e10;
  const settings: SurfaceOptions = {
    layers,
    termination,
    symmetric,
    supercell,
    tolerance,
    reconstruction,
    vacuum,
    parentSupercell,
  };
  let surface = await buildSurface(bulk, miller, settings);
  if (!isMixed(surface.structure)) return { surface, ordered: [] };
  if (!supercell) {
    const [a, b] = chooseRepeats(surface.structure, [true, true, false]);
    const least = reconstruction ? 2 : 1;
    surface = await buildSurface(bulk, miller, {
      ...settings,
      supercell: [Math.max(a, least), Math.max(b, reconstruction === 'octopolar' ? 2 : 1)],
    });
  }
  const filled = await orderStructure(
    surface.structure,
    { method: options.ordering, supercell: [1, 1, 1] },
    subContext(ctx, 'ordering'),
  );
  const { parent_supercell: _parent, ...info } = filled.structure.info ?? {};
  return { surface: { ...surface, structure: { ...filled.structure, info } }, ordered: filled.notes };
}

function parseIndex(text: string): number {
  if (!/^[+-]?\d{1,3}$/.test(text))
    throw new InputError(`"${text}" is not a Miller index`, {
      hint: 'give three whole numbers apart, for example 1 0 4',
    });
  return Number(text);
}

function parseSupercell(text: string): [number, number] {
  const match = /^(\d{1,3})\s*[x×*,]\s*(\d{1,3})$/i.exec(text.trim());
  if (!match)
    throw new InputError(`--supercell cannot be "${text}"`, {
      hint: 'write two whole numbers with an x between, such as 4x1',
    });
  return [Number(match[1]), Number(match[2])];
}

function describe(surface: Surface, order: readonly string[]): Record<string, unknown> {
  const { structure, terminations, termination, inPlane } = surface;
  return {
    miller: surface.miller,
    space_group: surface.spaceGroup,
    in_plane: { a_angstrom: inPlane.a, b_angstrom: inPlane.b, gamma_degree: inPlane.gamma },
    repeat: { thickness_angstrom: surface.spacing, layers: surface.layersPerRepeat },
    terminations: terminations.map((t) => ({
      index: t.index,
      outermost: t.outermost,
      below: t.below,
      gap_angstrom: t.width,
      tasker: t.tasker ?? null,
      dipole_e_angstrom: t.dipole ?? null,
      symmetric: t.symmetric,
    })),
    termination: termination.index,
    formula: formatCounts(structure.elements, [...new Set(order)]),
    atoms: structure.elements.length,
    layers: surface.layers,
    symmetric: surface.symmetric,
    stoichiometric: surface.stoichiometric,
    excess: surface.excess,
    tasker: surface.tasker ?? null,
    dipole_e_angstrom: surface.dipole ?? null,
    area_square_angstrom: surface.area,
    thickness_angstrom: surface.thickness,
    structure: { cell: structure.cell, elements: structure.elements, positions: structure.positions },
    notes: surface.notes,
  };
}

async function printSurface(
  crystal: string,
  citation: Citation | undefined,
  surface: Surface,
  order: readonly string[],
  oxygens: readonly { formula: string; kind: string; count: number }[],
): Promise<void> {
  const { structure, inPlane, terminations, termination } = surface;
  const [ax, , , bx, by, , , , c] = structure.cell;
  const lines = [
    `${crystal} (${surface.miller.join(' ')}), space group ${surface.spaceGroup.symbol} (${surface.spaceGroup.number})${citation ? `; ${citation.text}` : ''}`,
    `reduced in-plane cell ${inPlane.a.toFixed(3)} × ${inPlane.b.toFixed(3)} Å, ${inPlane.gamma.toFixed(2)}°; repeat of ${surface.layersPerRepeat} layer${surface.layersPerRepeat === 1 ? '' : 's'}, ${surface.spacing.toFixed(3)} Å`,
    '',
  ];
  await writeText(`${lines.join('\n')}\n`);
  await printTable(
    ['termination', 'outermost', 'below', 'gap Å', 'Tasker', 'dipole e·Å', 'both faces'],
    terminations.map((t) => [
      `${t.index}${t === termination ? ' *' : ''}`,
      t.outermost,
      t.below,
      Number(t.width.toFixed(3)),
      t.tasker,
      t.dipole === undefined ? undefined : Number(t.dipole.toFixed(3)),
      t.symmetric ? 'yes' : 'no',
    ]),
  );
  const excess = Object.entries(surface.excess)
    .map(([element, n]) => `${element} ${n}`)
    .join(', ');
  const slab = [
    '',
    `slab ${formatCounts(structure.elements, [...new Set(order)])}: ${structure.elements.length} atoms in ${surface.layers.length} layers (${summarise(surface.layers)})`,
    `cell ${ax.toFixed(3)} × ${Math.hypot(bx, by).toFixed(3)} × ${c.toFixed(3)} Å, area ${surface.area.toFixed(3)} Å2, thickness ${surface.thickness.toFixed(3)} Å`,
    `${surface.symmetric ? 'both faces alike' : 'two different faces'}, ${surface.stoichiometric ? 'stoichiometric' : `excess of ${excess}`}${surface.dipole === undefined ? '' : `, dipole ${surface.dipole.toFixed(3)} e·Å`}`,
    ...(oxygens.length > 0 ? ['', 'oxygen by its metal neighbours'] : []),
  ];
  await writeText(`${slab.join('\n')}\n`);
  if (oxygens.length > 0)
    await printTable(
      ['neighbours', 'kind', 'atoms'],
      oxygens.map(({ formula, kind, count }) => [formula, kind, count]),
    );
}

/** `O, Ni, O, Li` of long stacks, or `5 × LiNiO2` where all layers are alike. */
function summarise(layers: readonly string[]): string {
  if (new Set(layers).size === 1) return `${layers.length} × ${layers[0]}`;
  return layers.length > 12 ? `${layers.slice(0, 12).join(', ')}, …` : layers.join(', ');
}
