import { expect, it } from 'vitest';
import { detectReader } from '../../../src/io/detect.js';
import { readers } from '../../../src/io/registry.js';
import { sharedSource } from '../../io/read-shared.js';
import { describeShared } from '../../shared-data.js';
import { refine } from './synthetic.js';

describeShared('a real mixture of weighed powders', () => {
  it('each within 6 wt% of what was weighed, and said to be no better than 5', async () => {
    const source = sharedSource('xrd/NiO_0p2030-Li2CO3_0p2999-TiO2_0p5025--8min.xrdml');
    const { reader } = await detectReader(source, readers);
    const [pattern] = (await reader.read(source)).recordings;
    const outcome = await refine(pattern, { phases: 'NiO,Li2CO3,anatase,TiO2', spread: 'no' });
    const share = (phase: string) =>
      outcome.findings.find((f) => f.id === 'weight_fraction' && f.at?.phase === phase)!.estimate;
    const weighed = { NiO: 20.2, Li2CO3: 29.8, TiO2: 50.0 };
    expect(Math.abs(share('NiO').value - weighed.NiO)).toBeLessThan(6);
    expect(Math.abs(share('Li2CO3').value - weighed.Li2CO3)).toBeLessThan(6);
    expect(Math.abs(share('anatase').value + share('TiO2').value - weighed.TiO2)).toBeLessThan(6);
    // its esd is of counting; the note says what it leaves out
    expect(share('NiO').sigma).toBeLessThan(1);
    expect(outcome.notes.find((n) => n.code === 'fractions-worth')!.text).toMatch(/5 wt%/);
  });
});
