import type { Command } from 'commander';
import {
  GLASS_SEED,
  ORDERING_SEED,
  buildInterface,
  isBoiled,
  isMixed,
  makeGlass,
  orderStructure,
  describeInterfaces,
  prepareSlab,
  recogniseSlab,
  requireElements,
  weakestOfAll,
  type Glass,
  type Interface,
  type InterfaceDescription,
  type Potential,
  type PreparedSlab,
} from '../../atoms/index.js';
import {
  AbortError,
  CERMET_VERSION,
  countElements,
  InputError,
  makeRng,
  parseFormula,
  SolveError,
  subContext,
  throwIfAborted,
  type Context,
  type Estimate,
  type Note,
  type Structure,
} from '../../core/index.js';
import { addCrystalOptions, resolveCrystalInput, type CrystalOptions } from '../crystal-input.js';
import {
  addSimulationOptions,
  requireOther,
  describeStructure,
  keepPartial,
  printNotes,
  toFemtoseconds,
  type SimulationOptions,
} from '../simulation.js';
import {
  EXIT,
  integerOption,
  makeCliContext,
  openChosenPotential,
  parseSeeds,
  printJson,
  printStatus,
  printTable,
  quantityOption,
  reportError,
  runCommand,
  writeText,
  writeStructures,
} from '../support.js';

interface Options extends SimulationOptions, CrystalOptions {
  surface?: string[];
  layers?: number;
  supercell?: readonly [number, number];
  atoms?: number | 'formula';
  thickness: number;
  height?: number;
  temperature: number;
  melt: number;
  quench: number;
  seed: number[];
  trajectory?: string;
}

/** `cermet interface OXIDE COATING` */
export function addInterfaceCommand(program: Command): void {
  addSimulationOptions(
    addCrystalOptions(
      program
        .command('interface')
        .description(
          'put a glass between two surfaces of a crystal: build, melt, quench, relax; then bonds and opening strength',
        )
        .argument(
          '<oxide>',
          'a crystal of the library, a formula such as LiNi0.8Co0.1Mn0.1O2, or a file: a crystal, or a slab with its vacuum',
        )
        .argument('<coating>', 'composition of the film, such as Co2.2B')
        .option('--surface <indices...>', 'Miller indices of the surface, such as 1 0 4 (default: chosen, and said)')
        .option('--layers <number>', 'atomic layers of the slab', integerOption('--layers', { min: 1 }))
        .option('--supercell <n>', 'repeats of the in-plane cell, such as 4x1', parseSupercell)
        .option(
          '--thickness <quantity>',
          'thickness of the film',
          quantityOption('--thickness', 'length', { least: 1e-10, most: 1e-7 }),
          7e-10,
        )
        .option('--atoms <number>', "atoms of the film instead; 'formula' takes the coating's own numbers", parseAtoms)
        .option(
          '--height <quantity>',
          'height of the cell, kept through melt and quench (default: it follows at zero stress)',
          quantityOption('--height', 'length'),
        )
        .option(
          '--temperature <quantity>',
          'temperature of the melt',
          quantityOption('--temperature', 'temperature'),
          2500,
        )
        .option('--melt <quantity>', 'time it is molten', quantityOption('--melt', 'time'), 3e-12)
        .option('--quench <quantity>', 'time in which it cools to 300 K', quantityOption('--quench', 'time'), 3e-12)
        .option('--seed <seeds>', 'seeds, one interface each: 7, 1..3 or 1,2,5', parseSeeds, [1])
        .option('--trajectory <file>', 'write the frames of melt and quench here'),
    ),
    'write the relaxed interface here, one frame for each seed',
  ).action(runCommand(run));
}

