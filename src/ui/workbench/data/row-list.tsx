import { Component, type JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { setUpRoving } from '../../rove.js';
import { toHash } from '../route.js';
import { rows, sampleOf } from './files-store.js';
import { isFailed, kindOf, type Row } from './rows.js';

/** Every file, with what it is: kind, sample, shape of its curve, notes. One stop of the Tab key; arrows lead on. */
export function RowList({ chosen }: { chosen: string }): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const settle = useRef<() => void>(undefined);
  useLayoutEffect(() => {
    settle.current = setUpRoving(list.current!, 'ul', 'a');
  }, []);
  useLayoutEffect(() => settle.current!(), [rows.value.size]);
  return (
    <ul class="wb-rows" ref={list}>
      {[...rows.value].map(([path, row]) => (
        <RowItem key={path} path={path} row={row} sample={sampleOf.value.get(path)} current={chosen === path} />
      ))}
    </ul>
  );
}

interface ItemProps {
  path: string;
  row: Row | undefined;
  sample: string | undefined;
  current: boolean;
}

/** One file of the list, drawn anew where something of its own has changed. */
class RowItem extends Component<ItemProps> {
  override shouldComponentUpdate(next: Readonly<ItemProps>): boolean {
    const { row, sample, current } = this.props;
    return row !== next.row || sample !== next.sample || current !== next.current;
  }

  override render({ path, row, sample, current }: Readonly<ItemProps>): JSX.Element {
    return (
      <li>
        <a href={toHash({ view: 'data', item: path })} aria-current={current ? 'true' : undefined}>
          <span class="wb-row-name">{path}</span>
          <RowWords row={row} sample={sample} />
        </a>
      </li>
    );
  }
}

function RowWords({ row, sample }: Pick<ItemProps, 'row' | 'sample'>): JSX.Element {
  if (!row) return <span class="quiet">is read …</span>;
  if (isFailed(row)) return <span class="complaint">could not be read</span>;
  const [first] = row.recordings;
  const weighty = row.notes.filter((n) => n.level !== 'info').length;
  return (
    <span class="wb-row-words">
      <span>
        {first ? first.kindTitle : capitalise(kindOf(row))}
        {first && `, ${first.length} rows`}
        {row.grains && `, ${row.grains} grains`}
        {row.recordings.length > 1 && `, ${row.recordings.length} recordings`}
        {!first && row.structures > 0 && `, ${row.structures} ${row.structures === 1 ? 'frame' : 'frames'}`}
      </span>
      <span class="wb-sample">{sample}</span>
      {weighty > 0 && (
        <span class="wb-badge" title={`${weighty} notes`}>
          {weighty}
          <span class="unseen"> notes</span>
        </span>
      )}
      {row.spark && (
        <svg class="wb-spark" viewBox="0 0 60 16" width="60" height="16" aria-hidden="true">
          <polyline
            points={row.spark.map(([x, y]) => `${(60 * x).toFixed(1)},${(15 - 14 * y).toFixed(1)}`).join(' ')}
            fill="none"
            stroke="currentColor"
            stroke-width="1.2"
          />
        </svg>
      )}
    </span>
  );
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
