/** Unpacks base64 of gzip. */
export const unpack = (packed: string): Response =>
  new Response(
    new Blob([Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))])
      .stream()
      .pipeThrough(new DecompressionStream('gzip')),
  );

/** What the page carries beside its script, by name: packed until it is needed. */
export function unpackPart(name: string): Response {
  const packed = document.getElementById(`packed-${name}`)?.textContent;
  if (!packed) throw new Error(`this page was made without its ${name}`);
  return unpack(packed);
}
