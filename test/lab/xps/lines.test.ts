import { describe, expect, it } from 'vitest';
import { InputError, type Recording, Table } from '../../../src/core/index.js';
import {
  fitChoices,
  fitRegion,
  iterateShirley,
  simulateRegion,
  solveOverlayer,
  computeLayerTransmission,
  toRegionData,
} from '../../../src/lab/index.js';
import { computeRegion, computeWidths } from '../../../src/lab/xps/region-model.js';
import { parseCompound } from '../../../src/lab/synthesis/compound.js';
import { estimateAttenuationLength } from '../../../src/lab/xps/attenuation-length.js';
import { analyse, valuesOf } from './run.js';

const region = {
  region: 'O 1s',
  from: 524,
  to: 540,
  step: 0.1,
  base: 2200,
  slope: 5,
  loss: 0.03,
  lines: [
    { position: 529.5, area: 7000, gauss: 1, lorentz: 0.3 },
    { position: 532.4, area: 3000, gauss: 1.5, lorentz: 0.3 },
  ],
};

function replaceCounts(recording: Recording, edit: (v: number, i: number) => number, reverse = false): Recording {
  const turn = (v: Float64Array): Float64Array => (reverse ? Float64Array.from(v).reverse() : v);
  return {
    ...recording,
    table: new Table([
      { name: 'binding_energy_electronvolt', values: turn(recording.table.column('binding_energy_electronvolt')) },
      { name: 'intensity_count', values: turn(recording.table.column('intensity_count').map(edit)) },
    ]),
  };
}

