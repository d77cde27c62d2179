import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BARE,
  computeFade,
  parseAgeing,
  parseCell,
  parseProtocol,
  shippedAgeing,
  simulateCell,
  tabulateFade,
} from '../../src/cells/index.js';
import { toBdfCsv } from '../../src/io/bdf/write-bdf.js';
import { suggestAgeing, withCoating } from '../../src/ui/cells/ageing-text.js';
import { changeCell, readCellDocument, suggestCycle, suggestProtocol } from '../../src/ui/cells/cell-document.js';
import { CellTasks, type AgedCycle } from '../../src/ui/cells/cell-tasks.js';
import { findDischargeRate, setDischargeRate } from '../../src/ui/cells/discharge-rate.js';
import { describeQuantity, duration, withPrefix } from '../../src/ui/cells/format.js';
import { LatestRunner, SUPERSEDED } from '../../src/ui/cells/latest-runner.js';
import { linearScale, logarithmicScale } from '../../src/ui/cells/slider.js';

const read = (name: string): string => readFileSync(new URL(`../../data/cells/${name}.json`, import.meta.url), 'utf8');
const [coin, pouch, lithium] = ['ncm811-coin-half-cell', 'ncm811-graphite-pouch', 'lithium-symmetric-cell'].map(read);

/** What the page's sliders begin with. */
const CHOICE = { outerCoverage: 0.975, boundaryCoverage: 0.825, relativeRate: 0.07, boundaryStrength: 3.5 };

describe('the rate in a protocol', () => {
  it.each([
    ['discharge at 1C to 3 V', 1],
    ['charge at 0.5C to 4.4 V; Discharge at C/20 to 3 V', 0.05],
    ['discharge at 2 C for 1 h; rest 1 h; discharge at 2C to 3 V', 2],
    ['discharge at 1C to 3 V # discharge at 9C to 3 V', 1],
    ['discharge at 1C to 3 V; discharge at 2C to 3 V', undefined],
    ['discharge at 2 mA to 3 V', undefined],
    ['charge at 1C to 4 V', undefined],
  ])('is found in "%s"', (text, rate) => expect(findDischargeRate(text)).toBe(rate));

  it('is set in every discharge that has one, and nowhere else', () => {
    const text = setDischargeRate(
      'charge at 1C to 4.4 V; discharge at C/2 to 0.05C; discharge at 3 mA to 3 V; discharge at 1 C to 3 V',
      7,
    );
    expect(text).toBe(
      'charge at 1C to 4.4 V; discharge at 7C to 0.05C; discharge at 3 mA to 3 V; discharge at 7C to 3 V',
    );
    expect(parseProtocol(text).items).toHaveLength(4);
  });
});

describe('a changed parameter file', () => {
  it.each([
    ['coin', coin],
    ['pouch', pouch],
  ])('gives the %s with other radius, thickness and contact resistance, and as much material', (name, text) => {
    const document = readCellDocument(text, name);
    const { positive: before } = document.cell;
    const { positive: after, contactResistance } = parseCell(
      changeCell(document, { contactResistance: 0.3, radiusFactor: 2, thicknessFactor: 0.5 }),
    );
    if (before.kind !== 'porous' || after.kind !== 'porous') throw new Error('porous');
    expect(contactResistance).toBe(0.3);
    expect(after.materials[0].radius).toBe(2 * before.materials[0].radius);
    // Volume share of spheres, a R / 3.
    expect(after.materials[0].radius * after.materials[0].surfaceArea).toBeCloseTo(
      before.materials[0].radius * before.materials[0].surfaceArea,
      9,
    );
    expect(after.thickness).toBe(before.thickness / 2);
  });

  it.each([coin, pouch, lithium])('is the same cell where nothing is changed', (text) => {
    const document = readCellDocument(text, 'cell');
    expect(
      parseCell(
        changeCell(document, {
          contactResistance: document.cell.contactResistance,
          radiusFactor: 1,
          thicknessFactor: 1,
        }),
      ),
    ).toEqual(document.cell);
  });

  it('knows which models it can run', () => {
    expect(readCellDocument(coin, 'coin').models).toEqual(['dfn', 'spme', 'spm']);
    expect(readCellDocument(lithium, 'lithium').models).toEqual(['dfn']);
  });

  it.each([coin, pouch, lithium])('is suggested a test that runs to its end, and a cycle', async (text) => {
    const { cell } = readCellDocument(text, 'cell');
    const run = await simulateCell(cell, parseProtocol(suggestProtocol(cell)), {
      nodes: 8,
      shells: 8,
      errorEstimate: false,
    });
    expect(run.ending.by).toBe('done');
    expect(run.steps.every((s) => s.duration > 0)).toBe(true);
    if (cell.positive.kind === 'porous') expect(parseProtocol(suggestCycle(cell)).items).toHaveLength(3);
  });
});

