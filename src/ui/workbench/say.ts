import { signal } from '@preact/signals';

/** What was last told to the reader, at the foot of the page and to who listens to it. */
export const said = signal<{ text: string; wrong: boolean }>({ text: '', wrong: false });

export function say(text: string): void {
  said.value = { text, wrong: false };
}

/** Tells what went wrong. */
export function complain(error: unknown): void {
  said.value = { text: error instanceof Error ? error.message : String(error), wrong: true };
}
