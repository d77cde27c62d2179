/** [mm] Width of a figure in one or two columns of a journal page. */
export const JOURNAL_WIDTHS = { single: 89, double: 183 } as const;
export type JournalWidth = keyof typeof JOURNAL_WIDTHS;

/**
 * Colours of categories, in order. Told apart with any common colour vision, and at least 3:1 in contrast
 * on a white sheet and on the dark page alike. After Okabe and Ito, Color Universal Design, 2008.
 */
export const CATEGORY_COLOURS = [
  '#2b7bba',
  '#d1690e',
  '#108a74',
  '#a3509b',
  '#8a7a12',
  '#c8403c',
  '#3f93b5',
  '#7b858e',
] as const;

const PIXELS_PER_MILLIMETRE = 96 / 25.4;
const PIXELS_PER_POINT = 96 / 72;
const FONT = 'Helvetica, Arial, sans-serif';

/**
 * Length on the page in CSS pixels, of which 96 make an inch.
 *
 * @param length [mm]
 * @returns [1] pixels
 */
export function toPixels(length: number): number {
  return Math.round(length * PIXELS_PER_MILLIMETRE * 10) / 10;
}

const pt = (points: number): number => Math.round(points * PIXELS_PER_POINT * 100) / 100;

/** Vega-Lite configuration of the house: 7 pt text, thin axes, no grid. Text and axes take the colour `ink`. */
export function makeHouseConfig(ink: string): Record<string, unknown> {
  const text = { font: FONT, fontSize: pt(7), color: ink };
  const labels = {
    labelFont: FONT,
    labelFontSize: pt(7),
    labelColor: ink,
    labelFontWeight: 'normal',
    titleFont: FONT,
    titleFontSize: pt(7),
    titleColor: ink,
    titleFontWeight: 'normal',
  };
  return {
    aria: false,
    background: null,
    font: FONT,
    padding: 3,
    view: { stroke: null },
    axis: {
      ...labels,
      domainColor: ink,
      domainWidth: 0.75,
      tickColor: ink,
      tickWidth: 0.75,
      tickSize: 3.5,
      titlePadding: 5,
      labelPadding: 2.5,
      grid: false,
      labelFlush: false,
      labelSeparation: 4,
    },
    legend: {
      ...labels,
      orient: 'top',
      direction: 'horizontal',
      columns: 3,
      labelLimit: 0,
      titleOrient: 'left',
      symbolSize: 36,
      symbolOpacity: 1,
      symbolStrokeWidth: 1.5,
      rowPadding: 2,
      columnPadding: 12,
      padding: 0,
      offset: 6,
    },
    header: { ...labels, labelFontWeight: 'bold' },
    title: {
      ...text,
      fontSize: pt(8),
      fontWeight: 'bold',
      anchor: 'start',
      offset: 5,
      subtitleColor: ink,
      subtitleFontSize: pt(7),
      subtitleFont: FONT,
    },
    mark: { color: CATEGORY_COLOURS[0] },
    text,
    rule: { color: ink, strokeWidth: 0.75 },
    errorbar: { rule: { strokeWidth: 0.9 }, ticks: { size: 5, thickness: 0.9 } },
    point: { filled: true, size: 26, opacity: 1 },
    circle: { size: 26, opacity: 0.9 },
    line: { strokeWidth: 1.3 },
    bar: { discreteBandSize: { band: 0.72 } },
    area: { opacity: 0.25, line: false },
    range: {
      category: [...CATEGORY_COLOURS],
      heatmap: { scheme: 'viridis' },
      ramp: { scheme: 'viridis' },
      diverging: { scheme: 'blueorange' },
    },
  };
}
