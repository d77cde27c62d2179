import type { JSX } from 'preact';
import { elementColour } from '../../../scene/appearance.js';
import { formatMinus } from '../../../study/report/format.js';
import { bonds, points, run, speed } from './atoms-store.js';

const WIDTH = 240;
const HEIGHT = 64;

/** Temperature, energy and bonds of melt and quench, as they come. */
export function Strip(): JSX.Element | null {
  const all = points.value;
  const counts = bonds.value;
  if (all.length === 0) return null;
  const last = all.at(-1)!;
  const times = all.map((p) => p.time);
  const pairs = [...new Set(counts.flatMap((c) => c.counts.map(([pair]) => pair)))];
  const countOf = (pair: string): number[] => counts.map((c) => c.counts.find(([p]) => p === pair)?.[1] ?? 0);
  return (
    <section class="wb-strip" aria-label="Melt and quench">
      <Trace
        label="Temperature"
        value={`${Math.round(last.temperature)} K`}
        lines={[{ x: times, y: all.map((p) => p.temperature), colour: 'var(--accent)' }]}
      />
      <Trace
        label="Energy"
        value={`${formatMinus(last.energy.toFixed(2))} eV`}
        lines={[{ x: times, y: all.map((p) => p.energy), colour: 'var(--accent)' }]}
      />
      <Trace
        label="Bonds"
        value={pairs.map((pair) => `${pair} ${countOf(pair).at(-1)}`).join(', ') || '–'}
        lines={pairs.map((pair) => ({
          x: counts.map((c) => c.time),
          y: countOf(pair),
          colour: elementColour(pair.split('–')[0]),
        }))}
      />
      <p class="quiet">
        {(last.time / 1000).toFixed(2)} ps
        {run.value && speed.value > 0 && `, ${Math.round(speed.value)} steps a second`}
      </p>
      <StripTable />
    </section>
  );
}

interface Line {
  x: readonly number[];
  y: readonly number[];
  colour: string;
}

/** A small curve with its last value in words. */
function Trace({ label, value, lines }: { label: string; value: string; lines: readonly Line[] }): JSX.Element {
  const xs = lines.flatMap((l) => l.x);
  const ys = lines.flatMap((l) => l.y);
  const [x0, x1, y0, y1] = [least(xs), most(xs), least(ys), most(ys)];
  const path = ({ x, y }: Line): string =>
    x
      .map((v, i) => {
        const px = x1 > x0 ? ((v - x0) / (x1 - x0)) * WIDTH : 0;
        const py = HEIGHT - (y1 > y0 ? (y[i] - y0) / (y1 - y0) : 0.5) * HEIGHT;
        return `${px.toFixed(1)},${py.toFixed(1)}`;
      })
      .join(' ');
  return (
    <div class="wb-trace">
      <p>
        {label} <strong>{value}</strong>
      </p>
      <svg viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} preserveAspectRatio="none" aria-hidden="true">
        {lines.map((line, k) => (
          <polyline key={k} points={path(line)} fill="none" stroke={line.colour} vector-effect="non-scaling-stroke" />
        ))}
      </svg>
      <p class="quiet">{ys.length > 0 && formatMinus(`${Math.round(y0)} to ${Math.round(y1)}`)}</p>
    </div>
  );
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** Rows that stand in the table, evenly over the run. */
const ROWS = 20;

function StripTable(): JSX.Element | null {
  if (run.value) return null;
  const all = points.value;
  const every = Math.max(1, Math.floor(all.length / ROWS));
  return (
    <details class="wb-twin">
      <summary>Table</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="Melt and quench, numbers">
        <table class="data">
          <thead>
            <tr>
              {['time / ps', 'temperature / K', 'energy / eV'].map((title) => (
                <th key={title} scope="col" class="right">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all
              .filter((_, k) => k % every === 0)
              .map((p) => (
                <tr key={p.time}>
                  <th scope="row" class="right">
                    {(p.time / 1000).toFixed(3)}
                  </th>
                  <td class="right">{Math.round(p.temperature)}</td>
                  <td class="right">{p.energy.toFixed(2)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
