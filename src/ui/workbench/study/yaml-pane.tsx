import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { problems, readOnly, save, text, typeText } from './study-store.js';

/** The study's text with its line numbers, and what is wrong with it, line by line. */
export function YamlPane({ line }: { line: number | undefined }): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const marked = new Map(problems.value.flatMap((p) => (p.line === undefined ? [] : [[p.line, p.what] as const])));
  const count = text.value.split('\n').length;
  useEffect(() => {
    if (line !== undefined) showLine(area.current!, line, false);
  }, [line]);
  const indent = (event: KeyboardEvent): void => {
    // Escape and then Tab leaves the text, as everywhere else Tab does.
    if (event.key !== 'Tab' || event.shiftKey || leaving) return;
    event.preventDefault();
    area.current!.setRangeText('  ', area.current!.selectionStart, area.current!.selectionEnd, 'end');
    typeText(area.current!.value);
  };
  return (
    <section class="wb-yaml" aria-labelledby="yaml-title">
      <h2 id="yaml-title">study.yaml</h2>
      <div class="wb-editor">
        <pre class="wb-gutter" ref={gutter} aria-hidden="true">
          {Array.from({ length: count }, (_, k) => (
            <span key={k} class={marked.has(k + 1) ? 'wrong' : undefined} title={marked.get(k + 1)}>
              {k + 1}
              {'\n'}
            </span>
          ))}
        </pre>
        <textarea
          ref={area}
          class="yaml"
          spellcheck={false}
          wrap="off"
          aria-label="Text of the study. Escape, then Tab, leaves it."
          aria-describedby="problems"
          readOnly={readOnly.value}
          value={text.value}
          onInput={(event) => typeText(event.currentTarget.value)}
          onKeyDown={(event) => {
            indent(event);
            leaving = event.key === 'Escape';
          }}
          onBlur={() => void save()}
          onScroll={(event) => (gutter.current!.scrollTop = event.currentTarget.scrollTop)}
        />
      </div>
      <ul class="wb-problems" id="problems" aria-live="polite">
        {problems.value.map((problem, k) => (
          <li key={k}>
            <button
              type="button"
              disabled={problem.line === undefined}
              onClick={() => showLine(area.current!, problem.line!, true)}
            >
              {problem.line === undefined ? 'study' : `line ${problem.line}`}
            </button>
            <span>
              {problem.path.length > 0 && <strong>{problem.path.join('.')} </strong>}
              {problem.what}
              {problem.hint && <span class="quiet"> {problem.hint}</span>}
            </span>
          </li>
        ))}
        {problems.value.length === 0 && <li class="quiet">Nothing is wrong with it.</li>}
      </ul>
    </section>
  );
}

let leaving = false;

/** Brings a line into sight, and marks it where asked. */
function showLine(area: HTMLTextAreaElement, line: number, select: boolean): void {
  const lines = area.value.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
  const height = area.scrollHeight / Math.max(1, lines.length);
  area.scrollTop = Math.max(0, (line - 4) * height);
  if (!select) return;
  area.focus();
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}
