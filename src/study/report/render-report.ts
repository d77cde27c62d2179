import { packPageData } from '../../scene/pack-page-data.js';
import type { StudyReport } from '../types.js';
import { drawBoard, drawSummary, summariseVerdicts } from './draw-board.js';
import { drawEvidence } from './draw-evidence.js';
import { drawFindings } from './draw-findings.js';
import { drawFlow } from './draw-flow.js';
import { collectCitations } from './collect-citations.js';
import { drawOrigins, drawSources, toResultEntry } from './draw-origins.js';
import { formatDate } from './format.js';
import { html, type Html } from './html.js';
import { renderPageFrame, type PageAssets } from './page-frame.js';
import { countNotes, drawNotes, drawParameters, drawVerdictShapes } from './report-parts.js';
import { evidenceInOrder, makeScope, type Scope } from './report-scope.js';

export type { PageAssets as ReportAssets } from './page-frame.js';

/**
 * Makes the report of a study: one HTML file that needs nothing outside itself.
 *
 * The document can be read without its script. A content policy in the page lets nothing run or load but what this
 * function put there, by its hash; all text of the study is escaped.
 */
export async function renderReport(report: StudyReport, assets: PageAssets): Promise<string> {
  const scope = makeScope(report);
  for (const placed of [...scope.results.values()].flat())
    scope.data.entries[placed.entry] = toResultEntry(scope, placed);
  const evidence: Html[] = [];
  for (const [name, output] of evidenceInOrder(report)) evidence.push(await drawEvidence(scope, name, output));
  const body = drawBody(scope, evidence);
  return renderPageFrame(
    {
      title: report.study.title,
      description: summariseVerdicts(report.verdicts),
      cermet: report.cermet,
      body,
      data: packPageData(scope.data),
    },
    assets,
  );
}

function drawBody(scope: Scope, evidence: readonly Html[]): Html {
  const { report } = scope;
  const { study } = report;
  const citations = collectCitations(report);
  const origins = drawOrigins(scope);
  const flow = drawFlow(scope);
  const samples = Object.keys(study.samples).length > 0;
  const before: [string, string][] = [['claims', 'Claims']];
  const after = [
    ...(flow ? [['flow', 'Numbers that flow'] as [string, string]] : []),
    ...(samples ? [['samples', 'Samples'] as [string, string]] : []),
    ...(origins.text ? [['origins', 'Origins'] as [string, string]] : []),
    ...(citations.length > 0 ? [['sources', 'Sources'] as [string, string]] : []),
    ['cite', 'How to cite'] as [string, string],
  ];
  const entries = (of: readonly [string, string][]): Html[] =>
    of.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`${drawVerdictShapes()}
<a class="skip" href="#claims">Skip to the claims</a>
<header class="masthead">
  <p class="line"><span>${formatDate(report.date)}</span> <span>Cermet ${report.cermet}</span><button type="button" class="theme script-only" aria-label="Colours of the page">Dark</button></p>
  <h1>${study.title}</h1>
  ${study.authors && study.authors.length > 0 && html`<p class="authors">${study.authors.join(', ')}</p>`}
  ${study.description?.split(/\n\s*\n/).map((paragraph) => html`<p class="description">${paragraph}</p>`)}
  ${drawFindings(scope)}
  ${report.verdicts.length > 0 && drawSummary(report.verdicts)}
</header>
<div class="columns">
<nav class="contents" aria-label="Contents"><ol>${entries(before)}${[...groupEvidence(scope)].map(([group, names]) => html`<li>${group && html`<span class="contents-group">${group}</span>`}<ol>${entries(names.map((name) => [scope.ids.of('evidence', name), scope.titles.get(name)!]))}</ol></li>`)}${entries(after)}</ol></nav>
<main id="main">
${drawReportNotes(scope)}
${drawBoard(scope)}
${evidence}
${flow}
${samples && html`<section id="samples" aria-labelledby="samples-title"><h2 id="samples-title">Samples</h2>${drawParameters(study.samples)}</section>`}
${origins}
${drawSources(citations)}
<section id="cite" aria-labelledby="cite-title"><h2 id="cite-title">How to cite</h2><p>${[...(study.authors ?? []), study.title, formatDate(report.date)].join(', ')}; computed with Cermet ${report.cermet}.</p>
<p class="downloads script-only"><button type="button" class="download" data-file="citation">CITATION.cff</button> ${citations.length > 0 && html`<button type="button" class="download" data-file="bibtex">Sources as BibTeX</button> `}<button type="button" class="download" data-file="study">study.yaml</button> <span class="quiet">The last gives this report again with <code>cermet run</code>, beside the files it names.</span></p></section>
</main>
</div>
<dialog class="origin-dialog" aria-labelledby="origin-dialog-title"></dialog>`;
}

/** Evidence by the group of the first claim that it decides; what decides none stands last. */
function groupEvidence(scope: Scope): Map<string, string[]> {
  // In the order of the board.
  const groups = new Map<string, string[]>(
    scope.report.verdicts.flatMap((v) => (v.claim.group ? [[v.claim.group, []]] : [])),
  );
  const other: string[] = [];
  for (const [name] of evidenceInOrder(scope.report)) {
    const used = new Set((scope.results.get(name) ?? []).map((placed) => placed.name));
    const group = scope.report.verdicts.find((v) => v.results.some((r) => used.has(r)))?.claim.group;
    if (group === undefined) other.push(name);
    else groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  for (const [group, names] of groups) if (names.length === 0) groups.delete(group);
  if (other.length > 0) groups.set(groups.size > 0 ? 'Other evidence' : '', other);
  return groups;
}

/** Notes of the run itself, and where in the page those of the evidence stand. */
function drawReportNotes(scope: Scope): Html {
  const evidence = evidenceInOrder(scope.report).filter(([, output]) => output.notes.length > 0);
  const beside = new Set(evidence.flatMap(([, output]) => output.notes.map((note) => note.text)));
  const own = scope.report.notes.filter((note) => !beside.has(note.text));
  return html`${drawNotes(own)}${evidence.length > 0 && html`<p class="beware">Notes beside the evidence: ${evidence.map(([name, { notes }], i) => html`${i > 0 && '; '}<a href="#${scope.ids.of('evidence', name)}">${scope.titles.get(name)}</a> ${countNotes(notes)}`)}.</p>`}`;
}
