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

export const studyApi = {
  read: (): Promise<OpenedStudy> => ask('study'),
  write: (text: string, etag: string): Promise<{ etag: string; problems: DeskProblem[] }> =>
    ask('study', {
      method: 'PUT',
      body: text,
      headers: { 'If-Match': `"${etag}"`, 'Content-Type': 'application/yaml' },
    }),
  check: (text: string): Promise<{ problems: DeskProblem[] }> => ask('check', { method: 'POST', body: text }),
  kinds: (): Promise<DeskKind[]> => ask('kinds'),
  forecast: (): Promise<DeskForecast[]> => ask('forecast'),
  report: (): Promise<unknown> => ask('report'),
  run: (): Promise<unknown> => ask('run', { method: 'POST' }),
  stop: (): Promise<unknown> => ask('run', { method: 'DELETE' }),
  keepFile: (name: string, file: Blob): Promise<{ place: string }> =>
    ask(`files?name=${encodeURIComponent(name)}`, { method: 'POST', body: file }),
  addFiles: (sampleOf: Record<string, string>): Promise<{ evidence: string[]; claims: string[] }> =>
    ask('add', { method: 'POST', body: JSON.stringify(sampleOf) }),
};
