import { JOURNAL_WIDTHS, makeHouseConfig, toPixels, type JournalWidth } from './theme.js';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
const INK = '#000';

/** Room that an axis with its title takes beside a panel, in pixels. */
const AXIS_ROOM = 52;

export interface HouseOptions {
  /** One or two columns of a journal; one if not said. */
  width?: JournalWidth;
  /** [mm] height of the whole figure, with its axes; 62 if not said. */
  height?: number;
}

/**
 * Gives a Vega-Lite specification of one view (single or layered) the house theme and a journal width.
 * The whole figure with its axes is then exactly as wide and high as asked. A `config` in `spec` wins over the theme.
 *
 * @param spec Vega-Lite specification with its data inside
 * @returns a specification that stands alone: any Vega-Lite renderer draws it alike
 */
export function houseFigure(
  spec: Record<string, unknown>,
  { width = 'single', height = 62 }: HouseOptions = {},
): Record<string, unknown> {
  return {
    $schema: SCHEMA,
    width: toPixels(JOURNAL_WIDTHS[width]),
    height: toPixels(height),
    autosize: { type: 'fit', contains: 'padding' },
    ...spec,
    config: { ...makeHouseConfig(INK), ...(spec.config as object | undefined) },
  };
}

/**
 * Sets several views side by side, lettered a, b, c… as journals do, in the house theme.
 *
 * @param specs Vega-Lite specifications of single or layered views, each with its data or under a common `data` in
 *   `shared`
 * @param shared top-level members of the whole figure, such as `data` or `resolve`
 */
export function housePanels(
  specs: Record<string, unknown>[],
  { width = 'double', height = 58, columns = Math.min(specs.length, 3) }: HouseOptions & { columns?: number } = {},
  shared: Record<string, unknown> = {},
): Record<string, unknown> {
  const panelWidth = Math.max(60, toPixels(JOURNAL_WIDTHS[width]) / columns - AXIS_ROOM);
  const panelHeight = Math.max(40, toPixels(height) - AXIS_ROOM);
  return {
    $schema: SCHEMA,
    spacing: 14,
    ...shared,
    columns,
    concat: specs.map((spec, i) => ({
      width: panelWidth,
      height: panelHeight,
      title: { text: letterOf(i), frame: 'bounds', anchor: 'start', offset: 2 },
      ...spec,
    })),
    config: { ...makeHouseConfig(INK), ...(shared.config as object | undefined) },
  };
}

/** a, b, … z, aa, ab … */
function letterOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

/**
 * Layers of points with error bars: `field` ± `sigmaField`, or from `lowField` to `highField`.
 * Put them in `layer`, with the position on the other axis and the colour in the common `encoding`.
 */
export function makePointsWithErrors(
  axis: 'x' | 'y',
  field: string,
  error: { sigmaField: string } | { lowField: string; highField: string },
  title?: string,
): Record<string, unknown>[] {
  const other = axis === 'x' ? 'y' : 'x';
  const position = { field, type: 'quantitative', title: title ?? field };
  const bar =
    'sigmaField' in error
      ? { [axis]: position, [`${axis}Error`]: { field: error.sigmaField } }
      : { [axis]: { ...position, field: error.lowField }, [`${axis}2`]: { field: error.highField } };
  const orient = other === 'x' ? 'vertical' : 'horizontal';
  return [
    { mark: { type: 'errorbar', orient, ticks: true }, encoding: bar },
    { mark: { type: 'point', tooltip: { content: 'data' } }, encoding: { [axis]: position } },
  ];
}
