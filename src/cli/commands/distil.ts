import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  checkLabels,
  estimateRound,
  distilPotential,
  makeSystem,
  type NamedCrystal,
  writeFormula,
  type Distilled,
} from '../../atoms/index.js';
import {
  AbortError,
  computeContentHash,
  InputError,
  parseFormula,
  ELEMENTS,
  countElements,
  type Context,
} from '../../core/index.js';
import { resolveCrystalInput } from '../crystal-input.js';
import { alignOwn } from '../distil/align-own.js';
import { chooseAmounts } from '../distil/choose-amounts.js';
import { openFrameLog, type FrameLog } from '../distil/frame-log.js';
import { openLabelPool } from '../distil/label-pool.js';
import { keepAmounts, openRunClock, openRunFolder } from '../distil/run-folder.js';
import { describeErrors, writeDistilled } from '../distil/write-folder.js';
import { printNotes } from '../simulation.js';
import {
  EXIT,
  integerOption,
  isFile,
  makeCliContext,
  openPotential,
  printJson,
  printStatus,
  printTable,
  quantityOption,
  readStructures,
  runCommand,
  writeText,
} from '../support.js';

interface Options {
  elements: string[];
  from: string[];
  budget: number;
  frames?: number;
  epochs?: number;
  seed: number;
  labels: string;
  threads: number;
  out?: string;
  json?: boolean;
}

/** [s] longest budget: what takes longer was mistyped. */
const LONGEST_BUDGET = 30 * 86_400;
/** Most threads that label: each has its own copy of the potential that labels. */
const MOST_THREADS = 64;

