import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeGrid, makeRng, type Recording, Table } from '../../../src/core/index.js';
import { computeCliffLorimer } from '../../../src/lab/eds/cliff-lorimer.js';
import { measureZeroLoss } from '../../../src/lab/eels/measure-zero-loss.js';
import { computeWhiteLines } from '../../../src/lab/eels/white-lines.js';
import { measureParticles } from '../../../src/lab/images/measure-particles.js';
import { drawCount } from '../../../src/lab/index.js';
import { dropAnswered } from '../../../src/evidence/index.js';
import { analyses } from '../../../src/lab/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { analyse, readFileRecordings, valuesOf } from '../xps/run.js';

const origin = { type: 'measured' as const, file: 'a', sha256: '', reader: 'a@1' };

/** A line of Ni L spectra with a shell, as the model of the analysis has them but for the steps' own width. */
function makeLine(shell: number, seed: number, surface = 853.5, bulk = 855.2): Recording {
  const rng = makeRng(seed);
  const energy = Float64Array.from({ length: 401 }, (_, i) => 700 + i * 0.5);
  const positions = Float64Array.from({ length: 24 }, (_, k) => k * 1.25);
  const values = new Float64Array(positions.length * energy.length);
  positions.forEach((x, s) => {
    const f = (1 - Math.tanh((x - shell) / 2.2)) / 2;
    const e3 = bulk + (surface - bulk) * f;
    const p = Float64Array.from([2000, 3.6, 90, 2, 1400 * (1 + 0.3 * f), e3, 2.6, 520, e3 + 17.3, 3.4]);
    computeWhiteLines(energy, 700, p).forEach((v, i) => (values[s * energy.length + i] = drawCount(v, rng)));
  });
  const mean = Float64Array.from(
    energy,
    (_, i) => positions.reduce((sum, _x, s) => sum + values[s * energy.length + i], 0) / 24,
  );
  return {
    kind: 'eels',
    table: new Table([
      { name: 'energy_loss_electronvolt', values: energy },
      { name: 'mean_intensity_count', values: mean },
    ]),
    parts: {
      scan: makeGrid({
        quantity: 'intensity_count',
        axes: [
          { name: 'position_nanometre', values: positions },
          { name: 'energy_loss_electronvolt', values: energy },
        ],
        values,
      }),
    },
    about: {},
    metadata: {},
    origin,
    notes: [],
  };
}

describe('white lines', () => {
  it('have the derivatives that finite differences give', () => {
    const energy = Float64Array.from({ length: 40 }, (_, i) => 840 + i);
    const p = Float64Array.from([1000, 3.5, 80, 2, 1500, 855, 2.6, 500, 872, 3.4]);
    const jacobian = new Float64Array(energy.length * 10);
    computeWhiteLines(energy, 840, p, jacobian);
    for (let k = 0; k < 10; k++) {
      const step = 1e-5 * Math.max(1, p[k]);
      const at = (by: number): Float64Array =>
        computeWhiteLines(
          energy,
          840,
          p.map((v, i) => (i === k ? v + by : v)),
        );
      const high = at(step);
      const low = at(-step);
      const largest = Math.max(...energy.map((_, i) => Math.abs(jacobian[i * 10 + k])));
      for (let i = 0; i < energy.length; i++)
        expect(Math.abs((high[i] - low[i]) / (2 * step) - jacobian[i * 10 + k])).toBeLessThan(1e-4 * largest);
    }
  });

  it('find shells of 12.6 and 4.2 nm within 0.4 nm, and their errors cover', async () => {
    for (const shell of [12.6, 4.2]) {
      const result = await analyse('eels', [makeLine(shell, 11)]);
      const [found] = valuesOf(result, 'shell_thickness');
      expect(Math.abs(found.value - shell)).toBeLessThan(0.4);
      expect(Math.abs(found.value - shell)).toBeLessThan(4 * found.sigma!);
      const ratios = valuesOf(result, 'l3_l2_ratio');
      const at = (part: string): number => ratios.find((r) => r.at === part)!.value;
      expect(at('surface')).toBeGreaterThan(at('bulk'));
    }
  });

  it('say that there is no shell where L3 does not move, and that a scale is off', async () => {
    const flat = await analyse('eels', [makeLine(10, 5, 855.2, 855.2)]);
    expect(valuesOf(flat, 'shell_thickness')).toEqual([]);
    expect(flat.notes.map((n) => n.code)).toContain('no-shell');
    const off = await analyse('eels', [makeLine(10, 5, 855.1, 856.8)]);
    expect(off.notes.map((n) => n.code)).toContain('off-calibration');
  });
});

