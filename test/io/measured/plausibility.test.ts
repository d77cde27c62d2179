import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plausibilityChecks } from '../../../src/io/measured/plausibility/index.js';
import { joinRecordings } from '../../../src/io/index.js';
import { codes, makeHalves, readAny, readOne, seriousCodes } from './read-text.js';

const csv = (header: string, rows: readonly (readonly (string | number)[])[]): string =>
  [header, ...rows.map((r) => r.join(','))].join('\n');
const halves = makeHalves(0.002);
const pad = (n: number): string => String(n).padStart(2, '0');
/** A clock that runs with the minutes of the series. */
const clock = (minute: number, from = 9 * 60): string =>
  `2026-03-05 ${pad(Math.floor((from + minute) / 60) % 24)}:${pad((from + minute) % 60)}:00`;

describe('time, clock and counter against one another', () => {
  it('a time in hours without a unit is taken in hours where clock and counter say so', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Elapsed time,Voltage (V),Current (A),Step Charging Capacity (Ah),Step Discharging Capacity (Ah),Date',
        halves.map((h) => [h.minute / 60, h.v, h.i, h.up, h.down, clock(h.minute)]),
      ),
    );
    expect(r.table.column('test_time_second')[60]).toBeCloseTo(3600, 6);
    expect(r.notes.find((n) => n.code === 'time-unit-settled')).toMatchObject({ level: 'warning' });
    expect(r.notes.find((n) => n.code === 'time-unit-settled')!.text).toContain('hours');
  });

  it('a time headed as seconds that clock and counter both contradict is settled with a serious note', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (s),Voltage (V),Current (A),Step Charging Capacity (Ah),Step Discharging Capacity (Ah),Date',
        halves.map((h) => [h.minute, h.v, h.i, h.up, h.down, clock(h.minute)]),
      ),
    );
    expect(r.table.column('test_time_second')[60]).toBe(3600);
    expect(seriousCodes(r.notes)).toEqual(['time-unit-settled']);
  });

  it('a counter alone against stated units leaves a serious note and the numbers as they are', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (s),Voltage (V),Current (A),Step Charging Capacity (Ah),Step Discharging Capacity (Ah)',
        halves.map((h) => [h.minute, h.v, h.i, h.up, h.down]),
      ),
    );
    expect(r.table.column('test_time_second')[60]).toBe(60);
    expect(seriousCodes(r.notes)).toEqual(['counter-contradicts']);
    expect(r.notes.find((n) => n.code === 'counter-contradicts')!.text).toContain('factor of 60');
  });

  it('a counter that differs by some percent is told by how much', async () => {
    const counting = async (factor: number) =>
      readOne(
        'a.csv',
        csv(
          'Time (min),Voltage (V),Current (A),Step Charging Capacity (Ah),Step Discharging Capacity (Ah)',
          halves.map((h) => [h.minute, h.v, h.i, h.up * factor, h.down * factor]),
        ),
      );
    expect(codes((await counting(1.02)).notes)).not.toContain('counter-differs');
    const { notes } = await counting(1.2);
    expect(notes.find((n) => n.code === 'counter-differs')).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/counts (19|20)(\.\d)? % more than current times time/),
    });
  });

  it('a current without a unit is taken in milliampere where the counter says so', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current,Step Charging Capacity (Ah),Step Discharging Capacity (Ah)',
        halves.map((h) => [h.minute, h.v, h.i * 1000, h.up, h.down]),
      ),
    );
    expect(r.table.column('current_ampere')[5]).toBeCloseTo(0.002, 12);
    expect(r.notes.find((n) => n.code === 'unit-settled')!.text).toContain('Current');
    expect(seriousCodes(r.notes)).toEqual([]);
  });

  it('two columns without units that either could be are refused to be told apart', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time,Voltage (V),Current,Step Charging Capacity (Ah),Step Discharging Capacity (Ah)',
        halves.map((h) => [h.minute * 60, h.v, h.i * 1000, h.up, h.down]),
      ),
    );
    expect(seriousCodes(r.notes)).toEqual(['counter-contradicts']);
    expect(r.notes.find((n) => n.code === 'counter-contradicts')!.text).toContain('time and current');
  });

  it('a time without a unit that nothing settles is said, with minutes and hours offered', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        't,Voltage (V),Current (A)',
        halves.map((h) => [h.minute, h.v, h.i]),
      ),
    );
    const note = r.notes.find((n) => n.code === 'unit-assumed')!;
    expect(note).toMatchObject({ level: 'warning' });
    expect(note.text).toMatch(/t in s.*minutes or hours.*unit: min/);
  });

  it('a time without a unit is confirmed by the clock', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time,Voltage (V),Current (A),Date',
        halves.map((h) => [60 * h.minute, h.v, h.i, clock(h.minute)]),
      ),
    );
    expect(codes(r.notes)).toContain('unit-confirmed');
    expect(codes(r.notes)).not.toContain('unit-assumed');
  });

  it('a maker’s text whose time states no unit is held against its clock as well', async () => {
    const line = (k: number): string =>
      [k + 1, 0, 1, 1, (k / 60).toFixed(6), (k / 60).toFixed(6), (0.001 * k) / 60, 0, 0.001, 3.5 + k / 1000, 'C', 1]
        .concat([`03/05/2026 ${pad(9 + Math.floor(k / 60))}:${pad(k % 60)}:00 AM`])
        .join('\t');
    const r = await readOne(
      'hours.txt',
      [
        'Date of Test:\t03/05/2026',
        'Rec\tCycle P\tCycle C\tStep\tTestTime\tStepTime\tCap. [Ah]\tEner. [Wh]\tCurrent [A]\tVoltage [V]\tMd\tES\tDPT Time',
        ...Array.from({ length: 120 }, (_, k) => line(k)),
      ].join('\r\n'),
    );
    expect(r.origin).toMatchObject({ reader: 'maccor-text@1' });
    expect(r.table.column('test_time_second')[60]).toBeCloseTo(3600, 1);
    expect(r.table.column('step_time_second')[60]).toBeCloseTo(3600, 1);
    expect(codes(r.notes)).toContain('time-unit-settled');
  });

  it.each([
    ['Charge capacity/Ah,Discharge capacity/Ah', 1],
    ['Chg. Cap.(Ah),DChg. Cap.(Ah)', 1],
    ['Q_charge (Ah),Q_discharge (Ah)', 1],
    ['Ladekapazität [Ah],Entladekapazität [Ah]', 1],
    ['Q (Ah)', 0],
    ['Capacity (Ah)', 0],
  ])('a counter under any name is held against the current: %s', async (labels, pair) => {
    const read = (factor: number) =>
      readOne(
        'a.csv',
        csv(
          `Time (s),Voltage (V),Current (A),${labels}`,
          halves.map((h) => [
            60 * h.minute,
            h.v,
            h.i,
            ...(pair ? [h.up * factor, h.down * factor] : [(h.up + h.down) * factor]),
          ]),
        ),
      );
    expect(seriousCodes((await read(1000)).notes)).toEqual(['counter-contradicts']);
    expect(seriousCodes((await read(1)).notes)).toEqual([]);
  });

  it('energies a thousand times what current, voltage and time make are said', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (A),Step Charging Energy (Wh),Step Discharging Energy (Wh)',
        halves.map((h) => [h.minute, h.v, h.i, h.up * 3.8e3, h.down * 3.8e3]),
      ),
    );
    expect(seriousCodes(r.notes)).toEqual(['energy-contradicts']);
  });
});

