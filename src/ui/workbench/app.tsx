import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CERMET_VERSION } from '../../core/index.js';
import type { WorkbenchPageData } from '../../workbench/page/page-data.js';
import { PAGE_VIEWS } from '../../workbench/page/views.js';
import { setUpTheme } from '../theme-toggle.js';
import { AtomsView } from './atoms/atoms-view.js';
import { CellView } from './cell/cell-view.js';
import { CompareView } from './compare/compare-view.js';
import { FilesView } from './data/files-view.js';
import { takeFiles } from './data/files-store.js';
import { KeysDialog, useKeys } from './keys.js';
import { route, toHash, type ViewName } from './route.js';
import { complain, said } from './say.js';
import { folder, loadStudy, studyState } from './study/study-store.js';
import { StudyView } from './study/study-view.js';
import { history, redo, undo } from './undo.js';

/** What stands in each view. */
const DRAWN: Record<ViewName, (data: WorkbenchPageData) => ComponentChildren> = {
  data: (data) => <FilesView study={data.study || folder.value !== ''} />,
  compare: () => <CompareView />,
  atoms: () => <AtomsView />,
  cell: (data) => <CellView data={data.cell} />,
  study: (data) => <StudyView served={data.study} />,
};

/** The frame around all views: where one can go, what is shown, what was told last. */
export function App({ data }: { data: WorkbenchPageData }): JSX.Element {
  const theme = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    setUpTheme();
    if (data.study) loadStudy().catch(complain);
    if (data.served) openFiles(data.opened).catch(complain);
  }, []);
  useKeys(PAGE_VIEWS.map((v) => v.name));
  const entry = PAGE_VIEWS.find((v) => v.name === route.value.view) ?? PAGE_VIEWS[0];
  useEffect(() => {
    document.title = `${entry.title} – Cermet`;
  }, [entry]);
  return (
    <div class="wb">
      <button type="button" class="skip" onClick={() => document.getElementById('view')?.focus()}>
        Skip to the view
      </button>
      <nav class="wb-rail" aria-label="Views">
        {PAGE_VIEWS.map((view) => (
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
        {DRAWN[entry.name](data)}
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
