import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { titleOfColumn } from '../work/column-words.js';
import { lab } from './files-store.js';
import type { RecordingInfo } from './rows.js';

const PAGE = 100;

/** Every row of a recording, a page at a time. */
export function GridView({
  path,
  recording,
  info,
}: {
  path: string;
  recording: number;
  info: RecordingInfo;
}): JSX.Element {
  const [from, setFrom] = useState(0);
  const [lines, setLines] = useState<readonly (readonly (string | number | null)[])[]>([]);
  useEffect(() => {
    let current = true;
    void lab()
      .ask('rows', { path, recording, from, count: PAGE })
      .then((some) => current && setLines(some));
    return () => {
      current = false;
    };
  }, [path, recording, from]);
  const show = (value: string | number | null): string =>
    value === null ? '–' : typeof value === 'number' ? String(Number(value.toPrecision(8))) : value;
  return (
    <section aria-label="Table">
      <p class="row">
        <button type="button" disabled={from === 0} onClick={() => setFrom(Math.max(0, from - PAGE))}>
          Before
        </button>
        <button type="button" disabled={from + PAGE >= info.length} onClick={() => setFrom(from + PAGE)}>
          After
        </button>
        <label>
          Row{' '}
          <input
            type="number"
            min={1}
            max={info.length}
            value={from + 1}
            onChange={(event) =>
              setFrom(Math.min(info.length - 1, Math.max(0, event.currentTarget.valueAsNumber - 1 || 0)))
            }
          />
        </label>
        <span class="quiet">of {info.length}</span>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Rows">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">row</th>
              {info.columns.map((name) => (
                <th key={name} scope="col" class="right" title={name}>
                  {titleOfColumn(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, k) => (
              <tr key={k}>
                <th scope="row">{from + k + 1}</th>
                {line.map((value, j) => (
                  <td key={j} class={typeof value === 'string' ? undefined : 'right'}>
                    {show(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