describe('zero loss', () => {
  it('is found with t/λ', () => {
    const energy = Float64Array.from({ length: 1000 }, (_, i) => -10 + i * 0.1);
    const counts = energy.map(
      (e) =>
        1e5 * Math.exp(-0.5 * ((e - 0.4) / 0.5) ** 2) + 600 * Math.exp(-0.5 * ((e - 24) / 6) ** 2) * (e > 3 ? 1 : 0),
    );
    const found = measureZeroLoss(energy, counts);
    expect(found.position).toBeCloseTo(0.4, 2);
    expect(found.width).toBeCloseTo(0.5 * 2.3548, 2);
    const expected = Math.log(1 + (600 * 6) / (1e5 * 0.5));
    expect(found.relativeThickness).toBeCloseTo(expected, 2);
  });
});

describe('Cliff–Lorimer', () => {
  it('gives shares that add up, with factors', () => {
    const shares = computeCliffLorimer(['Ni', 'Co'], [8000, 2000], [1, 2], 0);
    expect(shares[0].value).toBeCloseTo(8000 / 12_000, 12);
    expect(shares[0].value + shares[1].value).toBeCloseTo(1, 12);
    // A ratio of two counts: σ = share (1 − share) √(1/n1 + 1/n2).
    const s = shares[0].value * shares[1].value * Math.sqrt(1 / 8000 + 1 / 2000);
    expect(shares[0].counting).toBeCloseTo(s, 9);
  });
});

describe('particles', () => {
  it('that touch are told apart, those at the border left out', () => {
    const width = 160;
    const height = 120;
    const discs: [number, number, number][] = [
      [40, 40, 15],
      [66, 40, 14],
      [120, 80, 20],
      [2, 100, 10],
    ];
    const values = Float64Array.from({ length: width * height }, (_, i) => {
      const x = i % width;
      const y = Math.floor(i / width);
      return discs.some(([cx, cy, r]) => (x - cx) ** 2 + (y - cy) ** 2 < r * r) ? 180 : 30;
    });
    const found = measureParticles({ width, height, values }, 6);
    expect(found.particles.length).toBe(3);
    expect(found.atBorder).toBe(1);
    const diameters = found.particles.map((p) => p.diameter).sort((a, b) => a - b);
    expect(Math.abs(diameters[2] - 40)).toBeLessThan(0.8);
    expect(Math.abs(diameters[0] - 28)).toBeLessThan(1);
  });
});

