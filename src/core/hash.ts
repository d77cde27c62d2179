/** SHA-256 of bytes or of UTF-8 text, as lower-case hexadecimal. */
export async function computeSha256(data: Uint8Array | string): Promise<string> {
  // Node's own hash where there is one: the first use of Web Crypto there costs several milliseconds.
  const node = (
    globalThis as { process?: { getBuiltinModule?(name: 'node:crypto'): typeof import('node:crypto') } }
  ).process?.getBuiltinModule?.('node:crypto');
  if (node) return node.createHash('sha256').update(data).digest('hex');
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * JSON with sorted keys, so that equal values give equal text; typed arrays are written as plain arrays, numbers that
 * are not finite as words.
 */
export const toCanonicalJson = (value: unknown): string => write(value) ?? 'undefined';

/** Text of a value; undefined for what JSON leaves out. */
function write(given: unknown): string | undefined {
  if (typeof given === 'number') return Number.isFinite(given) ? String(given) : `"${given}"`;
  if (typeof given !== 'object' || given === null) return JSON.stringify(given);
  if (ArrayBuffer.isView(given)) return writeList(given as Uint8Array);
  const { toJSON } = given as { toJSON?: unknown };
  if (typeof toJSON === 'function') return write(toJSON.call(given, ''));
  if (Array.isArray(given)) return writeList(given);
  let text = '';
  for (const key of sortedKeys(given)) {
    const own = write((given as Record<string, unknown>)[key]);
    if (own !== undefined) text += `${text ? ',' : ''}${writeKey(key)}:${own}`;
  }
  return `{${text}}`;
}

/** By UTF-16 code units, as `sort` does; most objects have few keys, and those in order. */
function sortedKeys(given: object): string[] {
  const keys = Object.keys(given);
  for (let k = 1; k < keys.length; k++) if (keys[k]! < keys[k - 1]!) return keys.sort();
  return keys;
}

/** Text of keys met before: few, each very often. */
const keyTexts = new Map<string, string>();
const KEYS_KEPT = 1000;

function writeKey(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (keyTexts.size < KEYS_KEPT) keyTexts.set(key, text);
  return text;
}

function writeList(list: ArrayLike<unknown>): string {
  let text = '';
  for (let k = 0; k < list.length; k++) text += `${k > 0 ? ',' : ''}${write(list[k]) ?? 'null'}`;
  return `[${text}]`;
}

/** Content hash of any JSON-like value. */
export function computeContentHash(value: unknown): Promise<string> {
  return computeSha256(toCanonicalJson(value));
}
