import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { newStudyText } from '../../workbench/index.js';
import { addFilesToStudy } from '../study/add-files.js';
import { findStudyFile } from '../study/load-study.js';
import {
  EXIT,
  expandFiles,
  makeCliContext,
  makeFolder,
  printStatus,
  requireAbsent,
  runCommand,
  writeFileSafely,
  writeText,
} from '../support.js';

/** `cermet study init`, `cermet study add` and `cermet study export` */
export function addStudyCommand(program: Command): void {
  const study = program.command('study').description('begin a study; add files to it; pack it');
  study
    .command('init')
    .description('make a folder with a study.yaml to begin with')
    .argument('[folder]', 'folder of the study', '.')
    .option('--title <text>', 'title of the study')
    .action(
      runCommand(async (folder: string, options: { title?: string }) => {
        const file = join(folder, 'study.yaml');
        await requireAbsent(file);
        await makeFolder(join(folder, 'data'));
        await writeFileSafely(file, newStudyText(options.title ?? basename(resolve(folder))));
        await writeText(`${file}\n`);
      }),
    );
  study
    .command('add')
    .description(
      'copy files into the study’s data folder, list them under samples, and write the evidence that they allow',
    )
    .argument('<files...>', 'files as the instruments wrote them')
    .option('--sample <name>', 'sample that the files belong to (default: guessed from their names, and shown)')
    .option('--study <path>', 'folder or file of the study', '.')
    .action(runCommand(addFiles));
  study
    .command('export')
    .description('pack report, results, data and study.yaml into a zip that is a Research Object Crate')
    .argument('[study]', 'folder or file of the study', '.')
    .option('--out <file>', 'the zip (default: NAME.crate.zip, after the folder)')
    .action(
      runCommand(async (path: string, options: { out?: string }) => {
        const file = await findStudyFile(path);
        const { exportStudy } = await import('../study/export-study.js');
        const out = options.out ?? `${basename(dirname(resolve(file)))}.crate.zip`;
        await writeFileSafely(out, await exportStudy(file));
        await writeText(`${out}\n`);
      }),
    );
}

async function addFiles(names: string[], options: { sample?: string; study: string }): Promise<number> {
  const files = (await Promise.all(names.map(expandFiles))).flat();
  const file = await findStudyFile(options.study);
  const added = await addFilesToStudy(file, files, options.sample, makeCliContext('reading', { keepsNothing: true }));
  for (const { place, says, sample, known } of added.files)
    await writeText(`${place}  ${says}, sample ${sample}${known ? '  (was there already)' : ''}\n`);
  if (options.sample === undefined)
    printStatus(
      `samples were guessed from the names: ${Object.entries(added.samples)
        .map(([sample, own]) => `${sample} (${own.length})`)
        .join(', ')}; correct them in ${file}, or give --sample`,
    );
  if (added.evidence.length > 0) printStatus(`evidence written: ${added.evidence.join(', ')}`);
  if (added.claims.length > 0)
    printStatus(`claims to begin with: ${added.claims.join(', ')}; change what they expect, then cermet run`);
  printStatus(`${added.files.filter((f) => !f.known).length} added in ${file}`);
  return EXIT.done;
}
