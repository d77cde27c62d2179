import { describe, expect, it } from 'vitest';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { makeSeriesSamples, makeSpectrumSamples } from '../make/samples.js';
import { makeSeries, makeSpectrum } from '../make/series.js';

describe('every reader on a file that a test made', () => {
  const series = makeSeries();
  it.each(makeSeriesSamples(series).map((s) => [s.reader, s.name, s.bytes] as const))(
    '%s reads %s',
    async (id, name, bytes) => {
      const source = makeSource(name, bytes);
      const { reader } = await detectReader(source, readers);
      expect(reader.id).toBe(id);
      const [{ table, kind, origin }] = (await reader.read(source)).recordings;
      expect(kind).toBe('cycling');
      expect(origin).toMatchObject({
        type: 'measured',
        reader: `${id}@1`,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(table.length).toBe(series.time.length);
      const check = (column: string, expected: number[], tolerance: number): void =>
        table
          .column(column)
          .forEach((v, i) =>
            expect(Math.abs(v - expected[i]), `${column}, row ${i + 1}: ${v} for ${expected[i]}`).toBeLessThanOrEqual(
              tolerance,
            ),
          );
      // Single precision of some formats (4 V: 2.4e-7), nine decimals of a minute in Maccor's.
      check('test_time_second', series.time, 1e-6);
      check('voltage_volt', series.voltage, 3e-7);
      check('current_ampere', series.current, 1e-9);
      if (table.has('cycle_count')) check('cycle_count', series.cycle, 0);
      if (table.has('step_id')) check('step_id', series.step, 0);
      if (table.has('step_time_second')) check('step_time_second', series.stepTime, 1e-6);
      if (table.has('step_charging_capacity_ah')) check('step_charging_capacity_ah', series.charge, 2e-8);
      if (table.has('step_discharging_capacity_ah')) check('step_discharging_capacity_ah', series.discharge, 2e-8);
    },
  );

  const spectrum = makeSpectrum();
  it.each(makeSpectrumSamples(spectrum).map((s) => [s.reader, s.name, s.bytes] as const))(
    '%s reads %s',
    async (id, name, bytes) => {
      const source = makeSource(name, bytes);
      const { reader } = await detectReader(source, readers);
      expect(reader.id).toBe(id);
      const [{ table, kind, notes }] = (await reader.read(source)).recordings;
      expect(kind).toBe('eis');
      const check = (column: string, expected: number[]): void =>
        table
          .column(column)
          .forEach((v, i) =>
            expect(Math.abs(v - expected[i]), `${column}, row ${i + 1}`).toBeLessThanOrEqual(
              1e-6 * Math.abs(expected[i]) + 1e-9,
            ),
          );
      check('frequency_hertz', spectrum.frequency);
      check('real_impedance_ohm', spectrum.real);
      check('imaginary_impedance_ohm', spectrum.imaginary);
      if (table.has('phase_degree'))
        check(
          'phase_degree',
          spectrum.real.map((re, i) => (Math.atan2(spectrum.imaginary[i], re) * 180) / Math.PI),
        );
      expect(notes.some((n) => n.code === 'imaginary-sign')).toBe(name === 'negated.txt');
    },
  );
});