describe('lines of a region', () => {
  it('do not follow the order of the array, nor one point more', async () => {
    const recording = await simulateRegion(region, 5);
    const one = await analyse('xps', [recording]);
    const other = await analyse('xps', [replaceCounts(recording, (v) => v, true)]);
    const shorter: Recording = { ...recording, table: recording.table.slice(1) };
    const third = await analyse('xps', [shorter]);
    for (const result of [other, third])
      valuesOf(one, 'binding_energy').forEach(({ value, at }) => {
        const there = valuesOf(result, 'binding_energy').find((f) => f.at === at)!;
        expect(Math.abs(there.value - value)).toBeLessThan(0.005);
      });
    valuesOf(one, 'peak_area').forEach(({ value, sigma, at }) => {
      const there = valuesOf(third, 'peak_area').find((f) => f.at === at)!;
      expect(Math.abs(there.value - value)).toBeLessThan(0.5 * sigma!);
    });
  });

  it('keep their areas when a constant is added', async () => {
    const recording = await simulateRegion(region, 6);
    const data = toRegionData(recording);
    const sigma = data.counts.map(Math.sqrt);
    const lines = region.lines.map((l, i) => ({ ...l, name: `line ${i}`, shape: { kind: 'voigt' } as const }));
    const options = { kernel: { kind: 'shirley' } as const };
    const plain = await fitRegion({ ...data, sigma }, lines, options);
    const raised = await fitRegion({ ...data, sigma, counts: data.counts.map((c) => c + 5000) }, lines, options);
    expect(raised.parameters[3] / plain.parameters[3]).toBeCloseTo(1, 5);
    expect(raised.parameters[0] - plain.parameters[0]).toBeCloseTo(5000, 1);
  });

  it('move with every parameter that is fitted, by the derivatives that are used', () => {
    const energy = Float64Array.from({ length: 81 }, (_, i) => 770 + i * 0.5);
    for (const kernel of [
      { kind: 'shirley' },
      { kind: 'tougaard', c: 1643 },
      { kind: 'tougaard-3', c: 551, d: 436, gap: 4 },
    ] as const) {
      const model = {
        energy,
        width: computeWidths(energy),
        kernel,
        shapes: [{ kind: 'voigt' }, { kind: 'doniach', cut: 15 }, { kind: 'gl-sum', mix: 0.3 }] as const,
      };
      const loss = kernel.kind === 'shirley' ? 0.04 : 300;
      const p = Float64Array.from([
        3000,
        5,
        loss,
        5000,
        780,
        1.2,
        0.4,
        0,
        8000,
        778.5,
        0.8,
        0.5,
        0.12,
        3000,
        786,
        4,
        0,
        0,
      ]);
      const q = p.length;
      const jacobian = new Float64Array(energy.length * q);
      computeRegion(model, p, jacobian);
      for (let k = 0; k < q; k++) {
        if ([7, 16, 17].includes(k)) continue;
        const step = Math.max(1e-4, 1e-5 * Math.abs(p[k]));
        const shifted = (by: number): Float64Array =>
          computeRegion(
            model,
            p.map((v, i) => (i === k ? v + by : v)),
          );
        const high = shifted(step);
        const low = shifted(-step);
        let most = 0;
        let off = 0;
        for (let i = 0; i < energy.length; i++) {
          const numeric = (high[i] - low[i]) / (2 * step);
          most = Math.max(most, Math.abs(numeric));
          off = Math.max(off, Math.abs(numeric - jacobian[i * q + k]));
        }
        expect(most).toBeGreaterThan(0);
        // The Doniach line is sampled: its slopes are differences of other width.
        expect(off).toBeLessThan((k >= 8 && k <= 12 ? 0.03 : 1e-4) * most);
      }
    }
  });

  it('have tails on the side of high binding energy', () => {
    const energy = Float64Array.from({ length: 401 }, (_, i) => 770 + i * 0.05);
    const model = {
      energy,
      width: computeWidths(energy),
      kernel: { kind: 'none' } as const,
      shapes: [{ kind: 'doniach', cut: 15 }] as const,
    };
    const values = computeRegion(model, Float64Array.from([0, 0, 0, 1000, 778.5, 0.7, 0.45, 0.12]));
    const at = (e: number): number => values[Math.round((e - 770) / 0.05)];
    expect(at(781.5)).toBeGreaterThan(2 * at(775.5));
    const top = energy[values.indexOf(Math.max(...values))];
    // The maximum lies above E0 by γ cot(π/(2 − α)) and more by the Gaussian.
    expect(top - 778.5).toBeGreaterThan(0.02);
    expect(top - 778.5).toBeLessThan(0.1);
  });

  it('are as uncertain as they scatter', async () => {
    const pulls: number[] = [];
    const truth = region.lines[0];
    for (let seed = 1; seed <= 40; seed++) {
      const data = toRegionData(await simulateRegion(region, seed));
      const fit = await fitRegion(
        data,
        region.lines.map((l, i) => ({
          ...l,
          name: `line ${i}`,
          shape: { kind: 'voigt' } as const,
          held: ['lorentz'] as const,
        })),
        { kernel: { kind: 'shirley' } },
      );
      pulls.push((fit.parameters[3] - truth.area) / fit.sigma[3]!);
    }
    const mean = pulls.reduce((a, b) => a + b) / pulls.length;
    const sd = Math.sqrt(pulls.reduce((s, p) => s + (p - mean) ** 2, 0) / (pulls.length - 1));
    // Forty draws know a standard deviation to ± 11 %; four of those, and four of 1/√40 for the mean.
    expect(sd).toBeGreaterThan(0.6);
    expect(sd).toBeLessThan(1.45);
    expect(Math.abs(mean)).toBeLessThan(0.64);
  });

  it('are not found in noise', async () => {
    let found = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const empty = await simulateRegion(
        { region: 'B 1s', from: 182, to: 202, step: 0.1, base: 900, slope: 4, lines: [] },
        seed,
      );
      const result = await analyse('xps', [empty]);
      found += valuesOf(result, 'binding_energy').length;
      const limit = result.findings.find((f) => f.id === 'detection_limit')!.estimate;
      // 201 channels know a standard deviation to one part in √402.
      expect(limit.budget!.counting! / limit.value).toBeCloseTo(1 / Math.sqrt(402), 9);
    }
    expect(found).toBe(0);
  });

  it('are followed by every background, and the data refuse those that do not fit', async () => {
    const data = toRegionData(await simulateRegion({ ...region, loss: 0.1 }, 3));
    const fit = await fitRegion(
      data,
      region.lines.map((l, i) => ({ ...l, name: `line ${i}`, shape: { kind: 'voigt' } as const })),
      { kernel: { kind: 'shirley' } },
    );
    const choices = await fitChoices(data, fit, 'shirley');
    expect(choices.length).toBeGreaterThanOrEqual(5);
    expect(choices.find((c) => c.background === 'shirley')!.borne).toBe(true);
    expect(choices.find((c) => c.background === 'linear')!.reduced).toBeGreaterThan(
      choices.find((c) => c.background === 'shirley')!.reduced,
    );
  });

  it('stand on an iterated Shirley background that joins both ends and grows with the peak', () => {
    const energy = Float64Array.from({ length: 201 }, (_, i) => i * 0.1);
    const peak = (e: number): number => 1000 * Math.exp(-0.5 * ((e - 10) / 0.8) ** 2);
    const k = 0.05;
    let sum = 0;
    const counts = energy.map((e) => {
      sum += peak(e) * 0.1;
      return 500 + peak(e) + k * sum;
    });
    const background = iterateShirley(energy, counts, 5);
    expect(background[0]).toBeCloseTo(500, 0);
    expect(background[200]).toBeCloseTo(500 + k * sum, 0);
    expect(background[100]).toBeCloseTo(500 + (k * sum) / 2, -1);
    for (let i = 1; i < 201; i++) expect(background[i]).toBeGreaterThanOrEqual(background[i - 1] - 1e-6);
  });
});

