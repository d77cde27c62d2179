import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { go, type ViewName } from './route.js';
import { redo, undo } from './undo.js';

const KEYS: readonly [string, string][] = [
  ['1 … 5', 'go to a view'],
  ['Ctrl Z', 'undo'],
  ['Ctrl Shift Z', 'redo'],
  ['?', 'this list'],
  ['/', 'to the first field of the view'],
  ['+  −  0', 'in a figure: enlarge, reduce, all of it; arrows move'],
  ['Arrows', 'among the files of a list or a group; Home and End to its ends, Enter opens'],
  ['Arrows', 'in a structure: turn; with Shift move; N and P pick atoms; Space plays'],
];

/** Keys that work wherever no text is written. */
export function useKeys(views: readonly ViewName[]): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const writing = target.closest('input, textarea, select, [contenteditable], canvas, .u-wrap') !== null;
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key.toLowerCase() === 'z' && target.closest('input, textarea:not(.yaml)') === null) {
        event.preventDefault();
        if (event.shiftKey) redo();
        else undo();
      } else if (writing || command || event.altKey) return;
      else if (event.key === '?') (document.getElementById('keys') as HTMLDialogElement).showModal();
      else if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLElement>('main input, main select, main textarea')?.focus();
      } else if (views[Number(event.key) - 1]) go({ view: views[Number(event.key) - 1] });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [views.join()]);
}

/** The list of keys. */
export function KeysDialog(): JSX.Element {
  return (
    <dialog id="keys" class="wb-dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="wb-keys">
        {KEYS.map(([key, does]) => (
          <div key={does}>
            <dt>{key}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
