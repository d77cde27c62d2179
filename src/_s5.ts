import { readFileSync } from 'node:fs';
import { quantifyGases } from './lab/dems/quantify-gases.js';
import { parseCalibration } from './lab/dems/parse-calibration.js';
import { findOnsetVoltage } from './lab/dems/find-onset.js';
const r=readFileSync('/work/shared/data/lab_synthetic/dems/dems.csv','utf8').trim().split('\n').slice(1).map(l=>l.split(',').map(Number));
const col=(k:number)=>Float64Array.from(r,x=>x[k]);
const t0=performance.now();
const g=quantifyGases({time:col(0),voltage:col(1),channels:new Map([[28,col(2)],[32,col(3)],[36,col(4)],[44,col(5)]]),flow:.5e-6/60/24465.4e-6,tracer:36,evolution:[5400,21600],calibration:parseCalibration('600..1200 s: CO2 500 ppm, O2 500 ppm; 1500..2100 s: CO2 1000 ppm, O2 1000 ppm; 2400..3000 s: CO2 2000 ppm, O2 2000 ppm')});
for(const x of g.gases){const m=.0162;const s=1e6/m;console.log(x.gas,x.amount*s,x.noise*s,x.calibration*s,x.model*s,x.sensitivity/3.406e-7);
 const i=col(0);const rows=[...i.keys()].filter(k=>i[k]>=5400&&i[k]<=21600);
 console.log(findOnsetVoltage(Float64Array.from(rows,k=>r[k][1]),Float64Array.from(rows,k=>x.rate[k]),x.rateNoise));}
console.log(g.fragments,g.notes,[...g.backgrounds].map(([k,b])=>[k,b.decay]),performance.now()-t0);
