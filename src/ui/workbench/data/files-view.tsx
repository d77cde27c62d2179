import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { warmCanvas } from '../plot/warm-canvas.js';
import { route, toHash } from '../route.js';
import { ChooseFiles, useDrop } from './drop-zone.js';
import { lab, reading, rows, samplesHere } from './files-store.js';
import { Inspector } from './inspector.js';
import { RecordingView } from './recording-view.js';
import { RowList } from './row-list.js';
import { isFailed } from './rows.js';
import { SaveToStudy } from './save-to-study.js';

/** Files as they were dropped: a list, the one that is looked at, and what is known of it. */
export function FilesView({ study }: { study: boolean }): JSX.Element {
  const over = useDrop();
  // Both take their time, while the first file is still being looked for.
  useEffect(() => {
    lab();
    warmCanvas();
  }, []);
  const chosen = rows.value.has(route.value.item) ? route.value.item : ([...rows.value.keys()][0] ?? '');
  const row = rows.value.get(chosen);
  if (rows.value.size === 0)
    return (
      <div class={`wb-drop${over ? ' over' : ''}`}>
        <h1>Drop files here</h1>
        <p>
          Files of cyclers, impedance, diffraction, spectra, heat, gas, structures, or any table; single ones, folders,
          or a zip. They stay on this machine.
        </p>
        <ChooseFiles />
      </div>
    );
  return (
    <div class={`wb-columns wb-data-columns${over ? ' over' : ''}`}>
      <section class="wb-list" aria-label="Files">
        <ChooseFiles>{study && <SaveToStudy />}</ChooseFiles>
        <ReadingProgress />
        <p class="quiet wb-groups">
          {samplesHere.value.join(', ')} <a href={toHash({ view: 'compare' })}>Compare</a>
        </p>
        <RowList chosen={chosen} />
      </section>
      <section class="wb-centre" aria-label={chosen}>
        <h1 class="wb-file">{chosen}</h1>
        {row === undefined ? (
          <p class="quiet">is read …</p>
        ) : isFailed(row) ? (
          <p class="complaint">This file could not be read: {row.error}</p>
        ) : (
          <RecordingView key={row.path} row={row} />
        )}
      </section>
      {row && <Inspector key={chosen} path={chosen} row={row} />}
    </div>
  );
}

function ReadingProgress(): JSX.Element | null {
  if (!reading.value) return null;
  return <progress aria-label="Files read" value={reading.value.done} max={reading.value.total} />;
}
