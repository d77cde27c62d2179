import type { JSX } from 'preact';
import { newStudyText } from '../../../workbench/edit-study.js';
import { download } from '../../dom.js';
import { complain } from '../say.js';
import { keepStudyIn, studyApi } from './api.js';
import {
  type GivenFolder,
  makePageKeeper,
  placeInBrowser,
  placeInFolder,
  storedStudy,
  type StudyPlace,
} from './page-keeper.js';
import { Board } from './run-pane.js';
import { folder, loadStudy, problems, studyDocument, text } from './study-store.js';
import { showValue } from './yaml-values.js';

async function open(place: StudyPlace): Promise<void> {
  keepStudyIn(makePageKeeper(place));
  await loadStudy();
}

const pickFolder = (window as { showDirectoryPicker?: (options: { mode: string }) => Promise<GivenFolder> })
  .showDirectoryPicker;

/** Without a server: a study is made here, or taken from a file or a folder. */
export function BeginStudy(): JSX.Element {
  const stored = storedStudy();
  return (
    <div class="wb-empty">
      <h1>No study is open</h1>
      <p>A study holds samples, evidence and claims. It is made and changed here, and saved while you write.</p>
      <p class="row">
        {stored !== undefined && (
          <button type="button" class="wb-primary" onClick={() => void open(placeInBrowser(stored)).catch(complain)}>
            Go on with the one in this browser
          </button>
        )}
        <button
          type="button"
          class={stored === undefined ? 'wb-primary' : undefined}
          onClick={() => void open(placeInBrowser(newStudyText('My study'))).catch(complain)}
        >
          New study
        </button>
        <label class="download">
          Open study.yaml …
          <input
            type="file"
            class="unseen"
            accept=".yaml,.yml"
            onChange={({ currentTarget: { files } }) =>
              void files?.[0]
                ?.text()
                .then((own) => open(placeInBrowser(own)))
                .catch(complain)
            }
          />
        </label>
        {pickFolder && (
          <button
            type="button"
            onClick={() =>
              void pickFolder({ mode: 'readwrite' })
                .then((given) => placeInFolder(given, newStudyText(given.name)))
                .then(open)
                .catch((error: Error) => error.name !== 'AbortError' && complain(error))
            }
          >
            Open or begin in a folder …
          </button>
        )}
      </p>
      {stored !== undefined && (
        <p class="quiet">A new one, or another file, takes the place of the one in this browser.</p>
      )}
    </div>
  );
}

/** Where a study stands that the page keeps, and how it is run. */
export function KeptHere(): JSX.Element {
  const title = showValue(studyDocument.value, ['title']) || 'Study';
  return (
    <section class="wb-run" aria-labelledby="kept-title">
      <h2 id="kept-title">{title}</h2>
      <p>
        Kept in {folder.value}, saved while you write.{' '}
        <button type="button" onClick={() => download('study.yaml', text.value, 'application/yaml')}>
          Save study.yaml
        </button>
      </p>
      <p class="quiet">
        {problems.value.length > 0 && 'Something in it is wrong: see below its text. '}
        {!studyApi.keepsFiles && 'Files are listed only: put them into data/ beside study.yaml. '}A page alone runs no
        study: <code>cermet open FOLDER</code>, of that folder, does.
      </p>
      <Board />
    </section>
  );
}
