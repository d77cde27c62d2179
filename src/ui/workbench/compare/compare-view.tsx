import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { kindsHere, lab } from '../data/files-store.js';
import { useDrop } from '../data/drop-zone.js';
import { FoldedNotes } from '../folded-notes.js';
import { go, route, toHash } from '../route.js';
import { complain } from '../say.js';
import type { KindSetting } from '../work/lab-tasks.js';
import { Comparison, Missing } from './comparison.js';
import {
  compute,
  conditionsOf,
  failure,
  groups,
  kind,
  output,
  quantities,
  settings,
  working,
} from './compare-store.js';
import { GroupBoard } from './group-board.js';

/** Groups of files of one kind, side by side; one quantity of them at a time. */
export function CompareView(): JSX.Element {
  const over = useDrop();
  const [able, setAble] = useState<readonly string[]>([]);
  useEffect(() => {
    if (kindsHere.value.size > 0) lab().ask('measured', undefined).then(setAble, complain);
  }, [kindsHere.value.size > 0]);
  const here = [...kindsHere.value.keys()].filter((k) => able.includes(k));
  useEffect(() => {
    if (here.length > 0 && !here.includes(kind.value)) [kind.value] = here;
  }, [here.join()]);
  const key = JSON.stringify([kind.value, [...groups.value], settings.value[kind.value]]);
  useEffect(() => {
    void compute();
  }, [key]);
  if (kindsHere.value.size === 0)
    return (
      <div class={`wb-drop${over ? ' over' : ''}`}>
        <h1>Nothing to compare yet</h1>
        <p>
          Drop the files of two samples, several cells of each, here or in <a href={toHash({ view: 'data' })}>Data</a>.
          Their groups are guessed from their names, and yours to change.
        </p>
      </div>
    );
  return (
    <div class={`wb-centre wb-compare${over ? ' over' : ''}`}>
      <h1>Compare</h1>
      <p class="row">
        <label>
          Recordings{' '}
          <select value={kind.value} onChange={(event) => (kind.value = event.currentTarget.value)}>
            {here.map((k) => (
              <option key={k} value={k}>
                {k}
              </option>
            ))}
          </select>
        </label>
      </p>
      {here.length === 0 && able.length > 0 && <p class="quiet">Nothing analyses these kinds of files.</p>}
      <GroupBoard />
      <SettingsForm />
      <p class="quiet" role="status">
        {working.value && `is computed: ${working.value}`}
      </p>
      {failure.value && <p class="complaint">{failure.value}</p>}
      <QuantityChoice />
      <FoldedNotes notes={output.value?.notes ?? []} of=" on these files" most={60} />
    </div>
  );
}

function QuantityChoice(): JSX.Element | null {
  const known = quantities.value;
  if (known.length === 0) return <Missing paths={[...groups.value.values()].flat()} />;
  const asked = route.value.settings;
  const quantity = known.find((q) => q.id === asked.of) ?? known[0];
  const conditions = conditionsOf(quantity.id);
  const at =
    asked.at !== undefined && (conditions.includes(asked.at) || asked.at === '*')
      ? asked.at
      : (conditions.at(-1) ?? '');
  const set = (change: Record<string, string>): void =>
    go({ view: 'compare', settings: { of: quantity.id, at, ...change } }, true);
  return (
    <>
      <p class="row">
        <label>
          Quantity{' '}
          <select
            value={quantity.id}
            onChange={(event) => go({ view: 'compare', settings: { of: event.currentTarget.value } }, true)}
          >
            {known.map((q) => (
              <option key={q.id} value={q.id}>
                {q.label}
              </option>
            ))}
          </select>
        </label>
        {conditions.length > 1 && (
          <label>
            at{' '}
            <select value={at} onChange={(event) => set({ at: event.currentTarget.value })}>
              {conditions.map((c) => (
                <option key={c} value={c}>
                  {c || 'no condition'}
                </option>
              ))}
              <option value="*">all of them</option>
            </select>
          </label>
        )}
      </p>
      <Comparison key={quantity.id} id={quantity.id} at={at} />
    </>
  );
}

/** What may be said of cells and analyses: masses, areas, what one C is. */
function SettingsForm(): JSX.Element | null {
  const [known, setKnown] = useState<readonly KindSetting[]>([]);
  useEffect(() => {
    if (kind.value) lab().ask('settings', { kind: kind.value }).then(setKnown, complain);
  }, [kind.value]);
  if (known.length === 0) return null;
  const own = settings.value[kind.value] ?? {};
  const set = (name: string, value: string): void => {
    const { [name]: _old, ...rest } = own;
    settings.value = { ...settings.peek(), [kind.peek()]: value.trim() ? { ...rest, [name]: value.trim() } : rest };
  };
  return (
    <details class="wb-settings">
      <summary>
        Cells and analyses
        {Object.keys(own).length > 0 &&
          `: ${Object.entries(own)
            .map(([k, v]) => `${k} ${v}`)
            .join(', ')}`}
      </summary>
      <div class="wb-settings-fields">
        {known
          .filter((s) => s.name !== 'electrode' && s.name !== 'analyses')
          .map((s) => (
            <label key={s.name}>
              {s.name}
              <input
                type="text"
                value={own[s.name] ?? ''}
                placeholder={s.default}
                title={s.describe}
                onChange={(event) => set(s.name, event.currentTarget.value)}
              />
              <span class="hint">{s.describe}</span>
            </label>
          ))}
      </div>
    </details>
  );
}
