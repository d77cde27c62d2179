import { join } from 'node:path';
import { renderReport } from '../../study/report/index.js';
import type { StudyReport } from '../../study/index.js';
import { writeFileSafely } from '../files.js';
import { readPageAssets } from '../page-assets.js';

/** Writes the report of a study as one HTML file; returns its path. */
export async function writeReport(report: StudyReport, folder: string): Promise<string> {
  const page = join(folder, 'report.html');
  await writeFileSafely(page, await renderReport(report, await readPageAssets('report')));
  return page;
}
