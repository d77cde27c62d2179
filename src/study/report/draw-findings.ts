import { computeInterval } from '../../core/index.js';
import { parseExpectation, planClaim } from '../../evidence/index.js';
import type { Verdict } from '../types.js';
import { countVerdicts } from './draw-board.js';
import { formatMinus } from './format.js';
import { groupScenarios } from './group-scenarios.js';
import { html, type Html } from './html.js';
import { describeEstimate, formatPublished } from './report-parts.js';
import type { Scope } from './report-scope.js';

/** Claims named in a sentence before it only counts. */
const NAMED = 4;
/** More specimens than anybody measures. */
const MOST_SPECIMENS = 200;

/**
 * What the study found, in a few sentences: which claims fell, what disagrees with the published values, what would
 * decide the rest.
 */
export function drawFindings(scope: Scope): Html {
  const { verdicts } = scope.report;
  const of = (word: Verdict['word']): Verdict[] => verdicts.filter((v) => v.word === word);
  const fallen = of('not supported');
  const undecided = of('undecided');
  const pending = of('pending');
  const unlike = verdicts.filter((v) => v.word !== 'not supported' && differsFromPublished(v));
  const untested = of('not measured').length;
  const split = groupScenarios(verdicts.filter((v) => v.word !== 'not measured')).filter(
    ({ cases }) => new Set(cases.map((c) => c.verdict.word)).size > 1,
  );
  return html`<div class="findings">
  <p class="verdict-line">${drawVerdictSentence(verdicts)}</p>
  ${drawSupported(verdicts)}
  ${fallen.length > 0 && html`<p><strong>Not supported:</strong> ${list(fallen, (v) => html`${link(scope, v)} ${v.claim.says} (${numbersOf(v)})`)}.</p>`}
  ${unlike.length > 0 && html`<p><strong>Outside the 95 % interval lies the published value of</strong> ${list(unlike, (v) => html`${link(scope, v)} ${v.claim.says} (${numbersOf(v)})`)}.</p>`}
  ${split.length > 0 && html`<p><strong>Depends on what is assumed:</strong> ${split.slice(0, NAMED).map(({ says, cases }, i) => html`${i > 0 && '; '}${says} – ${cases.map(({ verdict, scenario }, k) => html`${k > 0 && ', '}${verdict.word} ${link(scope, verdict)} ${scenario ?? ''}`)}`)}${split.length > NAMED && `; and ${split.length - NAMED} more`}.</p>`}
  ${undecided.length > 0 && html`<p><strong>Undecided:</strong> ${drawUndecided(scope, undecided)}</p>`}
  ${(pending.length > 0 || untested > 0) && html`<p class="quiet">${[pending.length > 0 && `${pending.length} ${pending.length === 1 ? 'claim waits' : 'claims wait'} for work that goes on elsewhere`, untested > 0 && `${untested === 1 ? '1 claim is' : `${untested} claims are`} measured by nothing here yet`].filter(Boolean).join('; ')}.</p>`}
</div>`;
}

/** `Of 53 claims, 11 have been tested: 7 supported, 2 undecided, 2 not supported.` */
function drawVerdictSentence(verdicts: readonly Verdict[]): Html {
  const total = verdicts.length;
  if (total === 0) return html`This study makes no claims yet.`;
  const counts = countVerdicts(verdicts);
  const tested = total - (counts.get('not measured') ?? 0);
  const claims = total === 1 ? 'Of 1 claim' : `Of ${total} claims`;
  const words = [...counts].filter(([word, n]) => n > 0 && word !== 'not measured').map(([word, n]) => `${n} ${word}`);
  return html`${claims}, ${tested === 0 ? 'none has' : tested === 1 ? '1 has' : `${tested} have`} been tested${tested > 0 && `: ${words.join(', ')}`}.`;
}

