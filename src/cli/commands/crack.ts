import type { Command } from 'commander';
import { AbortError, computeSha256, type Context, InputError, subContext } from '../../core/index.js';
import {
  type CaseName,
  CASES,
  COMPUTED_STIFFNESS,
  type CycleSettings,
  decompose,
  DEFAULT_CORROSION,
  DEFAULT_MATERIAL,
  DEFAULT_PROTOCOL,
  encodeParticle,
  figureDecomposition,
  groupHistories,
  type History,
  infuse,
  LITERATURE_LATTICE,
  makePolycrystal,
  runCycles,
  type Material,
  type Polycrystal,
  STIFF,
  toParticleHistory,
  toParticleRecording,
  uniqueNotes,
} from '../../grains/index.js';
import { addParticleOptions, type ParticleOptions, refuseMaking, toSpec } from '../particle-options.js';
import { readLattice, readParticle, readStiffness, writeParticle } from '../particle-files.js';
import {
  EXIT,
  formatNumber,
  integerOption,
  makeCliContext,
  makeFileCheckpoint,
  numberOption,
  printJson,
  printStatus,
  printTable,
  quantityOption,
  runCommand,
  writeFileSafely,
  writeResult,
  writeText,
  printNotes,
} from '../support.js';
import { writeFigures } from '../write-figures.js';

interface Options extends ParticleOptions {
  case: CaseName[];
  cycles: number;
  work: number;
  filmRatio: number;
  scatter: number;
  stiffness: string;
  lattice?: string;
  reach?: number;
  temperature: number;
  lifetime: number;
  shielding: number;
  wedge: number;
  xMin: number;
  charge: number;
  discharge: number;
  resume?: boolean;
  figure?: string;
  out?: string;
  json?: boolean;
}

