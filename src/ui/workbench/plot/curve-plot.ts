import uPlot from 'uplot';
import { CATEGORY_COLOURS } from '../../../figure/theme.js';
import type { Box, OutlinedPanel } from './outline.js';
import { writeTicks } from './tick-text.js';
import { traceSeries, type Place } from './trace-series.js';
import { TICK_FONT, TITLE_FONT } from './warm-canvas.js';

/** [1] What one press of + or one notch of the wheel leaves of the range. */
const ZOOM = 0.8;

/**
 * A panel on a canvas: axes, zoom and cursor by uPlot, curves of any length and order by our own tracing. Drag chooses
 * a part, the wheel enlarges, drag with Shift or the middle button moves, a double click shows all; + − 0 and arrows do
 * the same.
 */
export class CurvePlot {
  readonly #plot: uPlot;
  readonly #panel: OutlinedPanel;
  readonly #full: Box;
  readonly #observer: ResizeObserver;
  /** Series that are not shown. */
  readonly hidden = new Set<number>();
  #box: Box;

  constructor(
    readonly place: HTMLElement,
    panel: OutlinedPanel,
    readonly tell: (text: string) => void,
  ) {
    this.#panel = panel;
    this.#full = panel.bounds;
    this.#box = this.#full;
    const ink = (): string => getComputedStyle(place).color;
    const line = (): string => getComputedStyle(place).getPropertyValue('--line') || '#ccc';
    const axis = ({ title, log }: { title: string; log?: boolean }, size?: number): uPlot.Axis => ({
      label: title,
      labelFont: TITLE_FONT,
      font: TICK_FONT,
      labelSize: 18,
      ...(size !== undefined && { size }),
      stroke: ink,
      values: (_u, splits) => writeTicks(splits, log),
      grid: { stroke: () => gridOf(line()), width: 1 },
      ticks: { stroke: ink, width: 1, size: 4 },
    });
    const scale = (log: boolean | undefined, low: number, high: number): uPlot.Scale => ({
      time: false,
      auto: false,
      min: low,
      max: high,
      range: (_u, min, max) => [min ?? low, max ?? high],
      ...(log && { distr: 3 as const, log: 10 as const }),
    });
    const [x0, x1, y0, y1] = this.#full;
    this.#plot = new uPlot(
      {
        ...this.#size(),
        padding: [8, 12, 0, 0],
        legend: { show: false },
        cursor: {
          drag: { x: true, y: true, uni: 30, setScale: false },
          points: { show: false },
          bind: { dblclick: () => () => (this.show(this.#full), null) },
        },
        scales: {
          x: { ...scale(panel.x.log, x0, x1), dir: panel.x.reverse ? -1 : 1 },
          y: scale(panel.y.log, y0, y1),
        },
        axes: [axis(panel.x, 30), axis(panel.y, 58)],
        series: [{}, { show: true, points: { show: false } }],
        hooks: {
          draw: [(u) => this.#draw(u)],
          setSelect: [(u) => this.#choose(u)],
          setCursor: [(u) => this.#say(u)],
        },
      },
      [
        [x0, x1],
        [null, null],
      ],
      place,
    );
    this.#attach();
    this.#observer = new ResizeObserver(() => {
      const size = this.#size();
      const same = size.width === this.#plot.width && size.height === this.#plot.height;
      if (!same && place.clientWidth > 0) this.#plot.setSize(size);
      // Equal scales need the room that is left between the axes, known only now.
      if (!same || panel.equal) this.show(this.#box);
    });
    this.#observer.observe(place);
  }

  /** Shows a part, widened where both axes have one scale. */
  show(box: Box): void {
    this.#box = this.#panel.equal ? this.#equalise(box) : box;
    const [x0, x1, y0, y1] = this.#box;
    this.#plot.batch(() => {
      this.#plot.setScale('x', { min: x0, max: x1 });
      this.#plot.setScale('y', { min: y0, max: y1 });
    });
  }

  redraw(): void {
    this.#plot.redraw(false, true);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  /** Moves and enlarges, in shares of what is in sight. */
  move(dx: number, dy: number, zoom = 1, atX = 0.5, atY = 0.5): void {
    const [x0, x1, y0, y1] = this.#box;
    const { x, y } = this.#panel;
    this.show([...shift(x0, x1, dx, zoom, atX, x.log), ...shift(y0, y1, dy, zoom, atY, y.log)] as Box);
  }

  #size(): { width: number; height: number } {
    const width = Math.max(220, this.place.clientWidth);
    return { width, height: Math.max(200, this.place.clientHeight || Math.round(width * 0.55)) };
  }

  #equalise([x0, x1, y0, y1]: Box): Box {
    const { width, height } = this.#plot.bbox;
    if (!(width > 0 && height > 0)) return [x0, x1, y0, y1];
    const unit = Math.max((x1 - x0) / width, (y1 - y0) / height);
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    return [mx - (unit * width) / 2, mx + (unit * width) / 2, my - (unit * height) / 2, my + (unit * height) / 2];
  }

  #placer(u: uPlot, key: 'x' | 'y'): Place {
    const { min, max } = u.scales[key];
    const log = key === 'x' ? this.#panel.x.log : this.#panel.y.log;
    const [a, b] = [u.valToPos(min!, key, true), u.valToPos(max!, key, true)];
    const to = log ? Math.log : (v: number) => v;
    const [low, high] = [to(min!), to(max!)];
    const slope = (b - a) / (high - low);
    return (value) => a + (to(value) - low) * slope;
  }

