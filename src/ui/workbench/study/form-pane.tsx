import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../route.js';
import { claimFields, evidenceFields, sampleFields, type FieldEntry, type Part } from './form-fields.js';
import { edit, kinds, namesIn, problems, readOnly, studyDocument } from './study-store.js';
import { renameKey, setValue, showValue } from './yaml-values.js';

/** The fields of one sample, evidence or claim. Each change is a change of the text beside it. */
export function FormPane({ part, name }: { part: Part; name: string }): JSX.Element {
  const document = studyDocument.value;
  const names = { samples: namesIn('samples'), evidence: namesIn('evidence') };
  const kindOf = (entry: string): string =>
    showValue(document, ['evidence', entry, 'kind']) || showValue(document, ['evidence', entry, 'simulate']);
  const kindId =
    part === 'evidence'
      ? kindOf(name)
      : part === 'claims'
        ? kindOf(showValue(document, ['claims', name, 'measure']).split('.')[0])
        : '';
  const kind = kinds.value.find((k) => k.id === kindId);
  const fields =
    part === 'samples'
      ? sampleFields(name, names)
      : part === 'evidence'
        ? evidenceFields(kind, kinds.value)
        : claimFields(kind, names);
  const wrong = (key: string): string =>
    problems.value
      .filter((p) => p.path[0] === part && p.path[1] === name && p.path[2] === key)
      .map((p) => [p.what, p.hint].filter(Boolean).join(' '))
      .join('; ');
  const set = (key: string, value: string): void =>
    edit(`${key} of ${name}`, (doc) => {
      if (part === 'evidence' && (key === 'kind' || key === 'simulate')) {
        const chosen = kinds.peek().find((k) => k.id === value);
        doc.deleteIn([part, name, 'kind']);
        doc.deleteIn([part, name, 'simulate']);
        setValue(doc, [part, name, chosen?.measured === false ? 'simulate' : 'kind'], value);
      } else setValue(doc, [part, name, key], value);
    });
  const quantities = part === 'claims' ? (kind?.quantities ?? []) : [];
  const evidenceName = part === 'claims' ? showValue(document, ['claims', name, 'measure']).split('.')[0] : '';
  return (
    <section class="wb-form" aria-labelledby="form-title">
      <h2 id="form-title">
        {name} <span class="kind">{{ samples: 'sample', evidence: 'evidence', claims: 'claim' }[part]}</span>
      </h2>
      <form onSubmit={(event) => event.preventDefault()}>
        {fields.map((field) => (
          <Field
            key={`${part}.${name}.${field.key}`}
            field={field}
            value={showValue(document, [part, name, field.key])}
            wrong={wrong(field.key)}
            set={(value) => set(field.key, value)}
          />
        ))}
        {quantities.length > 0 && (
          <details class="wb-quantities">
            <summary>What {evidenceName} measures</summary>
            <ul>
              {quantities.map((q) => (
                <li key={q.id}>
                  <button type="button" onClick={() => set('measure', `${evidenceName}.${q.id}`)}>
                    {q.id}
                  </button>{' '}
                  {q.label}
                  {q.unit !== '1' && <span class="quiet"> in {q.unit}</span>}
                </li>
              ))}
            </ul>
          </details>
        )}
      </form>
      {!readOnly.value && <EntryTools part={part} name={name} />}
    </section>
  );
}

function Field({
  field,
  value,
  wrong,
  set,
}: {
  field: FieldEntry;
  value: string;
  wrong: string;
  set: (value: string) => void;
}): JSX.Element {
  const id = `field-${field.key.replaceAll(/\W/g, '-')}`;
  // What is being typed stays, whatever is drawn anew meanwhile.
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const onInput = (event: { currentTarget: { value: string } }): void => setTyped(event.currentTarget.value);
  const common = {
    id,
    disabled: readOnly.value,
    'aria-describedby': `${id}-hint`,
    'aria-invalid': wrong !== '',
    'aria-required': field.required,
  };
  const take = (event: { currentTarget: { value: string } }): void => {
    setTyped(undefined);
    if (event.currentTarget.value !== value) set(event.currentTarget.value);
  };
  const choices =
    field.choices && (value === '' || field.choices.includes(value) ? field.choices : [value, ...field.choices]);
  return (
    <div class="wb-field">
      <label for={id}>
        {field.label}
        {field.required && <span aria-hidden="true"> *</span>}
      </label>
      {choices && choices.length > 0 ? (
        <select {...common} value={value} onChange={take}>
          <option value="">{field.placeholder ?? ''}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : field.long ? (
        <textarea
          {...common}
          rows={value.length > 90 ? 4 : 2}
          spellcheck={false}
          value={typed ?? value}
          placeholder={field.placeholder}
          onInput={onInput}
          onChange={take}
        />
      ) : (
        <input
          {...common}
          type="text"
          spellcheck={false}
          autocomplete="off"
          value={typed ?? value}
          placeholder={field.placeholder}
          onInput={onInput}
          onChange={take}
        />
      )}
      <p class="hint" id={`${id}-hint`}>
        {wrong ? <span class="complaint">{wrong}</span> : field.hint}
      </p>
    </div>
  );
}

/** Gives an entry another name, or takes it away. */
function EntryTools({ part, name }: { part: Part; name: string }): JSX.Element {
  const [next, setNext] = useState(name);
  const taken = next !== name && namesIn(part).includes(next);
  return (
    <form
      class="row wb-entry-tools"
      onSubmit={(event) => {
        event.preventDefault();
        if (next === '' || next === name || taken) return;
        edit(`name of ${name}`, (doc) => renameKey(doc, [part, name], next));
        go({ view: 'study', item: `${part}/${next}` });
      }}
    >
      <label>
        Name <input type="text" value={next} onInput={(event) => setNext(event.currentTarget.value)} />
      </label>
      <button type="submit" disabled={next === '' || next === name || taken}>
        Rename
      </button>
      <button
        type="button"
        onClick={() => {
          edit(`${name} taken away`, (doc) => void doc.deleteIn([part, name]));
          go({ view: 'study' });
        }}
      >
        Take away
      </button>
      {taken && <span class="complaint">this name is taken</span>}
    </form>
  );
}
