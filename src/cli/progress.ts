import pc from 'picocolors';
import { groupNotes } from '../core/group-notes.js';
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

/** Of notes of one kind, and of the places of one note, this many are shown. */
const MOST_SHOWN = 3;

/**
 * Prints notes to stderr, the grave first: what was found stands alone on stdout. Many of one kind share a line that
 * counts them; `--verbose` gives each its own. Serious ones always stand in full.
 */
export function printNotes(notes: readonly Note[]): void {
  for (const line of listNotes(notes, process.argv.includes('--verbose'))) printStatus(line);
}

/** Lines of {@link printNotes}. */
export function listNotes(notes: readonly Note[], verbose: boolean): string[] {
  return groupNotes(notes).flatMap((alike) => {
    const full = verbose || alike[0].level === 'serious';
    const places = new Map<string, Set<string>>();
    for (const { text, where } of alike) {
      const known = places.get(text) ?? new Set();
      places.set(text, known);
      // A text that names its place needs it no second time.
      if (where !== undefined && !text.includes(where)) known.add(where);
    }
    const lines = [...places].map(([text, at]) => `${alike[0].level}: ${text}${namePlaces([...at], full)}`);
    if (full || lines.length <= MOST_SHOWN) return lines;
    return [`${lines[0]}; ${lines.length - 1} more of this kind, --verbose lists them`];
  });
}

function namePlaces(places: readonly string[], all: boolean): string {
  if (places.length === 0) return '';
  const shown = all || places.length <= MOST_SHOWN ? places : places.slice(0, MOST_SHOWN);
  const more = places.length - shown.length;
  return ` (${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
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