async function run(oxide: string, coating: string, options: Options): Promise<number> {
  requireOther(oxide, options.out, options.trajectory);
  const ctx = makeCliContext('interface');
  const miller = options.surface?.flatMap((word) => word.split(/[\s,]+/).filter(Boolean)).map(Number);
  const film = parseFormula(coating);
  const input = await resolveCrystalInput(oxide, options, ctx);
  const elements = [...countElements(input.structure).keys(), ...film.keys()];
  const potential = await openChosenPotential(options, elements);
  requireElements(potential, elements, `${oxide} with ${coating}`);

  const { threads } = options;
  const slab = await takeSlab(input.structure, potential, miller, options, subContext(ctx, 'slab', 0, 0.02));
  slab.notes.unshift(...input.notes);
  for (const note of slab.notes) if (SAID.has(note.code)) printStatus(note.text);
  const times = {
    meltTemperature: options.temperature,
    meltDuration: toFemtoseconds(options.melt),
    quenchDuration: toFemtoseconds(options.quench),
  };
  const { result: glass } = await keepPartial(
    makeGlass(
      coating,
      potential,
      { ...times, threads },
      { ...subContext(ctx, 'density of the film', 0.02, 0.3), rng: makeRng(GLASS_SEED) },
    ),
    isGlass,
  );

  const made: { seed: number; made: Interface; code: number }[] = [];
  let stopped: unknown;
  try {
    for (const [i, seed] of options.seed.entries()) {
      throwIfAborted(ctx);
      const part = {
        ...subContext(
          ctx,
          `seed ${seed}`,
          0.3 + (0.6 * i) / options.seed.length,
          0.3 + (0.6 * (i + 1)) / options.seed.length,
        ),
        rng: makeRng(seed),
      };
      const work = buildInterface(
        slab.structure,
        coating,
        potential,
        {
          ...times,
          threads,
          atomicVolume: glass.atomicVolume,
          atoms: options.atoms,
          thickness: options.thickness * 1e10,
          height: options.height === undefined ? undefined : options.height * 1e10,
        },
        part,
      );
      const { result, code } = await keepPartial(work, isInterface);
      made.push({ seed, made: result, code });
    }
  } catch (error) {
    if (!(error instanceof AbortError || error instanceof SolveError)) throw error;
    stopped = error;
  }
  await writeFiles(
    made.map((m) => ({ seed: m.seed, ...m.made })),
    stopped,
    options,
  );
  if (made.length === 0) throw stopped;
  if (stopped) reportError(stopped);
  const boiled = glass.notes.filter(isBoiled);
  const held = made.flatMap(({ seed, made: { faults } }): HeldBack[] =>
    boiled.length + faults.length > 0 ? [{ seed, because: [...boiled, ...faults] }] : [],
  );
  const sound = made.filter(({ seed }) => held.every((h) => h.seed !== seed));
  const analysis =
    stopped || sound.length === 0
      ? undefined
      : await analyse(
          sound.map((m) => m.made),
          slab,
          potential,
          options,
          ctx,
        );
  await report({ oxide, coating, potential: potential.name, slab, glass, made: sound, held, analysis }, options);
  if (held.length > 0) reportError(explainHeldBack(held, options));
  if (stopped) return stopped instanceof AbortError ? EXIT.interrupted : EXIT.partial;
  return Math.max(held.length > 0 ? EXIT.partial : EXIT.done, ...made.map((m) => m.code));
}

/** An interface that is no result, with why. */
interface HeldBack {
  seed: number;
  because: Note[];
}

/** What is said in place of numbers. */
function explainHeldBack(held: readonly HeldBack[], { potential }: Options): SolveError {
  const why = held.map(
    ({ seed, because }) => `seed ${seed} is not a result, because ${because.map(({ text }) => text).join('; ')}`,
  );
  const remedy =
    potential === 'chgnet'
      ? 'take a lower --temperature or other seeds'
      : 'the potential does not hold this pair: distil one for it, or one for longer (cermet distil), take --potential chgnet, or melt at a lower --temperature';
  return new SolveError(why.join('\n  '), {
    hint: `${remedy}; --out and --trajectory keep what was made, to be looked at`,
  });
}

/** What is worth knowing before minutes of work. */
const SAID = new Set(['surface-chosen', 'parent-indices', 'solid-solution', 'ordered', 'given-slab']);

/** The slab that the film meets, and where it was cut from unless a file gave it. */
interface Slab {
  structure: Structure;
  area: number;
  tasker?: string;
  cut?: PreparedSlab;
  notes: Note[];
}

async function takeSlab(
  structure: Structure,
  potential: Potential,
  miller: readonly number[] | undefined,
  options: Options,
  ctx: Context,
): Promise<Slab> {
  const given = recogniseSlab(structure);
  if (given) {
    if (miller || options.layers !== undefined || options.supercell)
      throw new InputError('this is a slab already: a plane, layers or repeats cannot be cut from it', {
        hint: 'leave out --surface, --layers and --supercell, or give the crystal',
      });
    const text =
      'the file is a slab, taken as it stands: it is not relaxed before the film comes, and there is no bulk to compare strengths with';
    const filled = isMixed(given.structure)
      ? await orderStructure(
          given.structure,
          { method: options.ordering, supercell: [1, 1, 1] },
          { ...ctx, rng: makeRng(ORDERING_SEED) },
        )
      : undefined;
    return {
      structure: filled?.structure ?? given.structure,
      area: given.area,
      notes: [{ level: 'info', code: 'given-slab', text }, ...(filled?.notes ?? [])],
    };
  }
  const { layers, supercell, threads, ordering } = options;
  const cut = await prepareSlab(
    structure,
    potential,
    { miller, layers, supercell, threads, ordering },
    { ...ctx, rng: makeRng(ORDERING_SEED) },
  );
  return {
    structure: cut.surface.structure,
    area: cut.surface.area,
    tasker: cut.surface.tasker,
    cut,
    notes: [...cut.notes],
  };
}

