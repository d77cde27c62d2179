import type { Command } from 'commander';
import { convertUnit, InputError } from '../../core/index.js';
import { parseExpectation, planClaim } from '../../evidence/index.js';
import { formatNumber, printJson, printTable, runCommand, writeStdout } from '../support.js';

interface Options {
  value: string;
  scatter: string;
  counting?: string;
  shared?: string;
  knownFrom?: string;
  groups: string;
  power: string;
  json?: boolean;
}

/** `cermet plan EXPECTATION --value V --scatter S` */
export function addPlanCommand(program: Command): void {
  program
    .command('plan')
    .description('how many specimens, or how many times the counts, until a claim can be decided')
    .argument('<claim>', 'what the claim expects, as in a study: "> 0.2 eV", "1.2..1.5", "= 80 ± 5 %"')
    .requiredOption('--value <number>', 'value that is thought likely, with the unit of the claim')
    .requiredOption('--scatter <number>', 'standard deviation between specimens of a group')
    .option('--counting <number>', 'standard uncertainty of one specimen from counting, at the present counts')
    .option('--shared <number>', 'standard uncertainty that all specimens share: calibration, reference')
    .option('--known-from <n>', 'specimens that the scatter was estimated from')
    .option('--groups <1|2>', 'one group, or the difference between two', '2')
    .option('--power <p>', 'chance of a verdict that is planned for', '0.9')
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(claim: string, options: Options): Promise<void> {
  const expectation = parseExpectation(claim);
  const read = (name: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/.exec(text);
    if (!match) throw new InputError(`--${name} cannot be "${text}"`, { hint: 'a number with the unit of the claim' });
    const [, value, unit] = match;
    if (unit === '' || unit === expectation.unit) return Number(value);
    if (expectation.unit === undefined)
      throw new InputError(`--${name} is in ${unit}, and the claim has no unit`, {
        hint: `write the claim like "${claim} ${unit}"`,
      });
    return convertUnit(Number(value), unit, expectation.unit);
  };
  const groups = Number(options.groups);
  if (groups !== 1 && groups !== 2) throw new InputError('--groups is 1 or 2', { value: options.groups });
  const plan = planClaim({
    expectation,
    value: read('value', options.value)!,
    scatter: read('scatter', options.scatter)!,
    counting: read('counting', options.counting),
    shared: read('shared', options.shared),
    ...(options.knownFrom !== undefined && { knownFrom: Number(options.knownFrom) }),
    groups,
    power: Number(options.power),
  });
  if (options.json) return printJson({ claim, ...plan });
  const range = plan.specimensRange;
  await printTable(
    ['planned', 'value'],
    [
      ['verdict, if the value holds', plan.verdict],
      ['margin to the nearest end', `${formatNumber(plan.margin)} ${expectation.unit ?? ''}`.trim()],
      [
        groups === 2 ? 'specimens in each group' : 'specimens',
        plan.specimens === undefined
          ? 'no number is enough'
          : `${plan.specimens}${range ? ` (${range[0]} to ${Number.isFinite(range[1]) ? range[1] : 'more than can be made'}, by how well the scatter is known)` : ''}`,
      ],
      ...(plan.countsFactor === undefined
        ? []
        : [['or, on one specimen a group, counts times', formatNumber(plan.countsFactor, 3)]]),
    ],
  );
  for (const note of plan.notes) await writeStdout(`${note.level}: ${note.text}\n`);
}
