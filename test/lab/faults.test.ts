import { describe, expect, it } from 'vitest';
import { Table, type Recording } from '../../src/core/index.js';
import { compareGroups } from '../../src/evidence/compare-groups.js';
import { labelFinding } from '../../src/evidence/analysis.js';
import { cyclesAnalysis } from '../../src/lab/analyses/cycles.js';
import { drtAnalysis } from '../../src/lab/analyses/drt.js';
import { retentionAnalysis } from '../../src/lab/analyses/retention.js';
import { computeCycles } from '../../src/lab/cycling/compute-cycles.js';
import { computeRelaxationTimes } from '../../src/lab/impedance/relaxation-times.js';
import { computeRetention } from '../../src/lab/cycling/retention.js';

type Row = { t: number; v: number; i: number; cycle?: number; up?: number; down?: number };

function record(rows: readonly Row[]): Recording {
  const column = (name: string, of: (r: Row) => number | undefined) =>
    rows[0] && of(rows[0]) !== undefined ? [{ name, values: Float64Array.from(rows, (r) => of(r)!) }] : [];
  return {
    kind: 'cycling',
    table: new Table([
      ...column('test_time_second', (r) => r.t),
      ...column('voltage_volt', (r) => r.v),
      ...column('current_ampere', (r) => r.i),
      ...column('cycle_count', (r) => r.cycle),
      ...column('charging_capacity_ah', (r) => r.up),
      ...column('discharging_capacity_ah', (r) => r.down),
    ]),
    about: {},
    metadata: {},
    origin: { type: 'measured', file: 'a', sha256: '', reader: 'a@1' },
    notes: [],
  };
}

/** Cycles of an hour at 1 A each way, a row a minute, capacity falling by a share each cycle. */
function makeRows(cycles: number, fade = 0, per = 60): Row[] {
  const rows: Row[] = [];
  let t = 0;
  for (let cycle = 1; cycle <= cycles; cycle++)
    for (const sign of [1, -1]) {
      const span = 3600 * (1 - fade * (cycle - 1));
      for (let k = 0; k < per; k++) {
        const x = k / (per - 1);
        rows.push({ t: t + x * span, v: sign > 0 ? 3 + 1.2 * x : 4.2 - 1.2 * x, i: sign, cycle });
      }
      t += span + 10;
    }
  return rows;
}

describe('half cycles', () => {
  it.each([
    [10, 'row 11'],
    [61, 'row 61, 62'],
    [100, 'row 101'],
    [130, 'row 131'],
    // At the end of a half it is the beginning of the next.
    [59, undefined],
  ])('one reversed row (%i) makes no cycle, and is said', (at, where) => {
    const rows = makeRows(3);
    rows[at] = { ...rows[at], i: -rows[at].i };
    const { cycles, notes } = computeCycles(record(rows));
    expect(cycles).toHaveLength(3);
    for (const c of cycles) expect((100 * c.discharge!.capacity) / c.charge!.capacity).toBeGreaterThan(95);
    const note = notes.find((n) => n.code === 'reversals-joined');
    expect(note?.where).toBe(where);
    if (where) expect(note!.level).toBe('warning');
  });

  it('cycles that fade to nothing stay cycles', () => {
    expect(computeCycles(record(makeRows(40, 0.024))).cycles).toHaveLength(40);
  });
});

describe('counters', () => {
  // A record every minute from the first minute on: the counter holds a minute's charge at its first record already.
  const rows = Array.from({ length: 180 }, (_, k): Row => {
    const half = Math.floor(k / 60);
    const inside = (k % 60) + 1;
    return {
      t: 60 * (k + 1),
      v: half % 2 ? 4.2 - 0.02 * inside : 3 + 0.02 * inside,
      i: half % 2 ? -1 : 1,
      up: half % 2 ? 0 : inside / 60,
      down: half % 2 ? inside / 60 : 0,
    };
  });

  it('that start above zero count from zero where the time accounts for it', () => {
    const { cycles } = computeCycles(record(rows));
    expect(cycles[0].charge!.capacity).toBeCloseTo(3600, 6);
    expect(cycles[0].discharge!.capacity).toBeCloseTo(3600, 6);
  });

  it('that go on from an earlier file count from their first record', () => {
    const later = rows.map((r) => ({ ...r, t: r.t - 60, up: r.up! + 5, down: r.down! + 5 }));
    expect(computeCycles(record(later)).cycles[0].charge!.capacity).toBeLessThan(3600);
  });
});

