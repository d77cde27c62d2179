import type { Note } from './note.js';

const order: Record<Note['level'], number> = { serious: 0, warning: 1, info: 2 };

/** Notes of one level and code together, the grave first, otherwise in their order. */
export function groupNotes(notes: readonly Note[]): Note[][] {
  const kinds = new Map<string, Note[]>();
  for (const note of notes) {
    const kind = `${order[note.level] ?? order.info} ${note.code}`;
    const alike = kinds.get(kind);
    if (alike) alike.push(note);
    else kinds.set(kind, [note]);
  }
  return [...kinds].sort(([a], [b]) => Number(a[0]) - Number(b[0])).map(([, alike]) => alike);
}