describe('sign of the current', () => {
  const bdf = 'Test Time / s,Current / A,Voltage / V,Step Type / 1,Charging Capacity / Ah,Discharging Capacity / Ah';
  const rows = (sign: number, word: (up: boolean) => string) => {
    let [up, down] = [0, 0];
    return makeHalves(0.002).map((h) => {
      if (h.i > 0) up += h.i / 60;
      else down -= h.i / 60;
      return [h.minute * 60, sign * h.i, h.v, word(h.i > 0), up, down];
    });
  };

  it.each([
    ['English', 'CC discharge', 'CC charge'],
    ['German', 'Entladen', 'Laden'],
    ['French', 'Décharge', 'Charge'],
    ['Japanese', '放電', '充電'],
    ['Chinese', '恒流放电', '恒流充电'],
  ])('is turned where states (%s) and counters say so, in a BDF table too', async (_, out, into) => {
    const r = await readOne(
      'a.bdf.csv',
      csv(
        bdf,
        rows(-1, (up) => (up ? into : out)),
      ),
    );
    expect(r.table.column('current_ampere')[5]).toBeCloseTo(0.002, 12);
    expect(r.notes.find((n) => n.code === 'sign-turned')).toMatchObject({ level: 'warning' });
  });

  it('is turned by counters under the file’s own names', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (A),Charge capacity/Ah,Discharge capacity/Ah',
        halves.map((h) => [h.minute, h.v, -h.i, h.up, h.down]),
      ),
    );
    expect(r.table.column('current_ampere')[5]).toBeCloseTo(0.002, 12);
    expect(codes(r.notes)).toContain('sign-turned');
  });

  it('is made of the state where a plain table writes magnitudes', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (mA),State',
        halves.map((h) => [h.minute, h.v, Math.abs(h.i) * 1e3, h.i > 0 ? 'Chg' : 'DChg']),
      ),
    );
    expect([...r.table.column('current_ampere')]).toEqual(halves.map((h) => h.i));
    expect(codes(r.notes)).toContain('sign-from-state');
  });

  it('stays, with a serious note, where states and counters contradict each other', async () => {
    const r = await readOne(
      'a.bdf.csv',
      csv(
        bdf,
        rows(1, (up) => (up ? 'discharge' : 'charge')),
      ),
    );
    expect(r.table.column('current_ampere')[5]).toBeCloseTo(0.002, 12);
    expect(seriousCodes(r.notes)).toEqual(['sign-contradicts']);
  });

  it('is said to be missing where the voltage falls and rises under one sign', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (A)',
        halves.map((h) => [h.minute, h.v, Math.abs(h.i)]),
      ),
    );
    expect(seriousCodes(r.notes)).toEqual(['sign-missing']);
  });

  it('is said to look turned where the voltage falls under charging currents', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (A)',
        halves.map((h) => [h.minute, h.v, -h.i]),
      ),
    );
    expect(seriousCodes(r.notes)).toEqual(['sign-against-voltage']);
  });
});

