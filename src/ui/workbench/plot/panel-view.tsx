import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { toCsvText } from '../../../core/index.js';
import { download } from '../../dom.js';
import { THEME_EVENT } from '../../theme-toggle.js';
import { colourOf, CurvePlot } from './curve-plot.js';
import type { OutlinedPanel } from './outline.js';

/** Series whose names stand below a figure; of more only the first and the last do. */
const NAMED = 12;

/** A panel with its legend and, for those who read rather than see, its numbers as a table. */
export function PanelView({ panel, tall }: { panel: OutlinedPanel; tall?: boolean }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<CurvePlot | undefined>(undefined);
  const [at, setAt] = useState('');
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  useLayoutEffect(() => {
    setHidden(new Set());
    // A task of its own: that of the page's elements has been long enough.
    const start = setTimeout(() => {
      plot.current = new CurvePlot(place.current!, panel, setAt);
    }, 0);
    const redraw = (): void => plot.current?.redraw();
    document.addEventListener(THEME_EVENT, redraw);
    return () => {
      clearTimeout(start);
      document.removeEventListener(THEME_EVENT, redraw);
      plot.current?.dispose();
      plot.current = undefined;
    };
  }, [panel]);
  const toggle = (k: number): void => {
    const made = plot.current;
    if (!made) return;
    if (!made.hidden.delete(k)) made.hidden.add(k);
    setHidden(new Set(made.hidden));
    made.redraw();
  };
  const count = panel.series.length;
  const named = count <= NAMED ? panel.series.map((_, k) => k) : [0, count - 1];
  return (
    <figure class={`wb-panel${tall ? ' tall' : ''}`}>
      <figcaption>
        <strong>{panel.title}</strong> <span class="wb-at">{at}</span>
      </figcaption>
      <div
        ref={place}
        class="wb-plot"
        tabIndex={0}
        role="img"
        aria-label={`${panel.title}: ${panel.y.title} against ${panel.x.title}, ${count} ${count === 1 ? 'curve' : 'curves'}. Plus, minus and arrows change what is in sight, 0 shows all; the numbers stand in the table below.`}
      />
      {count > 1 && (
        <ul class="wb-legend">
          {named.map((k) => (
            <li key={k}>
              <button type="button" aria-pressed={!hidden.has(k)} onClick={() => toggle(k)}>
                <span
                  class="dot"
                  style={{ background: colourOf(panel.series[k].colour ?? k, count) }}
                  aria-hidden="true"
                />
                {panel.series[k].label}
              </button>
            </li>
          ))}
          {count > NAMED && <li class="quiet">and {count - 2} between</li>}
        </ul>
      )}
      <PanelTable panel={panel} />
    </figure>
  );
}

/** Rows of a table that are shown before it only offers the whole as a file. */
const ROWS = 200;

function PanelTable({ panel }: { panel: OutlinedPanel }): JSX.Element {
  const [open, setOpen] = useState(false);
  const total = panel.series.reduce((sum, s) => sum + s.x.length, 0);
  const rows: [string, number, number][] = [];
  if (open)
    for (const { label, x, y } of panel.series)
      for (let i = 0; i < x.length && rows.length < ROWS; i++) rows.push([label, x[i], y[i]]);
  const save = (): void => {
    const lines = [`curve,${toCsvText(panel.x.title)},${toCsvText(panel.y.title)}`];
    for (const { label, x, y } of panel.series)
      for (let i = 0; i < x.length; i++) lines.push(`${toCsvText(label)},${x[i]},${y[i]}`);
    download(`${panel.id}.csv`, `${lines.join('\n')}\n`, 'text/csv');
  };
  return (
    <details class="wb-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Table</summary>
      {open && (
        <>
          <p class="row">
            <button type="button" onClick={save}>
              All {total} points as CSV
            </button>
          </p>
          <div class="scroll" tabIndex={0} role="region" aria-label={`${panel.title}, numbers`}>
            <table class="data">
              <thead>
                <tr>
                  <th scope="col">curve</th>
                  <th scope="col" class="right">
                    {panel.x.title}
                  </th>
                  <th scope="col" class="right">
                    {panel.y.title}
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(([label, x, y], k) => (
                  <tr key={k}>
                    <th scope="row">{label}</th>
                    <td class="right">{Number(x.toPrecision(7))}</td>
                    <td class="right">{Number(y.toPrecision(7))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {total > rows.length && (
              <p class="quiet">
                The first {rows.length} of {total}.
              </p>
            )}
          </div>
        </>
      )}
    </details>
  );
}
