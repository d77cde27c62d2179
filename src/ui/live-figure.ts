import type { PageData, PageFigure } from '../scene/page-data.js';
import { h, whenNear } from './dom.js';
import { makeView, type Spec } from './make-view.js';
import { restoreRows } from './restore-rows.js';
import { openSaveDialog } from './save-figure.js';

/** Makes the drawn figures answer to the pointer, and their numbers and pictures be taken away. */
export function setUpFigures(data: PageData): void {
  for (const figure of data.figures) {
    const element = document.getElementById(figure.id);
    const drawing = element?.querySelector<HTMLElement>('.drawing');
    if (!element || !drawing) continue;
    whenNear(element, () => void makeLive(figure, data.rows, drawing));
    const button = element.querySelector<HTMLButtonElement>('button.save');
    button?.addEventListener('click', () => openSaveDialog(figure, data.rows, button.dataset.title!));
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
