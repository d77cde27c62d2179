import { describe, expect, it } from 'vitest';
import { draftEvidence, guessGroups } from '../../src/workbench/index.js';

describe('groups guessed from names', () => {
  it.each<[string[], Record<string, string[]>]>([
    [['data/P-1.mpr', 'data/P-2.mpr', 'data/C-1.mpr'], { P: ['data/P-1.mpr', 'data/P-2.mpr'], C: ['data/C-1.mpr'] }],
    [
      ['coated_cell_01_GCPL.mpt', 'pristine_cell_02_GCPL.mpt', 'coated_cell_03_GCPL.mpt'],
      { pristine: ['pristine_cell_02_GCPL.mpt'], coated: ['coated_cell_01_GCPL.mpt', 'coated_cell_03_GCPL.mpt'] },
    ],
    [['a/1.csv', 'a/2.csv', 'b/1.csv'], { a: ['a/1.csv', 'a/2.csv'], b: ['b/1.csv'] }],
    [['cell1.csv', 'cell2.csv'], { cell: ['cell1.csv', 'cell2.csv'] }],
    [['20240101.csv', '20240102.csv'], { cell: ['20240101.csv', '20240102.csv'] }],
    [['ncm622.xy'], { ncm622: ['ncm622.xy'] }],
    [['ncm622.xy', 'ncm811.xy'], { ncm622: ['ncm622.xy'], ncm811: ['ncm811.xy'] }],
    [['LCO_01_cycle3.csv', 'LCO_02_cycle3.csv'], { LCO: ['LCO_01_cycle3.csv', 'LCO_02_cycle3.csv'] }],
    [['B2-0512.mpr', 'B2-0513.mpr', 'A1-0512.mpr'], { B2: ['B2-0512.mpr', 'B2-0513.mpr'], A: ['A1-0512.mpr'] }],
    [
      ['NCM-811_coated_A1.txt', 'NCM-811_coated_A2.txt', 'NCM-811_bare_B1.txt'],
      { 'bare-B': ['NCM-811_bare_B1.txt'], 'coated-A': ['NCM-811_coated_A1.txt', 'NCM-811_coated_A2.txt'] },
    ],
    [['NCM-811_coated_A2.txt'], { 'NCM-811-coated-A2': ['NCM-811_coated_A2.txt'] }],
    [['LiCoO2 1.csv', 'LiNiO2 1.csv'], { LiCoO2: ['LiCoO2 1.csv'], LiNiO2: ['LiNiO2 1.csv'] }],
    [
      ['LiNi0.8Co0.1Mn0.1O2_1.csv', 'Al2O3@LiNi0.8Co0.1Mn0.1O2_1.csv'],
      {
        'LiNi0.8Co0.1Mn0.1O2': ['LiNi0.8Co0.1Mn0.1O2_1.csv'],
        Al2O3: ['Al2O3@LiNi0.8Co0.1Mn0.1O2_1.csv'],
      },
    ],
    [
      ['run1001.csv', 'run1002.csv', 'x1001.csv', 'x1002.csv'],
      { run: ['run1001.csv', 'run1002.csv'], x: ['x1001.csv', 'x1002.csv'] },
    ],
    [['x25degC_1.csv', 'x45degC_1.csv'], { x25degC: ['x25degC_1.csv'], x45degC: ['x45degC_1.csv'] }],
    [
      ['CoB-coated_cell1.csv', 'EIS_CoB-coated_1.csv', 'EIS_bare_1.csv', 'bare_cell1.csv', 'bare_xrd.xy'],
      {
        bare: ['EIS_bare_1.csv', 'bare_cell1.csv', 'bare_xrd.xy'],
        'CoB-coated': ['CoB-coated_cell1.csv', 'EIS_CoB-coated_1.csv'],
      },
    ],
    [['EIS_1.csv', 'XRD_1.xy'], { EIS: ['EIS_1.csv'], XRD: ['XRD_1.xy'] }],
    [['a_CH1.ndax', 'a_CH2.ndax', 'b_CH3.ndax'], { a: ['a_CH1.ndax', 'a_CH2.ndax'], b: ['b_CH3.ndax'] }],
  ])('%j', (paths, groups) => {
    expect(guessGroups(paths)).toEqual(groups);
    expect(Object.keys(guessGroups(paths))).toEqual(Object.keys(groups));
  });
});

it('a draft names evidence by kind and claims of what both samples have', () => {
  const findings = [
    { id: 'capacity', label: 'discharge capacity', at: { rate: '1C' }, plot: true },
    { id: 'capacity', label: 'discharge capacity', at: { rate: '5C' }, plot: true },
    { id: 'pulses', label: 'pulses found' },
  ];
  const { evidence, claims } = draftEvidence([
    { path: 'data/P-1.mpr', sample: 'P', kind: 'cycling', findings },
    { path: 'data/C-1.mpr', sample: 'C', kind: 'cycling', findings: findings.slice(0, 1) },
    { path: 'data/x.dta', sample: 'P', kind: 'eis' },
  ]);
  expect(evidence).toEqual({
    cycling: { kind: 'cycling', files: { P: ['data/P-1.mpr'], C: ['data/C-1.mpr'] } },
    eis: { kind: 'eis', files: { P: ['data/x.dta'] } },
  });
  expect(claims).toEqual({
    'cycling-capacity': {
      says: expect.stringContaining('Discharge capacity at 1C') as string,
      measure: 'cycling.capacity at 1C',
      compare: 'C / P',
      expect: '0.95..1.05',
    },
  });
});

it('a draft compares with what a person names as the reference, whichever file comes first', () => {
  const findings = [{ id: 'capacity', label: 'discharge capacity', plot: true }];
  const { evidence, claims } = draftEvidence([
    { path: 'b.mpr', sample: 'coated', kind: 'cycling', findings },
    { path: 'a.mpr', sample: 'Bare', kind: 'cycling', findings },
  ]);
  expect(Object.keys((evidence.cycling as { files: object }).files)).toEqual(['Bare', 'coated']);
  expect(claims['cycling-capacity']).toMatchObject({ compare: 'coated / Bare' });
});
