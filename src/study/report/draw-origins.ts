import { formatCondition, type Citation, type Origin } from '../../core/index.js';
import type { Result, StudyReport } from '../types.js';
import { originOfClaim } from './draw-board.js';
import { titleOfRecording } from './draw-evidence.js';
import { formatNumber, formatUnit } from './format.js';
import { html, type Html } from './html.js';
import {
  describeEstimate,
  drawCitation,
  drawNotes,
  drawParameters,
  drawVerdict,
  formatPublished,
} from './report-parts.js';
import { evidenceInOrder, type Scope } from './report-scope.js';

/** Where every number comes from: an entry for each result and for each claim that has a number. */
export function drawOrigins(scope: Scope): Html {
  const { verdicts } = scope.report;
  const results = [...scope.results.values()].flat();
  if (results.length === 0 && verdicts.every((v) => !v.measured)) return html``;
  return html`<section id="origins" aria-labelledby="origins-title"><h2 id="origins-title">Origins</h2>
    <p class="quiet">Where each number comes from. A number in the text leads to its entry here.</p>
    ${fold(
      'Claims',
      verdicts.filter((v) => v.measured).map((v) => drawClaimOrigin(scope, v)),
    )}
    ${evidenceInOrder(scope.report).map(([name, output]) =>
      fold(name, [
        ...(scope.results.get(name) ?? []).map(({ result, name: resultName, anchor }) => {
          const claims = verdicts.filter((v) => v.results.includes(resultName));
          const used =
            claims.length > 0 &&
            html`<p>Decides ${claims.map((v, i) => html`${i > 0 && ', '}<a href="#${scope.ids.of('claim', v.id)}">${v.id}</a>`)}.</p>`;
          return drawEntry(
            anchor,
            result.label,
            [result.group, formatCondition(result.at)].filter(Boolean).join(', '),
            describeEstimate(result.estimate),
            html`${used}${drawResultOrigin(scope, result)}`,
          );
        }),
        ...output.tables.map((table) =>
          drawEntry(
            scope.ids.of('origin', `table ${name} ${table.id}`),
            table.title,
            `${name}, table`,
            undefined,
            drawOrigin(scope, table.origin),
          ),
        ),
        ...output.recordings.map(({ id, recording }) =>
          drawEntry(
            scope.ids.of('origin', `recording ${name} ${id}`),
            titleOfRecording(name, id, recording),
            `${name}, ${recording.kind}`,
            undefined,
            html`${drawOrigin(scope, recording.origin)}${drawNotes(recording.notes)}`,
          ),
        ),
      ]),
    )}
  </section>`;
}

/** Entries of one kind under a heading that opens; a link to one of them opens it too. */
function fold(title: string, entries: readonly Html[]): Html | undefined {
  if (entries.length === 0) return undefined;
  return html`<details class="origins-group"><summary>${title} <span class="quiet">${entries.length === 1 ? '1 entry' : `${entries.length} entries`}</span></summary>${entries}</details>`;
}

function drawEntry(
  anchor: string,
  label: string,
  where: string,
  shown: { number: string; behind: string } | undefined,
  body: Html,
): Html {
  return html`<details class="origin"><summary><span class="origin-label">${label}${where && html` <span class="quiet">${where}</span>`}</span>${shown && html` <span class="origin-number">${shown.number}</span>`}</summary>
    <div id="${anchor}" class="origin-body" data-title="${[label, where].filter(Boolean).join(', ')}">${shown && html`<p class="origin-value">${shown.number} <span class="quiet">${shown.behind}</span></p>`}${body}</div></details>`;
}

function drawClaimOrigin(scope: Scope, verdict: StudyReport['verdicts'][number]): Html {
  const { claim, measured } = verdict;
  const behind = verdict.results.flatMap((name) => scope.byName.get(name) ?? []);
  const body = html`<p>${drawVerdict(verdict.word)} ${verdict.because}</p>
    <dl class="parameters"><div><dt>claim</dt><dd>${claim.says}</dd></div>${claim.measure && html`<div><dt>measure</dt><dd><code>${claim.measure}</code></dd></div>`}${claim.compare && html`<div><dt>compare</dt><dd><code>${claim.compare}</code></dd></div>`}${claim.expect !== undefined && html`<div><dt>expect</dt><dd><code>${claim.expect}</code></dd></div>`}${claim.published !== undefined && html`<div><dt>published</dt><dd>${formatPublished(claim, measured?.unit)}${claim.where && `, ${claim.where}`}</dd></div>`}${claim.fitted && html`<div><dt>fitted</dt><dd>A parameter was fitted to this number; it cannot support the claim.</dd></div>`}${claim.assumed && html`<div><dt>assumed</dt><dd>The model assumes what the claim says; it cannot support the claim.</dd></div>`}</dl>
    ${measured?.notes && drawNotes(measured.notes)}
    ${behind.length > 0 && html`<h3>Made from</h3><ul>${behind.map(({ result, anchor }) => html`<li><a href="#${anchor}" data-origin>${result.label}${result.group && `, ${result.group}`}${result.at && `, at ${formatCondition(result.at)}`}: ${describeEstimate(result.estimate).number}</a></li>`)}</ul>${behind.map(({ result }) => html`<h3>${result.label}${result.group && `, ${result.group}`}</h3>${drawResultOrigin(scope, result)}`)}`}`;
  return drawEntry(
    originOfClaim(scope, verdict),
    claim.says,
    `claim ${verdict.id}`,
    measured && describeEstimate(measured),
    body,
  );
}

