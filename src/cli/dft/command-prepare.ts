import type { Command } from 'commander';
import { join } from 'node:path';
import { ELECTRONVOLT, InputError, type Note, type Structure } from '../../core/index.js';
import type { AskedSettings, CostEstimate, KMesh, Prepared, Purpose } from '../../dft/index.js';
import type { UpfHeader } from '../../io/dft/index.js';
import { dftRecipes } from '../../studies/dft-recipes.js';
import {
  choiceOption,
  formatNumber,
  integerOption,
  makeCliContext,
  numberOption,
  printJson,
  printTable,
  quantityOption,
  readStructures,
  resolveStructure,
  runCommand,
  writeText,
  printNotes,
} from '../support.js';
import { classifyAtoms } from './classify-atoms.js';
import { askEngine } from './find-engine.js';
import { exists } from './load-job.js';
import { readPseudos } from './read-pseudos.js';
import { requireFresh, writeJob } from './write-job.js';

interface Options {
  engine: AskedSettings['engine'];
  purpose: Purpose;
  out: string;
  frame?: number;
  engineVersion?: string;
  pseudos?: string;
  pseudoKind?: UpfHeader['kind'];
  recipe?: string;
  cutoff?: number;
  k?: string;
  kSpacing?: number;
  u?: string;
  moment?: string;
  smearing?: number;
  spin?: boolean;
  dipole?: boolean;
  maxSeconds?: number;
  plane?: number;
  openings?: string;
  json?: boolean;
}

/** `cermet dft prepare STRUCTURE` */
export function addDftPrepare(dft: Command): void {
  dft
    .command('prepare')
    .description('inputs of a calculation from a structure, every setting with its reason')
    .argument('<structure>', 'structure file, or name of a crystal such as LiNiO2; - for standard input')
    .requiredOption('--out <folder>', 'folder that the inputs are written to')
    .option(
      '--engine <name>',
      'qe (Quantum ESPRESSO), gpaw or vasp',
      choiceOption('--engine', ['qe', 'gpaw', 'vasp']),
      'qe',
    )
    .option(
      '--purpose <word>',
      'single-point, relax, density-of-states, charge or cohesive-energy',
      choiceOption('--purpose', ['single-point', 'relax', 'density-of-states', 'charge', 'cohesive-energy']),
      'single-point',
    )
    .option('--frame <number>', 'which frame of a file with several, from 1', integerOption('--frame', { min: 1 }))
    .option(
      '--engine-version <version>',
      'version of the engine that will run, such as 7.2 (default: the one that answers here, else 6.7)',
    )
    .option('--pseudos <folder>', 'folder of pseudopotentials in UPF, for Quantum ESPRESSO')
    .option(
      '--pseudo-kind <kind>',
      'ultrasoft, PAW or norm-conserving, where the folder has several',
      choiceOption('--pseudo-kind', ['ultrasoft', 'PAW', 'norm-conserving']),
    )
    .option(
      '--recipe <name>',
      `settings that were published: ${Object.entries(dftRecipes)
        .map(([name, recipe]) => `${name} (${recipe.source})`)
        .join(', ')}`,
      choiceOption('--recipe', Object.keys(dftRecipes)),
    )
    .option('--cutoff <energy>', 'of the plane waves, such as "520 eV"', quantityOption('--cutoff', 'energy'))
    .option('--k <mesh>', 'k-points, such as 3x3x1 (default: by their density)')
    .option('--k-spacing <number>', 'largest distance of k-points in 1/Å', numberOption('--k-spacing', { above: 0 }))
    .option('--u <list>', 'U in eV by element and class of site, such as "Ni=6, Co=3.4, Co:film=0"')
    .option('--moment <list>', 'starting moments in μB in the same way, such as "Ni=1, Co:film=2"')
    .option('--smearing <energy>', 'width, such as "0.1 eV"', quantityOption('--smearing', 'energy'))
    .option('--no-spin', 'one spin')
    .option('--no-dipole', 'do not make up for the dipole of a slab')
    .option('--max-seconds <number>', 'stop cleanly after so many seconds', integerOption('--max-seconds', { min: 60 }))
    .option('--plane <fraction>', 'where a rigid separation opens, as a fraction of c', numberOption('--plane'))
    .option('--openings <list>', 'openings in Å (default: 0, 0.3, 0.6, 1, 1.5, 2, 3, 4, 6, 8)')
    .option('--json', 'print what was chosen as JSON')
    .action(runCommand(run));
}

