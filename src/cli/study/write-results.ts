import { join } from 'node:path';
import { InputError } from '../../core/index.js';
import { renderFigureSvg, type Figure } from '../../figure/index.js';
import { toCsv } from '../../io/index.js';
import { writeExtxyz } from '../../io/structures/index.js';
import {
  tabulateClaims,
  tabulateReplicates,
  tabulateResults,
  toBibtex,
  toCitationFile,
  type StudyReport,
} from '../../study/index.js';
import { makeFolder, writeFileSafely } from '../files.js';
import { describeFinding } from '../describe-result.js';
import { toPlainJson } from '../print.js';

/**
 * Writes what a study gave: tables and recordings as CSV, figures as SVG and as Vega-Lite JSON, structures as extxyz,
 * everything as study.json. Returns the folder.
 */
export async function writeResults(report: StudyReport, folder: string): Promise<string> {
  const results = join(folder, 'results');
  await makeFolder(join(results, 'figures'));
  await makeFolder(join(results, 'structures'));
  const write = (name: string, data: string): Promise<void> => writeFileSafely(join(results, name), data);
  await write('claims.csv', toCsv(tabulateClaims(report)));
  await write('results.csv', toCsv(tabulateResults(report)));
  await write('replicates.csv', toCsv(tabulateReplicates(report)));
  for (const { tables, recordings, figures, scenes } of Object.values(report.evidence)) {
    for (const { id, table } of tables) await write(`${toFileName(id)}.csv`, toCsv(table));
    for (const { id, recording } of recordings) await write(`${toFileName(id)}.csv`, toCsv(recording.table));
    for (const figure of figures) {
      const name = join('figures', toFileName(figure.id));
      await write(`${name}.vl.json`, toPlainJson(figure.spec));
      const svg = await drawOrNot(figure);
      if (svg !== undefined) await write(`${name}.svg`, svg);
    }
    for (const { id, frames } of scenes)
      if (frames.length > 0 && !frames.some((frame) => frame.disorder))
        await write(join('structures', `${toFileName(id)}.extxyz`), writeExtxyz(frames));
  }
  await write('sources.bib', toBibtex(report));
  await write('CITATION.cff', toCitationFile(report));
  await write('study.json', toPlainJson(describeReport(report)));
  return results;
}

/** A figure as SVG in millimetres; nothing of one that cannot be drawn, as the report says in its place. */
async function drawOrNot(figure: Figure): Promise<string | undefined> {
  try {
    return await renderFigureSvg(figure);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** A report as JSON: conditions printed and as objects, as every `--json` has them. */
function describeReport(report: StudyReport): Record<string, unknown> {
  return {
    ...report,
    evidence: Object.fromEntries(
      Object.entries(report.evidence).map(([name, output]) => [
        name,
        { ...output, results: output.results.map(describeFinding) },
      ]),
    ),
  };
}

/** A name that is a file's on every system, and stays inside the folder. */
export function toFileName(id: string): string {
  return id.replace(/[^\p{L}\p{N}._+-]+/gu, '-').replace(/^[.-]+/, '') || 'unnamed';
}
