import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CERMET_VERSION } from '../../core/index.js';
import type { WorkbenchPageData } from '../../workbench/page/page-data.js';
import { setUpTheme } from '../theme-toggle.js';
import { AtomsView } from './atoms/atoms-view.js';
import { CellView } from './cell/cell-view.js';
import { CompareView } from './compare/compare-view.js';
import { FilesView } from './data/files-view.js';
import { takeFiles } from './data/files-store.js';
import { KeysDialog, useKeys } from './keys.js';
import { route, toHash, type ViewName } from './route.js';
import { complain, said } from './say.js';
import { loadStudy, studyState } from './study/study-store.js';
import { StudyView } from './study/study-view.js';
import { history, redo, undo } from './undo.js';

interface ViewEntry {
  name: ViewName;
  title: string;
  icon: string;
  draw(data: WorkbenchPageData): ComponentChildren;
}

const VIEWS: readonly ViewEntry[] = [
  {
    name: 'data',
    title: 'Data',
    icon: 'M4 19h16M4 15l5-6 4 4 7-9',
    draw: (data) => <FilesView study={data.study} />,
  },
  {
    name: 'compare',
    title: 'Compare',
    icon: 'M4 20h16M7 20v-7h3v7M14 20V6h3v14',
    draw: () => <CompareView />,
  },
  {
    name: 'atoms',
    title: 'Atoms',
    icon: 'M12 4v6M12 14v6M5 8l5 3M14 13l5 3M19 8l-5 3M10 13l-5 3',
    draw: () => <AtomsView />,
  },
  {
    name: 'cell',
    title: 'Cell',
    icon: 'M4 8h15v8H4zM19 11h2v2h-2M8 8v8M12 8v8',
    draw: (data) => <CellView data={data.cell} />,
  },
  {
    name: 'study',
    title: 'Study',
    icon: 'M5 3h10l4 4v14H5zM9 11h6M9 15h6',
    draw: (data) => <StudyView served={data.study} />,
  },
];

/** The frame around all views: where one can go, what is shown, what was told last. */
export function App({ data }: { data: WorkbenchPageData }): JSX.Element {
  const theme = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    setUpTheme();
    if (data.study) loadStudy().catch(complain);
    if (data.served) openFiles(data.opened).catch(complain);
  }, []);
  useKeys(VIEWS.map((v) => v.name));
  const entry = VIEWS.find((v) => v.name === route.value.view) ?? VIEWS[0];
  useEffect(() => {
    document.title = `${entry.title} – Cermet`;
  }, [entry]);
  return (
    <div class="wb">
      <button type="button" class="skip" onClick={() => document.getElementById('view')?.focus()}>
        Skip to the view
      </button>
      <nav class="wb-rail" aria-label="Views">
        {VIEWS.map((view) => (
          <a
            key={view.name}
            href={toHash({ view: view.name })}
            aria-current={view === entry ? 'page' : undefined}
            class="wb-tab"
          >
            <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
              <path d={view.icon} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />
            </svg>
            <span>{view.title}</span>
          </a>
        ))}
        <span class="wb-tools">
          <button type="button" class="theme" ref={theme}>
            Dark
          </button>
        </span>
      </nav>
      <main class="wb-view" id="view" tabIndex={-1} aria-label={entry.title}>
        {entry.draw(data)}
      </main>
      <StatusBar />
      <KeysDialog />
    </div>
  );
}

/** Takes the files that were named when the workbench was opened. */
async function openFiles(names: readonly string[]): Promise<void> {
  const files = await Promise.all(
    names.map(async (path, k) => ({ path, file: await (await fetch(`/opened/${k}`)).blob() })),
  );
  await takeFiles(files);
}

function StatusBar(): JSX.Element {
  const { undo: last, redo: next } = history.value;
  return (
    <footer class="wb-status">
      <span class="wb-said" role="status" data-wrong={said.value.wrong || undefined}>
        {said.value.text}
      </span>
      <span class="wb-saved">{studyState.value}</span>
      <button type="button" onClick={undo} disabled={!last} title={last && `Undo: ${last}`}>
        Undo
      </button>
      <button type="button" onClick={redo} disabled={!next} title={next && `Redo: ${next}`}>
        Redo
      </button>
      <button type="button" onClick={() => (document.getElementById('keys') as HTMLDialogElement).showModal()}>
        Keys
      </button>
      <span class="quiet wb-version">Cermet {CERMET_VERSION}</span>
    </footer>
  );
}
