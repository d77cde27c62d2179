import { describe, expect, it } from 'vitest';
import { mprReader } from '../../../src/io/cyclers/biologic/read-mpr.js';
import { mptReader } from '../../../src/io/cyclers/biologic/read-mpt.js';
import { makeSource } from '../../../src/io/reader.js';
import { describeShared } from '../../shared-data.js';
import { makeMpr } from '../make/mpr.js';
import { makeSeries } from '../make/series.js';
import { readShared } from '../read-shared.js';

describe('a .mpr longer than what is read at a time', () => {
  const series = makeSeries(40_000);
  const read = async () => (await mprReader.read(makeSource('long.mpr', makeMpr(series)))).recordings[0];

  it('has every row of every column', async () => {
    const { table } = await read();
    expect(table.length).toBe(200_000);
    const net = series.charge.map((q, i) => q - series.discharge[i]);
    for (const [name, expected, tolerance] of [
      ['test_time_second', series.time, 0],
      // Single precision up to 404 V.
      ['voltage_volt', series.voltage, 2e-5],
      ['current_ampere', series.current, 1e-9],
      ['step_id', series.step, 0],
      ['net_capacity_ah', net, 1e-12],
    ] as const) {
      const values = table.column(name);
      const wrong = expected.findIndex((v, i) => !(Math.abs(v - values[i]) <= tolerance));
      expect(wrong, `${name}, row ${wrong + 1}: ${values[wrong]} for ${expected[wrong]}`).toBe(-1);
    }
  });

  it('decodes what no check asks for when first asked', async () => {
    const { table } = await read();
    const late = table.columns.filter((c) => c.deferred);
    expect(late.map((c) => c.name)).toEqual(['mode', 'oxidation', 'error', 'net_capacity_ah', 'step_id']);
    for (const column of late) {
      const all = column.values as Float64Array;
      // Rows on both sides of the first piece's end at 4 MiB of 27 bytes a row.
      for (const [from, to] of [
        [0, 3],
        [155_340, 155_350],
        [199_990, 200_000],
      ])
        expect([...(column.decodeRows!(from, to).values as Float64Array)]).toEqual([...all.subarray(from, to)]);
    }
    expect([...(table.get('mode').values as Int32Array).subarray(39_999, 40_001)]).toEqual([3, 1]);
  });
});

describeShared('real .mpr files', () => {
  // Rows counted from the module headers; the vendor's text export beside a file has the same number.
  it.each([
    ['cycling/cp.mpr', 121, 'cycling', 'CP'],
    ['cycling/ca.mpr', 721, 'cycling', 'CA'],
    ['cycling/ocv.mpr', 602, 'cycling', 'OCV'],
    ['cycling/wait.mpr', 0, 'cycling', 'WAIT'],
    ['cycling/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr', 46102, 'cycling', 'GCPL'],
    ['cycling/250116_kigr_gen6_01_02_GCPL_CD8.mpr', 3791, 'cycling', 'GCPL'],
    ['cycling/GCPL-0.mpr', 4, 'cycling', 'GCPL'],
    ['cycling/MB-0.mpr', 2, 'cycling', 'MB'],
    ['cycling/00_test_01_OCV_C01.mpr', 2, 'cycling', 'OCV'],
    ['cycling/00_test_02_MB_C01.mpr', 11, 'cycling', 'MB'],
    ['gitt_ocv_rate/CP_SSB.mpr', 30208, 'cycling', 'CP'],
    ['eis/PEIS-0.mpr', 60, 'eis', 'PEIS'],
    ['eis/PEIS.mpr', 244, 'eis', 'PEIS'],
    ['eis/PEIS_LPSCl_IonBlocking_-25C.mpr', 79, 'eis', 'PEIS'],
    ['eis/PEIS_SSB.mpr', 89, 'eis', 'PEIS'],
  ])('%s has %i rows', async (path, rows, kind, technique) => {
    const recording = await readShared(mprReader, path);
    expect(recording.table.length).toBe(rows);
    expect(recording.kind).toBe(kind);
    expect(recording.about.protocol).toBe(technique);
    expect(recording.notes.filter((n) => n.level === 'serious')).toEqual([]);
  });

  // The vendor's export prints single precision with 8 digits and double with 16, so values agree to the last printed
  // one.
  it.each([
    ['cycling/cp.mpr', 'cycling/cp.mpt'],
    ['cycling/ca.mpr', 'cycling/ca.mpt'],
    ['cycling/ocv.mpr', 'cycling/ocv.mpt'],
    ['cycling/wait.mpr', 'cycling/wait.mpt'],
    ['gitt_ocv_rate/CP_SSB.mpr', 'gitt_ocv_rate/CP_SSB.txt'],
    ['eis/PEIS_LPSCl_IonBlocking_-25C.mpr', 'eis/PEIS_LPSCl_IonBlocking_-25C.txt'],
  ])('%s equals its text export %s', async (binary, text) => {
    const a = await readShared(mprReader, binary);
    const b = await readShared(mptReader, text);
    expect(b.table.length).toBe(a.table.length);
    expect(b.kind).toBe(a.kind);
    expect(b.about.started).toBe(a.about.started);
    const shared = a.table.names.filter((name) => b.table.has(name));
    expect(shared).toEqual(
      expect.arrayContaining(
        a.kind === 'eis'
          ? ['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm']
          : ['test_time_second', 'voltage_volt'],
      ),
    );
    for (const name of shared) {
      const x = a.table.column(name);
      const y = b.table.column(name);
      // EC-Lab's text export of cp.mpr prints 0 for <Ewe> in some rows, where the binary holds the potential.
      for (let i = 0; i < x.length; i++)
        if (!(name.startsWith('mean_working') && y[i] === 0) && Math.abs(x[i] - y[i]) > 1e-6 * Math.abs(x[i]))
          expect.fail(`${name}, row ${i + 1}: ${x[i]} in the binary, ${y[i]} in the text`);
    }
  });

  it('keeps what the settings and log modules say', async () => {
    const { metadata, about } = await readShared(mprReader, 'cycling/cp.mpr');
    // Values as another reader of the same file gives them (cp-meta.json).
    expect(metadata.settings).toMatchObject({
      technique: 'CP',
      reference_electrode: 'SCE Saturated Calomel Electrode',
      sequences: [{ Is: -100, Is_unit: 'mA', ts: 120, dts: 1, dQM: 3.333, E_range_min: -10, E_range_max: 10 }],
    });
    expect(metadata.log).toMatchObject({
      channel: 1,
      channel_serial: 5304,
      host: '10.1.1.100',
      software_version: '11.33',
      device_serial: '0200',
    });
    expect(about.started).toBe('2021-03-02T16:17:59');
    const gcpl = await readShared(mprReader, 'cycling/250116_kigr_gen6_01_02_GCPL_CD8.mpr');
    expect(gcpl.metadata.settings).toMatchObject({
      active_material_mass_mg: 17.233,
      electrode_material: 'LNMO SiGr IntelLiGent gen2',
      sequences: [{ tR: 10 }, { EM: 4.9 }, { EM: 3.5 }, {}],
    });
    expect(gcpl.metadata.loop_starts).toEqual([0, 3791]);
  });

  it('derives the current of GCPL from charge and time, as EC-Lab does', async () => {
    const { table, notes } = await readShared(mprReader, 'cycling/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr');
    expect(notes.map((n) => n.code)).toContain('current-derived');
    // The file also stores the power: P / V is the current at the end of the interval, so the two agree where it is
    // constant.
    const [i, v, p, mode] = ['current_ampere', 'voltage_volt', 'power_watt', 'mode'].map((name) => table.column(name));
    let close = 0;
    let galvanostatic = 0;
    for (let k = 1; k < i.length; k++) {
      if (mode[k] !== 1) continue;
      galvanostatic++;
      if (Math.abs(i[k] - p[k] / v[k]) < 0.005 * 88.8e-6) close++;
    }
    expect(close / galvanostatic).toBeGreaterThan(0.99);
  });
});

