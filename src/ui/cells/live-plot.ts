import type { View } from 'vega';
import { SHOWN } from '../../workbench/cell-page/page-data.js';
import { makeView, type Spec } from '../make-view.js';

/** Size of the figure's text on the page, of that in print. */
const ENLARGED = 1.4;
/** Height of a figure over its width, on wide and on narrow pages. */
const FLAT = 0.5;
const TALL = 0.8;

/** A figure whose rows change while it is looked at. It keeps the width of its place. */
export class LivePlot {
  readonly #view: View;
  readonly #observer = new ResizeObserver(() => void (this.place.clientWidth > 0 && this.#draw(() => this.#fit())));
  #drawn = Promise.resolve();

  constructor(
    private readonly place: HTMLElement,
    spec: Record<string, unknown>,
  ) {
    const stage = document.createElement('div');
    stage.setAttribute('aria-hidden', 'true');
    place.replaceChildren(stage);
    this.#view = makeView(spec as Spec, 'svg').initialize(stage);
    this.#fit();
    this.#observer.observe(place);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#view.finalize();
  }

  /** Draws other rows; they are Vega's from here on. */
  show(rows: { which: string }[], label: string): Promise<void> {
    this.place.setAttribute('aria-label', label);
    const lines = [...new Set(rows.map((row) => row.which))];
    return this.#draw(() => this.#view.signal(SHOWN, lines).data('rows', rows));
  }

  /** One drawing after the other: a view must not change while it runs. */
  #draw(change?: () => void): Promise<void> {
    const drawing = this.#drawn.then(async () => {
      change?.();
      await this.#view.runAsync();
    });
    this.#drawn = drawing.catch(() => undefined);
    return drawing;
  }

  #fit(): void {
    const width = Math.round(this.place.clientWidth / ENLARGED);
    this.#view.width(width).height(Math.round(width * (width < 400 ? TALL : FLAT)));
  }
}
