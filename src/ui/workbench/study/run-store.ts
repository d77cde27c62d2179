import { signal } from '@preact/signals';
import type { DeskEvent } from '../../../workbench/page/study-desk.js';
import type { Verdict } from '../../../study/index.js';
import { complain, say } from '../say.js';
import { runApi } from './api.js';
import { refreshForecast, save, takeChange } from './study-store.js';

/** A run as it is now. */
export interface RunState {
  running: boolean;
  /** [ms] since 1970 */
  started?: number;
  /** Share of the work that is done, and what is worked on. */
  done?: number;
  label?: string;
  /** Evidence that has come in this run. */
  arrived: readonly string[];
}

export const run = signal<RunState>({ running: false, arrived: [] });
export const verdicts = signal<ReadonlyMap<string, Verdict>>(new Map());
/** Claims whose verdict has changed in the last run. */
export const changed = signal<ReadonlySet<string>>(new Set());
/** Counts reports, so that a preview knows that there is another. */
export const reports = signal(0);
/** Whether the server is there. */
export const connected = signal(true);

let before: ReadonlyMap<string, Verdict> = new Map();

/** Listens to the server until the page is left. */
export function listen(): () => void {
  const source = new EventSource('/api/events');
  source.onmessage = ({ data }: MessageEvent<string>) => take(JSON.parse(data) as DeskEvent);
  source.onopen = () => (connected.value = true);
  source.onerror = () => {
    connected.value = false;
    run.value = { ...run.peek(), running: false };
  };
  return () => source.close();
}

/** Shows the verdicts of the last run. */
export async function loadReport(): Promise<void> {
  const report = (await runApi.report()) as { verdicts?: Verdict[] } | null;
  if (!report?.verdicts) return;
  verdicts.value = new Map(report.verdicts.map((v) => [v.id, v]));
  reports.value++;
}

export async function start(): Promise<void> {
  await save();
  try {
    await runApi.run();
  } catch (error) {
    complain(error);
  }
}

export const stop = (): Promise<unknown> => runApi.stop().catch(complain);

function take(event: DeskEvent): void {
  switch (event.type) {
    case 'running':
      before = verdicts.peek();
      run.value = { running: true, started: Date.parse(event.started), arrived: [] };
      break;
    case 'progress':
      run.value = {
        ...run.peek(),
        done: event.total ? event.done / event.total : undefined,
        label: event.label,
      };
      break;
    case 'evidence':
      run.value = { ...run.peek(), arrived: [...run.peek().arrived, event.name] };
      merge(event.verdicts as Verdict[]);
      break;
    case 'done': {
      merge(event.verdicts as Verdict[]);
      const differs = (v: Verdict): boolean => {
        const old = before.get(v.id);
        return !old || old.word !== v.word || old.measured?.value !== v.measured?.value;
      };
      changed.value = new Set([...verdicts.peek().values()].filter(differs).map((v) => v.id));
      run.value = { ...run.peek(), running: false, done: 1 };
      reports.value++;
      say('the study has run; its report is written');
      void refreshForecast();
      break;
    }
    case 'stopped':
    case 'failed':
      run.value = { ...run.peek(), running: false };
      if (event.type === 'failed') complain(event.message);
      else say(`stopped: ${event.message}`);
      void refreshForecast();
      break;
    case 'changed':
      void takeChange(event.etag);
      break;
    case 'idle':
      run.value = { running: false, arrived: [] };
  }
}

function merge(some: readonly Verdict[]): void {
  verdicts.value = new Map([...verdicts.peek(), ...some.map((v) => [v.id, v] as const)]);
}
