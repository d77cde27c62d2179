import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go, toHash } from '../route.js';
import type { Part } from './form-fields.js';
import { changed, verdicts } from './run-store.js';
import { edit, namesIn, problems, readOnly, studyDocument } from './study-store.js';
import { makeParents, showValue } from './yaml-values.js';

const PARTS: readonly { part: Part; title: string; one: string }[] = [
  { part: 'samples', title: 'Samples', one: 'sample' },
  { part: 'evidence', title: 'Evidence', one: 'evidence' },
  { part: 'claims', title: 'Claims', one: 'claim' },
];

/** Everything in the study by name; of claims also how they stand. */
export function StudyTree({ part, name }: { part: string; name: string }): JSX.Element {
  const document = studyDocument.value;
  return (
    <nav class="wb-tree" aria-label="Parts of the study">
      <p class="wb-tree-title">
        <a href={toHash({ view: 'study' })} aria-current={part === '' ? 'true' : undefined}>
          {showValue(document, ['title']) || 'Study'}
        </a>
      </p>
      {PARTS.map((entry) => (
        <section key={entry.part}>
          <h2>{entry.title}</h2>
          <ul>
            {namesIn(entry.part).map((own) => {
              const wrong = problems.value.some((p) => p.path[0] === entry.part && p.path[1] === own);
              const verdict = entry.part === 'claims' ? verdicts.value.get(own) : undefined;
              return (
                <li key={own}>
                  <a
                    href={toHash({ view: 'study', item: `${entry.part}/${own}` })}
                    aria-current={part === entry.part && name === own ? 'true' : undefined}
                    class={[wrong && 'wrong', changed.value.has(own) && entry.part === 'claims' && 'changed']
                      .filter(Boolean)
                      .join(' ')}
                  >
                    {own}
                    {verdict && <span class={`wb-word ${verdict.word.replaceAll(' ', '-')}`}>{verdict.word}</span>}
                    {wrong && <span class="unseen"> (something is wrong)</span>}
                  </a>
                </li>
              );
            })}
          </ul>
          {!readOnly.value && <AddEntry part={entry.part} one={entry.one} />}
        </section>
      ))}
    </nav>
  );
}

/** What a new entry begins with. */
const BEGINNINGS: Record<Part, Record<string, unknown>> = {
  samples: { material: 'LiNi0.8Co0.1Mn0.1O2' },
  evidence: { kind: 'cycling' },
  claims: { says: 'What it should show' },
};

function AddEntry({ part, one }: { part: Part; one: string }): JSX.Element {
  const [name, setName] = useState('');
  const taken = namesIn(part).includes(name);
  return (
    <form
      class="wb-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (name === '' || taken) return;
        edit(`${one} ${name}`, (doc) => {
          makeParents(doc, [part, name]);
          doc.setIn([part, name], doc.createNode(BEGINNINGS[part]));
        });
        go({ view: 'study', item: `${part}/${name}` });
        setName('');
      }}
    >
      <input
        type="text"
        aria-label={`Name of a new ${one}`}
        placeholder={`new ${one}`}
        value={name}
        onInput={(event) => setName(event.currentTarget.value.trim())}
      />
      <button type="submit" disabled={name === '' || taken} aria-label={`Add ${one}`}>
        +
      </button>
    </form>
  );
}
