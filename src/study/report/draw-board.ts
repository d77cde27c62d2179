import type { Verdict, VerdictWord } from '../types.js';
import { originOfClaim, toClaimEntry } from './draw-origins.js';
import { formatMinus, formatNumber, namedGroups } from './format.js';
import { groupScenarios, type Statement } from './group-scenarios.js';
import { html, type Html } from './html.js';
import {
  describeEstimate,
  drawStrip,
  drawVerdict,
  formatPublished,
  VERDICT_WORDS,
  verdictClass,
} from './report-parts.js';
import type { Scope } from './report-scope.js';

/** Number of claims under each verdict. */
export function countVerdicts(verdicts: readonly Verdict[]): Map<VerdictWord, number> {
  const counts = new Map<VerdictWord, number>(VERDICT_WORDS.map((word) => [word, 0]));
  for (const { word } of verdicts) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** `7 supported, 2 undecided, 1 not supported, 43 not measured` */
export function summariseVerdicts(verdicts: readonly Verdict[]): string {
  return (
    [...countVerdicts(verdicts)]
      .filter(([, n]) => n > 0)
      .map(([word, n]) => `${n} ${word}`)
      .join(', ') || 'no claims yet'
  );
}

/**
 * A bar whose parts are as long as there are claims under each verdict; with a script its labels choose what is shown.
 */
export function drawSummary(verdicts: readonly Verdict[]): Html {
  const counts = [...countVerdicts(verdicts)].filter(([, n]) => n > 0);
  const total = Math.max(1, verdicts.length);
  let from = 0;
  const bar = counts.map(([word, n]) => {
    const x = (1000 * from) / total;
    from += n;
    return html`<rect class="${verdictClass(word)}" x="${formatPlain(x)}" width="${formatPlain(Math.max(4, (1000 * n) / total - 4))}" height="10" rx="2"/>`;
  });
  return html`<div class="summary">
    <svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${bar}</svg>
    <ul class="counts">${counts.map(([word, n]) => html`<li class="${verdictClass(word)}"><svg class="glyph" aria-hidden="true"><use href="#glyph-${verdictClass(word)}"/></svg><strong>${n}</strong> ${word}</li>`)}</ul>
  </div>`;
}

const formatPlain = (x: number): string => x.toFixed(1).replace(/\.0$/, '');

/** All claims by group: those with a verdict in a table, those that nothing measures yet folded beneath. */
export function drawBoard(scope: Scope): Html {
  const { verdicts } = scope.report;
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const group = verdict.claim.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), verdict]);
  }
  const present = [...countVerdicts(verdicts)].filter(([, n]) => n > 0);
  const filter = html`<form class="filter script-only" aria-label="Choose claims">
    <fieldset><legend class="unseen">Verdicts shown</legend>${present.map(([word, n]) => html`<label class="chip ${verdictClass(word)}"><input type="checkbox" name="verdict" value="${word}" checked><svg class="glyph" aria-hidden="true"><use href="#glyph-${verdictClass(word)}"/></svg>${word} <span class="count">${n}</span></label>`)}</fieldset>
    ${groups.size > 1 && html`<label class="field">Group <select name="group"><option value="">all</option>${[...groups.keys()].map((group) => html`<option value="${group}">${group || 'without a group'}</option>`)}</select></label>`}
    <label class="field">Search <input type="search" name="text" autocomplete="off"></label>
    <output class="quiet" aria-live="polite"></output>
  </form>`;
  // Of a study that repeats nobody's claims nothing is published.
  const compared = verdicts.some(({ claim }) => claim.published !== undefined || claim.where !== undefined);
  const key = html`<p class="key quiet"><span><svg class="strip" viewBox="0 0 34 14" width="34" height="14" aria-hidden="true"><path class="interval" d="M3 7H31"/><circle class="measured" cx="17" cy="7" r="3.6"/></svg> measured here, with its 95 % interval</span>
    ${compared && html`<span><svg class="strip" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path class="published" d="M7 2l5 5-5 5-5-5z"/></svg> published</span>`}
    <span><svg class="strip" viewBox="0 0 22 14" width="22" height="14" aria-hidden="true"><rect class="expected" width="22" height="14" rx="1.5"/></svg> expected by the claim</span> <span class="script-only"><kbd>j</kbd> and <kbd>k</kbd> lead from claim to claim; a claim’s name copies its address</span></p>`;
  return html`<section id="claims" aria-labelledby="claims-title"><h2 id="claims-title">Claims</h2>${filter}${key}
    ${[...groups].map(([group, members]) => drawGroup(scope, group, members, compared))}
  </section>`;
}

