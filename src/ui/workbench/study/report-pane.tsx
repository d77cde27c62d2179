import type { JSX } from 'preact';
import { reports } from './run-store.js';

/** What can be taken away of the last run: its path, its name, what it is. */
const EXPORTS: readonly [string, string, string][] = [
  ['api/crate', 'study.crate.zip', 'All as a zip (RO-Crate)'],
  ['report.html', 'report.html', 'Report, one file'],
  ['study.yaml', 'study.yaml', 'Study as YAML'],
  ['results/claims.csv', 'claims.csv', 'Claims as CSV'],
  ['results/results.csv', 'results.csv', 'Results as CSV'],
  ['results/replicates.csv', 'replicates.csv', 'Replicates as CSV'],
  ['results/study.json', 'study.json', 'Everything as JSON'],
  ['results/sources.bib', 'sources.bib', 'Sources as BibTeX'],
  ['results/CITATION.cff', 'CITATION.cff', 'How to cite'],
];

/** The report of the last run as its readers see it, and what else there is to take away. */
export function ReportPane(): JSX.Element {
  if (reports.value === 0) return <p class="quiet">There is no report yet: run the study first.</p>;
  return (
    <section class="wb-report" aria-label="Report">
      <p class="downloads">
        {EXPORTS.map(([path, name, title]) => (
          <a key={path} class="download" href={`/${path}`} download={name}>
            {title}
          </a>
        ))}
      </p>
      <iframe
        key={reports.value}
        src="/report.html"
        title="Report of the study"
        sandbox="allow-scripts allow-downloads allow-popups"
      />
    </section>
  );
}
