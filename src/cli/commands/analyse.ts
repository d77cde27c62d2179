import type { Command } from 'commander';
import type { Note } from '../../core/index.js';
import { toCsv } from '../../io/index.js';
import { analyses, findAnalysis, type AnalysisResult, type Finding } from '../../lab/index.js';
import { analyseFile, collectSetting } from '../analyse-files.js';
import {
  formatNumber,
  makeCliContext,
  printJson,
  printStatus,
  printTable,
  runCommand,
  writeFileSafely,
  writeStdout,
} from '../support.js';
import { writeFigures } from '../write-figures.js';

interface Options {
  with?: string;
  set?: Record<string, string>;
  reader?: string;
  figure?: string;
  out?: string;
  list?: boolean;
  json?: boolean;
}

/** Findings that the table shows before it only counts. */
const SHOWN = 60;

/** `cermet analyse FILE --with NAME` */
export function addAnalyseCommand(program: Command): void {
  program
    .command('analyse')
    .description(
      'what a measured or simulated recording says: capacities, retention, rates, resistance, dQ/dV, titrations, impedance',
    )
    .argument('[file]', 'file of any kind that cermet read knows; - for standard input')
    .option('--with <analysis>', `${analyses.map((a) => a.id).join(', ')} (default: cycles, or circuit for impedance)`)
    .option(
      '--set <key=value>',
      'a setting of the analysis, again for others; quantities with their units',
      collectSetting,
    )
    .option('--list', 'list analyses with their settings, or the settings of the one named by --with')
    .option('--reader <id>', 'read with this reader instead of asking the content')
    .option('--figure <file>', 'write the figures as .svg, Vega-Lite .json or .csv')
    .option('--out <file.csv>', 'write the tables as csv')
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(file: string | undefined, options: Options): Promise<void> {
  if (options.list || file === undefined) return list(options.with, options.json);
  const { analysis, recording, result } = await analyseFile(
    file,
    options.with,
    options.set ?? {},
    makeCliContext('analysing'),
    options.reader,
  );
  if (options.json) {
    await printJson({
      file,
      analysis: analysis.id,
      settings: options.set ?? {},
      findings: result.findings,
      tables: result.tables.map(describeTable),
      figures: result.figures.map(({ id, title, caption }) => ({ id, title, caption })),
      notes: [...recording.notes, ...result.notes],
      cite: analysis.cite,
    });
  } else {
    await writeStdout(`${analysis.title}\n\n`);
    await printFindings(result.findings);
    await printNotes([...recording.notes, ...result.notes]);
  }
  if (options.figure) await writeFigures(options.figure, result.figures);
  if (options.out) await writeTables(options.out, result);
}

async function printFindings(findings: readonly Finding[]): Promise<void> {
  const rows = findings.map(
    ({ label, at, estimate: { value, sigma, unit } }) =>
      [
        label,
        at,
        formatNumber(value),
        sigma === undefined || sigma === 0 ? undefined : formatNumber(sigma, 2),
        unit === '1' ? '' : unit,
      ] as const,
  );
  const shown = rows.length > SHOWN ? [...rows.slice(0, SHOWN / 2), ...rows.slice(-SHOWN / 2)] : rows;
  await printTable(['quantity', 'at', 'value', '±', 'unit'], shown);
  if (shown.length < rows.length)
    await writeStdout(`(${rows.length - shown.length} between are not shown; --json and --out have them all)\n`);
}

async function printNotes(notes: readonly Note[]): Promise<void> {
  if (notes.length > 0) await writeStdout('\n');
  for (const note of notes) await writeStdout(`${note.level}: ${note.text}${note.where ? ` (${note.where})` : ''}\n`);
}

function describeTable({ id, title, table }: AnalysisResult['tables'][number]): Record<string, unknown> {
  return {
    id,
    title,
    columns: Object.fromEntries(
      table.columns.map((c) => [
        c.name,
        c.valid ? Array.from(c.values as ArrayLike<number | string>, (v, i) => (c.valid![i] ? v : null)) : c.values,
      ]),
    ),
  };
}

async function writeTables(path: string, { tables }: AnalysisResult): Promise<void> {
  if (tables.length === 0) printStatus('there is no table to write');
  const ending = /\.[^.]*$/.exec(path)?.[0] ?? '';
  for (const { id, table } of tables)
    await writeFileSafely(
      tables.length === 1 ? path : `${path.slice(0, path.length - ending.length)}.${id}${ending}`,
      toCsv(table),
    );
}

async function list(name: string | undefined, json: boolean | undefined): Promise<void> {
  const wanted = name === undefined ? analyses : [findAnalysis(name)];
  if (json)
    return printJson(
      wanted.map(({ id, title, accepts, parameters, cite }) => ({ id, title, accepts, parameters, cite })),
    );
  if (name === undefined)
    return printTable(
      ['analysis', 'of', 'what'],
      wanted.map((a) => [a.id, a.accepts, a.title]),
    );
  await printTable(
    ['setting', 'what', 'default'],
    Object.entries(wanted[0].parameters).map(([key, p]) => [key, p.describe, p.default]),
  );
}
