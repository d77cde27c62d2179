import { type Command, Option } from 'commander';
import { relative } from 'node:path';
import pc from 'picocolors';
import type { SlurmProfile } from '../../dft/index.js';
import { computeInterval, type StudyReport, type Verdict, type VerdictWord } from '../../study/index.js';
import { describeFinding } from '../describe-result.js';
import { loadStudy } from '../study/load-study.js';
import { runStudyHere } from '../study/run-study-here.js';
import { writeReport } from '../study/write-report.js';
import { writeResults } from '../study/write-results.js';
import {
  EXIT,
  formatDuration,
  formatNumber,
  formatTable,
  makeCliContext,
  printJson,
  printStatus,
  runCommand,
  writeText,
} from '../support.js';

/** Notes that the terminal shows; the report has all. */
const MOST_NOTES = 4;

interface RunOptions {
  on: string;
  profiles?: string;
  piece?: string;
  check?: boolean;
  json?: boolean;
}

/** `cermet run [study]` */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run what changed in a study, judge its claims and write its report')
    .argument('[study]', 'folder or file of the study', '.')
    .option('--check', 'exit with 1 if a claim is not supported')
    .option('--on <place>', 'where its pieces run: local, slurm or slurm:PROFILE', 'local')
    .option(
      '--profiles <file>',
      'YAML file with profiles of clusters (default: slurm.yaml here, or ~/.config/cermet/slurm.yaml)',
    )
    .addOption(new Option('--piece <file>', 'run one piece that a queue was given').hideHelp())
    .option('--json', 'print the claims and results as JSON')
    .action(runCommand(runAndReport));
}

async function runAndReport(path: string, options: RunOptions): Promise<number> {
  if (options.piece !== undefined) return (await import('../study/run-piece-file.js')).runPieceFile(options.piece);
  const started = performance.now();
  const loaded = await loadStudy(path);
  const report = await runStudyHere(loaded, makeCliContext(''), { cluster: await clusterOf(options) });
  const results = await writeResults(report, loaded.folder);
  const page = await writeReport(report, loaded.folder);
  if (options.json)
    await printJson({
      title: report.study.title,
      date: report.date,
      cermet: report.cermet,
      verdicts: report.verdicts,
      results: Object.values(report.evidence).flatMap((e) => e.results.map(describeFinding)),
      taken: report.taken,
      notes: report.notes,
      report: page,
    });
  else await printReport(report, page, results);
  printStatus(pc.dim(`done in ${formatDuration(performance.now() - started)}`));
  const failed = report.verdicts.filter((v) => v.word === 'not supported').length;
  return options.check && failed > 0 ? EXIT.negative : EXIT.done;
}

async function clusterOf({ on, profiles }: RunOptions): Promise<SlurmProfile | undefined> {
  if (on === 'local') return undefined;
  const { loadProfile, parsePlace } = await import('../dft/load-profile.js');
  const where = parsePlace(on);
  return where.place === 'local' ? undefined : loadProfile(where.profile, profiles);
}

const colours: Record<VerdictWord, (text: string) => string> = {
  supported: pc.green,
  'not supported': pc.red,
  undecided: pc.yellow,
  pending: pc.cyan,
  'not measured': pc.dim,
};

async function printReport(report: StudyReport, page: string, results: string): Promise<void> {
  const measured = report.verdicts.filter((v) => v.word !== 'not measured');
  const rows = measured.map((v) => [
    v.id,
    colours[v.word](v.word),
    describeMeasured(v),
    v.claim.expect,
    v.claim.published === undefined ? '–' : String(v.claim.published),
    v.claim.says,
  ]);
  await writeText(`\n${pc.bold(report.study.title)}\n\n`);
  if (rows.length > 0)
    await writeText(
      formatTable(
        ['claim', 'verdict', 'computed', 'expected', 'published', 'says'],
        rows,
        process.stdout.isTTY ? process.stdout.columns : undefined,
      ),
    );
  const counts = (Object.keys(colours) as VerdictWord[])
    .map((word) => [word, report.verdicts.filter((v) => v.word === word).length] as const)
    .filter(([, n]) => n > 0);
  await writeText(`\n${counts.map(([word, n]) => colours[word](`${n} ${word}`)).join(', ') || 'no claims yet'}\n`);
  for (const line of explainUnmeasured(report.verdicts)) printStatus(`${pc.yellow('warning')}: ${line}`);
  for (const verdict of report.verdicts)
    for (const note of verdict.notes)
      printStatus(
        `${pc.red('serious')}: ${pc.bold(verdict.id)} rests on this: ${note.text}${note.where ? pc.dim(` (${note.where})`) : ''}`,
      );
  const said = new Set(report.verdicts.flatMap((v) => v.notes.map((n) => n.text)));
  const weighty = [
    ...report.notes.filter((n) => n.level === 'serious' && !said.has(n.text)),
    ...report.notes.filter((n) => n.level === 'warning'),
  ];
  for (const note of weighty.slice(0, MOST_NOTES))
    printStatus(
      `${note.level === 'serious' ? pc.red(note.level) : pc.yellow(note.level)}: ${note.text}${note.where ? pc.dim(` (${note.where})`) : ''}`,
    );
  if (weighty.length > MOST_NOTES) printStatus(pc.dim(`${weighty.length - MOST_NOTES} more notes stand in the report`));
  await writeText(`\nresults ${relative('', results)}\nreport  ${relative('', page)}\n`);
}

/** Why claims that name a measure have no number: a group that is misspelt, say. */
export function explainUnmeasured(verdicts: readonly Verdict[]): string[] {
  const without = verdicts.filter(({ word, claim }) => word === 'not measured' && claim.measure !== undefined);
  const lines = without.slice(0, MOST_NOTES).map(({ id, because }) => `${id} is not measured: ${because}`);
  if (without.length > MOST_NOTES)
    lines.push(`${without.length - MOST_NOTES} more claims are not measured: why stands in the report`);
  return lines;
}

function describeMeasured({ measured, groups }: Verdict): string {
  if (!measured) return '–';
  const unit = measured.unit && measured.unit !== '1' ? ` ${measured.unit}` : '';
  const interval = computeInterval(measured);
  const counts = groups ? ` n=${Object.values(groups).join('/')}` : '';
  if (!interval || interval[0] === interval[1]) return `${formatNumber(measured.value, 3)}${unit}${counts}`;
  return `${formatNumber(measured.value, 3)} [${formatNumber(interval[0], 3)}, ${formatNumber(interval[1], 3)}]${unit}${counts}`;
}
