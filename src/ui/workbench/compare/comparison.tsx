import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { computeInterval, type Estimate } from '../../../core/index.js';
import { formatEstimate, formatLike, formatUnit } from '../../../study/report/format.js';
import { lab } from '../data/files-store.js';
import { FigureView } from '../plot/figure-view.js';
import type { PageFigure } from '../../../scene/page-data.js';
import { complain } from '../say.js';
import { holdAgainst, type GroupValue } from '../work/compare-files.js';
import { ClaimForm } from './claim-form.js';
import { groups, output, working } from './compare-store.js';
import { type Asked, whyNoValue } from './why-no-value.js';

/** One quantity of the groups: a figure, means with their intervals, and one group held against another. */
export function Comparison({ id, at }: { id: string; at: string }): JSX.Element | null {
  const order = [...groups.value.keys()];
  const all = (output.value?.values ?? [])
    .filter((v) => v.id === id)
    .sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  const here = all.filter((v) => (v.at ?? '') === at);
  const figure = useFigure(at === '*' ? all : here);
  if (all.length === 0) return null;
  const [first] = all;
  return (
    <div class="wb-comparison">
      {figure && (
        <FigureView
          figure={figure}
          title={`${first.label} of ${order.join(' and ')}; the numbers stand in the table below`}
        />
      )}
      {at !== '*' && (
        <div>
          <GroupTable values={here} asked={{ id, label: first.label, at }} />
          {here.length >= 2 && <Held values={here} at={at} />}
        </div>
      )}
    </div>
  );
}

function useFigure(values: readonly GroupValue[]): PageFigure | undefined {
  const [figure, setFigure] = useState<PageFigure | undefined>(undefined);
  const key = JSON.stringify(values.map((v) => [v.group, v.at, v.estimate.value, v.replicates]));
  useEffect(() => {
    let current = true;
    if (values.length > 0)
      lab()
        .ask('figure', { values })
        .then((made) => current && setFigure(made), complain);
    return () => {
      current = false;
    };
  }, [key]);
  return figure;
}

/** An interval in words; one cell has none. */
function sayInterval(estimate: Estimate): string {
  const interval = computeInterval(estimate);
  if (estimate.n < 2) return 'n = 1: no interval over cells';
  if (!interval) return 'no interval';
  const unit = formatUnit(estimate.unit);
  return `${formatLike(interval[0], estimate.sigma)} to ${formatLike(interval[1], estimate.sigma)}${unit ? ` ${unit}` : ''}`;
}

function GroupTable({ values, asked }: { values: readonly GroupValue[]; asked: Asked }): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Groups">
      <table class="data wb-groups-table">
        <caption>{asked.label}</caption>
        <thead>
          <tr>
            <th scope="col">group</th>
            <th scope="col" class="right">
              n
            </th>
            <th scope="col">mean ± standard error</th>
            <th scope="col">95 % interval</th>
            <th scope="col">cells</th>
          </tr>
        </thead>
        <tbody>
          {[...groups.value].map(([group, paths]) => {
            const v = values.find((own) => own.group === group);
            return (
              <tr key={group}>
                <th scope="row">{group}</th>
                <td class="right">{v?.estimate.n ?? 0}</td>
                <td>{v ? formatEstimate(v.estimate) : 'no value'}</td>
                <td>{v ? sayInterval(v.estimate) : '–'}</td>
                <td>
                  {Object.entries(v?.replicates ?? {}).map(([path, value]) => (
                    <span key={path} class={`wb-cell${v!.outliers.includes(path) ? ' outlier' : ''}`} title={path}>
                      {formatLike(value, v!.estimate.sigma)}
                      {v!.outliers.includes(path) && ' (far from the rest)'}
                    </span>
                  ))}
                  <Missing paths={withoutValue(paths, v)} asked={asked} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Files of a group that gave no value; where all files together make one number, none lacks its own. */
function withoutValue(paths: readonly string[], { replicates }: Partial<GroupValue> = {}): readonly string[] {
  const found = Object.keys(replicates ?? {});
  return found.length > 0 && !found.some((path) => paths.includes(path))
    ? []
    : paths.filter((path) => !found.includes(path));
}

/** Files without a value, each with the reason. */
export function Missing({ paths, asked }: { paths: readonly string[]; asked?: Asked }): JSX.Element | null {
  const known = output.value;
  // Of groups that are computed anew nobody knows yet.
  if (paths.length === 0 || !known || working.value) return null;
  return (
    <ul class="wb-missing">
      {paths.map((path) => (
        <li key={path}>
          <strong>{path}</strong>: no value, because {whyNoValue(path, known, asked)}
        </li>
      ))}
    </ul>
  );
}

/** One group held against another, and the claim that could be made of it. */
function Held({ values, at }: { values: readonly GroupValue[]; at: string }): JSX.Element {
  const names = values.map((v) => v.group);
  const [left, setLeft] = useState(names[1]);
  const [right, setRight] = useState(names[0]);
  const [how, setHow] = useState<'ratio' | 'difference'>('ratio');
  const a = values.find((v) => v.group === left) ?? values[1];
  const b = values.find((v) => v.group === right) ?? values[0];
  let held: Estimate | undefined;
  let why = '';
  try {
    held = holdAgainst(how, a, b);
  } catch (error) {
    why = (error as Error).message;
  }
  const choose = (label: string, value: string, act: (name: string) => void): JSX.Element => (
    <select aria-label={label} value={value} onChange={(event) => act(event.currentTarget.value)}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
  return (
    <section class="wb-held" aria-labelledby="held-title">
      <h2 id="held-title">One held against the other</h2>
      <p class="row">
        {choose('Group', a.group, setLeft)}
        <select
          aria-label="How"
          value={how}
          onChange={(event) => setHow(event.currentTarget.value as 'ratio' | 'difference')}
        >
          <option value="ratio">over</option>
          <option value="difference">less</option>
        </select>
        {choose('Group to compare with', b.group, setRight)}
        {held && Number.isFinite(held.value) && (
          <output>
            <strong>{formatEstimate(held)}</strong>{' '}
            {held.n < 2 ? 'n = 1: nothing is known of the scatter' : `95 %: ${sayInterval(held)}`}
          </output>
        )}
        {why && <span class="complaint">{why}</span>}
      </p>
      {held?.notes?.map((note, k) => (
        <p key={k} class="quiet">
          {note.text}
        </p>
      ))}
      {held && a !== b && (
        <ClaimForm
          place={`${a.id} at ${at}, ${how} of ${values.indexOf(a)} and ${values.indexOf(b)}`}
          a={a}
          b={b}
          how={how}
          held={held}
        />
      )}
    </section>
  );
}
