import { copyFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../core/index.js';
import { addDraft, addFilesToSample, newStudyText } from '../study/edit-study.js';
import { draftFile } from '../study/draft-file.js';
import { draftEvidence, guessGroups } from '../../workbench/index.js';
import { findStudyFile } from '../study/load-study.js';
import {
  EXIT,
  expandFiles,
  fileSource,
  makeCliContext,
  makeFolder,
  printStatus,
  readTextFile,
  requireAbsent,
  runCommand,
  toWriteError,
  writeFileSafely,
  writeStdout,
} from '../support.js';

/** `cermet study init` and `cermet study add` */
export function addStudyCommand(program: Command): void {
  const study = program.command('study').description('begin a study; add files to it');
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
        await writeStdout(`${file}\n`);
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
}

async function addFiles(names: string[], options: { sample?: string; study: string }): Promise<number> {
  const files = (await Promise.all(names.map(expandFiles))).flat();
  const file = await findStudyFile(options.study);
  if (!/\.ya?ml$/.test(file))
    throw new InputError('files can be added to a study.yaml only', {
      where: { file },
      hint: 'edit the module by hand',
    });
  const folder = dirname(resolve(file));
  const ctx = makeCliContext('reading');
  const places = files.map((path) => placeInStudy(path, folder));
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice) throw new InputError(`two of the files are called ${basename(twice)}`, { hint: 'rename one of them' });
  for (const [i, place] of places.entries()) {
    if (!isInside(files[i], folder)) await requireSameOrAbsent(files[i], join(folder, place));
  }
  const groups = options.sample === undefined ? guessGroups(places) : { [options.sample]: places };
  const sampleOf = new Map(
    Object.entries(groups).flatMap(([sample, own]) => own.map((place) => [place, sample] as const)),
  );
  const drafts = await Promise.all(
    places.map((place, i) => draftFile(files[i], place, sampleOf.get(place) ?? 'cell', ctx)),
  );
  let text = await readTextFile(file);
  const added: string[] = [];
  for (const [sample, own] of Object.entries(groups)) {
    const next = addFilesToSample(text, file, sample, own);
    text = next.text;
    added.push(...next.added);
  }
  const draft = addDraft(text, file, draftEvidence(drafts.flatMap((d) => (d.draft ? [d.draft] : []))));
  await makeFolder(join(folder, 'data'));
  for (const [i, place] of places.entries())
    if (!isInside(files[i], folder)) await copySafely(files[i], join(folder, place));
  await writeFileSafely(file, draft.text);
  for (const [i, place] of places.entries())
    await writeStdout(
      `${place}  ${drafts[i].says}, sample ${sampleOf.get(place)}${added.includes(place) ? '' : '  (was there already)'}\n`,
    );
  if (options.sample === undefined)
    printStatus(
      `samples were guessed from the names: ${Object.entries(groups)
        .map(([sample, own]) => `${sample} (${own.length})`)
        .join(', ')}; correct them in ${file}, or give --sample`,
    );
  if (draft.evidence.length > 0) printStatus(`evidence written: ${draft.evidence.join(', ')}`);
  if (draft.claims.length > 0)
    printStatus(`claims to begin with: ${draft.claims.join(', ')}; change what they expect, then cermet run`);
  printStatus(`${added.length} added in ${file}`);
  return EXIT.done;
}

const isInside = (path: string, folder: string): boolean => resolve(path).startsWith(folder + sep);

/** Path in the study: as it is for a file that lives in its folder, otherwise in `data/`. */
function placeInStudy(path: string, folder: string): string {
  return (isInside(path, folder) ? relative(folder, resolve(path)) : join('data', basename(path))).split(sep).join('/');
}

async function requireSameOrAbsent(path: string, target: string): Promise<void> {
  const [from, to] = [await stat(path), await stat(target).catch(() => undefined)];
  if (!to) return;
  const same =
    from.size === to.size &&
    Buffer.compare(
      Buffer.from(await (await fileSource(path)).bytes()),
      Buffer.from(await (await fileSource(target)).bytes()),
    ) === 0;
  if (!same)
    throw new InputError(`the study holds another file of that name`, {
      where: { file: target },
      hint: `data are never changed; rename ${path} first`,
    });
}

async function copySafely(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    await rm(to, { force: true });
    throw toWriteError(error as NodeJS.ErrnoException, to);
  }
}
