import type { PageData } from '../scene/page-data.js';
import { h } from './dom.js';
import { linkTo } from './origin-dialog.js';

/** Puts a table whose numbers lead to their origins in the place of folded lines, when they are first opened. */
export function setUpFoldedResults({ entries, folded }: PageData): void {
  for (const { id, entries: held } of folded) {
    const details = document.getElementById(id);
    const draw = (): void => {
      const rows = held.map((at) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, entries[at].title),
          h(
            'td',
            { class: 'number-cell' },
            linkTo(entries, at, entries[at].number, 'number'),
            h('span', { class: 'aside' }, entries[at].behind),
          ),
        ),
      );
      const heads = ['Quantity', 'Value'].map((text) => h('th', { scope: 'col' }, text));
      details
        ?.querySelector('pre')
        ?.replaceWith(h('table', { class: 'results' }, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...rows)));
    };
    details?.addEventListener('toggle', draw, { once: true });
  }
}
