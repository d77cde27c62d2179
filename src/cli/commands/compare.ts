import type { Command } from 'commander';
import { CermetError, InputError, sameCondition, type Note } from '../../core/index.js';
import { compareGroups, figureComparison, type GroupComparison } from '../../evidence/index.js';
import { analyseFiles, collectSetting } from '../analyse-files.js';
import {
  expandFiles,
  formatMeasured,
  formatNumber,
  interruptSignal,
  makeCliContext,
  printJson,
  printNotes,
  printStatus,
  printTable,
  runCommand,
  writeText,
} from '../support.js';
import { findUnlike, type Measured } from '../find-unlike.js';
import { writeFigures } from '../write-figures.js';

interface Options {
  with: string[];
  analysis?: string;
  quantity?: string;
  at?: string;
  set?: Record<string, string>;
  names?: string;
  figure?: string;
  json?: boolean;
}

/** Rows that are shown before the table only counts. */
const SHOWN = 60;

/** `cermet compare A… --with B…` */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('two groups of replicate cells: means, scatter, difference and ratio with their intervals')
    .argument('<files...>', 'files of the first group, one for each cell')
    .requiredOption('--with <files...>', 'files of the second group, the one that the first is held against')
    .option(
      '--analysis <name>',
      'what is compared (default: the usual one for the kind of recording; cermet analyse --list has all)',
    )
    .option('--quantity <name>', 'only this quantity, such as discharge_capacity')
    .option('--at <condition>', 'only at this condition, such as "cycle 100" or 7C')
    .option('--set <key=value>', 'a setting of the analysis, again for others', collectSetting)
    .option('--names <a,b>', 'what the groups are called', 'A,B')
    .option('--figure <file>', 'write figures as .svg, Vega-Lite .json or .csv')
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(files: string[], options: Options): Promise<void> {
  const names = options.names?.split(',').map((n) => n.trim()) ?? [];
  if (names.length !== 2 || names.some((n) => n === ''))
    throw new InputError(`--names must be two names, not "${options.names}"`, {
      hint: 'write --names coated,pristine',
    });
  const ctx = makeCliContext('comparing', { keepsNothing: true });
  const notes: Note[] = [];
  const replicates = async (names: readonly string[]): Promise<Measured[]> => {
    const out: Measured[] = [];
    for (const path of (await Promise.all(names.map(expandFiles))).flat()) {
      try {
        const { result, notes: own, recordings } = await analyseFiles([path], options.analysis, options.set ?? {}, ctx);
        notes.push(
          ...own
            .filter((n) => n.level !== 'info')
            .map((n) => ({ ...n, where: [path, n.where].filter(Boolean).join(', ') })),
        );
        out.push({ name: path, findings: result.findings, recordings });
      } catch (error) {
        if (!(error instanceof CermetError) || error.code === 'abort') throw error;
        notes.push({
          level: 'serious',
          code: 'replicate-lost',
          text: `left out, so its group has one cell fewer: ${error.message}`,
          where: path,
        });
      }
    }
    return out;
  };
  const [a, b] = [await replicates(files), await replicates(options.with)];
  notes.push(...findUnlike(a, b));
  printNotes(notes);
  for (const [group, name] of [
    [a, names[0]],
    [b, names[1]],
  ] as const)
    if (group.length === 0) throw new InputError(`no file of group ${name} could be used`, { hint: notes[0]?.text });
  const all = compareGroups(a, b);
  if (all.length === 0)
    throw new InputError('the two groups have no quantity in common', { hint: 'are they from the same kind of test?' });
  const quantities = [...new Set(all.map((c) => c.id))];
  if (options.quantity !== undefined && !quantities.includes(options.quantity))
    throw new InputError(`neither group has a "${options.quantity}"`, { value: options.quantity, allowed: quantities });
  const named = all.filter((c) => options.quantity === undefined || c.id === options.quantity);
  const chosen = named.filter((c) => options.at === undefined || sameCondition(c.at, options.at));
  if (chosen.length === 0)
    throw new InputError(`nothing is known at "${options.at}"`, {
      value: options.at,
      allowed: [...new Set(named.flatMap((c) => c.at ?? []))],
    });
  if (options.json)
    await printJson({
      groups: { [names[0]]: a.map((r) => r.name), [names[1]]: b.map((r) => r.name) },
      comparisons: chosen,
      notes,
    });
  else await printComparisons(chosen, names as [string, string]);
  if (options.figure) {
    const ids = [...new Set(chosen.map((c) => c.id))];
    // From here on there are files that half of must not stay.
    interruptSignal();
    await writeFigures(
      options.figure,
      ids.map((id) =>
        figureComparison(
          chosen.filter((c) => c.id === id),
          names as [string, string],
        ),
      ),
    );
  }
}

async function printComparisons(comparisons: readonly GroupComparison[], [a, b]: [string, string]): Promise<void> {
  const mean = ({ estimate: { value, spread } }: GroupComparison['a']): string =>
    `${formatMeasured(value, spread)}${spread === undefined ? '' : ` ± ${formatNumber(spread, 2)}`}`;
  const interval = (range: [number, number] | undefined): string =>
    range ? `${formatNumber(range[0], 4)} … ${formatNumber(range[1], 4)}` : '–';
  const shown =
    comparisons.length > SHOWN ? [...comparisons.slice(0, SHOWN / 2), ...comparisons.slice(-SHOWN / 2)] : comparisons;
  await printTable(
    [
      'quantity',
      'at',
      'unit',
      `${a} (mean ± SD)`,
      `${b} (mean ± SD)`,
      'cells',
      `${a} − ${b}`,
      '95 %',
      `${a} / ${b}`,
      '95 % ',
    ],
    shown.map((c) => [
      c.label,
      c.at,
      c.unit === '1' ? '' : c.unit,
      mean(c.a),
      mean(c.b),
      `${Object.keys(c.a.values).length}, ${Object.keys(c.b.values).length}`,
      formatNumber(c.difference.value, 4),
      interval(c.difference.interval),
      formatNumber(c.ratio.value, 4),
      interval(c.ratio.interval),
    ]),
  );
  if (shown.length < comparisons.length)
    await writeText(`(${comparisons.length - shown.length} between are not shown; --json has them all)\n`);
  const said = new Map<string, number>();
  for (const note of comparisons.flatMap((c) => c.notes)) said.set(note.text, (said.get(note.text) ?? 0) + 1);
  for (const [text, count] of said) printStatus(`warning: ${text}${count > 1 ? ` (${count} quantities)` : ''}`);
}
