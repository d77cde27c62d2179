import { CermetError, type Context, type Note, type Recording, type Structure } from '../../core/index.js';
import { readText } from '../structures/text.js';
import type { Folder, FolderReader, ReadResult } from '../reader.js';
import { baseName, type DftFile, type DftFolder, dirName, openPlain } from './folder.js';
import { parseQeInput } from './qe/parse-qe-input.js';
import { readDftFolder } from './read-dft-folder.js';
import { readDos } from './read-dos.js';
import { recordDos, recordVolumes } from './recordings.js';
import { matchVolume, readVolumes } from './volumetric/read-volume.js';
import type { Volume } from './volumetric/volume.js';

const SURE =
  /\.pdos_atm#|^data-file-schema\.xml|^OUTCAR|^vasprun|^DOSCAR|^PROCAR|^projwfc\.out|\.scf\.out(\.gz)?$|\.abo(\.gz)?$|\.gpw$|cp2k.*\.out$|^dft\.json$|-(ALPHA_)?k\d+-\d+\.pdos$/i;
const LIKELY = /\.(pwo|pwi|gpw)$|(scf|relax|pw)\.(in|out)$/i;

/** Folders in which a DFT code left its files: every calculation with a density of states, and every grid. */
export const dftFolderReader: FolderReader = {
  id: 'dft',
  version: '1',
  title: 'output of a DFT code',
  kind: 'dos',
  sniff: (names) => {
    const plain = names.map(baseName);
    if (plain.some((name) => SURE.test(name))) return 0.9;
    if (plain.some((name) => LIKELY.test(name))) return 0.6;
    const stems = (ending: RegExp): Set<string> =>
      new Set(plain.filter((n) => ending.test(n)).map((n) => n.replace(ending, '')));
    const inputs = stems(/\.inp?$/);
    return [...stems(/\.out$/)].some((stem) => inputs.has(stem)) ? 0.4 : 0;
  },
  async read(folder, _readFile, ctx) {
    return readDftRecordings(await withInner(folder), ctx);
  },
};

/** What lies in the folder that an input of Quantum ESPRESSO names for its results belongs to the calculation. */
async function withInner(folder: Folder): Promise<DftFolder> {
  const files: DftFile[] = folder.names.map((path) => ({ path, open: () => folder.open(path) }));
  const inner = new Set<string>();
  for (const file of files)
    if (/\.(in|pwi)$/i.test(file.path)) {
      const input = parseQeInput(await readText(await openPlain(file)));
      const prefix = input?.values.prefix;
      const outdir = (input?.values.outdir ?? '').replace(/^\.\//, '').replace(/\/$/, '');
      if (!prefix || outdir.startsWith('/') || outdir.includes('..')) continue;
      for (const path of [`${prefix}.xml`, `${prefix}.save/data-file-schema.xml`])
        inner.add(outdir ? `${outdir}/${path}` : path);
    }
  for (const path of inner) {
    if (files.some((f) => f.path === path)) continue;
    const there = await folder.open(path).then(
      () => true,
      () => false,
    );
    if (there) files.push({ path, open: () => folder.open(path) });
  }
  return { name: folder.name, files };
}

/**
 * Calculations of a folder as recordings: `dos` where a density of states lies beside one, `charge-density` for its
 * grids.
 *
 * @throws ReadError where there is neither a calculation nor a grid
 */
export async function readDftRecordings(folder: DftFolder, ctx?: Context): Promise<ReadResult> {
  const recordings: Recording[] = [];
  const structures: Structure[] = [];
  const notes: Note[] = [];
  const volumeFiles = folder.files.filter((f) => matchVolume(f.path) !== undefined);
  const calculations = await readDftFolder(folder, ctx).catch((error: unknown) => {
    if (error instanceof CermetError && error.code === 'read' && volumeFiles.length > 0) return [];
    throw error;
  });
  const bare: string[] = [];
  for (const calculation of calculations) {
    if (calculation.structure) structures.push(calculation.structure);
    const principal = folder.files.find((f) => f.path === calculation.files[0])!;
    const dos = await readDos(folder, calculation, ctx);
    if (dos) recordings.push(await recordDos(calculation, dos, principal));
    else bare.push(calculation.name);
  }
  if (bare.length > 0 && recordings.length > 0)
    notes.push({ level: 'info', code: 'without-dos', text: `no density of states lies beside ${bare.join(', ')}` });
  // Grids of one calculation belong together where their cells are the same.
  const groups: { files: DftFile[]; volumes: Volume[] }[] = [];
  for (const file of volumeFiles) {
    const volumes = await readVolumes(file, ctx);
    const near = groups.find(
      (g) =>
        dirName(g.files[0]!.path) === dirName(file.path) &&
        g.volumes[0]!.shape.every((n, i) => n === volumes[0]!.shape[i]) &&
        g.volumes[0]!.structure.cell.every((x, i) => Math.abs(x - volumes[0]!.structure.cell[i]!) < 1e-3) &&
        volumes.every((v) => g.volumes.every((w) => w.field !== v.field || w.component !== v.component)),
    );
    if (near) {
      near.files.push(file);
      near.volumes.push(...volumes);
    } else groups.push({ files: [file], volumes: [...volumes] });
  }
  for (const { files, volumes } of groups) {
    const at = dirName(files[0]!.path);
    const own = calculations.filter((c) => dirName(c.files[0]!) === at && sameCell(c.structure, volumes[0]!.structure));
    recordings.push(await recordVolumes(volumes, files[0]!, own.length === 1 ? own[0] : undefined, ctx));
  }
  return { recordings, structures, notes };
}

const sameCell = (a: Structure | undefined, b: Structure): boolean =>
  a !== undefined && a.elements.length === b.elements.length && a.cell.every((x, i) => Math.abs(x - b.cell[i]!) < 0.01);
