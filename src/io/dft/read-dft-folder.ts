import { CermetError, type Context, ReadError, throwIfAborted } from '../../core/index.js';
import type { DftCalculation } from './calculation.js';
import type { DftFile, DftFolder } from './folder.js';
import { dirName } from './folder.js';
import { readQeCalculations } from './qe/read-qe.js';
import { readAbinitCalculations } from './read-abinit.js';
import { readCp2kCalculations } from './read-cp2k.js';
import { readGpawCalculations } from './read-gpaw.js';
import { readVaspCalculations } from './vasp/read-vasp.js';

/** Folders in which Quantum ESPRESSO keeps what belongs to the folder above. */
const INNER = /(^|\/)(?:out(?:dir)?[^/]*|tmp|[^/]+\.save)$/;

/**
 * Files of a tree put together as one calculation's folder each: `out/lno.save` belongs to the folder that holds `out`.
 */
export function splitFolders(tree: DftFolder): DftFolder[] {
  const folders = new Map<string, DftFile[]>();
  for (const file of tree.files) {
    let at = dirName(file.path);
    while (at !== '' && INNER.test(at)) at = dirName(at);
    folders.set(at, [...(folders.get(at) ?? []), file]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([at, files]) => ({ name: at || tree.name, files }));
}

/**
 * Reads what DFT codes left in a folder: every calculation of Quantum ESPRESSO, GPAW, VASP, ABINIT and CP2K, judged.
 *
 * @throws ReadError where there is none
 */
export async function readDftFolder(tree: DftFolder, ctx?: Context): Promise<DftCalculation[]> {
  const calculations: DftCalculation[] = [];
  const failures: CermetError[] = [];
  for (const folder of splitFolders(tree)) {
    for (const read of [
      readQeCalculations,
      readGpawCalculations,
      readVaspCalculations,
      readAbinitCalculations,
      readCp2kCalculations,
    ]) {
      throwIfAborted(ctx);
      try {
        calculations.push(...(await read(folder, ctx)));
      } catch (error) {
        if (!(error instanceof CermetError) || error.code === 'abort') throw error;
        failures.push(error);
      }
    }
  }
  if (calculations.length === 0)
    throw (
      failures[0] ??
      new ReadError(
        'no output of a DFT code is here',
        { file: tree.name },
        { hint: 'outputs of Quantum ESPRESSO, GPAW, VASP, ABINIT and CP2K are known; name the folder that holds them' },
      )
    );
  for (const error of failures)
    calculations[0]!.notes.push({ level: 'serious', code: 'file-unread', text: error.message });
  return calculations.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
