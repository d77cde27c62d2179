import type { Recording } from '../../../core/index.js';
import { thinSeries } from '../../../figure/thin-series.js';
import type { AnyRead } from '../../../io/index.js';
import type { ReadRow, RecordingInfo } from '../data/rows.js';
import { drawPlain, numbersOf, PLAIN_VIEWS } from './plain-views.js';

const SPARK_POINTS = 60;
/** Lines of a file's own words that the inspector shows. */
const MOST_WORDS = 60;

/** Views of a kind of recording, the usual first. */
const VIEWS: Readonly<Record<string, readonly { id: string; title: string }[]>> = {
  cycling: [
    { id: 'time', title: 'Voltage and current' },
    { id: 'charge', title: 'By cycle' },
    { id: 'dqdv', title: 'dQ/dV' },
    { id: 'capacity', title: 'Capacity' },
  ],
  eis: [
    { id: 'nyquist', title: 'Nyquist' },
    { id: 'bode', title: 'Bode' },
    { id: 'residuals', title: 'Kramers–Kronig' },
  ],
};

/** What the list and the inspector show of a file that was read. */
export function describeRead(
  path: string,
  size: number,
  { recordings, structures, notes, detection }: AnyRead,
  titles: ReadonlyMap<string, string>,
): ReadRow {
  const [first] = recordings;
  return {
    path,
    size,
    reader: detection.reader.title,
    because: detection.because,
    recordings: recordings.map((r, k) => describeRecording(r, k, titles)),
    structures: structures.length,
    notes: [...notes, ...recordings.flatMap((r) => r.notes)],
    ...(first?.origin.type === 'measured' && { sha256: first.origin.sha256 }),
    spark: first && drawSpark(first),
    views: [
      ...(first ? (VIEWS[first.kind] ?? plainView(first)) : []),
      ...(structures.length > 0 ? [{ id: 'structure', title: 'Structure' }] : []),
      ...(first
        ? [
            { id: 'columns', title: 'Any columns' },
            { id: 'table', title: 'Table' },
          ]
        : []),
    ],
  };
}

const plainView = (recording: Recording): { id: string; title: string }[] => {
  const view = PLAIN_VIEWS[recording.kind];
  return view && drawPlain(view, recording) ? [{ id: 'plain', title: view.title }] : [];
};

function describeRecording(recording: Recording, k: number, titles: ReadonlyMap<string, string>): RecordingInfo {
  const { kind, table, about, metadata, series } = recording;
  const words = [...Object.entries(about), ...Object.entries(metadata)]
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .slice(0, MOST_WORDS)
    .map(([key, value]): [string, string] => [
      key,
      (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 200),
    ]);
  return {
    kind,
    kindTitle: titles.get(kind) ?? kind,
    length: table.length,
    columns: table.names,
    label: series?.label ?? (k > 0 ? `${k + 1}` : undefined),
    about: words,
  };
}

/** The shape of a recording's first curve. */
function drawSpark(recording: Recording): [number, number][] | undefined {
  const { kind, table } = recording;
  const [x, y] =
    kind === 'cycling'
      ? ['test_time_second', 'voltage_volt']
      : kind === 'eis'
        ? ['real_impedance_ohm', 'imaginary_impedance_ohm']
        : (() => {
            const panel = PLAIN_VIEWS[kind] && drawPlain(PLAIN_VIEWS[kind], recording);
            return panel ? [panel.series[0].x, panel.series[0].y] : numbersOf(table).slice(0, 2);
          })();
  if (x === undefined || y === undefined) return undefined;
  const [vx, vy] = [x, y].map((c) => (typeof c === 'string' ? table.column(c) : c));
  const sign = kind === 'eis' ? -1 : 1;
  const points = Array.from(thinSeries(vx, vy, SPARK_POINTS), (i) => [vx[i], sign * vy[i]] as [number, number]).filter(
    ([u, v]) => Number.isFinite(u) && Number.isFinite(v),
  );
  const ends = (k: 0 | 1): [number, number] => [
    Math.min(...points.map((p) => p[k])),
    Math.max(...points.map((p) => p[k])),
  ];
  if (points.length < 2) return undefined;
  const [[x0, x1], [y0, y1]] = [ends(0), ends(1)];
  const place = (v: number, a: number, b: number): number => (b > a ? (v - a) / (b - a) : 0.5);
  return points.map(([u, v]) => [place(u, x0, x1), place(v, y0, y1)]);
}