describe('clocks', () => {
  const table = (times: readonly string[], label = 'Date Time') =>
    csv(
      `${label},Voltage (V),Current (A)`,
      times.map((t, k) => [t, 3 + k / 100, 0.1]),
    );

  it('a time of day is no date: not 1970, on past midnight, and files are not ordered by it', async () => {
    const times = Array.from({ length: 60 }, (_, k) => {
      const m = 23 * 60 + 30 + k;
      return `${pad(Math.floor(m / 60) % 24)}:${pad(m % 60)}:00`;
    });
    const [a, b] = [
      await readOne('a.csv', table(times, 'Date')),
      await readOne('b.csv', table(times.slice(5), 'Date')),
    ];
    expect(a.table.has('unix_time_second')).toBe(false);
    expect(a.about.started).toBeUndefined();
    expect(a.table.column('test_time_second')[59]).toBe(59 * 60);
    expect(codes(a.notes)).toContain('clock-without-date');
    expect(() => joinRecordings([a, b])).toThrow(/order is not known/);
  });

  it('says where a date clock runs backward', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (s),Date,Voltage (V),Current (A)',
        Array.from({ length: 40 }, (_, k) => [60 * k, clock(k < 20 ? k : k - 15), 3 + k / 100, 0.1]),
      ),
    );
    expect(seriousCodes(r.notes)).toContain('clock-backward');
    expect(r.notes.find((n) => n.code === 'clock-backward')).toMatchObject({ where: 'row 21' });
  });

  it.each([1, -1])('says where daylight saving moves the clock by an hour (%i)', async (direction) => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (s),Date,Voltage (V),Current (A)',
        Array.from({ length: 90 }, (_, k) => [60 * k, clock(k + (k >= 40 ? direction * 60 : 0)), 3 + k / 100, 0.1]),
      ),
    );
    expect(r.notes.find((n) => n.code === 'daylight-saving')).toMatchObject({ where: 'row 41' });
  });

  it('says where a test time counted from dates jumps by an hour on a Sunday night', async () => {
    // 29 March 2026 is a Sunday.
    const times = Array.from({ length: 90 }, (_, k) => {
      const m = 90 + k + (k >= 30 ? 60 : 0);
      return `2026-03-29 ${pad(Math.floor(m / 60))}:${pad(m % 60)}:00`;
    });
    expect(seriousCodes((await readOne('a.csv', table(times))).notes)).toEqual(['daylight-saving']);
  });

  it('refuses to believe dates before cyclers', async () => {
    const r = await readOne('a.csv', table(Array.from({ length: 9 }, (_, k) => `1904-01-01 00:${pad(k)}:00`)));
    expect(seriousCodes(r.notes)).toContain('clock-implausible');
  });
});

