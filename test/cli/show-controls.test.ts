import { expect, it, vi } from 'vitest';
import { reportError } from '../../src/cli/exit.js';
import { formatTable } from '../../src/cli/print.js';
import { printNotes } from '../../src/cli/progress.js';
import { showControls } from '../../src/cli/show-controls.js';
import { ReadError } from '../../src/core/index.js';

const hostile = 'a\u001b[2J\u001b]0;title\u0007\u009b31mb\u007fc\rd';
const shown = 'a␛[2J␛]0;title␇\\x9b31mb␡c␍d';

it('controls of a terminal are shown, line ends and tabs stay', () => {
  expect(showControls(hostile)).toBe(shown);
  expect(showControls('µ — \n\t日本 \u200d')).toBe('µ — \n\t日本 \u200d');
});

it('no cell, note or error drives the terminal', () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    printNotes([{ level: 'warning', code: 'x', text: hostile, where: `in ${hostile}` }]);
    expect(reportError(new ReadError(hostile, { file: hostile }))).toBe(2);
  } finally {
    spy.mockRestore();
  }
  expect(written[0]).toBe(`warning: ${shown} (in ${shown})\n`);
  expect(written.at(-1)).toContain(`${shown} — ${shown}`);
  expect(formatTable(['name'], [[hostile]])).toContain(`\n${shown}\n`);
});
