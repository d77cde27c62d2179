import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CellPageData } from '../../../workbench/cell-page/page-data.js';
import { mountCell, type MountedCell } from '../../cells/mount-cell.js';
import { byId } from '../../dom.js';
import { lab, rows } from '../data/files-store.js';
import { isFailed, kindOf } from '../data/rows.js';
import { go, route } from '../route.js';
import { complain } from '../say.js';

let mounted: MountedCell | undefined;

/** The virtual cell, whose controls stand in the page from the beginning and come here while they are looked at. */
export function CellView({ data }: { data: CellPageData }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const cell = byId('cell-view');
    place.current!.append(cell);
    cell.hidden = false;
    mounted ??= mountCell(data, route.peek().settings, (settings) => {
      if (route.peek().view === 'cell') go({ view: 'cell', settings }, true);
    });
    return () => {
      cell.hidden = true;
      document.body.append(cell);
    };
  }, []);
  return (
    <>
      <Measured />
      <div ref={place} />
    </>
  );
}

/** A measured file to lay over the computed curve, of those that were dropped into Data. */
function Measured(): JSX.Element | null {
  const [path, setPath] = useState('');
  const [cycles, setCycles] = useState<readonly number[]>([]);
  const [cycle, setCycle] = useState(0);
  const files = [...rows.value].flatMap(([name, row]) =>
    row && !isFailed(row) && kindOf(row) === 'cycling' ? [name] : [],
  );
  useEffect(() => {
    setCycle(0);
    if (path) lab().ask('cycles', { path, recording: 0 }).then(setCycles, complain);
  }, [path]);
  useEffect(() => {
    if (!path) return mounted?.setMeasured(undefined);
    lab()
      .ask('measured curve', { path, recording: 0, ...(cycle > 0 && { cycle }) })
      .then((curve) => mounted?.setMeasured(curve), complain);
  }, [path, cycle]);
  if (files.length === 0) return null;
  return (
    <p class="row wb-measured">
      <label>
        Lay over a measured test{' '}
        <select value={path} onChange={(event) => setPath(event.currentTarget.value)}>
          <option value="">none</option>
          {files.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {path && (
        <label>
          discharge of cycle{' '}
          <select value={String(cycle)} onChange={(event) => setCycle(Number(event.currentTarget.value))}>
            <option value="0">the whole test</option>
            {cycles.map((n) => (
              <option key={n} value={String(n)}>
                {n}
              </option>
            ))}
          </select>
        </label>
      )}
    </p>
  );
}