  #draw(u: uPlot): void {
    const { ctx, bbox } = u;
    const [placeX, placeY] = [this.#placer(u, 'x'), this.#placer(u, 'y')];
    const density = devicePixelRatio || 1;
    const { min, max } = u.scales.x;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineJoin = 'round';
    this.#panel.series.forEach((series, k) => {
      if (this.hidden.has(k)) return;
      ctx.strokeStyle = ctx.fillStyle = colourOf(series.colour ?? k, this.#panel.series.length);
      if (series.points) {
        ctx.beginPath();
        for (let i = 0; i < series.x.length; i++) {
          const [px, py] = [placeX(series.x[i]), placeY(series.y[i])];
          ctx.moveTo(px + 2.4 * density, py);
          ctx.arc(px, py, 2.4 * density, 0, 2 * Math.PI);
        }
        ctx.fill();
        return;
      }
      ctx.lineWidth = 1.4 * density;
      ctx.beginPath();
      traceSeries(ctx, series, this.#panel.outlines[k], placeX, placeY, min!, max!);
      ctx.stroke();
    });
    ctx.restore();
    this.place.dataset.drawn = String(Number(this.place.dataset.drawn ?? 0) + 1);
  }

  #choose(u: uPlot): void {
    const { left, top, width, height } = u.select;
    if (width < 4 && height < 4) return;
    const [x0, x1, y0, y1] = this.#box;
    const xs = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')].sort((a, b) => a - b);
    const ys = [u.posToVal(top + height, 'y'), u.posToVal(top, 'y')].sort((a, b) => a - b);
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.show([...(width < 4 ? [x0, x1] : xs), ...(height < 4 ? [y0, y1] : ys)] as Box);
  }

  #say(u: uPlot): void {
    const { left = -1, top = -1 } = u.cursor;
    if (left < 0) return;
    const digits = (v: number): string => String(Number(v.toPrecision(5)));
    this.tell(`${digits(u.posToVal(left, 'x'))}, ${digits(u.posToVal(top, 'y'))}`);
  }

  #attach(): void {
    const over = this.#plot.over;
    over.addEventListener(
      'wheel',
      (event) => {
        if (document.activeElement !== this.place && !event.ctrlKey) return;
        event.preventDefault();
        const box = over.getBoundingClientRect();
        const atX = (event.clientX - box.left) / box.width;
        const zoom = event.deltaY < 0 ? ZOOM : 1 / ZOOM;
        this.move(0, 0, zoom, this.#panel.x.reverse ? 1 - atX : atX, 1 - (event.clientY - box.top) / box.height);
      },
      { passive: false },
    );
    over.addEventListener(
      'mousedown',
      (event) => {
        this.place.focus({ preventScroll: true });
        if (!event.shiftKey && event.button !== 1) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const box = over.getBoundingClientRect();
        let [px, py] = [event.clientX, event.clientY];
        const drag = (to: MouseEvent): void => {
          const side = this.#panel.x.reverse ? 1 : -1;
          this.move((side * (to.clientX - px)) / box.width, (to.clientY - py) / box.height);
          [px, py] = [to.clientX, to.clientY];
        };
        addEventListener('mousemove', drag);
        addEventListener('mouseup', () => removeEventListener('mousemove', drag), { once: true });
      },
      true,
    );
    this.place.addEventListener('keydown', (event) => {
      const step = 0.1;
      const side = this.#panel.x.reverse ? -1 : 1;
      const moves: Record<string, () => void> = {
        '+': () => this.move(0, 0, ZOOM),
        '=': () => this.move(0, 0, ZOOM),
        '-': () => this.move(0, 0, 1 / ZOOM),
        0: () => this.show(this.#full),
        ArrowLeft: () => this.move(-side * step, 0),
        ArrowRight: () => this.move(side * step, 0),
        ArrowUp: () => this.move(0, step),
        ArrowDown: () => this.move(0, -step),
      };
      if (event.ctrlKey || event.metaKey || !moves[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      moves[event.key]();
    });
  }
}

/** A range moved by a share of itself and scaled about a point in it. */
function shift(low: number, high: number, by: number, zoom: number, at: number, log = false): [number, number] {
  const [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const pivot = a + at * (b - a);
  const move = by * (b - a);
  const ends: [number, number] = [pivot + (a - pivot) * zoom + move, pivot + (b - pivot) * zoom + move];
  return log ? [Math.exp(ends[0]), Math.exp(ends[1])] : ends;
}

const gridOf = (line: string): string => `color-mix(in srgb, ${line} 55%, transparent)`;

/** Colour of a series: categories while there are few, else from early to late. */
export function colourOf(k: number, count: number): string {
  if (count <= CATEGORY_COLOURS.length) return CATEGORY_COLOURS[k % CATEGORY_COLOURS.length];
  const share = k / Math.max(1, count - 1);
  return `hsl(${Math.round(265 - 245 * share)} 62% 50%)`;
}
