import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { CermetError, makeRng, type Rng } from '../../../src/core/index.js';
import { diffractionReaders } from '../../../src/io/diffraction/index.js';
import { writers } from '../../../src/io/writers.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { MUTATIONS, mutateBytes } from '../mutate.js';
import { makeNexus } from './make-nexus.js';

const counts = Array.from({ length: 24 }, (_, i) => 100 + 13 * ((i * 7) % 11));
const angle = (i: number) => (10 + 0.02 * i).toFixed(2);

/** A small file of each reader: text as makers write it, and what our own writers write. */
async function makeFiles(): Promise<Record<string, [string, Uint8Array]>> {
  const text = strToU8(`# 2theta counts\n${counts.map((c, i) => `${angle(i)} ${c}`).join('\n')}\n`);
  const { reader } = await detectReader(makeSource('a.xy', text), readers);
  const pattern = (await reader.read(makeSource('a.xy', text))).recordings[0];
  const made = {
    recordings: [{ ...pattern, metadata: { wavelength_angstrom: [1.5405929] } }],
    structures: [],
    notes: [],
  };
  const xrdml = await writers.find((w) => w.id === 'xrdml')!.write(made);
  const profile = counts.map((c, i) => `${angle(i)} ${c} 1.0`).join('\r\n');
  const ras = `*RAS_DATA_START\r\n*RAS_HEADER_START\r\n*MEAS_SCAN_START "10.0"\r\n*MEAS_SCAN_UNIT_Y "counts"\r\n*MEAS_SCAN_AXIS_X "TwoThetaTheta"\r\n*HW_XG_WAVE_LENGTH_ALPHA1 "1.540593"\r\n*RAS_HEADER_END\r\n*RAS_INT_START\r\n${profile}\r\n*RAS_INT_END\r\n*RAS_DATA_END\r\n`;
  const datum = counts.map((c, i) => `<Datum>1,1,${5 + i / 100},${angle(i)},${c}</Datum>`).join('');
  const raw = new Uint8Array(868);
  return {
    'powder-text': ['a.xy', text],
    xrdml: ['a.xrdml', typeof xrdml === 'string' ? strToU8(xrdml) : (xrdml as Uint8Array)],
    uxd: [
      'a.uxd',
      strToU8(`_FILEVERSION=2\n_WL1=1.5406\n_STEPTIME=4\n_START=10\n_STEPSIZE=0.02\n_COUNTS\n${counts.join(' ')}\n`),
    ],
    gsas: [
      'a.fxye',
      strToU8(
        `title\nBANK 1 24 24 CONST 1000 2 0 0 FXYE\n${counts.map((c, i) => `${1000 + 2 * i} ${c} 9`).join('\n')}\n`,
      ),
    ],
    'rigaku-ras': ['a.ras', strToU8(ras)],
    'rigaku-rasx': [
      'a.rasx',
      zipSync({ 'Data0/Profile0.txt': strToU8(profile), 'Data0/MesurementConditions0.xml': strToU8('<a/>') }),
    ],
    brml: [
      'a.brml',
      zipSync({
        'Experiment0/RawData0.xml': strToU8(
          `<RawData><DataRoutes><DataRoute><ScanInformation VisibleName="x"><ScanAxes><ScanAxisInfo AxisId="Theta"/><ScanAxisInfo AxisId="TwoTheta"/></ScanAxes></ScanInformation>${datum}</DataRoute></DataRoutes></RawData>`,
        ),
      }),
    ],
    'bruker-raw': ['a.raw', makeRaw2(raw)],
    nexus: [
      'a.nxs',
      await makeNexus({
        axis: { name: 'two_theta', values: Float64Array.from(counts, (_, i) => Number(angle(i))), units: 'deg' },
        signal: { name: 'data', values: Float64Array.from(counts), units: 'counts' },
      }),
    ],
  };
}

/** A Bruker RAW of version 2: a file header of 256 bytes, one range's header of 48, counts as floats. */
function makeRaw2(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  bytes.set(strToU8('RAW2'));
  view.setUint16(4, 1, true);
  view.setUint16(256, 48, true);
  view.setUint16(258, counts.length, true);
  view.setFloat32(268, 0.02, true);
  view.setFloat32(272, 10, true);
  counts.forEach((c, i) => {
    view.setFloat32(304 + 4 * i, c, true);
  });
  return bytes.subarray(0, 304 + 4 * counts.length);
}

/** [1] copies whose damage may lie anywhere: where it is in the tables of an HDF5 file, each costs a thread */
const ANYWHERE = 100;

/** Damages stored values or cuts the file off. */
function damageValues(original: Uint8Array, rng: Rng): Uint8Array {
  if (rng.integer(20) === 0) return original.slice(0, rng.integer(original.length));
  const bytes = original.slice();
  const first = new Uint8Array(Float64Array.of(counts[0], counts[1]).buffer);
  const at = bytes.findIndex((_, i) => first.every((b, k) => bytes[i + k] === b));
  for (let k = rng.integer(4); k >= 0; k--) bytes[at + rng.integer(8 * counts.length)] ^= 1 << rng.integer(8);
  return bytes;
}

describe('10,000 damaged files a reader of diffraction', async () => {
  const files = await makeFiles();
  it('every reader has a file, and reads it', async () => {
    expect(Object.keys(files).sort()).toEqual(diffractionReaders.map((r) => r.id).sort());
    for (const reader of diffractionReaders) {
      const [recording] = (await reader.read(makeSource(...files[reader.id]))).recordings;
      const name = recording.table.has('counts') ? 'counts' : 'intensity';
      expect([...recording.table.column(name)], reader.id).toEqual(counts);
    }
  });
  it.each(diffractionReaders.map((r) => r.id))('%s ends in numbers or a CermetError', async (id) => {
    const reader = diffractionReaders.find((r) => r.id === id)!;
    const [name, original] = files[id];
    const rng = makeRng(20_261_129);
    for (let k = 0; k < MUTATIONS; k++) {
      try {
        const bytes = id === 'nexus' && k >= ANYWHERE ? damageValues(original, rng) : mutateBytes(original, rng);
        const { recordings } = await reader.read(makeSource(name, bytes));
        for (const { table } of recordings)
          for (const { name: column, values } of table.columns)
            if (values instanceof Float64Array && !values.every(Number.isFinite))
              throw new Error(`copy ${k}: ${column} holds what is no number`);
      } catch (error) {
        if (!(error instanceof CermetError)) throw new Error(`copy ${k} raised ${String(error)}`, { cause: error });
      }
    }
  });
});