describe('what the worker does', () => {
  const input = {
    cell: pouch,
    protocol: 'discharge at 1C to 2.8 V; rest 10 min',
    model: 'spm' as const,
    temperature: 308.15,
    errorEstimate: true,
  };

  it('is what simulateCell gives', async () => {
    const tasks = new CellTasks();
    const output = await tasks.curve(input, {});
    const run = await simulateCell(parseCell(pouch), parseProtocol(input.protocol), {
      model: 'spm',
      temperature: 308.15,
    });
    expect(tasks.csv({ table: 'cycling' })).toBe(toBdfCsv(run.recording.table));
    expect(output.error).toBe(run.error!.typical);
    expect(output.steps.map((s) => s.ending)).toEqual(run.steps.map((s) => s.ending.text));
    // Each step's charge begins at 0, and ends at that of the step: a trapezoidal sum of Ah against coulombs.
    const { x, part } = output.byCharge;
    expect(x[0]).toBe(0);
    expect(x[part.lastIndexOf(1)]).toBeCloseTo(Math.abs(run.steps[0].charge) / 3.6, 6);
  });

  it('gives spectra a line each', async () => {
    const tasks = new CellTasks();
    const { impedance, spectra } = await tasks.curve(
      { ...input, model: 'dfn', protocol: 'EIS 1 kHz..1 Hz, 7; rest 1 min; EIS 1 kHz..1 Hz, 5', errorEstimate: false },
      {},
    );
    expect(spectra).toBe(2);
    expect([...impedance.part]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(tasks.csv({ table: 'spectrum', index: 1 }).trim().split('\n')).toHaveLength(6);
  });

  it('ages a cell cycle by cycle as one long run would', async () => {
    const cycles: AgedCycle[] = [];
    const cycle = 'charge at 1C to 4.3 V; hold at 4.3 V to 0.05C; discharge at 1C to 2.8 V';
    const cell = parseCell(pouch);
    const ageing = withCoating(suggestAgeing(cell), CHOICE);
    const tasks = new CellTasks();
    const output = await tasks.ageing({ cell: pouch, cycle, cycles: 3, model: 'spm', ageing }, {}, (c) =>
      cycles.push(c),
    );
    const { mechanisms } = parseAgeing(ageing, cell);
    const whole = await simulateCell(cell, parseProtocol(`repeat 3 times: ${cycle}; end`), {
      model: 'spm',
      nodes: 8,
      shells: 10,
      tolerance: 3e-4,
      errorEstimate: false,
      mechanisms,
      views: true,
    });
    const discharged = whole.steps.filter((s) => s.label.startsWith('discharge')).map((s) => -s.charge / 3600);
    // The same steps from the same states: rounding.
    cycles.forEach(({ capacity }, k) => expect(capacity).toBeCloseTo(discharged[k], 9));
    expect(cycles.map((c) => c.cycle)).toEqual([1, 2, 3]);
    const fade = tabulateFade(computeFade(cell, whole.steps, mechanisms));
    const told = new Map(output.fade);
    for (const name of [
      'capacity_ah',
      'kinetic_loss_ah',
      'thermodynamic_loss_ah',
      'resistance_ohm',
      'crack_length_metre',
    ])
      expect(told.get(name)).toBeCloseTo(fade.column(name)[2], 9);
    const lines = tasks.csv({ table: 'fade' }).trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[3].startsWith('3,9,')).toBe(true);
    expect(Number(lines[3].split(',')[2])).toBeCloseTo(fade.column('test_time_second')[2], 4);
  });

  it('keeps the cycles that are done when it is cancelled, and says why it ends early', async () => {
    const controller = new AbortController();
    const cycles: AgedCycle[] = [];
    const ageing = {
      cell: pouch,
      cycle: 'discharge at 1C for 1 min; charge at 1C for 1 min or to 4.3 V',
      cycles: 100,
      model: 'spm' as const,
      ageing: suggestAgeing(parseCell(pouch)),
    };
    const cancelled = await new CellTasks().ageing(
      ageing,
      { signal: controller.signal },
      (c) => cycles.push(c) === 4 && controller.abort(),
    );
    expect(cycles).toHaveLength(4);
    expect(cancelled.stopped).toBe('stopped');
    expect(new Map(cancelled.fade).get('cycle_count')).toBe(4);
    const ended = await new CellTasks().ageing({ ...ageing, cycle: 'discharge at 1C for 40 min' }, {}, () => undefined);
    expect(ended.stopped).toContain('lower voltage limit');
  });
});

