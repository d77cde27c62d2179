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

/**
 * A drawing scaled as a whole, so that it is exactly so wide in print.
 *
 * @param width [mm]
 */
export function sizeDrawing(svg: string, width: number): string {
  return svg.replace(/^<svg [^>]*>/, (tag) => {
    const [wide, high] = ['width', 'height'].map((side) => Number(new RegExp(` ${side}="([\\d.]+)"`).exec(tag)![1]));
    return tag
      .replace(/ width="[\d.]+"/, ` width="${width}mm"`)
      .replace(/ height="[\d.]+"/, ` height="${Number(((width * high) / wide).toFixed(2))}mm"`);
  });
}
