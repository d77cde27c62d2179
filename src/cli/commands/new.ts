import type { Command } from 'commander';
import { readdir, rm } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CermetError, InputError } from '../../core/index.js';
import { ELECTRODE_KEYS, parseElectrode } from '../../lab/index.js';
import { loadCermet } from '../cermet.js';
import { compareNames, isOneTest } from '../folders.js';
import { matchesName } from '../match-name.js';
import { addFilesToStudy } from '../study/add-files.js';
import { newStudyText, setInEvidence } from '../../workbench/index.js';
import {
  EXIT,
  isFolder,
  makeCliContext,
  printStatus,
  printTable,
  readTextFile,
  requireAbsent,
  runCommand,
  writeFileSafely,
} from '../support.js';

/** What lies in a study's folder and is no measurement. */
const OTHERS = /^(results|node_modules|study\.ya?ml|report\.html|slurm\.yaml|readme(\.\w+)?)$/i;

type Electrode = Partial<Record<keyof typeof ELECTRODE_KEYS, string>>;

interface Options {
  title?: string;
  sample?: Record<string, string>;
  [electrode: string]: unknown;
}

/** `cermet new FOLDER` */
export function addNewCommand(program: Command): void {
  const command = program
    .command('new')
    .description(
      'a study from a folder of files, in that folder: files grouped by sample from their names, evidence for each kind of measurement, claims to begin with; what files cannot say is asked',
    )
    .argument('<folder>', 'folder with files as the instruments wrote them, folders in it included')
    .option('--title <text>', 'title of the study (default: the name of the folder)')
    .option(
      '--sample <name=pattern>',
      'files of a sample, such as "coated=C-*"; again for others; the first is what others are held against (default: guessed from the names)',
      collectSample,
    );
  for (const [key, { describe }] of Object.entries(ELECTRODE_KEYS))
    command.option(`--${key.toLowerCase().replaceAll(' ', '-')} <quantity>`, `of every cell: ${describe}`);
  command.action(runCommand(beginStudy));
}

function collectSample(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InputError(`--sample cannot be "${text}"`, { hint: 'write it like --sample "coated=C-*"' });
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

async function beginStudy(folder: string, options: Options): Promise<number> {
  const study = join(folder, 'study.yaml');
  await requireAbsent(study);
  if (!(await isFolder(folder)))
    throw new InputError('there is no such folder', {
      where: { file: folder },
      hint: 'put the files of your cells there',
    });
  const given = givenElectrode(options);
  parseElectrode(given);
  const files = await listMeasurements(folder);
  if (files.length === 0)
    throw new InputError('the folder holds no file', {
      where: { file: folder },
      hint: 'put the files of your cells there',
    });
  const samples = options.sample && assign(files, options.sample, folder);
  await writeFileSafely(study, newStudyText(options.title ?? basename(resolve(folder))));
  try {
    const added = await addFilesToStudy(
      study,
      samples ? Object.keys(samples) : files,
      samples,
      makeCliContext('reading', { keepsNothing: true }),
      {
        skip: (file, reason) => printStatus(`left out: ${reason.includes(file) ? reason : `${file}: ${reason}`}`),
      },
    );
    await printTable(
      ['sample', 'file', 'what it is'],
      added.files.map(({ sample, place, says }) => [sample, place, says]),
    );
    const cells = await takesElectrode(added.evidence, await readTextFile(study));
    const electrode = cells.length > 0 ? await askElectrode(given) : given;
    if (cells.length > 0 && Object.keys(electrode).length > 0)
      await writeFileSafely(study, setInEvidence(await readTextFile(study), study, cells, 'electrode', electrode));
    if (samples === undefined)
      printStatus(
        `samples were guessed from the names: ${Object.entries(added.samples)
          .map(([sample, own]) => `${sample} (${own.length})`)
          .join(', ')}; correct them in ${study}, or begin anew with --sample`,
      );
    if (added.evidence.length > 0) printStatus(`evidence written: ${added.evidence.join(', ')}`);
    if (cells.length > 0 && Object.keys(electrode).length === 0)
      printStatus(
        `nothing is known of the electrode, so capacities stay in mAh; say it in ${study}: electrode: { loading: …, diameter: …, one C: … }`,
      );
    printStatus(
      added.claims.length > 0
        ? `claims to begin with: ${added.claims.join(', ')}; write what you expect, then cermet run ${folder}`
        : `no claims yet: one sample has nothing to be held against; cermet run ${folder} computes its numbers all the same`,
    );
    return EXIT.done;
  } catch (error) {
    await rm(study, { force: true });
    throw error;
  }
}

/** Files that may be measurements, with those of folders below; a folder that is one test stays one. */
async function listMeasurements(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => compareNames(a.name, b.name))) {
    if (entry.name.startsWith('.') || OTHERS.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (!(await isFolder(path))) found.push(path);
    else found.push(...((await isOneTest(path)) ? [path] : await listMeasurements(path)));
  }
  return found;
}

/** The sample of each file that a pattern fits. */
function assign(files: readonly string[], patterns: Record<string, string>, folder: string): Record<string, string> {
  const samples: Record<string, string> = {};
  for (const [sample, pattern] of Object.entries(patterns)) {
    const own = files.filter(
      (file) =>
        matchesName(pattern, basename(file)) || matchesName(pattern, relative(folder, file).split(sep).join('/')),
    );
    if (own.length === 0)
      throw new InputError(`no file fits "${pattern}" of sample ${sample}`, {
        hint: `the folder holds ${files
          .slice(0, 6)
          .map((file) => basename(file))
          .join(', ')}${files.length > 6 ? ' …' : ''}`,
      });
    for (const file of own) {
      if (samples[file] !== undefined)
        throw new InputError(`${file} would belong to ${samples[file]} and to ${sample}`, {
          hint: 'narrow one of the patterns',
        });
      samples[file] = sample;
    }
  }
  return samples;
}

/** Of the evidence that was written, what can know its electrode. */
async function takesElectrode(names: readonly string[], text: string): Promise<string[]> {
  const { parse } = await import('yaml');
  const { evidence } = parse(text) as { evidence?: Record<string, { kind?: string }> };
  const kinds = await (await loadCermet()).evidence();
  return names.filter((name) =>
    kinds.some((kind) => kind.id === evidence?.[name]?.kind && Object.hasOwn(kind.settings, 'electrode')),
  );
}

function givenElectrode(options: Options): Electrode {
  return Object.fromEntries(
    Object.keys(ELECTRODE_KEYS).flatMap((key) => {
      const value = options[key.replace(/ (\w)/g, (_, c: string) => c.toUpperCase())];
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}

/** Asks for what was not given, on a terminal; an empty answer leaves it unknown. */
async function askElectrode(given: Electrode): Promise<Electrode> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || Object.keys(given).length > 0) return given;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const electrode: Electrode = {};
  try {
    printStatus('What the files do not say of the electrode, the same in every cell (Enter where it is not known):');
    for (const key of ['loading', 'diameter', 'active fraction', 'mass', 'one C'] as const) {
      if (key === 'mass' && electrode.loading !== undefined) continue;
      for (;;) {
        const answer = (await terminal.question(`  ${ELECTRODE_KEYS[key].describe}: `)).trim();
        if (answer === '') break;
        try {
          parseElectrode({ ...electrode, [key]: answer });
          electrode[key] = answer;
          break;
        } catch (error) {
          if (!(error instanceof CermetError)) throw error;
          printStatus(`  ${error.message}`);
        }
      }
    }
  } finally {
    terminal.close();
  }
  return electrode;
}
