import type { Command } from 'commander';
import { InputError } from '../../core/index.js';
import {
  BORIDE,
  computeWalkDiffusivity,
  DEFAULT_MATERIAL,
  infuse,
  makePolycrystal,
  type InfusionSettings,
} from '../../grains/index.js';
import { readParticle, writeParticle } from '../particle-files.js';
import { addParticleOptions, type ParticleOptions, refuseMaking, toSpec } from '../particle-options.js';
import {
  choiceOption,
  EXIT,
  formatNumber,
  makeCliContext,
  numberOption,
  printJson,
  printTable,
  quantityOption,
  runCommand,
  printNotes,
} from '../support.js';

interface Options extends ParticleOptions {
  reach?: number;
  diffusivity?: number;
  time?: number;
  reading: 'coordinate' | 'radius';
  boron?: number;
  metal?: number;
  powder?: number;
  ratio: number;
  filmDensity: number;
  thickness?: number;
  density: number;
  out?: string;
  json?: boolean;
}

/** `cermet infuse [FILE]` */
export function addInfuseCommand(program: Command): void {
  const command = program
    .command('infuse')
    .description(
      'a coating that runs along boundaries: depth, diffusivity by both readings, area covered, thickness, what the supply allows',
    )
    .argument('[file]', 'a particle as cermet particle writes it; else one is made')
    .option('--reach <quantity>', 'depth along boundaries, such as 2.5 um', quantityOption('--reach', 'length'))
    .option(
      '--diffusivity <quantity>',
      'in a boundary, with --time in place of --reach',
      quantityOption('--diffusivity', 'diffusivity'),
    )
    .option(
      '--time <quantity>',
      'of the infusion, such as 2 h; with --reach the diffusivity follows',
      quantityOption('--time', 'time'),
    )
    .option(
      '--reading <word>',
      'coordinate: depth² = 2 D t; radius: 4 D t',
      choiceOption('--reading', ['coordinate', 'radius'] as const),
      'coordinate' as const,
    )
    .option('--boron <number>', 'metalloid supplied, mmol for the powder', numberOption('--boron', { above: 0 }))
    .option('--metal <number>', 'metal supplied, mmol for the powder', numberOption('--metal', { above: 0 }))
    .option('--powder <quantity>', 'mass of the powder, such as 5 g', quantityOption('--powder', 'mass'))
    .option(
      '--ratio <number>',
      'metal atoms for each metalloid atom of the film',
      numberOption('--ratio', { above: 0 }),
      BORIDE.ratio,
    )
    .option('--film-density <quantity>', 'of the film', quantityOption('--film-density', 'density'), BORIDE.density)
    .option(
      '--thickness <quantity>',
      'of the film; else what the supply gives',
      quantityOption('--thickness', 'length'),
    )
    .option('--density <quantity>', 'of the powder', quantityOption('--density', 'density'), DEFAULT_MATERIAL.density);
  addParticleOptions(command)
    .option('--out <file>', 'the particle with its film: .vtu, .csv, .parquet')
    .option('--json', 'print as JSON')
    .action(
      runCommand(async (file: string | undefined, options: Options, command: Command) => {
        const ctx = makeCliContext('infusing');
        const supplied = [options.boron, options.metal, options.powder].filter((v) => v !== undefined).length;
        if (supplied !== 0 && supplied !== 3)
          throw new InputError('a supply needs --boron, --metal and --powder', {
            hint: "such as --boron 0.156 --metal 0.9 --powder '5 g'",
          });
        const { reach, diffusivity, time } = options;
        const settings: InfusionSettings = {
          ...(reach !== undefined ? { reach } : { diffusivity, time }),
          reading: options.reading,
          thickness: options.thickness,
          density: options.density,
          ...(supplied === 3 && {
            supply: {
              ...BORIDE,
              ratio: options.ratio,
              density: options.filmDensity,
              metalloid: (1e-3 * options.boron!) / options.powder!,
              metal: (1e-3 * options.metal!) / options.powder!,
            },
          }),
        };
        if (reach === undefined && time !== undefined && diffusivity === undefined)
          throw new InputError('--time alone says no depth', { hint: 'give --reach or --diffusivity too' });
        if (reach !== undefined && diffusivity !== undefined)
          throw new InputError('--reach and --diffusivity both say how far', { hint: 'give one of them' });
        if (file !== undefined) refuseMaking(file, options, command.getOptionValueSource('seeds') === 'cli');
        else if (options.seeds.length > 1)
          throw new InputError('a film runs through one particle', { hint: 'give one seed, such as --seeds 1' });
        const p =
          file === undefined ? await makePolycrystal(toSpec(options, options.seeds[0]), ctx) : await readParticle(file);
        const result = infuse(p, settings);
        const walk = time === undefined ? undefined : computeWalkDiffusivity(result.reach, time);
        if (options.out)
          await writeParticle(options.out, p, {
            film: Float64Array.from(result.film),
            film_thickness_nanometre: result.thicknesses.map((t) => 1e9 * t),
            path_micrometre: result.paths.map((x) => (Number.isFinite(x) ? 1e6 * x : -1)),
          });
        const covered = result.thickness > 0 ? result.thickness : undefined;
        if (options.json)
          await printJson({
            reach_um: 1e6 * result.reach,
            diffusivity_x2_4t_m2_per_s: walk?.asRadius,
            diffusivity_x2_2t_m2_per_s: walk?.asCoordinate,
            boundary_share_covered: result.share,
            boundary_share_reached: result.reachedShare,
            outer_share_covered: result.outerShare,
            outer_area_m2_per_g: 1e-3 * result.areas.outer,
            covered_boundary_area_m2_per_g: 1e-3 * result.areas.boundary,
            uncovered_area_m2_per_g: 1e-3 * result.areas.uncovered,
            film_thickness_nm: covered && 1e9 * covered,
            metalloid_atoms_per_nm2: result.atomsPerArea && 1e-18 * result.atomsPerArea,
            metalloid_mmol_per_g: result.balance && {
              film: result.balance.metalloid.film,
              left: result.balance.metalloid.left,
            },
            metal_mmol_per_g: result.balance && { film: result.balance.metal.film, left: result.balance.metal.left },
            notes: [...p.notes, ...result.notes],
            out: options.out,
          });
        else {
          await printTable(
            ['quantity', 'value', 'unit'],
            [
              ['reach along boundaries', Number(formatNumber(1e6 * result.reach)), 'um'],
              ...(walk
                ? [
                    ['diffusivity, depth as radius: x²/4t', formatNumber(walk.asRadius, 3), 'm2/s'],
                    ['diffusivity, depth as coordinate: x²/2t', formatNumber(walk.asCoordinate, 3), 'm2/s'],
                  ]
                : []),
              ['boundary area within reach', Number(formatNumber(100 * result.reachedShare)), '%'],
              ['boundary area with a film', Number(formatNumber(100 * result.share)), '%'],
              ['outer surface', Number(formatNumber(1e-3 * result.areas.outer)), 'm2/g'],
              ['boundaries with a film', Number(formatNumber(1e-3 * result.areas.boundary)), 'm2/g'],
              ['within reach but bare', Number(formatNumber(1e-3 * result.areas.uncovered)), 'm2/g'],
              ...(covered ? [['mean thickness of the film', Number(formatNumber(1e9 * covered)), 'nm']] : []),
              ...(result.atomsPerArea
                ? [
                    [
                      'metalloid atoms on the area with a film',
                      Number(formatNumber(1e-18 * result.atomsPerArea)),
                      '1/nm2',
                    ],
                  ]
                : []),
            ],
          );
          printNotes([...p.notes, ...result.notes]);
        }
        return EXIT.done;
      }),
    );
}
