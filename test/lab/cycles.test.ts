import { expect, it } from 'vitest';
import { computeCycles } from '../../src/lab/cycling/compute-cycles.js';
import { describeShared } from '../shared-data.js';
import { readShared } from './read.js';
describeShared('dev', () => {
  it.each(['cycling/20160805_test001_45_cc_01.res', 'cycling/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr', 'cycling/SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv','cycling/cp.mpr','cycling/neware_uio.csv', 'gitt_ocv_rate/Cell785_0p5C_25degC.csv'])('%s', async (f) => {
    const r = await readShared(f);
    console.log(f, r.kind, r.table.names.join(' '));
    const c = computeCycles(r);
    console.log(c.steps.slice(0, 14).map((s) => `${s.mode} ${s.direction} ${s.from}-${s.to} I${s.current.toExponential(2)} V${s.startVoltage.toFixed(3)}..${s.endVoltage.toFixed(3)} q${(s.charge / 3.6).toFixed(5)} cyc${s.cycler.cycle}`).join('\n'));
    console.log(c.steps.length, c.begin, c.cycles.map((k) => `${k.number}(${k.cyclerNumber}) ${((k.charge?.capacity ?? 0) / 3.6).toFixed(6)}/${((k.discharge?.capacity ?? 0) / 3.6).toFixed(6)}`).slice(0, 20).join(' | '), c.notes);
    expect(1).toBe(1);
  });
});
