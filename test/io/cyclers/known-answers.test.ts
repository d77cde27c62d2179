import { expect, it } from 'vitest';
import type { Recording } from '../../../src/core/index.js';
import { detectReader } from '../../../src/io/detect.js';
import { readers } from '../../../src/io/registry.js';
import { describeShared } from '../../shared-data.js';
import { readAnswers, sharedSource } from '../read-shared.js';

/** Reads a file as `cermet read` does: by what its content says. */
async function read(path: string): Promise<Recording & { reader: string; all: Recording[] }> {
  const source = sharedSource(path);
  const { reader } = await detectReader(source, readers);
  const { recordings } = await reader.read(source);
  return { ...recordings[0], reader: reader.id, all: recordings };
}

const last = (r: Recording, name: string): number => r.table.column(name)[r.table.length - 1];
const codes = (r: Recording): string[] => r.notes.map((n) => n.code);

/** Values as the sources state them (KNOWN_ANSWERS.md names each); digits are those stated. */
describeShared('known answers, cycling', () => {
  it('Arbin .res: rows, cycles, steps, capacities of the first cycles', async () => {
    const r = await read('cycling/20160805_test001_45_cc_01.res');
    expect([r.reader, r.table.length]).toEqual(['arbin-res', 10261]);
    const cycle = r.table.column('cycle_count');
    const step = r.table.column('step_id');
    expect(Math.max(...cycle)).toBe(18);
    expect(r.table.column('record_index')[cycle.lastIndexOf(1)]).toBe(1457);
    let steps = 1;
    for (let i = 1; i < step.length; i++) if (step[i] !== step[i - 1] || cycle[i] !== cycle[i - 1]) steps++;
    expect(steps).toBe(103);
    const passed = (name: string, c: number): number => {
      let most = 0;
      const values = r.table.column(name);
      for (let i = 0; i < cycle.length; i++) if (cycle[i] === c) most = Math.max(most, values[i]);
      return most * 1000;
    };
    // cellpy gives microampere hours to the last digit.
    expect(passed('schedule_charging_capacity_ah', 1)).toBeCloseTo(1.625406, 6);
    expect(passed('schedule_discharging_capacity_ah', 1)).toBeCloseTo(1.755094, 6);
    const golden = await readAnswers('cycling/cellpy_loader_arbin_res/raw.parquet');
    for (const [theirs, ours] of [
      ['voltage', 'voltage_volt'],
      ['current', 'current_ampere'],
      ['test_time', 'test_time_second'],
      ['charge_capacity', 'schedule_charging_capacity_ah'],
      ['internal_resistance', 'internal_resistance_ohm'],
    ] as const) {
      expect(Array.from(r.table.column(ours)), theirs).toEqual(Array.from(golden.get(theirs) as ArrayLike<number>));
    }
  });

  it('a gzipped .res of MITS 7', async () => {
    const r = await read('cycling/mits7-0.res.gz');
    expect([r.reader, r.table.length, r.about.sample]).toEqual(['archive', 8, 'kigr_pouch1-01-001']);
  });

  it('Arbin csv', async () => {
    const r = await read('cycling/sample_data_arbin.csv');
    expect(r.reader).toBe('arbin-csv');
    expect(
      ['test_time_second', 'step_id', 'current_ampere', 'voltage_volt', 'temperature_t1_celsius'].map((n) =>
        last(r, n),
      ),
    ).toEqual([301.214, 3, 2.650138, 3.599601, 24.68785]);
    // PyProBE counts capacity from the largest charge on: its 0.00078124 Ah is what these two give.
    const charge = r.table.column('schedule_charging_capacity_ah');
    expect(
      Math.max(...charge) + last(r, 'schedule_charging_capacity_ah') - last(r, 'schedule_discharging_capacity_ah'),
    ).toBeCloseTo(0.00078124, 8);
    expect(last(r, 'unix_time_second')).toBe(Date.UTC(2024, 8, 20, 8, 37, 5, 772) / 1000);
  });

  it('Arbin xlsx', async () => {
    const r = await read('cycling/bs542_004_gr_li_50ua_50mv_1v_191020_Channel_11.xlsx');
    expect([r.reader, r.table.length, r.about.instrument]).toEqual(['xlsx', 4526, 'Arbin']);
    expect(r.table.column('voltage_volt')[0]).toBe(2.637298583984375);
  });

  it('BaSyTec text', async () => {
    const r = await read('cycling/sample_data_basytec.txt');
    expect(
      [
        'test_time_second',
        'step_id',
        'current_ampere',
        'voltage_volt',
        'net_capacity_ah',
        'temperature_t1_celsius',
      ].map((n) => Number(last(r, n).toFixed(6))),
    ).toEqual([70.235804, 4, 0.449602, 3.53285, 0.001249, 25.47953]);
    const unix = r.table.column('unix_time_second');
    const start = Date.UTC(2023, 5, 19, 17, 56, 53) / 1000;
    expect(unix[0]).toBe(start);
    expect(unix[2] - start - 1).toBeCloseTo(0.002823, 5);
  });

  it.each([
    ['maccor_001.txt', 6704],
    ['PreDiag_000229_000229_truncated.034', 4061],
    ['sample_data_maccor.csv', 15],
  ])('Maccor %s', async (file, rows) => {
    const r = await read(`cycling/${file}`);
    expect([r.reader, r.table.length]).toEqual(['maccor-text', rows]);
    if (file === 'maccor_001.txt') {
      const golden = await readAnswers('cycling/cellpy_loader_maccor_txt/raw.parquet');
      const time = golden.get('test_time') as ArrayLike<number>;
      const state = r.table.text('state');
      // The file prints durations to 13 digits behind the second's point.
      r.table.column('test_time_second').forEach((t, i) => expect(Math.abs(t - time[i])).toBeLessThan(1e-6));
      r.table.column('current_ampere').forEach((c, i) => {
        if (c !== 0) expect(Math.sign(c)).toBe(state[i] === 'D' ? -1 : 1);
      });
    } else if (file.endsWith('.csv')) {
      expect(
        ['test_time_second', 'step_id', 'current_ampere', 'voltage_volt', 'temperature_t1_celsius'].map((n) =>
          last(r, n),
        ),
      ).toEqual([13.06, 2, 28.798, 3.716, 22.2591]);
    }
  });

  it('Novonix csv, also with whole rows in quotes', async () => {
    const a = await read('cycling/sample_data_novonix.csv');
    // The file prints hours to seven digits: 3.4131889 h.
    expect(last(a, 'test_time_second')).toBeCloseTo(12287.48004, 5);
    expect(
      ['step_id', 'current_ampere', 'voltage_volt', 'capacity_ah', 'temperature_t1_celsius'].map((n) => last(a, n)),
    ).toEqual([1, 0.49999387, 4.12864581, 1.70652976, 24.792]);
    const b = await read('cycling/test_Nova_Form-CH01-01_short.csv');
    expect(b.table.length).toBe(3942);
    const kinds = b.table.column('step_type_code');
    expect([...new Set(kinds)]).toEqual([0, 7, 8, 1]);
    expect(codes(b)).not.toContain('time-backward');
  });

  it('Landt csv equals its BDF conversion', async () => {
    const a = await read('cycling/SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv');
    const b = await read('cycling/SINTEF__LiGrR2032__2024-04-30__25degC__Landt.bdf.csv');
    expect([a.reader, b.reader, a.table.length, b.table.length]).toEqual(['landt-csv', 'bdf-csv', 25162, 25162]);
    for (const name of ['test_time_second', 'voltage_volt', 'current_ampere'])
      expect(Array.from(a.table.column(name))).toEqual(Array.from(b.table.column(name)));
    expect([last(a, 'test_time_second'), last(a, 'voltage_volt'), last(a, 'record_index')]).toEqual([
      262657.764, 0.1086, 25162,
    ]);
  });

  it('Neware csv, flat and nested', async () => {
    const flat = await read('cycling/neware_uio.csv');
    expect([flat.reader, flat.table.length]).toEqual(['neware-csv', 9065]);
    const golden = await readAnswers('cycling/cellpy_loader_neware_txt/raw.parquet');
    for (const [theirs, ours] of [
      ['test_time', 'test_time_second'],
      ['step_time', 'step_time_second'],
      ['voltage', 'voltage_volt'],
      ['current', 'current_ampere'],
      ['cycle_index', 'cycle_count'],
      ['step_index', 'step_id'],
    ] as const) {
      expect(Array.from(flat.table.column(ours)), theirs).toEqual(
        Array.from(golden.get(theirs) as ArrayLike<number | bigint>, Number),
      );
    }
    const nested = await read('cycling/nw_regular_export_ife_example.csv');
    expect([nested.reader, nested.table.length, last(nested, 'cycle_count'), last(nested, 'step_count')]).toEqual([
      'neware-nested-csv',
      9295,
      20,
      81,
    ]);
    expect(nested.table.column('record_index').every((v, i) => v === i + 1)).toBe(true);
  });

  it('PEC csv', async () => {
    const r = await read('cycling/Test25205.csv');
    expect([r.reader, r.table.length, last(r, 'test_time_second')]).toEqual([
      'pec-csv',
      489,
      19 * 3600 + 41 * 60 + 58.98,
    ]);
  });

  it('a lab’s own semicolon table', async () => {
    const r = await read('cycling/custom_data_001.csv');
    expect([r.reader, r.table.length]).toEqual(['delimited-text', 2444]);
    expect(codes(r)).toEqual(expect.arrayContaining(['unit-assumed', 'blank-rows']));
  });

  it('capacities of every cycle, a sheet a cell', async () => {
    const { all } = await read('cycling/Labels.xlsx');
    const retention = (name: string, cycle: number): string => {
      const values = all.find((r) => r.about.sample === name)!.table.column('capacity');
      expect(values.length).toBe(cycle);
      return ((100 * values[cycle - 1]) / values[0]).toFixed(2);
    };
    expect(all.length).toBe(32);
    expect([
      retention('B1T25', 1299),
      retention('B8T25', 1299),
      retention('B10T35', 1299),
      retention('B19T45', 1099),
      retention('B28T55', 899),
    ]).toEqual(['70.31', '74.35', '69.54', '69.29', '59.68']);
  });

  it('BDF in its spellings', async () => {
    expect((await read('cycling/sample.bdf.csv')).table.length).toBe(3);
    const legacy = await read('cycling/legacy.bdf.parquet');
    expect([legacy.table.length, last(legacy, 'test_time_second'), last(legacy, 'cycle_count')]).toEqual([
      5000, 148781.953, 2,
    ]);
    const mixed = await read('cycling/arbin_example.bdf.csv');
    expect(mixed.reader).toBe('bdf-csv');
    expect(mixed.table.names).toEqual(
      expect.arrayContaining([
        'test_time_second',
        'voltage_volt',
        'step_count',
        'charging_capacity_ah',
        'charge_capacity',
      ]),
    );
  });

  it('a PyProBE table in LZ4 Parquet', async () => {
    const r = await read('cycling/NDK - LG M50 deg - exp 2,2 - rig 3 - 25degC - cell C - BoL - RPT0_short_CA4.parquet');
    expect([r.kind, r.table.length, last(r, 'voltage_volt')]).toEqual(['cycling', 81661, 4.1606278]);
  });
});

