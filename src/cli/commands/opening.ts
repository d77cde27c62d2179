import type { Command } from 'commander';
import {
  compareStrength,
  type CutRegion,
  findFilmAtoms,
  type Opening,
  type PlaneOpening,
  runCrystalOpening,
  runOpening,
} from '../../atoms/index.js';
import { InputError, subContext, type Estimate, type Structure } from '../../core/index.js';
import { addSimulationOptions, printNotes, type SimulationOptions } from '../simulation.js';
import {
  choiceOption,
  EXIT,
  formatNumber,
  makeCliContext,
  openChosenPotential,
  printJson,
  printTable,
  resolveStructure,
  runCommand,
  writeText,
  writeStructures,
} from '../support.js';

const PLANES = {
  all: undefined,
  interface: ['interface, lower side of the film', 'interface, upper side of the film'],
  film: ['film'],
  oxide: ['oxide'],
  crystal: ['crystal'],
} as const;
type PlaneChoice = keyof typeof PLANES;

interface Options extends SimulationOptions {
  film?: string;
  plane: PlaneChoice;
  surface?: string[];
  bulk?: string;
  relaxed?: boolean;
}

/** `cermet opening FILE` */
export function addOpeningCommand(program: Command): void {
  addSimulationOptions(
    program
      .command('opening')
      .description(
        'opening strength in mode I: every plane rigidly, the weakest of each kind; with --relaxed where it really breaks',
      )
      .argument('<structure>', 'an interface or slab stack that is at rest, or with --surface a crystal')
      .option(
        '--film <elements>',
        'elements of the film, such as Co,B, where the file has no column "group" (0 oxide, 1 film)',
      )
      .option(
        '--plane <kind>',
        `planes to open: ${Object.keys(PLANES).join(', ')}`,
        choiceOption('--plane', Object.keys(PLANES) as PlaneChoice[]),
        'all' as const,
      )
      .option('--surface <indices...>', 'open this crystal, or the one of --bulk, between its planes h k l')
      .option('--bulk <crystal>', 'compare with this crystal, opened along --surface')
      .option('--relaxed', 'pull as well, all atoms relaxed at each step'),
    'write the states of the relaxed pull here, with the atomic strain',
  ).action(runCommand(run));
}

async function run(input: string, options: Options): Promise<number> {
  const ctx = makeCliContext('opening');
  const miller = options.surface?.flatMap((word) => word.split(/[\s,]+/).filter(Boolean)).map(Number);
  if (options.bulk !== undefined && !miller)
    throw new InputError('--bulk needs the planes to open', { hint: 'add --surface, for example --surface 1 0 4' });
  if (options.out !== undefined && !options.relaxed)
    throw new InputError('--out keeps the states of the relaxed pull', { hint: 'add --relaxed' });
  const structure = await resolveStructure(input, ctx);
  const potential = await openChosenPotential(options, structure.elements);
  const { relaxed, threads } = options;
  const alone = miller !== undefined && options.bulk === undefined;
  const part = subContext(ctx, 'structure', 0, options.bulk === undefined ? 1 : 0.7);
  const opening = alone
    ? await runCrystalOpening(structure, miller, potential, { relaxed, threads }, part)
    : await runOpening(
        structure,
        potential,
        {
          filmElements: options.film?.split(/[\s,]+/).filter(Boolean),
          regions: PLANES[options.plane],
          relaxed,
          threads,
        },
        part,
      );
  const bulk =
    options.bulk === undefined
      ? undefined
      : await runCrystalOpening(
          await resolveStructure(options.bulk, ctx),
          miller!,
          potential,
          { relaxed, threads, height: opening.height },
          subContext(ctx, 'bulk', 0.7, 1),
        );
  if (options.out !== undefined) await writeStructures(options.out, opening.pull!.frames);
  const ratios = bulk && compare(opening, bulk);
  const notes = [...opening.notes, ...(bulk?.notes ?? [])];
  if (options.json) {
    await printJson({
      input,
      potential: potential.name,
      area_square_angstrom: opening.area,
      height_angstrom: opening.height,
      ...describe(opening, structure, options),
      ...(bulk && { bulk: { ...describe(bulk), ratios } }),
      notes,
    });
  } else {
    await printOpening(opening);
    if (bulk) {
      await writeText(`\n${options.bulk} (${miller!.join(' ')})\n`);
      await printOpening(bulk);
      await writeText('\nUniversal-binding peak over that of the crystal\n');
      await printTable(
        ['plane', 'ratio'],
        ratios!.map(({ where, ratio }) => [where, show(ratio)]),
      );
    }
    printNotes(notes);
  }
  return EXIT.done;
}

