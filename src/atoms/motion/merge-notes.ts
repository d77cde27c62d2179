import type { Note } from '../../core/index.js';

/**
 * Notes of several stretches of one run, each said once: of those that differ in their numbers only, the worst is kept,
 * which is the shortest distance, the largest departure or else the latest.
 */
export function mergeNotes(...lists: readonly (readonly Note[])[]): Note[] {
  const merged = new Map<string, Note>();
  for (const note of lists.flat()) {
    const key = `${note.code} ${note.text.replace(/[\d.]+ ?(?:%|times?|Å)?/g, '#')}`;
    const known = merged.get(key);
    if (!known || measureSeverity(note) >= measureSeverity(known)) merged.set(key, note);
  }
  return [...merged.values()];
}

function measureSeverity({ text }: Note): number {
  const within = /within ([\d.]+) Å/.exec(text);
  if (within) return -Number(within[1]);
  const worst = /at worst by ([\d.]+) (%|times)/.exec(text);
  return worst ? Number(worst[1]) * (worst[2] === '%' ? 0.01 : 1) : 0;
}

/** The same notes with the stage of the work they belong to. */
export function markStage(notes: readonly Note[], stage: string): Note[] {
  return notes.map((note) => ({ ...note, where: note.where ? `${stage}, ${note.where}` : stage }));
}
