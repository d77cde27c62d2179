import type { PageData, PageEntry } from '../scene/page-data.js';
import { h } from './dom.js';

/**
 * Opens what stands behind a number in a dialog; without this script its link leads to its origin at the end of the
 * page.
 */
export function setUpOriginDialog({ entries }: PageData): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.origin-dialog');
  if (!dialog) return;
  let opener: HTMLElement | undefined;
  const show = (link: HTMLAnchorElement): boolean => {
    const entry = entries[Number(link.dataset.origin)];
    if (!entry) return false;
    const close = h(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => dialog.close() },
      '×',
    );
    dialog.replaceChildren(
      h('header', {}, h('h2', { id: 'origin-dialog-title', tabindex: -1 }, entry.title), close),
      drawEntry(entry, entries),
    );
    if (!dialog.open) {
      opener = link;
      dialog.showModal();
    }
    dialog.scrollTop = 0;
    close.focus();
    return true;
  };
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a[data-origin]');
    if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey && show(link))
      event.preventDefault();
    else if (event.target === dialog || (dialog.open && (event.target as Element).closest?.('dialog a[href^="#"]')))
      dialog.close();
  });
  dialog.addEventListener('close', () => opener?.focus());
}

function drawEntry(entry: PageEntry, entries: readonly PageEntry[]): HTMLElement {
  const body = h('div', { class: 'origin-body' });
  const value = h('p', { class: 'origin-value' }, `${entry.number} `, h('span', { class: 'quiet' }, entry.behind));
  if (entry.number) body.append(value);
  if (entry.decides) {
    const links = entry.decides.flatMap(([id, anchor], i) => [i > 0 && ', ', h('a', { href: `#${anchor}` }, id)]);
    body.append(h('p', {}, 'Decides ', ...links, '.'));
  }
  if (entry.rows) body.append(drawRows(entry.rows));
  for (const note of entry.notes ?? []) body.append(h('p', { class: 'note' }, note));
  if (entry.from) {
    const made = entry.from.map((at) =>
      h('li', {}, linkTo(entries, at, `${entries[at].title}: ${entries[at].number}`)),
    );
    body.append(h('h3', {}, 'Made from'), h('ul', {}, ...made));
  }
  drawReplicates(entry, body);
  const origins = new Set([entry.origin, ...(entry.from ?? []).map((at) => entries[at].origin)]);
  for (const id of origins) body.append(...copyOrigin(id));
  return body;
}

/** A number that opens what stands behind it. */
export function linkTo(entries: readonly PageEntry[], at: number, text: string, name?: string): HTMLAnchorElement {
  const { origin } = entries[at];
  return h('a', { href: `#${origin ?? ''}`, 'data-origin': at, class: name }, text);
}

function drawRows(rows: readonly [string, string][]): HTMLElement {
  return h(
    'dl',
    { class: 'parameters' },
    ...rows.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))),
  );
}

function drawReplicates({ replicates, more, unit, spread }: PageEntry, body: HTMLElement): void {
  if (replicates) {
    const cells = (of: 'th' | 'td', at: 0 | 1): HTMLElement[] =>
      replicates.map((pair) =>
        h(
          of,
          { class: 'right', ...(of === 'th' && { scope: 'col' }) },
          at === 1 && unit ? `${pair[1]} ${unit}` : pair[at],
        ),
      );
    const table = h(
      'table',
      { class: 'data small' },
      h(
        'caption',
        {},
        more ? `Replicates, the first ${replicates.length} of ${replicates.length + more}` : 'Replicates',
      ),
      h('thead', {}, h('tr', {}, ...cells('th', 0))),
      h('tbody', {}, h('tr', {}, ...cells('td', 1))),
    );
    body.append(h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Replicates' }, table));
  }
  if (spread) {
    const text = `Scatter of single observations (standard deviation): ${spread}${unit ? ` ${unit}` : ''}.`;
    body.append(h('p', { class: 'quiet' }, text));
  }
}

/** The origin as it stands in the page, with its sources in words. */
function copyOrigin(id: string | undefined): Node[] {
  const entry = id === undefined ? null : document.getElementById(id);
  if (!entry?.classList.contains('origin-body')) return [];
  const copy = entry.cloneNode(true) as HTMLElement;
  for (const link of copy.querySelectorAll<HTMLAnchorElement>('a.cite')) {
    const source = document.getElementById(link.hash.slice(1));
    const row = link.closest('dd');
    if (!source || !row) continue;
    const list = row.querySelector('ul') ?? h('ul');
    list.append(h('li', {}, ...([...source.cloneNode(true).childNodes] as Node[])));
    link.remove();
    row.replaceChildren(...row.querySelectorAll('a.cite'), list);
  }
  return [...copy.childNodes];
}
