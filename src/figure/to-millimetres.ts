/** Pixels of the page to an inch, and millimetres. */
const MILLIMETRES_PER_PIXEL = 25.4 / 96;

/** A drawing whose width and height are said in millimetres, so that every program places it at its size in print. */
export function toMillimetres(svg: string): string {
  return svg.replace(/^<svg [^>]*>/, (tag) =>
    tag.replace(
      / (width|height)="([\d.]+)"/g,
      (_, name: string, pixels: string) =>
        ` ${name}="${Number((Number(pixels) * MILLIMETRES_PER_PIXEL).toFixed(2))}mm"`,
    ),
  );
}
