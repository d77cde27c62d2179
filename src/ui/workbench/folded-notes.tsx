import type { JSX } from 'preact';
import type { Note } from '../../core/index.js';

/** Notes behind their number; without any nothing. */
export function FoldedNotes({
  notes,
  of = '',
  most = Infinity,
  open = false,
}: {
  notes: readonly Note[];
  /** What they are on, in words behind their number. */
  of?: string;
  /** [1] how many are listed */
  most?: number;
  open?: boolean;
}): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <details class="notes-folded" open={open}>
      <summary>
        {notes.length} {notes.length === 1 ? 'note' : 'notes'}
        {of}
      </summary>
      <ul class="notes">
        {notes.slice(0, most).map((note, k) => (
          <li key={k} class={`note ${note.level}`}>
            {note.text}
            {note.where && <span class="quiet"> ({note.where})</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
