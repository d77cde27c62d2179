import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { setUpRoving } from '../../rove.js';
import { renameSample, sampleOf, setSample } from '../data/files-store.js';
import { groups, leftOut } from './compare-store.js';

/**
 * Groups as columns of files: drag a file, or choose its group from the list on it. A column is one stop of the Tab key;
 * arrows lead among its files, Enter to the list on one.
 */
export function GroupBoard(): JSX.Element {
  const board = useRef<HTMLDivElement>(null);
  const settle = useRef<() => void>(undefined);
  useLayoutEffect(() => {
    settle.current = setUpRoving(board.current!, '.wb-group ul', '.wb-chip-name');
  }, []);
  useLayoutEffect(() => settle.current!(), [groups.value]);
  const names = [...new Set([...groups.value.keys(), ...sampleOf.value.values()])];
  const drop = (group: string) => (event: DragEvent) => {
    const path = event.dataTransfer?.getData('text/x-cermet-path');
    if (!path) return;
    event.preventDefault();
    setSample([path], group);
  };
  return (
    <div class="wb-board-groups" ref={board}>
      {[...groups.value].map(([group, paths]) => (
        <section
          key={group}
          class="wb-group"
          aria-label={`Group ${group}`}
          onDragOver={(event) => event.dataTransfer?.types.includes('text/x-cermet-path') && event.preventDefault()}
          onDrop={drop(group)}
        >
          <GroupName name={group} count={paths.length} />
          <ul>
            {paths.map((path) => (
              <li
                key={path}
                class="wb-chip"
                draggable
                onDragStart={(event) => event.dataTransfer?.setData('text/x-cermet-path', path)}
              >
                <span
                  role="button"
                  tabIndex={-1}
                  class="wb-chip-name"
                  title="Enter: to the list of groups"
                  onClick={({ currentTarget }) => toGroups(currentTarget)}
                  onKeyDown={({ key, currentTarget }) => key === 'Enter' && toGroups(currentTarget)}
                >
                  {path}
                </span>
                <select
                  tabIndex={-1}
                  aria-label={`Group of ${path}`}
                  value={group}
                  onChange={(event) => {
                    const to = event.currentTarget.value;
                    if (to === '\n') leftOut.value = new Set([...leftOut.peek(), path]);
                    else setSample([path], to);
                  }}
                >
                  {names.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                  <option value={'\n'}>leave out</option>
                </select>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <NewGroup names={names} drop={drop} />
      {leftOut.value.size > 0 && (
        <section class="wb-group" aria-label="Left out">
          <h2>Left out</h2>
          <ul>
            {[...leftOut.value].map((path) => (
              <li key={path} class="wb-chip">
                <span>{path}</span>
                <button
                  type="button"
                  onClick={() => (leftOut.value = new Set([...leftOut.peek()].filter((p) => p !== path)))}
                >
                  Back
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const toGroups = (name: HTMLElement): void => (name.nextElementSibling as HTMLElement).focus();

function GroupName({ name, count }: { name: string; count: number }): JSX.Element {
  return (
    <p class="wb-group-name">
      <input
        type="text"
        aria-label={`Name of group ${name}`}
        value={name}
        onChange={(event) => {
          const next = event.currentTarget.value.trim();
          if (next && next !== name) renameSample(name, next);
          else event.currentTarget.value = name;
        }}
      />
      <span class="quiet">{count === 1 ? '1 cell' : `${count} cells`}</span>
    </p>
  );
}

/** A place for files that belong to no group yet. */
function NewGroup({
  names,
  drop,
}: {
  names: readonly string[];
  drop: (group: string) => (event: DragEvent) => void;
}): JSX.Element {
  const [over, setOver] = useState(false);
  let k = 1;
  while (names.includes(`group-${k}`)) k++;
  return (
    <section
      class={`wb-group wb-group-new${over ? ' over' : ''}`}
      aria-label="New group"
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('text/x-cermet-path')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        drop(`group-${k}`)(event);
      }}
    >
      <p class="quiet">Drop a file here for a group of its own, or write the name of one in Data.</p>
    </section>
  );
}
