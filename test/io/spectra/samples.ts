import { encode } from 'fast-png';
import { Table } from '../../../src/core/index.js';
import { writeEmsa } from '../../../src/io/spectra/write-emsa.js';
import { writeVamas } from '../../../src/io/spectra/write-vamas.js';
import { simulateRegion } from '../../../src/lab/index.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export interface SpectrumSample {
  reader: string;
  name: string;
  bytes: Uint8Array;
}

/** A DigitalMicrograph file of version 3 or 4 with one image, its tags as the format has them. */
export function makeDm(
  version: 3 | 4,
  dimensions: readonly number[],
  axes: readonly { origin: number; scale: number; unit: string }[],
  values: readonly number[],
): Uint8Array {
  const out: number[] = [];
  const be = (value: number, bytes: number): void => {
    for (let k = bytes - 1; k >= 0; k--) out.push(Math.floor(value / 256 ** k) % 256);
  };
  const count = (value: number): void => be(value, version === 4 ? 8 : 4);
  const le = (array: ArrayBuffer): void => void out.push(...new Uint8Array(array));
  const entry = (kind: 20 | 21, name: string, body: () => void): void => {
    out.push(kind);
    be(name.length, 2);
    out.push(...text(name));
    if (version === 4) be(0, 8);
    body();
  };
  const group = (name: string, entries: number, body: () => void): void =>
    entry(20, name, () => {
      out.push(1, 0);
      count(entries);
      body();
    });
  const data = (name: string, info: readonly number[], body: () => void): void =>
    entry(21, name, () => {
      out.push(0x25, 0x25, 0x25, 0x25);
      count(info.length);
      info.forEach(count);
      body();
    });
  const u32 = (name: string, value: number): void => data(name, [5], () => le(Uint32Array.of(value).buffer));
  const f32 = (name: string, value: number): void => data(name, [6], () => le(Float32Array.of(value).buffer));
  const string = (name: string, value: string): void =>
    data(name, [20, 4, value.length], () => le(Uint16Array.from(value, (c) => c.charCodeAt(0)).buffer));
  be(version, 4);
  count(0);
  be(1, 4);
  out.push(1, 0);
  count(1);
  group('ImageList', 1, () =>
    group('', 1, () =>
      group('ImageData', 4, () => {
        group('Calibrations', 1, () =>
          group('Dimension', axes.length, () => {
            for (const axis of axes)
              group('', 3, () => {
                f32('Origin', axis.origin);
                f32('Scale', axis.scale);
                string('Units', axis.unit);
              });
          }),
        );
        data('Data', [20, 6, values.length], () => le(Float32Array.from(values).buffer));
        u32('DataType', 2);
        group('Dimensions', dimensions.length, () => dimensions.forEach((d) => u32('', d)));
      }),
    ),
  );
  out.push(0, 0, 0, 0);
  return Uint8Array.from(out);
}

/** A PHI file of one region, as SmartSoft writes it. */
export function makePhi(values: Float32Array, start: number, step: number, dwell: number): Uint8Array {
  const n = values.length;
  const header = text(
    [
      'SOFH',
      'Platform: PC',
      'FileType:  SPECTRUM',
      'FileDesc: (1, powder)',
      'InstrumentModel: VersaProbe',
      'AcqFileDate: 2024 1 22',
      `SpectralRegDef: 1 1 B1s 5 ${n} ${step} ${start} ${start + step * (n - 1)} 0 0 ${dwell} 55.00 AREA`,
      'XraySource: Al 1486.6 mono',
      'EOFH',
      '',
    ].join('\r\n'),
  );
  const binary = new DataView(new ArrayBuffer(112 + 4 * n));
  [1, 1, 96, 16].forEach((v, k) => binary.setUint32(4 * k, v, true));
  binary.setUint32(16, 1, true);
  binary.setUint32(16 + 20, n, true);
  'f4'.split('').forEach((c, k) => binary.setUint8(16 + 72 + k, c.charCodeAt(0)));
  binary.setUint32(16 + 76, 4 * n, true);
  binary.setUint32(16 + 80, 112, true);
  values.forEach((v, i) => binary.setFloat32(112 + 4 * i, v, true));
  const out = new Uint8Array(header.length + binary.byteLength);
  out.set(header);
  out.set(new Uint8Array(binary.buffer), header.length);
  return out;
}

