import { basename } from 'node:path';
import type { Command } from 'commander';
import {
  addCompound,
  addSolidSolution,
  computeFilmReaction,
  explainMissingEnergies,
  findCompound,
  joinSchemes,
  makeEntriesScheme,
  makePublishedScheme,
  readEntries,
  makeReservoirs,
  nameFamily,
  resolveCrystal,
  screenCoating,
  type CoatingScreen,
  type EnergyEntry,
  type EnergyScheme,
  type FilmReaction,
} from '../../atoms/index.js';
import {
  computeVolume,
  countElements,
  InputError,
  JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
  makeRng,
  parseFormula,
  ReadError,
  type Note,
  type Structure,
} from '../../core/index.js';
import { readTextFile } from '../files.js';
import { makeChgnetScheme } from '../chgnet-scheme.js';
import {
  choiceOption,
  formatNumber,
  integerOption,
  makeCliContext,
  printJson,
  printTable,
  quantityOption,
  readStructures,
  runCommand,
  writeText,
  printNotes,
} from '../support.js';

interface ScreenCommandOptions {
  scheme?: 'experiment' | 'oqmd' | 'chgnet';
  entries: string[];
  open?: 'O2';
  voltage?: number;
  thickness?: number;
  energy: [string, number][];
  samples: number;
  seed: number;
  json?: boolean;
}

interface Row extends CoatingScreen {
  film?: FilmReaction;
}

