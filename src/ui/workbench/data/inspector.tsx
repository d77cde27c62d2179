import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../say.js';
import { lab, readWith, removeRows, sampleOf, samplesHere, setSample } from './files-store.js';
import { isFailed, type ReadRow, type Row } from './rows.js';

const LEVELS = { serious: 'Serious', warning: 'Warning', info: 'Note' } as const;

/** What is known of a file: its sample, how it was read, what is to be said of it, what it says of itself. */
export function Inspector({ path, row }: { path: string; row: Row }): JSX.Element {
  return (
    <aside class="wb-inspector" aria-label="About this file">
      {!isFailed(row) && <SampleField path={path} />}
      {isFailed(row) ? (
        <section>
          <h2>Why it could not be read</h2>
          <p class="complaint">{row.error}</p>
          <ReaderChoice path={path} />
        </section>
      ) : (
        <ReadWords row={row} />
      )}
      <p class="row">
        <button type="button" onClick={() => removeRows([path])}>
          Take off the list
        </button>
      </p>
    </aside>
  );
}

function SampleField({ path }: { path: string }): JSX.Element {
  const samples = samplesHere.value;
  return (
    <p class="entry">
      <label for="sample">Sample of this file</label>
      <input
        id="sample"
        type="text"
        list="samples"
        value={sampleOf.value.get(path) ?? ''}
        onChange={(event) => {
          const name = event.currentTarget.value.trim();
          if (name) setSample([path], name);
        }}
      />
      <datalist id="samples">
        {samples.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </p>
  );
}

function ReadWords({ row }: { row: ReadRow }): JSX.Element {
  const about = row.recordings[0]?.about ?? [];
  return (
    <>
      <section>
        <h2>How it was read</h2>
        <p>{row.because}</p>
        {row.sha256 && (
          <p class="quiet hash">
            SHA-256 <code>{row.sha256}</code>
          </p>
        )}
        <details>
          <summary>By another reader</summary>
          <ReaderChoice path={row.path} />
        </details>
      </section>
      {row.notes.length > 0 && (
        <section>
          <h2>Notes</h2>
          <ul class="notes">
            {row.notes.map((note, k) => (
              <li key={k} class={`note ${note.level}`}>
                <strong>{LEVELS[note.level]}</strong> {note.text}
              </li>
            ))}
          </ul>
        </section>
      )}
      {about.length > 0 && (
        <details>
          <summary>What the file says of itself</summary>
          <dl class="parameters">
            {about.map(([key, value], k) => (
              <div key={k}>
                <dt>{key}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function ReaderChoice({ path }: { path: string }): JSX.Element {
  const [readers, setReaders] = useState<readonly { id: string; title: string }[]>([]);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    lab().ask('readers', undefined).then(setReaders, complain);
  }, []);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) readWith(path, chosen).catch(complain);
      }}
    >
      <label>
        Read it as{' '}
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          <option value="">…</option>
          {readers.map((r) => (
            <option key={r.id} value={r.id}>
              {r.title}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={!chosen}>
        Read
      </button>
    </form>
  );
}