describeShared('files that deserve a word', () => {
  it('an Arbin test that never began is refused as incomplete', async () => {
    await expect(read('cycling/FastCharge_000025_CH8.csv')).rejects.toThrow(
      /incomplete: its cycle index never reaches 1/,
    );
  });

  it('broken tables', async () => {
    const good = await read('cycling/bad/custom_good_small.csv');
    expect(good.table.length).toBe(60);
    expect(good.notes.some((n) => n.level === 'serious')).toBe(false);
    await expect(read('cycling/bad/custom_missing_column.csv')).rejects.toThrow(/no column of voltage/);
    expect(codes(await read('cycling/bad/custom_missing_cycle.csv'))).toContain('cycles-missing');
    const cut = await read('cycling/bad/custom_truncated.csv');
    expect([cut.table.length, codes(cut).includes('cut-row')]).toEqual([59, true]);
    const odd = await read('cycling/bad/custom_nan_inf.csv');
    expect(odd.notes.find((n) => n.code === 'unreadable-values')).toMatchObject({ level: 'serious' });
    const { valid } = odd.table.get('voltage_volt');
    expect(Array.from(valid!).flatMap((v, i) => (v ? [] : [i]))).toEqual([3, 7, 11]);
  });

  it('logs and settings of EC-Lab are called what they are', async () => {
    for (const file of ['250116_kigr_gen6_01_02_GCPL_CD8.mpl', 'jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data.mps'])
      await expect(read(`cycling/${file}`)).rejects.toThrow(/holds no measurements/);
  });

  it('a clock that runs backward 19 times, and milliseconds under a header of seconds', async () => {
    const clock = await read('gitt_ocv_rate/SINTEF__SLPBA842124HV__2024-10-23__Rate_25degC__Neware__Time_Bug.bdf.csv');
    expect(clock.table.length).toBe(13086);
    expect(clock.notes.find((n) => n.code === 'time-backward')).toMatchObject({
      level: 'serious',
      text: expect.stringContaining('19 times'),
    });
    const slow = await read('gitt_ocv_rate/DLR__LiLNMOHydra0b__20221125__POCV__25degC__Basytec.bdf.csv');
    expect(slow.table.length).toBe(17860);
    expect(codes(slow)).toContain('time-implausible');
    const v = slow.table.column('voltage_volt');
    expect([Math.min(...v).toFixed(4), Math.max(...v).toFixed(4)]).toEqual(['2.9938', '4.9001']);
  });
});

