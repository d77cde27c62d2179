import { formatCondition, type Citation, type Estimate, type Origin } from '../../core/index.js';
import type { PageEntry } from '../../scene/page-data.js';
import type { Verdict } from '../types.js';
import { keyOfCitation } from './collect-citations.js';
import { titleOfRecording } from './draw-evidence.js';
import { formatLike, formatMinus, formatNumber, formatUnit } from './format.js';
import { html, type Html } from './html.js';
import { describeEstimate, drawCitation, drawNotes, drawParameters, formatPublished } from './report-parts.js';
import { evidenceInOrder, keyOfOrigin, type PlacedResult, type Scope } from './report-scope.js';

/** Replicates named behind a number; a cell of a table has no room for more. */
const REPLICATES_SHOWN = 12;
const SOURCES_SHOWN = 40;

/**
 * Where numbers come from: each origin once, however many numbers share it. What is a number's own is drawn by the
 * script.
 */
export function drawOrigins(scope: Scope): Html {
  const used = new Map<string, { origin: Origin; evidence: string; gives: string[]; numbers: number }>();
  const add = (origin: Origin, evidence: string, gives?: string): void => {
    const key = keyOfOrigin(origin);
    const entry = used.get(key) ?? { origin, evidence, gives: [], numbers: 0 };
    if (gives === undefined) entry.numbers++;
    else entry.gives.push(gives);
    used.set(key, entry);
  };
  for (const [name, output] of evidenceInOrder(scope.report)) {
    for (const { result } of scope.results.get(name) ?? []) add(result.origin, name);
    for (const table of output.tables) add(table.origin, name, table.title);
    for (const { id, recording } of output.recordings)
      add(recording.origin, name, titleOfRecording(name, id, recording));
  }
  if (used.size === 0) return html``;
  return html`<section id="origins" aria-labelledby="origins-title"><h2 id="origins-title">Origins</h2>
    <p class="quiet">Where the numbers come from, each origin once. A number in the text leads to its entry here.</p>
    ${[...used].map(([key, { origin, evidence, gives, numbers }]) => {
      const count = numbers === 0 ? '' : numbers === 1 ? '1 number' : `${numbers} numbers`;
      const shown = gives.length > 3 ? [...gives.slice(0, 2), `${gives.length - 2} more`] : gives;
      return html`<details class="origin"><summary><span class="origin-label">${titleOfOrigin(origin)} <span class="quiet">${scope.titles.get(evidence)}: ${[count, ...shown].filter(Boolean).join('; ')}</span></span></summary>
    <div id="${scope.ids.of('origin', key)}" class="origin-body">${drawOrigin(scope, origin, evidence)}</div></details>`;
    })}
  </section>`;
}

function titleOfOrigin(origin: Origin): string {
  switch (origin.type) {
    case 'measured':
      return origin.file;
    case 'simulated':
      return origin.model;
    case 'derived':
      return origin.analysis;
  }
}

/** What the dialog shows of a result: its replicates and notes, what it decides, and which origin it has. */
export function toResultEntry(scope: Scope, { result, name }: PlacedResult): PageEntry {
  const { estimate } = result;
  const unit = formatUnit(estimate.unit);
  const replicates = Object.entries(result.replicates ?? {}).slice(0, REPLICATES_SHOWN);
  const more = Object.keys(result.replicates ?? {}).length - replicates.length;
  return {
    title: [result.label, result.group, formatCondition(result.at)].filter(Boolean).join(', '),
    ...describeEstimate(estimate),
    ...(replicates.length > 0 && {
      replicates: replicates.map(([key, value]) => [key, formatNumber(value, 5)]),
      ...(more > 0 && { more }),
    }),
    ...(unit && { unit }),
    ...(estimate.spread !== undefined && { spread: formatLike(estimate.spread, estimate.spread) }),
    ...(estimate.budget?.model !== undefined && { rows: describeErrors(estimate, unit) }),
    ...(estimate.notes?.length && { notes: estimate.notes.map(toPageNote) }),
    ...(scope.decides.has(name) && {
      decides: scope.decides.get(name)!.map((id) => [id, scope.ids.of('claim', id)]),
    }),
    origin: scope.ids.of('origin', keyOfOrigin(result.origin)),
  };
}

/** Error of repeats and model error, which `sigma` holds both. */
function describeErrors({ budget }: Estimate, unit: string): [string, string][] {
  const parts = [
    ['error of repeats', budget!.replicates],
    ['model error', budget!.model],
  ] as const;
  return parts.flatMap(([name, sigma]): [string, string][] =>
    sigma === undefined ? [] : [[name, `${formatLike(sigma, sigma)}${unit ? ` ${unit}` : ''}`]],
  );
}

const toPageNote = ({ level, text, where }: { level: string; text: string; where?: string }): string =>
  `${level === 'info' ? 'note' : level}: ${text}${where ? ` (${where})` : ''}`;

