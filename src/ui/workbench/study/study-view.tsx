import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { go, route } from '../route.js';
import { complain } from '../say.js';
import { BeginStudy, KeptHere } from './begin-study.js';
import { FormPane } from './form-pane.js';
import type { Part } from './form-fields.js';
import { ReportPane } from './report-pane.js';
import { listen, loadReport } from './run-store.js';
import { RunPane } from './run-pane.js';
import { StudyTree } from './study-tree.js';
import { folder, namesIn, saved, settleConflict } from './study-store.js';
import { lineOf } from './line-of.js';
import { YamlPane } from './yaml-pane.js';

const PARTS: readonly string[] = ['samples', 'evidence', 'claims'];

/** A study: what there is on the left, its form and its text side by side, its run and its report. */
export function StudyView({ served }: { served: boolean }): JSX.Element {
  return served || folder.value !== '' ? <OpenStudy served={served} /> : <BeginStudy />;
}

function OpenStudy({ served }: { served: boolean }): JSX.Element {
  useEffect(() => {
    if (!served) return;
    void loadReport().catch(complain);
    return listen();
  }, []);
  const [part = '', ...rest] = route.value.item.split('/');
  const name = rest.join('/');
  const showReport = served && part === 'report';
  const chosen = PARTS.includes(part) && namesIn(part as Part).includes(name);
  return (
    <div class="wb-columns">
      <StudyTree part={chosen ? part : ''} name={name} />
      <div class="wb-centre">
        {saved.value === 'conflict' && (
          <p class="wb-conflict" role="alert">
            The study was changed elsewhere while you wrote.{' '}
            <button type="button" onClick={() => void settleConflict('theirs').catch(complain)}>
              Take that text
            </button>{' '}
            <button type="button" onClick={() => void settleConflict('mine').catch(complain)}>
              Keep mine
            </button>
          </p>
        )}
        {served && (
          <div class="wb-switch" role="group" aria-label="What is shown">
            <button type="button" aria-pressed={!showReport && !chosen} onClick={() => go({ view: 'study', item: '' })}>
              Verdicts and run
            </button>
            <button type="button" aria-pressed={showReport} onClick={() => go({ view: 'study', item: 'report' })}>
              Report
            </button>
          </div>
        )}
        {showReport ? (
          <ReportPane />
        ) : (
          <div class="wb-split">
            {chosen ? (
              <FormPane key={route.value.item} part={part as Part} name={name} />
            ) : served ? (
              <RunPane />
            ) : (
              <KeptHere />
            )}
            <YamlPane line={chosen ? lineOf([part, name]) : undefined} />
          </div>
        )}
      </div>
    </div>
  );
}
