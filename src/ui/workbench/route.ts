import { signal } from '@preact/signals';
import { PAGE_VIEWS, type PageView } from '../../workbench/page/views.js';

export type ViewName = PageView['name'];

/** Where the reader is: the address says it, so that a link is a state and going back undoes a step. */
export interface Route {
  view: ViewName;
  /** What is looked at in the view, such as a file. */
  item: string;
  settings: Readonly<Record<string, string>>;
}

export const route = signal<Route>(parseRoute(location.hash, 'data'));
addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash, route.peek().view);
});

/** Reads `#/view/item?name=value`; what it does not name is the view given, and nothing in it. */
export function parseRoute(hash: string, otherwise: ViewName): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view, ...item] = path.split('/');
  return {
    view: PAGE_VIEWS.find(({ name }) => name === view)?.name ?? otherwise,
    item: decode(item.join('/')),
    settings: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a place. */
export function toHash({ view, item = '', settings = {} }: Partial<Route> & { view: ViewName }): string {
  const query = new URLSearchParams(settings).toString();
  // Half a character has no address.
  return `#/${view}${item ? `/${encodeURIComponent(item.replaceAll(/\p{Surrogate}/gu, '\ufffd'))}` : ''}${query ? `?${query}` : ''}`;
}

/** Goes somewhere. `quietly` where no step of its own is meant, as while a slider moves. */
export function go(to: Partial<Route> & { view: ViewName }, quietly = false): void {
  const hash = toHash(to);
  if (hash === location.hash) return;
  if (!quietly) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    route.value = parseRoute(hash, to.view);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