async function run(name: string, options: Options): Promise<void> {
  const { OPENINGS, openRigidly, parseChoice, parseMesh, prepareCalculation } = await import('../../dft/index.js');
  const structure = await chooseFrame(name, options.frame);
  const asked = await askedOf(options, structure, parseChoice, parseMesh);
  const pseudos =
    options.engine === 'qe' && options.pseudos ? await readPseudos(options.pseudos, options.pseudoKind) : undefined;
  const sites = await classifyAtoms(structure);
  if (options.purpose !== 'cohesive-energy') {
    if (options.plane !== undefined || options.openings !== undefined)
      throw new InputError('--plane and --openings are for --purpose cohesive-energy');
    await requireFresh(options.out);
    const prepared = prepareCalculation(structure, asked, pseudos, sites);
    await writeJob(options.out, prepared, structure);
    return report(options, [{ folder: options.out, prepared }], prepared.notes);
  }
  if (options.plane === undefined)
    throw new InputError('a cohesive energy needs the plane that opens', {
      hint: 'give --plane as a fraction of c, between two layers of atoms',
    });
  const openings = options.openings === undefined ? OPENINGS : options.openings.split(',').map(Number);
  if (openings.some((d) => !Number.isFinite(d)))
    throw new InputError(`--openings cannot hold "${options.openings}"`, {
      hint: 'write them like 0, 0.5, 1, 2, 4, 8',
    });
  const jobs: { folder: string; prepared: Prepared }[] = [];
  // One mesh for all: a longer cell must not change the sampling that energies are compared at.
  const mesh = asked.mesh ?? prepareCalculation(structure, asked, pseudos, sites).job.settings.mesh;
  for (const opening of openings) {
    const folder = join(options.out, `open-${opening.toFixed(2)}`);
    await requireFresh(folder);
    const opened = openRigidly(structure, options.plane, opening);
    const along: KMesh = opening > 6 ? [mesh[0], mesh[1], 1] : mesh;
    const prepared = prepareCalculation(opened, { ...asked, mesh: along, dipole: false }, pseudos, sites);
    await writeJob(folder, prepared, opened);
    jobs.push({ folder, prepared });
  }
  return report(options, jobs, jobs[0].prepared.notes);
}

/** The structure that is named; of a file with several frames the one that is asked for. */
async function chooseFrame(name: string, frame: number | undefined): Promise<Structure> {
  const ctx = makeCliContext('reading');
  if (name !== '-' && !(await exists(name))) return resolveStructure(name, ctx);
  const frames = await readStructures(name, ctx);
  if (frame === undefined && frames.length > 1)
    throw new InputError(`${name} holds ${frames.length} frames`, { hint: `name one: --frame ${frames.length}` });
  const chosen = frames[(frame ?? 1) - 1];
  if (!chosen)
    throw new InputError(`${name} holds ${frames.length} frames, no frame ${frame}`, { where: { path: 'frame' } });
  return chosen;
}

async function askedOf(
  options: Options,
  structure: Structure,
  parseChoice: (text: string, what: string) => Record<string, number>,
  parseMesh: (text: string) => KMesh,
): Promise<AskedSettings> {
  const recipe = options.recipe ? dftRecipes[options.recipe] : undefined;
  const version = options.engineVersion ?? (options.engine === 'qe' ? (await askEngine('pw.x')).version : undefined);
  const ev = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : value / ELECTRONVOLT;
  const own = <K extends keyof AskedSettings>(key: K, value: AskedSettings[K] | undefined): Partial<AskedSettings> =>
    value === undefined ? {} : { [key]: value };
  const hubbard = options.u
    ? parseChoice(options.u, '--u')
    : recipe && Object.fromEntries(Object.entries(recipe.hubbard).filter(([e]) => structure.elements.includes(e)));
  const mesh = options.k ? parseMesh(options.k) : recipe?.mesh(structure);
  return {
    engine: options.engine,
    purpose: options.purpose,
    ...own('version', version),
    ...own('cutoff', ev(options.cutoff) ?? recipe?.cutoff),
    ...own('mesh', mesh),
    ...own('kSpacing', options.kSpacing),
    ...own('hubbard', hubbard),
    ...own('moments', options.moment ? parseChoice(options.moment, '--moment') : undefined),
    ...own('smearing', ev(options.smearing)),
    ...(options.spin === false && { spin: false }),
    ...(options.dipole === false && { dipole: false }),
    ...own('maxSeconds', options.maxSeconds),
    ...own('source', recipe?.source),
  };
}

async function report(
  options: Options,
  jobs: readonly { folder: string; prepared: Prepared }[],
  notes: readonly Note[],
): Promise<void> {
  const { job, files } = jobs[0].prepared;
  if (options.json)
    return printJson({
      folders: jobs.map((j) => j.folder),
      engine: job.engine,
      version: job.version ?? null,
      purpose: job.purpose,
      files: files.map((f) => f.name),
      steps: job.steps,
      species: job.species,
      settings: job.settings,
      reasons: job.settings.reasons,
      estimate: tellEstimate(job.estimate),
      notes,
    });
  await printTable(
    ['setting', 'value', 'because'],
    job.settings.reasons.map((r) => [r.setting, r.value, r.because]),
  );
  await writeText(
    `\n${jobs.length > 1 ? `${jobs.length} calculations in ${options.out}` : `${files.map((f) => f.name).join(', ')} in ${options.out}`}\nabout ${formatBytes(job.estimate.memory)} of memory and ${formatNumber(job.estimate.total * jobs.length, 2)} core hours, give or take a factor of ${job.estimate.uncertainty}\n`,
  );
  printNotes(notes);
  await writeText(`next: cermet dft run ${options.out}\n`);
}

/** The estimate under the names of JSON. */
export const tellEstimate = (e: CostEstimate): Record<string, number> => ({
  electron_count: e.electrons,
  band_count: e.bands,
  plane_wave_count: e.planeWaves,
  k_point_count: e.points,
  memory_byte: e.memory,
  iteration_core_second: e.iteration,
  total_core_hour: e.total,
  uncertainty_factor: e.uncertainty,
});

/** `3.4 GB` */
export const formatBytes = (bytes: number): string =>
  bytes > 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.ceil(bytes / 2 ** 20)} MB`;