/** `Supported: 12 of 14 in B. Atoms, …`, where claims stand in groups. */
function drawSupported(verdicts: readonly Verdict[]): Html | undefined {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts)
    if (verdict.word !== 'not measured' && verdict.claim.group)
      groups.set(verdict.claim.group, [...(groups.get(verdict.claim.group) ?? []), verdict]);
  if (groups.size < 2) return undefined;
  const share = (own: readonly Verdict[]): string =>
    `${own.filter((v) => v.word === 'supported').length} of ${own.length}`;
  return html`<p><strong>Supported:</strong> ${[...groups].map(([group, own], i) => html`${i > 0 && ', '}${share(own)} in <em>${group.replace(/^[A-Z]\. /, '')}</em>`)}.</p>`;
}

function list(verdicts: readonly Verdict[], draw: (verdict: Verdict) => Html, between = '; '): Html {
  const more = verdicts.length - NAMED;
  const shown = more > 1 ? verdicts.slice(0, NAMED) : verdicts;
  return html`${shown.map((v, i) => html`${i > 0 && between}${draw(v)}`)}${more > 1 && `${between}and ${more} more`}`;
}

const link = (scope: Scope, verdict: Verdict): Html =>
  html`<a href="#${scope.ids.of('claim', verdict.id)}">${verdict.id}</a>`;

function numbersOf({ measured, claim }: Verdict): string {
  const here = measured ? describeEstimate(measured).number : '–';
  const against =
    typeof claim.published === 'number'
      ? `published ${formatPublished(claim, measured?.unit)}`
      : `expected ${formatMinus(String(claim.expect ?? '–'))}`;
  return `${here}, ${against}`;
}

/** Whether a published number lies outside the interval of what was measured. */
function differsFromPublished({ claim, measured }: Verdict): boolean {
  const interval = measured && computeInterval(measured);
  return (
    interval !== undefined &&
    typeof claim.published === 'number' &&
    (claim.published < interval[0] || claim.published > interval[1])
  );
}

/** Undecided claims by what would decide them. */
function drawUndecided(scope: Scope, undecided: readonly Verdict[]): Html {
  const fitted = undecided.filter((v) => v.claim.fitted || v.claim.assumed);
  const rest = undecided.filter((v) => !fitted.includes(v));
  const single = rest.filter((v) => !v.measured || computeInterval(v.measured) === undefined);
  const planned = rest
    .filter((v) => !single.includes(v))
    .map((verdict) => ({ verdict, specimens: planSpecimens(verdict) }))
    .sort((a, b) => (a.specimens ?? Infinity) - (b.specimens ?? Infinity));
  const enough = planned.filter((p) => p.specimens !== undefined);
  const many = planned.filter((p) => p.specimens === undefined).map((p) => p.verdict);
  const needs = new Map(enough.map((p) => [p.verdict, p.specimens!]));
  const ids = (verdicts: readonly Verdict[]): Html => list(verdicts, (v) => link(scope, v), ', ');
  const sentences = [
    enough.length > 0 &&
      html`more specimens would decide ${list([...needs.keys()], (v) => html`${link(scope, v)} (about ${needs.get(v)} instead of ${v.measured!.n})`, ', ')}`,
    many.length > 0 && html`less scatter or better calibration must come first for ${ids(many)}`,
    single.length > 0 &&
      html`repeats are missing for ${ids(single)}, since one observation says nothing of its own uncertainty`,
    fitted.length > 0 && html`a measurement apart from what was fitted or assumed is missing for ${ids(fitted)}`,
  ].filter((s): s is Html => s !== false);
  return html`${sentences.map((sentence, i) => html`${i > 0 && '; '}${sentence}`)}.`;
}

/**
 * Specimens until the value found would decide its claim, with the scatter found; nothing where that is no sensible
 * number.
 */
function planSpecimens({ claim, measured }: Verdict): number | undefined {
  if (measured?.sigma === undefined || claim.expect === undefined || measured.n < 2) return undefined;
  try {
    const expectation = parseExpectation(claim.expect);
    if (expectation.unit && expectation.unit !== measured.unit) return undefined;
    const scatter = measured.sigma * Math.sqrt(measured.n);
    const { specimens } = planClaim({ value: measured.value, expectation, scatter, groups: 1 });
    return specimens !== undefined && specimens <= MOST_SPECIMENS ? Math.max(specimens, measured.n + 1) : undefined;
  } catch {
    // A value on the very end of what is expected: no number of specimens decides that.
    return undefined;
  }
}
