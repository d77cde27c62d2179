import type { Context } from '../../core/index.js';
import { readText } from '../structures/text.js';
import type { DftCalculation } from './calculation.js';
import { baseName, type DftFile, type DftFolder, dirName, openPlain } from './folder.js';
import type { ProjectedDos } from './projected-dos.js';
import { matchQePdos, readQePdos } from './qe/read-qe-pdos.js';
import { matchOtherDos, readAbinitDos, readCp2kDos, readLabelledDos } from './read-other-dos.js';
import { parseVasprun } from './vasp/parse-vasprun.js';
import { readDoscar, readProcar } from './vasp/read-doscar.js';

/**
 * The density of states that lies beside a calculation: files of projwfc.x, a vasprun.xml, DOSCAR or PROCAR, tables of
 * GPAW, ABINIT or CP2K.
 *
 * @returns undefined where there is none
 */
export async function readDos(
  folder: DftFolder,
  calculation: DftCalculation,
  ctx?: Context,
): Promise<ProjectedDos | undefined> {
  const at = dirName(calculation.files[0]!);
  const own = folder.files.filter((f) => calculation.files.includes(f.path));
  const near = folder.files.filter((f) => dirName(f.path) === at);
  const elements = calculation.structure?.elements ?? [];
  switch (calculation.engine) {
    case 'Quantum ESPRESSO':
      return readQePdos(sortAtoms(own.filter((f) => matchQePdos(f.path))), ctx);
    case 'VASP':
      return readVaspDos(own, elements, ctx);
    case 'ABINIT':
      return readAbinitDos(
        near.filter((f) => matchOtherDos(f.path) === 'abinit'),
        elements,
        ctx,
      );
    case 'CP2K': {
      const input = own.find((f) => /\.inp$/i.test(f.path));
      const text = input && (await readText(await openPlain(input)));
      const project = text && /PROJECT(?:_NAME)?\s+(\S+)/i.exec(text)?.[1];
      const files = near.filter(
        (f) => matchOtherDos(f.path) === 'cp2k' && (!project || baseName(f.path).startsWith(project)),
      );
      return readCp2kDos(files, text, elements.length > 0 ? elements : elementsOfInput(text), ctx);
    }
    case 'GPAW': {
      const tables = near.filter((f) => matchOtherDos(f.path) === 'columns');
      const stem = baseName(calculation.name);
      const file =
        tables.find((f) => baseName(f.path).includes(stem)) ??
        (tables.length === 1 && !/lcao/i.test(stem) ? tables[0] : undefined);
      return file && readLabelledDos(file, elements);
    }
  }
}

async function readVaspDos(
  own: readonly DftFile[],
  elements: readonly string[],
  ctx?: Context,
): Promise<ProjectedDos | undefined> {
  const find = (pattern: RegExp): DftFile | undefined => own.find((f) => pattern.test(baseName(f.path)));
  const xml = find(/^vasprun/);
  if (xml) {
    const dos = (await parseVasprun(await openPlain(xml), xml.path, ctx)).dos;
    if (dos && dos.channels.length > 0) return dos;
    const doscar = find(/^DOSCAR/);
    if (!doscar) return dos;
  }
  const doscar = find(/^DOSCAR/);
  if (doscar) return readDoscar(doscar, elements);
  const procar = find(/^PROCAR/);
  return procar && readProcar(procar, elements);
}

const atomOf = (path: string): number => Number(/pdos_atm#(\d+)/.exec(baseName(path))?.[1] ?? 0);
const sortAtoms = (files: readonly DftFile[]): DftFile[] =>
  [...files].sort((a, b) => atomOf(a.path) - atomOf(b.path) || (a.path < b.path ? -1 : 1));

/** Elements in the order of `&COORD`. */
function elementsOfInput(text: string | undefined): string[] {
  const block = text && /&COORD\b([\s\S]*?)&END/i.exec(text)?.[1];
  if (!block) return [];
  return block
    .split('\n')
    .map((line) => /^\s*([A-Z][a-z]?)\w*\s+[-\d.]/.exec(line)?.[1])
    .filter((e) => e !== undefined);
}
