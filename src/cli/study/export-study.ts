import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { zipSync } from 'fflate';
import { computeSha256, InputError, type Origin } from '../../core/index.js';
import { CRATE_METADATA, describeCrate, type StudyReport } from '../../study/index.js';
import { toPlainJson } from '../print.js';

/** [bytes] beyond which files are not packed into one zip, which is made in memory. */
const LARGEST_CRATE = 2 ** 30;

/**
 * A study with its report, its results and the data that they stand on, as a zip that is a Research Object Crate.
 *
 * @param file the study's study.yaml
 * @throws InputError where the study has not been run, or is too large to pack
 */
export async function exportStudy(file: string): Promise<Uint8Array> {
  const folder = dirname(resolve(file));
  const text = await readFile(join(folder, 'results', 'study.json'), 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new InputError('the study has no results yet', { where: { file }, hint: 'cermet run makes them' });
  const report = JSON.parse(text) as StudyReport;
  const made = ['report.html', ...(await listUnder(folder, 'results'))];
  const paths = ['study.yaml', ...made, ...dataOf(report, folder)];
  const contents: Record<string, Uint8Array> = {};
  let total = 0;
  for (const path of [...new Set(paths)]) {
    const place = join(folder, path);
    const info = await stat(place).catch(() => undefined);
    // What a run left behind may have been taken away since; what leads outside is not the study's.
    if (!info?.isFile() || !(await realpath(place)).startsWith((await realpath(folder)) + sep)) continue;
    total += info.size;
    if (total > LARGEST_CRATE)
      throw new InputError('the files of the study are more than 1 GiB', {
        where: { file },
        hint: 'pack its folder by other means; results/ holds what the run gave',
      });
    contents[path.split(sep).join('/')] = await readFile(place);
  }
  const files = await Promise.all(
    Object.entries(contents).map(async ([path, bytes]) => ({
      path,
      size: bytes.length,
      sha256: await computeSha256(bytes),
    })),
  );
  const metadata = new TextEncoder().encode(toPlainJson(describeCrate(report, files)));
  return zipSync({ [CRATE_METADATA]: metadata, ...contents }, { level: 6, mtime: '1980-01-01' });
}

/** Files of the study that results stand on, by their paths in its folder. */
function dataOf(report: StudyReport, folder: string): string[] {
  const files = new Set<string>();
  const visit = (origin: Origin | undefined): void => {
    if (origin?.type === 'measured') files.add(origin.file);
    // Of what a number was derived from some are files; others are not found and so left out.
    else if (origin?.type === 'derived') for (const from of origin.from) files.add(from);
  };
  for (const { results, tables, recordings } of Object.values(report.evidence)) {
    for (const { origin } of [...results, ...tables]) visit(origin);
    for (const { recording } of recordings) visit(recording.origin);
  }
  for (const sample of Object.values(report.study.samples)) for (const path of listed(sample)) files.add(path);
  return [...files].map((path) => relative(folder, resolve(folder, path))).filter((path) => !path.startsWith('..'));
}

const listed = (sample: unknown): string[] => {
  const { files } = sample as { files?: unknown };
  return Array.isArray(files) ? files.filter((path) => typeof path === 'string') : [];
};

async function listUnder(folder: string, part: string): Promise<string[]> {
  const entries = await readdir(join(folder, part), { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => relative(folder, join(e.parentPath, e.name)));
}
