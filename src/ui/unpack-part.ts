/** Decodes and inflates in a worker, since megabytes of it would hold up the page. */
const UNPACKER = `onmessage = async ({ data: packed }) => {
  const bytes = Uint8Array.fromBase64?.(packed) ?? Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  postMessage(await new Response(plain).blob());
};`;

/** What the page carries beside its script, by name: packed until it is needed. */
export async function unpackPart(name: string): Promise<Blob> {
  const packed = document.getElementById(`packed-${name}`)?.textContent;
  if (!packed) throw new Error(`this page was made without its ${name}`);
  const address = URL.createObjectURL(new Blob([UNPACKER], { type: 'text/javascript' }));
  const worker = new Worker(address);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Blob>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message || `the ${name} of this page cannot be unpacked`));
      worker.postMessage(packed);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}