async function analyse(
  interfaces: readonly Interface[],
  slab: Slab,
  potential: Potential,
  options: Options,
  ctx: Context,
): Promise<InterfaceDescription | undefined> {
  try {
    return await describeInterfaces(
      interfaces.map((made) => made.structure),
      potential,
      { slab: slab.structure, bulk: slab.cut, threads: options.threads },
      subContext(ctx, 'analysis', 0.9, 1),
    );
  } catch (error) {
    // The interfaces are made and written: stopping here costs the analysis only.
    if (!(error instanceof AbortError)) throw error;
    printStatus('interrupted: the interfaces are kept, their analysis is not finished');
    process.exitCode = EXIT.interrupted;
    return undefined;
  }
}

/** Writes what there is; of a seed that was stopped or failed half-way its last frame. */
async function writeFiles(
  made: readonly (Interface & { seed: number })[],
  stopped: unknown,
  options: Options,
): Promise<void> {
  const structures: Structure[] = made.map((m) => ({
    ...m.structure,
    info: { ...m.structure.info, seed: m.seed, film: m.formula, converged: m.converged },
  }));
  const unfinished =
    (stopped instanceof AbortError || stopped instanceof SolveError) && isFrameHolder(stopped.partial)
      ? stopped.partial
      : undefined;
  if (unfinished)
    structures.push({ ...unfinished.structure, info: { ...unfinished.structure.info, unfinished: true } });
  if (options.out !== undefined && structures.length > 0) await writeStructures(options.out, structures);
  else if (!options.json) printStatus('no structure was written; --out FILE.extxyz keeps it');
  const frames = [
    ...made.flatMap((m) => m.frames.map((frame) => ({ ...frame, info: { ...frame.info, seed: m.seed } }))),
    ...(unfinished?.frames ?? []),
  ];
  if (options.trajectory !== undefined && frames.length > 0) await writeStructures(options.trajectory, frames);
}

const isGlass = (value: unknown): value is Glass =>
  typeof value === 'object' && value !== null && 'atomicVolume' in value && 'density' in value;
const isInterface = (value: unknown): value is Interface =>
  typeof value === 'object' && value !== null && 'heights' in value;
const isFrameHolder = (value: unknown): value is { structure: Structure; frames: Structure[] } =>
  typeof value === 'object' && value !== null && 'structure' in value && 'frames' in value;

interface Findings {
  oxide: string;
  coating: string;
  potential: string;
  slab: Slab;
  glass: Glass;
  /** Those that are results. */
  made: readonly { seed: number; made: Interface; code: number }[];
  held: readonly HeldBack[];
  analysis?: InterfaceDescription;
}

async function report(findings: Findings, options: Options): Promise<void> {
  const { slab, glass, made, analysis } = findings;
  const notes = distinct([
    ...slab.notes,
    ...glass.notes,
    ...made.flatMap((m) => m.made.notes),
    ...(analysis?.notes ?? []),
  ]);
  if (options.json) return printJson(toJson(findings, notes));
  const [first] = made;
  if (!first) return;
  await writeText(
    `${findings.oxide}${slab.cut ? ` (${slab.cut.miller.join(' ')})` : ''}, ${slab.structure.elements.length} atoms, with ${first.made.formula} at ${first.made.atomicVolume.toFixed(2)} Å3 per atom (glass ${formatEstimate(glass.density)} at 300 K)\n\n`,
  );
  await printTable(
    ['seed', 'film', 'energy_ev', 'height_angstrom', 'longest_force_ev_per_angstrom', 'converged'],
    made.map(({ seed, made: m }) => [seed, m.formula, m.energy, m.heights.relaxed, lastForce(m), String(m.converged)]),
  );
  if (analysis) await printAnalysis(analysis);
  const passing = notes.filter(isOfTheMelt);
  printNotes(notes.filter((note) => !isOfTheMelt(note)));
  if (passing.length > 0)
    printStatus(
      `info: in glass and melt ${passing.length} kinds of distances or surroundings left the potential's training set; --json lists them`,
    );
}

