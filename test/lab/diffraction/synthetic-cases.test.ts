import { expect, it } from 'vitest';
import { describeShared } from '../../shared-data.js';
import { readPattern, readTruth, refine, toPattern } from './synthetic.js';

/** Rwp of GSAS-II, lab2.md B4, in %: ours may not be above by more than 0.02. */
const GSAS: Record<string, number> = {
  pristine: 4.62,
  coated: 4.63,
  mixed4: 4.51,
  low_counts: 17.6,
  textured: 4.74,
  two_phase: 4.51,
  mono: 2.34,
  ncm622: 4.64,
  narrow: 4.62,
};
const truth = readTruthOrNothing();
const pulls: number[] = [];

describeShared('synthetic patterns from a generic start, without a hand', () => {
  it.each(Object.keys(GSAS))('%s: every parameter within 3 σ', async (name) => {
    const t = truth[name];
    const { angles, counts } = readPattern(name);
    const phase = name === 'ncm622' ? 'LiNi0.6Co0.2Mn0.2O2' : 'LiNi0.8Co0.1Mn0.1O2';
    const outcome = await refine(toPattern(angles, counts), {
      phases: name === 'two_phase' ? `${phase},NiO,Li2CO3` : phase,
      radius: '150 mm',
      shift: name === 'mixed4' ? 'zero' : 'displacement',
      spread: 'no',
      ...(t.monochromator_two_theta_degree && { monochromator: `${t.monochromator_two_theta_degree} deg` }),
    });
    const find = (id: string, site?: string) =>
      outcome.findings.find((f) => f.id === id && (f.at?.phase ?? phase) === phase && f.at?.site === site)?.estimate;
    const hold = (id: string, value: number, site?: string) => {
      const e = find(id, site)!;
      expect(e?.sigma, id).toBeGreaterThan(0);
      const pull = (e.value - value) / e.sigma!;
      pulls.push(Math.abs(pull));
      expect(Math.abs(pull), `${id} ${site ?? ''}: ${e.value} ± ${e.sigma} for ${value}`).toBeLessThan(3);
    };
    hold('mixing', 100 * t.ni_on_li_site);
    hold('cell_a', t.a_angstrom);
    hold('cell_c', t.c_angstrom);
    hold('oxygen_z', t.z_oxygen);
    hold('u_iso', t.u_iso_angstrom2['3a'], 'Li1');
    hold('u_iso', t.u_iso_angstrom2['3b'], 'Ni1');
    hold('u_iso', t.u_iso_angstrom2['6c'], 'O1');
    for (const id of ['U', 'V', 'W'] as const) hold(`profile_${id.toLowerCase()}`, t.profile_degree[id]);
    if (name === 'mixed4') hold('zero', t.zero_degree);
    else hold('displacement', 1000 * t.displacement_mm);
    if (t.march_dollase_001 !== 1) hold('texture', t.march_dollase_001);
    const gof = find('goodness_of_fit')!.value;
    expect(gof).toBeGreaterThan(0.97);
    expect(gof).toBeLessThan(1.06);
    expect(find('r_wp')!.value).toBeLessThan(GSAS[name] + 0.02);
    if (name === 'two_phase') {
      const share = (p: string) =>
        outcome.findings.find((f) => f.id === 'weight_fraction' && f.at?.phase === p)!.estimate;
      expect(Math.abs(share('NiO').value - 3)).toBeLessThan(0.3);
      expect(Math.abs(share('Li2CO3').value - 2)).toBeLessThan(0.8);
      expect(share('Li2CO3').sigma).toBeGreaterThan(0.3);
    }
  });

  it('at least 80 % lie within 1.5 σ', () => {
    expect(pulls.length).toBeGreaterThan(90);
    expect(pulls.filter((p) => p < 1.5).length / pulls.length).toBeGreaterThanOrEqual(0.8);
  });

  it('ideal: nothing is off', async () => {
    const { angles, counts } = readPattern('ideal');
    const outcome = await refine(toPattern(angles, counts), {
      phases: 'LiNi0.8Co0.1Mn0.1O2',
      radius: '150 mm',
      shift: 'displacement',
    });
    const value = (id: string) => outcome.findings.find((f) => f.id === id)!.estimate.value;
    expect(Math.abs(value('mixing') - 1.2)).toBeLessThan(0.03);
    expect(Math.abs(value('cell_a') - 2.8727)).toBeLessThan(5e-6);
    expect(Math.abs(value('cell_c') - 14.204)).toBeLessThan(2e-5);
    expect(value('r_wp')).toBeLessThan(0.1);
  });

  it('pristine against coated cannot be told apart, and the spread over models stands beside', async () => {
    const mixing = [];
    for (const name of ['pristine', 'coated']) {
      const { angles, counts } = readPattern(name);
      const outcome = await refine(toPattern(angles, counts), {
        phases: 'LiNi0.8Co0.1Mn0.1O2',
        radius: '150 mm',
        shift: 'displacement',
      });
      mixing.push(outcome.findings.find((f) => f.id === 'mixing')!.estimate);
      expect(outcome.notes.map((n) => n.code)).toContain('mixing-worth');
    }
    const [a, b] = mixing;
    expect(Math.abs(a.value - b.value)).toBeLessThan(2 * Math.hypot(a.sigma!, b.sigma!));
    expect(a.budget!.model).toBeGreaterThan(0.1);
    expect(a.budget!.model).toBeLessThan(1);
  });
});

function readTruthOrNothing() {
  try {
    return readTruth();
  } catch {
    return {};
  }
}