describe('values that cannot be', () => {
  it.each([
    ['Time (s),Voltage (V),Current (A),Aux Temperature (°C)', -327.7, 'outside-physical-range'],
    ['Time (s),Current (A),Aux,Voltage (V)', 35_000, 'outside-physical-range'],
    ['Time (s),Current (A),Aux,Voltage', 3700, 'implausible-voltage'],
  ])('%s with %f leaves a serious note', async (header, value, code) => {
    const at = header.split(',').length - 1;
    const r = await readOne(
      'a.csv',
      csv(
        header,
        Array.from({ length: 20 }, (_, k) =>
          [60 * k, ...[3 + k / 100, 0.1, value].slice(3 - at), value].slice(0, at + 1),
        ),
      ),
    );
    expect(seriousCodes(r.notes)).toContain(code);
  });

  it.each([
    ['T/K', 25, 'implausible-temperature'],
    ['Temperature (°C)', 298.15, 'implausible-temperature'],
    ['Temperature (°C)', 25, undefined],
    ['T/K', 298.15, undefined],
  ])('a cell at %s %f', async (label, value, code) => {
    const r = await readOne(
      'a.csv',
      csv(
        `Time (min),Voltage (V),Current (A),${label}`,
        halves.map((h) => [h.minute, h.v, h.i, value]),
      ),
    );
    expect(seriousCodes(r.notes)).toEqual(code ? [code] : []);
  });

  it('a potential of exactly 0 under current is no reading', async () => {
    const r = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (A)',
        halves.map((h, k) => [h.minute, k === 7 ? 0 : h.v, h.i]),
      ),
    );
    expect(r.notes.find((n) => n.code === 'zero-voltage-under-current')).toMatchObject({
      level: 'serious',
      where: 'row 8',
    });
  });

  it('cycle numbers are whole, and cycles left out are said for every reader', async () => {
    const whole = await readOne(
      'a.csv',
      csv(
        'Time (min),Voltage (V),Current (A),Cycle',
        halves.map((h) => [h.minute, h.v, h.i, h.cycle * Math.PI]),
      ),
    );
    expect(seriousCodes(whole.notes)).toContain('cycle-not-whole');
    const mpt = [
      'time/s\tEwe/V\tI/mA\tcycle number',
      ...halves.map((h) => [h.minute * 60, h.v, h.i * 1e3, h.cycle === 1 ? 1 : 5].join('\t')),
    ].join('\r\n');
    expect(seriousCodes((await readOne('a.mpt', mpt)).notes)).toContain('cycles-missing');
  });

  it('no rows are never a plain success', async () => {
    expect(seriousCodes((await readOne('a.mpt', 'time/s\tEwe/V\tI/mA\r\n')).notes)).toEqual(['no-rows']);
  });
});

it('a stated time in minutes with a consistent counter is left alone, without a note', async () => {
  const r = await readAny(
    'a.csv',
    csv(
      'Time (min),Voltage (V),Current (A),Step Charging Capacity (Ah),Step Discharging Capacity (Ah),Date',
      halves.map((h) => [h.minute, h.v, h.i, h.up, h.down, clock(h.minute)]),
    ),
  );
  expect(r.recordings[0].notes.filter((n) => n.level !== 'info')).toEqual([]);
});

it.each([
  ['recorded throughout', 1e9, []],
  ['that stands still at 0 from the fifth row on', 4, ['electrodes-contradict']],
])('a working electrode %s is held against the voltage of the cell', async (_, recorded, expected) => {
  const rows = halves.map((h, k) => {
    const counter = 0.1 + 0.001 * k;
    return [60 * k, k < recorded ? h.v + counter : 0, counter, h.v, 1000 * h.i].join('\t');
  });
  const head = ['EC-Lab ASCII FILE', 'Nb header lines : 3', 'time/s\t<Ewe>/V\t<Ece>/V\tEwe-Ece/V\tI/mA'];
  const { notes } = await readOne('a.mpt', [...head, ...rows, ''].join('\n'));
  expect(seriousCodes(notes)).toEqual(expected);
});

it('the page of the docs names every check, what it holds, and what follows', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/readers/plausibility.md'), 'utf8');
  for (const { id, holds, otherwise, kinds } of plausibilityChecks)
    expect(page).toContain(`| ${id} | ${kinds === 'all' ? 'all' : kinds.join(', ')} | ${holds} | ${otherwise} |`);
});