describe('a layer', () => {
  it('attenuates by the fits of Seah and Dench: 6.6 monolayers of 0.257 nm in gold, 11.3 of 0.247 nm in silica at 1 keV', () => {
    // 0.41 √(0.257 · 1000) and 0.72 √(0.2473 · 1000) monolayers, 538 and 2170 over E² besides.
    expect(1e9 * estimateAttenuationLength(1000, parseCompound('Au'), 19_300, 'metal')).toBeCloseTo(0.257 * 6.573, 2);
    const layer = Math.cbrt(60.083e-3 / (3 * 2200 * 6.02214076e23)) * 1e9;
    expect(layer).toBeCloseTo(0.2473, 4);
    expect(1e9 * estimateAttenuationLength(1000, parseCompound('SiO2'), 2200, 'compound')).toBeCloseTo(
      0.2473 * 11.325,
      2,
    );
  });

  it('is found back from two lines for any thickness and coverage', () => {
    for (const t of [0.5e-9, 2.4e-9, 4e-9])
      for (const theta of [0.5, 0.9, 1]) {
        const lines = [1.2e-9, 2.1e-9].map((length, i) => ({
          name: `line ${i}`,
          ratio: computeLayerTransmission(t, theta, length, 0.8),
          sigma: 1e-5,
          length,
        }));
        const solved = solveOverlayer(lines, 0.8);
        expect(solved.thickness / t).toBeCloseTo(1, 3);
        expect(solved.coverage).toBeCloseTo(theta, 3);
      }
  });

  it('is refused from one line', () => {
    expect(() => solveOverlayer([{ name: 'Ni 2p', ratio: 0.2, sigma: 0.01, length: 1e-9 }], 1)).toThrow(InputError);
  });
});