function drawGroup(scope: Scope, group: string, verdicts: readonly Verdict[], compared: boolean): Html {
  const decided = verdicts.filter((v) => v.word !== 'not measured');
  const open = verdicts.filter((v) => v.word === 'not measured');
  const id = scope.ids.of('group', group || 'claims');
  return html`<section class="group" data-group="${group}"${group && html` aria-labelledby="${id}"`}>
    ${group && html`<h3 id="${id}">${group}</h3>`}
    ${
      decided.length > 0 &&
      html`<table class="claims"><thead><tr><th scope="col">Verdict</th><th scope="col">Claim</th><th scope="col">Measured here</th>${compared && html`<th scope="col">Published</th>`}<th scope="col" class="strip-cell"><span class="unseen">To scale</span></th></tr></thead>
      <tbody>${groupScenarios(decided).map((statement) => drawStatement(scope, statement, compared))}</tbody></table>`
    }
    ${
      open.length > 0 &&
      html`<details class="open-claims"><summary><svg class="glyph not-measured" aria-hidden="true"><use href="#glyph-not-measured"/></svg>${open.length} not measured</summary>
      <ul>${open.map((v) => html`<li id="${scope.ids.of('claim', v.id)}" class="claim" data-verdict="${v.word}"><span class="claim-id">${v.id}</span> <span class="says">${v.claim.says}</span>${v.claim.published !== undefined && html` <span class="quiet">Published: ${formatPublished(v.claim, undefined)}.</span>`}${v.claim.where && html` <span class="quiet">${v.claim.where}.</span>`}${v.claim.measure && html` <span class="quiet">${v.because}</span>`}</li>`)}</ul></details>`
    }
  </section>`;
}

/** One statement in one row; what it holds under each assumption stands line by line. */
function drawStatement(scope: Scope, { says, cases }: Statement, compared: boolean): Html {
  const several = cases.length > 1;
  const parts = cases.map(({ verdict, scenario }) => drawCase(scope, verdict, several ? scenario : undefined));
  const lines = (pick: (part: CaseParts) => Html): Html =>
    several ? html`${parts.map((part) => html`<div class="case">${pick(part)}</div>`)}` : pick(parts[0]);
  const published = [...new Set(cases.map((c) => formatPublished(c.verdict.claim, c.verdict.measured?.unit)))];
  const wheres = [...new Set(cases.flatMap((c) => c.verdict.claim.where ?? []))];
  return html`<tr${!several && html` id="${scope.ids.of('claim', cases[0].verdict.id)}"`} class="claim" data-verdict="${cases.map((c) => c.verdict.word).join('|')}">
    <td data-label="Verdict">${lines((part) => part.verdict)}</td>
    <th scope="row" data-label="Claim"><span class="says">${says}</span>${lines((part) => part.because)}</th>
    <td data-label="Measured here" class="number-cell">${lines((part) => part.number)}</td>
    ${compared && html`<td data-label="Published" class="number-cell">${published.join('; ')}${wheres.length > 0 && html`<span class="aside">${wheres.join('; ')}</span>`}</td>`}
    <td class="strip-cell">${lines((part) => part.strip)}</td>
  </tr>`;
}

interface CaseParts {
  verdict: Html;
  because: Html;
  number: Html;
  strip: Html;
}

function drawCase(scope: Scope, verdict: Verdict, scenario: string | undefined): CaseParts {
  const { claim, measured } = verdict;
  const shown = measured && describeEstimate(measured);
  const entry = measured ? scope.data.entries.push(toClaimEntry(scope, verdict)) - 1 : 0;
  const own = scope.ids.of('claim', verdict.id);
  return {
    verdict: html`${drawVerdict(verdict.word)}${scenario !== undefined && html`<span class="aside">${scenario}</span>`}`,
    because: html`<span class="aside"${scenario !== undefined && html` id="${own}"`}><a class="claim-id" href="#${own}">${verdict.id}</a>${claim.fitted && html` <span class="badge">fitted</span>`}${claim.assumed && html` <span class="badge">assumed</span>`} ${scenario !== undefined && html`<em>${scenario}:</em> `}${formatMinus(verdict.because)}${drawCounts(verdict)}</span>${verdict.notes.map((note) => html`<details class="aside note-serious"><summary><strong>serious:</strong> ${shorten(note.text)}</summary>${note.text}${note.where && html` (${note.where})`}</details>`)}`,
    number: html`${shown ? html`<a class="number" href="#${originOfClaim(scope, verdict)}" data-origin="${entry}">${shown.number}</a>` : '–'}${claim.expect !== undefined && html`<span class="aside">expected ${typeof claim.expect === 'number' ? formatNumber(claim.expect) : formatMinus(claim.expect)}</span>`}`,
    strip: html`${measured && drawStrip(measured, claim)}`,
  };
}

/** The beginning of a long text: enough to know it again under the next claim. */
const shorten = (text: string): string => (text.length > 64 ? `${text.slice(0, 60).trimEnd()} …` : text);

/** How many specimens stand behind each group of a claim. */
function drawCounts(verdict: Verdict): Html | undefined {
  const entries = namedGroups(verdict);
  return entries.length === 0
    ? undefined
    : html` <span class="quiet">${entries.map(([name, n]) => `${name}: n = ${n}`).join(', ')}.</span>`;
}
