import { CermetError, ReadError } from '../../core/index.js';
import { defineReader, type Reader, type ReadResult, type Source } from '../reader.js';
import type { DftFile } from './folder.js';
import { vasprunReader } from '../structures/vasprun.js';
import { readDftRecordings } from './dft-folder-reader.js';
import { recordVolumes } from './recordings.js';
import { readVolumes } from './volumetric/read-volume.js';

const text = (head: Uint8Array, size = 4096): string => new TextDecoder().decode(head.subarray(0, size));

/** A file alone, as the readers of folders take it. */
const asFile = (source: Source, path = source.name): DftFile => ({ path, open: async () => source });

/** Turns what a library or our own code throws into an error that names the file. */
async function guarded(source: Source, title: string, read: () => Promise<ReadResult>): Promise<ReadResult> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CermetError) throw error;
    throw new ReadError(
      `the file is damaged, or is not ${title} as known (${(error as Error).message.slice(0, 160)})`,
      { file: source.name },
      { cause: error },
    );
  }
}

const readGrids =
  (title: string, suffix: string) =>
  (source: Source, ctx?: Parameters<Reader['read']>[1]): Promise<ReadResult> =>
    guarded(source, title, async () => {
      // The format follows the name; where the content decided, the name is made to say so.
      const file = asFile(
        source,
        suffix === '' || source.name.toLowerCase().includes(suffix.toLowerCase())
          ? source.name
          : `${source.name}${suffix}`,
      );
      const volumes = await readVolumes(file, ctx);
      return {
        recordings: [await recordVolumes(volumes, file, undefined, ctx)],
        structures: [volumes[0]!.structure],
        notes: [],
      };
    });

const readAlone =
  (title: string, name: string) =>
  (source: Source, ctx?: Parameters<Reader['read']>[1]): Promise<ReadResult> =>
    guarded(source, title, () => readDftRecordings({ name: source.name, files: [asFile(source, name)] }, ctx));

/** Readers of single files that DFT codes write. */
export const dftReaders: readonly Reader[] = [
  defineReader({
    id: 'cube',
    version: '1',
    title: 'Gaussian cube',
    kind: 'charge-density',
    extensions: ['.cube', '.cub'],
    sniff(head) {
      const lines = text(head, 16_384).split('\n').slice(2, 7);
      if (lines.length < 4) return 0;
      const counts = lines.slice(0, 4).map((line) => line.trim().split(/\s+/));
      const fits = counts.every(
        (words) =>
          (words.length === 4 || words.length === 5) &&
          /^-?\d+$/.test(words[0]!) &&
          words.slice(1, 4).every((w) => /^[-+]?\d*\.\d+/.test(w)),
      );
      return fits ? 0.9 : 0;
    },
    read: readGrids('a cube', '.cube'),
  }),
  defineReader({
    id: 'chgcar',
    version: '1',
    title: 'VASP CHGCAR, LOCPOT, ELFCAR',
    kind: 'charge-density',
    extensions: ['chgcar', 'locpot', '.chg'],
    sniff(head, name) {
      const lines = text(head, 65_536).split('\n');
      const vectors = lines.slice(2, 5).every(
        (line) =>
          line.trim().split(/\s+/).length === 3 &&
          line
            .trim()
            .split(/\s+/)
            .every((w) => /^[-+]?\d*\.\d+$/.test(w)),
      );
      if (!vectors || !/^\s*[\d.]+\s*$/.test(lines[1] ?? '')) return 0;
      const blank = lines.findIndex((line, i) => i > 6 && line.trim() === '');
      const grid = blank > 0 && /^\s*\d+\s+\d+\s+\d+\s*$/.test(lines[blank + 1] ?? '');
      const named = /chgcar|locpot|elfcar|aeccar|parchg/i.test(name);
      return grid ? 0.97 : named ? 0.6 : 0;
    },
    read: readGrids('a CHGCAR', ''),
  }),
  defineReader({
    id: 'xsf',
    version: '1',
    title: 'XCrySDen grid',
    kind: 'charge-density',
    extensions: ['.xsf'],
    sniff: (head) => (/BEGIN_BLOCK_DATAGRID_3D/i.test(text(head, 65_536)) ? 0.9 : 0),
    read: readGrids('an XSF', '.xsf'),
  }),
  // Frames as the reader of structures gives them, with the electrons beside.
  defineReader({
    ...vasprunReader,
    kind: 'dos',
    async read(source, ctx) {
      const [frames, electrons] = await Promise.all([
        vasprunReader.read(source, ctx),
        readAlone('a vasprun.xml', 'vasprun.xml')(source, ctx),
      ]);
      return { ...frames, recordings: electrons.recordings, notes: [...frames.notes, ...electrons.notes] };
    },
  }),
  defineReader({
    id: 'outcar',
    version: '1',
    title: 'VASP OUTCAR',
    kind: 'structure',
    extensions: ['outcar'],
    sniff: (head) => (/^\s*vasp\.\d/.test(text(head)) ? 0.9 : 0),
    read: readAlone('an OUTCAR', 'OUTCAR'),
  }),
];