describe('results that cannot be', () => {
  it('an energy efficiency above one is a serious note', async () => {
    // Two tenths of a volt between charge and discharge, and charge and discharge exchanged.
    const turned = makeRows(3).map((r) => ({ ...r, i: -r.i, v: r.i > 0 ? r.v + 0.2 : r.v }));
    const { notes } = await cyclesAnalysis.run({ recording: record(turned.slice(60)) }, {} as never);
    expect(notes.filter((n) => n.level === 'serious').map((n) => n.code)).toContain('energy-efficiency-above-one');
  });

  it('no finding is NaN or infinite, even without time between rows', async () => {
    const still = makeRows(2).map((r) => ({ ...r, t: r.i > 0 ? r.t : 3600 }));
    const { findings, notes } = await cyclesAnalysis.run({ recording: record(still) }, {} as never);
    for (const f of findings) expect(Number.isFinite(f.estimate.value), f.id).toBe(true);
    expect(notes.map((n) => n.code)).toContain('half-cycle-without-charge');
    for (const n of notes) expect(n.text).not.toMatch(/NaN|Infinity/);
  });
});

describe('numbers of cycles', () => {
  it('stand side by side: here, in the file, and by rows', async () => {
    const rows = makeRows(3).map((r) => ({ ...r, cycle: r.cycle! - 1 }));
    const { tables, notes } = await cyclesAnalysis.run({ recording: record(rows) }, {} as never);
    const { table } = tables.find((t) => t.id === 'cycle-numbers')!;
    expect([...table.column('cycle_count')]).toEqual([1, 2, 3]);
    expect([...table.column('file_cycle_of_charge')]).toEqual([0, 1, 2]);
    expect([...table.column('file_cycle_of_discharge')]).toEqual([0, 1, 2]);
    expect([...table.column('first_row')]).toEqual([1, 121, 241]);
    expect([...table.column('last_row')]).toEqual([120, 240, 360]);
    expect(notes.find((n) => n.code === 'cycle-numbers-differ')!.text).toBe(
      'cycle 1 here is cycle 0 of the file, and so on',
    );
  });
});

describe('retention', () => {
  const run = async (cycles: number, fade: number) =>
    (await retentionAnalysis.run({ recording: record(makeRows(cycles, fade, 12)) }, { 'end of life': 0.8 } as never))
      .findings;

  it('names its last cycle, so that cells that end at different ones are never pooled', async () => {
    const cells = await Promise.all([18, 25, 25, 18].map((n, k) => run(n, 0.002 + 0.0001 * k)));
    expect(cells[0][0].at).toEqual({ cycle: 18 });
    expect(cells[1][0].at).toEqual({ cycle: 25 });
    const replicates = cells.map((findings, k) => ({
      name: `cell ${k}`,
      findings: findings.map((f) => ({ ...f, label: labelFinding(retentionAnalysis, f) })),
    }));
    const compared = compareGroups(replicates.slice(0, 2) as never, replicates.slice(2) as never).filter(
      (c) => c.id === 'retention',
    );
    expect(compared.every((c) => c.at !== undefined)).toBe(true);
    const last = compared.find((c) => c.at === 'cycle 25')!;
    expect(Object.keys(last.a.values)).toEqual(['cell 1']);
    expect(last.notes.map((n) => n.code)).toContain('not-in-all');
    expect(compared.find((c) => c.at === 'cycle 18')!.a.values['cell 0']).toBeDefined();
  });

  it('what is held against different cycles is never one quantity', () => {
    const finding = (label: string, value: number) => ({
      id: 'fade_rate',
      label,
      estimate: { value, n: 1, unit: '%' },
    });
    const cell = (name: string, label: string, value: number) => ({ name, findings: [finding(label, value)] }) as never;
    expect(
      compareGroups([cell('a', 'lost per cycle, of cycle 3', 1)], [cell('b', 'lost per cycle, of cycle 4', 2)]),
    ).toEqual([]);
  });

  it('20,000 cycles: every cycle, its knee and its fade', async () => {
    const n = 20_000;
    const rows: Row[] = [];
    let t = 0;
    for (let cycle = 1; cycle <= n; cycle++)
      for (const sign of [1, -1]) {
        const span = 3600 * (1 - (0.2 * cycle) / n - (cycle > 14_000 ? (0.5 * (cycle - 14_000)) / n : 0));
        for (let k = 0; k < 5; k++)
          rows.push({ t: t + (k / 4) * span, v: sign > 0 ? 3 + 0.3 * k : 4.2 - 0.3 * k, i: sign });
        t += span + 10;
      }
    const { findings, tables } = await retentionAnalysis.run({ recording: record(rows) }, {
      'end of life': 0.8,
    } as never);
    expect(tables[0].table.length).toBe(n);
    const knee = findings.find((f) => f.id === 'knee')!.estimate;
    expect(Math.abs(knee.value - 14_000)).toBeLessThan(20);
    // Ten seconds between steps count with the step after them, which is 0.3 % of an hour.
    expect(Math.abs(findings[0].estimate.value - (100 * (1 - 0.2 - 0.15)) / (1 - 0.2 / n))).toBeLessThan(0.2);
  });

  it('300,000 samples in one step, and as many steps of one row', () => {
    const one = computeCycles(record(makeRows(2, 0, 75_000)));
    expect(one.cycles).toHaveLength(2);
    const rows = Array.from(
      { length: 300_000 },
      (_, k): Row => ({ t: 60 * k, v: 3.5 + 0.1 * (k % 2), i: k % 2 ? 0 : 1 }),
    );
    expect(computeCycles(record(rows)).steps.length).toBeGreaterThan(100_000);
  });

  it('the knee of joined lines is where it was, by sums kept from before', async () => {
    const x = Array.from({ length: 200 }, (_, k) => k + 1);
    const y = x.map((v) => 1 - 0.001 * v - 0.004 * Math.max(0, v - 130) + 1e-4 * Math.sin(37 * v));
    const { knee, fadeRate } = await computeRetention(x, y);
    expect(Math.abs(knee!.value - 130)).toBeLessThan(1);
    expect(fadeRate.value).toBeGreaterThan(0.1);
  });
});

