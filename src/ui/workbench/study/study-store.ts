import { computed, signal } from '@preact/signals';
import { isMap, parseDocument, type Document } from 'yaml';
import type { DeskForecast, DeskKind, DeskProblem } from '../../../workbench/page/study-desk.js';
import { complain, say } from '../say.js';
import { perform } from '../undo.js';
import { ServerError, studyApi } from './api.js';

/** [ms] after the last change, until the text is saved. */
const REST = 700;
/** [ms] between letters that count as one step of undo. */
const ONE_STEP = 1200;

export const text = signal('');
export const problems = signal<readonly DeskProblem[]>([]);
export const kinds = signal<readonly DeskKind[]>([]);
export const forecast = signal<readonly DeskForecast[] | undefined>(undefined);
export const folder = signal('');
export const readOnly = signal(false);
export const saved = signal<'saved' | 'saving' | 'changed' | 'conflict'>('saved');
const loaded = signal(false);

/** How the text stands to the file, in words. */
export const studyState = computed(() =>
  !loaded.value
    ? ''
    : readOnly.value
      ? 'read only'
      : {
          saved: 'saved',
          saving: 'saving …',
          changed: 'not saved yet',
          conflict: 'changed elsewhere: not saved',
        }[saved.value],
);

/** The study as a YAML document; one that cannot be parsed has errors. */
export const studyDocument = computed(() => parseDocument(text.value));

/** Names under a part of the study, in order. */
export const namesIn = (part: 'samples' | 'evidence' | 'claims'): string[] => {
  const map: unknown = studyDocument.value.get(part);
  return isMap(map) ? map.items.map((pair) => String((pair.key as { value?: unknown }).value ?? pair.key)) : [];
};

let etag = '';
let timer: ReturnType<typeof setTimeout> | undefined;
let lastTyped = 0;

/** Loads the study that the server has open. */
export async function loadStudy(): Promise<void> {
  const study = await studyApi.read();
  etag = study.etag;
  text.value = study.text;
  problems.value = study.problems;
  folder.value = study.folder;
  readOnly.value = study.readOnly;
  saved.value = 'saved';
  loaded.value = true;
  if (kinds.peek().length === 0) kinds.value = await studyApi.kinds();
  void refreshForecast();
}

/** Asks what a run would do now. */
export async function refreshForecast(): Promise<void> {
  if (problems.peek().length > 0) {
    forecast.value = undefined;
    return;
  }
  try {
    forecast.value = await studyApi.forecast();
  } catch (error) {
    forecast.value = undefined;
    complain(error);
  }
}

/** Changes the text, to be undone as one step with what was typed just before. */
export function typeText(next: string): void {
  const now = performance.now();
  if (now - lastTyped < ONE_STEP) setText(next);
  else step('typing', next);
  lastTyped = now;
}

/** Changes the study by its document, so that comments and order stay. */
export function edit(label: string, change: (document: Document) => void): void {
  const document = parseDocument(text.peek());
  if (document.errors.length > 0) {
    complain('the text has an error in its YAML: mend it first');
    return;
  }
  change(document);
  lastTyped = 0;
  step(label, document.toString({ lineWidth: 0 }));
}

/** Takes a text as the study's, as one step. */
export function step(label: string, next: string): void {
  const before = text.peek();
  if (before === next) return;
  let after = next;
  perform({
    label,
    redo: () => setText(after),
    undo: () => {
      after = text.peek();
      setText(before);
    },
  });
}

function setText(next: string): void {
  text.value = next;
  if (readOnly.peek()) return;
  saved.value = 'changed';
  clearTimeout(timer);
  timer = setTimeout(() => void save(), REST);
}

/** Saves the text, unless its YAML is broken off or the file has become another one. */
export async function save(): Promise<void> {
  clearTimeout(timer);
  if (saved.peek() === 'saved' || readOnly.peek()) return;
  const sent = text.peek();
  if (parseDocument(sent).errors.length > 0) {
    problems.value = (await studyApi.check(sent)).problems;
    return;
  }
  saved.value = 'saving';
  try {
    const answer = await studyApi.write(sent, etag);
    etag = answer.etag;
    problems.value = answer.problems;
    if (text.peek() === sent) saved.value = 'saved';
    else {
      saved.value = 'changed';
      timer = setTimeout(() => void save(), REST);
    }
    void refreshForecast();
  } catch (error) {
    saved.value = error instanceof ServerError && error.status === 412 ? 'conflict' : 'changed';
    complain(error);
  }
}

/** After a change elsewhere: takes the text of the file, or writes this one over it. */
export async function settleConflict(keep: 'mine' | 'theirs'): Promise<void> {
  const theirs = await studyApi.read();
  etag = theirs.etag;
  if (keep === 'theirs') {
    step('the file’s text', theirs.text);
    saved.value = 'saved';
    clearTimeout(timer);
    problems.value = theirs.problems;
    return;
  }
  saved.value = 'changed';
  await save();
}

/** The file has changed on disk: it is taken where nothing here is unsaved. */
export async function takeChange(changed: string): Promise<void> {
  if (changed === etag) return;
  if (saved.peek() === 'saved') {
    await loadStudy();
    say('the study was changed on disk, and is shown as it is now');
  } else if (saved.peek() !== 'saving') saved.value = 'conflict';
}
