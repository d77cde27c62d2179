import type { PageData, PageFigure } from '../scene/page-data.js';
import { figureToCsv } from '../figure/figure-to-csv.js';
import { toMillimetres } from '../figure/to-millimetres.js';
import { download, h, whenNear } from './dom.js';
import { makeView, type Spec } from './make-view.js';
import { setDensity } from './set-density.js';

/** Dots per inch of a PNG, and those of the page. */
const PNG_DOTS = 600;
const PAGE_DOTS = 96;

/** Makes the drawn figures answer to the pointer, and their numbers and pictures be taken away. */
export function setUpFigures(data: PageData): void {
  for (const figure of data.figures) {
    const element = document.getElementById(figure.id);
    const drawing = element?.querySelector<HTMLElement>('.drawing');
    if (!element || !drawing) continue;
    whenNear(element, () => void makeLive(figure, data.rows, drawing));
    for (const button of element.querySelectorAll<HTMLButtonElement>('button[data-form]')) {
      button.addEventListener('click', () => void save(figure, data.rows, button.dataset.form!));
    }
  }
}

async function makeLive(figure: PageFigure, rows: unknown[][], drawing: HTMLElement): Promise<void> {
  const still = drawing.firstElementChild;
  const tip = h('div', { class: 'tip', role: 'tooltip', hidden: true });
  const view = makeView(restoreRows(figure.compiled, rows) as Spec, 'svg');
  let failed = false;
  const logger = {
    level: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
    error: () => ((failed = true), logger),
  };
  view.logger(logger as never);
  const stage = h('div', { 'aria-hidden': 'true' });
  view.tooltip((_handler: unknown, event: MouseEvent, _item: unknown, value: unknown) => showTip(tip, event, value));
  await view.initialize(stage).hover().runAsync();
  // What Vega cannot draw here was drawn when the page was made.
  if (failed) return;
  still?.replaceWith(stage);
  document.body.append(tip);
}

function showTip(tip: HTMLElement, event: MouseEvent, value: unknown): void {
  if (value === undefined || value === null || value === '') {
    tip.hidden = true;
    return;
  }
  const lines =
    typeof value === 'object'
      ? Object.entries(value).map(([key, v]) => h('div', {}, h('span', {}, key), ` ${String(v)}`))
      : [h('div', {}, String(value))];
  tip.replaceChildren(...lines);
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 6))}px`;
  tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
}

async function save(figure: PageFigure, rows: unknown[][], form: string): Promise<void> {
  if (form === 'CSV') {
    const spec = restoreRows(figure.source, rows) as Record<string, unknown>;
    return download(`${figure.name}.csv`, figureToCsv({ id: figure.id, title: '', caption: '', spec }), 'text/csv');
  }
  if (form === 'JSON')
    return download(
      `${figure.name}.vl.json`,
      JSON.stringify(restoreRows(figure.source, rows), null, 1),
      'application/json',
    );
  const text = JSON.stringify(restoreRows(figure.compiled, rows)).replaceAll('"currentColor"', '"#000"');
  const spec = { ...(JSON.parse(text) as Spec), background: '#fff' };
  const view = makeView(spec, 'none');
  if (form === 'SVG') return download(`${figure.name}.svg`, toMillimetres(await view.toSVG()), 'image/svg+xml');
  const canvas = await view.toCanvas(PNG_DOTS / PAGE_DOTS);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob) download(`${figure.name}.png`, await setDensity(blob, PNG_DOTS), 'image/png');
}

/** Puts the shared data sets back where a specification points to them; each view gets rows of its own, for Vega writes on them. */
function restoreRows(node: unknown, rows: unknown[][]): unknown {
  if (Array.isArray(node)) return node.map((item) => restoreRows(item, rows));
  if (!node || typeof node !== 'object') return node;
  const pointer = (node as { $rows?: unknown }).$rows;
  if (typeof pointer === 'number') return structuredClone(rows[pointer]);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, restoreRows(value, rows)]));
}