/** `cermet crack [FILE]` */
export function addCrackCommand(program: Command): void {
  const command = program
    .command('crack')
    .description(
      'what lattice strain and electrolyte do to a particle: first charge, then cycles; always a group of seeds',
    )
    .argument(
      '[file]',
      'a particle as cermet particle writes it; else one is made for each seed: 1000 grains of 0.5 um',
    );
  addParticleOptions(command, '1..3')
    .option('--case <list>', `${CASES.join(', ')}: what a film does, and whether there is electrolyte`, parseCases, [
      'bare',
    ] as CaseName[])
    .option(
      '--cycles <number>',
      'cycles after the first charge; 0 is the first charge alone',
      integerOption('--cycles', { min: 0, max: 100_000 }),
      0,
    )
    .option(
      '--work <quantity>',
      'work of separation of a bare boundary, such as 1.35 J/m2',
      quantityOption('--work', 'areal energy'),
      DEFAULT_MATERIAL.workOfSeparation,
    )
    .option(
      '--film-ratio <number>',
      'of a boundary with a film, over that',
      numberOption('--film-ratio', { above: 0 }),
      DEFAULT_MATERIAL.filmRatio,
    )
    .option(
      '--scatter <number>',
      'standard deviation of ln(work) from facet to facet',
      numberOption('--scatter', { min: 0, max: 1 }),
      DEFAULT_MATERIAL.scatter,
    )
    .option(
      '--stiffness <name>',
      'computed (softens as lithium leaves), constant, or a table: x, c11_gpa, c12_gpa, c13_gpa, c33_gpa, c44_gpa',
      'computed',
    )
    .option(
      '--lattice <file>',
      'a table of x, a_angstrom, c_angstrom from one’s own diffraction; else from the literature',
    )
    .option(
      '--reach <quantity>',
      'how far a film runs along boundaries, such as 2.5 um; else through all of them',
      quantityOption('--reach', 'length'),
    )
    .option(
      '--temperature <quantity>',
      'while cycling',
      quantityOption('--temperature', 'temperature'),
      DEFAULT_CORROSION.temperature,
    )
    .option(
      '--lifetime <number>',
      'cycles in which a wet facet loses its oxygen',
      numberOption('--lifetime', { above: 0 }),
      DEFAULT_CORROSION.lifetime,
    )
    .option(
      '--shielding <number>',
      'how much slower that is under a film',
      numberOption('--shielding', { above: 0 }),
      DEFAULT_CORROSION.shielding,
    )
    .option(
      '--wedge <number>',
      'thickness of what grows in cracks, over that of rock salt on their faces',
      numberOption('--wedge', { min: 0, max: 100 }),
      0,
    )
    .option(
      '--x-min <number>',
      'share of lithium left at the end of charge',
      numberOption('--x-min', { above: 0, max: 0.95 }),
      DEFAULT_PROTOCOL.xMin,
    )
    .option('--charge <number>', 'rate in C', numberOption('--charge', { above: 0, max: 100 }), DEFAULT_PROTOCOL.charge)
    .option(
      '--discharge <number>',
      'rate in C',
      numberOption('--discharge', { above: 0, max: 100 }),
      DEFAULT_PROTOCOL.discharge,
    )
    .option('--resume', 'go on from the state that an earlier run left in .cermet/crack')
    .option('--figure <file>', 'broken boundaries against cycles by case: .svg, .json or .csv')
    .option(
      '--out <file>',
      'what a cell takes from it (.csv, .parquet …), a file for each case; or the particle with its facets: .vtu at the end, .particle.json over all cycles, which the page plays',
    )
    .option('--json', 'print everything as JSON')
    .action(
      runCommand(async (file: string | undefined, options: Options, command: Command) => {
        const ctx = makeCliContext('cracking');
        if (file !== undefined) refuseMaking(file, options, command.getOptionValueSource('seeds') === 'cli');
        const filmed = options.case.some((c) => c !== 'bare' && c !== 'dry');
        if (options.reach !== undefined && !filmed)
          throw new InputError('--reach says how far a film runs, but no case has one', {
            hint: '--case bond, shield or both',
          });
        const material = await resolveMaterial(options);
        const settings: Omit<CycleSettings, 'case' | 'film'> = {
          material,
          corrosion: {
            ...DEFAULT_CORROSION,
            temperature: options.temperature,
            lifetime: options.lifetime,
            shielding: options.shielding,
            wedge: options.wedge,
          },
          protocol: { xMin: options.xMin, charge: options.charge, discharge: options.discharge },
          cycles: options.cycles,
        };
        const groups: Partial<Record<CaseName, History[]>> = {};
        let last: Polycrystal | undefined;
        const given = file === undefined ? undefined : await readParticle(file);
        const seeds = given ? [given.seed] : options.seeds;
        const total = seeds.length * options.case.length;
        let done = 0;
        try {
          for (const seed of seeds) {
            const spec = toSpec(options, seed, { grains: 1000 });
            const particle = given ?? (await makePolycrystal(spec, ctx));
            last = particle;
            const infusion = filmed
              ? infuse(particle, { reach: options.reach ?? Infinity, density: material.density })
              : undefined;
            for (const name of options.case) {
              const key = await computeSha256(
                JSON.stringify([
                  given && [...given.centres, ...given.orientations],
                  spec,
                  settings,
                  name,
                  options.reach,
                ]),
              );
              const inner: Context = {
                ...subContext(ctx, `seed ${seed}, ${name}`, done / total, (done + 1) / total),
                checkpoint: keepState(key, options.resume === true),
              };
              (groups[name] ??= []).push(
                await runCycles(particle, { ...settings, case: name, film: infusion?.film }, inner),
              );
              done++;
            }
          }
        } catch (error) {
          if (error instanceof AbortError && (done > 0 || error.partial)) {
            await report(options, groups, material, last, error.partial as History | undefined);
            printStatus('the finished part is above; the same command with --resume goes on from here');
          }
          throw error;
        }
        await report(options, groups, material, last);
        return EXIT.done;
      }),
    );
}

/** State is always kept, and used only where a run is to go on. */
function keepState(key: string, resume: boolean): NonNullable<Context['checkpoint']> {
  const kept = makeFileCheckpoint('.cermet/crack');
  return {
    load: async (inner) => (resume ? kept.load(`${key}/${inner}`) : undefined),
    save: (inner, state) => kept.save(`${key}/${inner}`, state),
  };
}

async function resolveMaterial(o: Options): Promise<Material> {
  return {
    ...DEFAULT_MATERIAL,
    workOfSeparation: o.work,
    filmRatio: o.filmRatio,
    scatter: o.scatter,
    lattice: o.lattice === undefined ? LITERATURE_LATTICE : await readLattice(o.lattice),
    stiffness:
      o.stiffness === 'computed'
        ? COMPUTED_STIFFNESS
        : o.stiffness === 'constant'
          ? STIFF
          : await readStiffness(o.stiffness),
  };
}

function parseCases(text: string): CaseName[] {
  const names = text.split(',').map((word) => word.trim());
  for (const name of names)
    if (!CASES.includes(name as CaseName))
      throw new InputError(`--case knows no "${name}"`, { value: name, allowed: CASES });
  if (new Set(names).size !== names.length) throw new InputError('--case names one twice');
  return names as CaseName[];
}

/** Short names of what a person looks at first. */
const short = (s: History['states'][number]) => ({
  cycle: s.cycle_count,
  broken_share: s.broken_share,
  exposed_area_m2_per_g: s.exposed_area_square_metre_per_gram,
  mean_diffusion_length_um: s.mean_diffusion_length_micrometre,
  energy_released_j: s.energy_released_joule,
  energy_dissipated_j: s.energy_dissipated_joule,
});