/** `cermet screen LiNiO2 Co2B CoB Al2O3` */
export function addScreenCommand(program: Command): void {
  program
    .command('screen')
    .description('rank coatings on an oxide: does each react with it, how strongly, what forms, and how sure that is')
    .argument('<oxide>', 'formula, such as LiNiO2; O2 for oxygen itself')
    .argument('<coatings...>', "formulas, such as Co2B 'Co3(BO3)2' Al2O3")
    .option(
      '--scheme <name>',
      'energies: experiment (measured, 298 K), oqmd (published calculations), chgnet (calculated here; needs the potential) (default: experiment, or the entries alone)',
      choiceOption('--scheme', ['experiment', 'oqmd', 'chgnet']),
    )
    .option(
      '--entries <file>',
      'energies of your own: Materials Project or OPTIMADE JSON, pymatgen entries; with --scheme chgnet also structure files such as CIF, relaxed here; may be given again',
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option('--open <gas>', 'O2: oxygen comes and goes with the gas at 1 bar and 298 K', choiceOption('--open', ['O2']))
    .option(
      '--voltage <voltage>',
      'lithium comes and goes at this voltage against lithium, such as "4.3 V"',
      quantityOption('--voltage', 'voltage', { least: -1, most: 10 }),
    )
    .option(
      '--thickness <length>',
      'of the film, for energy per area and depth of oxide used up',
      quantityOption('--thickness', 'length', { least: 1e-10, most: 1e-3 }),
    )
    .option(
      '--energy <formula=value>',
      'a formation energy in eV/atom for a compound that the scheme lacks; may be given again',
      collectEnergy,
      [],
    )
    .option(
      '--samples <number>',
      'draws of the energies within what their sources leave open',
      integerOption('--samples', { min: 2, max: 100_000 }),
      400,
    )
    .option('--seed <number>', 'seed of the draws', integerOption('--seed', { min: 0 }), 1)
    .option('--json', 'print everything as JSON')
    .action(
      runCommand(async (oxide: string, coatings: string[], options: ScreenCommandOptions) => {
        const ctx = makeCliContext('screening');
        const missing: InputError[] = [];
        const readable = coatings.filter((coating) => {
          try {
            parseFormula(coating);
            return true;
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            missing.push(new InputError(error.what, { value: coating, hint: error.hint }));
            return false;
          }
        });
        const elements = new Set([oxide, ...readable].flatMap((formula) => [...parseFormula(formula).keys()]));
        let scheme = await openScheme(options, elements, ctx);
        for (const [formula, value] of options.energy) scheme = addCompound(scheme, formula, value);
        scheme = addSolidSolution(scheme, oxide);
        const open = makeReservoirs({ oxygen: options.open === 'O2', voltage: options.voltage });
        const rows: Row[] = [];
        for (const [k, coating] of readable.entries()) {
          ctx.progress?.(k, coatings.length, coating);
          try {
            const screen = await screenCoating(
              coating,
              oxide,
              scheme,
              { open, samples: options.samples },
              { ...ctx, progress: undefined, rng: makeRng(options.seed) },
            );
            const volumes = { coating: findUnitVolume(coating), oxide: findUnitVolume(oxide) };
            // Undecided with no reaction at the mean energies: nothing there says how much of the oxide a film uses up.
            const decided = screen.verdict !== 'undecided' || screen.reaction.strongest.mutualPerAtom !== 0;
            const film =
              options.thickness !== undefined && volumes.coating && volumes.oxide && decided
                ? computeFilmReaction(screen.reaction.strongest, options.thickness * 1e10, {
                    coating: volumes.coating,
                    oxide: volumes.oxide,
                  })
                : undefined;
            rows.push({ ...screen, ...(film && { film }) });
          } catch (error) {
            // One coating without data must not hide the others; the oxide without data stops everything.
            if (!(error instanceof InputError) || error.value !== coating || coating === oxide) throw error;
            missing.push(error);
          }
        }
        ctx.progress?.(coatings.length, coatings.length, 'coatings');
        if (rows.length === 0)
          throw missing.length === 1
            ? missing[0]
            : new InputError(`none of the coatings has data:\n  ${missing.map((e) => e.message).join('\n  ')}`);
        rows.sort((a, b) => a.drivingForce.value - b.drivingForce.value);
        const notes = [
          ...scheme.notes,
          ...explainReservoirs(options),
          ...explainMissing(missing, scheme),
          ...mergeNotes(rows),
          ...explainFilm(rows, options),
        ];
        if (options.json)
          await printJson({
            oxide,
            scheme: scheme.id,
            scheme_title: scheme.title,
            open: Object.fromEntries(open),
            samples: options.samples,
            seed: options.seed,
            coatings: rows.map(toJson),
            missing: missing.map(({ value }) => value),
            notes,
          });
        else {
          await printRows(oxide, scheme, rows, missing);
          printNotes(notes);
        }
      }),
    );
}

async function openScheme(
  { scheme: name, entries: files }: ScreenCommandOptions,
  elements: ReadonlySet<string>,
  ctx: ReturnType<typeof makeCliContext>,
): Promise<EnergyScheme> {
  const own: EnergyEntry[] = [];
  const notes: Note[] = [];
  const crystals: { name: string; structure: Structure }[] = [];
  for (const file of files) {
    const text = await readTextFile(file);
    const json = /^\s*[[{]/.test(text) ? parseJson(text, file) : undefined;
    if (json === undefined || (name === 'chgnet' && !holdsEnergies(json, file)))
      crystals.push(
        ...(await readStructures(file, ctx)).map((structure, k) => ({ name: `${basename(file)} ${k + 1}`, structure })),
      );
    else {
      const read = readEntries(json, file);
      own.push(...read.entries);
      notes.push(...read.notes);
    }
  }
  if (crystals.length > 0 && name !== 'chgnet')
    throw new InputError('structures have no energies of their own', {
      hint: 'add --scheme chgnet, which relaxes them, or give entries with energies',
    });
  const mine =
    own.length > 0
      ? makeEntriesScheme(
          own,
          files.map((file) => basename(file)),
          notes,
        )
      : undefined;
  if (mine && name === undefined) return mine;
  const base =
    name === 'chgnet' ? await makeChgnetScheme(elements, ctx, crystals) : makePublishedScheme(name ?? 'experiment');
  return mine ? joinSchemes(base, mine) : base;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ReadError('this is not JSON', { file }, { hint: (cause as Error).message, cause });
  }
}

function holdsEnergies(json: unknown, file: string): boolean {
  try {
    return readEntries(json, file).entries.length > 0;
  } catch {
    return false;
  }
}

function collectEnergy(text: string, before: [string, number][]): [string, number][] {
  const match = /^\s*([^=\s]+)\s*=\s*(\S+?)\s*(?:eV\/atom)?\s*$/.exec(text);
  if (!match || !Number.isFinite(Number(match[2])))
    throw new InputError(`--energy cannot be "${text}"`, { hint: "write it like 'Co3(BO3)2=-2.1', in eV/atom" });
  parseFormula(match[1]);
  return [...before, [match[1], Number(match[2])]];
}

/** [Å3] volume of one formula unit, where the crystal library has the compound. */
function findUnitVolume(formula: string): number | undefined {
  try {
    const { structure } = resolveCrystal(formula);
    const counts = countElements(structure);
    const [element, amount] = [...parseFormula(formula)][0];
    return (computeVolume(structure.cell) * amount) / counts.get(element)!;
  } catch {
    return undefined;
  }
}

/** One note of all coatings that the scheme has no energy of, and one of each that is missing for a reason of its own. */
function explainMissing(missing: readonly InputError[], scheme: EnergyScheme): Note[] {
  const lacking = missing.map(({ value }) => String(value)).filter((coating) => hasNoEnergy(coating, scheme));
  const explained = lacking.length > 0 ? [explainMissingEnergies(scheme, lacking)] : [];
  return [
    ...explained.map(({ what, hint }) => `${what} — ${hint}`),
    ...missing.filter(({ value }) => !lacking.includes(String(value))).map(({ message }) => message),
  ].map((text): Note => ({ level: 'warning', code: 'no-data', text }));
}

function hasNoEnergy(coating: string, scheme: EnergyScheme): boolean {
  try {
    return findCompound(scheme, coating) === undefined;
  } catch (error) {
    // What is no formula has a word of its own.
    if (error instanceof InputError) return false;
    throw error;
  }
}

function explainReservoirs({ open, voltage }: ScreenCommandOptions): Note[] {
  return [
    ...(open
      ? [
          {
            level: 'info',
            code: 'open-oxygen',
            text: 'oxygen is open to the gas at 1 bar, 298 K; energies are per atom of the other elements, and what the coating gains by burning in the gas alone is not counted (screen O2 COATING gives that)',
          } as const,
        ]
      : []),
    ...(voltage !== undefined
      ? [
          {
            level: 'info',
            code: 'open-lithium',
            text: `lithium is open at ${formatNumber(voltage)} V; energies are per atom of the other elements. Delithiated layered oxides are not among measured enthalpies, so the oxide itself may fall apart; that part is not counted as reaction`,
          } as const,
        ]
      : []),
  ];
}

function explainFilm(rows: readonly Row[], { thickness }: ScreenCommandOptions): Note[] {
  if (thickness === undefined) return [];
  const without = rows.filter((row) => !row.film);
  const list = (those: readonly Row[]): string => those.map(({ coating }) => coating).join(', ');
  const undecided = without.filter((row) => row.verdict === 'undecided' && row.reaction.strongest.mutualPerAtom === 0);
  const unknown = without.filter((row) => !undecided.includes(row));
  return [
    ...(undecided.length > 0
      ? [
          {
            level: 'info',
            code: 'undecided-film',
            text: `no energy per area for ${list(undecided)}: whether a film reacts at all is undecided`,
          } as const,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          {
            level: 'info',
            code: 'no-volume',
            text: `no energy per area for ${list(unknown)}: the crystal library does not have their volume (or the oxide's)`,
          } as const,
        ]
      : []),
  ];
}

function mergeNotes(rows: readonly Row[]): Note[] {
  const seen = new Map(rows.flatMap((row) => row.notes).map((note) => [note.text, note]));
  return [...seen.values()];
}

function toJson(row: Row): Record<string, unknown> {
  const { reaction, effect } = row;
  return {
    coating: row.coating,
    family: nameFamily(row.coating),
    verdict: row.verdict,
    tie_line: reaction.tieLine,
    reaction: row.equation,
    driving_force_ev_per_atom: {
      mean: row.drivingForce.value,
      sigma: row.drivingForce.sigma,
      interval: row.drivingForce.interval,
      at_mean_of_sources: reaction.strongest.mutualPerAtom,
    },
    reacting_share: row.reactingShare,
    product_shares: row.productShares,
    metalloid_oxygen_bonds: effect.bonds,
    bond_kinds: effect.bondKinds,
    reduces_oxide: effect.reducesOxide,
    oxygen_taken: { mean: row.oxygenTaken.value, sigma: row.oxygenTaken.sigma },
    oxygen_released_as_gas: effect.oxygenReleased,
    reduced_elements: effect.reduced,
    passivating_product: effect.passivating && {
      name: effect.passivating.name,
      glass_former: effect.passivating.glassFormer,
      bridging_oxygens: effect.passivating.bridges,
    },
    rule_tests_of_3: { mean: row.ruleTests.value, sigma: row.ruleTests.sigma },
    ...(row.film && {
      energy_joule_per_square_metre: row.film.energyPerArea * JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
      oxide_depth_angstrom: row.film.oxideDepth,
    }),
    kinks: reaction.kinks.map((kink) => ({
      coating_share: kink.share,
      energy_ev_per_atom: kink.energyPerAtom,
      mutual_ev_per_atom: kink.mutualPerAtom,
      products: Object.fromEntries(kink.products.map(({ phase, amount }) => [phase.name, amount])),
    })),
    notes: row.notes,
  };
}

/** Where the two coexist at the mean energies but not in all draws: what forms in the others. */
function describeDoubt({ productShares }: Row): string {
  const products = [...productShares.keys()].slice(0, 3);
  return `coexist at the mean energies; in other draws ${products.join(', ')} form`;
}

async function printRows(
  oxide: string,
  scheme: EnergyScheme,
  rows: readonly Row[],
  missing: readonly InputError[],
): Promise<void> {
  await writeText(`coatings on ${oxide}; ${scheme.title}\n\n`);
  const film = rows.some((row) => row.film);
  await printTable(
    [
      'coating',
      'verdict',
      'driving force / (eV/atom)',
      'reacts',
      'metalloid–O bonds',
      'oxygen taken',
      'passivating product',
      ...(film ? ['J/m2', 'oxide / Å'] : []),
      'reaction',
    ],
    [
      ...rows.map((row) => [
        row.coating,
        row.verdict,
        `${row.drivingForce.value.toFixed(3).replace('-0.000', '0.000')} ± ${row.drivingForce.sigma!.toFixed(3)}`,
        `${(100 * row.reactingShare).toFixed(0)} %`,
        row.effect.bondKinds.length > 0 ? `${row.effect.bondKinds.join(', ')} ${row.effect.bonds}` : row.effect.bonds,
        `${(100 * row.oxygenTaken.value).toFixed(0)} %`,
        row.effect.passivating
          ? `${row.effect.passivating.name}, ${row.effect.passivating.glassFormer ? 'glass former' : 'no glass former'}`
          : undefined,
        ...(film
          ? [
              row.film &&
                Number((row.film.energyPerArea * JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM).toPrecision(3)),
              row.film && Number(row.film.oxideDepth.toPrecision(3)),
            ]
          : []),
        row.verdict === 'undecided' && row.reaction.tieLine ? describeDoubt(row) : row.equation,
      ]),
      ...missing.map(({ value }) => [String(value), 'no data']),
    ],
  );
}
