import type { Command } from 'commander';
import { convertUnit, InputError } from '../../core/index.js';
import { parseExpectation, planClaim, type Expectation, type Plan } from '../../evidence/index.js';
import { planStudyClaim, studyOfClaim } from '../../study/index.js';
import { loadStudy } from '../study/load-study.js';
import { runStudyHere } from '../study/run-study-here.js';
import { formatNumber, makeCliContext, printJson, printNotes, printTable, runCommand, writeText } from '../support.js';

interface Options {
  value?: string;
  scatter?: string;
  counting?: string;
  shared?: string;
  knownFrom?: string;
  groups?: string;
  power: string;
  json?: boolean;
}

/** `cermet plan CLAIM [STUDY]`, or `cermet plan EXPECTATION --value V --scatter S` */
export function addPlanCommand(program: Command): void {
  program
    .command('plan')
    .description('how many specimens, or how many times the counts, until a claim can be decided')
    .argument('<claim>', 'name of a claim of the study; or what one expects: "> 0.2 eV", "1.2..1.5", "= 80 ± 5 %"')
    .argument('[study]', 'folder or file of the study', '.')
    .option(
      '--value <number>',
      'value that is thought likely, with the unit of the claim (default: that of the evidence)',
    )
    .option('--scatter <number>', 'standard deviation between specimens of a group (default: that of the evidence)')
    .option('--counting <number>', 'standard uncertainty of one specimen from counting, at the present counts')
    .option('--shared <number>', 'standard uncertainty that all specimens share: calibration, reference')
    .option('--known-from <n>', 'specimens that the scatter was estimated from')
    .option('--groups <1|2>', 'one group, or the difference between two (default: 2, or as the claim compares)')
    .option('--power <p>', 'chance of a verdict that is planned for', '0.9')
    .option('--json', 'print the result as JSON')
    .action(runCommand(run));
}

async function run(claim: string, study: string, options: Options): Promise<void> {
  const power = Number(options.power);
  if (isName(claim)) {
    const loaded = await loadStudy(study);
    const own = studyOfClaim(loaded.study, claim);
    const expectation = parseExpectation(own.claims[claim].expect!);
    const report = await runStudyHere({ ...loaded, study: own }, makeCliContext(''));
    const { verdict, unit, input, plan } = planStudyClaim(claim, report, {
      value: readNumber('value', options.value, expectation),
      scatter: readNumber('scatter', options.scatter, expectation),
      counting: readNumber('counting', options.counting, expectation),
      shared: readNumber('shared', options.shared, expectation),
      power,
    });
    const { value, scatter, counting, shared, groups } = input;
    if (options.json)
      return printJson({
        claim,
        says: verdict.claim.says,
        expect: verdict.claim.expect,
        now: { word: verdict.word, because: verdict.because, groups: verdict.groups },
        unit,
        known: { value, scatter, counting, shared, known_from: input.knownFrom, groups },
        ...plan,
      });
    await writeText(`${claim}: ${verdict.claim.says}\n${verdict.word} now: ${verdict.because}\n\n`);
    const show = (v: number): string => `${formatNumber(v)} ${unit === '1' ? '' : unit}`.trim();
    return printPlan(plan, show, groups ?? 2, [
      ['value', show(value)],
      ['scatter between specimens', show(scatter)],
      ...(counting === undefined ? [] : [['counting, one specimen', show(counting)]]),
      ...(shared === undefined ? [] : [['shared by all', show(shared)]]),
    ]);
  }
  const expectation = parseExpectation(claim);
  if (options.value === undefined || options.scatter === undefined)
    throw new InputError('an expectation alone needs --value and --scatter', {
      hint: 'or name a claim of a study: cermet plan CLAIM STUDY',
    });
  const groups = Number(options.groups ?? 2);
  if (groups !== 1 && groups !== 2) throw new InputError('--groups is 1 or 2', { value: options.groups });
  const plan = planClaim({
    expectation,
    value: readNumber('value', options.value, expectation)!,
    scatter: readNumber('scatter', options.scatter, expectation)!,
    counting: readNumber('counting', options.counting, expectation),
    shared: readNumber('shared', options.shared, expectation),
    ...(options.knownFrom !== undefined && { knownFrom: Number(options.knownFrom) }),
    groups,
    power,
  });
  if (options.json) return printJson({ claim, ...plan });
  await printPlan(plan, (v) => `${formatNumber(v)} ${expectation.unit ?? ''}`.trim(), groups, []);
}

/** Names of claims begin with a letter and hold no space; expectations begin with a sign or a number. */
const isName = (claim: string): boolean => /^[A-Za-z][\w.-]*$/.test(claim);

/** A number with the unit of the claim, or with another of its kind. */
function readNumber(name: string, text: string | undefined, expectation: Expectation): number | undefined {
  if (text === undefined) return undefined;
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/.exec(text);
  if (!match) throw new InputError(`--${name} cannot be "${text}"`, { hint: 'a number with the unit of the claim' });
  const [, value, unit] = match;
  if (unit === '' || unit === expectation.unit) return Number(value);
  if (expectation.unit === undefined)
    throw new InputError(`--${name} is in ${unit}, and the claim has no unit`, {
      hint: `write the claim like "${expectation.text} ${unit}"`,
    });
  return convertUnit(Number(value), unit, expectation.unit);
}

async function printPlan(
  plan: Plan,
  show: (value: number) => string,
  groups: 1 | 2,
  known: readonly string[][],
): Promise<void> {
  const range = plan.specimensRange;
  await printTable(
    ['planned', 'value'],
    [
      ...known,
      ['verdict, if the value holds', plan.verdict],
      ['margin to the nearest end', show(plan.margin)],
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
  printNotes(plan.notes);
}
