import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { OutlinedPanel } from '../plot/outline.js';
import { PanelView } from '../plot/panel-view.js';
import { go, route } from '../route.js';
import { lab } from './files-store.js';
import { GridView } from './grid-view.js';
import type { ReadRow } from './rows.js';
import { StructureView } from './structure-view.js';

/** A file that was read: its views, one at a time, and in the address which. */
export function RecordingView({ row }: { row: ReadRow }): JSX.Element {
  const { settings } = route.value;
  const view = row.views.find((v) => v.id === settings.show) ?? row.views[0];
  const recording = Math.min(Math.max(0, Number(settings.of ?? 0) || 0), Math.max(0, row.recordings.length - 1));
  const set = (change: Record<string, string>): void =>
    go({ view: 'data', item: row.path, settings: { ...settings, ...change } });
  if (!view) return <p class="quiet">This file holds nothing that can be drawn.</p>;
  return (
    <>
      <div class="wb-switch" role="group" aria-label="Views of this file">
        {row.views.map((v) => (
          <button key={v.id} type="button" aria-pressed={v === view} onClick={() => set({ show: v.id })}>
            {v.title}
          </button>
        ))}
        {row.recordings.length > 1 && (
          <select
            aria-label="Recording"
            value={String(recording)}
            onChange={(event) => set({ of: event.currentTarget.value })}
          >
            {row.recordings.map((r, k) => (
              <option key={k} value={String(k)}>
                {r.label ?? r.kindTitle}
              </option>
            ))}
          </select>
        )}
      </div>
      {view.id === 'structure' || view.id === 'particle' ? (
        <StructureView path={row.path} of={view.id} />
      ) : view.id === 'table' ? (
        <GridView path={row.path} recording={recording} info={row.recordings[recording]} />
      ) : (
        <PanelsView row={row} recording={recording} view={view.id} />
      )}
    </>
  );
}

function PanelsView({ row, recording, view }: { row: ReadRow; recording: number; view: string }): JSX.Element {
  const { settings } = route.value;
  const columns = view === 'columns' && settings.columns ? settings.columns.split(' ') : undefined;
  const cycles = settings.cycles
    ?.split(' ')
    .map(Number)
    .filter((n) => Number.isInteger(n));
  const [panels, setPanels] = useState<readonly OutlinedPanel[] | string | undefined>(undefined);
  // Before the next frame, which may be long in coming.
  useLayoutEffect(() => {
    let current = true;
    const made: OutlinedPanel[] = [];
    const show = (found: readonly OutlinedPanel[] | string): void => {
      if (current) setPanels(found);
    };
    // Each is drawn as it comes, since all at once would hold up the page.
    const onPart = (panel: OutlinedPanel): void => {
      made.push(panel);
      show([...made]);
    };
    lab()
      .ask('panels', { path: row.path, recording, view, columns, cycles }, { onPart })
      .then(
        () => show([...made]),
        (error: unknown) => show((error as Error).message),
      );
    return () => {
      current = false;
    };
  }, [row, recording, view, settings.columns, settings.cycles]);
  return (
    <>
      {view === 'columns' && <ColumnChoice row={row} recording={recording} chosen={columns} />}
      {(view === 'charge' || view === 'dqdv') && <CycleChoice row={row} recording={recording} chosen={cycles} />}
      {panels === undefined ? (
        <p class="quiet">is drawn …</p>
      ) : typeof panels === 'string' ? (
        <p class="complaint" role="alert">
          {panels}
        </p>
      ) : panels.length === 0 ? (
        <p class="quiet">There is nothing to draw here.</p>
      ) : (
        panels.map((panel) => <PanelView key={`${view} ${panel.id}`} panel={panel} tall={panel.equal} />)
      )}
    </>
  );
}

function ColumnChoice({
  row,
  recording,
  chosen,
}: {
  row: ReadRow;
  recording: number;
  chosen: readonly string[] | undefined;
}): JSX.Element {
  const { columns } = row.recordings[recording];
  const [x, y] = chosen ?? columns;
  const pick = (next: string[]): void =>
    go({ view: 'data', item: row.path, settings: { ...route.peek().settings, columns: next.join(' ') } });
  const select = (label: string, value: string | undefined, act: (name: string) => void): JSX.Element => (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => act(event.currentTarget.value)}>
        {columns.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <p class="row">
      {select('Across', x, (name) => pick([name, y]))}
      {select('Up', y, (name) => pick([x, name]))}
    </p>
  );
}

function CycleChoice({
  row,
  recording,
  chosen,
}: {
  row: ReadRow;
  recording: number;
  chosen: readonly number[] | undefined;
}): JSX.Element | null {
  const [all, setAll] = useState<readonly number[]>([]);
  useEffect(() => {
    lab()
      .ask('cycles', { path: row.path, recording })
      .then(setAll, () => setAll([]));
  }, [row, recording]);
  if (all.length < 2) return null;
  const show = (cycles: string): void => {
    const { cycles: _old, ...settings } = route.peek().settings;
    go({ view: 'data', item: row.path, settings: cycles ? { ...settings, cycles } : settings }, true);
  };
  const one = chosen?.length === 1 ? chosen[0] : undefined;
  return (
    <p class="row wb-cycles">
      <label>
        Cycle{' '}
        <input
          type="range"
          min={0}
          max={all.length - 1}
          value={one === undefined ? 0 : all.indexOf(one)}
          aria-valuetext={one === undefined ? 'several' : `cycle ${one}`}
          onInput={(event) => show(String(all[event.currentTarget.valueAsNumber]))}
        />
      </label>
      <output>{one === undefined ? `${Math.min(12, all.length)} of ${all.length}` : `cycle ${one}`}</output>
      <button type="button" disabled={one === undefined} onClick={() => show('')}>
        Over the whole test
      </button>
    </p>
  );
}
