import { packPageData } from '../../scene/pack-page-data.js';
import type { StudyReport } from '../types.js';
import { countVerdicts, drawBoard, drawSummary, summariseVerdicts } from './draw-board.js';
import { drawEvidence } from './draw-evidence.js';
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
 * The document can be read without its script. A content policy in the page lets nothing run or load but what this function
 * put there, by its hash; all text of the study is escaped.
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
  const entries: [string, string][] = [
    ['claims', 'Claims'],
    ...evidenceInOrder(report).map(([name]): [string, string] => [
      scope.ids.of('evidence', name),
      scope.titles.get(name)!,
    ]),
    ...(flow ? [['flow', 'Numbers that flow'] as [string, string]] : []),
    ...(samples ? [['samples', 'Samples'] as [string, string]] : []),
    ...(origins.text ? [['origins', 'Origins'] as [string, string]] : []),
    ...(citations.length > 0 ? [['sources', 'Sources'] as [string, string]] : []),
  ];
  return html`${drawVerdictShapes()}
<a class="skip" href="#claims">Skip to the claims</a>
<header class="masthead">
  <p class="line"><span>${formatDate(report.date)}</span> <span>Cermet ${report.cermet}</span><button type="button" class="theme script-only" aria-label="Colours of the page">Dark</button></p>
  <h1>${study.title}</h1>
  ${study.authors && study.authors.length > 0 && html`<p class="authors">${study.authors.join(', ')}</p>`}
  ${study.description?.split(/\n\s*\n/).map((paragraph) => html`<p class="description">${paragraph}</p>`)}
  <p class="verdict-line">${drawVerdictSentence(report)}</p>
  ${report.verdicts.length > 0 && drawSummary(report.verdicts)}
</header>
<div class="columns">
<nav class="contents" aria-label="Contents"><ol>${entries.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main id="main">
${drawReportNotes(scope)}
${drawBoard(scope)}
${evidence}
${flow}
${samples && html`<section id="samples" aria-labelledby="samples-title"><h2 id="samples-title">Samples</h2>${drawParameters(study.samples)}</section>`}
${origins}
${drawSources(citations)}
</main>
</div>
<dialog class="origin-dialog" aria-labelledby="origin-dialog-title"></dialog>`;
}

/** Notes of the run itself, and where in the page those of the evidence stand. */
function drawReportNotes(scope: Scope): Html {
  const evidence = evidenceInOrder(scope.report).filter(([, output]) => output.notes.length > 0);
  const beside = new Set(evidence.flatMap(([, output]) => output.notes.map((note) => note.text)));
  const own = scope.report.notes.filter((note) => !beside.has(note.text));
  return html`${drawNotes(own)}${evidence.length > 0 && html`<p class="beware">Notes beside the evidence: ${evidence.map(([name, { notes }], i) => html`${i > 0 && '; '}<a href="#${scope.ids.of('evidence', name)}">${scope.titles.get(name)}</a> ${countNotes(notes)}`)}.</p>`}`;
}

/** `Of 53 claims, 11 have been tested.` */
function drawVerdictSentence(report: StudyReport): Html {
  const total = report.verdicts.length;
  const tested = total - (countVerdicts(report.verdicts).get('not measured') ?? 0);
  if (total === 0) return html`This study makes no claims yet.`;
  const claims = total === 1 ? 'Of 1 claim' : `Of ${total} claims`;
  return html`${claims}, ${tested === 0 ? 'none has' : tested === 1 ? '1 has' : `${tested} have`} been tested.`;
}