describe('distribution of relaxation times', () => {
  const frequency = Float64Array.from({ length: 61 }, (_, k) => 10 ** (5 - k / 10));
  /** R0 + two ZARCs, with noise of a share of |Z|, and what is added. */
  const make = (noise: number, add = (_f: number): [number, number] => [0, 0]) => {
    let seed = 7;
    const random = () => ((seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5) * Math.sqrt(12);
    const real = new Float64Array(61);
    const imaginary = new Float64Array(61);
    frequency.forEach((f, i) => {
      let [re, im] = [5, 0];
      for (const [r, tau] of [
        [10, 1e-3],
        [20, 0.1],
      ]) {
        const w = 2 * Math.PI * f * tau;
        re += r / (1 + w * w);
        im -= (r * w) / (1 + w * w);
      }
      const [a, b] = add(f);
      const size = noise * Math.hypot(re + a, im + b);
      real[i] = re + a + size * random();
      imaginary[i] = im + b + size * random();
    });
    return { frequency, real, imaginary };
  };

  it('peaks have errors that hold them, from noise and from the choice of smoothing', () => {
    for (const noise of [1e-4, 1e-3, 5e-3]) {
      const { peaks, residual, notes } = computeRelaxationTimes(make(noise));
      expect(peaks).toHaveLength(2);
      [
        [1e-3, 10],
        [0.1, 20],
      ].forEach(([tau, r], k) => {
        const { error } = peaks[k];
        const sigma = Math.hypot(error.resistance.fit, error.resistance.model);
        expect(sigma).toBeGreaterThan(0);
        expect(Math.abs(peaks[k].resistance - r)).toBeLessThan(3 * sigma + 0.02 * r);
        expect(Math.abs(Math.log(peaks[k].tau / tau))).toBeLessThan(
          3 * Math.hypot(error.logTau.fit, error.logTau.model) + 0.02,
        );
      });
      expect(residual).toBeLessThan(3 * noise + 2e-3);
      expect(notes.filter((n) => n.level === 'serious')).toEqual([]);
    }
  });

  it('a loop at low frequencies, and a residual of a third, are serious notes', async () => {
    // An inductive branch, −10 Ω with 10 s beside it: Im Z turns positive at low frequencies.
    const spectrum = make(1e-4, (f) => {
      const w = 2 * Math.PI * f * 3;
      return [-15 / (1 + w * w), (15 * w) / (1 + w * w)];
    });
    const { notes, residual } = computeRelaxationTimes(spectrum);
    expect(notes.map((n) => [n.level, n.code])).toContainEqual(['serious', 'low-frequency-loop']);
    expect(residual).toBeGreaterThan(0.03);
    const recording: Recording = {
      ...record([]),
      kind: 'eis',
      table: new Table([
        { name: 'frequency_hertz', values: spectrum.frequency },
        { name: 'real_impedance_ohm', values: spectrum.real },
        { name: 'imaginary_impedance_ohm', values: spectrum.imaginary },
      ]),
    };
    const outcome = await drtAnalysis.run({ recording }, {
      choose: 'evidence',
      weights: 'unit',
      electrode: 'cell',
    } as never);
    const said = outcome.notes.find((n) => n.code === 'regularisation')!.text;
    const shown = Number(/leaves ([\d.e+-]+) %/.exec(said)![1]) / 100;
    expect(Math.abs(shown / residual - 1)).toBeLessThan(0.01);
    for (const f of outcome.findings.filter((f) => f.id.startsWith('relaxation')))
      expect(f.estimate.sigma).toBeGreaterThan(0);
  });
});
