import { trusted, type Html } from './html.js';

/** Ink of a picture, which cannot take the page's: that of the reader's colours. */
const INK = '<style>:root{color:#1c242c}@media(prefers-color-scheme:dark){:root{color:#e3e8ed}}</style>';

/**
 * A drawing as a picture in the page: one element however much is in it, shown until the script draws the thing itself,
 * and without a script instead of it. What is in a picture cannot run.
 *
 * @param svg made by Cermet, with its name space and in `currentColor`
 */
export function drawStill(svg: string, name = 'still'): Html {
  const [width, height] = ['width', 'height'].map(
    (side) => new RegExp(`^<svg[^>]* ${side}="([\\d.]+)"`).exec(svg)?.[1],
  );
  const address = svg
    .replace(/^<svg[^>]*>/, (tag) => tag + INK)
    .replaceAll("'", '&#39;')
    .replaceAll('"', "'")
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll('%', '%25')
    .replaceAll('#', '%23')
    .replaceAll('&', '&amp;');
  const size = width && height ? ` width="${Math.round(Number(width))}" height="${Math.round(Number(height))}"` : '';
  return trusted(`<img class="${name}" alt=""${size} src="data:image/svg+xml,${address}">`);
}
