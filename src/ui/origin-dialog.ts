import { h } from './dom.js';

/** Opens the origin of a number in a dialog; without this script its link leads to the same text at the end of the page. */
export function setUpOriginDialog(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.origin-dialog');
  if (!dialog) return;
  let opener: HTMLElement | undefined;
  const show = (link: HTMLAnchorElement): boolean => {
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!entry?.classList.contains('origin-body')) return false;
    const body = entry.cloneNode(true) as HTMLElement;
    body.removeAttribute('id');
    const close = h(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => dialog.close() },
      '×',
    );
    dialog.replaceChildren(
      h('header', {}, h('h2', { id: 'origin-dialog-title', tabindex: -1 }, entry.dataset.title ?? 'Origin'), close),
      body,
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
