import { figureToCsv } from '../figure/figure-to-csv.js';
import { sizeDrawing } from '../figure/to-millimetres.js';
import type { PageFigure } from '../scene/page-data.js';
import { download, h } from './dom.js';
import { makeView, type Spec } from './make-view.js';
import { printPage } from './print-page.js';
import { restoreRows } from './restore-rows.js';
import { setDensity } from './set-density.js';

/** [mm] Widths that journals ask for: one column, one and a half, two. */
const WIDTHS = [89, 120, 183];
/** [pt] Sizes of text that they allow. */
const FONTS = [5, 6, 7, 8];
/** [pt] of the text of a figure as its author made it. */
const OWN_FONT = 7;
/** Dots per inch of a PNG, and those of the page. */
const PNG_DOTS = 600;
const PAGE_DOTS = 96;
const PER_MILLIMETRE = PAGE_DOTS / 25.4;
const FORMS = ['SVG', 'PDF', 'PNG', 'CSV', 'JSON'] as const;

/** What a journal asks of a figure. */
interface Size {
  /** [mm] */
  width: number;
  /** [mm]; as high as its author made it where absent. */
  height?: number;
  /** [pt] */
  font: number;
}

/** Opens a dialog in which a figure is given its size and saved. */
export function openSaveDialog(figure: PageFigure, rows: unknown[][], title: string): void {
  const choice = (values: readonly number[], unit: string, chosen: number): HTMLSelectElement =>
    h('select', {}, ...values.map((v) => h('option', { value: v, selected: v === chosen }, `${v} ${unit}`)));
  const own = widthOf(figure.compiled as Spec);
  const width = choice(
    WIDTHS,
    'mm',
    WIDTHS.reduce((a, b) => (Math.abs(b - own) < Math.abs(a - own) ? b : a)),
  );
  const font = choice(FONTS, 'pt', OWN_FONT);
  const height = h('input', { type: 'number', min: 20, max: 250, step: 1, placeholder: 'as it is' });
  const size = (): Size => ({
    width: Number(width.value),
    font: Number(font.value),
    ...(height.value !== '' && height.checkValidity() && { height: height.valueAsNumber }),
  });
  const dialog = h(
    'dialog',
    { class: 'save-dialog', 'aria-labelledby': 'save-title' },
    h('h2', { id: 'save-title' }, `Save ${title}`),
    h('label', { class: 'row' }, 'Width ', width),
    h('label', { class: 'row' }, 'Height in mm ', height),
    h('label', { class: 'row' }, 'Text ', font),
    h(
      'p',
      { class: 'row' },
      ...FORMS.map((form) =>
        h('button', { type: 'button', 'data-form': form, onclick: () => void save(figure, rows, form, size()) }, form),
      ),
    ),
    h('p', { class: 'quiet' }, 'PDF is printed to a page of this size: choose “Save as PDF” in what opens.'),
    h('button', { type: 'button', onclick: () => dialog.close() }, 'Close'),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function save(figure: PageFigure, rows: unknown[][], form: (typeof FORMS)[number], size: Size): Promise<void> {
  if (form === 'CSV') {
    const spec = restoreRows(figure.source, rows) as Record<string, unknown>;
    return download(`${figure.name}.csv`, figureToCsv({ id: figure.id, title: '', caption: '', spec }), 'text/csv');
  }
  if (form === 'JSON') {
    const text = JSON.stringify(restoreRows(figure.source, rows), null, 1);
    return download(`${figure.name}.vl.json`, text, 'application/json');
  }
  const text = JSON.stringify(restoreRows(figure.compiled, rows)).replaceAll('"currentColor"', '"#000"');
  const view = makeView({ ...resize(JSON.parse(text) as Spec, size), background: '#fff' }, 'none');
  if (form === 'PNG') {
    const wide = Number(/ width="([\d.]+)"/.exec(await view.toSVG())![1]);
    const canvas = await view.toCanvas(((size.width / 25.4) * PNG_DOTS) / wide);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) download(`${figure.name}.png`, await setDensity(blob, PNG_DOTS), 'image/png');
    return;
  }
  const svg = sizeDrawing(await view.toSVG(), size.width);
  if (form === 'SVG') return download(`${figure.name}.svg`, svg, 'image/svg+xml');
  printPage(svg);
}

/** [mm] width of a drawing as its author made it. */
function widthOf(spec: Spec): number {
  const { width, signals = [] } = spec as { width?: unknown; signals?: { name: string; value?: unknown }[] };
  if (typeof width === 'number') return width / PER_MILLIMETRE;
  // Panels stand side by side: two columns.
  return signals.some(({ name }) => /childWidth|concat/.test(name)) ? WIDTHS[2] : WIDTHS[0];
}

/**
 * A specification laid out so that it has the asked text where it is drawn as wide as asked: text keeps its size in the
 * layout, the room around it changes. Plots with equal scales, and panels, keep their shape.
 */
function resize(spec: Spec, { width, height, font }: Size): Spec {
  const room = OWN_FONT / font;
  const own = spec as { width?: unknown; height?: unknown; autosize?: unknown; signals?: unknown[] };
  const fits = typeof own.autosize === 'object' && (own.autosize as { type?: string }).type === 'fit';
  if (fits && typeof own.width === 'number' && typeof own.height === 'number') {
    const wide = width * PER_MILLIMETRE * room;
    const high = height === undefined ? own.height * room : height * PER_MILLIMETRE * room;
    return { ...spec, width: wide, height: high };
  }
  const factor = (width / widthOf(spec)) * room;
  const scaled = (value: unknown): unknown => (typeof value === 'number' ? value * factor : value);
  const signals = (own.signals ?? []).map((signal) => {
    const { name, value } = signal as { name: string; value?: unknown };
    return /(?:width|height)$/i.test(name) ? { ...(signal as object), value: scaled(value) } : signal;
  });
  return { ...spec, width: scaled(own.width), height: scaled(own.height), signals } as Spec;
}
