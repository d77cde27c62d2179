import {
  choice,
  estimateMean,
  InputError,
  isGrid,
  measuredQuantity,
  number,
  quantity,
  type Recording,
  Table,
} from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { type Fringes, measureFringes } from '../images/measure-fringes.js';
import { measureLayer } from '../images/measure-layer.js';
import { measureParticles } from '../images/measure-particles.js';
import { type Picture, toPicture } from '../images/picture.js';

/** [1] power over that around from which a peak of the transform is fringes */
const CLEAR_FRINGES = 60;

const settings = {
  measure: choice(
    ['layer', 'particles', 'fringes'],
    undefined,
    'what to measure: a layer between two edges, lattice fringes, or particles',
    'particles where many spots stand out, else layer',
  ),
  pixel: measuredQuantity('length', 'as the file says', 'side of a pixel, such as 0.05 nm or 0.05 ± 0.001 nm'),
  reach: number(12, 'pixels over which an edge is looked for; more than the spacing of fringes', {
    min: 2,
    max: 200,
    whole: true,
  }),
  smallest: quantity('length', undefined, 'diameter below which a spot is noise', '6 pixels'),
};

/** Layers, fringes and particles in micrographs. */
export const micrographAnalysis = defineAnalysis({
  id: 'micrograph',
  title: 'Layers, fringes and particles in micrographs',
  version: '1',
  preference: 1,
  inputs: { picture: { kind: 'micrograph', describe: 'one picture' } },
  settings,
  answers: { pixel: 'no-pixel-size' },
  quantities: {
    layer_thickness: { label: 'thickness of the layer', unit: 'nm', scale: 'log' },
    layer_tilt: { label: 'tilt of the layer against the picture', unit: 'deg' },
    fringe_spacing: { label: 'spacing of fringes', unit: 'nm', scale: 'log' },
    fringe_angle: { label: 'direction normal to the fringes', unit: 'deg' },
    particle_diameter: { label: 'mean diameter of particles', unit: 'um', scale: 'log' },
    particle_diameter_sd: { label: 'standard deviation of diameters', unit: 'um', scale: 'log' },
    particle_count: { label: 'particles', unit: '1', scale: 'log' },
  },
  async run({ picture: recording }, settings, ctx): Promise<Outcome> {
    const outcome = makeOutcome({});
    const image = recording.parts?.image;
    if (!isGrid(image)) throw new InputError('this recording holds no picture');
    const picture = toPicture(image);
    const pixel = findPixel(recording, settings.pixel);
    const measure = settings.measure ?? guessMeasure(picture);
    if (pixel.from === 'setting' && pixel.stated !== undefined && Math.abs(pixel.stated / pixel.side - 1) > 0.01)
      outcome.notes.push({
        level: 'warning',
        code: 'pixel-disagrees',
        text: `the file says a pixel of ${(pixel.stated * 1e9).toPrecision(5)} nm, and ${(pixel.side * 1e9).toPrecision(5)} nm was given and is used`,
      });
    if (measure === 'particles') addParticles(outcome, picture, pixel, settings.smallest);
    else if (measure === 'fringes') addFringes(outcome, measureFringes(picture), pixel, true);
    else {
      const layer = await measureLayer(picture, settings.reach, ctx);
      const blurred = Math.hypot(...layer.edges) / 10;
      outcome.findings.push({
        id: 'layer_thickness',
        estimate: {
          value: layer.thickness * pixel.side * 1e9,
          sigma: Math.hypot(layer.sigma, blurred, layer.thickness * pixel.relative) * pixel.side * 1e9,
          n: picture.height,
          unit: 'nm',
          budget: {
            fit: layer.sigma * pixel.side * 1e9,
            model: blurred * pixel.side * 1e9,
            ...(pixel.relative > 0 && { calibration: layer.thickness * pixel.relative * pixel.side * 1e9 }),
          },
          covers: 'measurement',
        },
      });
      outcome.findings.push({
        id: 'layer_tilt',
        estimate: {
          value: (Math.abs(layer.tilt) * 180) / Math.PI,
          sigma: (layer.tiltSigma * 180) / Math.PI,
          n: picture.height,
          unit: 'deg',
          covers: 'measurement',
        },
      });
      if (layer.clearness < 5)
        outcome.notes.push({
          level: 'warning',
          code: 'edge-unclear',
          text: 'one edge of the layer hardly stands out: what is called a layer may be none',
        });
      outcome.notes.push({
        level: 'info',
        code: 'projection',
        text: 'a picture shows a projection: a layer that is curved or tilted along the beam looks thicker; the error holds one tenth of the blur of the edges, and the scale only where it was given with ±',
      });
      const sides = [layer.before, layer.behind].filter((p) => p.width >= 48);
      const fringes = sides.map((side) => measureFringes(side)).sort((a, b) => b.clearness - a.clearness)[0];
      if (fringes) addFringes(outcome, fringes, pixel, false);
    }
    return outcome;
  },
  cite: [
    { text: 'Otsu, IEEE Trans. Syst. Man Cybern. 9 (1979) 62', doi: '10.1109/TSMC.1979.4310076' },
    { text: 'Rife and Boorstyn, IEEE Trans. Inf. Theory 20 (1974) 591', doi: '10.1109/TIT.1974.1055282' },
    { text: 'ISO 13322-1:2014, image analysis of particles' },
  ],
});

