import type { Command } from 'commander';
import { formatCondition } from '../../core/index.js';
import { findAnalysis, primaryInput, structureInputs } from '../../evidence/index.js';
import type { Outcome } from '../../evidence/index.js';
import { toCsv, toXlsx } from '../../io/index.js';
import { analyseFiles, collectSetting, knownAnalyses, type Analysed } from '../analyse-files.js';
import { describeFinding, describeTable } from '../describe-result.js';
import {
  EXIT,
  formatMeasured,
  formatNumber,
  interruptSignal,
  makeCliContext,
  printJson,
  printStatus,
  printTable,
  printNotes,
  runCommand,
  writeFileSafely,
  writeText,
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
    .description('what a measured or simulated recording says')
    .argument(
      '[files...]',
      'file or folder of any kind that cermet read knows, several for an analysis that takes them together; - for standard input',
    )
    .option('--with <analysis>', 'which one (default: the usual one for the kind of recording; --list has all)')
    .option(
      '--set <key=value>',
      'a setting of the analysis, again for others; quantities with their units',
      collectSetting,
    )
    .option('--list', 'list analyses with their settings, or the settings of the one named by --with')
    .option('--reader <id>', 'read with this reader instead of asking the content')
    .option('--figure <file>', 'write the figures as .svg, Vega-Lite .json or .csv; structures as .svg')
    .option('--out <file>', 'write the tables as .csv or .xlsx; a refinement also as .cif')
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(files: string[], options: Options): Promise<number> {
  if (options.list || files.length === 0) {
    await list(options.with, options.json);
    return EXIT.done;
  }
  const { analysis, result, notes } = await analyseFiles(
    files,
    options.with,
    options.set ?? {},
    makeCliContext('analysing', { keepsNothing: true }),
    options.reader,
  );
  if (options.json) {
    await printJson({
      file: files.length === 1 ? files[0] : files,
      analysis: analysis.id,
      version: analysis.version,
      settings: options.set ?? {},
      findings: result.findings.map(describeFinding),
      tables: result.tables.map(describeTable),
      figures: result.figures.map(({ id, title, caption }) => ({ id, title, caption })),
      scenes: result.scenes.map(({ id, title, caption }) => ({ id, title, caption })),
      notes,
      cite: analysis.cite,
    });
  } else {
    await writeText(`${analysis.title}\n\n`);
    await printFindings(result.findings);
    printNotes(notes);
  }
  // From here on there are files that half of must not stay.
  interruptSignal();
  if (options.figure) await writeFigures(options.figure, result.figures, result.scenes);
  if (options.out) await writeTables(options.out, result);
  return notes.some((note) => note.code === 'not-converged') ? EXIT.partial : EXIT.done;
}

async function printFindings(findings: Analysed['result']['findings']): Promise<void> {
  const spreads = findings.some(({ estimate }) => estimate.budget?.model !== undefined);
  const rows = findings.map(({ label, at, estimate: { value, sigma, unit, budget } }) => [
    label,
    formatCondition(at),
    formatMeasured(value, sigma),
    sigma === undefined || sigma === 0 ? undefined : formatNumber(sigma, 2),
    ...(spreads ? [budget?.model === undefined ? undefined : formatNumber(budget.model, 2)] : []),
    unit === '1' ? '' : unit,
  ]);
  const shown = rows.length > SHOWN ? [...rows.slice(0, SHOWN / 2), ...rows.slice(-SHOWN / 2)] : rows;
  await printTable(['quantity', 'at', 'value', '±', ...(spreads ? ['model'] : []), 'unit'], shown);
  if (shown.length < rows.length)
    await writeText(`(${rows.length - shown.length} between are not shown; --json and --out have them all)\n`);
}

async function writeTables(path: string, { tables, recordings }: Outcome): Promise<void> {
  const cif = recordings.find((r) => typeof r.metadata.cif === 'string')?.metadata.cif;
  if (path.endsWith('.cif') && typeof cif === 'string') return writeFileSafely(path, cif);
  if (tables.length === 0) printStatus('there is no table to write');
  if (path.toLowerCase().endsWith('.xlsx'))
    return writeFileSafely(path, toXlsx(tables.map(({ title, table }) => ({ name: title, table }))));
  const ending = /\.[^.]*$/.exec(path)?.[0] ?? '';
  for (const { id, table } of tables)
    await writeFileSafely(
      tables.length === 1 ? path : `${path.slice(0, path.length - ending.length)}.${id}${ending}`,
      toCsv(table),
    );
}

async function list(name: string | undefined, json: boolean | undefined): Promise<void> {
  const analyses = await knownAnalyses();
  const wanted = name === undefined ? analyses : [findAnalysis(analyses, name)];
  if (json)
    return printJson(
      wanted.map((analysis) => ({
        id: analysis.id,
        version: analysis.version,
        title: analysis.title,
        accepts: primaryInput(analysis).input.kind,
        inputs: analysis.inputs,
        settings: Object.fromEntries(
          Object.entries(analysis.settings).map(([key, { parse: _parse, ...setting }]) => [key, setting]),
        ),
        quantities: analysis.quantities,
        cite: analysis.cite,
      })),
    );
  if (name === undefined)
    return printTable(
      ['analysis', 'of', 'what'],
      wanted.map((a) => [a.id, primaryInput(a).input.kind, a.title]),
    );
  await printTable(
    ['setting', 'what', 'default'],
    [
      ...structureInputs(wanted[0]).map(([key, input]) => [key, input.describe, input.optional ? 'none' : '']),
      ...Object.entries(wanted[0].settings).map(([key, setting]) => [
        key,
        setting.choices ? `${setting.describe}: ${setting.choices.join(', ')}` : setting.describe,
        setting.default ?? '',
      ]),
    ],
  );
}
