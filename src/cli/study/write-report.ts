import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CermetError } from '../../core/index.js';
import { renderReport } from '../../study/report/index.js';
import type { StudyReport } from '../../study/index.js';
import { writeFileSafely } from '../files.js';

/** Writes the report of a study as one HTML file; returns its path. */
export async function writeReport(report: StudyReport, folder: string): Promise<string> {
  const page = join(folder, 'report.html');
  await writeFileSafely(page, await renderReport(report, { script: await readAsset('report-client.js'), style: await readAsset('report-client.css') }));
  return page;
}

/** What `npm run build` made for the page. */
async function readAsset(name: string): Promise<string> {
  const path = fileURLToPath(new URL(`../../ui/${name}`, import.meta.url));
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new CermetError('install', 'this installation of Cermet lacks the script of its reports', { where: { file: path }, hint: 'npm run build makes it', cause: error });
  });
}