function drawResultOrigin(scope: Scope, result: Result): Html {
  const replicates = Object.entries(result.replicates ?? {});
  const unit = formatUnit(result.estimate.unit);
  return html`${replicates.length > 0 && html`<table class="data small"><caption>Replicates</caption><thead><tr>${replicates.slice(0, 12).map(([name]) => html`<th scope="col" class="right">${name}</th>`)}</tr></thead><tbody><tr>${replicates.slice(0, 12).map(([, value]) => html`<td class="right">${formatNumber(value, 5)}${unit && ` ${unit}`}</td>`)}</tr></tbody></table>${replicates.length > 12 && html`<p class="quiet">The first 12 of ${replicates.length}.</p>`}`}
    ${result.estimate.spread !== undefined && html`<p class="quiet">Scatter of single observations (standard deviation): ${formatNumber(result.estimate.spread, 3)}${unit && ` ${unit}`}.</p>`}
    ${result.estimate.notes && drawNotes(result.estimate.notes)}
    ${drawOrigin(scope, result.origin)}`;
}

function drawOrigin(scope: Scope, origin: Origin): Html {
  const row = (name: string, value: Html | string | number | undefined): Html | undefined =>
    value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const hash = (value: string): Html => html`<code class="hash">${value}</code>`;
  const parameters = (values: Record<string, unknown>): Html | undefined =>
    Object.keys(values).length > 0 ? row('parameters', drawParameters(values)) : undefined;
  switch (origin.type) {
    case 'measured':
      return html`<dl class="parameters">${row('origin', 'measured')}${row('file', origin.file)}${row('SHA-256', hash(origin.sha256))}${row('reader', origin.reader)}</dl>${origin.notes && drawNotes(origin.notes)}`;
    case 'simulated':
      return html`<dl class="parameters">${row('origin', 'simulated')}${row('model', origin.model)}${row('seed', origin.seed)}${row('solver', origin.solver)}${parameters(origin.parameters)}${row('hash of parameters', hash(origin.parametersHash))}${row('Cermet', origin.cermet)}${citationRow(origin.citations)}</dl>`;
    case 'derived':
      return html`<dl class="parameters">${row('origin', 'derived')}${row('analysis', origin.analysis)}${parameters(origin.parameters)}${origin.from.length > 0 && row('from', html`<ul>${origin.from.slice(0, 40).map((source) => html`<li>${linkSource(scope, source)}</li>`)}${origin.from.length > 40 && html`<li>… ${origin.from.length} in all</li>`}</ul>`)}${row('Cermet', origin.cermet)}${citationRow(origin.citations)}</dl>`;
  }
}

/** A source is a content hash, a file, or the name of another result, which is then linked. */
function linkSource(scope: Scope, source: string): Html {
  const placed = scope.byName.get(source)?.[0];
  if (placed) return html`<a href="#${placed.anchor}" data-origin>${source}</a>`;
  return /^[0-9a-f]{32,}$/.test(source) ? html`<code class="hash">${source}</code>` : html`${source}`;
}

function citationRow(citations: readonly Citation[] | undefined): Html | undefined {
  if (!citations?.length) return undefined;
  return html`<div><dt>sources</dt><dd><ul>${citations.map((c) => html`<li>${drawCitation(c)}</li>`)}</ul></dd></div>`;
}

/** Everything cited anywhere in the study, once each. */
export function collectCitations(report: StudyReport): Citation[] {
  const all = [...(report.study.references ?? [])];
  const visit = (origin: Origin): void => {
    if (origin.type !== 'measured') all.push(...(origin.citations ?? []));
  };
  for (const output of Object.values(report.evidence)) {
    for (const { origin } of [...output.results, ...output.tables]) visit(origin);
    for (const { recording } of output.recordings) visit(recording.origin);
  }
  return [...new Map(all.map((c) => [c.doi ?? c.text, c])).values()];
}
