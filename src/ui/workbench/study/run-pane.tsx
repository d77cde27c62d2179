import type { JSX } from 'preact';
import type { Verdict } from '../../../study/index.js';
import { formatEstimate, formatMinus, namedGroups } from '../../../study/report/format.js';
import { duration } from '../../cells/format.js';
import { toHash } from '../route.js';
import { changed, connected, run, start, stop, verdicts } from './run-store.js';
import { forecast, namesIn, problems, readOnly, studyDocument } from './study-store.js';
import { showValue } from './yaml-values.js';

/** Run, stop, how far it is; what would run again and why; how the claims stand. */
export function RunPane(): JSX.Element {
  return (
    <section class="wb-run" aria-labelledby="run-title">
      <h2 id="run-title">{showValue(studyDocument.value, ['title']) || 'Run'}</h2>
      {!connected.value && (
        <p class="complaint" role="alert">
          The server has stopped. Start cermet open again; what was finished is kept, and a run goes on from there.
        </p>
      )}
      {!readOnly.value && <RunButtons />}
      <Forecast />
      <Board />
    </section>
  );
}

function RunButtons(): JSX.Element {
  const { running, done, label, started } = run.value;
  const wrong = problems.value.length > 0;
  const left =
    running && started !== undefined && done !== undefined && done > 0.02
      ? ((Date.now() - started) / 1000) * (1 / done - 1)
      : undefined;
  return (
    <div class="wb-runner">
      <p class="row">
        <button
          type="button"
          class="wb-primary"
          disabled={running || wrong || !connected.value}
          onClick={() => void start()}
        >
          Run
        </button>
        <button type="button" disabled={!running} onClick={() => void stop()}>
          Stop
        </button>
        <span class="quiet" role="status">
          {running
            ? [label ?? 'begins', left !== undefined && `about ${duration(left)} left`].filter(Boolean).join(', ')
            : wrong
              ? 'mend what is wrong first'
              : ''}
        </span>
      </p>
      {running && <progress aria-label="Share of the run that is done" value={done} max={1} />}
    </div>
  );
}

function Forecast(): JSX.Element | null {
  const known = forecast.value;
  if (!known || known.length === 0) return null;
  const open = known.filter((f) => f.open > 0 || f.pieces === 0);
  return (
    <section aria-labelledby="forecast-title">
      <h3 id="forecast-title">What would run</h3>
      {open.length === 0 ? (
        <p class="quiet">Nothing: every result is kept and still holds.</p>
      ) : (
        <ul class="wb-forecast">
          {open.map(({ evidence, open: count, pieces, why }) => (
            <li key={evidence}>
              <a href={toHash({ view: 'study', item: `evidence/${evidence}` })}>{evidence}</a>{' '}
              {pieces > 0 && `${count} of ${pieces}`} <span class="quiet">{why.slice(0, 4).join('; ')}</span>
              {run.value.arrived.includes(evidence) && <strong> done</strong>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** All claims, and how each stands. */
export function Board(): JSX.Element {
  const claims = namesIn('claims');
  if (claims.length === 0)
    return <p class="quiet">There are no claims yet. Compare makes one of two groups, or add one by name.</p>;
  return (
    <section aria-labelledby="board-title">
      <h3 id="board-title">Claims</h3>
      <table class="wb-board">
        <thead>
          <tr>
            <th scope="col">claim</th>
            <th scope="col">verdict</th>
            <th scope="col">measured</th>
            <th scope="col">expected</th>
          </tr>
        </thead>
        <tbody>
          {claims.map((id) => (
            <ClaimRow key={id} id={id} verdict={verdicts.value.get(id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ClaimRow({ id, verdict }: { id: string; verdict: Verdict | undefined }): JSX.Element {
  const document = studyDocument.value;
  const groups = verdict && namedGroups(verdict).map(([group, n]) => `${n} ${group}`);
  return (
    <tr class={changed.value.has(id) ? 'changed' : undefined}>
      <th scope="row">
        <a href={toHash({ view: 'study', item: `claims/${id}` })}>{id}</a>
        <span class="aside">{showValue(document, ['claims', id, 'says'])}</span>
      </th>
      <td>
        <span class={`verdict ${verdict ? verdict.word.replaceAll(' ', '-') : ''}`}>
          {verdict?.word ?? 'not run yet'}
        </span>
      </td>
      <td>
        {verdict?.measured ? formatEstimate(verdict.measured) : '–'}
        {groups && groups.length > 0 && <span class="aside">of {groups.join(', ')}</span>}
        {verdict && <span class="aside">{formatMinus(verdict.because)}</span>}
      </td>
      <td>{showValue(document, ['claims', id, 'expect'])}</td>
    </tr>
  );
}