describeShared('known answers, GITT, OCV and rate', () => {
  it.each([
    ['Cell781_0p1C_25degC.csv', -4.961],
    ['Cell785_0p5C_25degC.csv', -4.842],
    ['Cell796_2C_25degC.csv', -4.748],
  ])('Digatron %s', async (file, end) => {
    const r = await read(`gitt_ocv_rate/${file}`);
    expect(r.reader).toBe('digatron-csv');
    const status = r.table.text('status');
    // The amount at the end of the discharge, before the short charge; to three digits.
    expect(Math.min(...r.table.column('net_capacity_ah'))).toBeCloseTo(end, 3);
    const dch = r.table.column('current_ampere').filter((_, i) => status[i] === 'DCH');
    expect(dch.every((c) => c <= 0)).toBe(true);
  });

  it('the 40 pulses', async () => {
    for (let i = 1; i <= 40; i++) {
      const r = await read(`gitt_ocv_rate/GITT_LGM50/pulse_${i}.csv`);
      expect(r.kind).toBe('cycling');
      if (i > 1) continue;
      expect([r.table.length, r.table.column('test_time_second')[0], last(r, 'test_time_second')]).toEqual([
        95, 105749.3767, 107392.2747,
      ]);
      const e = r.table.column('positive_electrode_potential_volt');
      expect([e[0], e[e.length - 1]]).toEqual([4.2377515, 4.2040777]);
    }
  });

  it('potential curves', async () => {
    const chen = await read('gitt_ocv_rate/nmc_LGM50_ocp_Chen2020.csv');
    expect([last(chen, 'sto'), last(chen, 'ocp')]).toEqual([1, 3.52302166875714]);
    const zhuo = await read('gitt_ocv_rate/nmc811_18650_ocp_Zhuo2023.csv');
    expect([zhuo.table.column('sto')[0], zhuo.table.column('ocp')[0], last(zhuo, 'ocp')]).toEqual([
      0.215685, 4.299909, 3.023636,
    ]);
    const ecker = await read('gitt_ocv_rate/measured_nco_diffusivity_Ecker2015.csv');
    expect([ecker.table.length, last(ecker, 'column_2')]).toEqual([15, 5.4462929807295865e-15]);
    const lco = await read('gitt_ocv_rate/LCO_rate/0.5C.csv');
    expect(lco.table.names).toEqual(['column_1', 'column_2']);
  });

  it('MATLAB structures', async () => {
    const { all } = await read('gitt_ocv_rate/LGM50_5Ah_RateTest.mat');
    const paths = all.map((r) => r.about.sample);
    expect(paths).toEqual(
      expect.arrayContaining([
        'LGM50_5Ah_RateTest/T0/cRate_0p1C',
        'LGM50_5Ah_RateTest/T25/cRate_2C',
        'LGM50_5Ah_RateTest/T45/cRate_1p5C',
      ]),
    );
    const one = all.find((r) => r.about.sample?.endsWith('T25/cRate_1C'))!;
    // Counted with scipy.io.loadmat.
    expect([last(one, 'test_time_second'), Math.min(...one.table.column('current_ampere'))]).toEqual([
      29031.847, -5.00081,
    ]);
    expect((await read('gitt_ocv_rate/LGM50_5Ah_OCV.mat')).table.length).toBe(101);
  });
});
