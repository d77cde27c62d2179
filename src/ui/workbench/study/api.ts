import type { DeskForecast, DeskKind, DeskProblem } from '../../../workbench/page/study-desk.js';

/** What the server says of the study that is open. */
export interface OpenedStudy {
  text: string;
  etag: string;
  folder: string;
  readOnly: boolean;
  problems: DeskProblem[];
}

/** An answer that is no success, in the server's own words. */
export class ServerError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: Record<string, unknown>,
  ) {
    super(message);
  }
}

/** Asks the server that this page came from. */
async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, { ...init, credentials: 'same-origin' });
  } catch {
    throw new Error('the workbench’s server does not answer; is cermet open still running?');
  }
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) throw new ServerError(response.status, String(body.error ?? response.statusText), body);
  return body as T;
}

/** What keeps the study that is open: the server, or the page itself. */
export interface StudyKeeper {
  /** Whether files are kept beside the text, and not only listed in it. */
  keepsFiles: boolean;
  read(): Promise<OpenedStudy>;
  /** Refused with status 412 where another text stands there by now. */
  write(text: string, etag: string): Promise<{ etag: string; problems: DeskProblem[] }>;
  check(text: string): Promise<{ problems: DeskProblem[] }>;
  kinds(): Promise<DeskKind[]>;
  forecast(): Promise<DeskForecast[]>;
  keepFile(name: string, file: Blob): Promise<{ place: string }>;
  /** Lists files that are kept, by their place, under their samples, with the evidence that they allow. */
  addFiles(sampleOf: Record<string, string>): Promise<{ evidence: string[]; claims: string[] }>;
}

const server: StudyKeeper = {
  keepsFiles: true,
  read: () => ask('study'),
  write: (text, etag) =>
    ask('study', {
      method: 'PUT',
      body: text,
      headers: { 'If-Match': `"${etag}"`, 'Content-Type': 'application/yaml' },
    }),
  check: (text) => ask('check', { method: 'POST', body: text }),
  kinds: () => ask('kinds'),
  forecast: () => ask('forecast'),
  keepFile: (name, file) => ask(`files?name=${encodeURIComponent(name)}`, { method: 'POST', body: file }),
  addFiles: (sampleOf) => ask('add', { method: 'POST', body: JSON.stringify(sampleOf) }),
};

/** Who keeps the study that is open. */
export let studyApi: StudyKeeper = server;

/** Gives the study to another keeper. */
export function keepStudyIn(keeper: StudyKeeper): void {
  studyApi = keeper;
}

/** Runs of the server's study. */
export const runApi = {
  report: (): Promise<unknown> => ask('report'),
  run: (): Promise<unknown> => ask('run', { method: 'POST' }),
  stop: (): Promise<unknown> => ask('run', { method: 'DELETE' }),
};