describeShared('real text exports', () => {
  it('BT-Lab text with a long preamble', async () => {
    const { table, about } = await readShared(mptReader, 'cycling/Sample_data_biologic_CA1.txt');
    expect(about.started).toBe('2024-05-13T11:19:51.602');
    const row = table.column('test_time_second').findIndex((t) => Math.abs(t - 139.524007) < 1e-5);
    expect(table.column('step_id')[row]).toBe(1);
    // PyProBE's test gives the current to six digits.
    expect(table.column('current_ampere')[row]).toBeCloseTo(-0.899826, 6);
  });

  it('absolute time stamps', async () => {
    const { table } = await readShared(mptReader, 'cycling/Sample_data_biologic_timestamped.txt');
    const time = table.column('test_time_second');
    expect(time.length).toBe(8);
    // Stamps have milliseconds; seconds since 1970 hold them to a quarter of a microsecond.
    [0, 6.464, 7.464].forEach((t, i) => expect(time[i]).toBeCloseTo(t, 5));
    expect(time[7]).toBeCloseTo(12.464, 5);
  });

  it('no header', async () => {
    expect((await readShared(mptReader, 'cycling/Sample_data_biologic_no_header.mpt')).table.length).toBe(13);
  });

  it('decimal commas, three electrodes', async () => {
    const { table } = await readShared(mptReader, 'gitt_ocv_rate/T-cell_pOCV_data.txt');
    expect(table.length).toBe(9740);
    const v = table.column('voltage_volt');
    expect([Math.min(...v), Math.max(...v)].map((x) => x.toFixed(4))).toEqual(['2.8999', '4.2000']);
    expect(Math.max(...table.column('half_cycle_capacity_ah'))).toBeCloseTo(3.997074e-3, 9);
    expect(Math.max(...table.column('areal_capacity'))).toBeCloseTo(4.244601, 6);
    expect(table.column('ewe_vreal')[0] - table.column('working_electrode_potential_vs_reference_volt')[0]).toBeCloseTo(
      0.31,
      6,
    );
  });

  it('impedance', async () => {
    const { kind, table } = await readShared(mptReader, 'eis/exampleDataBioLogic.mpt');
    expect(kind).toBe('eis');
    expect(table.length).toBe(43);
    expect([
      table.column('frequency_hertz')[0],
      table.column('real_impedance_ohm')[0],
      table.column('imaginary_impedance_ohm')[0],
    ]).toEqual([1000.3201, 65.470886, -0.38998979]);
  });
});