/** Hot atoms leave training now and then and come back; what counts is whether the relaxed interface did. */
const isOfTheMelt = ({ code, where }: Note): boolean =>
  ['outside-training', 'closer-than-training'].includes(code) &&
  /^(making the glass|melt and quench)/.test(where ?? '');

async function printAnalysis({ bonds, oxygens, openings, strengths }: InterfaceDescription): Promise<void> {
  await writeText('\nBonds across the interface, per structure\n');
  await printTable(
    ['film', 'oxide', 'bonds', 'length_angstrom', 'cutoff_angstrom', 'selectivity'],
    bonds.bonds.map((b) => [
      b.film,
      b.oxide,
      formatEstimate(b.count),
      b.length ? formatEstimate(b.length) : undefined,
      b.cutoff,
      formatEstimate(b.selectivity),
    ]),
  );
  if (oxygens.size > 0) {
    await writeText('\nOxygens bonded to the film\n');
    await printTable(
      ['surroundings', 'oxygens'],
      [...oxygens].sort((a, b) => b[1] - a[1]),
    );
  }
  const error = openings.length > 1 ? 'over seeds' : 'of the fit to one structure, without that over seeds';
  await writeText(`\nOpening in mode I, rigid, universal-binding peak; ± is the error ${error}\n`);
  await printTable(
    ['where', 'peak_stress', 'separation_energy'],
    strengths.map(({ where, peak, energy }) => [
      where,
      peak ? formatEstimate(peak) : undefined,
      energy ? formatEstimate(energy) : undefined,
    ]),
  );
  const breaks = openings.map((opening) => weakestOfAll(opening)?.plane.region ?? 'nowhere');
  await writeText(`\nWeakest plane of all: ${breaks.join('; ')}\n`);
}

function toJson({ oxide, coating, potential, slab, glass, made, held, analysis }: Findings, notes: Note[]): unknown {
  return {
    oxide,
    coating,
    potential,
    cermet: CERMET_VERSION,
    surface: {
      miller: slab.cut?.miller ?? null,
      supercell: slab.cut?.supercell ?? null,
      atoms: slab.structure.elements.length,
      elements: Object.fromEntries(countElements(slab.structure)),
      area_square_angstrom: slab.area,
      tasker: slab.tasker ?? null,
    },
    glass: {
      formula: glass.formula,
      atomic_volume_cubic_angstrom: glass.atomicVolume,
      density_300_kelvin: glass.density,
      density_relaxed_gram_per_cubic_centimetre: glass.relaxedDensity,
    },
    interfaces: made.map(({ seed, made: m }) => ({
      seed,
      film: m.formula,
      energy_ev: m.energy,
      converged: m.converged,
      heights_angstrom: m.heights,
      longest_force_ev_per_angstrom: lastForce(m),
      ...describeStructure(m.structure),
      group: m.structure.atomic!.group.values,
    })),
    ...(held.length > 0 && {
      held_back: held.map(({ seed, because }) => ({ seed, because: because.map(({ text }) => text) })),
    }),
    ...(analysis && {
      bonds: analysis.bonds.bonds,
      coordination: analysis.bonds.coordination,
      interfacial_oxygens: analysis.oxygens,
      opening: analysis.strengths,
      weakest_plane: analysis.openings.map((opening) => weakestOfAll(opening)?.plane.region ?? null),
    }),
    notes,
  };
}

const lastForce = (made: Interface): number =>
  made.recordings.relaxation.table.column('largest_force_ev_per_angstrom').at(-1)!;

function distinct(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((note) => [`${note.code} ${note.text}`, note])).values()];
}

/** `1.37 ± 0.02 Å` with digits that the uncertainty allows. */
function formatEstimate({ value, sigma, unit }: Estimate): string {
  const suffix = unit === '1' ? '' : ` ${unit}`;
  if (sigma === undefined || !(sigma > 0) || !Number.isFinite(sigma)) return `${Number(value.toPrecision(4))}${suffix}`;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(sigma)));
  return `${value.toFixed(Math.min(digits, 10))} ± ${sigma.toFixed(Math.min(digits, 10))}${suffix}`;
}

function parseSupercell(text: string): readonly [number, number] {
  const match = /^\s*(\d+)\s*[x×]\s*(\d+)\s*$/.exec(text);
  if (!match) throw new InputError(`--supercell cannot be "${text}"`, { hint: 'write it like 4x1' });
  return [Number(match[1]), Number(match[2])];
}

function parseAtoms(text: string): number | 'formula' {
  return text === 'formula' ? text : integerOption('--atoms', { min: 1 })(text);
}
