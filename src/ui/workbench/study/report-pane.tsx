import type { JSX } from 'preact';
import { reports } from './run-store.js';

/** What can be taken away of the last run, by its path. */
const EXPORTS: readonly [string, string][] = [
  ['report.html', 'Report, one file'],
  ['study.yaml', 'Study as YAML'],
  ['results/claims.csv', 'Claims as CSV'],
  ['results/results.csv', 'Results as CSV'],
  ['results/replicates.csv', 'Replicates as CSV'],
  ['results/study.json', 'Everything as JSON'],
];

/** The report of the last run as its readers see it, and what else there is to take away. */
export function ReportPane(): JSX.Element {
  if (reports.value === 0) return <p class="quiet">There is no report yet: run the study first.</p>;
  return (
    <section class="wb-report" aria-label="Report">
      <p class="downloads">
        {EXPORTS.map(([path, title]) => (
          <a key={path} class="download" href={`/${path}`} download={path.split('/').at(-1)}>
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