describe('mechanisms in the page', () => {
  it.each([
    ['coin', coin],
    ['pouch', pouch],
  ])('are those that ship, with a resistance of cracks: %s', (_, text) => {
    const cell = parseCell(text);
    const bare = parseAgeing(withCoating(suggestAgeing(cell)), cell);
    expect(bare.coating).toEqual(BARE);
    expect(bare.mechanisms.map((m) => m.id).sort()).toEqual(
      shippedAgeing('bare', cell)
        .mechanisms.map((m) => m.id)
        .sort(),
    );
    // The sliders begin at what ships, and nothing else of the coating differs.
    expect(parseAgeing(withCoating(suggestAgeing(cell), CHOICE), cell).coating).toEqual(
      shippedAgeing('coated', cell).coating,
    );
  });

  it('may be written by hand', () => {
    const cell = parseCell(coin);
    const { mechanisms, coating } = parseAgeing(
      withCoating('{"mechanisms": {"film-on-cathode": {}}, "coating": {"thickness": "2 nm"}}', {
        ...CHOICE,
        outerCoverage: 0.5,
      }),
      cell,
    );
    expect(mechanisms.map((m) => m.id)).toEqual(['coating', 'film-on-cathode']);
    expect([coating.thickness, coating.outerCoverage, coating.relativeRates.oxygen]).toEqual([
      2e-9,
      0.5,
      CHOICE.relativeRate,
    ]);
    expect(() => withCoating('{"mechanisms": ')).toThrow(/not JSON/);
  });
});

describe('the newest request', () => {
  it('is answered; of those that came meanwhile only the last', async () => {
    const answered: number[] = [];
    const runner = new LatestRunner<number>(async (n) => {
      await Promise.resolve();
      answered.push(n);
    });
    for (const n of [1, 2, 3, 4]) runner.submit(n);
    await expect.poll(() => answered).toEqual([1, 4]);
  });

  it('ends a run that has had its time', async () => {
    const reasons: unknown[] = [];
    const runner = new LatestRunner<number>((n, signal) =>
      n === 1
        ? new Promise((done) => signal.addEventListener('abort', () => (reasons.push(signal.reason), done())))
        : Promise.resolve(void reasons.push(n)),
    );
    runner.submit(1);
    runner.submit(2);
    await expect.poll(() => reasons).toEqual([SUPERSEDED, 2]);
  });

  it('does not end one of its own: a button does, with another reason', async () => {
    const reasons: unknown[] = [];
    const runner = new LatestRunner<number>(
      (_, signal) =>
        new Promise((done) =>
          signal.addEventListener('abort', () => (reasons.push(signal.reason === SUPERSEDED), done())),
        ),
    );
    runner.submit(1);
    runner.stop();
    await expect.poll(() => reasons).toEqual([false]);
  });
});

describe('scales and words', () => {
  it('go from position to value and back', () => {
    for (const scale of [linearScale(253.15, 333.15, 80, String), logarithmicScale(0.05, 10, 150, String)]) {
      // Values are rounded to three digits, a position is an 80th of the way or less.
      for (let p = 0; p <= scale.steps; p++) expect(Math.round(scale.toPosition(scale.toValue(p)))).toBe(p);
    }
    expect(linearScale(253.15, 333.15, 80, String).toValue(45)).toBe(298.15);
  });

  it.each([
    [5.22e-6, 'm', '5.22 µm'],
    [0.9999e-6, 'm', '1 µm'],
    [0, 'm', '0 m'],
    [8.946e-10, 'm', '895 pm'],
    [12.5, 'Ω', '12.5 Ω'],
  ])('%s is %s: %s', (value, unit, text) => expect(withPrefix(value, unit)).toBe(text));

  it('name columns and times', () => {
    expect(describeQuantity('crack_length_metre', 3.92e-7)).toEqual(['crack length', '392 nm']);
    expect(describeQuantity('lithium_film_resistance_ohm_square_metre', 7.76e-4)).toEqual([
      'lithium film resistance',
      '7.76 Ω cm²',
    ]);
    expect(describeQuantity('kinetic_loss_ah', 0.0123)).toEqual(['kinetic loss', '12.3 mAh']);
    expect(describeQuantity('positive_active_percent', 98.76)).toEqual(['positive active', '98.76 %']);
    expect(describeQuantity('contact_resistance_ohm', 0.02)).toEqual(['contact resistance', '20 mΩ']);
    expect([90, 3450, 7199.9999, 7300].map(duration)).toEqual(['90 s', '57.5 min', '2 h', '2.028 h']);
  });
});