async function printOpening(opening: Opening): Promise<void> {
  await writeText('Planes opened rigidly\n');
  await printTable(
    [
      'plane',
      'height_angstrom',
      'film left on oxide',
      'separation_energy_joule_per_square_metre',
      'universal_peak_gpa',
      'peak_traction_gpa',
      '',
    ],
    opening.planes.map((p) => [
      p.plane.id,
      Number(p.plane.height.toFixed(2)),
      p.plane.filmLeftOnOxide,
      Number(p.separationEnergy.toFixed(3)),
      show(p.universal.peakStress),
      Number(p.peakTraction.toFixed(2)),
      opening.weakest[p.plane.region] === p
        ? `weakest: ${p.plane.region}`
        : p.plane.filmLeftOnOxide === 0
          ? 'the border itself'
          : '',
    ]),
  );
  const { pull } = opening;
  if (!pull) return;
  await writeText(
    `\nPulled with all atoms relaxed: ${formatNumber(pull.peakTraction, 3)} GPa at a lengthening of ${formatNumber(pull.peakExtension, 3)} Å of a gauge length of ${pull.gaugeLength.toFixed(2)} Å; ${pull.fracture.says}\n`,
  );
  for (const note of pull.notes) await writeText(`  ${note.text}\n`);
}

function describe(opening: Opening, structure?: Structure, options?: Options): Record<string, unknown> {
  const plane = (p: PlaneOpening): Record<string, unknown> => ({
    plane: p.plane.id,
    region: p.plane.region,
    height_angstrom: p.plane.height,
    film_left_on_oxide: p.plane.filmLeftOnOxide,
    separation_energy_joule_per_square_metre: p.separationEnergy,
    peak_traction_gpa: p.peakTraction,
    universal: {
      peak_stress_gpa: p.universal.peakStress,
      separation_energy_joule_per_square_metre: p.universal.separationEnergy,
      length_angstrom: p.universal.length,
    },
    separation_angstrom: p.separation,
    energy_joule_per_square_metre: p.energy,
    traction_gpa: p.traction,
    notes: p.notes,
  });
  const film =
    structure && options && (options.film !== undefined || structure.atomic?.group)
      ? findFilmAtoms(structure, options.film?.split(/[\s,]+/).filter(Boolean))
      : undefined;
  const { pull } = opening;
  return {
    ...(film && { film_atoms: film.reduce((a, b) => a + b, 0) }),
    planes: opening.planes.map(plane),
    weakest: Object.fromEntries(Object.entries(opening.weakest).map(([region, p]) => [region, p.plane.id])),
    ...(pull && {
      relaxed: {
        peak_traction_gpa: pull.peakTraction,
        peak_extension_angstrom: pull.peakExtension,
        gauge_length_angstrom: pull.gaugeLength,
        work_joule_per_square_metre: pull.work,
        broken: pull.broken,
        fracture: pull.fracture,
        extension_angstrom: pull.extension,
        traction_gpa: pull.traction,
        energy_joule_per_square_metre: pull.energy,
      },
    }),
  };
}

/** The weakest plane of each region, and the borders, over the crystal's weakest plane. */
function compare(opening: Opening, bulk: Opening): { where: string; ratio: Estimate }[] {
  const reference = bulk.weakest.crystal!;
  const rows: [string, PlaneOpening][] = [
    ...(Object.entries(opening.weakest) as [CutRegion, PlaneOpening][]).map(([region, p]): [string, PlaneOpening] => [
      `${region}, weakest plane`,
      p,
    ]),
    ...(Object.entries(opening.border) as [CutRegion, PlaneOpening][]).map(([region, p]): [string, PlaneOpening] => [
      `${region}, along the border`,
      p,
    ]),
  ];
  return rows.map(([where, p]) => ({ where, ratio: compareStrength(p, reference) }));
}

const show = ({ value, sigma }: Estimate): string =>
  sigma === undefined ? formatNumber(value, 4) : `${formatNumber(value, 4)} ± ${formatNumber(sigma, 2)}`;
