import { describe, expect, it } from 'vitest';
import { isGrid, Table } from '../../../src/core/index.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { writeEmsa } from '../../../src/io/spectra/write-emsa.js';
import { writeVamas } from '../../../src/io/spectra/write-vamas.js';
import { simulateRegion } from '../../../src/lab/index.js';
import { readFileRecordings } from '../../lab/xps/run.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { makeDm, makeSpecsXml, makeSpectrumFiles } from './samples.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
async function read(name: string, bytes: Uint8Array) {
  const source = makeSource(name, bytes);
  const { reader } = await detectReader(source, readers);
  return { reader: reader.id, ...(await reader.read(source)) };
}

describe('files of spectra', () => {
  it('go to their own readers by content', async () => {
    for (const sample of await makeSpectrumFiles()) {
      const found = await read(sample.name, sample.bytes);
      expect(found.reader).toBe(sample.reader);
      expect(found.recordings.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['Intensity (counts),Binding Energy (eV)', 'intensity_count'],
    ['Counts / s,BE (eV)', 'intensity_count_per_second'],
    ['CPS\tB.E.', 'intensity_count_per_second'],
  ])('with the labels %s have their axis where its label stands', async (labels, name) => {
    const delimiter = labels.includes('\t') ? '\t' : ',';
    const rows = Array.from({ length: 20 }, (_, i) => [300 + 7 * i, 196 - 0.5 * i].join(delimiter));
    const { reader, recordings } = await read('a.txt', text([labels, ...rows].join('\n')));
    expect(reader).toBe('spectrum-table');
    const { table } = recordings[0];
    expect(table.names).toEqual(['binding_energy_electronvolt', name]);
    expect(table.column('binding_energy_electronvolt')[3]).toBe(194.5);
    expect(table.column(name)[3]).toBe(321);
  });

  it('of SpecsLab add the channels of the detector, each at its own place', async () => {
    const kinetic = Float64Array.from({ length: 30 }, (_, i) => 1290 + 0.2 * i);
    const counts = kinetic.map((_, i) => 100 + (i === 12 ? 500 : 0));
    const { recordings } = await read('a.xml', text(makeSpecsXml(kinetic, counts, 20)));
    const { table, metadata } = recordings[0];
    // Two scans of three channels.
    expect([...table.column('intensity_count')]).toEqual([...counts].map((c) => 6 * c));
    table.column('binding_energy_electronvolt').forEach((e, i) => expect(e).toBeCloseTo(1486.6 - kinetic[i], 9));
    expect(metadata).toMatchObject({ region: 'B 1s', dwell_second: 0.2, detectors: 3, scans: 2 });
    const cut = makeSpecsXml(kinetic, counts, 20).replace(/\n\d+<\/ulong>/, '</ulong>');
    const stopped = (await read('a.xml', text(cut))).recordings[0];
    expect(stopped.table.column('intensity_count')[12]).toBe(3 * 600);
    expect(stopped.notes.map((n) => n.code)).toContain('scan-left-out');
  });

  it('come back from VAMAS as they were written, on even and uneven axes', async () => {
    const make = {
      region: 'O 1s',
      from: 526,
      to: 536,
      step: 0.1,
      base: 900,
      lines: [{ position: 529.5, area: 2000, gauss: 1, lorentz: 0.3 }],
      dwell: 2,
      charging: 0.4,
    };
    const even = await simulateRegion(make, 7);
    const uneven = {
      ...even,
      table: new Table(
        even.table.columns.map((c) =>
          c.name === 'binding_energy_electronvolt'
            ? { ...c, values: Float64Array.from(c.values as Float64Array, (e, i) => e + 0.03 * Math.sin(i)) }
            : c,
        ),
      ),
    };
    for (const recording of [even, uneven]) {
      const { recordings } = await read('a.vms', text(writeVamas([recording])));
      const back = recordings[0].table;
      const energy = recording.table.column('binding_energy_electronvolt');
      expect(recordings[0].metadata.region).toBe('O 1s');
      expect(recordings[0].metadata.dwell_second).toBe(2);
      back.column('binding_energy_electronvolt').forEach((e, i) => expect(Math.abs(e - energy[i])).toBeLessThan(1e-9));
      expect([...back.column('intensity_count')]).toEqual([...recording.table.column('intensity_count')]);
    }
  });

  it('keep uneven axes and tiny numbers through EMSA, and the column over the header', async () => {
    const energy = Float64Array.from({ length: 30 }, (_, i) => 840 + i * 0.5 + 0.1 * Math.sin(i));
    const values = Float64Array.from({ length: 30 }, (_, i) => (i === 4 ? 1e-7 : 1e9 / (i + 1)));
    const recording = {
      kind: 'eels',
      table: new Table([
        { name: 'energy_loss_electronvolt', values: energy },
        { name: 'intensity_arbitrary', values },
      ]),
      about: {},
      metadata: {},
      origin: { type: 'measured' as const, file: 'a', sha256: '', reader: 'a@1' },
      notes: [],
    };
    const { recordings } = await read('a.msa', text(writeEmsa(recording)));
    expect([...recordings[0].table.column('energy_loss_electronvolt')]).toEqual([...energy]);
    expect([...recordings[0].table.column('intensity_arbitrary')]).toEqual([...values]);
    const shifted = writeEmsa(recording).replace(/#OFFSET.*/, '#OFFSET      : 900');
    const odd = await read('a.msa', text(shifted));
    expect(odd.recordings[0].table.column('energy_loss_electronvolt')[0]).toBe(840);
    expect(odd.recordings[0].notes.map((n) => n.code)).toContain('axis-disagrees');
  });

  it('count the channel of CHOFFSET', async () => {
    const lines = [
      '#FORMAT      : EMSA/MAS Spectral Data File',
      '#NPOINTS : 3',
      '#XUNITS : eV',
      '#DATATYPE : Y',
      '#XPERCHAN : 0.5',
      '#OFFSET : 100',
      '#CHOFFSET : 2',
      '#SIGNALTYPE : ELS',
      '#SPECTRUM :',
      '5',
      '6',
      '7',
      '#ENDOFDATA :',
    ];
    const { recordings } = await read('a.msa', text(lines.join('\n')));
    expect([...recordings[0].table.column('energy_loss_electronvolt')]).toEqual([99, 99.5, 100]);
  });

  it('have the axes of DigitalMicrograph: (i − origin)·scale, fastest first', async () => {
    const values = Array.from({ length: 12 }, (_, i) => 10 + i);
    const bytes = makeDm(
      4,
      [4, 3],
      [
        { origin: -1600, scale: 0.5, unit: 'eV' },
        { origin: 1, scale: 2, unit: 'nm' },
      ],
      values,
    );
    const { recordings } = await read('line.dm4', bytes);
    const scan = recordings[0].parts!.scan;
    if (!isGrid(scan)) throw new Error('no grid');
    expect([...scan.axes[0].values]).toEqual([-2, 0, 2]);
    expect([...scan.axes[1].values]).toEqual([800, 800.5, 801, 801.5]);
    expect([...scan.values]).toEqual(values);
  });

  it('turn rates into counts where the dwell time makes whole numbers of them', async () => {
    const phi = (await makeSpectrumFiles()).find((s) => s.reader === 'phi-spe')!;
    const { recordings } = await read(phi.name, phi.bytes);
    expect(recordings[0].notes.map((n) => n.code)).toContain('rate-to-counts');
    expect(recordings[0].table.has('intensity_count')).toBe(true);
  });

  it('take 1E37 as absent', async () => {
    const region = await simulateRegion({ region: 'C 1s', from: 280, to: 290, step: 0.5, base: 100, lines: [] }, 1);
    const { recordings } = await read('a.vms', text(writeVamas([{ ...region, metadata: { region: 'C 1s' } }])));
    expect(recordings[0].metadata.dwell_second).toBeUndefined();
    expect(JSON.stringify(recordings[0].metadata)).not.toMatch(/1e\+?37/i);
  });
});

describeShared('real files of spectra', () => {
  const real = (path: string) => readFileRecordings(sharedPath(path));

  it('of a Kratos instrument have five blocks, as its exports say', async () => {
    const blocks = await real('xps/0-150W.vms');
    expect(blocks.length).toBe(5);
    const nickel = blocks.find((b) => b.metadata.region === 'Ni 2p') ?? blocks[1];
    for (const [export_, block] of [
      ['0-150W_NiWNi2p_Ni2p.txt', nickel],
      ['0-150W_NiWO1s_O1s.txt', blocks[2]],
      ['0-150W_NiWC1s_C1s.txt', blocks[3]],
    ] as const) {
      const [told] = await real(`xps/${export_}`);
      const energy = told.table.column('binding_energy_electronvolt');
      const counts = told.table.column('intensity_count');
      const own = block.table.column('binding_energy_electronvolt');
      own.forEach((e, i) => expect(Math.abs(e - energy[i])).toBeLessThan(1e-6));
      expect([...block.table.column('intensity_count')]).toEqual([...counts]);
    }
    expect(nickel.table.column('binding_energy_electronvolt')[0]).toBeCloseTo(900, 6);
    expect(nickel.table.column('intensity_count')[0]).toBe(114);
    expect(blocks[2].table.column('intensity_count')[0]).toBe(1620);
  });

  it('keep what CasaXPS left in the comments', async () => {
    const [iron] = await real('xps/FeO_analyzed.vms');
    const casa = iron.metadata.casa as {
      components: { shape: string; position: number; area: number }[];
      regions: unknown[];
    };
    expect(casa.regions.length).toBe(1);
    expect(casa.components.map((c) => c.shape)).toEqual([
      'LF(0.54,10,80,100,6)',
      'SGL(30)',
      'LF(0.54,10,80,100,6)',
      'SGL(30)',
    ]);
    expect(1486.61 - casa.components[0].position).toBeCloseTo(709.047, 3);
    expect(iron.table.has('transmission')).toBe(true);
  });

  it('of MultiPak are counts: 2047.5 a second in 0.4 s', async () => {
    const blocks = await real('xps/Mutlipak_vms.npl');
    expect(blocks.length).toBe(5);
    expect(blocks[0].table.column('binding_energy_electronvolt')[0]).toBe(305);
    expect(blocks[0].table.column('intensity_count')[0]).toBe(819);
  });

  it('of PHI and SPECS have their ranges', async () => {
    const [phi] = await real('xps/SnO2_10nm.spe');
    expect(phi.table.length).toBe(1751);
    expect(phi.table.column('binding_energy_electronvolt')[1750]).toBeCloseTo(0, 6);
    const specs = await real('xps/MgFe2O4_small.xy');
    expect(specs[0].table.length).toBe(1351);
    expect(specs[0].metadata.region).toBe('Survey');
  });

  it('of EELSDB begin and step as their database says', async () => {
    const [oxygen] = await real('eels_em/eelsdb_O_K_YAG.msa');
    expect(oxygen.table.length).toBe(1340);
    expect(oxygen.table.column('energy_loss_electronvolt')[0]).toBe(510);
    expect(oxygen.table.column('intensity_count')[0]).toBe(2425);
    const [nitride] = await real('eels_em/eelsdb_BN_lowloss.msa');
    expect(nitride.table.length).toBe(546);
    expect(nitride.table.column('energy_loss_electronvolt')[1]).toBeCloseTo(4.0547, 6);
    expect(nitride.table.column('intensity_arbitrary')[0]).toBe(-46.6837);
    const [eds] = await real('eels_em/647_leo_edax_test.msa');
    expect(eds.kind).toBe('eds');
    expect(eds.table.length).toBe(4096);
  });

  it('of DigitalMicrograph hold the same in both versions', async () => {
    for (const name of ['ref_F_0_1', 'ref_F_1_1', 'ref_T_0_1']) {
      const [three] = await real(`eels_em/${name}.dm3`);
      const [four] = await real(`eels_em/${name}.dm4`);
      expect([...three.table.column('intensity_arbitrary')]).toEqual([...four.table.column('intensity_arbitrary')]);
      expect(three.metadata.dimensions).toEqual(four.metadata.dimensions);
    }
  });

  it('that are pieces of VAMAS are refused with the reason', async () => {
    for (const name of ['casa_process', 'kratos', 'phi'])
      await expect(real(`xps/${name}.vms`)).rejects.toThrow(/no heading of VAMAS/);
  });
});
