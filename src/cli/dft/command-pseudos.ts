import type { Command } from 'commander';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, ReadError } from '../../core/index.js';
import { printJson, printStatus, printTable, runCommand, writeFileSafely } from '../support.js';
import { readPseudos } from './read-pseudos.js';
import { runProcess } from './run-process.js';

/** Where Debian's quantum-espresso-data puts its pseudopotentials. */
const DEBIAN = '/usr/share/espresso/pseudo';
/** [ms] One pseudopotential takes under a second; this is for a busy machine. */
const PATIENCE = 300_000;
/**
 * Files whose generation input is run again with PBE. The library they are of makes its PBE and PBEsol sets from the
 * same inputs but for `dft`.
 */
const REMADE = /^(Li|O|Co|Ni|Fe|Mn|Al|Ti)\.pbesol-.*_psl\.\d+(\.\d+)*\.UPF$/;
/** Files of PBE that are taken as they are. */
const TAKEN = /^(B|Ni|Cr|N|C|I|Fe)\.pbe-(n|spn)-(kjpaw|rrkjus)_psl\..*\.UPF$/;

/** `cermet dft pseudos FOLDER` */
export function addDftPseudos(dft: Command): void {
  dft
    .command('pseudos')
    .description(
      'a PBE set of pseudopotentials, made with ld1.x from the inputs that the files of Debian carry; or what a folder holds',
    )
    .argument('<folder>', 'folder that they are written to, or that is listed')
    .option('--list', 'only list what the folder holds')
    .option('--from <folder>', 'folder with the files of quantum-espresso-data', DEBIAN)
    .option('--json', 'print the list as JSON')
    .action(runCommand(run));
}

async function run(folder: string, options: { list?: boolean; from: string; json?: boolean }): Promise<void> {
  if (!options.list) await make(options.from, folder);
  const { headers } = await readPseudos(folder);
  if (options.json)
    return printJson(
      headers.map((h) => ({
        file: h.file,
        element: h.element,
        kind: h.kind,
        functional: h.functional,
        valence_electron_count: h.valence,
        cutoff_rydberg: h.cutoff ?? null,
        density_cutoff_rydberg: h.densityCutoff ?? null,
      })),
    );
  await printTable(
    ['element', 'file', 'kind', 'functional', 'electrons', 'cutoff (Ry)'],
    headers.map((h) => [h.element, h.file, h.kind, h.functional, h.valence, h.cutoff?.toFixed(0)]),
  );
}

/** Runs `ld1.x` on the generation inputs, with PBE in place of PBEsol. */
async function make(from: string, to: string): Promise<void> {
  const names = await readdir(from).catch(() => {
    throw new ReadError(
      'the pseudopotentials of Debian are not here',
      { file: from },
      { hint: 'apt-get install quantum-espresso-data, or name their folder with --from' },
    );
  });
  await mkdir(to, { recursive: true });
  const sources = names.filter((name) => REMADE.test(name)).sort();
  if (sources.length === 0) throw new ReadError('no file here carries the input of a PBEsol set', { file: from });
  for (const source of sources) {
    const target = source.replace('.pbesol-', '.pbe-');
    const text = await readFile(join(from, source), 'utf8');
    const block = /<PP_INPUTFILE>\s*\n([\s\S]*?)<\/PP_INPUTFILE>/.exec(text);
    if (!block) {
      printStatus(`${source} carries no generation input: left out`);
      continue;
    }
    const plain = unescapeXml(block[1]);
    const input = (plain.includes('&input\n') ? plain : `&input\n${plain}`)
      .replaceAll("'PBESOL'", "'PBE'")
      .replaceAll(source, target);
    const { code, missing, stdout, stderr } = await runProcess(['ld1.x'], {
      cwd: to,
      input,
      timeout: PATIENCE,
      env: { OMP_NUM_THREADS: '1' },
    });
    if (missing)
      throw new InputError('ld1.x is not on this machine', {
        value: 'ld1.x',
        hint: 'apt-get install quantum-espresso',
      });
    await writeFileSafely(join(to, `${target}.ld1.out`), stdout + stderr);
    if (code !== 0 || !(await readdir(to)).includes(target))
      throw new InputError(`ld1.x did not make ${target} (exit code ${code ?? 'none'})`, {
        where: { file: join(to, `${target}.ld1.out`) },
      });
    printStatus(target);
  }
  for (const name of names.filter((n) => TAKEN.test(n))) await copyFile(join(from, name), join(to, name));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&amp;': '&',
};
const unescapeXml = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|#39|amp);/g, (entity) => ENTITIES[entity]);
