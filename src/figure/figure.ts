/** A figure is a Vega-Lite specification with its data inside, so that anyone can redraw it. */
export interface Figure {
  id: string;
  title: string;
  caption: string;
  /** Vega-Lite 6 specification; its data is inline. Use `houseFigure` to get the theme and a journal width. */
  spec: Record<string, unknown>;
}
