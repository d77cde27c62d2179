import { signal } from '@preact/signals';

/** Something that was done and can be undone. */
interface Step {
  label: string;
  undo(): void;
  redo(): void;
}

const MOST = 200;
const done: Step[] = [];
const undone: Step[] = [];

/** What undo and redo would do now, in words. */
export const history = signal<{ undo?: string; redo?: string }>({});

/** Does something and remembers how to undo it. */
export function perform(step: Step): void {
  step.redo();
  done.push(step);
  if (done.length > MOST) done.shift();
  undone.length = 0;
  tell();
}

export function undo(): void {
  const step = done.pop();
  if (!step) return;
  step.undo();
  undone.push(step);
  tell();
}

export function redo(): void {
  const step = undone.pop();
  if (!step) return;
  step.redo();
  done.push(step);
  tell();
}

function tell(): void {
  history.value = { undo: done.at(-1)?.label, redo: undone.at(-1)?.label };
}