interface Pixel {
  /** [m] */
  side: number;
  /** [1] relative standard uncertainty */
  relative: number;
  from: 'setting' | 'file';
  stated?: number;
}

function findPixel(recording: Recording, given: { value: number; sigma?: number } | undefined): Pixel {
  const stated = typeof recording.metadata.pixel_metre === 'number' ? recording.metadata.pixel_metre : undefined;
  if (given) {
    if (!(given.value > 0)) throw new InputError('a pixel has a side above zero', { where: { path: 'pixel' } });
    return { side: given.value, relative: (given.sigma ?? 0) / given.value, from: 'setting', stated };
  }
  if (stated === undefined)
    throw new InputError('the picture does not say how large a pixel is', {
      hint: 'give it, from the scale bar: pixel=0.05 nm',
      where: { path: 'pixel' },
    });
  return { side: stated, relative: 0, from: 'file', stated };
}

/** Particles where several separate spots stand out, else a layer. */
function guessMeasure(picture: Picture): 'layer' | 'particles' {
  try {
    const { particles, atBorder } = measureParticles(picture, 6);
    return particles.length >= 5 && particles.length > atBorder ? 'particles' : 'layer';
  } catch {
    return 'layer';
  }
}

function addFringes(outcome: Outcome, fringes: Fringes, pixel: Pixel, wanted: boolean): void {
  if (fringes.clearness < CLEAR_FRINGES) {
    if (wanted)
      outcome.notes.push({
        level: 'warning',
        code: 'no-fringes',
        text: `no fringes stand out: the strongest peak of the transform is ${fringes.clearness.toFixed(0)} times its surroundings`,
      });
    return;
  }
  const nm = pixel.side * 1e9;
  outcome.findings.push(
    {
      id: 'fringe_spacing',
      estimate: {
        value: fringes.spacing * nm,
        sigma: Math.hypot(fringes.sigma, fringes.spacing * pixel.relative) * nm,
        n: 1,
        unit: 'nm',
        budget: {
          fit: fringes.sigma * nm,
          ...(pixel.relative > 0 && { calibration: fringes.spacing * pixel.relative * nm }),
        },
        covers: 'measurement',
      },
    },
    {
      id: 'fringe_angle',
      estimate: {
        value: (fringes.angle * 180) / Math.PI,
        sigma: ((fringes.sigma / fringes.spacing) * 180) / Math.PI,
        n: 1,
        unit: 'deg',
        covers: 'measurement',
      },
    },
  );
}

function addParticles(outcome: Outcome, picture: Picture, pixel: Pixel, smallest: number | undefined): void {
  const found = measureParticles(picture, smallest === undefined ? 6 : smallest / pixel.side);
  const um = pixel.side * 1e6;
  const diameters = Float64Array.from(found.particles, (p) => p.diameter * um);
  const mean = estimateMean(diameters, 'um');
  const threshold = found.edge * um;
  const calibration = mean.value * pixel.relative;
  outcome.findings.push({
    id: 'particle_diameter',
    estimate: {
      ...mean,
      ...(mean.sigma !== undefined && { sigma: Math.hypot(mean.sigma, threshold, calibration) }),
      interval: undefined,
      budget: {
        ...(mean.sigma !== undefined && { replicates: mean.sigma }),
        model: threshold,
        ...(calibration > 0 && { calibration }),
      },
      covers: 'specimens',
    },
  });
  if (mean.spread !== undefined)
    outcome.findings.push({
      id: 'particle_diameter_sd',
      estimate: {
        value: mean.spread,
        sigma: mean.spread / Math.sqrt(2 * (mean.n - 1)),
        n: mean.n,
        unit: 'um',
        covers: 'specimens',
      },
    });
  outcome.findings.push({
    id: 'particle_count',
    estimate: { value: mean.n, sigma: 0, n: mean.n, unit: '1', covers: 'measurement' },
  });
  if (found.atBorder > 0)
    outcome.notes.push({
      level: 'info',
      code: 'at-border',
      text: `${found.atBorder} particles touch the border and are left out; large ones touch it more often, so the mean is a little low`,
    });
  outcome.notes.push({
    level: 'info',
    code: 'numbers-not-volumes',
    text: `each particle counts once: this is a mean of ${mean.n} by number, not by volume as laser diffraction gives it`,
  });
  outcome.tables.push({
    id: 'particles',
    title: 'Particles',
    table: new Table([
      { name: 'x_micrometre', values: Float64Array.from(found.particles, (p) => p.x * um) },
      { name: 'y_micrometre', values: Float64Array.from(found.particles, (p) => p.y * um) },
      { name: 'diameter_micrometre', values: diameters },
    ]),
  });
  outcome.figures.push({
    id: 'diameters',
    title: 'Diameters of particles',
    caption: 'Number of particles by the diameter of the circle of their area.',
    spec: houseFigure({
      data: { values: Array.from(diameters, (d) => ({ d })) },
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'd', type: 'quantitative', bin: { maxbins: 16 }, title: 'diameter / µm' },
        y: { aggregate: 'count', type: 'quantitative', title: 'particles' },
      },
    }),
  });
}