/** What the dialog shows of a claim's number: how it is held against the claim, and the results it is made from. */
export function toClaimEntry(scope: Scope, { claim, because, id, measured, results, word }: Verdict): PageEntry {
  const behind = results.flatMap((name) => scope.byName.get(name) ?? []);
  const rows: [string, string | number | undefined | false][] = [
    ['verdict', word],
    ['because', formatMinus(because)],
    ['claim', claim.says],
    ['measure', claim.measure],
    ['compare', claim.compare],
    ['expect', claim.expect === undefined ? undefined : formatMinus(String(claim.expect))],
    [
      'published',
      claim.published !== undefined &&
        `${formatPublished(claim, measured?.unit)}${claim.where ? `, ${claim.where}` : ''}`,
    ],
    ['fitted', claim.fitted && 'A parameter was fitted to this number; it cannot support the claim.'],
    ['assumed', claim.assumed && 'The model assumes what the claim says; it cannot support the claim.'],
  ];
  return {
    title: `${claim.says}, claim ${id}`,
    ...(measured ? describeEstimate(measured) : { number: '', behind: '' }),
    rows: rows
      .filter((row): row is [string, string | number] => row[1] !== undefined && row[1] !== false)
      .map(([name, value]): [string, string] => [name, String(value)]),
    ...(measured?.notes?.length && { notes: measured.notes.map(toPageNote) }),
    ...(behind.length > 0 && { from: behind.map((placed) => placed.entry) }),
  };
}

/** Anchor of the origin of a claim's number: that of the first result behind it. */
export function originOfClaim(scope: Scope, verdict: Verdict): string {
  const [first] = verdict.results.flatMap((name) => scope.byName.get(name) ?? []);
  return first ? first.anchor : scope.ids.of('claim', verdict.id);
}

function drawOrigin(scope: Scope, origin: Origin, evidence: string): Html {
  const row = (name: string, value: Html | string | number | undefined): Html | undefined =>
    value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const hash = (value: string): Html => html`<code class="hash">${value}</code>`;
  const parameters = (values: Record<string, unknown>): Html | undefined =>
    Object.keys(values).length > 0 ? row('parameters', drawParameters(asWritten(scope, evidence, values))) : undefined;
  switch (origin.type) {
    case 'measured':
      return html`<dl class="parameters">${row('origin', 'measured')}${row('file', origin.file)}${row('SHA-256', hash(origin.sha256))}${row('reader', origin.reader)}</dl>${origin.notes && drawNotes(origin.notes)}`;
    case 'simulated':
      return html`<dl class="parameters">${row('origin', 'simulated')}${row('model', origin.model)}${row('seed', origin.seed)}${row('solver', origin.solver)}${parameters(origin.parameters)}${row('hash of parameters', hash(origin.parametersHash))}${row('Cermet', origin.cermet)}${citationRow(scope, origin.citations)}</dl>`;
    case 'derived':
      return html`<dl class="parameters">${row('origin', 'derived')}${row('analysis', origin.analysis)}${parameters(origin.parameters)}${origin.from.length > 0 && row('from', html`<ul>${origin.from.slice(0, SOURCES_SHOWN).map((source) => html`<li>${linkSource(scope, source)}</li>`)}${origin.from.length > SOURCES_SHOWN && html`<li>… ${origin.from.length} in all</li>`}</ul>`)}${row('Cermet', origin.cermet)}${citationRow(scope, origin.citations)}</dl>`;
  }
}

/** Parameters that the study itself sets, with the units it gives them. */
function asWritten(scope: Scope, evidence: string, values: Record<string, unknown>): Record<string, unknown> {
  const { study } = scope.report;
  const asked = Object.hasOwn(study.evidence, evidence) ? study.evidence[evidence] : {};
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'number' && Object.hasOwn(asked, key) && typeof asked[key] === 'string' ? asked[key] : value,
    ]),
  );
}

/** A source is a content hash, a file, or the name of another result, which is then linked. */
function linkSource(scope: Scope, source: string): Html {
  const placed = scope.byName.get(source)?.[0];
  if (placed) return html`<a href="#${placed.anchor}" data-origin="${placed.entry}">${source}</a>`;
  return /^[0-9a-f]{32,}$/.test(source) ? html`<code class="hash">${source}</code>` : html`${source}`;
}

/** Sources by their numbers in the list at the end of the page. */
function citationRow(scope: Scope, citations: readonly Citation[] | undefined): Html | undefined {
  if (!citations?.length) return undefined;
  const numbers = [...new Set(citations.map((c) => scope.citations.indexOf(keyOfCitation(c)) + 1))];
  return html`<div><dt>sources</dt><dd>${numbers.map((n, i) => html`${i > 0 && ', '}<a class="cite" href="#source-${n}">${n}</a>`)}</dd></div>`;
}

/** The sources of the study, numbered as origins name them. */
export function drawSources(citations: readonly Citation[]): Html | undefined {
  if (citations.length === 0) return undefined;
  return html`<section id="sources" aria-labelledby="sources-title"><h2 id="sources-title">Sources</h2><ol class="sources">${citations.map((c, i) => html`<li id="source-${i + 1}">${drawCitation(c)}</li>`)}</ol></section>`;
}
