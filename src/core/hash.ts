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

/** JSON with sorted keys, so that equal values give equal text; typed arrays are written as plain arrays. */
export function toCanonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, v: unknown) => {
      if (ArrayBuffer.isView(v)) return Array.from(v as Uint8Array);
      if (typeof v === 'number' && !Number.isFinite(v)) return String(v);
      if (v && typeof v === 'object' && !Array.isArray(v)) {
        return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
      }
      return v;
    }) ?? 'undefined'
  );
}

/** Content hash of any JSON-like value. */
export function computeContentHash(value: unknown): Promise<string> {
  return computeSha256(toCanonicalJson(value));
}
