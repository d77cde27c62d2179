import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { formatCondition, InputError, ReadError } from '../../core/index.js';
import { runRecipe, SYNTHESIS_QUANTITIES, type SynthesisQuantity } from '../../lab/index.js';
import { formatNumber, printJson, printTable, runCommand, writeText, printNotes } from '../support.js';

/** `cermet synthesis RECIPE.yaml` */
export function addSynthesisCommand(program: Command): void {
  program
    .command('synthesis')
    .description('from a recipe to amounts, ratios, yields, film thickness and what is wrong with it')
    .argument('<recipe>', 'recipe in YAML: steps of co-precipitation, calcination, coating, titration')
    .option('--json', 'print findings and notes as JSON')
    .action(runCommand(run));
}

async function run(path: string, options: { json?: boolean }): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ReadError('the recipe cannot be read', { file: path }, { cause: error });
  }
  const { parse } = await import('yaml');
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw new InputError(`the recipe is not YAML: ${(error as Error).message.split('\n')[0]}`, {
      where: { file: path },
      cause: error,
    });
  }
  const { title, findings, notes } = runRecipe(data, path);
  const label = (id: string): string => SYNTHESIS_QUANTITIES[id as SynthesisQuantity].label;
  if (options.json) {
    await printJson({
      recipe: path,
      ...(title !== undefined && { title }),
      findings: findings.map((f) => ({ ...f, label: label(f.id), condition: formatCondition(f.at) })),
      notes,
    });
    return;
  }
  if (title !== undefined) await writeText(`${title}\n\n`);
  await printTable(
    ['step', 'quantity', 'of', 'value', '±', 'unit'],
    findings.map(({ id, at, estimate }) => {
      const { step, ...rest } = at ?? {};
      return [
        String(step),
        label(id),
        Object.keys(rest).length > 0 ? formatCondition(rest) : undefined,
        formatNumber(estimate.value),
        estimate.sigma === undefined ? undefined : formatNumber(estimate.sigma, 2),
        estimate.unit === '1' ? '' : estimate.unit,
      ];
    }),
  );
  if (notes.length > 0) await writeText('\n');
  printNotes(notes);
}
