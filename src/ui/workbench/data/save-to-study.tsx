import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isReferenceName } from '../../../workbench/guess-groups.js';
import { go } from '../route.js';
import { complain, say } from '../say.js';
import { studyApi } from '../study/api.js';
import { loadStudy, readOnly, save } from '../study/study-store.js';
import { lab, rows, sampleOf } from './files-store.js';
import { isFailed } from './rows.js';

/** Puts the files that were read into the study that is open; gives the places at which it keeps them. */
export async function saveToStudy(tell: (text: string) => void): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>();
  const first = (path: string): number => Number(!isReferenceName(sampleOf.peek().get(path) ?? ''));
  const wanted = [...rows.peek()]
    .filter(([path, row]) => row && !isFailed(row) && !path.endsWith('/'))
    .sort(([a], [b]) => first(a) - first(b));
  await save();
  for (const [i, [path]] of wanted.entries()) {
    tell(`${i + 1} of ${wanted.length}: ${path}`);
    const blob = await lab().ask('blob', { path });
    places.set(path, (await studyApi.keepFile(path.split('/').at(-1)!, blob)).place);
  }
  const samples = Object.fromEntries([...places].map(([path, place]) => [place, sampleOf.peek().get(path) ?? 'cell']));
  tell('evidence is written');
  const { evidence, claims } = await studyApi.addFiles(samples);
  await loadStudy();
  const what = [...evidence, ...claims].join(', ') || 'nothing else';
  say(
    studyApi.keepsFiles
      ? `${places.size} files in the study; ${what} written`
      : `${places.size} files listed; ${what} written. Put them into data/ beside study.yaml`,
  );
  return places;
}

/** The button that does so. */
export function SaveToStudy(): JSX.Element {
  const [busy, setBusy] = useState('');
  return (
    <button
      type="button"
      disabled={busy !== '' || readOnly.value}
      onClick={() => {
        setBusy('…');
        saveToStudy(setBusy)
          .then(() => go({ view: 'study' }), complain)
          .finally(() => setBusy(''));
      }}
    >
      {busy || 'Into the study'}
    </button>
  );
}