/** A SpecsLab file of one region: two scans of three channels, the outer ones shifted by two steps either way. */
export function makeSpecsXml(kinetic: Float64Array, counts: Float64Array, pass: number): string {
  const n = counts.length;
  const delta = kinetic[1] - kinetic[0];
  const margin = 2;
  const shift = (margin * delta) / pass;
  // A channel that sits higher by its shift meets an energy earlier in the sweep.
  const channel = (c: number, k: number): number => counts[Math.min(n - 1, Math.max(0, k - margin + (c - 1) * margin))];
  const scan = Array.from({ length: n + 2 * margin }, (_, k) => [0, 1, 2].map((c) => channel(c, k)).join('\n')).join(
    '\n',
  );
  const element = (tag: string, name: string, value: string | number): string =>
    `<${tag} name="${name}">${value}</${tag}>`;
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<any version="1.6"><sequence name="groups" type_name="RegionGroupSeq"><struct type_name="RegionGroup">
${element('string', 'name', 'powder')}
<sequence name="regions" type_name="RegionDataSeq"><struct type_name="RegionData">${element('string', 'name', 'B 1s')}
<struct name="region" type_name="RegionDef">
<struct name="scan_mode" type_name="ScanMode">${element('string', 'name', 'FixedAnalyzerTransmission')}</struct>
${element('ulong', 'values_per_curve', n)}${element('double', 'scan_delta', delta)}${element('double', 'kinetic_energy', kinetic[0])}
${element('double', 'excitation_energy', 1486.6)}${element('double', 'pass_energy', pass)}${element('double', 'dwell_time', 0.1)}
</struct>${element('ulong', 'mcd_head', margin)}${element('ulong', 'mcd_tail', margin)}
<sequence name="detectors" type_name="DetectorSeq">${[-shift, 0, shift].map((s) => `<struct type_name="Detector">${element('double', 'shift', s)}</struct>`).join('')}</sequence>
<sequence name="cycles" type_name="CycleSeq"><struct type_name="Cycle"><sequence name="scans" type_name="ScanSeq">
${[1, 2].map(() => `<struct type_name="Scan"><sequence name="counts" type_name="CountsSeq"><ulong>${scan}</ulong></sequence></struct>`).join('\n')}
</sequence></struct></sequence></struct></sequence></struct></sequence></any>`;
}

/** One small file of each reader. */
export async function makeSpectrumFiles(): Promise<SpectrumSample[]> {
  const region = await simulateRegion(
    {
      region: 'B 1s',
      from: 184,
      to: 190,
      step: 0.2,
      base: 300,
      lines: [{ position: 187.8, area: 200, gauss: 1.1, lorentz: 0.3 }],
    },
    3,
  );
  const energy = region.table.column('binding_energy_electronvolt');
  const counts = region.table.column('intensity_count');
  const loss = {
    ...region,
    kind: 'eels',
    table: new Table([
      { name: 'energy_loss_electronvolt', values: Float64Array.from({ length: 40 }, (_, i) => 840 + i * 0.5) },
      { name: 'intensity_count', values: Float64Array.from({ length: 40 }, (_, i) => 900 - i) },
    ]),
  };
  const rows = Array.from(energy, (e, i) => `${e.toFixed(2)},${counts[i]}`);
  const picture = Uint8Array.from({ length: 24 * 16 }, (_, i) => (i * 37) % 251);
  return [
    { reader: 'vamas', name: 'a.vms', bytes: text(writeVamas([region, region])) },
    { reader: 'emsa', name: 'a.msa', bytes: text(writeEmsa(loss)) },
    {
      reader: 'spectrum-table',
      name: 'a.csv',
      bytes: text(['binding_energy_electronvolt,intensity_count', ...rows].join('\n')),
    },
    {
      reader: 'spectrum-table',
      name: 'line.csv',
      bytes: text(
        [
          'energy_loss_electronvolt,0.00 nm,1.25 nm',
          ...Array.from({ length: 30 }, (_, i) => `${500 + i},${900 - i},${880 - i}`),
        ].join('\n'),
      ),
    },
    {
      reader: 'spectrum-table',
      name: 'eds.csv',
      bytes: text(
        [
          'position_nanometre,ni_k_count,co_k_count',
          ...Array.from({ length: 20 }, (_, i) => `${4 * i},${4000 + i},${480 + i}`),
        ].join('\n'),
      ),
    },
    {
      reader: 'specs-xy',
      name: 'a.xy',
      bytes: text(
        [
          '# Created by:        SpecsLab Prodigy',
          '#   Energy Axis:              Binding Energy',
          '#   Count Rate:               Counts per Second',
          '# Group:                        powder',
          '# Region:                       B1s',
          '# Dwell Time:                   0.5',
          '# Excitation Energy:            1486.61',
          '# Cycle: 0',
          '# Number of Scans: 2',
          '# ColumnLabels:                 energy counts/s',
          ...Array.from(energy, (e, i) => `${e.toFixed(2)}  ${counts[i]}`),
        ].join('\n'),
      ),
    },
    {
      reader: 'specs-xml',
      name: 'a.xml',
      bytes: text(
        makeSpecsXml(
          energy.map((e) => 1486.6 - e),
          counts,
          20,
        ),
      ),
    },
    {
      reader: 'scienta-text',
      name: 'a.txt',
      bytes: text(
        [
          '[Info]',
          'Number of Regions=1',
          'Version=1.3.1',
          '',
          '[Region 1]',
          'Region Name=B 1s',
          'Dimension 1 name=Kinetic Energy [eV]',
          '',
          '[Info 1]',
          'Region Name=B 1s',
          'Excitation Energy=1486.6',
          'Energy Scale=Kinetic',
          'Step Time=100',
          'Number of Sweeps=4',
          '',
          '[Data 1]',
          ...Array.from(energy, (e, i) => ` ${(1486.6 - e).toFixed(3)}  ${counts[i]}  ${counts[i]}`),
        ].join('\n'),
      ),
    },
    {
      reader: 'casa-text',
      name: 'casa.txt',
      bytes: text(
        [
          'Cycle 0:powder:B1s',
          '\tCharacteristic Energy eV\t1486.61\tAcquisition Time s\t1',
          'Name\t\tB 1s\t',
          'Position\t\t187.8\t',
          'FWHM\t\t1.1\t',
          'Area\t\t200\t',
          'Lineshape\t\tGL(30)\t',
          'K.E.\tCounts\tB 1s\tBackground\tEnvelope',
          ...Array.from(energy, (e, i) => `${(1486.61 - e).toFixed(2)}\t${counts[i]}\t${counts[i]}\t300\t${counts[i]}`),
        ].join('\n'),
      ),
    },
    {
      reader: 'phi-spe',
      name: 'a.spe',
      bytes: makePhi(
        Float32Array.from(counts, (c) => c / 0.5),
        190,
        -0.2,
        0.5,
      ),
    },
    {
      reader: 'gatan-dm',
      name: 'a.dm3',
      bytes: makeDm(
        3,
        [20, 3],
        [
          { origin: -1680, scale: 0.5, unit: 'eV' },
          { origin: 0, scale: 1.25, unit: 'nm' },
        ],
        Array.from({ length: 60 }, (_, i) => 900 - i),
      ),
    },
    {
      reader: 'gatan-dm',
      name: 'a.dm4',
      bytes: makeDm(
        4,
        [6, 4],
        [
          { origin: 0, scale: 0.05, unit: 'nm' },
          { origin: 0, scale: 0.05, unit: 'nm' },
        ],
        Array.from({ length: 24 }, (_, i) => i),
      ),
    },
    { reader: 'png', name: 'a.png', bytes: encode({ width: 24, height: 16, data: picture, depth: 8, channels: 1 }) },
    { reader: 'tiff', name: 'a.tif', bytes: makeTiff(picture, 24, 16) },
  ];
}

/** A little-endian grey TIFF of one strip, as ImageJ writes it. */
export function makeTiff(data: Uint8Array, width: number, height: number): Uint8Array {
  const description = 'ImageJ=1.53\nunit=nm\n\0';
  const tags: [number, number, number, number][] = [];
  const head = 8;
  const dataAt = head;
  const textAt = dataAt + data.length;
  const ratioAt = textAt + description.length + (description.length % 2);
  const ifd = ratioAt + 8;
  tags.push([256, 3, 1, width], [257, 3, 1, height], [258, 3, 1, 8], [259, 3, 1, 1], [262, 3, 1, 1]);
  tags.push([270, 2, description.length, textAt], [273, 4, 1, dataAt], [277, 3, 1, 1], [278, 3, 1, height]);
  tags.push([279, 4, 1, data.length], [282, 5, 1, ratioAt]);
  const bytes = new Uint8Array(ifd + 2 + 12 * tags.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 0x2a, 0]);
  view.setUint32(4, ifd, true);
  bytes.set(data, dataAt);
  bytes.set(text(description), textAt);
  view.setUint32(ratioAt, 20, true);
  view.setUint32(ratioAt + 4, 1, true);
  view.setUint16(ifd, tags.length, true);
  tags.forEach(([tag, type, count, value], k) => {
    const at = ifd + 2 + 12 * k;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    if (type === 3) view.setUint16(at + 8, value, true);
    else view.setUint32(at + 8, value, true);
  });
  return bytes;
}
