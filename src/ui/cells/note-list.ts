import type { Note } from '../../core/index.js';
import { h } from '../dom.js';

const WORDS: Record<Note['level'], string> = { serious: 'Serious', warning: 'Warning', info: 'Note' };

/** Shows notes as the report does. */
export function showNotes(list: HTMLElement, notes: readonly Note[]): void {
  list.replaceChildren(
    ...notes.map((n) =>
      h(
        'li',
        { class: `note ${n.level}` },
        h('strong', {}, WORDS[n.level]),
        ` ${n.text}${n.where ? ` (${n.where})` : ''}`,
      ),
    ),
  );
}