describe('shares of atoms', () => {
  it('come back from areas that were made of them', async () => {
    const make = (name: string, position: number, share: number, sensitivity: number, seed: number) =>
      simulateRegion(
        {
          region: name,
          from: position - 8,
          to: position + 8,
          step: 0.1,
          base: 500,
          loss: 0.02,
          lines: [{ position, area: 2e4 * share * sensitivity, gauss: 1.2, lorentz: 0.28 }],
        },
        seed,
      );
    const recordings = [
      await make('C 1s', 284.8, 0.3, 1, 1),
      await make('O 1s', 531, 0.5, 2.93, 2),
      await make('F 1s', 685, 0.2, 4.43, 3),
    ];
    const result = await analyse('xps', recordings, { path: '0', reference: 'none' });
    const shares = Object.fromEntries(valuesOf(result, 'atomic_fraction').map((f) => [f.at, f]));
    expect(Math.abs(shares.C.value - 30)).toBeLessThan(1);
    expect(Math.abs(shares.O.value - 50)).toBeLessThan(1);
    expect(Math.abs(shares.F.value - 20)).toBeLessThan(1);
    expect(shares.C.value + shares.O.value + shares.F.value).toBeCloseTo(100, 9);
  });
});

describe('kinetic energies without photons', () => {
  it('are binding energies once photon is given, and refused by its name before', async () => {
    const plain = await simulateRegion({ ...region, photon: 1253.6 }, 7);
    const kinetic: Recording = {
      ...plain,
      metadata: { region: 'O 1s' },
      table: new Table([
        {
          name: 'kinetic_energy_electronvolt',
          values: plain.table.column('binding_energy_electronvolt').map((e) => 1253.6 - e),
        },
        plain.table.get('intensity_count'),
      ]),
    };
    await expect(analyse('xps', [kinetic])).rejects.toMatchObject({ where: { path: 'photon' } });
    const [given, known] = [await analyse('xps', [kinetic], { photon: '1253.6 eV' }), await analyse('xps', [plain])];
    valuesOf(known, 'binding_energy').forEach(({ at, value }) => {
      expect(valuesOf(given, 'binding_energy').find((f) => f.at === at)!.value).toBeCloseTo(value, 3);
    });
    expect(given.notes.map((n) => n.code)).not.toContain('photon-disagrees');
    const other = await analyse('xps', [plain], { photon: '1486.6 eV' });
    expect(other.notes.find((n) => n.code === 'photon-disagrees')?.text).toMatch(/1253.6 eV.*1486.6 eV/);
  });
});

// Three standard deviations of what was drawn.
describe('doublets narrower than their lines are pairs from the start', () => {
  it.each([
    ['P 2p', 0.87, [133.4, 136.6], [1200, 700], 126, 144],
    ['S 2p', 1.18, [161.4, 168.9], [900, 1100], 155, 176],
    ['Al 2p', 0.41, [74.2], [1500], 68, 81],
  ] as const)('%s', async (name, splitting, places, areas, from, to) => {
    const lines = places.flatMap((position, k) => [
      { position, area: areas[k], gauss: 1.2, lorentz: 0.28 },
      { position: position + splitting, area: areas[k] / 2, gauss: 1.2, lorentz: 0.28 },
    ]);
    const recording = await simulateRegion({ region: name, from, to, step: 0.1, base: 400, loss: 0.01, lines }, 11);
    const result = await analyse('xps', [recording]);
    const energies = valuesOf(result, 'binding_energy').sort((a, b) => a.value - b.value);
    const found = valuesOf(result, 'peak_area');
    expect(energies).toHaveLength(2 * places.length);
    places.forEach((place, k) => {
      const main = energies.filter((f) => f.at.startsWith(`${name}3/2`))[k];
      const weak = energies.filter((f) => f.at.startsWith(`${name}1/2`))[k];
      expect(Math.abs(main.value - place)).toBeLessThan(3 * main.sigma!);
      expect(weak.value - main.value).toBeCloseTo(splitting, 9);
      const area = found.find((f) => f.at === main.at)!;
      expect(Math.abs(area.value - areas[k])).toBeLessThan(3 * area.sigma!);
      expect(found.find((f) => f.at === weak.at)!.value / area.value).toBeCloseTo(0.5, 9);
    });
  });
});
