/** What the status file says that Cermet's own job scripts write beside a calculation. */
export interface RunStatus {
  /** [s] since 1970 */
  started?: number;
  ended?: number;
  exitCode?: number;
}

/** Names under which a status file lies in a folder. */
export const STATUS_FILES: readonly string[] = ['.cermet.status', 'cermet.status', 'cermet.status.txt'];

/** Parses lines `START seconds` and `END seconds rc=n`; the last of each counts. */
export function parseRunStatus(text: string): RunStatus {
  const status: RunStatus = {};
  for (const line of text.split('\n')) {
    const match = /^(START|END)\s+(\d+)(?:.*\brc=(\d+))?/.exec(line.trim());
    if (!match) continue;
    if (match[1] === 'START') {
      status.started = Number(match[2]);
      status.ended = status.exitCode = undefined;
    } else {
      status.ended = Number(match[2]);
      status.exitCode = match[3] === undefined ? undefined : Number(match[3]);
    }
  }
  return status;
}

/** What the standard error of a run tells of its end: `STOP 2`, a signal, a queue that ended it. */
export interface ErrorText {
  stopCode?: number;
  signal?: number;
  outOfTime: boolean;
  outOfMemory: boolean;
  cancelled: boolean;
  text: string;
}

export function parseErrorText(text: string): ErrorText {
  const stop = /^\s*(?:STOP|ERROR STOP)\s+(\d+)\s*$/m.exec(text);
  const signal = /exited on signal (\d+)/.exec(text);
  return {
    ...(stop && { stopCode: Number(stop[1]) }),
    ...(signal && { signal: Number(signal[1]) }),
    outOfTime: /DUE TO TIME LIMIT/.test(text),
    outOfMemory: /oom[-_ ]?kill|out of memory|Cannot allocate memory/i.test(text),
    cancelled: /CANCELLED AT/.test(text) && !/DUE TO TIME LIMIT/.test(text),
    text: text.slice(0, 2000),
  };
}
