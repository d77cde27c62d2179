/** Node's own coder, absent in a browser. `atob` and `btoa` are several times slower in Node. */
const nodeBuffer = (globalThis as { Buffer?: NodeBuffer }).Buffer;
interface NodeBuffer {
  from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer>;
  from(bytes: ArrayBufferLike, offset: number, length: number): { toString(encoding: 'base64'): string };
}

/** Bytes of an array as base64, in the machine's order, which is little-endian wherever WebAssembly runs. */
export function toBase64(array: ArrayBufferView): string {
  if (nodeBuffer) return nodeBuffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  return btoa(parts.join(''));
}

/** Bytes that {@link toBase64} wrote. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // A copy: small buffers of Node share one memory.
  if (nodeBuffer) return Uint8Array.from(nodeBuffer.from(text, 'base64'));
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

const modules = new Map<string, WebAssembly.Module>();

/** Module of a kernel built as base64, compiled once. */
export function compileKernel(base64: string): WebAssembly.Module {
  let module = modules.get(base64);
  if (!module) modules.set(base64, (module = new WebAssembly.Module(fromBase64(base64))));
  return module;
}

/**
 * A kernel at work on a memory.
 *
 * @typeParam K what the kernel exports: its source says it, the compiler cannot see it
 */
export function startKernel<K>(module: WebAssembly.Module, memory: WebAssembly.Memory): K {
  const exports: unknown = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }).exports;
  return exports as K;
}
