/** [px] Places after the point that a drawing for the screen and for print has use for. */
const PLACES = 2;

/**
 * A drawing by Vega with what does not show left out: digits of coordinates, undisplayed backgrounds, attributes that
 * say the default.
 */
export function compactSvg(svg: string): string {
  return svg
    .replace(/<path class="(?:foreground|background)"[^>]*display="none"[^>]*(?:\/>|><\/path>)/g, '')
    .replace(/<path class="background"(?![^>]* (?:fill|stroke)=)[^>]*(?:\/>|><\/path>)/g, '')
    .replace(/ (?:d|transform|x2|y2|x1|y1|width|height|viewBox)="[^"]*"/g, (attribute) =>
      attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(PLACES)))),
    )
    .replace(/ (?:opacity="1"|font-weight="normal"|aria-hidden="true"|pointer-events="none")/g, '')
    .replace(/ font-(?:family="Helvetica, Arial, sans-serif"|size="9\.33px")/g, '')
    .replace('<svg ', '<svg font-family="Helvetica, Arial, sans-serif" font-size="9.33px" ')
    .replace(/transform="translate\(0,0\)" ?/g, '');
}
