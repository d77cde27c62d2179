/** Unpacks base64 of gzip. */
export const unpack = (packed: string): Response =>
  new Response(
    new Blob([Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))])
      .stream()
      .pipeThrough(new DecompressionStream('gzip')),
  );
