import { h } from './dom.js';

/**
 * Prints one drawing, whose width and height are in millimetres, to a page of its size: what the browser saves as PDF
 * holds lines and text, no dots.
 */
export function printPage(svg: string): void {
  const [width, height] = ['width', 'height'].map(
    (side) => new RegExp(`^<svg[^>]* ${side}="([\\d.]+mm)"`).exec(svg)![1],
  );
  const sheet = h('div', { class: 'print-sheet' });
  sheet.append(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
  const style = new CSSStyleSheet();
  style.replaceSync(`@page { size: ${width} ${height}; margin: 0 }`);
  const before = document.adoptedStyleSheets;
  document.body.append(sheet);
  document.documentElement.classList.add('print-one');
  document.adoptedStyleSheets = [...before, style];
  addEventListener(
    'afterprint',
    () => {
      document.adoptedStyleSheets = before;
      document.documentElement.classList.remove('print-one');
      sheet.remove();
    },
    { once: true },
  );
  print();
}
