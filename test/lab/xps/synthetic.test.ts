import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeShared, sharedPath } from '../../shared-data.js';
import { analyse, readFileRecordings, valuesOf } from './run.js';

interface Peak {
  name: string;
  be: number;
  area: number;
  asym?: number;
  best_possible_sigma: { be: number; area: number };
}
interface Truth {
  [file: string]: { peaks?: Peak[] };
}

const folder = sharedPath('lab_synthetic/xps/');
const read = (file: string) => readFileRecordings(`${folder}${file}.csv`);

describeShared('XPS regions with known truth', () => {
  const truth = (): Truth => JSON.parse(readFileSync(`${folder}truth.json`, 'utf8')) as Truth;
  const regions: Record<string, string> = {
    co2p_boride: 'Co 2p',
    co2p_pristine: 'Co 2p',
    b1s_present: 'B 1s',
    o1s: 'O 1s',
    c1s: 'C 1s',
    f1s: 'F 1s',
    ni2p_bare: 'Ni 2p',
    ni2p_coated: 'Ni 2p',
    ni3p_bare: 'Ni 3p',
    ni3p_coated: 'Ni 3p',
  };

  for (const [file, region] of Object.entries(regions))
    it(`finds the strong lines of ${file}`, async () => {
      const result = await analyse('xps', await read(file), { region });
      const energies = valuesOf(result, 'binding_energy');
      const areas = valuesOf(result, 'peak_area');
      const strong = truth()[file].peaks!.filter((p) => p.area > 20 * p.best_possible_sigma.area);
      expect(strong.length).toBeGreaterThan(0);
      for (const peak of strong) {
        const near = energies.reduce((a, b) => (Math.abs(b.value - peak.be) < Math.abs(a.value - peak.be) ? b : a));
        const area = areas.find((a) => a.at === near.at)!;
        // Three of the best possible standard deviations, at least 0.02 eV and 2 %; the tail of the asymmetric doublet
        // is cut: 5 %.
        expect(Math.abs(near.value - peak.be)).toBeLessThan(Math.max(0.02, 3 * peak.best_possible_sigma.be));
        expect(Math.abs(area.value - peak.area)).toBeLessThan(
          Math.max((peak.asym ? 0.05 : 0.02) * peak.area, 3 * peak.best_possible_sigma.area),
        );
        expect(near.sigma).toBeGreaterThan(0.3 * peak.best_possible_sigma.be);
      }
    });

  it('says that absent boron is not detected, and from where it would be', async () => {
    const result = await analyse('xps', await read('b1s_absent'), { region: 'B 1s' });
    expect(valuesOf(result, 'binding_energy')).toEqual([]);
    expect(valuesOf(result, 'peak_area')).toEqual([]);
    const [limit] = valuesOf(result, 'detection_limit');
    // Counting alone: 3 √(background × width of the line × step), about 40 counts eV; the free background adds to it.
    expect(limit.value).toBeGreaterThan(30);
    expect(limit.value).toBeLessThan(110);
    expect(result.notes.map((n) => n.code)).toContain('not-detected');
  });

  it('takes one charging off O 1s and F 1s by C 1s', async () => {
    const recordings = [...(await read('c1s')), ...(await read('o1s')), ...(await read('f1s'))];
    const result = await analyse('xps', recordings);
    const [shift] = valuesOf(result, 'charge_shift');
    expect(shift.value).toBeCloseTo(0.62, 1);
    expect(shift.sigma).toBeGreaterThan(0.2);
    const lattice = valuesOf(result, 'binding_energy').find((f) => f.at === 'O 1s lattice')!;
    expect(Math.abs(lattice.value - 529.2)).toBeLessThan(0.1);
    const fluoride = valuesOf(result, 'binding_energy').find((f) => f.at === 'F 1s LiF')!;
    expect(Math.abs(fluoride.value - 685)).toBeLessThan(0.1);
  });

  it('finds thickness and coverage from Ni 2p and Ni 3p, and from Ni 2p alone a curve', async () => {
    const files = ['ni2p_bare', 'ni2p_coated', 'ni3p_bare', 'ni3p_coated'];
    const recordings = (await Promise.all(files.map(read))).flat();
    const attenuation = 'Ni 2p: 1.21 nm, Ni 3p: 2.1 nm';
    const both = await analyse('overlayer', recordings, { attenuation });
    expect(Math.abs(valuesOf(both, 'film_thickness')[0].value / 2.4 - 1)).toBeLessThan(0.08);
    expect(Math.abs(valuesOf(both, 'coverage')[0].value - 0.97)).toBeLessThan(0.03);
    const one = await analyse('overlayer', recordings.slice(0, 2), { attenuation: 'Ni 2p: 1.21 nm' });
    expect(valuesOf(one, 'film_thickness')).toEqual([]);
    expect(one.notes.map((n) => n.code)).toContain('curve-not-number');
    const pairs = one.tables.find((t) => t.id === 'pairs')!.table;
    // The true pair lies on the curve.
    const coverage = pairs.column('coverage');
    const thickness = pairs.column('thickness_nanometre');
    const at = coverage.reduce((best, c, i) => (Math.abs(c - 0.97) < Math.abs(coverage[best] - 0.97) ? i : best), 0);
    expect(Math.abs(thickness[at] - 2.4)).toBeLessThan(0.25);
    const known = await analyse('overlayer', recordings.slice(0, 2), {
      attenuation: 'Ni 2p: 1.21 nm',
      coverage: '0.97',
    });
    expect(Math.abs(valuesOf(known, 'film_thickness')[0].value - 2.4)).toBeLessThan(0.1);
  });

  it('warns that nickel lies under cobalt', async () => {
    const result = await analyse('xps', await read('co2p_pristine'), { region: 'Co 2p' });
    expect(result.notes.find((n) => n.code === 'overlap')?.text).toMatch(/Ni L3M23M23/);
  });
});
