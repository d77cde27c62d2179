import type { Command } from 'commander';
import { InputError, isGrid, makeRng, parseQuantity } from '../../core/index.js';
import { countLabelIntercepts, makeSection, measureSection, type Polycrystal } from '../../grains/index.js';
import { readParticle } from '../particle-files.js';
import {
  EXIT,
  formatNumber,
  integerOption,
  numberOption,
  printJson,
  printTable,
  quantityOption,
  readAnyFile,
  runCommand,
  writeFileSafely,
  printNotes,
} from '../support.js';

interface Options {
  pixel?: number;
  height: string;
  blur: number;
  noise: number;
  broken: number;
  opening?: number;
  window: number;
  voxel?: string;
  out?: string;
  json?: boolean;
}

/** `cermet section FILE` */
export function addSectionCommand(program: Command): void {
  program
    .command('section')
    .description(
      'a particle to a picture of its cross-section, or a picture of one to numbers: cracks, pores, boundaries',
    )
    .argument('<file>', 'a particle (.json, .tess) or a picture (.png, .tif)')
    .option(
      '--pixel <quantity>',
      'side of a pixel, such as 10 nm; of a picture, where its file does not say',
      quantityOption('--pixel', 'length'),
    )
    .option('--height <quantity>', 'of the plane above the centre', '0 um')
    .option('--blur <number>', 'standard deviation in pixels', numberOption('--blur', { min: 0, max: 50 }), 0.7)
    .option(
      '--noise <number>',
      'standard deviation in grey values of 256',
      numberOption('--noise', { min: 0, max: 100 }),
      2,
    )
    .option(
      '--broken <number>',
      'share of facets that are drawn open, at random',
      numberOption('--broken', { min: 0, max: 1 }),
      0,
    )
    .option('--opening <quantity>', 'how far they are open', quantityOption('--opening', 'length'))
    .option(
      '--window <number>',
      'widest crack in pixels; wider is a pore',
      integerOption('--window', { min: 3, max: 101 }),
      9,
    )
    .option('--voxel <quantity>', 'unit of a .tess file')
    .option('--out <file>', 'the picture, .png')
    .option('--json', 'print as JSON')
    .action(
      runCommand(async (file: string, options: Options) => {
        if (/\.(json|tess|nrrd|npy)$/i.test(file))
          return drawParticle(file, await readParticle(file, options.voxel), options);
        if (options.broken > 0 || options.opening !== undefined)
          throw new InputError('--broken and --opening are for a particle that is drawn, not for a picture');
        return measurePicture(file, options);
      }),
    );
}

async function drawParticle(file: string, p: Polycrystal, options: Options): Promise<number> {
  const rng = makeRng(p.seed).fork('open');
  if (options.broken > 0 && options.opening === undefined)
    throw new InputError('--broken needs --opening', { hint: "such as --opening '20 nm'" });
  const pixel = options.pixel ?? p.grainSize / 25;
  const section = makeSection(p, {
    pixel,
    height: parseQuantity(options.height, 'length').value,
    blur: options.blur,
    noise: options.noise,
    openings: Float64Array.from(p.facets.areas, () => (rng.uniform() < options.broken ? (options.opening ?? 0) : 0)),
  });
  const { picture, truth } = section;
  if (options.out) {
    if (!/\.png$/i.test(options.out))
      throw new InputError(`${options.out} is not written`, { hint: 'pictures are written as .png' });
    const { encode } = await import('fast-png');
    await writeFileSafely(
      options.out,
      encode({
        width: picture.width,
        height: picture.height,
        data: Uint8Array.from(picture.values),
        channels: 1,
        depth: 8,
        text: { 'Image Pixel Size': `${Number((1e9 * pixel).toPrecision(6))} nm` },
      }),
    );
  }
  const perLength = countLabelIntercepts(section.labels, picture.width) / pixel;
  if (options.json)
    await printJson({
      file,
      width: picture.width,
      height: picture.height,
      pixel_nm: 1e9 * pixel,
      true_crack_share: truth.crackShare,
      boundary_area_per_volume_per_um: {
        from_lines: (4e-6 / Math.PI) * truth.lineDensity,
        from_intercepts: 2e-6 * perLength,
      },
      notes: p.notes,
      out: options.out,
    });
  else
    await printTable(
      ['quantity', 'value', 'unit'],
      [
        ['picture', `${picture.width} × ${picture.height}`, 'px'],
        ['pixel', Number(formatNumber(1e9 * pixel)), 'nm'],
        ['open cracks, true share of the area', Number(formatNumber(100 * truth.crackShare)), '%'],
        ['boundary area per volume, from lines', Number(formatNumber((4e-6 / Math.PI) * truth.lineDensity)), '1/um'],
        ['boundary area per volume, from intercepts', Number(formatNumber(2e-6 * perLength)), '1/um'],
      ],
    );
  return EXIT.done;
}

async function measurePicture(file: string, options: Options): Promise<number> {
  const { recordings, notes } = await readAnyFile(file);
  const image = recordings[0]?.parts?.image;
  if (!isGrid(image)) throw new InputError(`${file} is no picture`, { hint: 'a .png or .tif of a cross-section' });
  const stated = recordings[0].metadata.pixel_metre;
  const pixel = options.pixel ?? (typeof stated === 'number' ? stated : undefined);
  const measures = measureSection(
    {
      height: image.axes[0].values.length,
      width: image.axes[1].values.length,
      values: Float64Array.from(image.values),
    },
    { window: options.window },
  );
  const all = [...notes, ...recordings[0].notes, ...measures.notes];
  if (pixel === undefined)
    all.push({
      level: 'info',
      code: 'no-scale',
      text: 'the picture does not say how large a pixel is: no length is given; say it with --pixel',
    });
  const density = pixel && {
    value: (2e-6 * measures.intercepts.value) / pixel,
    sigma: (2e-6 * (measures.intercepts.sigma ?? 0)) / pixel,
  };
  if (options.json)
    await printJson({
      file,
      crack_share: measures.crackShare,
      porosity: measures.porosity,
      intercepts_per_pixel: measures.intercepts,
      boundary_area_per_volume_per_um: density,
      particle_share: measures.particleShare,
      pixel_nm: pixel && 1e9 * pixel,
      grey_levels: measures.levels,
      notes: all,
    });
  else {
    const row = (name: string, e: { value: number; sigma?: number }, unit: string, factor: number) => [
      name,
      Number(formatNumber(factor * e.value)),
      e.sigma === undefined ? '–' : formatNumber(factor * e.sigma, 2),
      unit,
    ];
    await printTable(
      ['quantity', 'value', '±', 'unit'],
      [
        row('cracks, share of the area', measures.crackShare, '%', 100),
        row('pores, share of the area', measures.porosity, '%', 100),
        ...(density ? [row('boundary area per volume, at least', density, '1/um', 1)] : []),
      ],
    );
    printNotes(all);
  }
  return EXIT.done;
}
