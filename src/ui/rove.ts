/** Where a press of an arrow, Home or End leads from an item: to another of the list, row by row in a table. */
function lead(key: string, from: HTMLElement, all: readonly HTMLElement[], items: string): HTMLElement | undefined {
  const at = all.indexOf(from);
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  if (key === 'ArrowRight') return all[at + 1];
  if (key === 'ArrowLeft') return all[at - 1];
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const step = key === 'ArrowDown' ? 1 : -1;
  const row = from.closest('tr');
  if (!row) return all[at + step];
  const column = [...row.querySelectorAll(items)].indexOf(from);
  let next = at + step;
  while (all[next]?.closest('tr') === row) next += step;
  const there = all.filter((item) => all[next] && item.closest('tr') === all[next].closest('tr'));
  return there[Math.min(column, there.length - 1)];
}

/**
 * Makes the items of each list or table one stop of the Tab key: arrows, Home and End lead among them, and Tab comes back
 * to where one was.
 *
 * @param lists selector of the lists in `root`
 * @param items selector of what can be reached in one
 * @returns what is to be called after items have come, gone or been hidden
 */
export function setUpRoving(root: HTMLElement | Document, lists: string, items: string): () => void {
  const shown = (list: Element): HTMLElement[] =>
    [...list.querySelectorAll<HTMLElement>(items)].filter((item) => item.checkVisibility());
  const stopAt = (list: Element, stop: HTMLElement | undefined): void => {
    for (const item of list.querySelectorAll<HTMLElement>(items)) item.tabIndex = item === stop ? 0 : -1;
  };
  root.addEventListener('focusin', ({ target }) => {
    const item = (target as Element).closest<HTMLElement>(items);
    const list = item?.closest(lists);
    if (item && list && item.tabIndex !== 0) stopAt(list, item);
  });
  root.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event as KeyboardEvent;
    const item = target as HTMLElement;
    const list = item.matches(items) && item.closest(lists);
    if (!list || ctrlKey || metaKey || altKey || shiftKey) return;
    const next = lead(key, item, shown(list), items);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  const settle = (): void => {
    const found = [...root.querySelectorAll(lists)];
    if (root instanceof HTMLElement && root.matches(lists)) found.push(root);
    for (const list of found) {
      const stops = [...list.querySelectorAll<HTMLElement>(items)].filter((item) => item.tabIndex === 0);
      if (stops.length !== 1 || !stops[0].checkVisibility()) stopAt(list, shown(list)[0]);
    }
  };
  settle();
  return settle;
}