/** `cermet distil CATHODE COATING` */
export function addDistilCommand(program: Command): void {
  program
    .command('distil')
    .description('make a small, fast potential for oxides with coatings, by itself, from the labels of a slow one')
    .argument(
      '<oxide>',
      'a crystal of the library, a formula such as LiNi0.8Co0.1Mn0.1O2, or a file; several with commas between',
    )
    .argument('<coating>', 'composition of the coating, such as Ni2P; several with commas between')
    .option('--elements <symbols...>', 'further elements that it shall know')
    .option(
      '--from <files...>',
      "labelled frames of your own, such as a DFT code's: extended XYZ with energies and forces; weight= on a comment line weighs a frame",
    )
    .option('--budget <time>', 'time for all of it', quantityOption('--budget', 'time'), 2700)
    .option(
      '--frames <number>',
      'labelled frames, in place of what the budget holds',
      integerOption('--frames', { min: 10, max: 100_000 }),
    )
    .option(
      '--epochs <number>',
      'with --frames: passes over the frames of a whole training (default: 100)',
      integerOption('--epochs', { min: 1, max: 100_000 }),
    )
    .option('--labels <potential>', 'potential that labels, by name or file', 'chgnet')
    .option(
      '--threads <number>',
      'threads',
      integerOption('--threads', { min: 1, max: MOST_THREADS }),
      availableParallelism(),
    )
    .option(
      '--seed <number>',
      'seed: the same gives the same potential',
      integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }),
      1,
    )
    .option(
      '--out <folder>',
      'folder of the potential, which goes on from what a stopped run left there (default: OXIDE-COATING)',
    )
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(cathode: string, coating: string, options: Options): Promise<number> {
  const ctx = makeCliContext('distil');
  if (!(options.budget > 0 && options.budget <= LONGEST_BUDGET))
    throw new InputError('--budget must be a time above zero and of 30 days at most', { hint: "such as '45 min'" });
  const coatings = splitNames(coating);
  for (const formula of coatings) parseFormula(formula);
  for (const element of options.elements ?? [])
    if (!ELEMENTS.includes(element))
      throw new InputError(`"${element}" is no element`, { value: element, allowed: ELEMENTS });
  if (options.epochs !== undefined && options.frames === undefined)
    throw new InputError('--epochs goes with --frames: a budget finds its own', {
      hint: 'give --frames too, or leave --epochs out',
    });
  const labels = await openPotential(options.labels);
  const oxides = await resolveOxides(cathode, ctx);
  const system = await makeSystem(oxides, coatings, labels, options.elements ?? [], ctx);
  printNotes(system.notes);
  const files = options.from ?? [];
  const given = await Promise.all(
    files.map(async (file) => checkLabels(await readStructures(file, ctx), file, system.elements)),
  );
  printNotes(given.flatMap(({ notes }) => notes));

  const folder = options.out ?? `${oxides.map(({ name }) => name).join('+')}-${coatings.join('+')}`;
  const request = {
    oxides: await Promise.all(
      oxides.map(({ structure }) =>
        computeContentHash({ ...structure, info: undefined, disorder: [...(structure.disorder ?? [])] }),
      ),
    ),
    coatings,
    elements: system.elements,
    labels: labels.sha256,
    own: await computeContentHash(
      given.flatMap(({ frames }) =>
        frames.map(({ structure: { cell, elements, positions }, ...rest }) => ({ ...rest, cell, elements, positions })),
      ),
    ),
    seed: options.seed,
    ...(options.frames === undefined
      ? { budget_seconds: options.budget }
      : { frames: options.frames, epochs: options.epochs }),
  };
  const { amounts: before, close } = await openRunFolder(folder, request);
  const pool = openLabelPool(options.labels, options.threads);
  let log: FrameLog | undefined;
  try {
    const amounts = before ?? (await chooseAmounts(system, pool, options));
    if (!before) await keepAmounts(folder, { request, amounts });
    log = await openFrameLog(join(folder, 'frames.extxyz'));
    if (log.found > 0) printStatus(`going on with ${log.found} labelled frames in ${folder}`);
    const clock = await openRunClock(join(folder, 'work'));
    const inner: Context = { ...ctx, checkpoint: clock.checkpoint };
    const own = await alignOwn(
      given.flatMap(({ frames }) => frames),
      system,
      pool,
      inner,
    );
    printNotes(own.notes);
    const result = await distilPotential(
      system,
      pool,
      log,
      {
        seed: options.seed,
        amounts,
        own: own.frames,
        threads: options.threads,
        ...(options.frames === undefined && { hasTime: () => clock.spent() + estimateRound(amounts) < options.budget }),
      },
      inner,
    );
    const told = [...given.flatMap(({ notes }) => notes), ...own.notes];
    printNotes(result.notes.filter((note) => !system.notes.includes(note)));
    result.notes.push(...told);
    const settings = { seed: options.seed, ...amounts };
    const made = { folder, system, labels, settings, result };
    await writeDistilled(made);
    await rm(join(folder, 'work'), { recursive: true, force: true });
    if (options.json) await printJson({ folder, ...describeErrors(made) });
    else await report(folder, result);
    return EXIT.done;
  } catch (error) {
    if (error instanceof AbortError)
      throw new AbortError('stopped', {
        hint: `what was labelled and trained is kept: the same command goes on in ${folder}`,
        cause: error,
      });
    throw error;
  } finally {
    await log?.close();
    await pool.close();
    await close();
  }
}

/** Names between commas. */
const splitNames = (text: string): string[] => text.split(',').map((name) => name.trim());

/** Crystals by name, formula or file, with the names that they are told by. */
async function resolveOxides(text: string, ctx: Context): Promise<NamedCrystal[]> {
  return Promise.all(
    splitNames(text).map(async (name) => {
      const { structure } = await resolveCrystalInput(name, { substitute: [] }, ctx);
      return { name: (await isFile(name)) ? writeReduced(countElements(structure)) : name, structure };
    }),
  );
}

/** Reduces whole numbers of atoms to a formula. */
function writeReduced(counts: ReadonlyMap<string, number>): string {
  const least = Math.min(...counts.values());
  return writeFormula(new Map([...counts].map(([element, n]) => [element, Number((n / least).toPrecision(6))])));
}

async function report(folder: string, result: Distilled): Promise<void> {
  const [first] = result.members;
  const coverage = new Map(result.calibration?.families.map((c) => [c.family, c.coverage]));
  await printTable(
    ['held out', 'frames', 'force / (eV/Å)', 'energy / (meV/atom)', 'within 95 %'],
    first.heldOut.map(({ family, frames, forceRmse, energyRmse }) => [
      family,
      frames,
      Number(forceRmse.toFixed(3)),
      Number((1000 * energyRmse).toFixed(1)),
      coverage.get(family) === undefined ? undefined : `${(100 * coverage.get(family)!).toFixed(0)} %`,
    ]),
  );
  await writeText(`\nUse it with --potential ${folder}\n`);
}
