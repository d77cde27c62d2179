import { fromBase64 } from '../core/index.js';

let loading: Promise<typeof import('@spglib/moyo-wasm')> | undefined;

/**
 * The symmetry library moyo (Shinohara, https://github.com/spglib/moyo), started on first use.
 * Its module of 0.7 MB is loaded only by work that asks for it.
 */
export function loadMoyo(): Promise<typeof import('@spglib/moyo-wasm')> {
  loading ??= start();
  return loading;
}

async function start(): Promise<typeof import('@spglib/moyo-wasm')> {
  const { moyoWasm } = await import('../kernels/built/moyo.js');
  const moyo = await import('@spglib/moyo-wasm');
  moyo.initSync({ module: await WebAssembly.compile(fromBase64(moyoWasm)) });
  return moyo;
}