async function report(
  options: Options,
  groups: Partial<Record<CaseName, History[]>>,
  material: Material,
  particle: Polycrystal | undefined,
  partial?: History,
): Promise<void> {
  const entries = Object.entries(groups) as [CaseName, History[]][];
  const all = [...entries.flatMap(([, h]) => h), ...(partial ? [partial] : [])];
  const comparison = entries.length > 1 ? decompose(groups) : undefined;
  const notes = uniqueNotes(all);
  if (options.json)
    await printJson({
      seeds: all.map((h) => ({
        seed: h.seed,
        case: h.case,
        finished: h !== partial,
        cycles: h.states.map((s) => ({ ...short(s), ...s })),
        jump_error: h.jumpError,
        force_error: h.forceError,
        damage_left: h.growthLeft,
        gc_over_e_strain_squared_d: h.decisive,
        solves: h.work.solves,
        steps: h.work.steps,
      })),
      group: entries.flatMap(([name, histories]) =>
        groupHistories(histories).map(({ cycle_count, ...row }) => ({
          case: name,
          cycle: cycle_count,
          n: histories.length,
          exposed_area_m2_per_g: row.exposed_area_square_metre_per_gram,
          mean_diffusion_length_um: row.mean_diffusion_length_micrometre,
          energy_released_j: row.energy_released_joule,
          energy_dissipated_j: row.energy_dissipated_joule,
          ...row,
        })),
      ),
      decomposition: comparison,
      notes,
      out: options.out,
    });
  else {
    for (const [name, histories] of entries) {
      await writeText(
        `${name}: ${histories.length} ${histories.length === 1 ? 'particle' : 'particles'}; Gc/(E Δε² d) = ${formatNumber(histories[0].decisive, 3)}\n`,
      );
      const pm = (e: { value: number; sigma?: number }, factor: number, digits: number): string =>
        `${(factor * e.value).toFixed(digits)}${e.sigma === undefined ? '' : ` ± ${(factor * e.sigma).toFixed(digits)}`}`;
      await printTable(
        [
          'cycle',
          'broken / %',
          'exposed / m2/g',
          'diffusion length / um',
          'connected / %',
          'rock salt / nm',
          'O2 / umol/g',
        ],
        groupHistories(histories).map((row) => [
          row.cycle_count,
          pm(row.broken_share, 100, 2),
          pm(row.exposed_area_square_metre_per_gram, 1, 3),
          pm(row.mean_diffusion_length_micrometre, 1, 3),
          pm(row.connected_share, 100, 1),
          pm(row.rock_salt_thickness_nanometre, 1, 2),
          pm(row.oxygen_released_micromole_per_gram, 1, 1),
        ]),
      );
      await writeText(
        `error of the jumps over cycles ${formatNumber(Math.max(...histories.map((h) => h.jumpError)), 2)} in the mean oxygen loss; of forces ${formatNumber(Math.max(...histories.map((h) => h.forceError)), 2)}\n\n`,
      );
    }
    if (comparison) await writeText(`${comparison.says}\n`);
    printNotes(notes);
  }
  if (options.figure && entries.length > 0) await writeFigures(options.figure, [figureDecomposition(groups)]);
  if (options.out && entries.length > 0) await writeOut(options.out, entries, options, material, particle);
}

async function writeOut(
  out: string,
  entries: readonly [CaseName, History[]][],
  options: Options,
  material: Material,
  particle: Polycrystal | undefined,
): Promise<void> {
  if (/\.vtu$/i.test(out) && particle) {
    const { fields } = entries[0][1].at(-1)!;
    return writeParticle(out, particle, {
      film: Float64Array.from(fields.film),
      damage: fields.damage,
      wet: Float64Array.from(fields.wet),
      tension_pa: fields.tension,
      oxygen_loss_share: fields.oxygenLoss,
    });
  }
  if (/\.particle\.json$/i.test(out) && particle) {
    const histories = entries.map(([name, own]) => toParticleHistory(name, own.at(-1)!));
    return writeFileSafely(out, encodeParticle({ ...particle, histories }));
  }
  for (const [name, histories] of entries) {
    const recording = toParticleRecording(
      histories,
      { ...options, material } as Record<string, unknown>,
      material.density,
    );
    const path = entries.length === 1 ? out : out.replace(/(\.csv\.gz|\.[^./\\]+)?$/, `.${name}$1`);
    await writeResult(path, { recordings: [recording], structures: [], notes: recording.notes });
  }
}