describeShared('microscopy with known truth', () => {
  const folder = sharedPath('lab_synthetic/');
  const truth = (path: string) => JSON.parse(readFileSync(`${folder}${path}/truth.json`, 'utf8'));

  it('EELS: the shell within 0.4 nm, L3 within 0.1 eV rms', async () => {
    const known = truth('eels') as { shell_thickness_nm: number; spectra: { ni_l3_electronvolt: number }[] };
    const result = await analyse('eels', await readFileRecordings(`${folder}eels/line_scan.csv`));
    expect(Math.abs(valuesOf(result, 'shell_thickness')[0].value - known.shell_thickness_nm)).toBeLessThan(0.4);
    const l3 = valuesOf(result, 'l3_position').slice(0, 24);
    const rms = Math.sqrt(l3.reduce((sum, f, k) => sum + (f.value - known.spectra[k].ni_l3_electronvolt) ** 2, 0) / 24);
    expect(rms).toBeLessThan(0.1);
    const prepeak = valuesOf(result, 'prepeak_ratio');
    expect(prepeak.find((f) => f.at === 'bulk')!.value).toBeGreaterThan(
      3 * prepeak.find((f) => f.at === 'surface')!.value,
    );
  });

  it('EDS: the boundary within 2 nm, its width within 5 %', async () => {
    const known = (
      truth('small') as { eds_line: { grain_boundary_nm: number; fwhm_nm: number; co_excess_area_count_nm: number } }
    ).eds_line;
    const result = await analyse('eds', await readFileRecordings(`${folder}small/eds_line.csv`));
    const cobalt = (id: string) => valuesOf(result, id).find((f) => f.at === 'Co')!;
    expect(Math.abs(cobalt('boundary_position').value - known.grain_boundary_nm)).toBeLessThan(2);
    expect(Math.abs(cobalt('boundary_width').value / known.fwhm_nm - 1)).toBeLessThan(0.05);
    expect(Math.abs(cobalt('boundary_excess').value - known.co_excess_area_count_nm)).toBeLessThan(
      3 * cobalt('boundary_excess').sigma!,
    );
    expect(result.notes.map((n) => n.code)).toContain('overlap');
  });

  it('images: layer 0.3 nm, fringes 1 %, tilt 0.5°, particles 3 % and their number within 2', async () => {
    const known = truth('images') as {
      tem_layer: { amorphous_layer_nm: number; fringe_spacing_nm: number; normal_tilt_degree: number };
      sem_particles: { mean_um: number; diameters_um: number[] };
    };
    const layer = await analyse('micrograph', await readFileRecordings(`${folder}images/tem_layer.png`), {
      measure: 'layer',
      pixel: '0.05 nm',
    });
    expect(Math.abs(valuesOf(layer, 'layer_thickness')[0].value - known.tem_layer.amorphous_layer_nm)).toBeLessThan(
      0.3,
    );
    expect(Math.abs(valuesOf(layer, 'fringe_spacing')[0].value / known.tem_layer.fringe_spacing_nm - 1)).toBeLessThan(
      0.01,
    );
    expect(Math.abs(valuesOf(layer, 'layer_tilt')[0].value - known.tem_layer.normal_tilt_degree)).toBeLessThan(0.5);
    const particles = await analyse('micrograph', await readFileRecordings(`${folder}images/sem_particles.png`), {
      measure: 'particles',
      pixel: '0.1 um',
    });
    expect(Math.abs(valuesOf(particles, 'particle_diameter')[0].value / known.sem_particles.mean_um - 1)).toBeLessThan(
      0.03,
    );
    expect(
      Math.abs(valuesOf(particles, 'particle_count')[0].value - known.sem_particles.diameters_um.length),
    ).toBeLessThanOrEqual(2);
  });

  it('components of CasaXPS come back at their places', async () => {
    const result = await analyse('xps', await readFileRecordings(sharedPath('xps/FeO_analyzed.vms')), {
      components: 'file',
    });
    const energies = valuesOf(result, 'binding_energy').map((f) => f.value);
    // As CasaXPS's own export has them, within 0.15 eV.
    for (const be of [709.05, 716, 722.13, 729.89])
      expect(Math.min(...energies.map((e) => Math.abs(e - be)))).toBeLessThan(0.15);
    // Two scans of one second: counts are twice the area per second of the export. Its own areas come within 3 %.
    const areas = valuesOf(result, 'peak_area').map((f) => f.value / 2);
    [63507.4, 35837.1, 49042.1, 17705.2].forEach((area, k) =>
      expect(Math.abs(areas[k] / area - 1), `component ${k + 1}`).toBeLessThan(0.03),
    );
  });

  it('refuses a picture without the size of a pixel', async () => {
    await expect(analyse('micrograph', await readFileRecordings(`${folder}images/tem_layer.png`))).rejects.toThrow(
      /pixel/,
    );
  });
});

it('a size of pixels that was given ends the note that the picture states none', () => {
  const micrograph = analyses.filter((a) => a.id === 'micrograph');
  const notes = ['no-pixel-size', 'print-scale'].map((code) => ({ level: 'info' as const, code, text: code }));
  expect(dropAnswered(notes, micrograph, {})).toEqual(notes);
  expect(dropAnswered(notes, micrograph, { pixel: '0.05 nm' })).toEqual([notes[1]]);
});

it('the parts of a shell have errors with their kinds, and the beam widens that of the half-width', async () => {
  const line = makeLine(10, 3);
  const [alone, less] = [await analyse('eels', [line]), await analyse('eels', [line], { beam: '1 nm' })];
  const half = (result: typeof alone) => result.findings.find((f) => f.id === 'transition_half_width')!.estimate;
  expect(half(alone).budget).toEqual({ counting: half(alone).sigma });
  expect(half(less).value * half(less).sigma!).toBeCloseTo(half(alone).value * half(alone).sigma!, 9);
  expect(half(less).sigma).toBeGreaterThan(half(alone).sigma!);
  const ends = alone.findings.filter((f) => f.id === 'l3_position' && f.at?.part !== undefined);
  expect(ends.map((f) => f.at!.part)).toEqual(['surface', 'bulk']);
  for (const { estimate } of ends) {
    expect(estimate.budget!.calibration).toBeCloseTo(0.2, 9);
    expect(estimate.sigma).toBeCloseTo(Math.hypot(estimate.budget!.counting!, 0.2), 9);
  }
});
