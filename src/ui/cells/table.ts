import { h } from '../dom.js';

/** A table; columns of numbers stand on the right. */
export function makeTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLTableElement {
  const side = (k: number): string | undefined =>
    k > 0 && rows.every((row) => /^(-?\d.*)?$/.test(row[k])) ? 'right' : undefined;
  return h(
    'table',
    { class: 'data' },
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...head.map((text, k) => h('th', { scope: 'col', class: side(k) }, text)))),
    h(
      'tbody',
      {},
      ...rows.map((row) =>
        h(
          'tr',
          {},
          ...row.map((text, k) =>
            k === 0 ? h('th', { scope: 'row' }, text) : h('td', { class: side(k) }, text.replace(/^-(?=\d)/, '−')),
          ),
        ),
      ),
    ),
  );
}
