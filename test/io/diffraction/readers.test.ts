import { zipSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { CermetError, type Recording } from '../../../src/core/index.js';
import { writers } from '../../../src/io/writers.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { describeShared } from '../../shared-data.js';
import { sharedSource } from '../read-shared.js';

async function readText(name: string, content: string | Uint8Array): Promise<Recording[]> {
  const source = makeSource(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  const { reader } = await detectReader(source, readers);
  return (await reader.read(source)).recordings;
}

const rows = (make: (x: number, i: number) => string, n = 40): string =>
  Array.from({ length: n }, (_, i) => make(10 + 0.02 * i, i)).join('\n');

describeShared('real files of every maker', () => {
  it.each([
    ['BT86.raw', 2374, 3, 187, 'counts', 1.5406],
    ['BT86-siemens.uxd.gz', 2374, 3, 187, 'counts', 1.5406],
    ['TiO2.raw', 1647, 10, 557, 'counts', 1.5406],
    ['TiOF.brml', 2469, 9.998839261, 4471, 'counts', 1.5406],
    ['JO_KL_16_ZF_3_60deg_0.02step_12degpermin_001.rasx', 2851, 3, 2589, 'counts', 1.540593],
    ['MB120718Si3.ras.gz', 1401, 2, 7994, 'counts', 1.540593],
    ['CG20396_jdb12-1.xrdml', 7181, 5.00835563, 1678, 'counts', 1.540598],
    ['HL1-2_5-90_60min.xrdml', 6474, 5.00116514, 1426, 'counts', 1.540598],
    ['FAP-laboratory.gsas.gz', 5753, 15, 609, 'counts', undefined],
    ['example_bmb.xye', 575, 0.5, 662.407183, 'counts', 0.414581],
    ['example_mythen.dat', 730, 2.084, 2866.694378, 'counts', undefined],
    ['example_evadiffract.xy', 28, 5.0001, 4.852, 'intensity', undefined],
    ['example_ocx.xy', 1876, 5, 2.732, 'intensity', undefined],
    ['LiMnO2.xy', 9001, 10, 1943, 'counts', undefined],
  ] as const)('%s', async (file, points, start, first, column, wavelength) => {
    const source = sharedSource(`xrd/${file}`);
    const { reader } = await detectReader(source, readers);
    const [recording] = (await reader.read(source)).recordings;
    expect(recording.kind).toBe('diffraction');
    expect(recording.table.length).toBe(points);
    expect(recording.table.column('two_theta_degree')[0]).toBeCloseTo(start, 7);
    expect(recording.table.column(column)[0]).toBe(first);
    expect((recording.metadata.wavelength_angstrom as number[] | undefined)?.[0]).toBe(wavelength);
  });

  it('the same scan as RAW and as UXD holds the same counts', async () => {
    const [raw, uxd] = await Promise.all(
      ['BT86.raw', 'BT86-siemens.uxd.gz'].map(async (f) => {
        const source = sharedSource(`xrd/${f}`);
        return (await (await detectReader(source, readers)).reader.read(source)).recordings[0];
      }),
    );
    expect(raw.table.column('counts')).toEqual(uxd.table.column('counts'));
    expect(raw.metadata.goniometer_radius_millimetre).toBe(200.5);
  });

  it('a fit beside the counts is no σ', async () => {
    const source = sharedSource('xrd/Li2MnO3+MnO+TiO2.xy');
    const [recording] = (await (await detectReader(source, readers)).reader.read(source)).recordings;
    expect(recording.table.get('counts').sigma).toBeUndefined();
    expect(recording.notes.map((n) => n.code)).toContain('further-columns');
  });
});

describe('what files mean', () => {
  it('XRDML 1.x intensities are corrected, 2.x counts are not; σ is that of what was counted', async () => {
    const file = (
      name: string,
      values: string,
    ) => `<?xml version="1.0"?><xrdMeasurements xmlns="http://www.xrdml.com/XRDMeasurement/${name === 'counts' ? '2.0' : '1.5'}"><xrdMeasurement><scan><dataPoints>
      <positions axis="Omega" unit="deg"><startPosition>5</startPosition><endPosition>5.5</endPosition></positions>
      <positions axis="2Theta" unit="deg"><startPosition>10.25</startPosition><endPosition>11.25</endPosition></positions>
      <beamAttenuationFactors>1 10 1</beamAttenuationFactors><commonCountingTime unit="seconds">2</commonCountingTime>
      <${name} unit="counts">${values}</${name}></dataPoints></scan></xrdMeasurement></xrdMeasurements>`;
    for (const [name, values] of [
      ['intensities', '100 4000 100'],
      ['counts', '100 400 100'],
    ]) {
      const [r] = await readText('a.xrdml', file(name, values));
      expect([...r.table.column('counts')]).toEqual([100, 4000, 100]);
      expect([...r.table.get('counts').sigma!]).toEqual([10, 200, 10]);
      expect([...r.table.column('two_theta_degree')]).toEqual([10.25, 10.75, 11.25]);
    }
  });

  it('counts per second stay apart from counts', async () => {
    const uxd = `_FILEVERSION=2\n_WL1=1.5406\n_STEPTIME=4\n_START=10\n_STEPSIZE=0.5\n_2THETACPS\n10 2.25\n10.5 3.5\n11 1\n; (Data for Range number 2)\n_START=20\n_COUNTS\n5 6\n7\n`;
    const [first, second] = await readText('a.uxd', uxd);
    expect(first.table.names).toContain('count_rate_per_second');
    expect([...second.table.column('counts')]).toEqual([5, 6, 7]);
    expect([...second.table.column('two_theta_degree')]).toEqual([20, 20.5, 21]);
    expect(second.series?.index).toBe(1);
  });

  it('axes in d and Q are what they say', async () => {
    const [q] = await readText('a.xy', `Q (1/nm), intensity\n${rows((x) => `${x},${3.5 + x}`)}`);
    expect(q.table.column('q_per_angstrom')[0]).toBeCloseTo(1, 12);
    const [d] = await readText(
      'a.dat',
      `# d-spacing counts\n# wavelength 0.7093\n${rows((_, i) => `${1 + i / 100} ${100 + i}`)}`,
    );
    expect(d.table.names[0]).toBe('d_angstrom');
    expect(d.metadata.wavelength_angstrom).toEqual([0.7093]);
  });

  it.each([
    ['a.csv', 'Q (1/Angstrom),Counts', ',', 'q_per_angstrom', 1],
    ['a.csv', 'Q [nm^-1];Intensity', ';', 'q_per_angstrom', 0.1],
    ['a.dat', '# q(A^-1) I(q)', ' ', 'q_per_angstrom', 1],
    ['a.csv', 'q_per_angstrom,counts', ',', 'q_per_angstrom', 1],
    ['a.csv', 'd (Angstrom),Counts', ',', 'd_angstrom', 1],
  ])('%s under "%s" is a pattern, and one of charge or days is none', async (name, header, apart, column, factor) => {
    const table = rows((x, i) => [x / 4, 100 + i].join(apart));
    const [pattern] = await readText(name, `${header}\n${table}`);
    expect(pattern.kind).toBe('diffraction');
    expect(pattern.table.column(column)[4] / factor).toBeCloseTo((10 + 0.08) / 4, 12);
    for (const other of ['Q (mAh),Counts', 'd (days),Counts', 'd_mm,intensity'])
      expect((await readText('b.csv', `${other}\n${table.replaceAll(apart, ',')}`))[0].kind).not.toBe('diffraction');
  });

  it('decimal commas, semicolons, GSAS forms and archives', async () => {
    const [comma] = await readText(
      'a.xy',
      rows((x, i) => `${x.toFixed(2).replace('.', ',')}; ${100 + i}`),
    );
    expect(comma.table.column('two_theta_degree')[1]).toBe(10.02);
    const fxye = `title\nBANK 1 30 30 CONST 1000 2 0 0 FXYE\n${Array.from({ length: 30 }, (_, i) => `${1000 + 2 * i} ${400 + i} ${20}`).join('\n')}\n`;
    const [g] = await readText('a.fxye', fxye);
    expect(g.table.column('two_theta_degree')[3]).toBeCloseTo(10.06, 12);
    expect(g.table.get('counts').sigma![0]).toBe(20);
    const brml = zipSync({
      'Experiment0/RawData0.xml': strToU8(
        `<RawData><DataRoutes><DataRoute><ScanInformation VisibleName="x"><ScanAxes><ScanAxisInfo AxisId="Theta"/><ScanAxisInfo AxisId="TwoTheta"/></ScanAxes></ScanInformation><Datum>1,1,5,10,400</Datum><Datum>1,1,5.1,10.2,500</Datum></DataRoute></DataRoutes></RawData>`,
      ),
    });
    const [b] = await readText('a.brml', brml);
    expect([...b.table.column('two_theta_degree')]).toEqual([10, 10.2]);
    expect([...b.table.column('counts')]).toEqual([400, 500]);
  });

  it('refuses what cannot be, with file and place', async () => {
    await expect(readText('a.xy', '')).rejects.toThrow(/empty/);
    await expect(readText('a.xy', '1\n2\n3\n')).rejects.toThrow(CermetError);
    await expect(
      readText(
        'a.xrdml',
        '<xrdMeasurements><xrdMeasurement><scan><dataPoints><positions axis="Omega"/><counts>1 2</counts></dataPoints></scan></xrdMeasurement></xrdMeasurements>',
      ),
    ).rejects.toThrow(/2Theta/);
    const [mixed] = await readText(
      'a.xy',
      rows((x, i) => `${x.toFixed(2)} ${i === 20 ? -4 : 100 + i}`),
    );
    expect(mixed.notes.map((n) => n.code)).toContain('negative-counts');
  });
});

describe('writers', () => {
  const pattern = {
    kind: 'diffraction',
    about: { sample: 'A < B' },
    metadata: { wavelength_angstrom: [1.5405929, 1.5444274], wavelength_ratio: 0.5, goniometer_radius_millimetre: 150 },
  };
  it.each(['xy', 'xye', 'xrdml'])('%s gives the same numbers back', async (id) => {
    const [made] = await readText(
      'made.xy',
      rows((x, i) => `${(x + 1 / 3e4).toString()} ${1e6 + 7 * i}`, 60),
    );
    const writer = writers.find((w) => w.id === id)!;
    const content = await writer.write({ recordings: [{ ...made, ...pattern }], structures: [], notes: [] });
    const [back] = await readText(`back.${id}`, content);
    expect(back.table.column('two_theta_degree')).toEqual(made.table.column('two_theta_degree'));
    expect(back.table.column('counts')).toEqual(made.table.column('counts'));
    if (id === 'xrdml') expect(back.metadata.wavelength_angstrom).toEqual(pattern.metadata.wavelength_angstrom);
  });
});
