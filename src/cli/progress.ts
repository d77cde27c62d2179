import pc from 'picocolors';
import type { Note } from '../core/index.js';
import { displayWidth } from './print.js';
import { showControls } from './show-controls.js';

/** [ms] between drawings on a terminal. */
const DRAW_EVERY = 80;
/**
 * [ms] until the first line where stderr is a file or a pipe; each further one waits twice as long, up to ten minutes.
 */
const FIRST_LINE = 5000;
const LAST_LINES = 600_000;
const BAR_WIDTH = 24;

let drawn = false;

/** Removes the status line, so that what is printed next stands on a line of its own. */
export function clearStatus(): void {
  if (!drawn) return;
  process.stderr.write('\r\u001b[2K');
  drawn = false;
}

/** Prints one line of status to stderr, above the bar where there is one. */
export function printStatus(text: string): void {
  clearStatus();
  process.stderr.write(`${showControls(text)}\n`);
}

/** Prints notes to stderr, one line each: what was found stands alone on stdout. */
export function printNotes(notes: readonly Note[]): void {
  for (const { level, text, where } of notes) printStatus(`${level}: ${text}${where ? ` (${where})` : ''}`);
}

/** A progress function as `Context` takes it: a bar on a terminal, otherwise a line now and then. */
export function makeProgress(title: string): (done: number, total: number | undefined, label: string) => void {
  const started = performance.now();
  let last = -Infinity;
  let lastLine = started;
  let wait = FIRST_LINE;
  const onTerminal = process.stderr.isTTY;
  return (done, total, label) => {
    const now = performance.now();
    const fraction = total ? Math.min(1, Math.max(0, done / total)) : undefined;
    const text = showControls([title, label].filter(Boolean).join(': '));
    if (onTerminal) {
      if (now - last < DRAW_EVERY) return;
      last = now;
      const width = Math.max(20, process.stderr.columns ?? 80);
      const bar =
        fraction === undefined
          ? ''
          : ` ${drawBar(fraction)} ${formatPercent(fraction)}${formatLeft(fraction, now - started)}`;
      const room = width - 1 - displayWidth(bar);
      process.stderr.write(
        `\r\u001b[2K${text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text}${bar}`,
      );
      drawn = true;
    } else if (now - lastLine >= wait) {
      lastLine = now;
      wait = Math.min(LAST_LINES, 2 * wait);
      process.stderr.write(
        `${text}${fraction === undefined ? ` ${done}` : ` ${formatPercent(fraction)}${formatLeft(fraction, now - started)}`}\n`,
      );
    }
  };
}

function drawBar(fraction: number): string {
  const full = Math.round(fraction * BAR_WIDTH);
  return pc.cyan('━'.repeat(full)) + pc.dim('━'.repeat(BAR_WIDTH - full));
}

const formatPercent = (fraction: number): string => `${Math.floor(fraction * 100)} %`;

function formatLeft(fraction: number, elapsed: number): string {
  if (fraction < 0.03 || elapsed < 2000) return '';
  return `, ${formatDuration((elapsed * (1 - fraction)) / fraction)} left`;
}

/** `850 ms`, `12 s`, `3 min 5 s`. @param milliseconds [ms] */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
