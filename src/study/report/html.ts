/** Markup that is already safe to stand in a page. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | false | undefined | null | readonly Part[];

/**
 * Builds markup; every value put in is escaped unless it is markup itself. Attribute values must stand in double
 * quotes.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let text = strings[0];
  for (let i = 0; i < parts.length; i++) text += toText(parts[i]) + strings[i + 1];
  return new Html(text);
}

/** Takes over markup that Cermet itself made (a figure drawn by Vega, the page's own script and style). */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function toText(part: Part): string {
  if (part === false || part === undefined || part === null) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(toText).join('');
  return escapeHtml(String(part));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes text for content and for quoted attributes; control characters that no page may hold become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (c) => entities[c])
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
}

/** Text that can be sent: halves of characters become U+FFFD, where `encodeURIComponent` would throw. */
export function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/** JSON that can stand inside a `<script>` element: nothing in it can end the element or begin a comment. */
export function toScriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

/** Gives each key an identifier of its own that is safe in `id` and `href`, the same each time it is asked. */
export class Identifiers {
  readonly #given = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(prefix: string, key: string): string {
    const full = `${prefix}\n${key}`;
    const known = this.#given.get(full);
    if (known) return known;
    const slug = `${prefix}-${key
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase()
      .slice(0, 60)}`;
    let id = slug;
    for (let i = 2; this.#taken.has(id); i++) id = `${slug}-${i}`;
    this.#taken.add(id);
    this.#given.set(full, id);
    return id;
  }
}
