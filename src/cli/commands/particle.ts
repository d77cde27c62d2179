import type { Command } from 'commander';
import { estimateMean, type Estimate, InputError } from '../../core/index.js';
import {
  describePolycrystal,
  makePolycrystal,
  type Polycrystal,
  type PolycrystalStatistics,
} from '../../grains/index.js';
import { addParticleOptions, type ParticleOptions, refuseMaking, toSpec } from '../particle-options.js';
import { readParticle, writeParticle } from '../particle-files.js';
import {
  EXIT,
  formatNumber,
  makeCliContext,
  printJson,
  printTable,
  runCommand,
  writeText,
  printNotes,
} from '../support.js';

interface Options extends ParticleOptions {
  out?: string;
  json?: boolean;
}

/** `cermet particle [FILE]` */
export function addParticleCommand(program: Command): void {
  const command = program
    .command('particle')
    .description(
      'a polycrystalline particle: grains, boundaries, their areas and orientations; made, or read from a file',
    )
    .argument(
      '[file]',
      'a tessellation of Neper (.tess), a labelled stack (.tif, .nrrd, .npy), or a particle of ours (.json)',
    )
    .option('--periodic', 'a box without surface in place of a particle');
  addParticleOptions(command)
    .option('--voxel <quantity>', 'edge of a voxel of a labelled stack, where the file does not say, such as 20 nm')
    .option('--out <file>', 'write it: .json, .tess, .vtu, or tables of grains and facets as .csv or .parquet')
    .option('--json', 'print the statistics as JSON')
    .action(
      runCommand(async (file: string | undefined, options: Options & { voxel?: string }, command: Command) => {
        const ctx = makeCliContext('making the particle');
        const made: Polycrystal[] = [];
        if (file !== undefined) {
          refuseMaking(file, options, command.getOptionValueSource('seeds') === 'cli');
          made.push(await readParticle(file, options.voxel));
        } else
          for (const seed of options.seeds) {
            const usual = options.periodic ? { grains: 1000 } : { diameter: 12e-6 };
            made.push(await makePolycrystal(toSpec(options, seed, usual), ctx));
            if (options.out && options.seeds.length > 1)
              throw new InputError('--out takes one particle', { hint: 'give one seed, such as --seeds 1' });
          }
        const all = made.map(describePolycrystal);
        if (options.out) await writeParticle(options.out, made[0]);
        const notes = made.flatMap((p) => p.notes);
        if (options.json)
          await printJson({
            ...toPlain(all, made),
            seeds: made.map((p, i) => ({ seed: p.seed, ...toPlain([all[i]], [p]) })),
            notes,
            out: options.out,
          });
        else {
          await printTable(['quantity', 'value', '±', 'unit'], toRows(all));
          printNotes(notes);
          if (options.out) await writeText(`written: ${options.out}\n`);
        }
        return EXIT.done;
      }),
    );
}

const mean = (
  all: readonly PolycrystalStatistics[],
  of: (s: PolycrystalStatistics) => number | undefined,
): Estimate | undefined => {
  const values = all.map(of).filter((v) => v !== undefined);
  return values.length > 0 ? estimateMean(values, '1') : undefined;
};

function toPlain(all: readonly PolycrystalStatistics[], made: readonly Polycrystal[]) {
  const value = (of: (s: PolycrystalStatistics) => number | undefined): number | undefined => mean(all, of)?.value;
  return {
    shape: made[0].shape,
    diameter_um: made[0].periodic ? undefined : made[0].halfAxes.map((a) => 2e6 * a),
    box_um: made[0].periodic ? made[0].halfAxes.map((a) => 2e6 * a) : undefined,
    grains: value((s) => s.grains),
    facets: value((s) => s.facets),
    triple_lines: value((s) => s.tripleLines),
    quadruple_points: value((s) => s.quadruplePoints),
    faces_per_grain: value((s) => s.facesPerGrain),
    area_per_grain: value((s) => s.areaPerGrain),
    edges_per_face: value((s) => s.edgesPerFace),
    volume_variance: value((s) => s.volumeVariance),
    volume_error: value((s) => s.volumeError),
    grain_size_um: value((s) => 1e6 * s.grainSize),
    equivalent_diameter_um: value((s) => 1e6 * s.equivalentDiameter),
    boundary_area_per_volume_per_um: value((s) => 1e-6 * s.boundaryDensity),
    volume_um3: value((s) => 1e18 * s.volume),
    outer_area_um2: value((s) => 1e12 * s.outerArea),
    mean_misorientation_degree: value((s) => (s.meanMisorientation * 180) / Math.PI),
  };
}

function toRows(all: readonly PolycrystalStatistics[]): (string | number | undefined)[][] {
  const row = (name: string, unit: string, of: (s: PolycrystalStatistics) => number | undefined) => {
    const e = mean(all, of);
    return e
      ? [[name, Number(formatNumber(e.value)), e.sigma === undefined ? '–' : formatNumber(e.sigma, 2), unit]]
      : [];
  };
  return [
    ...row('grains', '', (s) => s.grains),
    ...row('boundary facets', '', (s) => s.facets),
    ...row('triple lines', '', (s) => s.tripleLines),
    ...row('quadruple points', '', (s) => s.quadruplePoints),
    ...row('faces per grain', '', (s) => s.facesPerGrain),
    ...row('edges per face', '', (s) => s.edgesPerFace),
    ...row('area per grain', 'V^(2/3)', (s) => s.areaPerGrain),
    ...row('variance of grain volume', '', (s) => s.volumeVariance),
    ...row('grain size', 'um', (s) => 1e6 * s.grainSize),
    ...row('equivalent diameter', 'um', (s) => 1e6 * s.equivalentDiameter),
    ...row('boundary area per volume', '1/um', (s) => 1e-6 * s.boundaryDensity),
    ...row('volume', 'um3', (s) => 1e18 * s.volume),
    ...row('outer area', 'um2', (s) => 1e12 * s.outerArea),
    ...row('mean misorientation', 'deg', (s) => (s.meanMisorientation * 180) / Math.PI),
  ];
}
